"""Texts on their way: from a handset to an application, and what applications send to handsets and to one another.

A text to one of the account's own numbers is two records: the one that goes out, and the one that comes in, about which
that number's application is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from twilio_emulator.chains import Chain
from twilio_emulator.desk import Desk
from twilio_emulator.engine import effects
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.segments import segment
from twilio_emulator.feed import Topic
from twilio_emulator.outcomes import MessageStatus
from twilio_emulator.store import Call, Message, Number, new_sid
from twilio_emulator.texts import opt_out, pool
from twilio_emulator.texts.conversation import Conversation, Conversations
from twilio_emulator.texts.delivery import LONGEST_VALIDITY, Delivery, Sending
from twilio_emulator.webhook import parameters

if TYPE_CHECKING:
    from twilio_emulator.lines.driver import Driver

MAX_CHAIN = 20
"""How many texts applications may send one another on account of one text, before the chain is cut."""


class Texts:
    """Carries texts; the switchboard's other half."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._delivery = Delivery(desk, self._hand_over)
        self._conversations = Conversations(desk, self._answer)

    def receive(self, from_: str, to: str, body: str, media: tuple[str, ...] = ()) -> Message:
        """Take a text from a handset: the application of ``to`` is asked what to answer; else its handset keeps it."""
        desk = self._desk
        with desk.lock:
            number = desk.store.numbers.get(pool.digits_of(to))
            message = self._received(from_, to, body, media, desk.begin())
            if number is None:  # between two people, and no business of the account
                message.status, message.account_sid = MessageStatus.DELIVERED, ""
            elif message.chain.exhausted:
                message.status = MessageStatus.FAILED
            self._file(message)
            if number is not None and not message.chain.exhausted:
                self._take(message)
        return message

    def wait(self, message_sid: str, seconds: float) -> None:
        """In real time, wait until the application has answered a text, at most ``seconds``."""
        self._conversations.wait(message_sid, seconds)

    # -- what applications send by the API

    def send(self, sending: Sending) -> None:
        """Record a text that an application sends, and let it go at once; where it has arrived, the news says so."""
        message = sending.message
        self._record(sending)
        with self._desk.lock:
            if not message.over:
                self._delivery.begin(sending)
        if not message.arrived:
            self._desk.feed.publish(Topic.MESSAGE, message)

    def take(self, sending: Sending) -> None:
        """Record a text that an application sends; nothing becomes of it before :meth:`begin`."""
        self._record(sending)
        self._desk.feed.publish(Topic.MESSAGE, sending.message)

    def _record(self, sending: Sending) -> None:
        message = sending.message
        message.arrived = False
        message.chain = self._desk.begin()
        message.send_at, message.validity, message.pooled = sending.send_at, float(sending.validity), sending.pooled
        if sending.pooled and message.from_:
            pool.settle(self._desk.store, message)
        if message.chain.exhausted:
            message.status, message.error_code = MessageStatus.FAILED, 30001
        self._desk.store.add_message(message)

    def begin(self, sending: Sending) -> None:
        """Let a text go that was taken."""
        with self._desk.lock:
            if not sending.message.over:
                self._delivery.begin(sending)

    def cancel(self, message: Message) -> Callable[[], None] | None:
        """Take a scheduled text back; return how its callback is told, or ``None`` where it is not scheduled."""
        with self._desk.lock:
            return self._delivery.cancel(message)

    # -- after a restart

    def take_up(self, message: Message) -> None:
        """Go on with a text that was under way when the emulator stopped: send it on, or ask about it again."""
        store = self._desk.store
        with self._desk.lock:
            if message.asking:
                message.asking = False
                number = pool.answering(store, message.to)
                if number is not None and number.sms_url:
                    self._conversations.open(message, number)
            elif not message.over:
                self._delivery.take_up(
                    Sending(
                        message=message,
                        owner=store.numbers.get(pool.digits_of(message.from_)) or store.in_process(message.account_sid),
                        send_at=message.send_at,
                        pooled=message.pooled,
                        validity=message.validity or LONGEST_VALIDITY,
                    )
                )

    def forget(self) -> None:
        """Drop everything that is under way; the caller holds the lock."""
        self._delivery.forget()
        self._conversations.forget()

    # -- what the telephone company itself sends

    def notify(self, sid: str, from_: str, to: str, body: str) -> None:
        """Send a text that is no application's, such as a code, under this SID; no account's list has it."""
        desk = self._desk
        with desk.lock:
            message = Message(
                sid=sid,
                account_sid="",
                from_=from_,
                to=to,
                body=body,
                at=desk.clock.now(),
                direction="outbound-api",
                status=MessageStatus.QUEUED,
                segments=segment(body).segments,
                arrived=False,
                chain=desk.begin(),
            )
            if message.chain.exhausted:
                message.status, message.error_code = MessageStatus.FAILED, 30001
            self._file(message)
            if not message.over:
                self._delivery.begin(Sending(message=message))

    def read(self, message: Message) -> bool:
        """Take it that a text was read, which WhatsApp and RCS tell of; False where it was not delivered by them."""
        with self._desk.lock:
            return self._delivery.read(message, self._desk.store.numbers.get(pool.digits_of(message.from_)))

    # -- what applications send by their documents

    def send_from_call(self, driver: Driver, effect: effects.Text) -> None:
        """Send what a document says in the middle of a call, to the person at its far end (twilio-behaviour 3.11)."""
        call = driver.line.call
        person, ours = (call.from_, call.to) if call.direction == "inbound" else (call.to, call.from_)
        to, from_ = effect.to or person, effect.from_ or ours
        self._send(effect, from_, to, "outbound-call", driver.line.number, call, Chain(call.chain))

    def _answer(self, talk: Conversation, effect: effects.Text) -> None:
        """Send what the application answered."""
        to = effect.to or talk.message.from_
        from_ = effect.from_ or talk.message.to
        talk.sent = self._send(effect, from_, to, "outbound-reply", talk.number, talk.message, talk.message.chain)

    def _send(
        self,
        effect: effects.Text,
        from_: str,
        to: str,
        direction: str,
        owner: Number | None,
        subject: Call | Message,
        chain: Chain,
    ) -> Message | None:
        """Send a text to a handset, or on to another application; ``None``, and filed, where that cannot be."""
        desk = self._desk
        numbers = desk.store.numbers
        if to not in numbers:
            to = parameters.dialled(to, from_)
        if from_.removeprefix("+").isdigit() and from_ not in numbers:
            refusal = Notice(code=14108, detail=f"{from_} is no number of the account")
        elif opt_out.refuses(desk.store, to, from_):
            refusal = Notice(code=21610, detail=f"{to} wants no more messages from {from_}")
        elif to in numbers and chain.texts >= MAX_CHAIN:
            refusal = Notice(code=14107, detail=f"applications have answered each other {MAX_CHAIN} times")
        else:
            message = self._outgoing(from_, to, effect.body, effect.media, direction, subject, chain, effect.sid)
            message.status_callback = effect.status_callback
            self._file(message)
            self._delivery.begin(Sending(message=message, owner=owner))
            return message
        desk.remark(subject, refusal)
        return None

    # -- records, and where they end

    def _outgoing(
        self,
        from_: str,
        to: str,
        body: str,
        media: tuple[str, ...],
        direction: str,
        subject: Call | Message,
        chain: Chain,
        sid: str = "",
    ) -> Message:
        return Message(
            sid=sid or new_sid("MM" if media else "SM"),
            account_sid=subject.account_sid,
            from_=from_,
            to=to,
            body=body,
            media=media,
            at=self._desk.clock.now(),
            direction=direction,
            status=MessageStatus.QUEUED,
            segments=segment(body).segments,
            answers=subject.sid if isinstance(subject, Message) else "",
            arrived=False,
            chain=chain,
        )

    def _received(self, from_: str, to: str, body: str, media: tuple[str, ...], chain: Chain) -> Message:
        store, now = self._desk.store, self._desk.clock.now()
        service = pool.service_of(store, to)
        return Message(
            sid=new_sid("MM" if media else "SM"),
            account_sid=store.home_of(pool.digits_of(to)),
            from_=from_,
            to=to,
            body=body,
            media=media,
            at=now,
            sent_at=now,
            direction="inbound",
            status=MessageStatus.RECEIVED,
            segments=segment(body).segments,
            service_sid=service.sid if service is not None else "",
            chain=chain,
        )

    def _file(self, message: Message) -> None:
        self._desk.store.add_message(message)
        self._desk.feed.publish(Topic.MESSAGE, message)

    def _hand_over(self, message: Message) -> None:
        """Take it that a text has arrived: at a handset, or at another application, as a record of its own."""
        if pool.digits_of(message.to) in self._desk.store.numbers and message.chain.texts < MAX_CHAIN:
            message.chain.texts += 1
            received = self._received(message.from_, message.to, message.body, message.media, message.chain)
            self._file(received)
            self._take(received)

    def _take(self, message: Message) -> None:
        """Have the application of a number asked about a text that came in; its person may want no more of it.

        One whose Messaging Service receives nothing is not the account's any more.
        """
        desk = self._desk
        heeded = opt_out.heed(desk.store, message.from_, message.to, message.body)
        if heeded.words:
            words, chain = heeded.words, message.chain
            answer = self._outgoing(message.to, message.from_, words, (), "outbound-reply", message, chain)
            self._file(answer)
            self._delivery.begin(Sending(message=answer))
        if heeded.advanced and heeded.kind is not None:
            message.opt_out_type = heeded.kind
        if pool.drops(desk.store, message.to):
            message.status, message.account_sid = MessageStatus.DELIVERED, ""
            desk.feed.publish(Topic.MESSAGE, message)
            return
        number = pool.answering(desk.store, message.to)
        if number is not None and number.sms_url:
            self._conversations.open(message, number)
