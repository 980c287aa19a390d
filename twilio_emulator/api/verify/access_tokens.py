"""Access tokens, with which a telephone would register itself; no telephone here reads one."""

from __future__ import annotations

import secrets
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import entities, kept
from twilio_emulator.api.verify.kept import INVALID, Kind
from twilio_emulator.store import Shelved


def described(asked: Asked, one: Shelved) -> dict[str, Any]:
    """Return the AccessToken resource."""
    return {
        "sid": one.sid,
        "account_sid": one.account_sid,
        "service_sid": one.parent_sid,
        "entity_identity": one.values["identity"],
        "factor_type": one.values["factor_type"],
        "factor_friendly_name": one.values["friendly_name"] or None,
        "token": one.values["token"],
        "url": kept.place(asked, "Services", one.parent_sid, "AccessTokens", one.sid),
        "ttl": one.values["ttl"],
        "date_created": formats.iso(one.created_at),
    }


def create(asked: Asked) -> dict[str, Any]:
    """Make a token for the push factor of somebody; raises 60200."""
    service = kept.service_of(asked)
    kind = asked.choice("FactorType", ("push",), "", INVALID)
    if not kind:
        raise ApiError(INVALID, name="FactorType", value="")
    values = {
        "identity": entities.identity(asked.text("Identity")),
        "factor_type": kind,
        "friendly_name": asked.text("FactorFriendlyName").strip()[:64],
        "ttl": asked.whole("Ttl", 60, least=60, most=300, code=INVALID),
        "token": secrets.token_urlsafe(96),
    }
    return described(asked, kept.keep(asked, Kind.ACCESS_TOKEN, values, service.sid))


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one token."""
    service = kept.service_of(asked)
    return described(asked, kept.find(asked, Kind.ACCESS_TOKEN, asked.sids["Sid"], service.sid))


MANY = "/v2/Services/{ServiceSid}/AccessTokens"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=MANY, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=MANY + "/{Sid}", handler=fetch),
)
"""What may be asked of access tokens."""
