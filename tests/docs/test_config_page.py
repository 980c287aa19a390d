"""The page of the configuration file names every table and every key there is, and its example can be read."""

from __future__ import annotations

import re
from pathlib import Path

from twilio_emulator import Emulator
from twilio_emulator.config import load
from twilio_emulator.config.sections import SECTIONS

PAGE = Path(__file__).parents[2] / "docs" / "config.md"


def test_every_table_and_key_is_on_the_page() -> None:
    rows = re.findall(r"^\| `\[\[(\w+)\]\]` \|.*\| ([^|]+) \|$", PAGE.read_text(encoding="utf-8"), flags=re.M)

    assert {name: re.findall(r"`(\w+)`", keys) for name, keys in rows} == {
        name: list(section.keys) for name, section in SECTIONS.items()
    }


def test_the_example_on_the_page_declares_what_it_shows(tmp_path: Path) -> None:
    example = PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    file = tmp_path / "emulator.toml"
    file.write_text(example, encoding="utf-8")
    config = load(file)
    account_sid, auth_token = config.own_account

    with Emulator(account_sid=account_sid, auth_token=auth_token) as emulator:
        config.declare(emulator)

        assert set(config.rows) == set(SECTIONS)
        assert [one.phone_number for one in emulator.numbers] == ["12393", "+15005550100"]
