"""How values are written in the API 2010-04-01 and in the newer products (twilio-behaviour 5.2)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

import phonenumbers

API_VERSION = "2010-04-01"
BASE = f"/{API_VERSION}/Accounts"


def date(at: datetime | None) -> str | None:
    """Return an aware time as RFC 2822 in UTC, such as ``Fri, 18 Oct 2019 17:00:00 +0000``."""
    return None if at is None else _date(at.replace(microsecond=0))


@lru_cache(maxsize=4096)
def _date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC))


def iso(at: datetime | None) -> str | None:
    """Return an aware time as the newer products have it: ISO 8601 in UTC, such as ``2015-07-30T20:00:00Z``."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=4096)
def formatted(number: str) -> str:
    """Return a number as people read it: ``(415) 867-5308`` in North America, E.164 and anything else as it is."""
    if number.startswith("+1") and len(number) == 12 and number[1:].isdigit():
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


@lru_cache(maxsize=4096)
def e164(number: str) -> str | None:
    """Return ``number`` as E.164; ``None`` where it is none."""
    if not number.startswith("+") or not number[1:].isdigit() or not number.isascii():
        return None
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(parsed) else None


def optional(text: str) -> str | None:
    """Return ``text``, or ``None`` where there is none."""
    return text or None


def path(account_sid: str, *parts: str) -> str:
    """Return the path of a resource of an account, such as ``/2010-04-01/Accounts/AC…/Calls/CA…``."""
    return "/".join((BASE, account_sid, *parts))
