"""The page about speech: its engine speaks, and the keys it names are those there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from twilio_emulator.config import hearing, load

PAGE = (Path(__file__).parents[3] / "docs" / "speech.md").read_text(encoding="utf-8")


def test_the_engine_on_the_page_speaks() -> None:
    (source,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    exec(compile(source, "docs/speech.md", "exec"), {})


def test_the_table_on_the_page_has_every_key_and_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, _ = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    file = tmp_path / "emulator.toml"
    file.write_text(table, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = load(file).hearing()
    assert found.speech is not None
    assert found.speech.name.startswith("espeak-ng")
    assert found.recogniser is None
    assert re.findall(r"^(\w+) = .*?$", table, re.MULTILINE) == list(hearing.KEYS)


def test_so_has_the_page_of_the_configuration_file() -> None:
    config = (Path(__file__).parents[3] / "docs" / "config.md").read_text(encoding="utf-8")
    (keys,) = re.findall(r"^\| `\[speech\]`.*\| ([^|]+) \|$", config, re.MULTILINE)
    assert re.findall(r"`(\w+)`", keys) == list(hearing.KEYS)
