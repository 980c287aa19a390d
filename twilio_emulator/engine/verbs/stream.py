"""``<Stream>``: the sound of the call over a websocket (twilio-behaviour 3.10, 7.1).

Within ``<Connect>`` it has the call to itself and the application may send sound back; within ``<Start>`` it only
listens, beside whatever else happens.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import KEYS, SPEECH, CloseStream, Effect, Notify, OpenStream, Track, Turn, Wait
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import Input, StreamClosed, TimerExpired
from twilio_emulator.engine.verbs.callee import Parameter
from twilio_emulator.engine.verbs.partner import (
    CALLBACK,
    LONGEST,
    Partner,
    Service,
    callbacks_of,
    parameters_of,
    resolved,
    socket_address,
)
from twilio_emulator.engine.verbs.verb import Acting, Interrupted, Line, read_content

TRACKS = {"inbound_track": Track.INBOUND, "outbound_track": Track.OUTBOUND, "both_tracks": Track.BOTH}
FORMAT = "frames are always μ-law at 8000 samples a second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream(Partner, Service):
    """One stream; ``track`` is ``None`` where it named none that there is."""

    TAG = "Stream"
    ATTRIBUTES: ClassVar = {
        "name": attributes.text(),
        "connectorName": attributes.noted(attributes.text(), "connectors are set up in Twilio's console"),
        "url": attributes.text(),
        "track": attributes.choice(*TRACKS, default="inbound_track", code=31941),
        **CALLBACK,
        "audioFormat": attributes.noted(attributes.text(), FORMAT),
        "sampleRate": attributes.noted(attributes.text(), FORMAT),
    }
    CONTENT: ClassVar = (Parameter,)

    url: str
    name: str
    track: Track | None
    parameters: tuple[tuple[str, str], ...]
    values: Mapping[str, Any]

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read what is to be streamed, and where to; files 31922, 31923, 31941 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        named = element.attributes.get("track", "inbound_track")
        url = values["url"]
        return cls(
            url=socket_address(element, notices, malformed=31923, scheme=31922) if url else "",
            name=values["name"],
            track=TRACKS.get(named),
            parameters=parameters_of(content),
            values=values,
            line=element.line,
            column=element.column,
        )

    def converse(self, call: Line, told: dict[str, str]) -> Acting:
        """Stream both ways until the application closes the socket, or there is none."""
        if self.track is not Track.INBOUND:
            if self.track is not None:  # another value is filed already
                detail = f"track={self.values['track']!r} is for Start; within Connect there is inbound_track only"
                yield Notify(notice=Notice(code=31941, detail=detail, line=self.line))
            return
        sid = call.new_sid("MZ")
        if not (yield from self._open(call, sid, bidirectional=True)):
            return
        hears = KEYS | SPEECH | {StreamClosed}
        due = call.now + LONGEST
        try:
            while True:
                got = yield Wait(seconds=max(due - call.now, 0.0), hears=hears, turn=Turn.CALLER)
                if isinstance(got, TimerExpired):
                    yield CloseStream(sid=sid)
                    return
                if isinstance(got, StreamClosed) and got.sid == sid:
                    return
        except Interrupted:
            yield CloseStream(sid=sid)
            raise

    def start(self, call: Line) -> Acting:
        """Begin to stream what is heard."""
        if self.track is not None:
            yield from self._open(call, call.new_sid("MZ"), bidirectional=False)

    def stop(self, call: Line) -> Acting:
        """End the stream of this name."""
        yield CloseStream(name=self.name)

    def _open(self, call: Line, sid: str, *, bidirectional: bool) -> Generator[Effect, Input | None, bool]:
        """Open it, where it has an address."""
        try:
            url = resolved(call, self.url) if self.url else ""
        except TwimlError as error:
            yield Notify(notice=Notice(code=31923, detail=error.notice.detail, line=self.line))
            return False
        if not url:
            if not self.values["url"]:
                yield Notify(notice=Notice(code=31923, detail="Stream has no url", line=self.line))
            return False
        yield OpenStream(
            sid=sid,
            url=url,
            name=self.name,
            track=self.track or Track.INBOUND,
            bidirectional=bidirectional,
            parameters=self.parameters,
            callbacks=callbacks_of(call, self.values),
        )
        return True
