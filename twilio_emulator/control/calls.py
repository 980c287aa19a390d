"""Calls: placing one, and everything a person does with a handset while it lasts.

In virtual time an answer comes when the line is quiet again: the call waits for its caller, or is over. A handset
that was told to ring goes on ringing until the clock is moved. In real time an answer comes at once.
"""

from __future__ import annotations

from http import HTTPMethod
from itertools import islice
from typing import TypedDict

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rendering import CallJson, CallWithLinesJson
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.store import Call


class CallsJson(TypedDict):
    """Calls, newest first; ``more`` where there are older ones."""

    calls: list[CallJson]
    more: bool


class HeardJson(TypedDict):
    """What of the input somebody listened to."""

    heard: str
    call: CallJson


LIMIT = fields.whole(least=1, most=500, default=50)


def place_call(asked: Asked) -> CallJson:
    """Dial from one number to another."""
    call = asked.switchboard.place_call(asked.body["from"], asked.body["to"])
    return _settled(asked, call)


def list_calls(asked: Asked) -> CallsJson:
    """Return the latest calls, or those before the call ``before``."""
    limit, before = asked.query["limit"], asked.query["before"]
    with asked.switchboard.desk.lock:
        if before is not None and before not in asked.store.calls:
            raise Refusal(404, "unknown_call", "there is no call of the SID given as before")
        newest_first = reversed(asked.store.calls.values())
        if before is not None:
            for call in newest_first:
                if call.sid == before:
                    break
        page = list(islice(newest_first, limit + 1))
        return {"calls": [rendering.call(one) for one in page[:limit]], "more": len(page) > limit}


def get_call(asked: Asked) -> CallWithLinesJson:
    """Return a call with its transcript."""
    with asked.switchboard.desk.lock:
        return rendering.call_with_lines(asked.call)


def press_keys(asked: Asked) -> HeardJson:
    """Press keys one after the other; ``heard`` are those somebody listened for."""
    call = asked.call
    heard = "".join(key for key in asked.body["keys"] if asked.switchboard.press(call.sid, key))
    return {"heard": heard, "call": _settled(asked, call)}


def speak(asked: Asked) -> HeardJson:
    """Say something; ``heard`` is empty where nobody listened."""
    call = asked.call
    heard = asked.switchboard.speak(call.sid, asked.body["text"])
    return {"heard": asked.body["text"] if heard else "", "call": _settled(asked, call)}


def hang_up(asked: Asked) -> CallJson:
    """Put the phone down; harmless when the call is over."""
    call = asked.call
    asked.switchboard.hang_up(call.sid)
    asked.switchboard.work()
    return rendering.call(call)


def pick_up(asked: Asked) -> CallJson:
    """Answer a ringing handset."""
    call = asked.call
    if not asked.switchboard.pick_up(call.sid):
        raise Refusal(409, "not_ringing", "no handset rings for this call")
    return _settled(asked, call)


def refuse(asked: Asked) -> CallJson:
    """Refuse a ringing handset: its caller finds it busy."""
    call = asked.call
    if not asked.switchboard.refuse(call.sid):
        raise Refusal(409, "not_ringing", "no handset rings for this call")
    return _settled(asked, call)


def _settled(asked: Asked, call: Call) -> CallJson:
    """Let happen what waits for nobody, then return the call."""
    number = asked.store.numbers.get(call.to)
    rings = call.status is CallStatus.RINGING and not (number and number.voice_url)
    if rings:
        asked.switchboard.work()
    else:
        asked.switchboard.settle(call.sid, guest=True)
    return rendering.call(call)


OPERATIONS = (
    Operation(
        method=HTTPMethod.POST,
        path="/calls",
        summary="Dial from a handset",
        handler=place_call,
        answer=CallJson,
        status=201,
        body={"from": fields.phone_number(), "to": fields.phone_number()},
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/calls",
        summary="List calls, newest first",
        handler=list_calls,
        answer=CallsJson,
        query={"limit": LIMIT, "before": fields.sid(required=False)},
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/calls/{sid}",
        summary="Read one call with its transcript",
        handler=get_call,
        answer=CallWithLinesJson,
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/calls/{sid}/keys",
        summary="Press keys",
        handler=press_keys,
        answer=HeardJson,
        body={"keys": fields.keys()},
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/calls/{sid}/speech",
        summary="Say something into the handset",
        handler=speak,
        answer=HeardJson,
        body={"text": fields.text(most=1000)},
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/calls/{sid}/hang-up",
        summary="Put the phone down",
        handler=hang_up,
        answer=CallJson,
        body={},
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/calls/{sid}/pick-up",
        summary="Answer a ringing handset",
        handler=pick_up,
        answer=CallJson,
        body={},
        refusals=(404, 409),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/calls/{sid}/refuse",
        summary="Refuse a ringing handset",
        handler=refuse,
        answer=CallJson,
        body={},
        refusals=(404, 409),
    ),
)
