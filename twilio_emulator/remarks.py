"""Every coded remark that was made: on what an application answered, and on a text that did not arrive.

A remark is filed with the exchange it is about; one on a document that came without an exchange, because the request
to call out brought it along, is taken from the transcript of its call, and one on a text from its error code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from twilio_emulator.engine.errors import CODES, Severity
from twilio_emulator.outcomes import DELIVERY_ERRORS
from twilio_emulator.store import Call, Exchange, Message, Store

WORDS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One coded remark: ``at`` which moment, on which call or text, and on which ``exchange``, if on one."""

    sid: str
    code: int
    text: str
    at: datetime
    account_sid: str
    subject_sid: str
    exchange: Exchange | None = None

    @property
    def severity(self) -> Severity:
        """Error or warning, from the catalogue; a text that does not arrive is an error."""
        return CODES[self.code][0] if self.code in CODES else Severity.ERROR

    @property
    def title(self) -> str:
        """What the catalogue calls the code."""
        return CODES[self.code][1] if self.code in CODES else DELIVERY_ERRORS.get(self.code, "Unknown error")

    @property
    def detail(self) -> str:
        """What was remarked, without level, code and title."""
        return self.text.removeprefix(f"{self.severity} {self.code} {self.title}: ")

    @property
    def call_sid(self) -> str:
        """The call it is on; empty where it is on a text."""
        return self.subject_sid if self.subject_sid.startswith("CA") else ""

    @property
    def url(self) -> str:
        """What was asked for; empty where there was no exchange."""
        return self.exchange.url if self.exchange is not None else ""

    @property
    def summary(self) -> str:
        """Code, level, words and address, as the vendor strings them together."""
        text = {"ErrorCode": str(self.code), "LogLevel": WORDS[self.severity], "Msg": self.text}
        return urlencode({**text, "url": self.url} if self.url else text)

    @property
    def request_variables(self) -> str:
        """What the application was asked with."""
        return urlencode(self.exchange.params) if self.exchange is not None else ""

    @property
    def response_headers(self) -> str:
        """What is known of the headers of its answer."""
        type_ = self.exchange.content_type if self.exchange is not None else ""
        return urlencode({"Content-Type": type_}) if type_ else ""

    @property
    def response_body(self) -> str:
        """What the application answered."""
        return self.exchange.text if self.exchange is not None else ""


def of_call(call: Call) -> Iterator[Remark]:
    """Yield the remarks on a call, the latest first."""
    for exchange in reversed(call.exchanges):
        yield from _of_exchange(exchange, call.account_sid)
    yield from _of_transcript(call)


def of_store(store: Store, account_sid: str = "") -> list[Remark]:
    """Return every remark of the account, or of all accounts, the latest first; needs no lock."""
    found: list[Remark] = []
    for exchange in reversed(list(store.exchanges)):
        if exchange.notices:
            owner = store.calls.get(exchange.subject_sid) or store.messages.get(exchange.subject_sid)
            told = owner.account_sid if owner is not None else dict(exchange.params).get("AccountSid", "")
            if account_sid in ("", told):
                found += _of_exchange(exchange, told)
    for call in reversed(list(store.calls.values())):
        if account_sid in ("", call.account_sid):
            found += _of_transcript(call)
    for message in reversed(list(store.messages.values())):
        if message.error_code and account_sid in ("", message.account_sid):
            found.append(_of_message(message))
    return sorted(found, key=lambda remark: remark.at, reverse=True)


def _of_exchange(exchange: Exchange, account_sid: str) -> Iterator[Remark]:
    for place in range(len(exchange.notices) - 1, -1, -1):
        notice = exchange.notices[place]
        yield Remark(
            sid=f"NO{exchange.number:024x}{place:08x}",
            code=notice.code,
            text=str(notice),
            at=exchange.at,
            account_sid=account_sid,
            subject_sid=exchange.subject_sid,
            exchange=exchange,
        )


def _of_transcript(call: Call) -> Iterator[Remark]:
    """Yield the remarks on a call that has no exchanges, the latest first."""
    for line in reversed(call.lines) if not call.exchanges else ():
        if line.code:
            yield Remark(
                sid=f"NO{call.sid[2:26]}{line.number:08x}",
                code=line.code,
                text=line.text,
                at=call.placed_at + timedelta(seconds=line.at),
                account_sid=call.account_sid,
                subject_sid=call.sid,
            )


def _of_message(message: Message) -> Remark:
    title = DELIVERY_ERRORS.get(message.error_code, "Unknown error")
    return Remark(
        sid=f"NO{message.sid[2:]}",
        code=message.error_code,
        text=f"{Severity.ERROR} {message.error_code} {title}: {message.sid} to {message.to}",
        at=message.updated_at or message.at,
        account_sid=message.account_sid,
        subject_sid=message.sid,
    )
