"""Handsets: every number that has been seen and that no application answers."""

from __future__ import annotations

from http import HTTPMethod
from typing import TypedDict

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import WrongField
from twilio_emulator.control.rendering import ContactJson
from twilio_emulator.meeting import Meeting, Ringing
from twilio_emulator.store import Contact


class HandsetsJson(TypedDict):
    """Every handset."""

    handsets: list[ContactJson]


class OnRingJson(TypedDict):
    """How a handset meets a call."""

    phone_number: str
    on_ring: str


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
    number = fields.read_all({"number": PHONE_NUMBER}, {"number": asked.path["number"]})["number"]
    if number in asked.store.numbers and asked.store.numbers[number].voice_url:
        raise WrongField("number", "is answered by an application and never rings a handset")
    how: Ringing = asked.body["how"]
    asked.switchboard.on_ring(number, Meeting(how=how))
    return {"phone_number": number, "on_ring": how}


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
        summary="Say how a handset meets a call: answer, busy, no-answer, or ask whoever holds it",
        handler=put_on_ring,
        answer=OnRingJson,
        body={"how": fields.one_of(Ringing)},
    ),
)
