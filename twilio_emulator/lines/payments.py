"""Payments that an application steers from outside, while the call goes on: one that an agent helps with.

The caller keys one thing at a time, which nobody else hears and which is written down nowhere; the application is told
of each, masked, and says what comes next (Twilio's manual of the Payment resource). What ``<Pay>`` checks is checked.
"""

from __future__ import annotations

from twilio_emulator.clock import Timer
from twilio_emulator.engine.effects import Callbacks
from twilio_emulator.engine.inputs import DateTold
from twilio_emulator.engine.verbs.pay import STAR, Pay, Payment, full_at
from twilio_emulator.engine.verbs.prompt import Fault, Step
from twilio_emulator.lines.driver import Driver
from twilio_emulator.lines.room import Heard
from twilio_emulator.lines.streams import iso
from twilio_emulator.store import Speaker

CANCELLED, INCOMPLETE = "payment-cancelled", "input-incomplete"
NEEDED = {"credit-card": (Step.CARD, Step.EXPIRATION), "ach-debit": (Step.ROUTING, Step.ACCOUNT)}
MATCHER = "-matcher"
"""Ends the name of what is to be keyed a second time."""


class PaySession:
    """One payment on one leg, a tap of it that hears nothing but keys; ``idempotency_key`` tells it from others."""

    def __init__(self, driver: Driver, sid: str, pay: Pay, callbacks: Callbacks, idempotency_key: str) -> None:
        self.sid = sid
        self.idempotency_key = idempotency_key
        self.callbacks = callbacks
        self._pay = pay
        self._driver = driver
        self._line = driver.line
        today = driver.desk.clock.now()
        self._payment = Payment(today=DateTold(today.year, today.month))
        self._capture = ""
        self._keyed = ""
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Take part in the call."""
        self._line.taps.append(self)
        self._line.write(Speaker.NOTE, "a payment begins")
        self._report({})

    def capture(self, what: str) -> None:
        """Take the caller's next keys for ``what``, in the word of the API."""
        self._capture, self._keyed = what, ""
        self._line.keys_for = self._take
        self._wait()
        self._report({"Capture": what})

    def complete(self) -> None:
        """Charge the card or the account, or take a token for it; reports that something is missing, where it is."""
        payment = self._payment
        missing = [step for step in NEEDED[self._pay.values["paymentMethod"]] if step not in payment.entered]
        if missing:
            self._report({"ErrorType": INCOMPLETE, "Required": " ".join(missing)})
            return
        self._leave(self._pay.processed(self._driver.session, payment))

    def cancel(self) -> None:
        """Forget all of it."""
        self._leave({"Result": CANCELLED})

    def hears(self, _kind: type) -> bool:
        """Whether it listens in: keys come to it by themselves."""
        return False

    def said(self, _what: Heard) -> None:
        """Take what the person presses or says."""

    def sounded(self, _text: str, _seconds: float) -> None:
        """Take what is heard at the far end."""

    def over(self) -> None:
        """Take it that the leg is over."""
        self._leave({"Result": "caller-hung-up"})

    def _take(self, key: str) -> None:
        if key == "*":
            self._release()
            self._report({"Capture": self._capture, "ErrorType": STAR})
        elif key.isdigit():
            self._keyed += key
            step = Step(self._capture.removesuffix(MATCHER))
            if len(self._keyed) >= full_at(step, self._keyed, self._payment):
                self._captured()
            else:
                self._wait()
        elif key == "#" and self._keyed:
            self._captured()

    def _captured(self) -> None:
        """Check what was keyed, and tell of it."""
        self._release()
        step, payment = Step(self._capture.removesuffix(MATCHER)), self._payment
        fault = self._pay.fault_of(payment, step, self._keyed)
        if not fault and self._capture.endswith(MATCHER) and payment.entered.get(step) != self._keyed:
            fault = Fault.MATCHING
        if not fault:
            payment.entered[step] = self._keyed
        self._keyed = ""
        told = {"Capture": self._capture}
        self._report({**told, "ErrorType": str(fault)} if fault else told)

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._line.later(float(self._pay.values["timeout"]), self._captured)

    def _release(self) -> None:
        """Let the caller's keys be heard again."""
        self._line.keys_for = None
        if self._timer is not None:
            self._timer.cancel()

    def _leave(self, result: dict[str, str]) -> None:
        if self in self._line.taps:
            self._line.taps.remove(self)
            self._release()
            self._line.write(Speaker.NOTE, f"the payment ends: {result['Result']}")
            self._report(result)

    def _report(self, params: dict[str, str]) -> None:
        line, asked = self._line, self.callbacks
        told = {
            "AccountSid": line.call.account_sid,
            "CallSid": line.call.sid,
            "Sid": self.sid,
            "DateUpdated": iso(line.desk.clock.now()),
            **self._pay.told(self._payment),
            **params,
        }
        line.desk.report(line.call, line.number, asked.url, asked.method, told, line.cookies)
