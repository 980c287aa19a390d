"""What becomes of a text after it was taken: from status to status, as time passes (twilio-behaviour 4.3).

A text is in its receiver's inbox at once, unless its outcome says otherwise, and its status follows the clock: in
virtual time that is when the clock is moved. The first status is told to nobody, nor is ``sending``; the others are
told to the text's callback.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from twilio_emulator.clock import Timer
from twilio_emulator.desk import Desk
from twilio_emulator.engine.segments import segment
from twilio_emulator.feed import Topic
from twilio_emulator.outcomes import DELIVERED, MessageStatus, Outcome
from twilio_emulator.store import Message, Number
from twilio_emulator.texts import opt_out, pool
from twilio_emulator.webhook import parameters

QUEUED_AFTER = 0.1
"""Seconds a Messaging Service takes to choose a sender."""
SENDING_AFTER, SENT_AFTER, DELIVERED_AFTER = 0.25, 0.5, 1.5
"""Seconds after which a queued text is on its way out, has left, and has arrived."""
LONGEST_VALIDITY = 36_000
"""Seconds a text waits to be sent at most, unless it says less."""
CHANNELS_READ = frozenset({"whatsapp", "rcs"})
"""Those that tell when somebody has read a text."""
UNTOLD = frozenset({MessageStatus.SENDING})
"""What no callback is told of."""

Step = tuple[float, MessageStatus, int]
"""A status a text comes to: seconds after the one before, which, and the error code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A text on its way; ``owner`` is the number whose application hears of it, ``validity`` its seconds to leave.

    The sender of one that is ``pooled`` is chosen by its Messaging Service, when it is to be sent.
    """

    message: Message
    owner: Number | None = None
    send_at: datetime | None = None
    pooled: bool = False
    validity: float = LONGEST_VALIDITY


class Delivery:
    """Takes texts from status to status; ``hand_over`` is called when one arrives."""

    def __init__(self, desk: Desk, hand_over: Callable[[Message], None]) -> None:
        self._desk = desk
        self._hand_over = hand_over
        self._scheduled: dict[str, tuple[Sending, Timer]] = {}

    def begin(self, sending: Sending) -> None:
        """Let a text go that was just recorded; the caller holds the lock."""
        message, clock = sending.message, self._desk.clock
        if message.status == MessageStatus.SCHEDULED:
            seconds = (sending.send_at - clock.now()).total_seconds() if sending.send_at else 0.0
            self._scheduled[message.sid] = (sending, clock.call_later(seconds, partial(self._release, sending)))
            return
        outcome = self._outcome_of(message)
        if outcome is DELIVERED or (outcome.status is MessageStatus.DELIVERED and not outcome.after):
            self._arrive(message)
        if message.status == MessageStatus.ACCEPTED:
            clock.call_later(QUEUED_AFTER, partial(self._release, sending))
        else:
            self._follow(sending, _steps(outcome, sending.validity), 0)

    def take_up(self, sending: Sending) -> None:
        """Go on with a text that was under way when the emulator stopped; the caller holds the lock."""
        message = sending.message
        if message.status not in (MessageStatus.SENDING, MessageStatus.SENT):
            self.begin(sending)
            return
        steps = _steps(self._outcome_of(message), sending.validity)
        place = next((place for place, step in enumerate(steps) if step[1] == message.status), len(steps) - 2)
        if place + 1 < len(steps):
            self._follow(sending, steps, place + 1)

    def forget(self) -> None:
        """Take no text any further; the caller holds the lock, and drops the timers."""
        self._scheduled.clear()

    def cancel(self, message: Message) -> Callable[[], None] | None:
        """Take a scheduled text back; return how its callback is told of it, or ``None`` where it is too late.

        The caller holds the lock.
        """
        sending, timer = self._scheduled.pop(message.sid, (None, None))
        if sending is None or timer is None:
            return None
        timer.cancel()
        self._change(message, MessageStatus.CANCELED, 0)
        return partial(self._tell, sending)

    def read(self, message: Message, owner: Number | None) -> bool:
        """Take it that the receiver has read a text that was delivered by a channel; False for any other text.

        The caller holds the lock.
        """
        if message.status != MessageStatus.DELIVERED or pool.channel_of(message.to) not in CHANNELS_READ:
            return False
        self._come_to(Sending(message=message, owner=owner), MessageStatus.READ, 0)
        return True

    def _outcome_of(self, message: Message) -> Outcome:
        outcome = self._desk.store.outcomes.get(message.to, DELIVERED)
        return self._desk.striking.outcome(message, outcome) if self._desk.faults else outcome

    def _release(self, sending: Sending) -> None:
        """Queue a text that waited in its Messaging Service."""
        message = sending.message
        with self._desk.lock:
            self._scheduled.pop(message.sid, None)
            message.segments = segment(message.body).segments
            if sending.pooled and not message.from_ and not self._chosen(message):
                self._come_to(sending, MessageStatus.FAILED, 21703)
                return
            if opt_out.refuses(self._desk.store, message.to, message.from_, message.service_sid):
                self._come_to(sending, MessageStatus.FAILED, 21610)
                return
            outcome = self._outcome_of(message)
            self._come_to(sending, MessageStatus.QUEUED, 0)
            if outcome.status is MessageStatus.DELIVERED and not outcome.after:
                self._arrive(message)
            self._follow(sending, _steps(outcome, sending.validity), 0)

    def _chosen(self, message: Message) -> bool:
        """Have the Messaging Service of a scheduled text choose its sender; False where it has none any more."""
        store = self._desk.store
        service = store.services.get(message.service_sid)
        message.from_ = pool.choose(store, service, message.to) if service is not None else ""
        if message.from_:
            pool.settle(store, message)
        return bool(message.from_)

    def _follow(self, sending: Sending, steps: tuple[Step, ...], place: int) -> None:
        self._desk.clock.call_later(steps[place][0], partial(self._take, sending, steps, place))

    def _take(self, sending: Sending, steps: tuple[Step, ...], place: int) -> None:
        """Take the step a text has come to, and wait for the next."""
        _, status, error_code = steps[place]
        with self._desk.lock:
            if status is MessageStatus.SENT and steps[-1][1] is MessageStatus.DELIVERED:
                self._arrive(sending.message)
            self._come_to(sending, status, error_code)
            if place + 1 < len(steps):
                self._follow(sending, steps, place + 1)

    def _come_to(self, sending: Sending, status: MessageStatus, error_code: int) -> None:
        """Take it that a text has come further, and tell whoever wants to know."""
        self._change(sending.message, status, error_code)
        if status not in UNTOLD:
            self._tell(sending)

    def _change(self, message: Message, status: MessageStatus, error_code: int) -> None:
        now = self._desk.clock.now()
        message.status, message.error_code, message.updated_at, message.written = status, error_code, now, b""
        if status is MessageStatus.SENT:
            message.sent_at = now
        self._desk.feed.publish(Topic.MESSAGE, message)

    def _tell(self, sending: Sending) -> None:
        message = sending.message
        if message.status_callback:
            params = parameters.of_delivery(message, self._desk.clock.now())
            self._desk.report(message, sending.owner, message.status_callback, "POST", params)

    def _arrive(self, message: Message) -> None:
        if not message.arrived:
            message.arrived = True
            self._desk.feed.publish(Topic.MESSAGE, message)
            self._hand_over(message)


_DELIVERED: tuple[Step, ...] = (
    (SENDING_AFTER, MessageStatus.SENDING, 0),
    (SENT_AFTER - SENDING_AFTER, MessageStatus.SENT, 0),
    (DELIVERED_AFTER - SENT_AFTER, MessageStatus.DELIVERED, 0),
)


def _steps(outcome: Outcome, validity: float) -> tuple[Step, ...]:
    """Return what a queued text comes to."""
    if outcome is DELIVERED:
        return _DELIVERED
    if outcome.after > validity:
        return ((validity, MessageStatus.FAILED, 30036),)
    if outcome.status is MessageStatus.FAILED:
        return ((outcome.after + SENT_AFTER, MessageStatus.FAILED, outcome.error_code),)
    sending, sent, (seconds, _, _) = _DELIVERED
    first = (outcome.after + sending[0], sending[1], 0)
    if outcome.status is MessageStatus.SENT:
        return (first, sent)
    return (first, sent, (seconds, outcome.status, outcome.error_code))
