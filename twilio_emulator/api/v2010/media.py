"""The files that come with texts: what there is to know of them, and where they are (twilio-behaviour 5.7).

The files themselves are for whoever has their address, as at Twilio unless an account says otherwise: one is sent on
to where it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPMethod, HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, rendered
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import messages
from twilio_emulator.desk import Desk
from twilio_emulator.store import Media, Message


def described(asked: Asked, media: Media) -> dict[str, Any]:
    """Return the Media resource."""
    message_sid = asked.sids["MessageSid"]
    created = formats.date(media.created_at)
    return {
        "account_sid": asked.account.sid,
        "content_type": media.content_type,
        "date_created": created,
        "date_updated": created,
        "parent_sid": message_sid,
        "sid": media.sid,
        "uri": f"{formats.path(asked.account.sid, 'Messages', message_sid, 'Media', media.sid)}.json",
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the files of a text, those of a time where that is asked."""
    asked.check_dates("DateCreated")
    return paging.page(asked, "media_list", _found(asked, messages.find(asked, "MessageSid")), described)


def _found(asked: Asked, message: Message) -> Iterator[Media]:
    return (one for one in message.files if asked.within("DateCreated", one.created_at))


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one file's resource."""
    return described(asked, _find(asked))


def delete(asked: Asked) -> None:
    """Forget a file."""
    media = _find(asked)
    messages.find(asked, "MessageSid").files.remove(media)


def _find(asked: Asked) -> Media:
    files = messages.find(asked, "MessageSid").files
    return asked.own(next((one for one in files if one.sid == asked.sids["Sid"]), None))


def serve(request: Request) -> Response:
    """Send whoever asks for a file on to where it came from."""
    desk: Desk = request.app.state.switchboard.desk
    path = request.path_params
    with desk.lock:
        message = desk.store.messages.get(path["message"])
        files = message.files if message is not None and message.account_sid == path["account"] else []
        media = next((one for one in files if one.sid == path["sid"]), None)
    if media is None:
        return rendered(ApiError(20404, path=request.url.path))
    return RedirectResponse(media.url, HTTPStatus.TEMPORARY_REDIRECT)


OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Messages/{MessageSid}/Media.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json", handler=fetch),
    Operation(method=HTTPMethod.DELETE, path="/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json", handler=delete),
)
"""What may be asked of them."""
ROUTES = [Route(formats.path("{account}", "Messages", "{message}", "Media", "{sid}"), serve, methods=["GET"])]
"""Where the files are."""
