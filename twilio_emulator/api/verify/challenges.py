"""Challenges: a question whether somebody has a factor, answered by a code or by a telephone's signature."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from http import HTTPMethod, HTTPStatus
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import entities, factors, kept, push, webhooks
from twilio_emulator.api.verify.kept import INVALID
from twilio_emulator.store import Shelved, new_sid
from twilio_emulator.verification import Challenge, Factor

register({60318: "Factor is unverified", 60323: "Challenge expired"}, HTTPStatus.FORBIDDEN)
register({60368: "Challenge details invalid or not provided"})
LASTS, LONGEST = timedelta(minutes=5), timedelta(minutes=60)
MOST_FIELDS, LONGEST_LABEL, LONGEST_VALUE, LONGEST_MESSAGE = 20, 36, 128, 256
STATUSES = ("pending", "expired", "approved", "denied")
NOTIFICATION_TTL = 300


def described(asked: Asked, challenge: Challenge) -> dict[str, Any]:
    """Return the Challenge resource."""
    url = kept.place(
        asked, "Services", challenge.service_sid, "Entities", challenge.identity, "Challenges", challenge.sid
    )
    return {
        "sid": challenge.sid,
        "account_sid": challenge.account_sid,
        "service_sid": challenge.service_sid,
        "entity_sid": challenge.entity_sid,
        "identity": challenge.identity,
        "factor_sid": challenge.factor_sid,
        "date_created": formats.iso(challenge.created_at),
        "date_updated": formats.iso(challenge.updated_at),
        "date_responded": formats.iso(challenge.responded_at),
        "expiration_date": formats.iso(challenge.expires_at),
        "status": challenge.status_at(asked.now()),
        "responded_reason": "none",
        "details": challenge.details,
        "hidden_details": challenge.hidden_details,
        "metadata": challenge.metadata,
        "factor_type": challenge.kind,
        "url": url,
        "links": {"notifications": f"{url}/Notifications"},
    }


def create(asked: Asked) -> dict[str, Any]:
    """Ask somebody for a factor; a ``totp`` code that is sent along and right answers it at once.

    Raises 60318 for a factor that was not verified, 60368 and 60200 for what cannot be.
    """
    service = kept.service_of(asked)
    factor = factors.factor_of(asked, kept.needed(asked, "FactorSid"))
    if not factor.verified:
        raise ApiError(60318)
    now = asked.now()
    challenge = Challenge(
        account_sid=factor.account_sid,
        service_sid=factor.service_sid,
        entity_sid=factor.entity_sid,
        identity=factor.identity,
        factor_sid=factor.sid,
        kind=factor.kind,
        expires_at=_expiration(asked, now),
        details=_details(asked, service, factor),
        hidden_details=kept.read_strings(asked, "HiddenDetails"),
        created_at=now,
        updated_at=now,
    )
    code = asked.text("AuthPayload")
    if code and factor.kind == "totp" and factors.fits(asked, factor, code):
        _answered(asked, factor, challenge, "approved")
    asked.store.add_challenge(challenge)
    return described(asked, challenge)


def _expiration(asked: Asked, now: datetime) -> datetime:
    value = asked.text("ExpirationDate")
    if not value:
        return now + LASTS
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise ApiError(INVALID, name="ExpirationDate", value=value[:60]) from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not now < at <= now + LONGEST:
        raise ApiError(INVALID, name="ExpirationDate", value=value[:60])
    return at


def _details(asked: Asked, service: Shelved, factor: Factor) -> dict[str, Any] | None:
    """Return what is shown to the person; raises 60368."""
    message = asked.text("Details.Message")
    if not message and factor.kind != "push":
        return None
    fields = [_field(text) for text in asked.form.get("Details.Fields", ())]
    if not 0 < len(message) <= LONGEST_MESSAGE or len(fields) > MOST_FIELDS:
        raise ApiError(60368)
    details: dict[str, Any] = {"message": message, "fields": fields}
    if service.values["push.include_date"]:
        details["date"] = formats.iso(asked.now())
    return details


def _field(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
        label, value = found["label"], found["value"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ApiError(60368) from None
    if not isinstance(label, str) or not isinstance(value, str):
        raise ApiError(60368)
    if len(label) > LONGEST_LABEL or len(value) > LONGEST_VALUE:
        raise ApiError(60368)
    return {"label": label, "value": value}


def list_all(asked: Asked) -> dict[str, Any]:
    """Return somebody's challenges that fit every filter, newest first unless ``Order`` says otherwise."""
    entity, query, now = entities.entity_of(asked), asked.query, asked.now()
    status, factor, order = query.get("Status", ""), query.get("FactorSid", ""), query.get("Order", "desc")
    if status not in ("", *STATUSES) or order not in ("asc", "desc"):
        raise ApiError(INVALID, name="Status" if status not in ("", *STATUSES) else "Order", value="")
    found = [
        one
        for one in asked.store.challenges.values()
        if one.entity_sid == entity.sid and status in ("", one.status_at(now)) and factor in ("", one.factor_sid)
    ]
    return paging.meta_page(asked, "challenges", found if order == "asc" else found[::-1], described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one challenge."""
    return described(asked, _challenge(asked, "Sid"))


def update(asked: Asked) -> dict[str, Any]:
    """Answer a challenge; one that is not proved stays pending. Raises 60323, and 20409 for one that was answered."""
    challenge = _challenge(asked, "Sid")
    status = challenge.status_at(asked.now())
    if status == "expired":
        raise ApiError(60323)
    if status != "pending":
        raise ApiError(20409)
    proof = asked.text("AuthPayload")
    if len(proof) > push.LONGEST:
        raise ApiError(INVALID, name="AuthPayload", value=proof[:60])
    challenge.metadata = kept.read_strings(asked, "Metadata") or challenge.metadata
    challenge.updated_at = asked.now()
    factor = factors.factor_of(asked, challenge.factor_sid)
    said = _said(asked, factor, challenge, proof) if proof else ""
    if said in ("approved", "denied"):
        _answered(asked, factor, challenge, said)
    return described(asked, challenge)


def _said(asked: Asked, factor: Factor, challenge: Challenge, proof: str) -> str:
    """Return what was answered, empty where nothing was proved."""
    if factor.kind == "totp":
        return "approved" if factors.fits(asked, factor, proof) else ""
    found = push.answer(push.public_key(factor.binding["public_key"]), proof)
    return str(found.get("status", "")) if found.get("sid") == challenge.sid else ""


def _answered(asked: Asked, factor: Factor, challenge: Challenge, status: str) -> None:
    challenge.status, challenge.responded_at = status, asked.now()
    webhooks.tell(asked, f"challenge.{status}", factor, challenge)


def notify(asked: Asked) -> dict[str, Any]:
    """Take the order to show a challenge to its telephone once more; no telephone here is shown one."""
    challenge = _challenge(asked, "ChallengeSid")
    ttl = asked.whole("Ttl", NOTIFICATION_TTL, least=0, most=NOTIFICATION_TTL, code=INVALID)
    if challenge.status_at(asked.now()) == "expired":
        raise ApiError(60323)
    return {
        "sid": new_sid("NT"),
        "account_sid": challenge.account_sid,
        "service_sid": challenge.service_sid,
        "entity_sid": challenge.entity_sid,
        "identity": challenge.identity,
        "challenge_sid": challenge.sid,
        "priority": "high",
        "ttl": ttl,
        "date_created": formats.iso(asked.now()),
    }


def _challenge(asked: Asked, name: str) -> Challenge:
    challenge = asked.own(asked.store.challenges.get(asked.sids[name]))
    if challenge.entity_sid != entities.entity_of(asked).sid:
        raise asked.missing()
    return challenge


MANY = "/v2/Services/{ServiceSid}/Entities/{Identity}/Challenges"
NOTIFICATIONS = MANY + "/{ChallengeSid}/Notifications"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=MANY, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=MANY, handler=list_all),
    Operation(method=HTTPMethod.GET, path=MANY + "/{Sid}", handler=fetch),
    Operation(method=HTTPMethod.POST, path=MANY + "/{Sid}", handler=update),
    Operation(method=HTTPMethod.POST, path=NOTIFICATIONS, handler=notify, status=201),
)
"""What may be asked of challenges."""
