"""What add-ons have made of a recording: nothing, as there are no add-ons here."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import recordings


def _rendered(_asked: Asked, _record: object) -> dict[str, Any]:
    return {}


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the results for a recording: none. Raises 20404 for a recording that is not the account's."""
    recordings.found(asked, asked.sids["ReferenceSid"])
    return paging.page(asked, "add_on_results", (), _rendered)


def missing(asked: Asked) -> None:
    """Tell that there is no such result, nor any part of it (20404)."""
    raise asked.missing()


MANY = "/{AccountSid}/Recordings/{ReferenceSid}/AddOnResults"
ONE, PARTS = f"{MANY}/{{Sid}}.json", f"{MANY}/{{AddOnResultSid}}/Payloads"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path=f"{MANY}.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path=ONE, handler=missing),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=missing, status=204),
    Operation(method=HTTPMethod.GET, path=f"{PARTS}.json", handler=missing),
    Operation(method=HTTPMethod.GET, path=f"{PARTS}/{{Sid}}.json", handler=missing),
    Operation(method=HTTPMethod.DELETE, path=f"{PARTS}/{{Sid}}.json", handler=missing, status=204),
    Operation(method=HTTPMethod.GET, path=f"{PARTS}/{{PayloadSid}}/Data.json", handler=missing, status=307),
)
"""What may be asked of the results of add-ons."""
