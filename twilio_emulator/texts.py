"""Texts: from a handset to an application, and what applications send to handsets and to one another.

A text that an application sends is in its receiver's inbox at once. Its status is ``queued`` then, and becomes ``sent``
and ``delivered`` as time passes, :data:`SENT_AFTER` and :data:`DELIVERED_AFTER` seconds later; in virtual time that is
when the clock is moved. The first status is told to nobody, the others to the text's callback (twilio-behaviour 4.3).
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import httpx

from twilio_emulator.desk import Desk
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.segments import segment
from twilio_emulator.engine.session import Entry, Role, Session
from twilio_emulator.feed import Topic
from twilio_emulator.store import Call, Message, Number, new_sid
from twilio_emulator.webhook import parameters

if TYPE_CHECKING:
    from twilio_emulator.lines.driver import Driver

COOKIE_SECONDS = 4 * 3600.0
"""How long the jar of a pair of numbers is kept without a text (twilio-behaviour 4.1)."""
MAX_CHAIN = 20
"""How many texts applications may send one another on account of one text, before the chain is cut."""
SENT_AFTER, DELIVERED_AFTER = 0.5, 1.5
"""Seconds after which a text has left, and has arrived."""


class _Jar:
    def __init__(self) -> None:
        self.cookies = httpx.Cookies()
        self.used = 0.0


class _Chain:
    """What applications send one another on account of one text; shared, so that it cannot fan out."""

    def __init__(self) -> None:
        self.texts = 0


class _Conversation:
    """One incoming text on its way through an application."""

    def __init__(
        self, message: Message, number: Number, session: Session, cookies: httpx.Cookies, chain: _Chain
    ) -> None:
        self.message = message
        self.number = number
        self.session = session
        self.cookies = cookies
        self.chain = chain
        self.over = threading.Event()
        self.sent: Message | None = None
        """The last text the application sent in this conversation."""


class Texts:
    """Carries texts; the switchboard's other half."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._jars: dict[tuple[str, str], _Jar] = {}
        self._open: dict[str, _Conversation] = {}

    def receive(
        self, from_: str, to: str, body: str, media: tuple[str, ...] = (), *, chain: _Chain | None = None
    ) -> Message:
        """Take a text for ``to``: its application is asked what to answer; without one, a handset keeps it."""
        desk = self._desk
        with desk.lock:
            number = desk.store.numbers.get(to)
            direction = "inbound" if chain is None else "outbound-reply"
            status = "queued" if chain is not None else "received" if number else "delivered"
            message = self._record(from_, to, body, media, direction, status)
            if number is not None and number.sms_url:
                entry = Entry(
                    url=number.sms_url,
                    method=number.sms_method,
                    fallback_url=number.sms_fallback_url,
                    fallback_method=number.sms_fallback_method,
                )
                session = Session(entry, limits=desk.limits, role=Role.MESSAGE)
                talk = _Conversation(message, number, session, self._jar(from_, to), chain or _Chain())
                self._open[message.sid] = talk
                self._carry_out(talk, session.start())
        return message

    def wait(self, message_sid: str, seconds: float) -> None:
        """In real time, wait until the application has answered a text, at most ``seconds``."""
        with self._desk.lock:
            talk = self._open.get(message_sid)
        if talk is not None:
            talk.over.wait(seconds)

    def _record(
        self, from_: str, to: str, body: str, media: tuple[str, ...], direction: str, status: str, *,
        answers: str = "", sid: str = "",
    ) -> Message:  # fmt: skip
        desk = self._desk
        message = Message(
            sid=sid or new_sid("MM" if media else "SM"),
            account_sid=desk.store.account.sid,
            from_=from_,
            to=to,
            body=body,
            media=media,
            at=desk.clock.now(),
            direction=direction,
            status=status,
            segments=segment(body).segments,
            answers=answers,
        )
        desk.store.add_message(message)
        desk.feed.publish(Topic.MESSAGE, message)
        return message

    def _jar(self, from_: str, to: str) -> httpx.Cookies:
        """Return the cookies of this pair of numbers, new ones after four quiet hours."""
        now = self._desk.clock.now().timestamp()
        jar = self._jars.get((from_, to))
        if jar is None or now - jar.used > COOKIE_SECONDS:
            jar = self._jars[from_, to] = _Jar()
        jar.used = now
        return jar.cookies

    def _carry_out(self, talk: _Conversation, asked: list[effects.Effect]) -> None:
        for effect in asked:
            match effect:
                case effects.Fetch():
                    self._desk.jobs.submit(partial(self._fetch, talk, effect))
                case effects.Text():
                    self._answer(talk, effect)
                case effects.Notify():
                    self._desk.remark(talk.message, effect.notice)
                case _:
                    pass  # verbs begin and sessions end without anybody hearing it
        if talk.session.over:
            self._open.pop(talk.message.sid, None)
            talk.over.set()

    def _fetch(self, talk: _Conversation, effect: effects.Fetch) -> None:
        standard = parameters.of_message(talk.message)
        if effect.purpose is effects.Purpose.ACTION and talk.sent is not None:
            standard = parameters.of_sent(talk.sent)
        params = {**standard, **effect.params}
        got: inputs.Reply | inputs.FetchFailed
        got, _ = self._desk.ask(
            talk.message, talk.number, effect.purpose, effect.url, effect.method, params, talk.cookies
        )
        with self._desk.lock:
            self._carry_out(talk, talk.session.feed(got))

    def _answer(self, talk: _Conversation, effect: effects.Text) -> None:
        """Send what the application answered."""
        to = effect.to or talk.message.from_
        from_ = effect.from_ or talk.message.to
        talk.sent = self._send(effect, from_, to, "outbound-reply", talk.number, talk.message, talk.chain)

    def send_from_call(self, driver: Driver, effect: effects.Text) -> None:
        """Send what a document says in the middle of a call, to the person at its far end (twilio-behaviour 3.11)."""
        call = driver.line.call
        person, ours = (call.from_, call.to) if call.direction == "inbound" else (call.to, call.from_)
        to, from_ = effect.to or person, effect.from_ or ours
        self._send(effect, from_, to, "outbound-call", driver.line.number, call, _Chain())

    def _send(
        self,
        effect: effects.Text,
        from_: str,
        to: str,
        direction: str,
        owner: Number | None,
        subject: Call | Message,
        chain: _Chain,
    ) -> Message | None:
        """Send a text to a handset, or on to another application; ``None``, and filed, where that cannot be."""
        desk = self._desk
        numbers = desk.store.numbers
        if from_.removeprefix("+").isdigit() and from_ not in numbers:
            desk.remark(subject, Notice(code=14108, detail=f"{from_} is no number of the account"))
            return None
        if to not in numbers:
            to = parameters.dialled(to, from_)
        number = numbers.get(to)
        if number is None or not number.sms_url:
            answers = subject.sid if isinstance(subject, Message) else ""
            message = self._record(
                from_, to, effect.body, effect.media, direction, "queued", answers=answers, sid=effect.sid
            )
        elif chain.texts < MAX_CHAIN:
            chain.texts += 1
            message = self.receive(from_, to, effect.body, effect.media, chain=chain)
        else:
            detail = f"applications have answered each other {MAX_CHAIN} times"
            desk.remark(subject, Notice(code=14107, detail=detail))
            return None
        for seconds, status in ((SENT_AFTER, "sent"), (DELIVERED_AFTER, "delivered")):
            desk.clock.call_later(seconds, partial(self._progress, message, owner, effect.status_callback, status))
        return message

    def _progress(self, message: Message, owner: Number | None, url: str, status: str) -> None:
        """Take it that a text has come further, and tell whoever wants to know."""
        desk = self._desk
        with desk.lock:
            message.status = status
            desk.feed.publish(Topic.MESSAGE, message)
            if url:
                params = parameters.of_delivery(message, desk.clock.now())
                desk.report(message, owner, url, "POST", params)
