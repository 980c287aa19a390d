"""The messages of a media stream, without its socket: frames out, frames in, counters, marks, the buffer.

Times are seconds since the stream was opened, and are told with every call; what falls due on the way comes first, so
that whatever is returned is in the order in which it happens (twilio-behaviour 7.1). Sound is μ-law at 8 kHz, one byte
a sample. Nothing here keeps the application's sound: what is known of it is its length.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from twilio_emulator.engine.effects import Track
from twilio_emulator.engine.json_frames import read, shown, text_of

RATE = 8000
"""Samples, and bytes, a second."""
FRAME = 160
"""Samples of one frame: twenty milliseconds."""
SILENT = b"\xff"
"""One sample of silence."""
TONE = bytes.fromhex("ffe6ddd8d6d5d6d8dde67f665d58565556585d66") * 8
"""One frame of a quiet tone of 400 Hz: how a person sounds who speaks."""
GAP = RATE // 5
"""Samples of silence between two pieces of the application's sound that are noted as two; less is jitter."""
MOST_MARKS = 1000
"""Marks that wait for what comes before them to be heard."""
LONGEST_NAME = 256
"""Characters of a mark's name."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A message for the application, as it is sent."""

    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A piece of the application's sound was heard to its end, or cut off; it was ``seconds`` long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Invalid:
    """The application sent what is no message of this protocol."""

    detail: str


