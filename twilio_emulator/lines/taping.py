"""A leg is recorded because its document says so: the beep, the beginning, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.errors import Notice
from twilio_emulator.lines import recordings
from twilio_emulator.lines.driver import Driver
from twilio_emulator.store import Speaker

BEEP_SECONDS = 0.5
MOST_RECORDINGS = 20
"""Recordings of one leg that go on at a time."""


def beep(driver: Driver, _effect: effects.Beep) -> None:
    """Let the tone be heard; it is nothing that somebody says, so nobody takes it for words."""
    driver.line.write(Speaker.LINE, "[beep]", seconds=BEEP_SECONDS, signal="beep")
    driver.feed_later(BEEP_SECONDS, inputs.PlaybackEnded())


def start(driver: Driver, effect: effects.StartRecording) -> None:
    """Record the leg, unless that is done too often already."""
    if len(driver.line.recordings) >= MOST_RECORDINGS:
        detail = f"{MOST_RECORDINGS} recordings of this call go on already"
        driver.note(Notice(code=12400, detail=detail))
        return
    driver.line.record(effect)


def stop(driver: Driver, effect: effects.StopRecording) -> None:
    """Stop one recording of the leg: by its SID, by its name, or the latest that a document has begun with Start."""
    for recording in reversed(driver.line.recordings):
        by_document = recording.source is effects.RecordingSource.START_BY_TWIML
        named = by_document and effect.name in ("", recording.name)
        if recording.sid == effect.sid if effect.sid else named:
            driver.line.recordings.remove(recording)
            recordings.stop(driver.desk, recording)
            problem = recordings.untranscribable(recording)
            if problem is not None:
                driver.note(problem)
            return


CARRY_OUT: dict[type[effects.Effect], Callable[[Driver, Any], None]] = {
    effects.Beep: beep,
    effects.StartRecording: start,
    effects.StopRecording: stop,
}
"""How each effect that concerns recordings is carried out."""
