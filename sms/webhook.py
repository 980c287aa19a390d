"""The parameters of a messaging webhook, typed and checked where they enter. Nothing behind here sees raw ones.

What Twilio sends is in twilio-behaviour.md 4.1; any of it may be missing, empty or absurd and then counts as absent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sms.lines import MEDICAL, line_of

_SID = re.compile(r"(?:SM|MM)[0-9A-Za-z]{1,32}")
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_COUNT = re.compile(r"[0-9]{1,2}")
_ERROR_CODE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A text that came in. `sid` is None where the webhook named none; `sender` is an E.164 or a short number.

    `line` is the hotline that was written to, `media` how many pictures and the like came along. The body may hold a
    PIN: it is kept nowhere, and is no part of what is printed of this.
    """

    sid: str | None
    sender: str
    line: str = MEDICAL
    body: str = field(repr=False)
    media: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a text of ours fares: its SID, Twilio's MessageStatus, the error code where it failed."""

    sid: str
    status: str
    error: str | None


def read_incoming(parameters: Mapping[str, str], lines: Mapping[str, str] = MappingProxyType({})) -> Incoming | None:
    """The text a webhook tells of, or None where there is nobody to answer. `lines` are our own numbers' lines.

    That is a sender who is missing, is no number, or is the line itself: two lines must not talk to each other.
    """
    sender, line = (_number(parameters.get(name, "")) for name in ("From", "To"))
    if not sender or sender == line:
        return None
    sid = parameters.get("MessageSid", "")
    return Incoming(
        sid=sid if _SID.fullmatch(sid) else None,
        sender=sender,
        line=line_of(line, lines),
        body=parameters.get("Body", ""),
        media=int(media) if _COUNT.fullmatch(media := parameters.get("NumMedia", "")) else 0,
    )


def read_report(parameters: Mapping[str, str]) -> Report | None:
    """What a status callback tells, or None where it names no message."""
    sid, error = parameters.get("MessageSid", ""), parameters.get("ErrorCode", "")
    if not _SID.fullmatch(sid):
        return None
    status = parameters.get("MessageStatus", "")
    return Report(sid=sid, status=status, error=error if _ERROR_CODE.fullmatch(error) else None)


def _number(text: str) -> str:
    """A telephone number, or nothing. A plus that was not encoded arrives as a space."""
    number = f"+{text[1:]}" if text[:1] == " " else text
    return number if _NUMBER.fullmatch(number) else ""
