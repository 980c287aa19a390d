"""What a live call waits for, since when and until when, in a word for people to read."""

from __future__ import annotations

from enum import StrEnum
from typing import TypedDict

from twilio_emulator.engine import effects
from twilio_emulator.engine.inputs import KeyPressed, Spoke
from twilio_emulator.engine.session import Session
from twilio_emulator.engine.verbs.record import Record
from twilio_emulator.lines.line import Line
from twilio_emulator.store import Call


class Awaits(StrEnum):
    """What a call waits for."""

    APPLICATION = "application"
    """Its answer to a webhook."""
    SOUND = "sound"
    """A sound that is being made or fetched."""
    WORDS = "words"
    """The end of what is being said."""
    PLAYING = "playing"
    """The end of a sound."""
    SILENCE = "silence"
    """The end of a pause."""
    CALLER = "caller"
    """A key or words of the caller's."""
    RECORDING = "recording"
    """The end of a recording: silence, a key, or its longest time."""
    ANSWER = "answer"
    """Somebody who is rung."""
    TALK = "talk"
    """People who talk to each other, or sit together in silence."""
    MUSIC = "music"
    """Somebody who is to come, with music."""


class AwaitedJson(TypedDict):
    """What is waited for, in seconds since the call was placed; ``until`` is null where nobody knows how long.

    ``kind`` is a word of :class:`Awaits`; ``keys`` and ``speech`` are whether a key or words of the person at the far
    end would be noticed meanwhile.
    """

    kind: str
    since: float
    until: float | None
    keys: bool
    speech: bool


KINDS = {
    effects.Fetch: Awaits.APPLICATION,
    effects.Prefetch: Awaits.SOUND,
    effects.Speak: Awaits.WORDS,
    effects.PlayAudio: Awaits.PLAYING,
    effects.PlayDigits: Awaits.PLAYING,
    effects.Beep: Awaits.PLAYING,
    effects.Music: Awaits.MUSIC,
}
"""What most waits are for; the others are told apart by whose turn it is."""
TURNS = {
    effects.Turn.NOBODY: Awaits.SILENCE,
    effects.Turn.CALLER: Awaits.CALLER,
    effects.Turn.CALLED: Awaits.ANSWER,
    effects.Turn.TALKING: Awaits.TALK,
}
SOUNDING = (Awaits.WORDS, Awaits.PLAYING)
LONG = 3600.0
"""Seconds; a wait that is to end by itself no sooner is one that somebody else ends."""


def awaited(call: Call, line: Line) -> AwaitedJson:
    """Return what a live call waits for."""
    driver = line.driver
    waiting = driver.session.waiting if driver is not None else None
    until = None
    if driver is None or waiting is None:
        since = (call.changed_at - call.placed_at).total_seconds()
        kind = Awaits.TALK if line.leg.answered else Awaits.ANSWER
    else:
        since, due = driver.since, driver.due
        kind = _kind(driver.session, waiting, at_hand=due is not None)
        until = due if due is not None and due - since < LONG else None
    return {
        "kind": kind,
        "since": since,
        "until": until,
        "keys": line.listens(KeyPressed),
        "speech": line.listens(Spoke),
    }


def _kind(session: Session, waiting: effects.Effect, *, at_hand: bool) -> Awaits:
    """Return what a session waits for; a sound that is not ``at_hand`` is waited for itself."""
    if isinstance(session.running, Record) and isinstance(waiting, effects.Wait):
        return Awaits.RECORDING
    kind = KINDS.get(type(waiting))
    if kind in SOUNDING and not at_hand:
        return Awaits.SOUND
    if kind is None and isinstance(waiting, effects.Wait):
        kind = TURNS[waiting.turn]
    return kind or Awaits.TALK
