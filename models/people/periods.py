"""The days that figures are counted for, cut into hours or days in China, and moments as SQL says them.

SQLite and PostgreSQL each say it in their own words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, String, and_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from models.identity import shanghai_date, start_of_shanghai_day


class ShanghaiDay(FunctionElement[str]):
    """The day in China of a moment, as text: 2026-03-02."""

    type = String()
    inherit_cache = True


class ShanghaiHour(FunctionElement[str]):
    """The hour in China of a moment, as text: 09."""

    type = String()
    inherit_cache = True


def _spelt(element: type[FunctionElement[str]], sqlite: str, postgresql: str) -> None:
    def on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
        # To the second: SQLite rounds to a millisecond, and the last one of an hour would be the next hour's.
        return f"strftime('{sqlite}', substr({compiler.process(element.clauses, **options)}, 1, 19), '+8 hours')"

    def on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
        moment = compiler.process(element.clauses, **options)
        return f"to_char(({moment}) AT TIME ZONE 'UTC' + INTERVAL '8 hours', '{postgresql}')"

    compiles(element, "sqlite")(on_sqlite)
    compiles(element, "postgresql")(on_postgresql)


_spelt(ShanghaiDay, "%Y-%m-%d", "YYYY-MM-DD")
_spelt(ShanghaiHour, "%H", "HH24")


class SecondsBetween(FunctionElement[float]):
    """Seconds from one moment to another."""

    type = Float()
    inherit_cache = True


@compiles(SecondsBetween, "sqlite")
def _seconds_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    begun, ended = (compiler.process(one, **kw) for one in element.clauses)
    # A day of the Julian count is a float; SQLite's own moments are exact to a millisecond.
    return f"round((julianday({ended}) - julianday({begun})) * 86400.0, 3)"


@compiles(SecondsBetween, "postgresql")
def _seconds_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    begun, ended = (compiler.process(one, **kw) for one in element.clauses)
    return f"EXTRACT(EPOCH FROM ({ended}) - ({begun}))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days in China, up to now: aware UTC moments, the end excluded. One day is shown by hours."""

    start: datetime
    end: datetime
    days: int

    @classmethod
    def last(cls, days: int, at: datetime) -> "Period":
        """The day of `at` in China and the days before it, `days` in all. Raises ValueError below 1."""
        if days < 1:
            raise ValueError("a period has a day at least")
        start = start_of_shanghai_day(at) - timedelta(days=days - 1)
        return cls(start=start, end=start_of_shanghai_day(at) + timedelta(days=1), days=days)

    @property
    def slots(self) -> tuple[str, ...]:
        """The hours of the day, "00" to "23", or the days, "2026-03-02", oldest first."""
        if self.days == 1:
            return tuple(f"{hour:02d}" for hour in range(24))
        first = shanghai_date(self.start)
        return tuple((first + timedelta(days=day)).isoformat() for day in range(self.days))

    def slot(self, moment: Any) -> ColumnElement[str]:
        """The slot that a moment of a row belongs to."""
        return ShanghaiHour(moment) if self.days == 1 else ShanghaiDay(moment)

    def holds(self, moment: Any) -> ColumnElement[bool]:
        """The condition that a moment of a row lies in it."""
        return and_(moment >= self.start, moment < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many of so many."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there was nothing to count."""
        return self.count / self.of if self.of else None
