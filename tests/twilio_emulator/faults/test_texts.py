"""What befalls a text at the carrier's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from twilio_emulator import Emulator, Handset
from twilio_emulator.faults import KINDS, Target

if TYPE_CHECKING:
    from twilio.rest import Client

LINE = "+15005550100"
ME = "+15005550111"
OF_TEXTS: list[tuple[str, dict[str, Any], str, int | None, bool]] = [
    ("undelivered", {}, "undelivered", 30003, False),
    ("undelivered", {"error_code": 30005}, "undelivered", 30005, False),
    ("undelivered", {"error_code": 30006}, "undelivered", 30006, False),
    ("undelivered", {"error_code": 30007}, "undelivered", 30007, False),
    ("failed", {}, "failed", 30008, False),
    ("lost", {}, "sent", None, False),
    ("delayed", {"seconds": 60}, "delivered", None, True),
]


def test_every_fault_of_a_text_is_shown_here() -> None:
    of_texts = {one.name for one in KINDS.values() if one.strikes == (Target.TEXT,)}
    assert {kind for kind, *_ in OF_TEXTS} == of_texts


@pytest.mark.parametrize(("kind", "told", "status", "code", "arrives"), OF_TEXTS)
def test_a_text_comes_to_its_end_by_the_fault(
    emulator: Emulator, handset: Handset, client: Client, kind: str, told: dict[str, Any], status: str,
    code: int | None, arrives: bool,
) -> None:  # fmt: skip
    rule = emulator.faults.add(kind, times=1, **told)
    sid = client.messages.create(from_=LINE, to=ME, body="first").sid
    emulator.clock.advance(30)
    before = client.messages(sid).fetch().status
    emulator.clock.advance(3600)
    message = client.messages(sid).fetch()
    assert (message.status, message.error_code) == (status, code)
    assert before == ("queued" if kind == "delayed" else status)
    assert [one.body for one in handset.inbox] == (["first"] if arrives else [])
    (strike,) = rule.struck
    assert (strike.subject_sid, strike.what) == (sid, f"the text to {ME}")

    client.messages.create(from_=LINE, to=ME, body="second")
    emulator.clock.advance(5)
    assert handset.inbox[-1].body == "second"


def test_the_answer_to_a_text_is_struck_as_well(emulator: Emulator, handset: Handset) -> None:
    emulator.faults.add("lost", phone_number=ME)
    handset.text(LINE, "hi")
    emulator.clock.advance(60)
    assert handset.inbox == []
    assert emulator.messages[-1].status == "sent"


def test_a_text_of_a_messaging_service_is_struck_once(emulator: Emulator, handset: Handset, client: Client) -> None:
    service = emulator.add_messaging_service(senders=[LINE])
    rule = emulator.faults.add("undelivered", every=2)
    for _ in range(4):
        client.messages.create(messaging_service_sid=service.sid, to=ME, body="hi")
    emulator.clock.advance(60)
    assert [one.status for one in emulator.messages] == ["delivered", "undelivered"] * 2
    assert (rule.seen, len(rule.struck), len(handset.inbox)) == (4, 2, 2)


def test_a_fault_goes_before_what_becomes_of_texts_to_that_number(
    emulator: Emulator, handset: Handset, client: Client
) -> None:
    emulator.deliver(ME, "undelivered", 30003)
    emulator.faults.add("failed", error_code=30007, times=1)
    for _ in range(2):
        client.messages.create(from_=LINE, to=ME, body="hi")
    emulator.clock.advance(60)
    assert [(one.status, one.error_code) for one in emulator.messages] == [("failed", 30007), ("undelivered", 30003)]


def test_texts_to_a_number_may_be_lost_by_the_number_alone(
    emulator: Emulator, handset: Handset, client: Client
) -> None:
    emulator.deliver(ME, "sent")
    client.messages.create(from_=LINE, to=ME, body="hi")
    emulator.clock.advance(60)
    assert (emulator.messages[0].status, handset.inbox) == ("sent", [])
