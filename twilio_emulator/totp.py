"""Codes that follow from a shared secret and the time (RFC 6238, over RFC 4226)."""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

ALGORITHMS = ("sha1", "sha256", "sha512")


def key_of(secret: str) -> bytes:
    """Return the key that a Base32 secret stands for; raises ``ValueError`` where it is none."""
    text = secret.replace(" ", "").upper().rstrip("=")
    try:
        key = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise ValueError(f"no Base32: {error}") from None
    if not key:
        raise ValueError("no Base32: there is nothing")
    return key


def code_at(secret: str, at: datetime, *, step: int = 30, digits: int = 6, algorithm: str = "sha1") -> str:
    """Return the code of an aware time; ``step`` is seconds, the secret is Base32."""
    return _code(key_of(secret), int(at.timestamp()) // step, digits, algorithm)


def fits(
    code: str, secret: str, at: datetime, *, step: int = 30, digits: int = 6, algorithm: str = "sha1", skew: int = 1
) -> bool:
    """Whether ``code`` is that of an aware time, or of up to ``skew`` steps before or after it."""
    key, now = key_of(secret), int(at.timestamp()) // step
    steps = range(max(now - skew, 0), now + skew + 1)
    return any(hmac.compare_digest(_code(key, one, digits, algorithm).encode(), code.encode()) for one in steps)


def address(secret: str, *, issuer: str, name: str, step: int = 30, digits: int = 6, algorithm: str = "sha1") -> str:
    """Return the ``otpauth:`` address that an authenticator application reads from a picture."""
    parameters = {
        "secret": secret,
        "issuer": issuer,
        "algorithm": algorithm.upper(),
        "digits": digits,
        "period": step,
    }
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?{urlencode(parameters, quote_via=quote)}"


def _code(key: bytes, counter: int, digits: int, algorithm: str) -> str:
    digest = hmac.digest(key, counter.to_bytes(8, "big"), algorithm)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)
