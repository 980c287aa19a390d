"""Calls: placing one, looking them up, and what an application does to one that lasts (twilio-behaviour 5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import call_order, live, prices
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.lines.line import Line
from twilio_emulator.store import Call

SUBRESOURCES = {
    "notifications": "Notifications",
    "recordings": "Recordings",
    "payments": "Payments",
    "events": "Events",
    "siprec": "Siprec",
    "streams": "Streams",
    "transcriptions": "Transcriptions",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
    "user_defined_messages": "UserDefinedMessages",
}
STATUSES = tuple(CallStatus)


def described(asked: Asked, call: Call) -> dict[str, Any]:
    """Return the Call resource; ``start_time`` is when it began to ring, and ``queue_time`` how long that took (ms)."""
    path = formats.path(call.account_sid, "Calls", call.sid)
    outgoing = call.direction == "outbound-api"
    number = asked.store.numbers.get(call.from_ if outgoing else call.to)
    queued = call.rang_at - call.placed_at if call.rang_at is not None else None
    return {
        "sid": call.sid,
        "date_created": formats.date(call.placed_at),
        "date_updated": formats.date(call.changed_at),
        "parent_call_sid": formats.optional(call.parent_sid),
        "account_sid": call.account_sid,
        "to": call.to,
        "to_formatted": formats.formatted(call.to),
        "from": call.from_,
        "from_formatted": formats.formatted(call.from_),
        "phone_number_sid": number.sid if number is not None and not call.parent_sid else None,
        "status": str(call.status),
        "start_time": formats.date(call.rang_at),
        "end_time": formats.date(call.ended_at),
        "duration": str(call.duration) if call.status is CallStatus.COMPLETED else None,
        "price": prices.of_call(call),
        "price_unit": "USD",
        "direction": call.direction,
        "answered_by": formats.optional(call.answered_by),
        "api_version": formats.API_VERSION,
        "forwarded_from": formats.optional(call.forwarded_from),
        "group_sid": None,
        "caller_name": call.caller_name,
        "queue_time": str(round(queued.total_seconds() * 1000)) if queued is not None else "0",
        "trunk_sid": None,
        "uri": f"{path}.json",
        "subresource_uris": {name: f"{path}/{part}.json" for name, part in SUBRESOURCES.items()},
    }


def create(asked: Asked) -> dict[str, Any]:
    """Take a call as ``queued``; it begins to ring when the request has been answered. Raises 212xx."""
    order = call_order.read(asked)
    call = asked.switchboard.queue_call(
        order.from_, order.to, order.plan, order.destination, account_sid=asked.account.sid, number=order.number
    )
    if order.number is not None:
        call.application_sid = order.number.sid
    asked.later.append(partial(asked.switchboard.ring_out, call.sid))
    live.settle(asked, call.sid)
    return described(asked, call)


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the calls that fit every filter, newest first; raises 20001 for a status or a date that is none."""
    if asked.query.get("Status", "") not in ("", *STATUSES):
        raise ApiError(20001)
    asked.check_dates("StartTime", "EndTime")
    return paging.page(asked, "calls", _fitting(asked), described)


def _fitting(asked: Asked) -> Iterator[Call]:
    query = asked.query
    to, from_, parent, status = (query.get(name, "") for name in ("To", "From", "ParentCallSid", "Status"))
    for call in reversed(asked.store.calls.values()):
        if call.account_sid != asked.account.sid or (to and call.to != to) or (from_ and call.from_ != from_):
            continue
        if (parent and call.parent_sid != parent) or (status and call.status != status):
            continue
        if asked.within("StartTime", call.rang_at) and asked.within("EndTime", call.ended_at):
            yield call


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one call."""
    return described(asked, live.call_of(asked, "Sid"))


def update(asked: Asked) -> dict[str, Any]:
    """Change a call that lasts, at once: end it, send it elsewhere, tell somebody else. Raises 21220, 21205, 21209."""
    line = live.line_of(asked, "Sid")
    home = live.home_of(line)
    status = asked.choice("Status", (CallStatus.CANCELED, CallStatus.COMPLETED), "")
    url, twiml = asked.url("Url", 21205, home), asked.text("Twiml")
    if (url and twiml) or len(twiml) > call_order.LONGEST_TWIML:
        raise ApiError(20001)
    method = asked.method("Method")
    if (url or twiml) and not status and not line.leg.answered:
        raise ApiError(21220)
    _change(asked, line, home)
    if status:
        _end(line, CallStatus(status))
        asked.later.append(asked.switchboard.work)
    elif url or twiml:
        sent = twiml.encode() if twiml else None
        if not asked.switchboard.update(line.call.sid, url=url, method=method, twiml=sent):
            raise ApiError(21220)
        live.settle(asked, line.call.sid)
    return described(asked, line.call)


def _change(asked: Asked, line: Line, home: str) -> None:
    """Change who is told, and how long the call may last."""
    told, fallback = asked.url("StatusCallback", 21205, home), asked.url("FallbackUrl", 21205, home)
    method, fallback_method = asked.method("StatusCallbackMethod"), asked.method("FallbackMethod")
    seconds = asked.whole("TimeLimit", 0, least=1, most=call_order.LONGEST_CALL)
    if told:
        line.progress.tell_to(told, method)
    if fallback:
        line.fall_back_to(fallback, fallback_method)
    if seconds:
        line.last(float(seconds))


def _end(line: Line, status: CallStatus) -> None:
    """End a call; ``canceled`` leaves one alone that is in progress, or that rings inside of another's Dial."""
    waits = not line.leg.answered and not line.call.parent_sid
    if status is CallStatus.COMPLETED or waits:
        line.ended_by_application()


def delete(asked: Asked) -> None:
    """Forget a call; raises 20409 while it lasts."""
    call = live.call_of(asked, "Sid")
    if not call.over:
        raise ApiError(20409, says="A call can be deleted when it is over")
    del asked.store.calls[call.sid]


ALL, ONE = "/{AccountSid}/Calls.json", "/{AccountSid}/Calls/{Sid}.json"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=ALL, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=ALL, handler=list_all),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.POST, path=ONE, handler=update),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete),
)
"""What may be asked of calls."""
