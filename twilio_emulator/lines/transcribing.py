"""Live transcriptions: what is said on a leg is reported in writing while it is said (twilio-behaviour 3.10).

The manual's callbacks: ``transcription-started``, one ``transcription-content`` for everything that somebody says, and
``transcription-stopped``, numbered from 1.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.effects import Track
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.recognition import filtered
from twilio_emulator.lines.driver import Driver
from twilio_emulator.lines.room import Heard
from twilio_emulator.lines.streams import iso

MOST_TRANSCRIPTIONS = 20
"""Live transcriptions of one leg that go on at a time."""
CONFIDENCE = 0.95
STABILITY = "0.9"
TRACKS = {Track.INBOUND: "inbound_track", Track.OUTBOUND: "outbound_track", Track.BOTH: "both_tracks"}


class Transcribing:
    """One transcription of one leg, a tap of it."""

    def __init__(self, driver: Driver, effect: effects.StartTranscription) -> None:
        self.effect = effect
        self._line = driver.line
        self._told = 0

    def begin(self) -> None:
        """Listen in."""
        effect = self.effect
        self._line.taps.append(self)
        self._report(
            "transcription-started",
            Track=TRACKS[effect.track],
            Name=effect.name,
            TranscriptionEngine=effect.engine,
            InboundTrackLabel=effect.labels[0],
            OutboundTrackLabel=effect.labels[1],
            PartialResults=_word(effect.partial),
            LanguageCode=effect.language,
        )

    def stop(self) -> None:
        """Listen no longer."""
        if self in self._line.taps:
            self._line.taps.remove(self)
            self._report("transcription-stopped")

    def hears(self, kind: type) -> bool:
        """Whether the person's words are written down."""
        return kind is inputs.Spoke and self.effect.track is not Track.OUTBOUND

    def said(self, what: Heard) -> None:
        """Write down what the person says."""
        if isinstance(what, inputs.Spoke):
            self._write(Track.INBOUND, what.text)

    def sounded(self, text: str, seconds: float) -> None:
        """Write down what is said to the person; sounds that are no words stand in brackets."""
        if not text.startswith("["):
            self._write(Track.OUTBOUND, text)

    def over(self) -> None:
        """Take it that the leg is over."""
        self.stop()

    def _write(self, track: Track, text: str) -> None:
        if self.effect.track not in (track, Track.BOTH):
            return
        if self.effect.filters:
            text = filtered(text)
        words = text.split()
        if self.effect.partial and len(words) > 1:
            self._content(track, " ".join(words[: len(words) // 2]), final=False)
        self._content(track, text, final=True)

    def _content(self, track: Track, text: str, *, final: bool) -> None:
        stability = {} if final else {"Stability": STABILITY}
        self._report(
            "transcription-content",
            Track=TRACKS[track],
            TranscriptionData=json.dumps({"transcript": text, "confidence": CONFIDENCE}, ensure_ascii=False),
            LanguageCode=self.effect.language,
            Final=_word(final),
            **stability,
        )

    def _report(self, event: str, **content: str) -> None:
        asked, line = self.effect.callbacks, self._line
        if not asked.url:
            return
        self._told += 1
        params = {
            "AccountSid": line.call.account_sid,
            "CallSid": line.call.sid,
            "TranscriptionSid": self.effect.sid,
            "TranscriptionEvent": event,
            "Timestamp": iso(line.desk.clock.now()),
            "SequenceId": str(self._told),
            **content,
        }
        line.desk.report(line.call, line.number, asked.url, asked.method, params, line.cookies)


def start(driver: Driver, effect: effects.StartTranscription) -> None:
    """Begin one, unless there are too many."""
    if sum(isinstance(tap, Transcribing) for tap in driver.line.taps) >= MOST_TRANSCRIPTIONS:
        detail = f"{MOST_TRANSCRIPTIONS} transcriptions of this call go on already"
        driver.note(Notice(code=12400, detail=detail))
        return
    Transcribing(driver, effect).begin()


def stop(driver: Driver, effect: effects.StopTranscription) -> None:
    """End the one of that name, or the only one there is."""
    running = [tap for tap in driver.line.taps if isinstance(tap, Transcribing)]
    named = [one for one in running if effect.name in ("", one.effect.name)]
    if not named or (len(named) > 1 and not effect.name):
        detail = f"no transcription is called {effect.name!r}" if effect.name else f"{len(named)} transcriptions run"
        driver.note(Notice(code=12200, detail=f"Stop ends nothing: {detail}"))
        return
    for one in named:
        one.stop()


def _word(value: bool) -> str:
    return "true" if value else "false"


CARRY_OUT: dict[type[effects.Effect], Callable[[Driver, Any], None]] = {
    effects.StartTranscription: start,
    effects.StopTranscription: stop,
}
"""How each effect that concerns live transcriptions is carried out."""
