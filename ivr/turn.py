"""Turn: one webhook of a call, typed and validated where it enters. Nothing behind here sees raw parameters.

Twilio adds parameters without notice and may send any of its own empty (twilio-behaviour 1.2), so what cannot
be understood counts as absent, never as an error; only a call without a name cannot be served.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_ENTRY = 32
"""More keys than any entry has, in characters: longer input is not looked at."""
LAST_TURN = 1_000_000
"""A turn number that no call reaches; larger ones are read as this one."""
LONGEST_SAID = 200
"""Characters of what was said that are looked at."""
UNUSABLE = "?"
"""Stands for input that no keypad sends: it matches no key and no entry."""
HUNG_UP = "hangup"
"""What stands for keys when a caller ended a recording by hanging up (twilio-behaviour 3.5)."""

_CALL_SID = re.compile(r"CA[0-9A-Za-z]{1,32}")
_RECORDING_SID = re.compile(r"RE[0-9A-Za-z]{1,32}")
_E164 = re.compile(r"\+[1-9][0-9]{5,14}")
_KEYS = re.compile(r"[0-9*#]*")


class TurnError(ValueError):
    """A webhook that belongs to no call: its CallSid is missing or is not one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One webhook of a call."""

    call_sid: str
    number: int
    """Which question of the call this answers; 0 is the call's beginning."""
    keys: str = ""
    """What was keyed, without the `#` that ended an entry; empty for silence."""
    finished_on: str = ""
    """The key that ended an entry: `#`, or empty when a pause or the last key ended it."""
    caller: str = ""
    """Who calls, E.164; empty when the number is withheld or is no telephone number."""
    called: str = ""
    """The number that was called, as Twilio writes it."""
    said: str = ""
    """What was said instead of keyed, as speech recognition has it."""
    status: str = ""
    """Twilio's CallStatus."""
    recording: str = ""
    """The RecordingSid of what was said, empty when nothing was (twilio-behaviour 1.3)."""
    recording_status: str = ""
    """How a recording ended, when that is reported: `completed`, `absent` or `failed`."""


def call_sid_in(parameters: Mapping[str, str]) -> str:
    """The CallSid among a webhook's parameters, or empty when there is none or it is not one."""
    call_sid = _given(parameters, "CallSid")
    return call_sid if _CALL_SID.fullmatch(call_sid) else ""


def turn_number(text: str) -> int:
    """The turn number at the end of an action URL; what is none is a number no call reaches."""
    return min(int(text), LAST_TURN) if text.isascii() and text.isdigit() and len(text) < 10 else LAST_TURN


def read_turn(parameters: Mapping[str, str], number: int) -> Turn:
    """The turn that a webhook's `parameters` describe. Raises `TurnError` when they name no call."""
    call_sid = call_sid_in(parameters)
    if not call_sid:
        raise TurnError("no CallSid")
    caller = _with_plus(_given(parameters, "From"))
    return Turn(
        call_sid=call_sid,
        number=number,
        keys=_keys(_given(parameters, "Digits")),
        finished_on="#" if _given(parameters, "FinishedOnKey") == "#" else "",
        caller=caller if _E164.fullmatch(caller) else "",
        said=_given(parameters, "SpeechResult")[:LONGEST_SAID],
        called=_with_plus(_given(parameters, "To"))[:32],
        recording=_recording(parameters),
        recording_status=_given(parameters, "RecordingStatus")[:16],
        status=_given(parameters, "CallStatus")[:16],
    )


def _given(parameters: Mapping[str, str], name: str) -> str:
    # Werkzeug's `get` raises and catches an HTTP error for what is absent, and most webhooks lack something.
    return parameters[name] if name in parameters else ""  # noqa: SIM401


def _with_plus(number: str) -> str:
    """A number whose plus was turned into a space, by hand or by an unencoded query, as it was meant."""
    return f"+{number[1:]}" if number[:1] == " " else number


def _recording(parameters: Mapping[str, str]) -> str:
    """The RecordingSid, unless the recording is known to be empty."""
    sid = _given(parameters, "RecordingSid")
    return sid if _RECORDING_SID.fullmatch(sid) and _given(parameters, "RecordingDuration") != "0" else ""


def _keys(digits: str) -> str:
    if digits == HUNG_UP:
        return ""
    if len(digits) > LONGEST_ENTRY or not _KEYS.fullmatch(digits):
        return UNUSABLE
    return digits
