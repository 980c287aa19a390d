"""Sounds to test with, and packages that bring a part of their own."""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from twilio_emulator.sound import pcm

Plugin = Callable[[str, str, str, str], None]
"""Installs a package: the entry point's group, its name, the module's name, the module's source."""


def tone(seconds: float, hertz: float = 440.0, rate: int = 8000) -> bytes:
    """Return a WAV with one tone in it."""
    steps = range(round(seconds * rate))
    return pcm.write(pcm.Pcm(rate, array("h", (round(8000 * math.sin(2 * math.pi * hertz * n / rate)) for n in steps))))


def loudness(samples: array[int]) -> float:
    """Return the root mean square."""
    return math.sqrt(sum(one * one for one in samples) / max(len(samples), 1))


def goertzel(samples: array[int], hertz: float, rate: int) -> float:
    """Return how much of one frequency there is: 1.0 where it is a tone of full scale and nothing else."""
    coefficient = 2 * math.cos(2 * math.pi * hertz / rate)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample / 32768 + coefficient * last - before
    power = before * before + last * last - coefficient * before * last
    return 2 * math.sqrt(max(power, 0.0)) / max(len(samples), 1)


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plugin:
    """Return how to install a package for one test."""

    def install(group: str, name: str, module: str, source: str) -> None:
        about = tmp_path / f"{module}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8")
        (about / "entry_points.txt").write_text(f"[{group}]\n{name} = {module}:Part\n", encoding="utf-8")
        (tmp_path / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, module, raising=False)

    return install
