"""The call that finds out whether a number's owner agrees to its being shown: it asks for the code that the API told.

It is answered by an application of the emulator's own, in this process, and appears among the exchanges like any other.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from twilio_emulator.desk import IN_PROCESS, Desk
from twilio_emulator.engine.effects import Callbacks, Destination, DestinationKind
from twilio_emulator.engine.session import Entry
from twilio_emulator.lines.called_line import Plan
from twilio_emulator.store import Call, CallerId, Number
from twilio_emulator.webhook import parameters

CALLER = "+14157234000"
"""Where such calls come from."""
TRIES = 3
ASK, CHECK, OVER = f"{IN_PROCESS}/ask", f"{IN_PROCESS}/check", f"{IN_PROCESS}/over"
QUESTION = (
    '<Response><Gather numDigits="6" timeout="10" action="/check"><Say>{words} Please enter the six digits of your '
    "verification code.</Say></Gather><Say>Good bye.</Say></Response>"
)
GREETING = "You are asked to let this number be shown as a caller."
WRONG = "That was not the code."
DONE = "<Response><Say>Thank you. The number is verified.</Say></Response>"
FAILED = "<Response><Say>That was not the code. Good bye.</Say></Response>"


@dataclass(slots=True, kw_only=True)
class Validation:
    """One such call: a WSGI application; ``callbacks`` are told what has come of it."""

    desk: Desk
    account_sid: str
    phone_number: str
    friendly_name: str
    code: str
    extension: str
    callbacks: Callbacks
    owner: Number | None = None
    call: Call | None = None
    tries: int = 0
    told: bool = False

    def plan(self) -> Plan:
        """Return what becomes of the call once somebody has answered."""
        return Plan(entry=Entry(url=ASK))

    def destination(self) -> Destination:
        """Return whom it is to reach, an extension dialled after the answer."""
        return Destination(
            sid="",
            kind=DestinationKind.NUMBER,
            address=self.phone_number,
            send_digits=self.extension,
            callbacks=Callbacks(url=OVER, events=("completed",)),
        )

    def number(self) -> Number:
        """Return the number whose application this is."""
        return Number(phone_number=CALLER, account_sid=self.account_sid, voice_url=ASK, app=self)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a webhook of the call."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        with self.desk.lock:
            answer = self._answer(environ["PATH_INFO"], dict(parse_qsl(body)).get("Digits", ""))
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [answer.encode()]

    def _answer(self, path: str, digits: str) -> str:
        if path == "/over":
            self._tell(verified=None)
            return "<Response/>"
        if path != "/check":
            return QUESTION.format(words=GREETING)
        self.tries += 1
        if hmac.compare_digest(digits, self.code):
            self._tell(verified=self._verified())
            return DONE
        if self.tries < TRIES:
            return QUESTION.format(words=WRONG)
        self._tell(verified=None)
        return FAILED

    def _verified(self) -> CallerId:
        now = self.desk.clock.now()
        verified = self.desk.store.caller_ids[self.phone_number] = CallerId(
            phone_number=self.phone_number,
            account_sid=self.account_sid,
            friendly_name=self.friendly_name,
            created_at=now,
            updated_at=now,
        )
        return verified

    def _tell(self, verified: CallerId | None) -> None:
        """Report once what has come of it."""
        if self.told or self.call is None:
            return
        self.told = True
        if self.callbacks.url:
            params = {
                **parameters.of_call(self.call),
                "VerificationStatus": "success" if verified is not None else "failed",
                **({"OutgoingCallerIdSid": verified.sid} if verified is not None else {}),
            }
            self.desk.report(self.call, self.owner, self.callbacks.url, self.callbacks.method, params)
