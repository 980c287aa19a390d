"""Texts: sent, listed, scheduled, taken back, redacted, deleted (twilio-behaviour 4.3, 4.4).

A message is written once for each change of it, and lists are put together from what was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from http import HTTPMethod, HTTPStatus
from typing import Any

from starlette.responses import Response

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import message_order, prices
from twilio_emulator.outcomes import DELIVERY_ERRORS, MessageStatus
from twilio_emulator.store import Message
from twilio_emulator.texts import pool

register({30400: "Parameters are not valid"})
register(
    {20009: "Cannot delete this resource before it is complete", 30409: "This message cannot be canceled"},
    HTTPStatus.CONFLICT,
)
WAITING = (MessageStatus.ACCEPTED, MessageStatus.SCHEDULED)
"""Statuses in which a Messaging Service has not said yet from which number it sends."""
JSON = "application/json"


def described(message: Message) -> dict[str, Any]:
    """Return the Message resource."""
    path = formats.path(message.account_sid, "Messages", message.sid)
    waits = message.service_sid and message.status in WAITING
    return {
        "body": message.body,
        "num_segments": str(message.segments),
        "direction": message.direction,
        "from": None if waits else message.from_ or None,
        "to": message.to,
        "date_updated": formats.date(message.updated_at or message.at),
        "price": prices.of_message(message),
        "error_message": DELIVERY_ERRORS.get(message.error_code),
        "uri": f"{path}.json",
        "account_sid": message.account_sid,
        "num_media": str(len(message.media)),
        "status": message.status,
        "messaging_service_sid": message.service_sid or None,
        "sid": message.sid,
        "date_sent": formats.date(message.sent_at),
        "date_created": formats.date(message.at),
        "error_code": message.error_code or None,
        "price_unit": "USD",
        "api_version": formats.API_VERSION,
        "subresource_uris": {"media": f"{path}/Media.json"},
    }


def written(message: Message) -> bytes:
    """Return the Message resource as it goes over the wire."""
    if not message.written:
        message.written = json.dumps(described(message), ensure_ascii=False, separators=(",", ":")).encode()
    return message.written


def create(asked: Asked) -> Response:
    """Send a text; raises what :func:`message_order.read` does. Nothing of it is heard before this is answered."""
    sending = message_order.read(asked)
    texts, message = asked.switchboard.texts, sending.message
    if pool.digits_of(message.to) in asked.store.numbers and sending.send_at is None:
        texts.take(sending)
        asked.later.append(partial(texts.begin, sending))
    else:  # a handset's application is asked nothing, and its callbacks wait for the clock
        texts.send(sending)
    return Response(written(message), HTTPStatus.CREATED, media_type=JSON)


def list_all(asked: Asked) -> Response:
    """Return the texts, newest first, those to or from a number or of a time where that is asked."""
    asked.check_dates("DateSent")
    return paging.written_page(asked, "messages", _found(asked), written)


def _found(asked: Asked) -> Iterator[Message]:
    """Yield what fits the filters."""
    account_sid, to, from_ = asked.account.sid, asked.query.get("To", ""), asked.query.get("From", "")
    dated = any(name.startswith("DateSent") for name in asked.query)
    for message in reversed(asked.store.messages.values()):
        if message.account_sid != account_sid:
            continue
        if (to and message.to != to) or (from_ and message.from_ != from_):
            continue
        if not dated or asked.within("DateSent", message.sent_at):
            yield message


def fetch(asked: Asked) -> Response:
    """Return one text."""
    return Response(written(find(asked)), media_type=JSON)


def update(asked: Asked) -> Response:
    """Redact a text (``Body`` without words), or take a scheduled one back; raises 30400 and 30409."""
    message = find(asked)
    redacts, cancels = asked.has("Body"), asked.has("Status")
    if redacts == cancels or asked.text("Body") or (cancels and asked.text("Status") != MessageStatus.CANCELED):
        raise ApiError(30400)
    if cancels:
        tell = asked.switchboard.texts.cancel(message)
        if tell is None:
            raise ApiError(30409)
        asked.later.append(tell)
        return Response(written(message), media_type=JSON)
    message.body, message.updated_at, message.written = "", asked.now(), b""
    return Response(written(message), media_type=JSON)


def delete(asked: Asked) -> None:
    """Forget a text; raises 20009 for one of which something may still become."""
    message = find(asked)
    if not message.over:
        raise ApiError(20009)
    del asked.store.messages[message.sid]


def find(asked: Asked, name: str = "Sid") -> Message:
    """Return the text that the path names; raises 20404."""
    return asked.own(asked.store.messages.get(asked.sids[name]))


OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Messages.json", handler=create, status=201),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Messages.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Messages/{Sid}.json", handler=fetch),
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Messages/{Sid}.json", handler=update),
    Operation(method=HTTPMethod.DELETE, path="/{AccountSid}/Messages/{Sid}.json", handler=delete),
)
"""What may be asked of texts."""
