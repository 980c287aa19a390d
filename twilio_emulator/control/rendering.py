"""The records as JSON: one function per record type, used by every answer and by the live news alike.

The typed dictionaries are what the API's description is made of, so that the two cannot differ.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from twilio_emulator.control import rows
from twilio_emulator.engine.errors import Notice
from twilio_emulator.faults import Faults, Rule, Strike
from twilio_emulator.feed import Agreement, Anew, Earshot, Look, News, Topic
from twilio_emulator.outcomes import DELIVERY_ERRORS, media_type
from twilio_emulator.rest_log import RestRequest
from twilio_emulator.store import Call, Contact, Exchange, Message, Number, Speaker, TranscriptLine
from twilio_emulator.tape import Recording
from twilio_emulator.verification import Email
from twilio_emulator.webhook.parameters import API_VERSION


class NumberJson(TypedDict):
    """A number and where its application is asked."""

    sid: str
    phone_number: str
    friendly_name: str
    voice_url: str
    voice_method: str
    sms_url: str
    sms_method: str
    status_callback: str
    account_sid: str
    in_process: bool


class ContactJson(TypedDict):
    """Somebody in the contacts."""

    phone_number: str
    name: str
    hint: str


class LineJson(TypedDict):
    """One line of a transcript; ``audio`` is where it can be heard."""

    call_sid: str
    number: int
    at: float
    speaker: str
    text: str
    seconds: float
    language: str
    code: int
    audio: str | None


CallJson = TypedDict(
    "CallJson",
    {
        "sid": str,
        "from": str,
        "to": str,
        "direction": str,
        "status": str,
        "placed_at": str,
        "answered_at": str | None,
        "ended_at": str | None,
        "duration": int,
        "over": bool,
        "verb": str,
        "listening": bool,
    },
)


class CallWithLinesJson(CallJson):
    """A call with all that was heard on it."""

    lines: list[LineJson]


EmailJson = TypedDict("EmailJson", {"from": str, "to": str, "subject": str, "body": str, "at": str})


MessageJson = TypedDict(
    "MessageJson",
    {
        "sid": str,
        "from": str,
        "to": str,
        "body": str,
        "at": str,
        "direction": str,
        "status": str,
        "segments": int,
        "media": list[str],
        "media_types": list[str],
        "answers": str,
        "error_code": int,
        "error_message": str,
        "arrived": bool,
        "service_sid": str,
    },
)


class NoticeJson(TypedDict):
    """A coded remark; ``line`` and ``column`` are 0 where it is about no place."""

    code: int
    severity: str
    title: str
    detail: str
    line: int
    column: int


class ExchangeJson(TypedDict):
    """A webhook as a list shows it; ``seconds`` is the application's time, ``faults`` are those that struck it."""

    number: int
    at: str
    purpose: str
    subject_sid: str
    method: str
    url: str
    status: int
    seconds: float
    failure: str
    codes: list[int]
    faults: list[str]


class ParamJson(TypedDict):
    """One parameter of a webhook."""

    name: str
    value: str


class ExchangeInFullJson(ExchangeJson):
    """An exchange with what was asked and what was answered."""

    params: list[ParamJson]
    signature: str
    content_type: str
    body: str
    notices: list[NoticeJson]
    redirects: list[str]


class FaultJson(TypedDict):
    """A fault in force: ``says`` what it does, ``seen`` how many occasions there were, ``struck`` how many it struck.

    One that is not ``enabled`` strikes nothing until it is switched on. The others are what it was told; what has no
    place in its kind is empty or null.
    """

    number: int
    enabled: bool
    kind: str
    on: str
    account: str
    phone_number: str
    url: str
    method: str
    purpose: str
    event: str
    path: str
    every: int
    times: int
    probability: float
    seed: int
    seconds: float | None
    attempts: int | None
    status: int | None
    error_code: int | None
    most: int | None
    says: str
    seen: int
    struck: int


