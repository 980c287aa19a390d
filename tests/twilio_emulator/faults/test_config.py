"""Faults that a configuration file declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from twilio_emulator import Emulator
from twilio_emulator.config import ConfigError, load

LINE = "+15005550100"
ME = "+15005550111"


def declared(folder: Path, text: str, emulator: Emulator) -> None:
    file = folder / "emulator.toml"
    file.write_text(text, encoding="utf-8")
    load(file).declare(emulator)


def test_a_fault_of_the_file_strikes_like_any_other(emulator: Emulator, tmp_path: Path) -> None:
    declared(
        tmp_path,
        '[[faults]]\nkind = "status"\nstatus = 503\nurl = "*/answer"\ntimes = 1\n\n[[faults]]\nkind = "mix"\nseed = 7\n'
        "probability = 0\n",
        emulator,
    )
    emulator.handset(ME).dial(LINE).hears("Sorry")
    emulator.handset(ME).dial(LINE).hears("Press a key")
    assert [one.count for one in emulator.faults.rules] == [1, 0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('kind = "explosion"', ", line 2: faults: kind must be one of refused"),
        ('url = "*"', ", line 1: faults: kind is missing"),
        ('kind = "slow"\nseconds = "long"', ", line 3: faults: seconds must be a number from 0 to"),
        ('kind = "slow"\n\ntimes = -1', ", line 4: faults: times must be a whole number from 0 to"),
        ('kind = "dropped"\nseconds = 3', ", line 1: faults: seconds is nothing that dropped can be told"),
        ('kind = "refused"\non = "text"', ", line 1: faults: on must be webhook or callback"),
    ],
)
def test_what_a_fault_cannot_be_is_said_with_its_line_and_key(
    emulator: Emulator, tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        declared(tmp_path, f"[[faults]]\n{text}\n", emulator)
    assert str(refused.value).removeprefix(str(tmp_path / "emulator.toml")).startswith(words)
