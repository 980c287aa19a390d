"""What follows a command, read: the last four of an ID number, a month, a year, free text, a time to be rung."""

import re
from collections.abc import Sequence
from datetime import date

from models.months import YearMonth
from sms.normalise import SEPARATING, normalise

LONGEST_TEXT = 200
"""Characters of a complaint or suggestion (domain 4.3)."""

_TAIL = re.compile(r"[0-9]{3}[0-9X]")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})(?:[年./-]([0-9]{1,2})月?|([0-9]{2}))")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?度?")
_ID_NUMBER = re.compile(r"(?<![0-9])([0-9]{14}|[0-9]{11})([0-9]{3}[0-9Xx])(?![0-9])")


class Malformed(Exception):
    """What follows the command cannot be meant; the sender is told how it is written (S96)."""


def split_tail(parameters: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """The last four of an ID number, if they are among the parameters, and the others."""
    for place, parameter in enumerate(parameters):
        if _TAIL.fullmatch(parameter):
            return parameter, (*parameters[:place], *parameters[place + 1 :])
    return None, tuple(parameters)


def month_in(parameters: Sequence[str], today: date) -> YearMonth | None:
    """The month given, as 202503 or 2025年3月; None where none is. Raises Malformed for what is none, or to come."""
    if not parameters:
        return None
    found = _MONTH.fullmatch(parameters[0])
    try:
        if found is None or len(parameters) > 1:
            raise ValueError
        month = YearMonth(int(found[1]), int(found[2] or found[3]))
    except ValueError:
        raise Malformed from None
    if month.first > today:
        raise Malformed
    return month


def year_in(parameters: Sequence[str], today: date) -> int | None:
    """The year given, as 2025 or 2025年; None where none is. Raises Malformed for what is none, or to come."""
    if not parameters:
        return None
    found = _YEAR.fullmatch(parameters[0])
    if found is None or len(parameters) > 1 or int(found[1]) > today.year:
        raise Malformed
    return int(found[1])


def holds_id_number(parameters: Sequence[str]) -> bool:
    """Whether somebody's whole ID number was written, which no query takes."""
    return any(_ID_NUMBER.search(parameter) for parameter in parameters)


def without_id_numbers(text: str) -> str:
    """A text with all of an ID number but its last four blotted out (domain 7.6)."""
    return _ID_NUMBER.sub(lambda found: "*" * len(found[1]) + found[2], text)


def free_text(body: str, words: Sequence[str]) -> str:
    """What stands behind one of `words` in a body, as it was written; empty where nothing does."""
    for found in SEPARATING.finditer(body.lstrip()):
        if normalise(body.lstrip()[: found.start()]) in words:
            return body.lstrip()[found.end() :].strip()
    return ""
