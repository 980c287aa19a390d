"""What an application is asked about a text, and what it answers: one session of its documents for each text."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial

import httpx

from twilio_emulator.desk import MISHAP, Desk
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.session import Entry, Role, Session
from twilio_emulator.store import Message, Number
from twilio_emulator.webhook import parameters

log = logging.getLogger(__name__)

COOKIE_SECONDS = 4 * 3600.0
"""How long the jar of a pair of numbers is kept without a text (twilio-behaviour 4.1)."""


class _Jar:
    def __init__(self) -> None:
        self.cookies = httpx.Cookies()
        self.used = 0.0


class Conversation:
    """One incoming text on its way through an application."""

    def __init__(self, message: Message, number: Number, session: Session, cookies: httpx.Cookies) -> None:
        self.message = message
        self.number = number
        self.session = session
        self.cookies = cookies
        self.over = threading.Event()
        self.sent: Message | None = None
        """The last text the application sent in this conversation."""


class Conversations:
    """Those that are under way; ``answer`` is called for every text a document sends."""

    def __init__(self, desk: Desk, answer: Callable[[Conversation, effects.Text], None]) -> None:
        self._desk = desk
        self._answer = answer
        self._jars: dict[tuple[str, str], _Jar] = {}
        self._open: dict[str, Conversation] = {}

    def open(self, message: Message, number: Number) -> None:
        """Begin to ask the application of ``number`` about a text; the caller holds the lock."""
        entry = Entry(
            url=number.sms_url,
            method=number.sms_method,
            fallback_url=number.sms_fallback_url,
            fallback_method=number.sms_fallback_method,
        )
        session = Session(entry, limits=self._desk.limits, role=Role.MESSAGE)
        talk = Conversation(message, number, session, self._jar(message.from_, message.to))
        self._open[message.sid] = talk
        message.asking = True
        self._carry_out(talk, session.start())

    def wait(self, message_sid: str, seconds: float) -> None:
        """Wait until the application has answered a text, at most ``seconds``."""
        with self._desk.lock:
            talk = self._open.get(message_sid)
        if talk is not None:
            talk.over.wait(seconds)

    def forget(self) -> None:
        """Ask nothing more about any text, and do not heed what is still answered; the caller holds the lock."""
        for talk in tuple(self._open.values()):
            self._close(talk)
        self._jars.clear()

    def _jar(self, from_: str, to: str) -> httpx.Cookies:
        """Return the cookies of this pair of numbers, new ones after four quiet hours."""
        now, jars = self._desk.clock.now().timestamp(), self._jars
        while jars and now - next(iter(jars.values())).used > COOKIE_SECONDS:
            del jars[next(iter(jars))]
        kept = jars.pop((from_, to)) if (from_, to) in jars else _Jar()
        jar = jars[from_, to] = kept  # the last one used is the last one
        jar.used = now
        return jar.cookies

    def _carry_out(self, talk: Conversation, asked: list[effects.Effect]) -> None:
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
            self._close(talk)

    def _close(self, talk: Conversation) -> None:
        self._open.pop(talk.message.sid, None)
        talk.message.asking = False
        talk.over.set()

    def _fetch(self, talk: Conversation, effect: effects.Fetch) -> None:
        """Ask the application, and do what it answers."""
        self._safely(talk, partial(self._fetch_now, talk, effect))

    def _safely(self, talk: Conversation, do: Callable[[], None]) -> None:
        """Do something for a conversation; where that raises nothing more is answered."""
        try:
            do()
        except BaseException as error:
            log.exception("a text has failed")
            with self._desk.lock:
                self._desk.remark(talk.message, MISHAP)
                self._close(talk)
            if not isinstance(error, Exception):
                raise

    def _fetch_now(self, talk: Conversation, effect: effects.Fetch) -> None:
        standard = parameters.of_message(talk.message)
        if effect.purpose is effects.Purpose.ACTION and talk.sent is not None:
            standard = parameters.of_sent(talk.sent)
        params = {**standard, **effect.params}

        def then(got: inputs.Reply | inputs.FetchFailed) -> None:
            self._safely(talk, partial(self._fetched, talk, got))

        self._desk.ask(
            talk.message, talk.number, effect.purpose, effect.url, effect.method, params, talk.cookies, then=then
        )

    def _fetched(self, talk: Conversation, got: inputs.Reply | inputs.FetchFailed) -> None:
        with self._desk.lock:
            if not talk.over.is_set():
                self._carry_out(talk, talk.session.feed(got))
