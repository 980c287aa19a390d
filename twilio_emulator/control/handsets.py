"""Handsets: every number that has been seen and that no application answers."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPMethod
from typing import TypedDict

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal, WrongField
from twilio_emulator.control.rendering import ContactJson, MessageJson
from twilio_emulator.meeting import Answerer, Meeting, Ringing
from twilio_emulator.outcomes import DELIVERED, MessageStatus, Outcome
from twilio_emulator.store import Contact


class HandsetsJson(TypedDict):
    """Every handset."""

    handsets: list[ContactJson]


class OnRingJson(TypedDict):
    """How a handset meets a call, ``after`` so many seconds; a machine has a ``greeting``, and a ``beep`` or none."""

    phone_number: str
    on_ring: str
    after: float
    greeting: str
    beep: bool


class DeliveryJson(TypedDict):
    """What becomes of texts to a handset, ``after`` so many seconds in the queue."""

    phone_number: str
    status: str
    error_code: int
    after: float


class InboxJson(TypedDict):
    """The texts a handset has received, oldest first; ``more`` where there are older ones."""

    messages: list[MessageJson]
    more: bool


class Meets(StrEnum):
    """How a handset meets a call: what it does, or who answers it."""

    ANSWER = "answer"
    BUSY = "busy"
    REJECT = "reject"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"
    ASK = "ask"
    MACHINE = "machine"
    FAX = "fax"


class End(StrEnum):
    """How a text ends."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    SENT = "sent"


PHONE_NUMBER = fields.phone_number()


def list_handsets(asked: Asked) -> HandsetsJson:
    """Return the contacts, then every other number that has called, been called, or texted."""
    store = asked.store
    with asked.switchboard.desk.lock:
        seen = {one.phone_number: one for one in store.contacts}
        called = [number for call in store.calls.values() for number in (call.from_, call.to)]
        texted = [number for message in store.messages.values() for number in (message.from_, message.to)]
        for number in (*called, *texted):
            if number not in seen and number not in store.numbers:
                seen[number] = Contact(phone_number=number)
    return {"handsets": [rendering.contact(one) for one in seen.values()]}


def put_on_ring(asked: Asked) -> OnRingJson:
    """Say how the handset meets a call from now on."""
    number = _number(asked)
    if number in asked.store.numbers and asked.store.numbers[number].voice_url:
        raise WrongField("number", "is answered by an application and never rings a handset")
    body, how = asked.body, asked.body["how"]
    machine = how in (Meets.MACHINE, Meets.FAX)
    meeting = Meeting(
        how=Ringing.ANSWER if machine else Ringing(how),
        answerer=Answerer(how) if machine else Answerer.HUMAN,
        after=body["after"],
        greeting=body["greeting"],
        beep=body["beep"],
    )
    asked.switchboard.on_ring(number, meeting)
    return _on_ring(number, meeting)


def get_on_ring(asked: Asked) -> OnRingJson:
    """Return how the handset meets a call."""
    number = _number(asked)
    return _on_ring(number, asked.switchboard.desk.meetings.get(number, Meeting()))


def put_delivery(asked: Asked) -> DeliveryJson:
    """Say what becomes of every text to the handset from now on."""
    number, body = _number(asked), asked.body
    try:
        outcome = Outcome(status=MessageStatus(body["status"]), error_code=body["error_code"], after=body["after"])
    except ValueError as error:
        raise Refusal(422, "wrong_field", str(error)) from None
    with asked.switchboard.desk.lock:
        asked.store.outcomes[number] = outcome
    return _delivery(number, outcome)


def get_delivery(asked: Asked) -> DeliveryJson:
    """Return what becomes of texts to the handset."""
    number = _number(asked)
    return _delivery(number, asked.store.outcomes.get(number, DELIVERED))


def get_inbox(asked: Asked) -> InboxJson:
    """Return the latest texts the handset has received; in virtual time, what others have under way is waited for."""
    number, limit = _number(asked), asked.query["limit"]
    asked.switchboard.rest()
    with asked.switchboard.desk.lock:
        found = asked.store.inbox(number)
        return {"messages": [rendering.message(one) for one in found[-limit:]], "more": len(found) > limit}


def _number(asked: Asked) -> str:
    found: str = fields.read_all({"number": PHONE_NUMBER}, {"number": asked.path["number"]})["number"]
    return found


def _on_ring(number: str, meeting: Meeting) -> OnRingJson:
    human = meeting.answerer is Answerer.HUMAN
    return {
        "phone_number": number,
        "on_ring": meeting.how if human else meeting.answerer,
        "after": meeting.after,
        "greeting": meeting.greeting,
        "beep": meeting.beep,
    }


def _delivery(number: str, outcome: Outcome) -> DeliveryJson:
    return {
        "phone_number": number,
        "status": outcome.status,
        "error_code": outcome.error_code,
        "after": outcome.after,
    }


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/handsets",
        summary="List the contacts and every other handset that has been seen",
        handler=list_handsets,
        answer=HandsetsJson,
    ),
    Operation(
        method=HTTPMethod.PUT,
        path="/handsets/{number}/on-ring",
        summary="Say how a handset meets a call: answer, busy, no-answer, machine, or ask whoever holds it",
        handler=put_on_ring,
        answer=OnRingJson,
        body={
            "how": fields.one_of(Meets),
            "after": fields.seconds(most=3600, default=0),
            "greeting": fields.text(most=1000, least=0, required=False),
            "beep": fields.boolean(default=True),
        },
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/handsets/{number}/on-ring",
        summary="Read how a handset meets a call",
        handler=get_on_ring,
        answer=OnRingJson,
        refusals=(422,),
    ),
    Operation(
        method=HTTPMethod.PUT,
        path="/handsets/{number}/delivery",
        summary="Say what becomes of texts to a handset: delivered, undelivered or failed with a code, or lost as sent",
        handler=put_delivery,
        answer=DeliveryJson,
        body={
            "status": fields.one_of(End),
            "error_code": fields.number(least=0, most=99_999, default=0),
            "after": fields.seconds(default=0),
        },
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/handsets/{number}/delivery",
        summary="Read what becomes of texts to a handset",
        handler=get_delivery,
        answer=DeliveryJson,
        refusals=(422,),
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/handsets/{number}/inbox",
        summary="List the texts a handset has received, oldest first",
        handler=get_inbox,
        answer=InboxJson,
        query={"limit": fields.whole(least=1, most=1000, default=200)},
    ),
)
