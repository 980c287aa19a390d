"""0 from everywhere: every menu, entry, recording and answer, in office hours and after them (domain 4.1.3, 4.1.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from twilio.rest import Client

from ivr.entries import ENTRIES, RECORDINGS
from ivr.lines import LINES
from ivr.menus import MENUS
from ivr.nodes import NODES
from ivr.people.telephone import TwilioTelephone
from models import Database, credentials
from models.people import agents
from tests.journeys.trees.test_every_leaf import CASES, trails_of

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.journeys.trees.conftest import Walk
    from twilio_emulator import Emulator

    Walking = Callable[..., Walk]
    Demo = Mapping[str, DemoPerson]

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai, a working day."""
SATURDAY = datetime(2026, 3, 7, 2, 0, tzinfo=UTC)
"""A day off."""
IS_ONE = {"agent", "call_back"}
"""What is a person, or a ticket, already."""
IS_OVER = {"farewell"}
"""Where the call ends because the caller has said goodbye."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a place is reached."""

    number: str = "12393"
    who: str = ""
    own_phone: bool = False
    path: str = ""
    """One key for each menu; what is asked between them is answered."""
    keyed: str = ""
    """What is keyed then, separated by blanks: {id}, {tail} and {pin} are the caller's."""
    said: str = ""
    """What is said then."""
    begins: datetime = MONDAY
    wrong_pins: int = 0
    """Wrong PINs that were tried before the call."""


def from_the_menus() -> Iterator[tuple[str, Way]]:
    """What the menus lead to: menus, leaves, and what is come through on the way to them."""
    for number in LINES:
        for path, leaf, through in trails_of(number):
            case = CASES[leaf]
            for place, keys in {**through, leaf: path}.items():
                yield place, Way(number=number, who=case.who, own_phone=case.own_phone, path=keys)


OTHERS: Mapping[str, Way] = {
    "elder": Way(who="elder over 70", own_phone=True),
    "after_hours": Way(keyed="0", begins=SATURDAY),
    "dispute_choice": Way(who="employed", path="121", keyed="4"),
    "missing_money": Way(who="employed", path="121", keyed="4"),
    "locked": Way(who="employed", path="1", keyed="{id}# {pin}#", wrong_pins=5),
    "closed": Way(who="employed", keyed=f"1 {'{id}# 000001# ' * 3}"),
    "id_number": Way(keyed="1"),
    "id_tail": Way(who="employed", own_phone=True, keyed="1"),
    "pin": Way(who="employed", keyed="1 {id}#"),
    "confirm_id": Way(who="initial PIN", own_phone=True, keyed="1 {tail}# {pin}#"),
    "new_pin": Way(who="initial PIN", keyed="1 {id}# {pin}#"),
    "new_pin_again": Way(who="initial PIN", keyed="1 {id}# {pin}# 380615#"),
    "pin_changed": Way(who="employed", path="41", keyed="380615# 380615#"),
    "movements_of_month": Way(who="employed", path="124", keyed="202602#"),
    "dispute": Way(who="employed", path="121", keyed="4 1"),
    "ticket_number": Way(path="53"),
    "ticket": Way(path="53", keyed="2603029999#"),
    "filed": Way(path="51", said="药店多收了我的钱"),
    "callback_phone": Way(path="542"),
    "child_consent": Way(who="employed", path="1352", keyed="990115201805220183#"),
    "which_region": Way(path="2", keyed="0774#"),
    "which_meaning": Way(said="余额和明细"),
    "guide.contribution": Way(who="employed", path="142", keyed="3"),
}
"""By place: what is asked, offered or found out beside the menus."""

WAYS: Mapping[str, Way] = {**dict(reversed([*from_the_menus()])), **OTHERS}
PLACES = sorted({*MENUS, *ENTRIES, *RECORDINGS, *NODES} - IS_ONE - IS_OVER)
each_place = pytest.mark.parametrize("place", PLACES)


def test_there_is_a_way_to_every_place() -> None:
    assert set(PLACES) <= set(WAYS)
    assert len(PLACES) > 100


def reach(walk: Walking, app: Flask, database: Database, demo: Demo, place: str) -> Walk:
    """Go there, and no further; what only leads on is come through."""
    way = WAYS[place]
    app.extensions["now"].moment = way.begins
    with database.session() as db:
        for _ in range(way.wrong_pins):
            credentials.verify_by_id(db, demo[way.who].id_number, "000001", way.begins)
    caller = walk(way.number, way.who, own_phone=way.own_phone)
    for key in way.path:
        caller.identify()
        caller.prepare()
        caller.press(key)
    if not way.wrong_pins and (place in NODES or place in MENUS):
        caller.identify()
    person = caller.person
    for keys in way.keyed.split():
        known = {"id": person.id_number, "tail": person.id_number[-4:], "pin": person.pin} if person else {}
        caller.press(keys.format(**known))
    if way.said:
        caller.call.speak(way.said)
        caller.call.press("#") if caller.place in RECORDINGS else caller.call.wait(1)
    assert caller.path[-1] == place if place not in NODES else place in caller.path, f"{place}: {caller.path}"
    return caller


@each_place
def test_nought_in_office_hours_is_a_ticket_where_nobody_is_on_duty(
    walk: Walking, hotline_app: Flask, database: Database, demo: Demo, place: str
) -> None:
    caller = reach(walk, hotline_app, database, demo, place)
    hotline_app.extensions["now"].moment = MONDAY
    caller.press("0#" if caller.place in ENTRIES else "0")
    assert "agent.ticket" in caller.ids, caller.words
    assert caller.call.status == "completed"


@pytest.mark.parametrize("place", ["main", "elder", "personal", "pin", "complaint", "balance", "policy.claims"])
def test_nought_is_a_person_where_somebody_is_on_duty(
    walk: Walking, lines: Emulator, hotline_app: Flask, database: Database, demo: Demo, place: str
) -> None:
    client = Client(lines.account_sid, lines.auth_token, http_client=lines.http_client())
    hotline_app.extensions["telephone"] = TwilioTelephone(client)
    number = "+8612088880001"
    agent = lines.handset(number)
    agent.on_ring("ask")
    with database.session() as db:
        agents.sign_on(db, agents.add(db, "李雷", number, "481516", MONDAY).agent_id, MONDAY)

    caller = reach(walk, hotline_app, database, demo, place)
    caller.press("0#" if caller.place in ENTRIES else "0")
    assert caller.place == "queue"
    lines.clock.advance(5)
    agent.calls[-1].pick_up().press("1")
    caller.call.hears("幺零幺号话务员为您服务")


@each_place
def test_nought_after_hours_is_the_hours_and_a_ticket_to_be_called_back(
    walk: Walking, hotline_app: Flask, database: Database, demo: Demo, place: str
) -> None:
    caller = reach(walk, hotline_app, database, demo, place)
    hotline_app.extensions["now"].moment = SATURDAY
    caller.press("0#" if caller.place in ENTRIES else "0")
    assert caller.place == "after_hours"
    assert {"agent.hours", "agent.hours_twice"} & caller.ids
    assert {"callback.arranged", "ticket.number"} <= caller.press("2").press("1").press("1").ids
    assert caller.call.status == "in-progress"
