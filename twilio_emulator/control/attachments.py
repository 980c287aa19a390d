"""The files that come with texts, handed on from our own address: a page that asks nobody else can show them.

A picture is shown as what it is, and nothing else is: every other file is one to be saved, whatever it says it is.
"""

from __future__ import annotations

from http import HTTPMethod
from urllib.parse import urlsplit

from starlette.responses import Response

from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.engine.inputs import Reply
from twilio_emulator.store import Message, WsgiApp
from twilio_emulator.webhook.client import Request

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser draws and never runs; an SVG may hold a program, and is not among them."""
MOST = 5 * 1024 * 1024
"""Bytes of a file, as many as a text may bring (twilio-behaviour 4.5)."""
SEALED = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, max-age=3600"}


def get_attachment(asked: Asked) -> Response:
    """Fetch a text's file from where it is, and hand it on."""
    message = asked.store.messages.get(asked.path["sid"])
    place = asked.index("n")
    if message is None or place >= len(message.media):
        raise Refusal(404, "unknown_file", "there is no text of this SID with a file of this number")
    url = message.media[place]
    desk = asked.switchboard.desk
    request = Request(
        url=url,
        method="GET",
        params={},
        token=desk.store.account.auth_token,
        app=_application(asked, message, url),
        signed=False,
        max_bytes=MOST,
    )
    got = desk.webhooks.send(request).got
    if not isinstance(got, Reply):
        raise Refusal(404, "no_file", f"the file cannot be had: {got.detail}")
    if got.status != 200:
        raise Refusal(404, "no_file", f"its address answers {got.status}")
    kind = got.content_type.partition(";")[0].strip().lower()
    if kind in PICTURES:
        return Response(got.body, media_type=kind, headers=SEALED)
    saved = {"Content-Disposition": f'attachment; filename="{named(urlsplit(url).path)}"'}
    return Response(got.body, media_type="application/octet-stream", headers={**SEALED, **saved})


def _application(asked: Asked, message: Message, url: str) -> WsgiApp | None:
    """Return the application object whose own address this is, if it is that of either end of the text."""
    desk = asked.switchboard.desk
    found = (desk.app_for(desk.store.numbers.get(number), url) for number in (message.from_, message.to))
    return next((one for one in found if one is not None), None)


def named(path: str) -> str:
    """Return a file's name for whoever saves it: letters, digits, dots and dashes of the end of its path."""
    last = path.rpartition("/")[2]
    name = "".join(one for one in last if one.isascii() and (one.isalnum() or one in ".-_")).lstrip(".")
    return name[-80:] or "file"


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/messages/{sid}/media/{n}",
        summary="Get a file that came with a text: a picture as it is, anything else to be saved",
        handler=get_attachment,
        answer="application/octet-stream",
        refusals=(404,),
    ),
)
