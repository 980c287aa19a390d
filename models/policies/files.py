"""Reading the policy files in `policies/`. docs/policies.md shows their form.

What a file holds that is not understood is refused with its file, its line and its key.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import Table

from models.errors import AccountsError
from models.policies.figures import check, placeholders, values_of
from models.policies.gazetteer import region_by_code
from models.policies.keys import Wrong, day, figure, known, member, sources, span, words
from models.policies.policy import (
    KEY,
    HospitalLevel,
    Item,
    Policy,
    PolicyClass,
    PolicyScheme,
    PolicyService,
    PolicyStatus,
    PolicyTier,
)

FOLDER: Final = Path(__file__).parent / "rows"
"""The files that come with the project."""

_TABLE: Final = cast(Table, Policy.__table__)
COLUMNS: Final = tuple(column.name for column in _TABLE.columns if column.name != "id")
"""What is read of a row, in the order of the table."""


class PolicyFileError(AccountsError):
    """A policy file that cannot be loaded: `file, line n, key: what is wrong`."""


def read_policies(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The rows of all files as columns and their values, in the order they are told. Raises PolicyFileError."""
    rows: list[dict[str, Any]] = []
    current: dict[tuple[Any, ...], str] = {}
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise PolicyFileError(f"{folder}: there is no policy file.")
    for file in files:
        for where, row in _File(file).rows():
            key = tuple(row[name] for name in KEY)
            if row["status"] is PolicyStatus.CURRENT:
                if key in current:
                    raise PolicyFileError(f"{where}: {current[key]} has a current row of this key already.")
                current[key] = where
            rows.append(row | {"position": len(rows)})
    return [{name: row[name] for name in COLUMNS} for row in rows]


_SHARED_KEYS: Final = {"scheme", "tier", "class", "sources", "page", "status", "note"}
"""Keys that a group gives all its rows and a row may give itself."""
_GROUP_KEYS: Final = frozenset(
    _SHARED_KEYS | {"region", "title", "spoken_title", "title_en", "year", "service", "keywords", "row"}
)
_FIGURE_KEYS: Final = {"band", "yuan", "percent", "number"}
_WORD_KEYS: Final = {"spoken", "sms", "spoken_en", "sms_en"}
_ROW_KEYS: Final = frozenset(_SHARED_KEYS | _FIGURE_KEYS | _WORD_KEYS | {"item", "level", "visit", "detail", "checked"})
_NO_WORDS: Final[Mapping[str, re.Pattern[str]]] = {"": re.compile("[0-9A-Za-z]"), "_en": re.compile("[^A-Za-z ,'-]")}
"""What is not heard as a word of the language: in Chinese figures and letters, in English all but letters."""
_NO_ENGLISH: Final = re.compile("[^ -~]")
"""What would make an English text longer on the air, or is not English at all."""
_HEADER: Final = re.compile(r"\s*\[\[\s*(group(?:\.row)?)\s*\]\]")


class _File:
    """One file, and where its groups and rows stand in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            source = path.read_text(encoding="utf-8")
            self._read = tomllib.loads(source, parse_float=Decimal)
        except (OSError, ValueError) as error:
            raise PolicyFileError(f"{path.name}: {error}") from error
        self._lines = source.splitlines()
        headers = [(number, _HEADER.match(line)) for number, line in enumerate(self._lines, 1)]
        self._headers = [(number, found.group(1)) for number, found in headers if found]

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every row with the place it stands at. Raises PolicyFileError."""
        headers = pairwise([*self._headers, (len(self._lines) + 1, "end")])
        top = start = 1
        end = self._headers[0][0] if self._headers else len(self._lines) + 1
        try:
            known(self._read, frozenset(("region", "group")))
            groups = self._read.get("group")
            if not isinstance(groups, list) or not groups:
                raise Wrong("group", "there is none")
            for group in groups:
                (start, _), (end, _) = next(headers)
                top = start
                shared = _group(group, self._read.get("region"))
                for row in group["row"]:
                    (start, _), (end, _) = next(headers)
                    yield f"{self._path.name}, line {start}", shared | _row(row, shared, group)
        except Wrong as wrong:
            raise PolicyFileError(
                f"{self._path.name}, line {self._line(wrong.key, top, start, end)}, {wrong.key}: {wrong.sentence}."
            ) from wrong

    def _line(self, key: str, top: int, start: int, end: int) -> int:
        """The line of a key in the row from `start` to `end`, else in its group from `top`, else that of the header."""
        named = re.compile(rf"\s*{re.escape(key)}\s*=")
        group = next((number for number, kind in self._headers if number > top), end)
        within = (*range(start, end), *range(top, group))
        return next((number for number in within if named.match(self._lines[number - 1])), start)


