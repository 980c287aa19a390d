"""``<Conference>``: into a room with others, as a noun of Dial (twilio-behaviour 3.7).

The room itself, and who hears whom in it, is the driver's (its rules are :mod:`twilio_emulator.engine.conference`).
Here is one leg's stay: it hears something in waiting, then the others, and between whiles what is played on hold.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes, inputs
from twilio_emulator.engine.conference import FEWEST, LONGEST_LABEL, MOST, WORDS, Departure, Participant
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import (
    Callbacks,
    Effect,
    EnterConference,
    LeaveConference,
    Music,
    Notify,
    Purpose,
    Turn,
    Wait,
)
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import HungUp, Input, Updated
from twilio_emulator.engine.verbs.attempt import Attempt, Place, Terms
from twilio_emulator.engine.verbs.verb import Acting, Goto, Interrupted, Line, Only, refuse_children

LONGEST_NAME = 128
LONGEST_STAY = 14_400.0
"""Seconds of one wait among others; no call lasts longer."""
MUSICAL = Only(frozenset({"Play", "Say", "Pause", "Redirect"}), 13238)
"""What may be heard in waiting and on hold."""
RECORDED = ("in-progress", "completed", "absent")
MOVES = (inputs.ConferenceStarted, inputs.Held, inputs.Resumed, inputs.WaitChanged, inputs.Removed)
"""What changes a participant's place while it is there."""
REGIONS = ("us1", "ie1", "de1", "sg1", "br1", "au1", "jp1", "us2")


