"""What the world did: everything a session can be fed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """The application answered a :class:`~twilio_emulator.engine.effects.Fetch`.

    ``url`` is where the answer came from after redirects: relative URLs in it start there.
    """

    status: int
    content_type: str
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No answer, or no sound, could be had; ``code`` is Twilio's number for the reason."""

    code: int
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """The caller pressed one of ``0-9 * # A-D``."""

    key: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """The caller said something; ``confidence`` is the recogniser's, from 0 to 1."""

    text: str
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """What was being said or played has been heard to its end."""


@dataclass(frozen=True, slots=True)
class TimerExpired:
    """The seconds of a :class:`~twilio_emulator.engine.effects.Wait` are over."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """The person on this leg put the phone down."""


Input = Reply | FetchFailed | KeyPressed | Spoke | PlaybackEnded | TimerExpired | HungUp
"""Any of them."""
