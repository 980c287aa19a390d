"""What the words that record have in common, and the noun ``<Recording>`` of Start and Stop.

A document may ask for recordings in four ways: by the verb Record, by an attribute of Dial, by one of Conference, and
by ``<Start><Recording>``; their status callbacks are written alike (twilio-behaviour 1.3, 3.5, 3.6, 3.10).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.attributes import Attribute
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import (
    Callbacks,
    Effect,
    Notify,
    RecordingSource,
    StartRecording,
    StopRecording,
    Track,
)
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import Input
from twilio_emulator.engine.verbs.partner import Service
from twilio_emulator.engine.verbs.verb import Acting, Line, refuse_children

TRIM, KEEP = "trim-silence", "do-not-trim"
REPORTED: Mapping[str, Attribute] = {
    "recordingStatusCallback": attributes.url(),
    "recordingStatusCallbackMethod": attributes.method(),
    "recordingStatusCallbackEvent": attributes.words(
        "in-progress", "completed", "absent", default=("completed",), code=13621
    ),
    "recordingConfigurationId": attributes.noted(attributes.text(), "it names a place in the vendor's own storage"),
}
"""The attributes of every word that records."""


def trim(default: str, code: int = 13699) -> Attribute:
    """Whether silence is taken off at both ends."""
    return attributes.choice(TRIM, KEEP, default=default, code=code)


def track(code: int = 13622) -> Attribute:
    """Which side of the leg is recorded."""
    return attributes.choice(*Track, default=Track.BOTH, code=code)


def address(call: Line, url: str | None, code: int, line: int) -> Generator[Effect, Input | None, str]:
    """Return ``url`` made absolute; empty, and filed under ``code``, where that gives no address."""
    if not url:
        return ""
    try:
        return call.absolute(url)
    except TwimlError as error:
        yield Notify(notice=Notice(code=code, detail=error.notice.detail, line=line))
        return ""


def reporting(call: Line, values: Mapping[str, Any], line: int) -> Generator[Effect, Input | None, Callbacks]:
    """Return where a recording is reported, from attributes read by :data:`REPORTED`; files 13256."""
    return Callbacks(
        url=(yield from address(call, values["recordingStatusCallback"], 13256, line)),
        method=values["recordingStatusCallbackMethod"],
        events=values["recordingStatusCallbackEvent"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording(Service):
    """The leg as a whole, recorded beside whatever its documents say.

    Within Stop it ends the recording of its ``name``, or, without one, the latest that was begun in this way.
    """

    TAG = "Recording"
    ATTRIBUTES: ClassVar = {
        **REPORTED,
        "trim": trim(TRIM),
        "track": track(),
        "channels": attributes.choice("mono", "dual", default="dual"),
        "name": attributes.text(),
    }

    values: Mapping[str, Any]

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the attributes; files 13621, 13622, 13699 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(values=values, line=element.line, column=element.column)

    def start(self, call: Line) -> Acting:
        """Begin to record; takes no time."""
        values = self.values
        yield StartRecording(
            sid=call.new_sid("RE"),
            source=RecordingSource.START_BY_TWIML,
            channels=2 if values["channels"] == "dual" else 1,
            track=Track(values["track"]),
            trim=values["trim"] == TRIM,
            callbacks=(yield from reporting(call, values, self.line)),
            name=values["name"],
        )

    def stop(self, call: Line) -> Acting:
        """End what was begun by that name; takes no time."""
        yield StopRecording(name=self.values["name"])