class StrikeJson(TypedDict):
    """A fault that struck: by which ``rule``, what was struck, and in which exchanges it shows."""

    number: int
    at: str
    rule: int
    kind: str
    target: str
    what: str
    says: str
    subject_sid: str
    exchanges: list[int]


class RecordingJson(TypedDict):
    """A recording; ``seconds`` is 0 while it goes on, ``text`` what was said, ``media`` where it can be heard."""

    sid: str
    call_sid: str
    conference_sid: str
    source: str
    status: str
    started_at: str
    seconds: float
    text: str
    media: str


class EarshotJson(TypedDict):
    """Whom a page hears at the end of its call, and who hears it: the names of other pages.

    ``taped`` tells whether a recording hears it, too.
    """

    page: str
    call_sid: str
    hears: list[str]
    heard_by: list[str]
    taped: bool


AgreementJson = TypedDict("AgreementJson", {"from": str, "to": str, "description": str})


def number(one: Number) -> NumberJson:
    """Return a number and where its application is asked."""
    return {
        "sid": one.sid,
        "phone_number": one.phone_number,
        "friendly_name": one.friendly_name,
        "voice_url": one.voice_url,
        "voice_method": one.voice_method,
        "sms_url": one.sms_url,
        "sms_method": one.sms_method,
        "status_callback": one.status_callback,
        "account_sid": one.account_sid,
        "in_process": one.app is not None,
    }


def contact(one: Contact) -> ContactJson:
    """Return a contact."""
    return {"phone_number": one.phone_number, "name": one.name, "hint": one.hint}


def line(one: TranscriptLine, call_sid: str) -> LineJson:
    """Return a line of a transcript; ``audio`` is where it can be heard, if it can."""
    audible = one.speaker is Speaker.LINE and bool(one.audio_url or one.language or one.signal)
    return {
        "call_sid": call_sid,
        "number": one.number,
        "at": one.at,
        "speaker": one.speaker,
        "text": one.text,
        "seconds": one.seconds,
        "language": one.language,
        "code": one.code,
        "audio": f"/emulator/v1/calls/{call_sid}/lines/{one.number}/audio" if audible else None,
    }


def call(one: Call) -> CallJson:
    """Return a call without its lines."""
    return {
        "sid": one.sid,
        "from": one.from_,
        "to": one.to,
        "direction": one.direction,
        "status": one.status,
        "placed_at": _time(one.placed_at),
        "answered_at": _time(one.answered_at) if one.answered_at else None,
        "ended_at": _time(one.ended_at) if one.ended_at else None,
        "duration": one.duration,
        "over": one.over,
        "verb": one.verb,
        "listening": one.listening,
    }


def call_with_lines(one: Call) -> CallWithLinesJson:
    """Return a call with its transcript."""
    return {**call(one), "lines": [line(each, one.sid) for each in list(one.lines)]}


def email(one: Email) -> EmailJson:
    """Return a letter."""
    return {"from": one.from_, "to": one.to, "subject": one.subject, "body": one.body, "at": _time(one.at)}


def message(one: Message) -> MessageJson:
    """Return a text."""
    return {
        "sid": one.sid,
        "from": one.from_,
        "to": one.to,
        "body": one.body,
        "at": _time(one.at),
        "direction": one.direction,
        "status": one.status,
        "segments": one.segments,
        "media": list(one.media),
        "media_types": [media_type(url) for url in one.media],
        "answers": one.answers,
        "error_code": one.error_code,
        "error_message": DELIVERY_ERRORS.get(one.error_code, ""),
        "arrived": one.arrived,
        "service_sid": one.service_sid,
    }


def notice(one: Notice) -> NoticeJson:
    """Return a coded remark."""
    return {
        "code": one.code,
        "severity": one.severity,
        "title": one.title,
        "detail": one.detail,
        "line": one.line,
        "column": one.column,
    }


def exchange(one: Exchange) -> ExchangeJson:
    """Return a webhook as a list shows it."""
    return {
        "number": one.number,
        "at": _time(one.at),
        "purpose": one.purpose,
        "subject_sid": one.subject_sid,
        "method": one.method,
        "url": one.url,
        "status": one.status,
        "seconds": one.seconds,
        "failure": one.failure,
        "codes": [each.code for each in list(one.notices)],
        "faults": list(one.faults),
    }


