"""docs/texts.md tells users exactly what is open, by the names that work."""

import re
from pathlib import Path

from sms.commands import COMMANDS
from sms.replies import WORDINGS, reply

PAGE = (Path(__file__).parents[2] / "docs" / "texts.md").read_text(encoding="utf-8")


def test_the_page_lists_every_open_command_with_its_aliases() -> None:
    rows = dict(re.findall(r"^\| ([A-Z]+) \| ([^|]+) \|", PAGE, re.MULTILINE))
    listed = {keyword: tuple(aliases.split(", ")) for keyword, aliases in rows.items()}
    assert listed == {command.keyword: command.aliases for command in COMMANDS if command.answer}


def test_the_page_names_every_command_that_is_not_open_yet() -> None:
    match = re.search(r"\(([A-Z, \n]+)\)\s+are known", PAGE)
    assert match
    named = re.split(r",\s+", match[1])
    assert named == [command.keyword for command in COMMANDS if not command.answer]


def test_the_answers_the_page_explains_are_ones_that_are_sent() -> None:
    explained = PAGE.partition("## What else may come back")[2]
    words = " ".join(wording.text for wording in WORDINGS.values())
    for quoted in re.findall(r"^\| ([^|a-z]+) \|", explained, re.MULTILINE):
        assert quoted in words, quoted


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
