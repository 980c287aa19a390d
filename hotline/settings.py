"""Settings: everything the hotline is told from outside, read from the environment once.

Nothing else in the hotline reads the environment, and nothing reads it at import.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_ACCOUNT_SID = re.compile(r"AC[0-9a-f]{32}")
_SECRET_KEY_MINIMUM = 32


class SettingsError(ValueError):
    """A setting is missing or absurd; the message is one sentence that names the variable and the remedy."""


class Voice(StrEnum):
    """How a prompt reaches the caller's ear."""

    RECORDED = "recorded"
    """The recordings are played: `<Play>`; what has none is said."""
    SAY = "say"
    """Twilio speaks the words: `<Say>`."""


class Band(StrEnum):
    """What is carried of a recorded voice (`voice_prompts.bands`)."""

    TELEPHONE = "telephone"
    """Mu-law at 8 kHz: what a telephone carries, and Twilio plays without converting."""
    WIDE = "wide"
    """16-bit samples at 16 kHz, for who listens in a browser; on its way to a telephone Twilio converts it."""


class PinCost(StrEnum):
    """How much one PIN verification costs in time and memory."""

    STRONG = "strong"
    """argon2 at its full price: what a service with real callers uses."""
    CHEAP = "cheap"
    """For tests and demonstrations of load only: a stolen database would be guessed quickly."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """One running hotline's settings. `repr` shows no secret."""

    database_url: str = field(repr=False)
    """SQLAlchemy URL of the account database; may hold a password."""
    secret_key: bytes = field(repr=False)
    """Key material for fields at rest and for look-up hashes, at least 32 bytes."""
    auth_token: str = field(repr=False)
    """The Twilio account's primary auth token: webhooks are signed with it."""
    account_sid: str
    """The Twilio account: `AC` and 32 lower-case hex digits."""
    api_base: str = ""
    """Where outbound messages are sent; empty is the real Twilio."""
    public_url: str = ""
    """Scheme, host and path prefix under which Twilio reaches us; empty when no proxy stands between."""
    voice: Voice = Voice.RECORDED
    """How prompts are spoken."""
    band: Band = Band.TELEPHONE
    """In which band recordings are played."""
    pin_cost: PinCost = PinCost.STRONG
    """Price of a PIN verification."""
    lines: Mapping[str, str] = field(default_factory=dict)
    """Telephone numbers of ours, E.164, each with the line that it is: 12393 or 12333."""
    jobs: str = ""
    """Where timed work waits: an address of an SQLite file or a PostgreSQL database; empty is beside the accounts."""
    proxies: int = 0
    """How many proxies stand before the agents' pages, each of which adds to `X-Forwarded-For` whom it speaks for."""

    @property
    def numbers(self) -> Mapping[str, str]:
        """The number that each line sends and rings from, where that is not the line itself: the first one listed."""
        numbers: dict[str, str] = {}
        for number, line in self.lines.items():
            numbers.setdefault(line, number)
        return numbers

    @property
    def path_prefix(self) -> str:
        """The path of `public_url` without a closing slash: what action URLs start with. Often empty."""
        return urlsplit(self.public_url).path.rstrip("/")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings named in `environment` (default: the process environment).

        Raises `SettingsError` when a needed variable is missing or a value cannot be meant.
        """
        given = os.environ if environment is None else environment
        return cls(
            database_url=_database_url(given),
            secret_key=_secret_key(given),
            auth_token=_needed(given, "TWILIO_AUTH_TOKEN", "Twilio's console shows it beside the account SID"),
            account_sid=_account_sid(given),
            api_base=_web_address(given, "TWILIO_API_BASE"),
            public_url=_web_address(given, "HOTLINE_PUBLIC_URL"),
            voice=_voice(given),
            band=_band(given),
            pin_cost=_pin_cost(given),
            lines=_lines(given),
            jobs=_jobs(given),
            proxies=_proxies(given),
        )


_LINE = re.compile(r"(\+[1-9][0-9]{6,14})=(12393|12333)")


def _lines(given: Mapping[str, str]) -> Mapping[str, str]:
    """Numbers and lines as they are written: +861012345678=12333,+861087654321=12393."""
    lines: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in given.get("HOTLINE_LINES", "").split(","))):
        found = _LINE.fullmatch(entry)
        if found is None:
            raise SettingsError(
                "HOTLINE_LINES is not a list of numbers and lines: write it like "
                "+861012345678=12333,+861087654321=12393."
            )
        lines[found[1]] = found[2]
    return lines


def _jobs(given: Mapping[str, str]) -> str:
    url = given.get("HOTLINE_JOBS", "").strip()
    return _supported("HOTLINE_JOBS", url) if url else ""


def _proxies(given: Mapping[str, str]) -> int:
    """A public address unlike our own is a proxy's, unless it is said how many there are."""
    number = given.get("HOTLINE_PROXIES", "").strip()
    if not number:
        return 1 if given.get("HOTLINE_PUBLIC_URL", "").strip() else 0
    if len(number) > 1 or not number.isascii() or not number.isdigit():
        raise SettingsError("HOTLINE_PROXIES is not a number of proxies: write 0 where there is none, or 1 to 9.")
    return int(number)