Output = Frame | Heard | Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose sound is streamed."""

    stream_sid: str
    account_sid: str
    call_sid: str


@dataclass(slots=True)
class _Voice:
    """One track: what is to be heard on it, as (first sample, sample after the last, sound or the tone)."""

    track: Track
    chunks: int = 0
    spans: deque[tuple[int, int, bytes]] = field(default_factory=deque)

    def add(self, at: int, samples: int, sound: bytes = b"") -> None:
        """Let something be heard from ``at`` on, or after what is to be heard already."""
        start = max(at, self.spans[-1][1] if self.spans else 0)
        if samples > 0:
            self.spans.append((start, start + samples, sound))

    def frame(self, start: int) -> bytes:
        """Return the samples from ``start`` on, and forget what came before."""
        while self.spans and self.spans[0][1] <= start:
            self.spans.popleft()
        if not self.spans or self.spans[0][0] >= start + FRAME:
            return SILENT * FRAME
        first, _, sound = self.spans[0]
        if not sound:
            return TONE
        piece = sound[max(start - first, 0) : start + FRAME - first]
        return (SILENT * max(first - start, 0) + piece).ljust(FRAME, SILENT)[:FRAME]


class MediaStream:
    """One stream: of one track or of two, and ``bidirectional`` where the application may send sound back."""

    def __init__(
        self,
        identity: Identity,
        *,
        track: Track = Track.INBOUND,
        parameters: Mapping[str, str] | None = None,
        bidirectional: bool = False,
    ) -> None:
        self._identity = identity
        self._parameters = dict(parameters or {})
        self._bidirectional = bidirectional
        tracks = (Track.INBOUND, Track.OUTBOUND) if track is Track.BOTH else (track,)
        self._voices = {one: _Voice(one) for one in tracks}
        self._sent = 0
        self._frames = 0
        self._until = 0
        self._piece = 0
        self._marks: deque[tuple[int, str]] = deque()

    @property
    def marks(self) -> int:
        """How many marks have not come back."""
        return len(self._marks)

    @property
    def playing_until(self) -> float:
        """When everything the application has sent will have been heard."""
        return self._until / RATE

    def open(self) -> list[Output]:
        """Return the first two messages."""
        connected = {"event": "connected", "protocol": "Call", "version": "1.0.0"}
        identity = self._identity
        start = {
            "streamSid": identity.stream_sid,
            "accountSid": identity.account_sid,
            "callSid": identity.call_sid,
            "tracks": [str(track) for track in self._voices],
            "customParameters": self._parameters,
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": RATE, "channels": 1},
        }
        return [Frame(json.dumps(connected)), self._message("start", start)]

    def advance(self, at: float) -> list[Output]:
        """Return what falls due up to ``at``: frames, marks that were reached, pieces that were heard."""
        now = _samples(at)
        outputs: list[Output] = []
        while (end := (self._frames + 1) * FRAME) <= now:
            outputs += self._reached(end - 1)  # what came before the frame's end is told before the frame
            outputs += [self._media(voice) for voice in self._voices.values()]
            self._frames += 1
            outputs += self._reached(end)
        outputs += self._reached(now)
        if self._piece and now >= self._until + GAP:
            outputs += self._end_piece()
        return outputs

    def hear(self, track: Track, seconds: float, at: float, sound: bytes = b"") -> list[Output]:
        """Take it that somebody is heard on ``track`` for ``seconds``, or ``sound`` itself is."""
        outputs = self.advance(at)
        voice = self._voices.get(track)
        if voice is not None:
            voice.add(_samples(at), len(sound) or _samples(seconds), sound)
        return outputs

    def press(self, key: str, at: float) -> list[Output]:
        """Take it that the person on the line pressed ``key``; only a bidirectional stream is told."""
        outputs = self.advance(at)
        if self._bidirectional:
            outputs.append(self._message("dtmf", {"track": "inbound_track", "digit": key}))
        return outputs

    def receive(self, text: str | bytes, at: float) -> list[Output]:
        """Take a message from the application."""
        outputs = self.advance(at)
        if not self._bidirectional:
            return [*outputs, Invalid("only a stream within Connect takes messages")]
        try:
            outputs += self._take(read(text), _samples(at))
        except ValueError as error:
            outputs.append(Invalid(str(error)))
        return outputs

    def stop(self, at: float) -> list[Output]:
        """End it: what was still to be played is not heard any more, and the last message is sent."""
        outputs = self.advance(at)
        self._cut(_samples(at))
        outputs += self._end_piece()
        identity = self._identity
        outputs.append(self._message("stop", {"accountSid": identity.account_sid, "callSid": identity.call_sid}))
        return outputs

    # -- what the application sends

    def _take(self, message: dict[str, Any], now: int) -> list[Output]:
        """Do what a message asks for; raises ValueError with what is wrong with it."""
        event = message.get("event")
        if event not in ("media", "mark", "clear"):
            raise ValueError(f"event {shown(event)} is none of media, mark, clear")
        if message.get("streamSid") != self._identity.stream_sid:
            raise ValueError(f"{event} names the stream {shown(message.get('streamSid'))}, which is not this one")
        if event == "media":
            return self._buffer(_payload(message), now)
        if event == "mark":
            return self._mark(_name(message), now)
        return self._clear(now)

    def _buffer(self, samples: int, now: int) -> list[Output]:
        outputs = self._end_piece() if now >= self._until + GAP else []
        self._until = max(self._until, now) + samples
        self._piece += samples
        return outputs

    def _mark(self, name: str, now: int) -> list[Output]:
        if len(self._marks) >= MOST_MARKS:
            raise ValueError(f"{MOST_MARKS} marks wait already")
        self._marks.append((max(self._until, now), name))
        return self._reached(now)

    def _clear(self, now: int) -> list[Output]:
        self._cut(now)
        outputs: list[Output] = [self._echo(name) for _, name in self._marks]
        self._marks.clear()
        return [*self._end_piece(), *outputs]

    # -- what is heard

    def _cut(self, now: int) -> None:
        """Drop what has not been heard."""
        if self._until > now:
            self._piece = max(self._piece - (self._until - now), 0)
            self._until = now

    def _end_piece(self) -> list[Output]:
        heard, self._piece = self._piece, 0
        return [Heard(heard / RATE)] if heard else []

    def _reached(self, now: int) -> list[Output]:
        outputs: list[Output] = []
        while self._marks and self._marks[0][0] <= now:
            outputs.append(self._echo(self._marks.popleft()[1]))
        return outputs

    # -- what is sent

    def _echo(self, name: str) -> Frame:
        return self._message("mark", {"name": name})

    def _media(self, voice: _Voice) -> Frame:
        start = self._frames * FRAME
        voice.chunks += 1
        return self._message(
            "media",
            {
                "track": str(voice.track),
                "chunk": str(voice.chunks),
                "timestamp": str(start * 1000 // RATE),
                "payload": base64.b64encode(voice.frame(start)).decode("ascii"),
            },
        )

    def _message(self, event: str, content: Mapping[str, Any]) -> Frame:
        self._sent += 1
        message = {
            "event": event,
            "sequenceNumber": str(self._sent),
            event: content,
            "streamSid": self._identity.stream_sid,
        }
        return Frame(json.dumps(message))


def _samples(seconds: float) -> int:
    return max(round(seconds * RATE), 0)


def _part(message: dict[str, Any], name: str, key: str) -> str:
    part = message.get(name)
    if not isinstance(part, dict):
        raise ValueError(f"{name} is to be an object with a {key}, and is {shown(part)}")
    return text_of(part, key)


def _payload(message: dict[str, Any]) -> int:
    """Return how many samples a media message brings."""
    try:
        return len(base64.b64decode(_part(message, "media", "payload"), validate=True))
    except (binascii.Error, UnicodeError) as error:
        raise ValueError(f"media.payload is not base64: {str(error)[:100]}") from None


def _name(message: dict[str, Any]) -> str:
    name = _part(message, "mark", "name")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"a mark's name of {len(name)} characters; at most {LONGEST_NAME} come back")
    return name


__all__ = ["FRAME", "RATE", "Frame", "Heard", "Identity", "Invalid", "MediaStream", "Output"]
