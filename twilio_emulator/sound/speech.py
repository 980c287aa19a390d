"""Live speech: how long words take to say, what an engine is that says them, and phrases joined into one sound.

In virtual time, and wherever nobody listens, speech is only its length. Where somebody does, a :class:`SpeechEngine`
makes the sound, and its real length is what the clock is given. Engines are found by name:
:mod:`twilio_emulator.sound.engines`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Protocol

from twilio_emulator.engine.effects import Phrase, Speak
from twilio_emulator.sound import pcm

CHARACTERS_PER_SECOND = 4.5
"""Chinese characters at the pace of a hotline: 270 a minute of plain reading."""
WORDS_PER_SECOND = 2.7
"""English words: 160 a minute."""
SHORTEST = 0.2
"""Seconds that even a single letter takes."""


def seconds_of(text: str, rate: float = 1.0, pauses: float = 0.0) -> float:
    """Estimate how long ``text`` takes to say, in seconds rounded to hundredths."""
    characters = sum(1 for character in text if "\u3400" <= character <= "\u9fff")
    words = len("".join(" " if "\u3400" <= character <= "\u9fff" else character for character in text).split())
    stops = sum(text.count(mark) for mark in "。！？；，.!?;,")
    spoken = characters / CHARACTERS_PER_SECOND + words / WORDS_PER_SECOND + stops * 0.15
    return round(max(spoken, SHORTEST) / rate + pauses, 2)


def seconds_spoken(what: Speak) -> float:
    """Estimate how long it takes to say ``what``, every phrase at its own pace."""
    if not what.phrases:
        return seconds_of(what.text, what.rate, what.pauses)
    said = (seconds_of(one.text, one.rate) if one.text else 0.0 for one in what.phrases)
    return round(sum(said) + sum(one.pause for one in what.phrases), 2)


class SpeechEngine(Protocol):
    """Something that can say words aloud; it is called on several threads at once."""

    @property
    def name(self) -> str:
        """What it is, other words whenever its sounds would differ: part of what a kept sound is found by."""

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        """Return a WAV of ``text``, with something to be heard in it.

        ``text`` is plain, without markup and control characters; ``language`` is a tag such as ``zh-CN``, ``voice`` is
        Twilio's name of one, which an engine may heed, ``rate`` is 1.0 at normal pace. Raises :class:`SpeechError`
        where it cannot be made.
        """


class SpeechError(Exception):
    """The engine could not say it; the words say why, and what would help."""


def aloud(text: str, phrases: Sequence[Phrase], language: str, voice: str, rate: float, engine: SpeechEngine) -> bytes:
    """Return a WAV of a ``<Say>``: of its phrases with the silence between them, or of the whole ``text``.

    Raises :class:`SpeechError`.
    """
    if not phrases:
        phrases = (Phrase(text=text, rate=rate),)
    if len(phrases) == 1 and not phrases[0].pause and not phrases[0].decibels:
        return _said(phrases[0], language, voice, engine)
    parts: list[tuple[pcm.Pcm | None, float]] = []
    for phrase in phrases:
        parts.append((_heard(phrase, language, voice, engine) if phrase.text else None, phrase.pause))
    at = max((sound.rate for sound, _ in parts if sound is not None), default=8000)
    pieces = (piece for sound, pause in parts for piece in (sound, pcm.silence(pause, at)) if piece is not None)
    return pcm.write(pcm.joined(pieces, at))


def _heard(phrase: Phrase, language: str, voice: str, engine: SpeechEngine) -> pcm.Pcm:
    try:
        sound = pcm.read(_said(phrase, language, voice, engine))
    except pcm.NotPcm as error:
        raise SpeechError(f"the sound of {engine.name} cannot be used: {error}") from error
    return pcm.louder(sound, phrase.decibels) if phrase.decibels else sound


def _said(phrase: Phrase, language: str, voice: str, engine: SpeechEngine) -> bytes:
    words = speakable(phrase.text)
    if not any(unicodedata.category(one)[0] in "LNMS" for one in words):  # a dash, a full stop
        return pcm.write(pcm.silence(SHORTEST, 8000))
    return engine.speak(words, phrase.language or language, voice, phrase.rate)


def speakable(text: str) -> str:
    """Return ``text`` without what is no word: control characters, halves of characters, what engines take for orders.

    espeak-ng changes its voice upon a control character, and a NUL would end the text.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(" " if unicodedata.category(one) in ("Cc", "Cn", "Co") else one for one in whole)
