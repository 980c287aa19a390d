"""What Lookup tells of a number, said by whoever tests an application that asks it."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPMethod
from typing import Any, TypedDict

from twilio_emulator.control import fields
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.numbering import EVERY_LINE_TYPE, KnownNumber


class LookupJson(TypedDict):
    """What somebody has said of a number; an empty text leaves it to the numbering plan."""

    phone_number: str
    line_type: str
    carrier_name: str
    mobile_country_code: str
    mobile_network_code: str
    caller_name: str
    caller_type: str
    line_status: str
    sim_swapped_at: str | None
    call_forwarding: bool
    reassigned: bool
    risk_score: int


def _line_type(name: str, value: Any) -> str:
    if value not in ("", *EVERY_LINE_TYPE):
        raise ValueError(f"{name} must be one of {', '.join(EVERY_LINE_TYPE)}, or empty")
    return str(value)


def _moment(name: str, value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be an ISO 8601 time, such as 2026-03-02T02:00:00Z") from None


WORDS = fields.text(most=100, least=0, required=False)
KNOWN = {
    "line_type": fields.judged({"type": "string", "enum": ["", *EVERY_LINE_TYPE]}, "line_type", _line_type),
    "carrier_name": WORDS,
    "mobile_country_code": WORDS,
    "mobile_network_code": WORDS,
    "caller_name": WORDS,
    "caller_type": WORDS,
    "line_status": WORDS,
    "sim_swapped_at": fields.judged({"type": "string", "format": "date-time"}, "sim_swapped_at", _moment),
    "call_forwarding": fields.boolean(),
    "reassigned": fields.boolean(),
    "risk_score": fields.number(least=0, most=100, default=0),
}


def put_lookup(asked: Asked) -> LookupJson:
    """Say what is known of a number from now on, in the place of what was said before."""
    number = _number(asked)
    said = KnownNumber(**{name: value for name, value in asked.body.items() if value is not None})
    with asked.switchboard.desk.lock:
        asked.store.known_numbers[number] = said
        return _lookup(number, said)


def get_lookup(asked: Asked) -> LookupJson:
    """Return what was said of a number."""
    number = _number(asked)
    with asked.switchboard.desk.lock:
        return _lookup(number, asked.store.known_numbers.get(number, KnownNumber()))


def _number(asked: Asked) -> str:
    found: str = fields.read_all({"number": fields.phone_number()}, {"number": asked.path["number"]})["number"]
    return found


def _lookup(number: str, said: KnownNumber) -> LookupJson:
    at = said.sim_swapped_at
    return {
        "phone_number": number,
        "line_type": said.line_type,
        "carrier_name": said.carrier_name,
        "mobile_country_code": said.mobile_country_code,
        "mobile_network_code": said.mobile_network_code,
        "caller_name": said.caller_name,
        "caller_type": said.caller_type,
        "line_status": said.line_status,
        "sim_swapped_at": at.isoformat() if at is not None else None,
        "call_forwarding": said.call_forwarding,
        "reassigned": said.reassigned,
        "risk_score": said.risk_score,
    }


OPERATIONS = (
    Operation(
        method=HTTPMethod.PUT,
        path="/lookup/{number}",
        summary="Say what Lookup tells of a number, and of what type its line is: a text to a landline is refused",
        handler=put_lookup,
        answer=LookupJson,
        body=KNOWN,
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/lookup/{number}",
        summary="Read what was said of a number",
        handler=get_lookup,
        answer=LookupJson,
        refusals=(422,),
    ),
)