def _label() -> attributes.Attribute:
    def read(value: str) -> str:
        if len(value) > LONGEST_LABEL or "/" in value or (len(value) == 34 and value.startswith("CA")):
            raise ValueError(f"is longer than {LONGEST_LABEL} characters, has a /, or is a CallSid")
        return value.strip()

    return attributes.Attribute(read, "", 16023, f"at most {LONGEST_LABEL} characters")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a participant hears that does not take part: a document at ``url``, once or ``again`` and again.

    ``url`` is absolute; empty is silence, and ``None`` the usual music. Where a document of ``needed`` music cannot be
    had the participant leaves, otherwise it hears nothing.
    """

    url: str | None
    method: str
    again: bool = False
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference(Place):
    """The room that is called ``name``; ``values`` are its attributes as they were read."""

    TAG = "Conference"
    ATTRIBUTES: ClassVar = {
        "muted": attributes.boolean(False, 13230),
        "beep": attributes.choice("true", "false", "onEnter", "onExit", default="true", code=13235),
        "startConferenceOnEnter": attributes.boolean(True, 13232),
        "endConferenceOnExit": attributes.boolean(False, 13231),
        "participantLabel": _label(),
        "waitUrl": attributes.url(),
        "waitMethod": attributes.method(13234),
        "maxParticipants": attributes.whole(default=MOST, least=FEWEST, most=MOST),
        "record": attributes.choice("do-not-record", "record-from-start", default="do-not-record"),
        "trim": attributes.choice("trim-silence", "do-not-trim", default="trim-silence", code=13239),
        "coach": attributes.text(),
        "statusCallback": attributes.url(),
        "statusCallbackMethod": attributes.method(),
        "statusCallbackEvent": attributes.words(*WORDS, default=()),
        "recordingStatusCallback": attributes.url(),
        "recordingStatusCallbackMethod": attributes.method(),
        "recordingStatusCallbackEvent": attributes.words(*RECORDED, default=("completed",), code=13621),
        "eventCallbackUrl": attributes.url(),
        "region": attributes.choice(*REGIONS, default=""),
        "jitterBufferSize": attributes.noted(
            attributes.choice("small", "medium", "large", "off", default="large"), "nothing jitters on a desk"
        ),
        "recordingConfigurationId": attributes.noted(attributes.text(), "the emulator keeps no such configurations"),
    }

    name: str
    values: Mapping[str, Any]

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the room's name; files 1323x, 13621, 16023 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        name = element.text
        if not name or len(name) > LONGEST_NAME:
            notices.append(element.remark(13237, f"a name of {len(name)} characters; it has 1 to {LONGEST_NAME}"))
            name = ""
        return cls(name=name, values=values, line=element.line, column=element.column)

    def join(self, call: Line, terms: Terms, attempt: Attempt) -> Acting:
        """Be in the room until it is over, one leaves it or is taken out; raises TwimlError 11100 for a URL."""
        yield from call.answer()
        if not self.name:
            return
        enter, waiting = self._enter(call, terms), self._waiting(call)
        try:
            got = yield enter
            if isinstance(got, inputs.ConferenceRefused):
                yield Notify(notice=Notice(code=got.code, detail=got.detail, line=self.line))
                return
            attempt.status = "answered"
            yield from self._stay(call, attempt, got, waiting)
        except Interrupted as interrupted:
            over = isinstance(interrupted.got, HungUp)
            yield LeaveConference(why=Departure.LEFT if over else Departure.MOVED, call_over=over)
            raise

    def _stay(self, call: Line, attempt: Attempt, got: Input | None, waiting: Heard) -> Acting:
        """Hear what is to be heard, move by move."""
        silence = Heard("", "GET")
        hears = silence
        while True:
            match got:
                case inputs.ConferenceEntered(started) | inputs.Resumed(started):
                    hears = silence if started else waiting
                case inputs.ConferenceStarted():
                    hears = silence
                case inputs.Held(url, method):
                    hears = Heard(url or None, method, again=True)
                case inputs.WaitChanged(url, method):
                    was, waiting = waiting, Heard(url, method)
                    hears = waiting if hears is was else hears
                case inputs.TimerExpired():
                    yield LeaveConference()
                    return
                case _:
                    return
            try:
                got = yield from _listen(call, hears)
            except TwimlError as error:
                yield Notify(notice=error.notice)
                if hears.needed:
                    attempt.status = "failed"
                    yield LeaveConference(why=Departure.NOT_ADDED)
                    return
                got = yield from _listen(call, silence)

    def _enter(self, call: Line, terms: Terms) -> EnterConference:
        values = self.values
        beep = values["beep"]
        return EnterConference(
            name=self.name,
            participant=Participant(
                label=values["participantLabel"],
                muted=values["muted"],
                coaches=values["coach"],
                start_on_enter=values["startConferenceOnEnter"],
                end_on_exit=values["endConferenceOnExit"],
                beep_on_enter=beep in ("true", "onEnter"),
                beep_on_exit=beep in ("true", "onExit"),
            ),
            time_limit=terms.time_limit,
            leaves_on_star=terms.hangup_on_star,
            capacity=values["maxParticipants"],
            callbacks=self._callbacks(call, "statusCallback"),
            record=values["record"] == "record-from-start",
            trim=values["trim"] == "trim-silence",
            recording=self._callbacks(call, "recordingStatusCallback"),
            event_url=call.absolute(values["eventCallbackUrl"]) if values["eventCallbackUrl"] else "",
            region=values["region"],
        )

    def _waiting(self, call: Line) -> Heard:
        url = self.values["waitUrl"]
        return Heard(call.absolute(url) if url else url, self.values["waitMethod"], needed=True)

    def _callbacks(self, call: Line, name: str) -> Callbacks:
        url = self.values[name]
        if not url:
            return Callbacks(events=())
        return Callbacks(
            url=call.absolute(url), method=self.values[f"{name}Method"], events=self.values[f"{name}Event"]
        )


def _listen(call: Line, heard: Heard) -> Generator[Effect, Input | None, Input | None]:
    """Hear a document, or the others, until something changes; returns what it was."""
    hears = frozenset(MOVES)
    if heard.url is None:
        return (yield Music(seconds=LONGEST_STAY, hears=hears, turn=Turn.TALKING))
    if heard.url:
        goto = Goto(url=heard.url, method=heard.method, purpose=Purpose.WAIT)
        try:
            with call.interruptible(*MOVES):
                yield from call.interlude(goto, MUSICAL, again=heard.again)
        except Interrupted as interrupted:
            if isinstance(interrupted.got, HungUp | Updated):
                raise
            return interrupted.got
    return (yield Wait(seconds=LONGEST_STAY, hears=hears, turn=Turn.TALKING))
