"""What a ConversationRelay is made of: the terms it is held on, what there is to be heard, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from twilio_emulator.engine.json_frames import shown

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
    filters: bool = False
    """Whether profane words keep their first letter only."""
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


@dataclass(slots=True)
class Speaking:
    """The sound that is being made, and since when."""

    sound: Sound
    since: float | None = None
    seconds: float = 0.0

    def heard(self, now: float) -> tuple[str, int]:
        """Return the words heard so far, and the milliseconds."""
        if self.since is None:
            return "", 0
        elapsed = max(now - self.since, 0.0)
        part = min(elapsed / self.seconds, 1.0) if self.seconds else 1.0
        return beginning(self.sound.text, part), round(elapsed * 1000)


@dataclass(slots=True)
class Cycle:
    """Tokens that have come of a talk cycle that is not complete."""

    tokens: list[str] = field(default_factory=list)
    length: int = 0
    interruptible: Means = Means.ANY
    preemptible: bool = False


def interruptible_of(message: dict[str, Any], default: Means) -> Means:
    """Return by what means a message may be interrupted; raises ValueError where that cannot be read."""
    value = message.get("interruptible", default)
    if isinstance(value, bool):
        return Means.ANY if value else Means.NONE
    try:
        return Means(value)
    except ValueError:
        raise ValueError(f"interruptible is none of true, false, none, dtmf, speech, any: {shown(value)}") from None


def check_address(url: str) -> None:
    """Raise ValueError where ``url`` is no absolute http address."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"source is no absolute http address: {shown(url)}")


def beginning(text: str, part: float) -> str:
    """Return the first ``part`` of ``text``, in whole words where it has any."""
    if part >= 1:
        return text
    cut = text[: int(len(text) * part)]
    return cut.rpartition(" ")[0] if " " in text and text[len(cut) : len(cut) + 1] != " " else cut
