"""Messages between an application and the telephone of a live call, and who is told of the telephone's.

A handset shows what it is sent in the transcript; what it sends itself is told to every subscription.
"""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import live
from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.store import Speaker, new_sid

LONGEST = 10_000
"""Characters of one message."""


def create(asked: Asked) -> dict[str, Any]:
    """Send a message to the telephone; raises 21220, and 20001 for an empty one or one that is too long."""
    line = live.answered_line_of(asked)
    content = asked.text("Content")
    if not content or len(content) > LONGEST:
        raise ApiError(20001)
    line.write(Speaker.NOTE, f"the application sends the telephone a message: {content}")
    return {
        "account_sid": line.call.account_sid,
        "call_sid": line.call.sid,
        "sid": new_sid("KX"),
        "date_created": formats.date(asked.now()),
    }


def subscribe(asked: Asked) -> dict[str, Any]:
    """Have the telephone's messages told to ``Callback``; raises 21220 and 21205."""
    line = live.answered_line_of(asked)
    url = asked.url("Callback", 21205, live.home_of(line))
    if not url:
        raise ApiError(21205, name="Callback")
    sid, call = new_sid("ZY"), line.call
    line.subscriptions[sid] = Callbacks(url=url, method=asked.method("Method"))
    path = formats.path(call.account_sid, "Calls", call.sid, "UserDefinedMessageSubscriptions", sid)
    return {
        "account_sid": call.account_sid,
        "call_sid": call.sid,
        "sid": sid,
        "date_created": formats.date(asked.now()),
        "uri": f"{path}.json",
    }


def unsubscribe(asked: Asked) -> None:
    """Have them told there no longer; raises 20404 where there is no such subscription."""
    line = asked.own(asked.desk.lines.get(live.call_of(asked).sid))
    asked.own(line.subscriptions.pop(asked.sids["Sid"], None))


CALL = "/{AccountSid}/Calls/{CallSid}"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=f"{CALL}/UserDefinedMessages.json", handler=create, status=201),
    Operation(
        method=HTTPMethod.POST, path=f"{CALL}/UserDefinedMessageSubscriptions.json", handler=subscribe, status=201
    ),
    Operation(method=HTTPMethod.DELETE, path=CALL + "/UserDefinedMessageSubscriptions/{Sid}.json", handler=unsubscribe),
)
"""What may be asked of such messages."""
