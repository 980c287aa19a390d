"""What went over the wire, as JSON: webhooks, callbacks and requests to the API, as one list and each in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from twilio_emulator.engine.document import parse
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.interpret import MARKUP
from twilio_emulator.engine.remedies import REMEDIES
from twilio_emulator.outcomes import DELIVERY_REMEDIES
from twilio_emulator.rest_log import RestRequest
from twilio_emulator.store import Exchange
from twilio_emulator.webhook.signature import sign

REQUEST = "request"
"""The purpose of what is asked of us."""
STATUS = "status"
"""The purpose of a callback, whose answer changes nothing."""


class Kind(StrEnum):
    """Who asks whom, and whether the answer is carried out."""

    WEBHOOK = "webhook"
    CALLBACK = "callback"
    REQUEST = "request"


class RowJson(TypedDict):
    """One exchange as a list shows it, whoever asked; ``seconds`` is how long the answer took.

    ``id`` is the webhook's number; a request's is the number of the webhook that came next, a dot, and its own.
    """

    id: str
    kind: str
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


class PairJson(TypedDict):
    """A parameter or a header."""

    name: str
    value: str


class RemarkJson(TypedDict):
    """A coded remark; ``line`` and ``column`` are 0 where it is about no place, ``remedy`` is what to do about it."""

    code: int
    severity: str
    title: str
    detail: str
    line: int
    column: int
    remedy: str


class SignedJson(TypedDict):
    """What a signature is made of: the address, then the names and values of ``params`` in this order, as in ``text``.

    ``holds`` is whether it is the signature of that text with the account's token as it is now.
    """

    url: str
    params: list[PairJson]
    text: str
    holds: bool


class RowInFullJson(RowJson):
    """An exchange with what was asked and what was answered.

    ``waited`` is how many seconds had passed when the answer began. ``user`` is who asked the API, ``signed`` is null
    for what has no signature; ``document`` is whether the answer is well-formed XML. ``live`` is whether its call goes
    on, ``offers`` are what can be done with it: ``replay``, ``curl``, ``pytest``.
    """

    params: list[PairJson]
    user: str
    signature: str
    signed: SignedJson | None
    attempts: int
    waited: float
    sent: list[PairJson]
    received: list[PairJson]
    content_type: str
    body: str
    document: bool
    notices: list[RemarkJson]
    redirects: list[str]
    live: bool
    offers: list[str]


Kept = Exchange | RestRequest
Key = tuple[int, int, int]


def key_of(one: Kept) -> Key:
    """Return by what the two kinds are put in one order."""
    return (one.number, 1, 0) if isinstance(one, Exchange) else (one.before, 0, one.number)


def key_of_id(written: str) -> Key:
    """Return the same of what :func:`id_of` wrote."""
    first, dot, second = written.partition(".")
    return (int(first), 0, int(second)) if dot else (int(first), 1, 0)


def id_of(one: Kept) -> str:
    """Return the name of one exchange among all."""
    return str(one.number) if isinstance(one, Exchange) else f"{one.before}.{one.number}"


def kind_of(one: Kept) -> Kind:
    """Return who asks whom."""
    if isinstance(one, RestRequest):
        return Kind.REQUEST
    return Kind.CALLBACK if one.purpose == STATUS else Kind.WEBHOOK


def codes_of(one: Kept) -> list[int]:
    """Return the codes of the remarks on it, or of its refusal."""
    if isinstance(one, RestRequest):
        return [one.code] if one.code else []
    return [each.code for each in list(one.notices)]


def row(one: Kept) -> RowJson:
    """Return one exchange as a list shows it."""
    webhook = one if isinstance(one, Exchange) else None
    return {
        "id": id_of(one),
        "kind": kind_of(one),
        "at": time_of(one.at),
        "purpose": webhook.purpose if webhook is not None else REQUEST,
        "subject_sid": one.subject_sid,
        "method": one.method,
        "url": one.url,
        "status": one.status,
        "seconds": one.seconds,
        "failure": webhook.failure if webhook is not None else "",
        "codes": codes_of(one),
        "faults": list(webhook.faults) if webhook is not None else [],
    }


def in_full(one: Kept, token: str, *, live: bool = False, offers: Sequence[str] = ()) -> RowInFullJson:
    """Return one exchange in full; ``token`` signs for its account, ``live`` is whether its call goes on."""
    if isinstance(one, RestRequest):
        return {
            **row(one),
            "params": pairs(one.params),
            "user": one.user,
            "signature": "",
            "signed": None,
            "attempts": 1,
            "waited": one.seconds,
            "sent": [],
            "received": pairs(one.received),
            "content_type": one.content_type,
            "body": one.text,
            "document": is_document(one),
            "notices": [_refusal(one)] if one.code else [],
            "redirects": [],
            "live": live,
            "offers": list(offers),
        }
    return {
        **row(one),
        "params": pairs(one.params),
        "user": "",
        "signature": one.signature,
        "signed": signed(one, token) if one.signature else None,
        "attempts": one.attempts,
        "waited": one.waited,
        "sent": pairs(one.sent),
        "received": pairs(one.received),
        "content_type": one.content_type,
        "body": one.text,
        "document": is_document(one),
        "notices": [remark(each) for each in list(one.notices)],
        "redirects": list(one.redirects),
        "live": live,
        "offers": list(offers),
    }


def is_document(one: Kept) -> bool:
    """Whether the answer says that it is a document, and is a well-formed one."""
    if one.content_type.partition(";")[0].strip().lower() not in MARKUP:
        return False
    try:
        parse(one.body)
    except TwimlError:
        return False
    return True


def signed_params(one: Exchange) -> tuple[tuple[str, str], ...]:
    """Return the parameters that a signature covers, sorted: those of a form, and none where they are in the address.

    A redirect is followed without them (twilio-behaviour 1.5).
    """
    if one.method.upper() == "GET" or one.redirects:
        return ()
    return tuple(sorted(set(one.params)))


def signed(one: Exchange, token: str) -> SignedJson:
    """Return what the signature of ``one`` was computed over (twilio-behaviour 5.8)."""
    url, params = one.signed_url or one.url, signed_params(one)
    return {
        "url": url,
        "params": pairs(params),
        "text": url + "".join(name + value for name, value in params),
        "holds": sign(token, url, params) == one.signature,
    }


def remark(one: Notice) -> RemarkJson:
    """Return a coded remark with its remedy."""
    return {
        "code": one.code,
        "severity": one.severity,
        "title": one.title,
        "detail": one.detail,
        "line": one.line,
        "column": one.column,
        "remedy": remedy_of(one.code),
    }


def remedy_of(code: int) -> str:
    """Return what to do about a code, as a sentence; empty where nothing is known."""
    words = REMEDIES.get(code, "") or DELIVERY_REMEDIES.get(code, "")
    return f"{words[0].upper()}{words[1:]}." if words else ""


def _refusal(one: RestRequest) -> RemarkJson:
    """Return a refusal as a remark: its words are the API's own."""
    return {
        "code": one.code,
        "severity": "error",
        "title": one.message,
        "detail": "",
        "line": 0,
        "column": 0,
        "remedy": remedy_of(one.code),
    }


def pairs(items: tuple[tuple[str, str], ...]) -> list[PairJson]:
    """Return names and values."""
    return [{"name": name, "value": value} for name, value in items]


def time_of(moment: datetime) -> str:
    """Return ISO 8601 in UTC with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


__all__ = [
    "REQUEST",
    "Kept",
    "Key",
    "Kind",
    "PairJson",
    "RemarkJson",
    "RowInFullJson",
    "RowJson",
    "codes_of",
    "id_of",
    "in_full",
    "is_document",
    "key_of",
    "key_of_id",
    "kind_of",
    "pairs",
    "remark",
    "remedy_of",
    "row",
    "signed_params",
    "time_of",
]
