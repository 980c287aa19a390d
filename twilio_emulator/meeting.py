"""How a handset meets a call: whether somebody answers, when, and whether it is a person or a machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from twilio_emulator.engine.effects import Detection
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.sound.speech import seconds_of

HELLO = 0.8
"""Seconds a person takes to say who is there."""
BEEP = 0.5
FAX_TONE = 1.5


class Ringing(StrEnum):
    """What a handset does when it is called."""

    ANSWER = "answer"
    BUSY = "busy"
    REJECT = "reject"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"
    ASK = "ask"
    """It rings until somebody picks it up or refuses, or the caller gives up."""


DECLINED: dict[Ringing, CallStatus] = {
    Ringing.BUSY: CallStatus.BUSY,
    Ringing.REJECT: CallStatus.NO_ANSWER,
    Ringing.UNREACHABLE: CallStatus.FAILED,
}
"""What a call comes to that is not taken at once."""


class Answerer(StrEnum):
    """Who is at the other end."""

    HUMAN = "human"
    MACHINE = "machine"
    FAX = "fax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """``after`` seconds of ringing the handset does what ``how`` says.

    A machine says its ``greeting``, and then beeps where it has a ``beep``.
    """

    how: Ringing = Ringing.ANSWER
    after: float = 0.0
    answerer: Answerer = Answerer.HUMAN
    greeting: str = ""
    beep: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What the examination of an answered leg comes to, in Twilio's word, ``seconds`` after the answer."""

    answered_by: str
    seconds: float


def examine(meeting: Meeting, detection: Detection) -> Finding:
    """Tell a person from a machine as the vendor's thresholds would (twilio-behaviour 5.6)."""
    if meeting.answerer is Answerer.FAX:
        return _in_time(Finding("fax", FAX_TONE), detection)
    greeting = HELLO
    if meeting.answerer is Answerer.MACHINE:
        greeting = seconds_of(meeting.greeting, 1.0, 0.0) if meeting.greeting else 0.0
    if greeting == 0.0:
        return Finding("unknown", min(detection.silence_timeout, detection.timeout))
    if greeting <= detection.speech_threshold:  # so short a greeting is taken for a person's
        return _in_time(Finding("human", greeting + detection.speech_end_threshold), detection)
    if not detection.message_end:
        return _in_time(Finding("machine_start", detection.speech_threshold), detection)
    if meeting.beep:
        return _in_time(Finding("machine_end_beep", greeting + BEEP), detection)
    return _in_time(Finding("machine_end_silence", greeting + detection.speech_end_threshold), detection)


def _in_time(finding: Finding, detection: Detection) -> Finding:
    return finding if finding.seconds <= detection.timeout else Finding("unknown", detection.timeout)
