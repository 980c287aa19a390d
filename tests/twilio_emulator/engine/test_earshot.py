"""Who hears whom across rooms and wires, by the rule alone."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.engine.conference import Conference, Participant
from twilio_emulator.engine.earshot import earshot

LEGS = st.integers(0, 8)


def heard(speaker: str, rooms: Mapping[str, list[str]], wires: Mapping[str, str] | None = None) -> set[str]:
    """Return who hears ``speaker``; ``wires`` are named from one end."""
    both = {**(wires or {}), **{there: here for here, there in (wires or {}).items()}}
    return set(earshot(speaker, lambda leg: rooms.get(leg, []), both.get))


def room(*legs: str) -> dict[str, list[str]]:
    return {leg: [one for one in legs if one != leg] for leg in legs}


def test_two_who_are_connected_hear_each_other_and_nobody_else() -> None:
    rooms = {**room("ann", "bob"), **room("eve", "fay")}
    assert heard("ann", rooms) == {"bob"}
    assert heard("bob", rooms) == {"ann"}
    assert heard("gus", rooms) == set()


def test_what_goes_into_a_wire_comes_out_in_the_other_room() -> None:
    rooms = {**room("ann", "to the hotline"), **room("in at the hotline", "bob")}
    wires = {"to the hotline": "in at the hotline"}
    assert heard("ann", rooms, wires) == {"bob"}
    assert heard("bob", rooms, wires) == {"ann"}


def test_a_ring_of_wires_comes_to_an_end_and_nobody_hears_himself() -> None:
    rooms = {**room("ann", "a1", "a2"), **room("b1", "b2", "bob")}
    assert heard("ann", rooms, {"a1": "b1", "a2": "b2"}) == {"bob"}


def test_a_conference_lets_be_heard_whom_its_rules_let() -> None:
    conference = Conference()
    for name in ("agent", "caller", "coach", "muted", "held"):
        conference.join(Participant(call_sid=name))
    conference.mute("muted", True)
    conference.hold("held", True)
    conference.coach("coach", "agent")
    rooms = {name: conference.hearers(name) for name in conference.participants}
    assert heard("caller", rooms) == {"agent", "coach", "muted"}
    assert heard("agent", rooms) == {"caller", "coach", "muted"}
    assert heard("coach", rooms) == {"agent"}
    assert heard("muted", rooms) == set()
    assert heard("held", rooms) == set()


def test_nobody_is_heard_before_a_conference_has_started() -> None:
    conference = Conference()
    for name in ("ann", "bob"):
        conference.join(Participant(call_sid=name, start_on_enter=False))
    assert heard("ann", {name: conference.hearers(name) for name in conference.participants}) == set()


@given(st.lists(st.lists(LEGS, unique=True), max_size=4), st.dictionaries(LEGS, LEGS, max_size=4))
def test_rooms_in_which_all_hear_all_make_hearing_mutual(rooms: list[list[int]], wires: dict[int, int]) -> None:
    place = {leg: number for number, legs in enumerate(rooms) for leg in legs}
    ends: dict[int, int] = {}
    for here, there in wires.items():
        if here != there and here not in ends and there not in ends:
            ends |= {here: there, there: here}

    def hearers(leg: int) -> list[int]:
        return [one for one, at in place.items() if one != leg and at == place.get(leg)]

    within = {leg: earshot(leg, hearers, ends.get) for leg in range(9) if leg not in ends}
    for leg, others in within.items():
        assert leg not in others
        assert not others & ends.keys()
        assert all(leg in within[other] for other in others)
