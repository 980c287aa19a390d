"""Write requirements.md anew: how each requirement is asked for, the tests that show it, and whether it is answered.

The rows are in requirements.toml. Paths are looked up in the menus, commands and answers in their tables, and tests by
their markers. Run by ``make docs``; a test compares the page with all of these.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from docs.marked import ROOT, Shown, everywhere
from ivr.entries import ENTRIES, RECORDINGS
from ivr.lines import LINES
from ivr.menus import MAIN, MENUS
from ivr.nodes import NODES
from sms.commands import find
from sms.normalise import normalise
from sms.wordings import WORDINGS

PAGE = ROOT / "docs" / "requirements.md"
ROWS = ROOT / "docs" / "requirements.toml"

NAMED = 2
"""Tests of a channel that are all named in a cell; of more the first is named, and the others are counted."""

LONGEST_CASE = 40
"""Characters of the id of a row of parameters that are written."""

TELEPHONE, TEXT, ELSEWHERE = "telephone", "text", "beneath"
CHANNELS = {"ivr": TELEPHONE, "journeys": TELEPHONE, "sms": TEXT}
"""What the tests of a folder show; those of any other show what both channels rest on."""

KINDS = {"Q": "query", "P": "policy", "R": "referral", "E": "error", "A": "work for people"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One requirement; the keys of requirements.toml."""

    id: str
    says: str
    kinds: str
    voice: tuple[str, ...] = ()
    voice_words: str = ""
    text: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    text_words: str = ""
    not_by_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Requirements of one subject."""

    title: str
    rows: tuple[Row, ...]


@cache
def sections() -> tuple[Section, ...]:
    """Return all rows, by their subjects."""
    table = tomllib.loads(ROWS.read_text(encoding="utf-8"))

    def row(keys: dict[str, str | list[str]]) -> Row:
        return Row(**{key: tuple(one) if isinstance(one, list) else one for key, one in keys.items()})  # type: ignore[arg-type]

    return tuple(Section(title=one["title"], rows=tuple(map(row, one["row"]))) for one in table["section"])


def rows() -> tuple[Row, ...]:
    """Return all rows, in the order of the page."""
    return tuple(row for section in sections() for row in section.rows)


def leads_to(path: str) -> str | None:
    """Return what a path such as ``12393>1>2>3`` leads to in the menus; None where it leads nowhere.

    A line alone leads to its first menu, and 0 at the end to a person. Where a key asks a question before its menu,
    as 12393>2 asks for the region, the answer is no part of the path.
    """
    line, *keys = path.split(">")
    if line not in LINES:
        return None
    place = LINES[line].menu
    for number, key in enumerate(keys, 1):
        if key == "0" and number == len(keys):
            return "agent" if "agent" in NODES else None
        after = [name for name, menu in MENUS.items() if menu.back == place and place not in MENUS]
        menu = MENUS.get(place) or (MENUS[after[0]] if len(after) == 1 else None)
        target = menu.target(key) if menu else None
        if target is None:
            return None
        place = LINES[line].menu if target == MAIN else target
    return place if place in {*MENUS, *NODES, *ENTRIES, *RECORDINGS} else None


def is_answered(body: str) -> bool:
    """Whether a text begins with a command of the table; each of those is answered by a function."""
    return find(normalise(body)) is not None


def shown(row: Row, channel: str) -> list[Shown]:
    """Return the tests of a channel that are marked with a row, those first that show little else."""
    every, _ = everywhere()
    found = [
        one
        for one in every
        if row.id in one.requirements and CHANNELS.get(one.file.partition("/")[0], ELSEWHERE) == channel
    ]
    return sorted(found, key=lambda one: (len(set(one.requirements)), not one.case))


def missing(row: Row) -> list[str]:
    """Return what keeps a row from being answered, in words."""
    lines = [f"{path} leads nowhere" for path in row.voice if leads_to(path) is None]
    lines += [f"{body} is no command" for body in row.text if not is_answered(body)]
    lines += [f"there is no answer {key}" for key in row.replies if key not in WORDINGS]
    if not (row.voice or row.voice_words):
        lines.append("no path is named")
    if not (row.text or row.replies or row.text_words or row.not_by_text):
        lines.append("no command is named")
    if not shown(row, TELEPHONE):
        lines.append("no test shows it by telephone")
    if not (shown(row, TEXT) or row.not_by_text):
        lines.append("no test shows it by text")
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _named(test: Shown) -> str:
    """Return a test by its name, the case shortened."""
    short = test.case if len(test.case) <= LONGEST_CASE else test.case[: LONGEST_CASE - 1] + "…"
    return f"{test.file}: {test.name}" + (f" [{short}]" if short else "")


def _names(found: Sequence[Shown]) -> str:
    names = list(dict.fromkeys(_cell(_named(one)) for one in found))
    return "; ".join(names) if len(names) <= NAMED else f"{names[0]}; {len(names) - 1} more"


def _shown(row: Row) -> str:
    """Return the tests of a row, by channel."""
    cells = [
        f"*{channel}* {_names(found)}" for channel in (TELEPHONE, TEXT, ELSEWHERE) if (found := shown(row, channel))
    ]
    return "<br>".join(cells) or "**none**"


def _asked(names: Sequence[str], words: str) -> str:
    return "; ".join(part for part in (", ".join(f"`{_cell(one)}`" for one in names), _cell(words)) if part)


def _line(row: Row) -> str:
    replies = f"answers {', '.join(row.replies)}" if row.replies else ""
    words = "; ".join(
        one for one in (row.text_words, replies, f"none: {row.not_by_text}" * bool(row.not_by_text)) if one
    )
    lacking = missing(row)
    state = f"**missing**: {_cell('; '.join(lacking))}" if lacking else "answered"
    cells = (_cell(row.says), _asked(row.voice, row.voice_words), _asked(row.text, words), _shown(row), state)
    return f"| {row.id} {row.kinds} | {' | '.join(cells)} |"


def _lines() -> Iterator[str]:
    table = rows()
    answered = sum(not missing(row) for row in table)
    yield "# Requirements"
    yield ""
    yield "Made by `make docs` from `requirements.toml`, the menus, the table of commands and the markers of the tests;"
    yield "a test compares it with all of them. A row is *answered* when its paths and commands are there, one test"
    yield "shows it by telephone, and one by text. *Beneath* are tests of what both rest on: accounts, policies."
    yield "A path through 12393>2 leaves out the keys for the region, which is asked for on the way."
    yield ""
    yield f"Kinds: {', '.join(f'{letter} {words}' for letter, words in KINDS.items())}."
    yield ""
    yield f"{answered} of {len(table)} are answered."
    for section in sections():
        yield ""
        yield f"## {section.title}"
        yield ""
        yield "| | what is asked for | by telephone | by text | shown by | state |"
        yield "|---|---|---|---|---|---|"
        yield from map(_line, section.rows)


def page() -> str:
    """Return the whole page."""
    return "\n".join(_lines()) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
