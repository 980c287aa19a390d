"""Texts: sending one from a handset, and reading a handset's threads."""

from __future__ import annotations

from http import HTTPMethod
from typing import TypedDict

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rendering import EmailJson, MessageJson
from twilio_emulator.engine.segments import foreign, segment


class MessagesJson(TypedDict):
    """Texts, oldest first; ``more`` where there are older ones."""

    messages: list[MessageJson]
    more: bool


class SegmentsJson(TypedDict):
    """How a text would be coded: ``units`` in all, of which ``left`` more fit into the last of its ``segments``.

    ``foreign`` are the characters that keep it from GSM-7, each once.
    """

    encoding: str
    units: int
    segments: int
    left: int
    foreign: str


class EmailsJson(TypedDict):
    """Letters, oldest first; ``more`` where there are older ones."""

    emails: list[EmailJson]
    more: bool


def send_message(asked: Asked) -> MessageJson:
    """Send a text; in virtual time its answers are there when this returns, in real time after ``wait`` seconds."""
    if not asked.body["body"] and not asked.body["media"]:
        raise Refusal(422, "wrong_field", "body must be a text of 1 to 1600 characters where there are no media")
    message = asked.switchboard.send_text(asked.body["from"], asked.body["to"], asked.body["body"], asked.body["media"])
    asked.switchboard.work()
    asked.switchboard.wait_for_answer(message.sid, asked.body["wait"])
    return rendering.message(message)


def count_segments(asked: Asked) -> SegmentsJson:
    """Say how a text would be coded and into how many segments it falls; nothing is sent."""
    body = asked.body["body"]
    found = segment(body)
    return {
        "encoding": found.encoding,
        "units": found.units,
        "segments": found.segments,
        "left": found.left,
        "foreign": foreign(body),
    }


def list_messages(asked: Asked) -> MessagesJson:
    """Return the latest texts, of one number where it is named."""
    number, limit = asked.query["number"], asked.query["limit"]
    found = []
    with asked.switchboard.desk.lock:
        for one in reversed(asked.store.messages.values()):
            if not number or number in (one.from_, one.to):
                found.append(rendering.message(one))
                if len(found) > limit:
                    break
    return {"messages": found[:limit][::-1], "more": len(found) > limit}


def list_emails(asked: Asked) -> EmailsJson:
    """Return the latest letters."""
    limit = asked.query["limit"]
    with asked.switchboard.desk.lock:
        found = list(asked.store.emails)
    return {"emails": [rendering.email(one) for one in found[-limit:]], "more": len(found) > limit}


OPERATIONS = (
    Operation(
        method=HTTPMethod.POST,
        path="/messages",
        summary="Send a text from a handset",
        handler=send_message,
        answer=MessageJson,
        status=201,
        body={
            "from": fields.phone_number(),
            "to": fields.phone_number(),
            "body": fields.text(least=0, required=False),
            "media": fields.urls(),
            "wait": fields.seconds(most=30, default=0),
        },
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/messages/segments",
        summary="Count the segments of a text without sending it",
        handler=count_segments,
        answer=SegmentsJson,
        body={"body": fields.text(least=0)},
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/messages",
        summary="List the latest texts, oldest first",
        handler=list_messages,
        answer=MessagesJson,
        query={
            "number": fields.phone_number(required=False),
            "limit": fields.whole(least=1, most=1000, default=200),
        },
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/emails",
        summary="List the latest letters that Verify was to send, oldest first: the outbox",
        handler=list_emails,
        answer=EmailsJson,
        query={"limit": fields.whole(least=1, most=1000, default=200)},
    ),
)
