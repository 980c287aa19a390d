"""Passkeys: factors and challenges are made, with all that a browser needs; what it answers is not examined here.

Whether an authenticator's attestation or assertion is right is not told on a desk: both are refused with 60204, and a
passkey stays unverified. Any passkey may be asked for (a challenge without an identity), a certain one cannot.
"""

from __future__ import annotations

import base64
from http import HTTPMethod
from typing import Any, NoReturn

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import challenges, entities, factors, kept
from twilio_emulator.api.verify.kept import INVALID
from twilio_emulator.api.verify.services import ORIGINS
from twilio_emulator.store import Shelved
from twilio_emulator.verification import Challenge

ES256 = -7
TIMEOUT = 600_000
"""Milliseconds a browser waits for its person."""
CHOICES = {
    "authenticator_attachment": ("platform", "cross-platform", "any"),
    "discoverable_credentials": ("required", "preferred", "discouraged"),
    "user_verification": ("required", "preferred", "discouraged"),
}


def create_factor(asked: Asked) -> dict[str, Any]:
    """Give somebody a passkey that is yet to be made; raises 60200."""
    service = kept.service_of(asked)
    name, friendly_name = entities.identity(_text(asked.body, "identity")), _text(asked.body, "friendly_name").strip()
    if not 0 < len(friendly_name) <= factors.LONGEST_NAME:
        raise ApiError(INVALID, name="friendly_name", value=friendly_name[:60])
    config = _config(asked, service)
    entity = entities.find(asked, service, name) or entities.made(asked, service, name)
    factor = factors.keep(asked, entity, "passkeys", friendly_name, {}, config)
    options = _options(factor.sid, config)
    options["publicKey"]["user"] = {
        "id": _packed(entity.sid),
        "name": friendly_name,
        "displayName": friendly_name,
    }
    return {**factors.described(asked, factor), "binding": None, "options": options}


def create_challenge(asked: Asked) -> dict[str, Any]:
    """Ask for any passkey; raises 20404 for somebody who is not there, 60318 for a passkey that was not verified."""
    service, now = kept.service_of(asked), asked.now()
    name, sid = _text(asked.body, "identity"), _text(asked.body, "factor_sid")
    if name or sid:
        entity = entities.find(asked, service, name)
        if entity is None:
            raise asked.missing()
        raise ApiError(60318)
    challenge = Challenge(
        account_sid=asked.account.sid,
        service_sid=service.sid,
        entity_sid="",
        identity="",
        factor_sid="",
        kind="passkeys",
        expires_at=now + challenges.LASTS,
        created_at=now,
        updated_at=now,
    )
    asked.store.add_challenge(challenge)
    found = challenges.described(asked, challenge)
    found.update(dict.fromkeys(("entity_sid", "identity", "factor_sid", "links")))
    url = kept.place(asked, "Services", service.sid, "Passkeys", "Challenges")
    return {**found, "url": url, "options": _options(challenge.sid, _config(asked, service))}


def refuse(asked: Asked) -> NoReturn:
    """Refuse what a browser answers: 60204."""
    kept.service_of(asked)
    raise ApiError(60204, name="the answers of passkeys are not examined here")


def _config(asked: Asked, service: Shelved) -> dict[str, Any]:
    """Return the settings of a passkey: those that were sent, then the service's; raises 60200."""
    sent, values = _object(asked.body, "config"), service.values
    party = _object(sent, "relying_party")
    origins = party.get("origins") or [one.strip() for one in values[ORIGINS].split(",") if one.strip()]
    if not isinstance(origins, list) or not all(isinstance(one, str) for one in origins):
        raise ApiError(INVALID, name="origins", value="")
    relying = {
        "id": _text(party, "id") or values["passkeys.relying_party.id"],
        "name": _text(party, "name") or values["passkeys.relying_party.name"],
        "origins": origins,
    }
    if not relying["id"]:
        raise ApiError(INVALID, name="relying_party.id", value="")
    chosen = {}
    for name, allowed in CHOICES.items():
        choice = _text(sent, name) or values[f"passkeys.{name}"]
        if choice not in ("", *allowed):
            raise ApiError(INVALID, name=name, value=choice[:60])
        chosen[name] = choice or None
    return {"relying_party": relying, **chosen}


def _options(sid: str, config: dict[str, Any]) -> dict[str, Any]:
    """Return what a browser is given: the challenge is the SID."""
    relying, resident = config["relying_party"], config["discoverable_credentials"] or "preferred"
    attachment = config["authenticator_attachment"]
    return {
        "publicKey": {
            "rp": {"id": relying["id"], "name": relying["name"] or relying["id"]},
            "challenge": _packed(sid),
            "pubKeyCredParams": [{"type": "public-key", "alg": ES256}],
            "timeout": TIMEOUT,
            "excludeCredentials": [],
            "authenticatorSelection": {
                "authenticatorAttachment": None if attachment == "any" else attachment,
                "requireResidentKey": resident == "required",
                "residentKey": resident,
                "userVerification": config["user_verification"] or "preferred",
            },
            "attestation": "none",
        }
    }


def _packed(sid: str) -> str:
    return base64.urlsafe_b64encode(sid.encode()).decode().rstrip("=")


def _text(values: Any, name: str) -> str:
    value = values.get(name) or ""
    if not isinstance(value, str) or len(value) > 1000:
        raise ApiError(INVALID, name=name, value=str(value)[:60])
    return value


def _object(values: Any, name: str) -> dict[str, Any]:
    value = values.get(name) or {}
    if not isinstance(value, dict):
        raise ApiError(INVALID, name=name, value=str(value)[:60])
    return value


ROOT = "/v2/Services/{ServiceSid}/Passkeys"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=f"{ROOT}/Factors", handler=create_factor, status=201, takes_json=True),
    Operation(method=HTTPMethod.POST, path=f"{ROOT}/Challenges", handler=create_challenge, status=201, takes_json=True),
    Operation(method=HTTPMethod.POST, path=f"{ROOT}/VerifyFactor", handler=refuse, takes_json=True),
    Operation(method=HTTPMethod.POST, path=f"{ROOT}/ApproveChallenge", handler=refuse, takes_json=True),
)
"""What may be asked of passkeys."""
