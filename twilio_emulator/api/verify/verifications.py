"""Verifications: a code is sent, sent again, approved or cancelled (twilio-behaviour 8)."""

from __future__ import annotations

import secrets
from http import HTTPMethod, HTTPStatus
from typing import Any

from twilio_emulator.api import formats, knowing
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import kept, order, rate_limits, sending
from twilio_emulator.api.verify.kept import INVALID
from twilio_emulator.api.verify.order import Order
from twilio_emulator.numbering import examine
from twilio_emulator.one_time_code import LASTS, CodeStatus, TooManyChecks, TooManySends
from twilio_emulator.store import Shelved
from twilio_emulator.verification import Verification

register({60221: "No target verification specified: To or VerificationSid is needed"})
register(
    {60202: "Max check attempts reached", 60203: "Max send attempts reached"},
    HTTPStatus.TOO_MANY_REQUESTS,
)
SHOWN = {"sms": "SMS", "call": "CALL", "email": "EMAIL"}
"""How the channel of an attempt is written; the others are as they are."""


def described(asked: Asked, verification: Verification) -> dict[str, Any]:
    """Return the Verification resource."""
    status = verification.status_at(asked.now())
    attempts = [asked.store.attempts[sid] for sid in verification.attempts if sid in asked.store.attempts]
    return {
        "sid": verification.sid,
        "service_sid": verification.service_sid,
        "account_sid": verification.account_sid,
        "to": verification.to,
        "channel": verification.channel,
        "status": str(status),
        "valid": status is CodeStatus.APPROVED,
        "lookup": verification.lookup,
        "amount": verification.amount or None,
        "payee": verification.payee or None,
        "send_code_attempts": [
            {
                "time": formats.iso(one.created_at),
                "channel": SHOWN.get(one.channel, one.channel),
                "attempt_sid": one.sid,
            }
            for one in attempts
        ],
        "date_created": formats.iso(verification.created_at),
        "date_updated": formats.iso(verification.updated_at),
        "sna": None,
        "url": kept.place(asked, "Services", verification.service_sid, "Verifications", verification.sid),
    }


def create(asked: Asked) -> dict[str, Any]:
    """Send a code, the same one again where one is open for that address.

    Raises 60200 for what cannot be, 60203 after five sendings, 60202 where it was guessed wrong too often, 20429 where
    a rate limit of the service is full, 60205 for a landline where those are skipped.
    """
    service = kept.service_of(asked)
    wanted = order.read(asked, service)
    carrier = _carrier(asked, service, wanted)
    verification = find(asked, service, wanted.to)
    if verification is not None and verification.status is CodeStatus.MAX_ATTEMPTS_REACHED:
        raise ApiError(60202)
    rate_limits.count(asked, service)
    if verification is None:
        verification = _begun(asked, service, wanted)
    try:
        verification.send(asked.now())
    except TooManySends:
        raise ApiError(60203) from None
    verification.channel, verification.lookup = wanted.channel, {"carrier": carrier} if carrier else {}
    verification.code = wanted.code or verification.code
    verification.amount, verification.payee = wanted.amount, wanted.payee
    asked.store.add_verification(verification)
    sending.send(asked, service, verification, wanted)
    return described(asked, verification)


def _begun(asked: Asked, service: Shelved, wanted: Order) -> Verification:
    length, now = service.values["code_length"], asked.now()
    return Verification(
        account_sid=asked.account.sid,
        service_sid=service.sid,
        to=wanted.to,
        channel=wanted.channel,
        code=wanted.code or f"{secrets.randbelow(10**length):0{length}d}",
        created_at=now,
        updated_at=now,
    )


def _carrier(asked: Asked, service: Shelved, wanted: Order) -> dict[str, Any]:
    """Return what a lookup of the number says, where the service wants one; raises 60205."""
    if not service.values["lookup_enabled"] or wanted.channel == "email":
        return {}
    line = knowing.line(asked.store, asked.account.sid, examine(wanted.to))
    if line.type == "landline" and wanted.channel == "sms" and service.values["skip_sms_to_landlines"]:
        raise ApiError(60205)
    return {
        "mobile_country_code": line.mobile_country_code or None,
        "type": line.type,
        "error_code": None,
        "mobile_network_code": line.mobile_network_code or None,
        "name": line.carrier_name or None,
    }


def find(asked: Asked, service: Shelved, to_or_sid: str) -> Verification | None:
    """Return the open verification of that SID or address; ``None`` where there is none, or it is over."""
    now, store = asked.now(), asked.store
    one = store.verifications.get(to_or_sid)
    if one is not None:
        mine = one.service_sid == service.sid and one.account_sid == asked.account.sid
        return one if mine and one.open_at(now) else None
    for one in reversed(store.verifications.values()):
        if one.created_at + LASTS <= now:
            return None  # so are all that were made before
        if one.to == to_or_sid and one.service_sid == service.sid and one.open_at(now):
            return one
    return None


def fetch(asked: Asked) -> dict[str, Any]:
    """Return an open verification; raises 20404 for one that is over."""
    return described(asked, _open(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Approve or cancel an open verification without its code; raises 60200 and 20404."""
    status = asked.choice("Status", (CodeStatus.CANCELED, CodeStatus.APPROVED), "", INVALID)
    if not status:
        raise ApiError(INVALID, name="Status", value="")
    verification = _open(asked)
    verification.end(CodeStatus(status), asked.now())
    if verification.status is CodeStatus.APPROVED:
        _convert(asked, verification)
    return described(asked, verification)


def _open(asked: Asked) -> Verification:
    found = find(asked, kept.service_of(asked), asked.sids["Sid"])
    if found is None:
        raise asked.missing()
    return found


def _convert(asked: Asked, verification: Verification) -> None:
    """Note that the last sending has done its work."""
    attempt = asked.store.attempts.get(verification.attempts[-1]) if verification.attempts else None
    if attempt is not None:
        attempt.converted, attempt.updated_at = True, asked.now()


def check(asked: Asked) -> dict[str, Any]:
    """Check a code: the right one approves the verification, and it is over.

    Raises 60200 without a code, 60221 without a verification, 20404 where none is open, 60202 after five wrong codes.
    """
    service = kept.service_of(asked)
    code = kept.needed(asked, "Code", 10)
    wanted = asked.text("VerificationSid").strip() or asked.text("To").strip()
    if not wanted:
        raise ApiError(60221)
    verification = find(asked, service, wanted)
    if verification is None:
        raise asked.missing()
    told = asked.text("Amount").strip(), asked.text("Payee").strip()
    try:
        right = verification.check(code, asked.now(), fits=told == (verification.amount, verification.payee))
    except TooManyChecks:
        raise ApiError(60202) from None
    if right:
        _convert(asked, verification)
    return {
        "sid": verification.sid,
        "service_sid": verification.service_sid,
        "account_sid": verification.account_sid,
        "to": verification.to,
        "channel": verification.channel,
        "status": str(verification.status),
        "valid": right,
        "amount": verification.amount or None,
        "payee": verification.payee or None,
        "date_created": formats.iso(verification.created_at),
        "date_updated": formats.iso(verification.updated_at),
        "sna_attempts_error_codes": [],
    }


MANY = "/v2/Services/{ServiceSid}/Verifications"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=MANY, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=MANY + "/{Sid}", handler=fetch),
    Operation(method=HTTPMethod.POST, path=MANY + "/{Sid}", handler=update),
    Operation(method=HTTPMethod.POST, path="/v2/Services/{ServiceSid}/VerificationCheck", handler=check, status=201),
)
"""What may be asked of verifications."""
