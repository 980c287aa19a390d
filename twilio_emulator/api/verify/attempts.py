"""Attempts: every sending of a code, what became of it, and how many led to a check that was right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, knowing, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import kept
from twilio_emulator.api.verify.kept import INVALID
from twilio_emulator.numbering import examine
from twilio_emulator.one_time_code import LASTS
from twilio_emulator.verification import Attempt

PRICE = "0.05"
"""Of a code that was repeated, in dollars; the others cost nothing."""
CHANNELS = ("sms", "call", "email", "whatsapp", "rbm")


def described(asked: Asked, attempt: Attempt) -> dict[str, Any]:
    """Return the VerificationAttempt resource."""
    return {
        "sid": attempt.sid,
        "account_sid": attempt.account_sid,
        "service_sid": attempt.service_sid,
        "verification_sid": attempt.verification_sid,
        "date_created": formats.iso(attempt.created_at),
        "date_updated": formats.iso(attempt.updated_at),
        "conversion_status": "converted" if attempt.converted else "unconverted",
        "channel": attempt.channel,
        "price": {"value": PRICE if attempt.converted else "0", "currency": "usd"},
        "channel_data": _channel_data(asked, attempt),
        "url": kept.place(asked, "Attempts", attempt.sid),
    }


def _channel_data(asked: Asked, attempt: Attempt) -> dict[str, Any]:
    over = asked.now() >= attempt.created_at + LASTS
    data: dict[str, Any] = {
        "verification_sid": attempt.verification_sid,
        "to": attempt.to,
        "status": "confirmed" if attempt.converted else "expired" if over else "unconfirmed",
        "code_length": attempt.code_length,
        "locale": attempt.locale,
    }
    if attempt.channel == "email":
        return data
    plan = examine(attempt.to)
    line = knowing.line(asked.store, attempt.account_sid, plan)
    message, call = asked.store.messages.get(attempt.message_sid), asked.store.calls.get(attempt.call_sid)
    if message is not None:
        data["message_status"] = str(message.status)
        data["error_code"] = str(message.error_code) if message.error_code else None
    if call is not None:
        data["call_status"] = str(call.status)
    return {
        **data,
        "country": plan.country or None,
        "mcc": line.mobile_country_code or None,
        "mnc": line.mobile_network_code or None,
        "carrier": line.carrier_name or None,
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the attempts that fit every filter, newest first; raises 60200 for a filter that is none."""
    query = asked.query
    status = _choice(asked, "Status", ("converted", "unconverted"))
    sid, to = query.get("VerificationSid", ""), query.get("ChannelData.To", "")
    found = (
        one
        for one in _fitting(asked)
        if sid in ("", one.verification_sid)
        and to in ("", one.to)
        and (not status or one.converted == (status == "converted"))
    )
    return paging.meta_page(asked, "attempts", found, described)


def _fitting(asked: Asked) -> Iterator[Attempt]:
    """Return the account's attempts that fit the filters which lists and summaries share."""
    query = asked.query
    channel, service = _choice(asked, "Channel", CHANNELS), query.get("VerifyServiceSid", "")
    country, prefix = query.get("Country", "").upper(), query.get("DestinationPrefix", "")
    after, before = _time(asked, "DateCreatedAfter"), _time(asked, "DateCreatedBefore")
    return (
        one
        for one in reversed(asked.store.attempts.values())
        if one.account_sid == asked.account.sid
        and channel in ("", one.channel)
        and service in ("", one.service_sid)
        and one.to.lstrip("+").startswith(prefix.lstrip("+ "))
        and (not country or country == examine(one.to).country)
        and (after is None or one.created_at >= after)
        and (before is None or one.created_at <= before)
    )


def _choice(asked: Asked, name: str, allowed: tuple[str, ...]) -> str:
    value = asked.query.get(name, "").lower()
    if value and value not in allowed:
        raise ApiError(INVALID, name=name, value=value[:60])
    return value


def _time(asked: Asked, name: str) -> datetime | None:
    value = asked.query.get(name, "")
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise ApiError(INVALID, name=name, value=value[:60]) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one attempt."""
    return described(asked, asked.own(asked.store.attempts.get(asked.sids["Sid"])))


def summary(asked: Asked) -> dict[str, Any]:
    """Return how many attempts there were, and how many of them have led to a right check."""
    found = list(_fitting(asked))
    converted = sum(one.converted for one in found)
    rate = Decimal(100 * converted) / len(found) if found else Decimal()
    return {
        "total_attempts": len(found),
        "total_converted": converted,
        "total_unconverted": len(found) - converted,
        "conversion_rate_percentage": f"{rate.quantize(Decimal('1.000000000'), ROUND_HALF_UP):f}",
        "url": kept.place(asked, "Attempts", "Summary"),
    }


OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/v2/Attempts", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/v2/Attempts/Summary", handler=summary),
    Operation(method=HTTPMethod.GET, path="/v2/Attempts/{Sid}", handler=fetch),
)
"""What may be asked of attempts."""
