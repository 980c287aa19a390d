"""What a caller says into a telephone, as sound: a recogniser turns it into the words a ``<Gather>`` takes.

Typed words need none. Recognisers are found by name: :mod:`twilio_emulator.sound.recognisers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from twilio_emulator.engine.recognition import Expectation
from twilio_emulator.sound import pcm

HOW_TO = "type the words, or name a recogniser with --recogniser or in [speech]"
MOST_SECONDS = 60.0
"""Seconds of sound that are listened to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A stretch of speech between two pauses: its words, ``confidence`` from 0 to 1, how many ``seconds`` it took."""

    text: str
    confidence: float
    seconds: float


class Recogniser(Protocol):
    """Something that understands speech."""

    @property
    def name(self) -> str:
        """What it is, for people to read."""

    def recognise(self, sound: bytes, expected: Expectation) -> Sequence[Understood]:
        """Return what is said in a WAV, stretch by stretch; nothing where nothing is said.

        ``expected`` is what the application has said of it: the language, phrases to be looked out for, the model.
        Raises :class:`RecognitionError` where it cannot be listened to.
        """


class RecognitionError(Exception):
    """The sound could not be listened to; the words say why, and what would help."""


def understand(recogniser: Recogniser | None, sound: bytes, expected: Expectation) -> tuple[Understood, ...]:
    """Return what ``recogniser`` makes of a WAV; whatever goes wrong with it is a :class:`RecognitionError`."""
    if recogniser is None:
        raise RecognitionError(f"nothing here understands speech; {HOW_TO}")
    try:
        heard = pcm.read(sound)
    except pcm.NotPcm as error:
        raise RecognitionError(f"the sound cannot be read: {error}") from error
    if heard.seconds > MOST_SECONDS:
        heard = pcm.Pcm(heard.rate, heard.samples[: int(MOST_SECONDS * heard.rate)])
    try:
        found = recogniser.recognise(pcm.write(heard), expected)
        return tuple(
            Understood(
                text=" ".join(one.text.split()),
                confidence=min(max(float(one.confidence), 0.0), 1.0),
                seconds=max(float(one.seconds), 0.0),
            )
            for one in found
            if one.text.strip()
        )
    except RecognitionError:
        raise
    except Exception as error:
        raise RecognitionError(f"{recogniser.name} failed: {type(error).__name__}: {error}") from error
