"""Media streams of live calls: the protocol of :mod:`twilio_emulator.engine.media_stream`, a websocket, and the clock.

A stream taps a leg. Its frames are made as the clock goes: twenty milliseconds at a time where time is real, and a
tenth of a second at a time where it is virtual, after which the application has a moment of real time to keep up.
People are heard as a quiet tone while they speak, and as silence otherwise.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from twilio_emulator.clock import ManualClock
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.effects import Track
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.media_stream import Frame, Heard, Identity, Invalid, MediaStream, Output
from twilio_emulator.lines.driver import Driver
from twilio_emulator.lines.intake import VIRTUAL_TICK, opened
from twilio_emulator.lines.line import Line
from twilio_emulator.lines.room import Heard as FromPerson
from twilio_emulator.store import Speaker
from twilio_emulator.webhook.sockets import Arrival, Link, Loss, Lost, Opened, Received

TICK = 0.02
"""Seconds between two frames where time is real."""
MOST_REMARKS = 10
"""Remarks on wrong messages that are filed of one stream."""
MOST_TRACKS = 4
"""Tracks that are streamed one way from one call (twilio-behaviour 7.1)."""
MOST_EARLY = 100
"""Utterances that are remembered while a websocket is being opened."""
CODES = {
    Loss.TIMEOUT: 31901,
    Loss.REFUSED: 31902,
    Loss.UNREACHABLE: 31904,
    Loss.TLS: 31910,
    Loss.HANDSHAKE: 31920,
    Loss.BROKEN: 31921,
    Loss.MALFORMED: 31923,
    Loss.PROTOCOL: 31924,
}
"""What the loss of a stream's websocket is called; one that the application closes is no error."""


class Streaming:
    """One stream of one leg, a tap of it from its beginning to its end."""

    def __init__(self, driver: Driver, effect: effects.OpenStream) -> None:
        self.effect = effect
        self._driver = driver
        self._line = driver.line
        call = driver.line.call
        self._stream = MediaStream(
            Identity(stream_sid=effect.sid, account_sid=call.account_sid, call_sid=call.sid),
            track=effect.track,
            parameters=dict(effect.parameters),
            bidirectional=effect.bidirectional,
        )
        self._link: Link | None = None
        self._since: float | None = None
        self._early: deque[tuple[Track, float, float]] = deque(maxlen=MOST_EARLY)
        self._remarks = 0
        self._virtual = isinstance(driver.desk.clock, ManualClock)

    @property
    def name(self) -> str:
        """What the application calls it; the SID of one that has no name."""
        return self.effect.name or self.effect.sid

    def begin(self) -> None:
        """Open its websocket."""
        self._line.taps.append(self)
        link = opened(self._line, self.effect.url, self._take)
        if isinstance(link, Link):
            self._link = link
        else:
            self._lose(link)

    # -- what happens on the leg

    def hears(self, kind: type) -> bool:
        """Whether the person is heard: speech where it is streamed, keys where they are told."""
        if self._since is None:
            return False
        if kind is inputs.KeyPressed:
            return self.effect.bidirectional
        return kind is inputs.Spoke and self.effect.track is not Track.OUTBOUND

    def said(self, what: FromPerson) -> None:
        """Take what the person presses or says."""
        if isinstance(what, inputs.Spoke):
            self._hear(Track.INBOUND, what.seconds)
            self._line.later(what.seconds + VIRTUAL_TICK, self._answer_possible)
        elif self._since is not None:
            self._emit(self._stream.press(what.key, self._now()))
            self._answer_possible()

    def sounded(self, text: str, seconds: float) -> None:
        """Take what is heard at the far end."""
        self._hear(Track.OUTBOUND, seconds)

    def over(self) -> None:
        """Take it that the leg is over."""
        self.stop()

    def _hear(self, track: Track, seconds: float) -> None:
        if self._since is None:
            self._early.append((track, self._line.elapsed(), seconds))
        else:
            self._emit(self._stream.hear(track, seconds, self._now()))

    def _catch_up(self) -> None:
        """Hear what was begun while the websocket was being opened, and is not over."""
        for track, at, seconds in self._early:
            left = at + seconds - self._line.elapsed()
            if left > 0:
                self._hear(track, left)
        self._early.clear()

    # -- its end

    def stop(self) -> None:
        """End it."""
        if self not in self._line.taps:
            return
        self._line.taps.remove(self)
        if self._since is not None:
            self._emit(self._stream.stop(self._now()))
            self._line.write(Speaker.NOTE, f"{self._called} ends")
            self._report("stream-stopped")
        if self._link is not None:
            self._link.close()

    def _lose(self, lost: Lost) -> None:
        """Take it that there is no websocket, or none any more."""
        code = CODES.get(lost.loss, 0)
        if code:
            self._driver.note(Notice(code=code, detail=lost.detail))
            self._report("stream-error", lost.detail)
            self._since = None  # nothing is heard of its end but the error
        self.stop()
        if self.effect.bidirectional:
            self._driver.feed(inputs.StreamClosed(self.effect.sid))

    # -- its websocket

    def _take(self, arrival: Arrival) -> None:
        if self not in self._line.taps:
            return
        match arrival:
            case Opened():
                self._since = self._line.elapsed()
                self._line.write(Speaker.NOTE, f"{self._called} begins")
                self._emit(self._stream.open())
                self._catch_up()
                self._report("stream-started")
                if self.effect.bidirectional:
                    self._answer_possible()
                elif self._link is not None:
                    self._link.expect(0.0)
                self._tick()
            case Received(text):
                self._emit(self._stream.receive(text, self._now()))
                if self._link is not None:
                    self._link.more()
            case Lost():
                self._lose(arrival)

    def _tick(self) -> None:
        """Send the frames that are due."""
        if self not in self._line.taps or self._link is None:
            return
        frames = self._stream.advance(self._now())
        self._emit(frames)
        if frames and self._virtual:
            self._driver.desk.jobs.submit(self._link.keep_pace)
        self._line.later(VIRTUAL_TICK if self._virtual else TICK, self._tick)

    def _emit(self, outputs: Iterable[Output]) -> None:
        for output in outputs:
            match output:
                case Frame(text):
                    if self._link is not None:
                        self._link.send(text)
                case Heard(seconds):
                    self._line.write(Speaker.LINE, f"[audio {seconds:.1f} s]", seconds=seconds)
                case Invalid(detail):
                    self._remarks += 1
                    if self._remarks <= MOST_REMARKS:
                        self._driver.note(Notice(code=31951, detail=detail))

    def _answer_possible(self) -> None:
        """In virtual time, give the application a moment to send something."""
        if self._link is not None and self.effect.bidirectional and self in self._line.taps:
            self._link.expect(self._line.desk.sockets.limits.moment)

    def _now(self) -> float:
        return self._line.elapsed() - (self._since or 0.0)

    @property
    def _called(self) -> str:
        return f"the stream {self.effect.name}" if self.effect.name else "a stream"

    def _report(self, event: str, error: str = "") -> None:
        """Tell the application how it goes (twilio-behaviour 3.10)."""
        asked, line = self.effect.callbacks, self._line
        if not asked.url:
            return
        params = {
            "AccountSid": line.call.account_sid,
            "CallSid": line.call.sid,
            "StreamSid": self.effect.sid,
            "StreamName": self.name,
            "StreamEvent": event,
            "Timestamp": iso(line.desk.clock.now()),
        }
        if error:
            params["StreamError"] = error
        line.desk.report(line.call, line.number, asked.url, asked.method, params, line.cookies)


