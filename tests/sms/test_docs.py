"""docs/texts.md tells users exactly what is open, by the names that work."""

import re
from pathlib import Path

from models import Level
from sms.commands import COMMANDS
from sms.replies import reply
from sms.wordings import WORDINGS

PAGE = (Path(__file__).parents[2] / "docs" / "texts.md").read_text(encoding="utf-8")
WHO = {Level.BOUND: "a bound number", Level.VERIFIED: "with proof"}


def test_the_page_lists_every_command_with_its_aliases_and_what_follows_it() -> None:
    rows = re.findall(r"^\| ([A-Z]+) \| ([^|]+) \| ([^|]*) \|", PAGE, re.MULTILINE)
    listed = [(keyword, tuple(aliases.split(", ")), after.strip()) for keyword, aliases, after in rows]
    assert listed == [(command.keyword, command.aliases, command.parameters) for command in COMMANDS]


def test_the_page_says_of_every_query_who_may_ask_it() -> None:
    rows = dict(re.findall(r"^\| ([A-Z]+) \| [^|]+ \| [^|]* \| ([^|]+) \|", PAGE, re.MULTILINE))
    for command in COMMANDS:
        if command.level in WHO and command.stranger is None:
            assert rows[command.keyword] == WHO[command.level], command.keyword


def test_the_answers_the_page_explains_are_ones_that_are_sent() -> None:
    explained = PAGE.partition("## What else may come back")[2]
    words = " ".join(wording.text for wording in WORDINGS.values())
    quoted = re.findall(r"^\| ([^|a-z]+) \|", explained, re.MULTILINE)
    assert len(quoted) > 15
    for text in quoted:
        assert text in words, text


def test_the_example_on_the_page_is_what_is_sent() -> None:
    example = reply(
        "YE",
        name="张*明",
        as_of="2026年03月01日",
        total="1234.56",
        current_year="300.00",
        carried_over="934.56",
        card="",
    )
    assert f"12393 {example.text}\n" in PAGE
