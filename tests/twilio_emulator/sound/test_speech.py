"""Live speech: the bundled engine really speaks, markup is heard where it stands, and estimates are near the sound."""

from __future__ import annotations

import pytest

from tests.twilio_emulator.sound.conftest import loudness, tone
from twilio_emulator.engine.document import parse
from twilio_emulator.engine.effects import Phrase, Speak
from twilio_emulator.engine.verbs.say import Say
from twilio_emulator.sound import pcm
from twilio_emulator.sound.audio import inspect
from twilio_emulator.sound.espeak import Espeak
from twilio_emulator.sound.speech import SpeechError, aloud, seconds_of, seconds_spoken

GREETING = "您好，欢迎致电医疗保障服务热线。人工服务，请随时按零。"


class Organ:
    """An engine that says a second of a tone for every word, at the pace it is told, and remembers what it was told."""

    name = "organ"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, float]] = []

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        self.asked.append((text, language, voice, rate))
        return tone(len(text.split()) / rate)


def said(*phrases: Phrase, engine: Organ | None = None) -> pcm.Pcm:
    return pcm.read(aloud("whole", phrases, "en-US", "man", 1.0, engine or Organ()))


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


@pytest.mark.parametrize("language", ["../../etc/passwd", "-v", "--help", "", "en US", "zh\0", "a" * 5000])
def test_what_is_no_language_is_english(language: str) -> None:
    assert Espeak().voice_of(language) == "en-us"


def test_the_names_of_chinese_lead_to_the_voices_that_speak_it() -> None:
    names = {"zh-CN": "cmn", "cmn-CN": "cmn", "zh-TW": "cmn", "zh-HK": "yue", "yue-CN": "yue", "yue-Hant-HK": "yue"}

    assert {name: Espeak().voice_of(name) for name in names} == names


def test_an_engine_that_cannot_start_says_why_and_what_would_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")

    with pytest.raises(SpeechError, match="pip install espeakng-loader"):
        Espeak().speak("Hello", "en-US", "man", 1.0)


def test_a_break_is_silence_where_it_stands_and_as_long_as_it_says() -> None:
    sound = said(Phrase(text="one two", pause=1.5), Phrase(text="three"))

    assert sound.seconds == pytest.approx(4.5)
    parts = [sound.samples[round(at * sound.rate) : round((at + 0.4) * sound.rate)] for at in (0.1, 1.5, 2.1, 3.0, 3.7)]
    assert [loudness(part) > 1000 for part in parts] == [True, True, False, False, True]


def test_every_phrase_is_said_at_its_own_pace_and_in_its_own_language() -> None:
    organ = Organ()

    sound = said(Phrase(text="one", rate=0.5), Phrase(text="deux", language="fr-FR"), engine=organ)

    assert organ.asked == [("one", "en-US", "man", 0.5), ("deux", "fr-FR", "man", 1.0)]
    assert sound.seconds == pytest.approx(3.0)


def test_what_has_no_word_in_it_is_a_moment_of_silence() -> None:
    organ = Organ()

    assert said(Phrase(text="… — !"), engine=organ).seconds == pytest.approx(0.2)
    assert organ.asked == []


def test_six_decibels_are_twice_as_loud_and_silence_is_nothing() -> None:
    plain, louder, silent = (
        loudness(said(Phrase(text="one", decibels=decibels)).samples) for decibels in (0.0, 6.02, -100.0)
    )

    assert louder == pytest.approx(plain * 2, rel=0.01)
    assert silent < 1


def test_what_a_phrase_takes_is_what_it_is_estimated_to_take() -> None:
    phrases = (Phrase(text="one two", pause=2.0), Phrase(text="three four five six", rate=0.5))

    estimate = seconds_spoken(Speak(text="whole", language="en-US", voice="man", phrases=phrases))

    assert estimate == pytest.approx(seconds_of("one two") + 2.0 + seconds_of("three four five six", 0.5), abs=0.01)


@pytest.mark.parametrize(
    ("markup", "least", "most"),
    [('<break time="3s"/>', 3.0, 3.6), ('<prosody rate="50%">to</prosody>', 0.15, 1.0), ("", -0.4, 0.4)],
)
def test_markup_takes_the_real_engine_as_much_longer_as_it_says(markup: str, least: float, most: float) -> None:
    def seconds(words: str) -> float:
        (element,) = parse(f"<Response><Say voice='alice'>{words}</Say></Response>".encode()).elements
        say = Say.read(element, [])
        sound = aloud(say.text, say.phrases, say.language, say.voice, say.rate, Espeak())
        return inspect(sound).seconds

    longer = seconds(f"Please hold {markup} the line") - seconds("Please hold the line")
    assert least <= longer <= most
