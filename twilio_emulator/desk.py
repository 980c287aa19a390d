"""What calls and texts share: the records, the clock, the workers, the webhooks, the news, and one lock over them.

The lock guards the records and the sessions. It is never held while an application is asked for something.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import httpx

from twilio_emulator.chains import EXHAUSTED, MOST_BEGUN, Chain, Chains
from twilio_emulator.clock import Clock
from twilio_emulator.engine.conference import Participant
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import FetchFailed, Reply
from twilio_emulator.engine.interpret import complaint
from twilio_emulator.engine.session import Limits
from twilio_emulator.faults import Faults, Strike
from twilio_emulator.feed import Feed, Topic
from twilio_emulator.hearing import Hearing
from twilio_emulator.holding import Holding
from twilio_emulator.jobs import Jobs
from twilio_emulator.meeting import Meeting
from twilio_emulator.rest_log import RestLog
from twilio_emulator.sound.recognition import Recogniser
from twilio_emulator.sound.speech import SpeechEngine
from twilio_emulator.store import Call, Exchange, Message, Number, Store, WsgiApp
from twilio_emulator.striking import Striking
from twilio_emulator.webhook.client import Outcome, Request, Webhooks
from twilio_emulator.webhook.sockets import Sockets

if TYPE_CHECKING:
    from twilio_emulator.lines.conference_room import ConferenceRoom
    from twilio_emulator.lines.driver import Driver
    from twilio_emulator.lines.line import Line

IN_PROCESS = "http://app.localhost"
"""Where the relative URLs of a number begin whose application is given as an object."""
MISHAP = Notice(code=12400, detail="the emulator has made a mistake; its log has the cause")
"""Filed with a call or a text that was ended because something here has raised."""


Then = Callable[[Reply | FetchFailed], None]
"""What is done with an answer."""


class Pace:
    """How many calls an application may have placed in a second; the others wait (twilio-behaviour 5.9).

    None waits with 0, which is how it is unless the emulator is told otherwise.
    """

    def __init__(self, calls_per_second: float = 0.0) -> None:
        self._apart = timedelta(seconds=1 / calls_per_second) if calls_per_second > 0 else timedelta()
        self._next: datetime | None = None

    def forget(self) -> None:
        """Let the next call have its turn at once."""
        self._next = None

    def wait(self, now: datetime) -> float:
        """Return how many seconds a call has to wait that is to ring ``now``, and keep that moment for it."""
        turn = max(now, self._next or now)
        self._next = turn + self._apart
        return (turn - now).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A call that is to come into a conference once somebody answers; the room may be made for it, with this SID."""

    conference_sid: str
    account_sid: str
    name: str
    participant: Participant
    at: datetime


