"""The rules of a conference room, whatever is done to it in whatever order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.engine.conference import (
    ASKED_BY,
    FEWEST,
    MOST,
    WORDS,
    Conference,
    Departure,
    Ending,
    Event,
    Participant,
    Status,
    Told,
)
from twilio_emulator.engine.errors import TwimlError

ORDER = (Status.INIT, Status.IN_PROGRESS, Status.COMPLETED)
SIDS = st.sampled_from(["CA1", "CA2", "CA3", "CA4", "CA5"])
FLAGS = st.booleans()
PARTICIPANTS = st.builds(
    Participant,
    call_sid=SIDS,
    label=st.sampled_from(["", "", "ada", "bob"]),
    muted=FLAGS,
    hold=st.just(False),
    coaches=st.sampled_from(["", "", "", "CA1"]),
    start_on_enter=FLAGS,
    end_on_exit=st.sampled_from([False, False, False, True]),
)
STEPS = st.one_of(
    st.tuples(st.just("join"), PARTICIPANTS),
    st.tuples(st.just("join"), PARTICIPANTS),
    st.tuples(st.just("leave"), SIDS, st.sampled_from(Departure), st.just("completed")),
    st.tuples(st.sampled_from(["mute", "hold", "end_on_exit", "beep_on_exit"]), SIDS, FLAGS),
    st.tuples(st.just("coach"), SIDS, st.sampled_from(["", "CA1", "CA2"])),
    st.tuples(st.just("wait_changed"), SIDS),
    st.tuples(st.just("announced"), st.just("http://a/"), SIDS, st.sampled_from(["", "it broke"])),
)


@dataclass
class Watched:
    """A room, and everything it has told."""

    room: Conference
    told: list[Told] = field(default_factory=list)

    def do(self, what: str, *arguments: object) -> None:
        """Do one thing; a refusal must change nothing."""
        room = self.room
        before = (room.status, dict(room.participants), room.told)
        try:
            self.told += getattr(room, what)(*arguments)
        except TwimlError:
            assert (room.status, room.participants, room.told) == before
        assert ORDER.index(room.status) >= ORDER.index(before[0])
        self.check()

    def check(self) -> None:
        """What holds at any time."""
        room = self.room
        present = list(room.participants.values())
        labels = [one.label for one in present if one.label]
        assert len(present) <= room.capacity
        assert len(labels) == len(set(labels))
        assert room.over is (room.ending is not None)
        assert not (room.over and present)
        assert not (
            room.status is Status.INIT and len(present) >= FEWEST and any(one.start_on_enter for one in present)
        )
        for one in present:
            hearers = room.hearers(one.call_sid)
            assert one.call_sid not in hearers
            assert not (hearers and (one.muted or one.hold or not room.started))
            assert not any(room.participants[sid].hold for sid in hearers)
            assert not one.coaches or set(hearers) <= {one.coaches}


@given(capacity=st.integers(FEWEST, 4), steps=st.lists(STEPS, max_size=25))
def test_a_room_keeps_its_rules_whatever_happens_in_it(capacity: int, steps: list[tuple[str, object]]) -> None:
    watched = Watched(Conference(capacity=capacity, events=frozenset(WORDS)))
    for step in steps:
        watched.do(*step)
    watched.do("close")
    room, told = watched.room, watched.told
    assert room.over
    assert [one.number for one in told] == list(range(1, len(told) + 1))
    count = Counter(one.event for one in told)
    assert count[Event.START] <= 1
    assert count[Event.END] == 1
    assert told[-1].event is Event.END
    assert count[Event.JOIN] == count[Event.LEAVE]
    assert all(one.params["CallSid"] for one in told if one.event in (Event.JOIN, Event.LEAVE))
    for sid in ("CA1", "CA2", "CA3", "CA4", "CA5"):
        came_and_went = [one.event for one in told if one.params.get("CallSid") == sid]
        ins = [event for event in came_and_went if event in (Event.JOIN, Event.LEAVE)]
        assert ins == [Event.JOIN, Event.LEAVE] * (len(ins) // 2)


@given(words=st.sets(st.sampled_from(WORDS)), steps=st.lists(STEPS, max_size=20))
def test_what_was_not_asked_for_is_neither_told_nor_counted(words: set[str], steps: list[tuple[str, object]]) -> None:
    watched = Watched(Conference(events=frozenset(words)))
    for step in steps:
        watched.do(*step)
    assert [one.number for one in watched.told] == list(range(1, len(watched.told) + 1))
    assert {ASKED_BY[one.event] for one in watched.told} <= words


@given(steps=st.lists(STEPS, max_size=20))
def test_the_same_steps_lead_to_the_same_room(steps: list[tuple[str, object]]) -> None:
    first, second = (Watched(Conference(events=frozenset(WORDS))) for _ in range(2))
    for step in steps:
        first.do(*step)
        second.do(*step)
    assert first == second


def someone(number: int, **values: object) -> Participant:
    return Participant(call_sid=f"CA{number}", **values)  # type: ignore[arg-type]


def room_of(*participants: Participant, capacity: int = MOST) -> Conference:
    room = Conference(capacity=capacity, events=frozenset(WORDS))
    for one in participants:
        room.join(one)
    return room


@pytest.mark.mistake(15)
def test_two_start_it_if_one_of_them_may() -> None:
    room = room_of(someone(1))
    assert room.status is Status.INIT
    assert [one.event for one in room.join(someone(2, start_on_enter=False))] == [Event.JOIN, Event.START]
    waiting = room_of(someone(1, start_on_enter=False), someone(2, start_on_enter=False))
    assert not waiting.started
    waiting.join(someone(3))
    assert waiting.started


def test_one_who_is_left_alone_stays_in_it() -> None:
    room = room_of(someone(1), someone(2))
    room.leave("CA2", Departure.LEFT, "completed")
    assert room.started
    assert room.hearers("CA1") == []


@pytest.mark.parametrize(
    ("kicked", "ends", "ending"),
    [
        (False, False, Ending.LAST_LEFT),
        (True, False, Ending.LAST_KICKED),
        (False, True, Ending.ENDER_LEFT),
        (True, True, Ending.ENDER_KICKED),
    ],
)
def test_why_it_ended(kicked: bool, ends: bool, ending: Ending) -> None:
    room = room_of(someone(1, end_on_exit=ends, label="ada"))
    end = room.leave("CA1", Departure.LEFT, "completed", kicked=kicked)[-1]
    assert room.ending is ending
    assert end.params["ReasonConferenceEnded"] == ending
    assert end.params["CallSidEndingConference"] == "CA1"
    assert end.params["ParticipantLabelEndingConference"] == "ada"
    assert end.params["Reason"]


def test_one_who_ends_it_takes_the_others_along() -> None:
    room = room_of(someone(1, end_on_exit=True), someone(2), someone(3))
    told = room.leave("CA1", Departure.LEFT, "completed")
    reasons = [one.params.get("ReasonParticipantLeft", "") for one in told]
    assert reasons == ["participant_hung_up", "moderator_ended_conference", "moderator_ended_conference", ""]


def test_it_can_be_closed_once_and_entered_no_more() -> None:
    room = room_of(someone(1), someone(2))
    told = room.close()
    assert [one.event for one in told] == [Event.LEAVE, Event.LEAVE, Event.END]
    assert "CallSidEndingConference" not in told[-1].params
    assert room.close() == []
    with pytest.raises(TwimlError, match="16022"):
        room.join(someone(3))


@pytest.mark.parametrize(
    ("newcomer", "code"),
    [
        (someone(9, label="ada"), 16025),
        (someone(9, coaches="CA7"), 13240),
        (someone(1), 16022),
    ],
)
def test_who_is_not_let_in(newcomer: Participant, code: int) -> None:
    room = room_of(someone(1, label="ada"), someone(2))
    with pytest.raises(TwimlError, match=str(code)):
        room.join(newcomer)
    full = room_of(someone(1), someone(2), capacity=2)
    with pytest.raises(TwimlError, match="16020"):
        full.join(someone(3))


def test_a_coach_is_heard_by_one_alone_and_hears_all() -> None:
    room = room_of(someone(1), someone(2), someone(3, coaches="CA1"))
    assert room.hearers("CA3") == ["CA1"]
    assert room.hearers("CA2") == ["CA1", "CA3"]
    room.coach("CA3", "")
    assert room.hearers("CA3") == ["CA1", "CA2"]
    for whom, code in (("CA3", 16028), ("CA9", 16028)):
        with pytest.raises(TwimlError, match=str(code)):
            room.coach("CA3", whom)
    room.hold("CA1", True)
    with pytest.raises(TwimlError, match="16027"):
        room.coach("CA3", "CA1")


def test_what_changes_nothing_is_not_told() -> None:
    room = room_of(someone(1), someone(2))
    assert [one.event for one in room.mute("CA1", True)] == [Event.MUTE]
    assert room.mute("CA1", True) == []
    assert [one.event for one in room.hold("CA1", True)] == [Event.HOLD]
    assert [one.event for one in room.end_on_exit("CA1", True)] == [Event.MODIFY]
    assert room.mute("CA9", True) == []
    assert room.leave("CA9", Departure.LEFT, "completed") == []
    assert room.spoke("CA1", begins=True) == []
    assert [one.event for one in room.spoke("CA2", begins=True)] == [Event.SPEECH_START]


def test_an_announcement_carries_the_participant_while_there_is_one() -> None:
    room = room_of(someone(1), someone(2))
    (told,) = room.announced("http://a/", "CA1")
    assert told.event is Event.ANNOUNCEMENT_END
    assert (told.params["CallSid"], told.params["AnnounceUrl"]) == ("CA1", "http://a/")
    room.leave("CA1", Departure.LEFT, "completed")
    (told,) = room.announced("http://a/", "CA1", "it broke")
    assert told.event is Event.ANNOUNCEMENT_FAIL
    assert "CallSid" not in told.params
    assert told.params["ReasonAnnouncementFailed"] == "it broke"
