"""The leg table: every legal move, every illegal one."""

from __future__ import annotations

from itertools import product

import pytest

from twilio_emulator.engine.errors import WrongInput
from twilio_emulator.engine.leg import FINAL, TRANSITIONS, CallStatus, Leg

EVERY = tuple(CallStatus)
LEGAL = {
    "queued": "ringing canceled failed",
    "ringing": "in-progress busy no-answer failed canceled",
    "in-progress": "completed",
    "completed": "",
    "busy": "",
    "failed": "",
    "no-answer": "",
    "canceled": "",
}
"""Written out once more, so that a change of the table is a decision."""


@pytest.mark.parametrize(("before", "after"), list(product(EVERY, EVERY)), ids=str)
def test_a_leg_moves_only_along_the_table(before: CallStatus, after: CallStatus) -> None:
    leg = Leg(before)
    if after in LEGAL[before].split():
        leg.move(after)
        assert leg.status is after
    else:
        with pytest.raises(WrongInput, match=f"is {before} cannot become {after}"):
            leg.move(after)
        assert leg.status is before


@pytest.mark.parametrize("status", EVERY)
def test_final_are_the_statuses_nothing_follows(status: CallStatus) -> None:
    leg = Leg(status)
    assert leg.over is (status in FINAL) is (LEGAL[status] == "")
    assert leg.answered is (status is CallStatus.IN_PROGRESS)


@pytest.mark.parametrize(("before", "unanswered"), list(product(EVERY, sorted(FINAL))), ids=str)
def test_finishing_always_ends_a_leg_and_never_changes_a_finished_one(
    before: CallStatus, unanswered: CallStatus
) -> None:
    leg = Leg(before)
    leg.finish(unanswered)
    assert leg.over
    if before in FINAL:
        assert leg.status is before
    elif before is CallStatus.IN_PROGRESS:
        assert leg.status is CallStatus.COMPLETED
    else:
        assert leg.status in TRANSITIONS[before]


@pytest.mark.verified
@pytest.mark.mistake(16)
def test_the_names_are_those_of_the_resource_without_initiated_and_answered() -> None:
    assert set(map(str, EVERY)) == set(LEGAL)
