"""What a bureau's system tells, as it writes it: names and values of JSON or of a command line, made events of.

People are named by their ID numbers, money is fen, enumerations are the words of `models`. No sentence here repeats a
value, so that no ID number gets into a log by way of a refusal.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from models import AccountsError, Database, posting
from models.identity import SHANGHAI
from models.money import events
from models.months import YearMonth

EVENTS: Final[Mapping[str, type]] = {
    "credit": events.CreditArrived,
    "contribution": events.ContributionPaid,
    "bill": events.BillPresented,
    "sharing-failed": events.SharingFailed,
    "premium": events.PremiumDemanded,
    "refund": events.Refunded,
    "authorisation-begun": events.AuthorisationBegun,
    "authorisation-ended": events.AuthorisationEnded,
    "insurance": events.InsuranceChanged,
    "freeze": events.AccountFrozen,
    "counter": events.CounterSet,
    "claim-received": events.ClaimReceived,
    "claim-moved": events.ClaimMoved,
    "filing": events.FilingMade,
    "filing-cancelled": events.FilingCancelled,
    "maternity": events.MaternityMoved,
    "card": events.CardMoved,
    "card-activated": events.CardActivated,
    "parentage": events.ParentageTold,
}
"""The name of each event in a file and on the command line. ← an event of `models.money.events` needs a line here."""

PEOPLE: Final[Mapping[str, str]] = {
    "person_id": "id_number",
    "authoriser_id": "authoriser",
    "member_id": "member",
    "parent_id": "parent",
    "child_id": "child",
}
"""A field that holds a person → the name under which their ID number is given."""

NUMBER: Final[Mapping[str, str]] = {"number": "case"}
"""The event's own number is `number`; a case that has one of its own is named by `case`."""

FRAME: Final = ("event", "number", "at")
"""What every event says beside its fields."""

_PLAIN: Final = re.compile("[a-z_]{1,30}")


class EventRefused(AccountsError):
    """What was told is no event; the sentence names the field and what it should hold, never the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an event as it is given."""

    name: str
    """As it is given; `target` is what the event calls it."""
    target: str
    kind: type
    required: bool
    is_person: bool

    @property
    def expected(self) -> str:
        """What it should hold, for a person to read."""
        if issubclass(self.kind, StrEnum):
            return "one of " + ", ".join(member.value for member in self.kind)
        return "an ID number" if self.is_person else _EXPECTED[self.kind]


_EXPECTED: Final[Mapping[type, str]] = {
    int: "a whole number",
    str: "a text",
    bool: "true or false",
    date: "a day such as 2026-03-01",
    YearMonth: "a month such as 202603",
}


def fields_of(event: type) -> tuple[Field, ...]:
    """The fields of an event, in the order of its class."""
    kinds = get_type_hints(event)
    return tuple(
        Field(
            name=PEOPLE.get(field.name) or NUMBER.get(field.name, field.name),
            target=field.name,
            kind=str if field.name in PEOPLE else _without_none(kinds[field.name]),
            required=field.default is MISSING and type(None) not in get_args(kinds[field.name]),
            is_person=field.name in PEOPLE,
        )
        for field in fields(event)
    )


def _without_none(kind: Any) -> type:
    if get_origin(kind) in (Union, types.UnionType):
        (kind,) = (one for one in get_args(kind) if one is not type(None))
    assert isinstance(kind, type)  # fields of events are plain classes
    return kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event as it was told, checked but for the people, who are looked up when it is applied."""

    event: type
    number: str
    at: datetime | None
    values: Mapping[str, object]
    people: Mapping[str, str]
    """Field of the event → ID number; never shown."""

    def __repr__(self) -> str:
        return f"Told({self.event.__name__}, {self.number!r})"


def read_line(line: str) -> Told:
    """The event that a line of JSON tells. Raises EventRefused."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise EventRefused("This is no JSON.") from None
    if not isinstance(said, dict):
        raise EventRefused("An event is an object of names and values.")
    return read(said)


def read(said: Mapping[str, object]) -> Told:
    """The event that names and values tell. Raises EventRefused."""
    name = said.get("event")
    event = EVENTS.get(name) if isinstance(name, str) else None
    if event is None:
        raise EventRefused(f"event is {', '.join(EVENTS)}.")
    number = said.get("number")
    if not isinstance(number, str) or not number.strip():
        raise EventRefused("number is the event's own number, a text.")
    known = {field.name: field for field in fields_of(event)}
    for given in said:
        if given not in known and given not in FRAME:
            shown = given if _PLAIN.fullmatch(given) else "One of the names"
            raise EventRefused(f"{shown} is no field of {name}, which has {', '.join(known)}.")
    values: dict[str, object] = {}
    people: dict[str, str] = {}
    for field in known.values():
        value = said.get(field.name)
        if value is None:
            if field.required:
                raise EventRefused(f"{field.name} is missing: it is {field.expected}.")
            if field.name in said:
                values[field.target] = None
            continue
        try:
            read_value = _READERS.get(field.kind, field.kind)(value)
        except (ValueError, TypeError):
            raise EventRefused(f"{field.name} is {field.expected}.") from None
        if field.is_person:
            people[field.target] = str(read_value)
        else:
            values[field.target] = read_value
    for declared in fields(event):  # what has no default and may be None
        if declared.default is MISSING and declared.name not in people:
            values.setdefault(declared.name, None)
    return Told(event=event, number=number.strip(), at=_moment(said.get("at")), values=values, people=people)


def apply(database: Database, told: Told, now: datetime) -> posting.Posted:
    """Look up the people and post the event, at its own moment or else at `now`, in a transaction of its own.

    Raises EventRefused where nobody has one of the ID numbers, and what `models.money.posting.post` raises.
    """
    with database.session() as db:
        people: dict[str, int] = {}
        for target, id_number in told.people.items():
            person = posting.person_of(db, id_number)
            if person is None:
                raise EventRefused(f"Nobody is known by the ID number in {PEOPLE[target]}.")
            people[target] = person
        event = told.event(**told.values, **people)
        return posting.post(db, event, told.number, told.at or now)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError
    return int(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


_READERS: Final[Mapping[type, Callable[[Any], object]]] = {
    int: _whole,
    str: _text,
    bool: _yes,
    date: date.fromisoformat,
    YearMonth: YearMonth.parse,
}
"""How a value is read; an enumeration reads its own."""


def _moment(value: object) -> datetime | None:
    """A moment or a day of ISO 8601; without a zone it is Shanghai's. None: not said."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        raise EventRefused("at is a moment such as 2026-03-01T09:30:00+08:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