def exchange_in_full(one: Exchange) -> ExchangeInFullJson:
    """Return a webhook with its parameters, its signature and its answer."""
    return {
        **exchange(one),
        "params": [{"name": name, "value": value} for name, value in one.params],
        "signature": one.signature,
        "content_type": one.content_type,
        "body": one.text,
        "notices": [notice(each) for each in list(one.notices)],
        "redirects": list(one.redirects),
    }


def fault(one: Rule) -> FaultJson:
    """Return a rule: its fault, and what has come of it."""
    told = one.fault
    return {
        "number": one.number,
        "enabled": one.enabled,
        "kind": told.kind,
        "on": told.on,
        "account": told.account,
        "phone_number": told.phone_number,
        "url": told.url,
        "method": told.method,
        "purpose": told.purpose,
        "event": told.event,
        "path": told.path,
        "every": told.every,
        "times": told.times,
        "probability": told.probability,
        "seed": told.seed,
        "seconds": told.seconds,
        "attempts": told.attempts,
        "status": told.status,
        "error_code": told.error_code,
        "most": told.most,
        "says": told.sentence,
        "seen": one.seen,
        "struck": one.count,
    }


def strike(one: Strike) -> StrikeJson:
    """Return a fault that struck."""
    return {
        "number": one.number,
        "at": _time(one.at),
        "rule": one.rule,
        "kind": one.kind,
        "target": one.target,
        "what": one.what,
        "says": one.sentence,
        "subject_sid": one.subject_sid,
        "exchanges": list(one.exchanges),
    }


def recording(one: Recording) -> RecordingJson:
    """Return a recording."""
    return {
        "sid": one.sid,
        "call_sid": one.call.sid,
        "conference_sid": one.conference_sid,
        "source": one.source,
        "status": one.status,
        "started_at": _time(one.started_at),
        "seconds": 0.0 if one.running else one.seconds,
        "text": one.text,
        "media": f"/{API_VERSION}/Accounts/{one.call.account_sid}/Recordings/{one.sid}.wav",
    }


def earshot(one: Earshot) -> EarshotJson:
    """Return whom a page hears, and who hears it."""
    return {
        "page": one.page,
        "call_sid": one.call_sid,
        "hears": list(one.hears),
        "heard_by": list(one.heard_by),
        "taped": one.taped,
    }


def agreement(one: Agreement) -> AgreementJson:
    """Return what one page proposes to another."""
    return {"from": one.sender, "to": one.to, "description": one.description}


def news(item: News) -> Any:
    """Return the subject of an item of news."""
    match item.topic, item.subject:
        case Topic.LINE, TranscriptLine() as subject:
            return line(subject, item.call_sid)
        case Topic.CALL, Call() as subject:
            return call(subject)
        case Topic.EXCHANGE, Exchange() as subject:
            return exchange(subject)
        case Topic.REQUEST, RestRequest() as subject:
            return rows.row(subject)
        case Topic.MESSAGE, Message() as subject:
            return message(subject)
        case Topic.NUMBER, Number() as subject:
            return number(subject)
        case Topic.FAULT, Strike() as subject:
            return strike(subject)
        case Topic.RULES, Faults() as subject:
            return {"faults": [fault(each) for each in subject.rules]}
        case Topic.STATE, Anew() as subject:
            return {"how": subject.how, "now": _time(subject.now)}
        case _, Look() as subject:
            return {"sid": subject.sid}
        case Topic.RECORDING, Recording() as subject:
            return recording(subject)
        case Topic.EARSHOT, Earshot() as subject:
            return earshot(subject)
        case Topic.AGREEMENT, Agreement() as subject:
            return agreement(subject)
    raise TypeError(f"news of {item.topic} with {type(item.subject).__name__}")


def _time(moment: datetime) -> str:
    """Return ISO 8601 in UTC with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
