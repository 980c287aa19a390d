"""``<Record>``: a message from the caller (twilio-behaviour 3.5).

It begins after the beep and ends on silence, on a key, after ``maxLength`` or with the call. The application is then
asked at ``action`` in every case, even where nothing was said; what follows the Record is never reached. After a
hang-up it is told all the same, with ``Digits=hangup``, and what it answers is not carried out. Where the application
itself sends the call elsewhere, the recording is closed and nobody is asked.

Where the manual is silent: a caller who hangs up during the beep leaves a recording of no length; ``Digits`` is empty
after silence or ``maxLength``; a key that does not end the recording is not on it, and no sound that breaks a silence.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import (
    KEYS,
    SPEECH,
    Beep,
    Effect,
    Purpose,
    RecordingSource,
    Report,
    StartRecording,
    StopRecording,
    Turn,
    Wait,
)
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import HungUp, Input, KeyPressed, Spoke, TimerExpired
from twilio_emulator.engine.verbs.recording import REPORTED, TRIM, address, reporting, trim
from twilio_emulator.engine.verbs.verb import Goto, Interrupted, Line, Running, Verb, refuse_children

LONGEST = 14_400
"""Seconds of the longest recording: the longest call."""
DEFAULT_LENGTH = 3600
LONGEST_TRANSCRIBED = 120
"""Seconds of the longest recording that is transcribed: the default where that is asked for."""
ANY_KEY = "1234567890*#"
HANGUP = "hangup"
"""What ``Digits`` says when the caller has hung up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Verb):
    """Record what the caller says for at most ``max_length`` seconds; ``timeout`` 0 bears any silence."""

    TAG = "Record"
    ANSWERS = True
    ATTRIBUTES: ClassVar = {
        "action": attributes.url(),
        "method": attributes.method(13610),
        "timeout": attributes.whole(default=5, least=0, most=LONGEST, code=13611),
        "maxLength": attributes.whole(default=None, least=2, most=LONGEST, code=13612),
        "finishOnKey": attributes.keys(default=ANY_KEY, code=13613),
        "playBeep": attributes.boolean(True, 13616),
        "trim": trim(TRIM),
        "transcribe": attributes.boolean(False, 13614),
        "transcribeCallback": attributes.url(),
        **REPORTED,
    }

    action: str
    method: str
    timeout: int
    max_length: int
    finish_on_key: str
    play_beep: bool
    values: Mapping[str, Any]

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the attributes; files 13610–13616, 13621, 13699 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        length = values["maxLength"]
        if values["transcribe"] and length is not None and length > LONGEST_TRANSCRIBED:
            detail = f"maxLength={length}; at most {LONGEST_TRANSCRIBED} seconds are transcribed"
            notices.append(element.remark(13615, detail))
        default = LONGEST_TRANSCRIBED if values["transcribe"] else DEFAULT_LENGTH
        return cls(
            action=values["action"] or "",
            method=values["method"],
            timeout=values["timeout"],
            max_length=length or default,
            finish_on_key=values["finishOnKey"],
            play_beep=values["playBeep"],
            values=values,
            line=element.line,
            column=element.column,
        )

    def run(self, call: Line) -> Running:
        """Beep, record, ask. Raises TwimlError 11100 where there is no address for the action to be found at."""
        action = call.absolute(self.action)
        beginning = yield from self._beginning(call)
        begun = False
        try:
            if self.play_beep:
                yield Beep()
            yield beginning
            begun = True
            digits = yield from self._listen(call)
        except Interrupted as interrupted:
            if isinstance(interrupted.got, HungUp) and not begun:
                yield beginning
            yield StopRecording(sid=beginning.sid)
            if isinstance(interrupted.got, HungUp):
                yield Report(
                    url=action, method=self.method, purpose=Purpose.ACTION, params=_params(beginning.sid, HANGUP)
                )
            raise
        yield StopRecording(sid=beginning.sid)
        return Goto(url=action, method=self.method, purpose=Purpose.ACTION, params=_params(beginning.sid, digits))

    def _beginning(self, call: Line) -> Generator[Effect, Input | None, StartRecording]:
        """Return the recording as it is to be begun; files 13256 and 13257."""
        values = self.values
        callbacks = yield from reporting(call, values, self.line)
        transcribe_url = ""
        if values["transcribe"]:
            transcribe_url = yield from address(call, values["transcribeCallback"], 13257, self.line)
        return StartRecording(
            sid=call.new_sid("RE"),
            source=RecordingSource.RECORD_VERB,
            trim=values["trim"] == TRIM,
            callbacks=callbacks,
            transcribe=values["transcribe"],
            transcribe_url=transcribe_url,
        )

    def _listen(self, call: Line) -> Generator[Effect, Input | None, str]:
        """Wait for the end, and return the key that has brought it; empty for silence and for ``maxLength``.

        Silence begins where the last words end: what somebody says takes its time.
        """
        due = call.now + self.max_length
        quiet_from, speaking = call.now, False
        while True:
            if speaking:
                until, turn = quiet_from, Turn.NOBODY
            else:
                until, turn = quiet_from + self.timeout if self.timeout else due, Turn.CALLER
            seconds = max(min(until, due) - call.now, 0.0)
            match (yield Wait(seconds=seconds, hears=KEYS | SPEECH, turn=turn)):
                case KeyPressed(key) if key in self.finish_on_key:
                    return key
                case Spoke(seconds=spoken):
                    quiet_from, speaking = max(quiet_from, call.now) + spoken, True
                case TimerExpired() if speaking and quiet_from < due:
                    speaking = False
                case TimerExpired():
                    return ""


def _params(sid: str, digits: str) -> dict[str, str]:
    return {"RecordingSid": sid, "Digits": digits}
