"""What a ConversationRelay is made of: the terms it is held on, what there is to be heard, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DEFAULT_LANGUAGE = "en-US"


class Means(StrEnum):
    """By what means a person is noticed."""

    NONE = "none"
    DTMF = "dtmf"
    SPEECH = "speech"
    ANY = "any"

    def counts(self, kind: Means) -> bool:
        """Whether ``kind`` (speech or dtmf) is among them."""
        return self is Means.ANY or self is kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How one language is spoken."""

    language: str
    voice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the noun's attributes set."""

    language: str = DEFAULT_LANGUAGE
    tts_language: str = ""
    transcription_language: str = ""
    voice: str = ""
    voices: tuple[Voice, ...] = ()
    greeting: str = ""
    greeting_interruptible: Means = Means.ANY
    interruptible: Means = Means.ANY
    preemptible: bool = False
    report: Means = Means.NONE
    dtmf: bool = False
    partial_prompts: bool = False
    events: frozenset[str] = frozenset()
    """Of ``speaker-events`` and ``tokens-played``: what else the application is told."""
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """A message for the application, as it is sent."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Something to be heard by the person: ``text`` to be said, or ``url`` to be played, or ``digits`` to be sent."""

    number: int
    text: str = ""
    url: str = ""
    digits: str = ""
    language: str = DEFAULT_LANGUAGE
    voice: str = ""
    interruptible: Means = Means.ANY
    preemptible: bool = False


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop the sound that is being made."""


@dataclass(frozen=True, slots=True)
class Invalid:
    """The application sent what is no message of this protocol."""

    detail: str


@dataclass(frozen=True, slots=True)
class Over:
    """The application ends the session, with something for whoever takes the call next."""

    handoff: str | None


Output = Frame | Sound | Hush | Invalid | Over
