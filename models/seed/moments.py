"""Moments of a seed."""

from datetime import UTC, date, datetime


def noon(day: date) -> datetime:
    """Noon in Shanghai."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