def open_stream(driver: Driver, effect: effects.OpenStream) -> None:
    """Begin a stream, unless the leg has too many of them."""
    tracks = sum(
        2 if one.effect.track is Track.BOTH else 1 for one in streams_of(driver.line) if not one.effect.bidirectional
    )
    wanted = 2 if effect.track is Track.BOTH else 1
    if not effect.bidirectional and tracks + wanted > MOST_TRACKS:
        detail = f"a call streams {MOST_TRACKS} tracks one way at most, and {tracks} are streamed already"
        driver.note(Notice(code=31960, detail=detail))
        return
    Streaming(driver, effect).begin()


def close_stream(driver: Driver, effect: effects.CloseStream) -> None:
    """End one stream: by its SID, or by its name as Stop does, which ends none that is bidirectional."""
    streams = streams_of(driver.line)
    if effect.sid:
        found = [one for one in streams if one.effect.sid == effect.sid]
    else:
        named = [one for one in streams if not one.effect.bidirectional and effect.name in ("", one.name)]
        found = named if effect.name or len(named) == 1 else []
        if not found:
            detail = (
                f"no stream is called {effect.name!r}" if effect.name else f"Stop names none of {len(named)} streams"
            )
            driver.note(Notice(code=12200, detail=detail))
    for one in found:
        one.stop()


def streams_of(line: Line) -> list[Streaming]:
    """Return the streams of a leg."""
    return [tap for tap in line.taps if isinstance(tap, Streaming)]


def iso(at: datetime) -> str:
    """Return a time as the callbacks of streams write it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


CARRY_OUT: dict[type[effects.Effect], Callable[[Driver, Any], None]] = {
    effects.OpenStream: open_stream,
    effects.CloseStream: close_stream,
}
"""How each effect that concerns streams is carried out."""
