"""One request to the API, its values checked as far as every request's are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from twilio_emulator.api.errors import ApiError
from twilio_emulator.desk import IN_PROCESS, Desk
from twilio_emulator.store import Store, TwilioAccount
from twilio_emulator.switchboard import Switchboard

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked: by which ``account``, for which ``path``, with which names in it (``sids``).

    ``base`` is where the client believes the product to be, without a slash at its end: addresses in the answers of the
    newer products begin with it. ``form`` holds what was posted, each name with all its values, and ``body`` the JSON
    of the operations that take that; ``query`` the last value of each name in the URL, and ``query_items`` all of them
    in order. ``later`` collects what is to be done once the answer is on its way: no
    callback of what a request makes may leave before the request has been answered.
    """

    switchboard: Switchboard
    account: TwilioAccount
    base: str
    path: str
    sids: Mapping[str, str]
    form: Mapping[str, list[str]]
    body: Mapping[str, Any]
    query: Mapping[str, str]
    query_items: tuple[tuple[str, str], ...]
    later: list[Callable[[], object]] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        """What calls and texts share."""
        return self.switchboard.desk

    @property
    def store(self) -> Store:
        """The records."""
        return self.switchboard.desk.store

    def now(self) -> datetime:
        """Return the emulator's time."""
        return self.switchboard.desk.clock.now()

    def missing(self) -> ApiError:
        """Return the refusal that there is no such resource (20404)."""
        return ApiError(20404, path=self.path)

    def own(self, record: Found | None) -> Found:
        """Return ``record``; raises 20404 where there is none, or where it is another account's."""
        if record is None or getattr(record, "account_sid", self.account.sid) != self.account.sid:
            raise self.missing()
        return record

    def has(self, name: str) -> bool:
        """Whether ``name`` was posted at all."""
        return name in self.form

    def text(self, name: str, default: str = "") -> str:
        """Return what was posted as ``name``, the last of several."""
        values = self.form.get(name)
        return values[-1] if values else default

    def texts(self, name: str) -> list[str]:
        """Return everything that was posted as ``name``; a single value may hold several words."""
        return [word for value in self.form.get(name, ()) for word in value.split()]

    def boolean(self, name: str, default: bool, code: int = 20001) -> bool:
        """Return ``true`` or ``false`` as they were posted; raises ``code`` for anything else."""
        value = self.text(name).lower()
        if not value:
            return default
        if value not in ("true", "false", "1", "0"):
            raise ApiError(code, name=name, value=value)
        return value in ("true", "1")

    def whole(self, name: str, default: int, *, least: int, most: int, code: int = 20001) -> int:
        """Return a whole number within its bounds; raises ``code`` for anything else."""
        value = self.text(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and len(value) <= 12) or not least <= int(value) <= most:
            raise ApiError(code, name=name, value=value[:60])
        return int(value)

    def choice(self, name: str, allowed: tuple[str, ...], default: str, code: int = 20001) -> str:
        """Return one of the ``allowed`` words; raises ``code`` for anything else."""
        value = self.text(name)
        if not value:
            return default
        if value not in allowed:
            raise ApiError(code, name=name, value=value[:60])
        return value

    def method(self, name: str, default: str = "POST", code: int = 21209) -> str:
        """Return ``GET`` or ``POST``; raises ``code`` for anything else."""
        return self.choice(name, ("GET", "POST"), default, code)

    def url(self, name: str, code: int, home: str = "") -> str:
        """Return an address, empty where none was posted; raises ``code`` for what is none.

        A number whose application is an object in this process (``home`` names it) may be given a path of it.
        """
        value = self.text(name).strip()
        if not value:
            return ""
        number = self.store.numbers.get(home)
        try:
            if number is not None and number.app is not None:
                value = urljoin(IN_PROCESS, value)
            parts = urlsplit(value)
            _ = parts.port
        except ValueError:
            raise ApiError(code, name=name, value=value[:200]) from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ApiError(code, name=name, value=value[:200])
        return value

    def check_dates(self, *names: str) -> None:
        """Raise 20001 where the query asks for a range of one of ``names`` by what is no date."""
        for name in names:
            for bound in (name, f"{name}<", f"{name}>"):
                if self.query.get(bound, ""):
                    span(self.query[bound])

    def within(self, name: str, at: datetime | None) -> bool:
        """Whether ``at`` is in the range of the query's ``name`` (that day), ``name<`` and ``name>`` (5.3)."""
        for bound in (name, f"{name}<", f"{name}>"):
            value = self.query.get(bound, "")
            if not value:
                continue
            first, after = span(value)
            if at is None:
                return False
            if bound == name and first.date() != at.date():
                return False
            if bound.endswith("<") and not at < (after if after - first <= timedelta(seconds=1) else first):
                return False
            if bound.endswith(">") and not at >= first:
                return False
        return True


def span(value: str) -> tuple[datetime, datetime]:
    """Return the day that ``value`` names, or the second; raises 20001 for what is no date."""
    try:
        if len(value) == 10:
            day = datetime.combine(date.fromisoformat(value), time(), UTC)
            return day, day + timedelta(days=1)
        at = datetime.fromisoformat(value)
    except ValueError:
        raise ApiError(20001, name="date", value=value[:60]) from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at, at + timedelta(seconds=1)
