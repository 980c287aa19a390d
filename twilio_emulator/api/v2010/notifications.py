"""Notifications: every coded remark on what an application answered, of the account or of one call (5.7).

A remark is filed with the exchange it is about; one on a document that came without an exchange, because the request
to call out brought it along, is taken from the transcript of its call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPMethod
from typing import Any
from urllib.parse import urlencode

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import MORE_INFO, ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import live
from twilio_emulator.engine.errors import CODES, Severity
from twilio_emulator.store import Call, Exchange

LOGS = {Severity.ERROR: "0", Severity.WARNING: "1"}
WORDS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One coded remark: ``at`` which moment, on which ``exchange`` and which call, as far as there are such."""

    sid: str
    code: int
    text: str
    at: datetime
    account_sid: str
    call_sid: str
    exchange: Exchange | None

    @property
    def severity(self) -> Severity:
        """Error or warning, from the catalogue."""
        return CODES[self.code][0]


def of_exchange(exchange: Exchange, account_sid: str, call_sid: str) -> Iterator[Remark]:
    """Yield the remarks on an exchange, the latest first."""
    for place in range(len(exchange.notices) - 1, -1, -1):
        notice = exchange.notices[place]
        yield Remark(
            sid=f"NO{exchange.number:024x}{place:08x}",
            code=notice.code,
            text=str(notice),
            at=exchange.at,
            account_sid=account_sid,
            call_sid=call_sid,
            exchange=exchange,
        )


def of_transcript(call: Call) -> Iterator[Remark]:
    """Yield the remarks on a call that has no exchanges, the latest first."""
    for line in reversed(call.lines) if not call.exchanges else ():
        if line.code:
            yield Remark(
                sid=f"NO{call.sid[2:26]}{line.number:08x}",
                code=line.code,
                text=line.text,
                at=call.placed_at + timedelta(seconds=line.at),
                account_sid=call.account_sid,
                call_sid=call.sid,
                exchange=None,
            )


def of_call(call: Call) -> Iterator[Remark]:
    """Yield the remarks on a call, the latest first."""
    for exchange in reversed(call.exchanges):
        yield from of_exchange(exchange, call.account_sid, call.sid)
    yield from of_transcript(call)


def of_account(asked: Asked) -> Iterator[Remark]:
    """Yield every remark of the account, the latest first."""
    store, mine = asked.store, asked.account.sid
    found: list[Remark] = []
    for exchange in reversed(store.exchanges):
        if exchange.notices:
            call = store.calls.get(exchange.subject_sid)
            owner = call or store.messages.get(exchange.subject_sid)
            told = owner.account_sid if owner is not None else dict(exchange.params).get("AccountSid", "")
            if told == mine:
                found += of_exchange(exchange, mine, call.sid if call is not None else "")
    for other in reversed(store.calls.values()):
        if other.account_sid == mine:
            found += of_transcript(other)
    yield from sorted(found, key=lambda remark: remark.at, reverse=True)


def described(asked: Asked, remark: Remark) -> dict[str, Any]:
    """Return the Notification resource as lists have it."""
    exchange, code, severity = remark.exchange, remark.code, remark.severity
    parts = ("Calls", asked.sids["CallSid"]) if "CallSid" in asked.sids else ()
    path = formats.path(remark.account_sid, *parts, "Notifications", remark.sid)
    text = {"ErrorCode": str(code), "LogLevel": WORDS[severity], "Msg": remark.text}
    url = exchange.url if exchange is not None else ""
    at = formats.date(remark.at)
    return {
        "account_sid": remark.account_sid,
        "api_version": formats.API_VERSION,
        "call_sid": formats.optional(remark.call_sid),
        "date_created": at,
        "date_updated": at,
        "error_code": str(code),
        "log": LOGS[severity],
        "message_date": at,
        "message_text": urlencode({**text, "url": url} if url else text),
        "more_info": MORE_INFO.format(code=code),
        "request_method": exchange.method if exchange is not None else None,
        "request_url": formats.optional(url),
        "sid": remark.sid,
        "uri": f"{path}.json",
    }


def described_in_full(asked: Asked, remark: Remark) -> dict[str, Any]:
    """Return the Notification resource by itself: with the request and what was answered to it."""
    exchange = remark.exchange
    type_ = exchange.content_type if exchange is not None else ""
    return {
        **described(asked, remark),
        "request_variables": urlencode(exchange.params) if exchange is not None else "",
        "response_headers": urlencode({"Content-Type": type_}) if type_ else "",
        "response_body": exchange.text if exchange is not None else "",
    }


def _remarks(asked: Asked) -> Iterator[Remark]:
    return of_call(live.call_of(asked)) if "CallSid" in asked.sids else of_account(asked)


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the remarks that fit every filter; raises 20001 for a level (``Log``) or a date that is none."""
    log = asked.query.get("Log", "")
    if log not in ("", *LOGS.values()):
        raise ApiError(20001)
    asked.check_dates("MessageDate")
    fitting: Sequence[Remark] = [
        one for one in _remarks(asked) if log in ("", LOGS[one.severity]) and asked.within("MessageDate", one.at)
    ]
    return paging.page(asked, "notifications", fitting, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one remark in full."""
    sid = asked.sids["Sid"]
    return described_in_full(asked, asked.own(next((one for one in _remarks(asked) if one.sid == sid), None)))


OF_CALL = "/{AccountSid}/Calls/{CallSid}/Notifications"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Notifications.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Notifications/{Sid}.json", handler=fetch),
    Operation(method=HTTPMethod.GET, path=f"{OF_CALL}.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path=OF_CALL + "/{Sid}.json", handler=fetch),
)
"""What may be asked of notifications."""
