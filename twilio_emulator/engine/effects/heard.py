"""What is to be heard on the leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from twilio_emulator.engine import inputs
from twilio_emulator.engine.effects.effect import Effect, Listening, Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words said in one breath, as they are read aloud, then ``pause`` seconds of silence.

    An empty ``language`` is that of the whole; ``rate`` 1.0 is normal pace, ``decibels`` 0 is normal loudness.
    """

    text: str
    language: str = ""
    rate: float = 1.0
    decibels: float = 0.0
    pause: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak(Listening):
    """Say ``text`` (no markup left in it), in the tone of its ``phrases`` where there are any.

    ``rate`` 1.0 is normal pace, the slowest of the phrases', ``pauses`` are seconds of silence within.
    """

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded})
    text: str
    language: str
    voice: str
    rate: float = 1.0
    pauses: float = 0.0
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayAudio(Listening):
    """Play the sound at ``url`` (absolute), or ``sound`` where it has come already; it may turn out not to be one.

    What is of no type that can be played is filed under ``wrong_type``.
    """

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded, inputs.FetchFailed})
    url: str
    sound: inputs.Reply | inputs.FetchFailed | None = None
    wrong_type: int = 13420


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefetch(Listening):
    """Fetch the sounds at ``urls`` (absolute) before the first of them is played."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Prefetched})
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayDigits(Listening):
    """Send ``digits`` as tones down the line; ``w`` is half a second, ``W`` a whole one."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded})
    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Music(Wait):
    """Let ``seconds`` pass with music: what is heard in a queue where the application has named nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beep(Effect):
    """Let the tone be heard after which one speaks."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded})


@dataclass(frozen=True, slots=True, kw_only=True)
class Perform(Effect):
    """Let ``sound`` be heard while the session goes on waiting for other things.

    Answered for by :class:`~twilio_emulator.engine.inputs.SoundBegan` and ``SoundEnded`` with its ``number``.
    """

    number: int
    sound: Speak | PlayAudio | PlayDigits


@dataclass(frozen=True, slots=True, kw_only=True)
class Hush(Effect):
    """Stop the sound that is being performed; nothing more is told of it."""