@dataclass(slots=True, kw_only=True)
class Desk:
    """The things on the operator's desk.

    ``speech`` is given where somebody really listens, ``recogniser`` where speech may be sound; ``lines`` are the calls
    that are not over, by SID, and ``meetings`` how each handset meets a call; ``conference_rooms`` are those with
    somebody in them, by account and name, ``invitations`` the calls that the API has placed to come into one, by
    CallSid, until they do.
    ``holding`` keeps back what requests to the API begin, ``requests`` are those under way, and
    ``rest_log`` has those that were answered.
    ``carry_out`` tells how each effect of a session is carried out. ``faults`` are what was asked to go wrong, and
    ``striking`` is where it does. ``hearing`` tells the pages that hold a telephone whom they hear. ``url`` gives the
    address of the HTTP side, which begins to listen when it is first asked for. ``keep`` writes to disk what has
    changed, where state is kept: before anybody outside is told of it. ``age`` counts how often everything that was
    under way has been dropped.
    """

    store: Store
    clock: Clock
    jobs: Jobs
    webhooks: Webhooks
    feed: Feed
    sockets: Sockets = field(default_factory=Sockets)
    chains: Chains = field(default_factory=Chains)
    limits: Limits = field(default_factory=Limits)
    speech: SpeechEngine | None = None
    recogniser: Recogniser | None = None
    lines: dict[str, Line] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    conference_rooms: dict[tuple[str, str], ConferenceRoom] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    carry_out: Mapping[type, Callable[[Driver, Any], None]] = field(default_factory=dict)
    url: Callable[[], str] = lambda: "http://localhost"
    pace: Pace = field(default_factory=Pace)
    holding: Holding = field(default_factory=Holding)
    requests: set[object] = field(default_factory=set)
    rest_log: RestLog = field(default_factory=RestLog)
    faults: Faults = field(default_factory=Faults)
    lock: threading.RLock = field(default_factory=threading.RLock)
    striking: Striking = field(init=False)
    hearing: Hearing = field(init=False)
    keep: Callable[[], None] = lambda: None
    age: int = 0

    def __post_init__(self) -> None:
        self.striking = Striking(self.faults, self.feed, self.clock, self.jobs, self.lock)
        self.faults.changed = partial(self.feed.publish, Topic.RULES, self.faults)
        self.hearing = Hearing(self.feed, self.lines)

    def ask(
        self,
        subject: Call | Message,
        number: Number | None,
        purpose: str,
        url: str,
        method: str,
        params: Mapping[str, str],
        cookies: httpx.Cookies | None,
        then: Then,
    ) -> None:
        """Make one webhook for a document and record it; blocks until the application has answered, without the lock.

        ``then`` gets the answer: here and now, or on the clock's own time where a fault makes the application slow.
        """
        strike = self.striking.webhook(subject, purpose, url, method, params) if self.faults else None
        self._ask(subject, number, purpose, url, method, params, cookies, strike, lambda _, got: then(got))

    def _ask(
        self,
        subject: Call | Message,
        number: Number | None,
        purpose: str,
        url: str,
        method: str,
        params: Mapping[str, str],
        cookies: httpx.Cookies | None,
        strike: Strike | None,
        then: Callable[[Exchange, Reply | FetchFailed], None],
    ) -> None:
        with self.lock:
            exchange = self.store.add_exchange(self.clock.now(), purpose, subject, url, method, params)
            if strike is not None:
                self.striking.show(strike, exchange)
            self.keep()
        request = Request(
            url=url,
            method=method,
            params=params,
            token=self.store.token_of(subject.account_sid),
            app=self.app_for(number, url),
            cookies=cookies if cookies is not None else httpx.Cookies(),
            fault=strike.fault if strike is not None and strike.fault.on_the_way else None,
        )
        with self.chains.asking(subject.chain):
            outcome = self.webhooks.send(request)
        answered = partial(self._answered, subject, exchange, outcome, then)
        if outcome.held:
            self.clock.call_later(outcome.held, answered)
        else:
            answered()

    def _answered(
        self,
        subject: Call | Message,
        exchange: Exchange,
        outcome: Outcome,
        then: Callable[[Exchange, Reply | FetchFailed], None],
    ) -> None:
        """Record what came of a webhook, and go on with it."""
        with self.lock:
            exchange.signature = outcome.signature
            exchange.seconds = outcome.seconds + outcome.held
            exchange.redirects = outcome.redirects
            exchange.attempts = outcome.attempts
            exchange.waited, exchange.signed_url = outcome.waited, outcome.signed_url
            exchange.sent, exchange.received = outcome.sent, outcome.received
            exchange.notices.extend(outcome.notices)
            if isinstance(outcome.got, Reply):
                exchange.status = outcome.got.status
                exchange.content_type = outcome.got.content_type
                self.store.keep_body(exchange, outcome.got.body)
            else:
                exchange.failure = f"{outcome.got.code} {outcome.got.detail}"
            self.feed.publish(Topic.EXCHANGE, exchange, subject.sid)
        got = outcome.got
        then(exchange, replace(got, number=exchange.number) if isinstance(got, Reply) else got)

    def report(
        self,
        subject: Call | Message,
        number: Number | None,
        url: str,
        method: str,
        params: Mapping[str, str],
        cookies: httpx.Cookies | None = None,
        purpose: str = "status",
    ) -> None:
        """Tell the application something, soon and without waiting; whatever it answers changes nothing (1.8)."""
        make = partial(self._report, subject, number, purpose, url, method, params, cookies)
        if self.striking.quiet:
            self.jobs.submit(make)
        else:
            self.striking.callback(subject, purpose, url, method, params, make)

    def _report(
        self,
        subject: Call | Message,
        number: Number | None,
        purpose: str,
        url: str,
        method: str,
        params: Mapping[str, str],
        cookies: httpx.Cookies | None,
        strike: Strike | None = None,
        done: Callable[[], None] | None = None,
    ) -> None:
        """Make a callback, then do what waits for it to be made."""

        def then(exchange: Exchange, got: Reply | FetchFailed) -> None:
            detail = got.detail if isinstance(got, FetchFailed) else complaint(got)
            if detail:
                with self.lock:
                    exchange.notices.append(Notice(code=15003, detail=detail))
                    self.feed.publish(Topic.EXCHANGE, exchange, subject.sid)
            if done is not None:
                done()

        self._ask(subject, number, purpose, url, method, params, cookies, strike, then)

    def begin(self) -> Chain:
        """Return the chain that something belongs to which is set going now; an exhausted one is filed once."""
        chain = self.chains.begin()
        if chain.begun == MOST_BEGUN + 1 and self.store.exchanges:
            exchange = self.store.exchanges[-1]
            exchange.notices.append(Notice(code=12400, detail=EXHAUSTED))
            self.feed.publish(Topic.EXCHANGE, exchange, exchange.subject_sid)
        return chain

    def remark(self, subject: Call | Message, notice: Notice) -> None:
        """File a coded remark with the latest exchange of ``subject``."""
        if subject.exchanges:
            exchange = subject.exchanges[-1]
            exchange.notices.append(notice)
            self.feed.publish(Topic.EXCHANGE, exchange, subject.sid)

    @staticmethod
    def app_for(number: Number | None, url: str) -> WsgiApp | None:
        """Return the application object behind ``url``, if ``number`` has one and the URL is its own."""
        if number is None or number.app is None:
            return None
        try:
            own = {urlsplit(home).netloc for home in (number.voice_url, number.sms_url) if home}
            return number.app if urlsplit(url).netloc in own else None
        except ValueError:  # no URL at all: the webhook's client says so
            return None


def with_absolute_urls(number: Number) -> Number:
    """Return ``number`` with the relative URLs of an application object made absolute."""
    if number.app is None:
        return number
    names = ("voice_url", "voice_fallback_url", "sms_url", "sms_fallback_url", "status_callback")
    given = {name: getattr(number, name) for name in names}
    return replace(number, **{name: urljoin(IN_PROCESS, url) for name, url in given.items() if url})
