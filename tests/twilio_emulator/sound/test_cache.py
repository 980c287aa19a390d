"""What was said once is found again, and the disk never has to take more than it was told to."""

from __future__ import annotations

import os
from pathlib import Path

from twilio_emulator.sound.cache import CachedSpeech


class Counting:
    """An engine that counts how often it was asked."""

    def __init__(self, name: str, size: int = 0) -> None:
        self.name = name
        self.asked = 0
        self._size = size

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        self.asked += 1
        return f"{self.name} says {text}".encode().ljust(self._size)


def test_a_sound_is_made_once_and_found_again_by_another_process(tmp_path: Path) -> None:
    engine, other = Counting("robot"), Counting("robot")

    first = CachedSpeech(engine, tmp_path)
    said = {first.speak("Hello", "en-US", "man", 1.0) for _ in range(3)}
    said.add(CachedSpeech(other, tmp_path).speak("Hello", "en-US", "man", 1.0))

    assert len(said) == 1
    assert (engine.asked, other.asked) == (1, 0)


def test_another_engine_never_finds_the_sounds_of_the_first(tmp_path: Path) -> None:
    CachedSpeech(Counting("robot"), tmp_path).speak("Hello", "en-US", "man", 1.0)

    assert CachedSpeech(Counting("singer"), tmp_path).speak("Hello", "en-US", "man", 1.0) == b"singer says Hello"


def test_a_folder_that_takes_nothing_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    speech = CachedSpeech(Counting("robot"), tmp_path / "file" / "folder")

    assert speech.speak("Hello", "en-US", "man", 1.0) == b"robot says Hello"


def test_the_folder_stays_within_its_limit_and_keeps_what_was_heard_last(tmp_path: Path) -> None:
    for number in range(9):
        CachedSpeech(Counting("robot", 1000), tmp_path, most_bytes=10_000).speak(str(number), "en-US", "man", 1.0)
        for path in tmp_path.iterdir():
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 10))
    CachedSpeech(Counting("robot", 1000), tmp_path, most_bytes=10_000).speak("0", "en-US", "man", 1.0)
    speech = CachedSpeech(Counting("robot", 1000), tmp_path, most_bytes=10_000)
    for number in range(9, 12):
        speech.speak(str(number), "en-US", "man", 1.0)

    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10_000
    again = Counting("robot", 1000)
    for number in (0, 11, 10, 9, 1):
        CachedSpeech(again, tmp_path).speak(str(number), "en-US", "man", 1.0)
    assert again.asked == 1, "only the one not heard for the longest time is gone"


def test_a_sound_larger_than_the_folder_may_be_is_not_kept(tmp_path: Path) -> None:
    CachedSpeech(Counting("robot", 2000), tmp_path, most_bytes=1000).speak("Hello", "en-US", "man", 1.0)

    assert list(tmp_path.iterdir()) == []
