"""Live speech: the bundled engine really speaks, what is kept is found again, and estimates are near the sound."""

from pathlib import Path

import pytest

from twilio_emulator.sound.audio import inspect
from twilio_emulator.sound.speech import CachedSpeech, Espeak, SpeechError, seconds_of

GREETING = "您好，欢迎致电医疗保障服务热线。人工服务，请随时按零。"


class Counting:
    """An engine that counts how often it was asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked = 0

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        self.asked += 1
        return f"{self.name} says {text}".encode()


@pytest.mark.parametrize(
    ("text", "language"),
    [(GREETING, "zh-CN"), ("For opening hours, press one. To speak to somebody, press nought.", "en-US")],
)
def test_words_take_about_as_long_as_they_are_estimated_to(text: str, language: str) -> None:
    sound = inspect(Espeak().speak(text, language, "", 1.0))

    assert sound.seconds == pytest.approx(seconds_of(text), rel=0.25)


def test_a_slower_rate_takes_longer() -> None:
    usual, slower = (inspect(Espeak().speak(GREETING, "zh-CN", "", rate)).seconds for rate in (1.0, 0.8))

    assert slower == pytest.approx(usual / 0.8, rel=0.15)


def test_an_unknown_language_is_spoken_all_the_same() -> None:
    assert inspect(Espeak().speak("Hello", "xx-YY", "", 1.0)).seconds > 0.1


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


def test_an_engine_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")

    with pytest.raises(SpeechError):
        Espeak().speak("Hello", "en-US", "man", 1.0)
