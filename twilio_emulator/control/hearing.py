"""Sound from page to page: who takes part in a call, whom each hears, and what two of them agree upon.

The sound goes from browser to browser (WebRTC, without any server of its own). Here a page says at which end of which
call its telephone is, is told by the news ``earshot`` whom it hears and who hears it, and passes a session description
on to one of those, who gets it as the news ``agreement``.
"""

from __future__ import annotations

from http import HTTPMethod
from typing import TypedDict

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rendering import EarshotJson

PAGE = r"^[a-z0-9-]{8,64}$"
MOST_DESCRIPTION = 32_000
"""Characters of a session description; one of a sound and a few addresses has 2,000."""


class PageJson(TypedDict):
    """A page, by the name it has given itself."""

    page: str


def come(asked: Asked) -> EarshotJson:
    """Take part."""
    desk, body = asked.switchboard.desk, asked.body
    with desk.lock:
        found = desk.hearing.come(_page(asked), body["call_sid"], body["number"])
    if found is None:
        raise Refusal(409, "not_in_progress", "no telephone of this number is in this call now")
    return rendering.earshot(found)


def go(asked: Asked) -> PageJson:
    """Take part no longer."""
    desk, page = asked.switchboard.desk, _page(asked)
    with desk.lock:
        desk.hearing.go(page)
    return {"page": page}


def agree(asked: Asked) -> PageJson:
    """Pass a session description on; the answer names who gets it."""
    desk, body = asked.switchboard.desk, asked.body
    with desk.lock:
        passed_on = desk.hearing.agree(_page(asked), body["to"], body["description"])
    if not passed_on:
        raise Refusal(409, "out_of_earshot", "neither page is to hear the other now")
    return {"page": body["to"]}


def _page(asked: Asked) -> str:
    found: str = fields.read_all({"page": NAME}, {"page": asked.path["page"]})["page"]
    return found


NAME = fields.pattern(PAGE, "must be 8 to 64 lower-case letters, digits and hyphens")
OPERATIONS = (
    Operation(
        method=HTTPMethod.PUT,
        path="/hearing/{page}",
        summary="Take part in the sound of a call, as the telephone of this number",
        handler=come,
        answer=EarshotJson,
        body={"call_sid": fields.sid("CA"), "number": fields.text(most=256)},
        refusals=(409,),
    ),
    Operation(
        method=HTTPMethod.DELETE,
        path="/hearing/{page}",
        summary="Take part in the sound of a call no longer",
        handler=go,
        answer=PageJson,
        refusals=(422,),
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/hearing/{page}/agreements",
        summary="Pass a session description on to a page that is to hear this one, or be heard",
        handler=agree,
        answer=PageJson,
        body={"to": NAME, "description": fields.text(most=MOST_DESCRIPTION)},
        refusals=(409,),
    ),
)