def _needed(given: Mapping[str, str], name: str, remedy: str) -> str:
    value = given.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set: {remedy}.")
    return value


def _database_url(given: Mapping[str, str]) -> str:
    url = _needed(given, "DATABASE_URL", "give an SQLAlchemy URL such as sqlite:///var/hotline.sqlite3")
    return _supported("DATABASE_URL", url)


def _supported(name: str, url: str) -> str:
    """`url`, an address that the variable `name` holds, if it is one of SQLite or PostgreSQL."""
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        raise SettingsError(f"{name} is not a database URL: write it like sqlite:///var/hotline.sqlite3.") from None
    if backend not in {"sqlite", "postgresql"}:
        raise SettingsError(f"{name} names {backend}, which is not supported: use SQLite or PostgreSQL.")
    return url


def _secret_key(given: Mapping[str, str]) -> bytes:
    key = _needed(
        given, "HOTLINE_SECRET_KEY", "make one with: python -c 'import secrets; print(secrets.token_hex(32))'"
    ).encode()
    if len(key) < _SECRET_KEY_MINIMUM:
        raise SettingsError(
            f"HOTLINE_SECRET_KEY has {len(key)} bytes, too few to be a secret: give at least {_SECRET_KEY_MINIMUM}."
        )
    return key


def _account_sid(given: Mapping[str, str]) -> str:
    sid = _needed(given, "TWILIO_ACCOUNT_SID", "Twilio's console shows it: AC and 32 hex digits")
    if not _ACCOUNT_SID.fullmatch(sid):
        raise SettingsError("TWILIO_ACCOUNT_SID is not an account SID: it is AC followed by 32 hex digits.")
    return sid


def _web_address(given: Mapping[str, str], name: str) -> str:
    url = given.get(name, "").strip()
    if not url:
        return ""
    sentence = f"{name} is not a web address: write scheme, host and nothing after the path, as in https://example.org."
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError:
        raise SettingsError(sentence) from None
    extras = parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme not in {"http", "https"} or not parts.hostname or extras:
        raise SettingsError(sentence)
    return url.rstrip("/")


def _voice(given: Mapping[str, str]) -> Voice:
    value = given.get("HOTLINE_VOICE", "").strip() or Voice.RECORDED
    try:
        return Voice(value)
    except ValueError:
        raise SettingsError("HOTLINE_VOICE must be recorded or say.") from None


def _band(given: Mapping[str, str]) -> Band:
    value = given.get("HOTLINE_BAND", "").strip() or Band.TELEPHONE
    try:
        return Band(value)
    except ValueError:
        raise SettingsError("HOTLINE_BAND must be telephone or wide.") from None


def _pin_cost(given: Mapping[str, str]) -> PinCost:
    value = given.get("HOTLINE_PIN_COST", "").strip() or PinCost.STRONG
    try:
        return PinCost(value)
    except ValueError:
        raise SettingsError("HOTLINE_PIN_COST must be strong or cheap.") from None
