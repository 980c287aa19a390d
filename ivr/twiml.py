"""TwiML: prompts and a way of listening in, one document out, written by the official classes.

Says nothing of its own: every word comes from `voice_prompts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from twilio.twiml.voice_response import Gather, Record, VoiceResponse

from ivr.speaking import SAYING, SPEAKERS, Speaking, is_constant, speak
from voice_prompts import Prompt

CONTENT_TYPE = "text/xml"
"""What Twilio parses as TwiML (twilio-behaviour 1.6)."""
TIMEOUT, ELDER_TIMEOUT = 5, 8
"""Seconds of silence before a caller, and an elder caller, is asked again (domain 4.1.2)."""


class Listen(StrEnum):
    """What the line waits for once the prompts are spoken."""

    KEY = "key"
    """One key of any kind; `#` and `*` arrive as input."""
    ENTRY = "entry"
    """Several keys ended by `#`."""
    RECORDING = "recording"
    """Words after a tone, ended by `#`, by silence or by the time; `*` and `0` end them, too."""
    NOTHING = "nothing"
    """Nothing: the call ends."""
    ELSEWHERE = "elsewhere"
    """Nothing: another document takes the call over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ear:
    """How words are listened to beside the keys (twilio-behaviour 3.4.9)."""

    language: str
    """The prompt language that is spoken."""
    hints: str
    """What recognition is told to expect, between commas."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tape:
    """How what is said after the tone is recorded."""

    longest: int
    """Seconds."""
    callback: str
    """Where Twilio reports how the recording ended, a URL."""


def document(
    prompts: Iterable[Prompt],
    *,
    listen: Listen,
    action: str,
    elder: bool,
    tape: Tape | None = None,
    ear: Ear | None = None,
    speaking: Speaking = SAYING,
) -> str:
    """The TwiML that speaks `prompts`, as `speaking` has it, and then listens; `action` is where the keys go, a URL.

    Keys are taken while the prompts still play. Silence goes to `action` as well, with empty Digits
    (`actionOnEmptyResult`, twilio-behaviour 3.4.5); the Redirect behind it catches whatever falls through. A `tape`
    goes with Listen.RECORDING alone: nothing that is keyed, no PIN and no ID number, is ever recorded (domain 7.8).
    With an `ear`, words are listened to beside the keys.
    """
    words = tuple(prompts)
    if tape is not None:
        return _taped(words, action, elder, tape, speaking)
    # What says nobody's values is said to every caller alike; what does is never kept.
    if all(is_constant(one.id, one.language) for one in words):
        return _kept(words, listen, action, elder, ear, speaking.to_everybody)
    return _written(words, listen, action, elder, ear, speaking)


def _written(
    prompts: tuple[Prompt, ...], listen: Listen, action: str, elder: bool, ear: Ear | None, speaking: Speaking
) -> str:
    response = VoiceResponse()
    if listen is Listen.NOTHING:
        speak(response, prompts, speaking, elder=elder)
        response.hangup()
        return str(response)
    if listen is Listen.ELSEWHERE:
        speak(response, prompts, speaking, elder=elder)
        response.redirect(action, method="POST")
        return str(response)
    spoken = {}
    if ear is not None:
        spoken = {"language": SPEAKERS[ear.language].language, "hints": ear.hints, "speech_timeout": "auto"}
    gather = Gather(
        input="dtmf speech" if ear is not None else "dtmf",
        action=action,
        method="POST",
        timeout=ELDER_TIMEOUT if elder else TIMEOUT,
        num_digits=1 if listen is Listen.KEY else None,
        finish_on_key="" if listen is Listen.KEY else "#",
        action_on_empty_result=True,
        **spoken,
    )
    speak(gather, prompts, speaking, elder=elder)
    response.append(gather)
    response.redirect(action, method="POST")
    return str(response)


def _taped(prompts: tuple[Prompt, ...], action: str, elder: bool, tape: Tape, speaking: Speaking) -> str:
    response = VoiceResponse()
    # No Gather around the words, or a key pressed early would be taken for the end of what was never said.
    speak(response, prompts, speaking, elder=elder)
    response.append(
        Record(
            action=action,
            method="POST",
            timeout=ELDER_TIMEOUT if elder else TIMEOUT,
            finish_on_key="#*0",
            max_length=tape.longest,
            play_beep=True,
            recording_status_callback=tape.callback,
            recording_status_callback_method="POST",
            recording_status_callback_event="completed absent",
        )
    )
    return str(response)


_kept = lru_cache(maxsize=512)(_written)


@cache
def empty_document() -> str:
    """The TwiML that does nothing: what a status callback is answered with (twilio-behaviour 1.8)."""
    return str(VoiceResponse())
