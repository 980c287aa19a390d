"""What the check of documents has found, and how it is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is; the first two are Twilio's."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found; ``line`` and ``column`` from 1, or 0 where it is about no place; ``code`` 0 for a hint."""

    level: Level
    detail: str
    remedy: str
    code: int = 0
    title: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        coded = f" {self.code} {self.title}" if self.code else ""
        return f"{self.level}{coded}: {self.detail}; {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found at ``place``, a file or a URL; ``read`` is false where there was no document to be read."""

    place: str
    findings: tuple[Finding, ...]
    read: bool = True


def as_lines(reports: Sequence[Report]) -> Iterator[str]:
    """Yield one line a finding, as compilers write them, and a last one that counts."""
    for report in reports:
        for finding in report.findings:
            place = f"{report.place}:{finding.line}:{finding.column}" if finding.line else report.place
            yield f"{place}: {finding}"
    counts = [f"{number} {level}{'s' * (number != 1)}" for level, number in _counts(reports).items() if number]
    documents = f"{len(reports)} document{'s' * (len(reports) != 1)}"
    unread = sum(not report.read for report in reports)
    yield f"{documents}: {', '.join(counts) or 'nothing found'}" + (f"; {unread} could not be read" if unread else "")


def as_json(reports: Sequence[Report]) -> str:
    """Return the same as JSON."""
    documents = [
        {"place": report.place, "read": report.read, "findings": [asdict(finding) for finding in report.findings]}
        for report in reports
    ]
    return json.dumps({"documents": documents, "counts": _counts(reports)}, ensure_ascii=False, indent=2)


def exit_code(reports: Sequence[Report]) -> int:
    """Return 2 where a document could not be read, 1 where one has errors or warnings, else 0; hints are free."""
    if not all(report.read for report in reports):
        return 2
    counts = _counts(reports)
    return int(bool(counts[Level.ERROR] or counts[Level.WARNING]))


def _counts(reports: Sequence[Report]) -> dict[Level, int]:
    levels = [finding.level for report in reports for finding in report.findings]
    return {level: levels.count(level) for level in Level}