def _group(group: Mapping[str, Any], region: object) -> dict[str, Any]:
    """The columns that the rows of a group share."""
    known(group, _GROUP_KEYS)
    if not isinstance(group.get("row"), list) or not group["row"]:
        raise Wrong("row", "a group has at least one")
    title = words(group, "title")
    spoken_title = words(group, "spoken_title", title)
    if _NO_WORDS[""].search(spoken_title):
        raise Wrong("spoken_title" if "spoken_title" in group else "title", "is spoken, and holds figures or letters")
    title_en = words(group, "title_en")
    if _NO_WORDS["_en"].search(title_en):
        raise Wrong("title_en", "is spoken in English, and holds more than its words")
    code = group.get("region", region)
    if not isinstance(code, str) or region_by_code(code) is None:
        raise Wrong("region", f"{code!r} is no region of regions.toml")
    year = group.get("year", 0)
    if not isinstance(year, int) or (year and not 1990 <= year <= 2100):
        raise Wrong("year", f"{year!r} is no year")
    return {
        "region_code": code,
        "year": year,
        "service": member(PolicyService, group, "service", None),
        "title": title,
        "spoken_title": spoken_title,
        "title_en": title_en,
        "keywords": words(group, "keywords", ""),
    }


def _row(row: Mapping[str, Any], shared: Mapping[str, Any], group: Mapping[str, Any]) -> dict[str, Any]:
    """The other columns of one row; what it does not say itself, its group says."""
    known(row, _ROW_KEYS)
    both = {**group, **row}
    unit, low, high = figure(row)
    band_low, band_high = span(row, "band", 100) if "band" in row else (0, 0)
    visit = row.get("visit", 0)
    if visit not in (0, 1, 2):
        raise Wrong("visit", "is 1 for the first stay or 2 for the later ones")
    columns: dict[str, Any] = {
        "scheme": member(PolicyScheme, both, "scheme", PolicyScheme.ANY),
        "tier": member(PolicyTier, both, "tier", PolicyTier.ANY),
        "insured_class": member(PolicyClass, both, "class", PolicyClass.ANY),
        "hospital_level": member(HospitalLevel, row, "level", HospitalLevel.ANY),
        "visit": visit,
        "item": member(Item, row, "item", None),
        "detail": words(row, "detail", ""),
        "band_low_fen": band_low,
        "band_high_fen": band_high or 0,
        "low": low,
        "high": high,
        "unit": unit,
        "status": member(PolicyStatus, both, "status", PolicyStatus.CURRENT),
        "sources": sources(both),
        "page": words(both, "page"),
        "checked_on": day(row),
        "note": words(both, "note", ""),
    }
    if columns["status"] is not PolicyStatus.CURRENT and not columns["note"]:
        raise Wrong("note", "says why a row is not current")
    return columns | _told(row, columns)


def _told(row: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, str]:
    """The templates of a row in both languages, checked against its values and each other."""
    if columns["item"] is Item.NOTE:
        if columns["status"] is PolicyStatus.CURRENT or _WORD_KEYS & set(row):
            raise Wrong("item", "a note is never told: it is disputed and has no words")
        return dict.fromkeys(("spoken", "sms", "spoken_en", "sms_en"), "")
    names = ("unit", "low", "high", "band_low_fen", "band_high_fen")
    values = values_of(**{name: columns[name] for name in names})
    told: dict[str, str] = {}
    for ending in ("", "_en"):
        if ending and columns["status"] is not PolicyStatus.CURRENT and not {"spoken_en", "sms_en"} & set(row):
            return told | {"spoken_en": "", "sms_en": ""}  # it is told in no language
        spoken = words(row, f"spoken{ending}")
        sms = words(row, f"sms{ending}", spoken)
        for key, template in ((f"spoken{ending}", spoken), (f"sms{ending}", sms)):
            try:
                check(template, columns["unit"], values)
            except ValueError as error:
                raise Wrong(key, str(error)) from error
            told[key] = template
        if _NO_WORDS[ending].search(re.sub(r"\{[^}]*\}", "", spoken)):
            raise Wrong(f"spoken{ending}", "holds figures or letters, which the ear is to hear as words")
    for key in ("spoken", "sms"):
        if _NO_ENGLISH.search(told[f"{key}_en"]):
            raise Wrong(f"{key}_en", "holds a character that an English text has not")
        if _named(told[key]) != _named(told[f"{key}_en"]):
            raise Wrong(f"{key}_en", f"names other values than {key}")
    return told


def _named(template: str) -> Counter[tuple[str, str]]:
    """The values that a template names and their kinds, in whatever order."""
    return Counter((place.name, place.kind) for place in placeholders(template))
