"""Calls: placing one, and everything a person does with a handset while it lasts.

In virtual time an answer comes when the line is quiet again: the call waits for its caller, or is over. A handset
that was told to ring goes on ringing until the clock is moved. In real time an answer comes at once.
"""

from __future__ import annotations

from enum import StrEnum
from http import HTTPMethod
from itertools import islice
from typing import TypedDict

from starlette.responses import Response

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rendering import CallJson, CallWithLinesJson
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.meeting import Ringing
from twilio_emulator.sound.recognition import RecognitionError
from twilio_emulator.store import Call
from twilio_emulator.transcript import render


class CallsJson(TypedDict):
    """Calls, newest first; ``more`` where there are older ones, ``total`` of all that fit."""

    calls: list[CallJson]
    more: bool
    total: int


class Refusing(StrEnum):
    """How a call is not taken."""

    BUSY = "busy"
    REJECT = "reject"


class HeardJson(TypedDict):
    """What of the input somebody listened to."""

    heard: str
    call: CallJson


MAX_AUDIO = 4 * 1024 * 1024
"""Bytes of a request with sound in it: a minute at 16,000 samples of 16 bits a second, in base 64, and more."""
LIMIT = fields.whole(least=1, most=500, default=50)


def place_call(asked: Asked) -> CallJson:
    """Dial from one number to another."""
    call = asked.switchboard.place_call(
        asked.body["from"], asked.body["to"], forwarded_from=asked.body["forwarded_from"]
    )
    return _settled(asked, call)


def list_calls(asked: Asked) -> CallsJson:
    """Return the latest calls, or those before the call ``before``.

    They are from or to ``number`` where it is named, or have ``q`` in their SID, numbers or status.
    """
    limit, before, number = asked.query["limit"], asked.query["before"], asked.query["number"]
    needle = asked.query["q"].casefold()
    with asked.switchboard.desk.lock:
        if before and before not in asked.store.calls:
            raise Refusal(404, "unknown_call", "there is no call of the SID given as before")
        fitting = list(asked.store.calls.values())[::-1]
        if number:
            fitting = [one for one in fitting if number in (one.from_, one.to)]
        if needle:
            fitting = [one for one in fitting if needle in _words(one)]
        older = iter(fitting)
        if before:
            oldest = asked.store.calls[before]
            while oldest is not next(older, oldest):
                pass
        page = list(islice(older, limit + 1))
        calls = [rendering.call(one) for one in page[:limit]]
        return {"calls": calls, "more": len(page) > limit, "total": len(fitting)}


def _words(call: Call) -> str:
    return f"{call.sid} {call.from_} {call.to} {call.status}".casefold()


def get_call(asked: Asked) -> CallWithLinesJson:
    """Return a call with its transcript."""
    with asked.switchboard.desk.lock:
        return rendering.call_with_lines(asked.call)


def get_transcript(asked: Asked) -> Response:
    """Return a call as a page of text, as a test that fails would show it."""
    with asked.switchboard.desk.lock:
        return Response(render(asked.call), media_type="text/plain")


def transfer(asked: Asked) -> CallJson:
    """Have the telephone send whoever it talks to on to another number (REFER)."""
    call = asked.call
    if not asked.switchboard.transfer(call.sid, asked.body["to"]):
        raise Refusal(409, "no_referral", "no Dial with a referUrl is connected with this telephone")
    return _settled(asked, call)


def send_call_message(asked: Asked) -> CallJson:
    """Send a user-defined message from the telephone, beside the call."""
    call = asked.call
    if not asked.switchboard.send_message(call.sid, asked.body["content"]):
        raise Refusal(409, "not_in_progress", "a message needs a call in progress")
    asked.switchboard.work()
    return rendering.call(call)


def press_keys(asked: Asked) -> HeardJson:
    """Press keys one after the other; ``heard`` are those somebody listened for."""
    call = asked.call
    heard = "".join(key for key in asked.body["keys"] if asked.switchboard.press(call.sid, key))
    return {"heard": heard, "call": _settled(asked, call)}


def speak(asked: Asked) -> HeardJson:
    """Say something, in words or as sound; ``heard`` is what was understood, empty where nobody listened."""
    call = asked.call
    if asked.body["audio"]:
        if asked.body["text"]:
            raise Refusal(422, "wrong_body", "say it as text or as audio, not both")
        try:
            words, listened = asked.switchboard.say_sound(call.sid, asked.body["audio"])
        except RecognitionError as error:
            raise Refusal(422, "not_understood", str(error)) from error
        return {"heard": words if listened else "", "call": _settled(asked, call)}
    if not asked.body["text"]:
        raise Refusal(422, "wrong_body", "text is missing, and so is audio")
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
    """Refuse a ringing handset: its caller finds it busy, or gets no answer where it was rejected."""
    call = asked.call
    if not asked.switchboard.refuse(call.sid, Ringing(asked.body["how"])):
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
        body={
            "from": fields.phone_number(),
            "to": fields.phone_number(),
            "forwarded_from": fields.phone_number(required=False),
        },
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/calls",
        summary="List calls, newest first",
        handler=list_calls,
        answer=CallsJson,
        query={
            "limit": LIMIT,
            "before": fields.sid(required=False),
            "number": fields.phone_number(required=False),
            "q": fields.text(most=100, required=False),
        },
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
        method=HTTPMethod.GET,
        path="/calls/{sid}/transcript",
        summary="Read one call as a page of text",
        handler=get_transcript,
        answer="text/plain",
        refusals=(404,),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/calls/{sid}/transfer",
        summary="Send whoever this telephone talks to on to another number",
        handler=transfer,
        answer=CallJson,
        body={"to": fields.text(most=255)},
        refusals=(404, 409),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/calls/{sid}/messages",
        summary="Send a user-defined message from the telephone",
        handler=send_call_message,
        answer=CallJson,
        body={"content": fields.text(most=10_000)},
        refusals=(404, 409),
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
        body={"text": fields.text(most=1000, least=0, required=False), "audio": fields.sound()},
        refusals=(404, 422),
        most_bytes=MAX_AUDIO,
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
        summary="Refuse a ringing handset: busy, or rejected, which its caller is told of as no answer",
        handler=refuse,
        answer=CallJson,
        body={"how": fields.one_of(Refusing, default=Refusing.BUSY)},
        refusals=(404, 409),
    ),
)
