"""Webhooks: sign a request, send it over HTTP or straight into a WSGI application, bring back the answer.

What is Twilio's own here (twilio-behaviour 1.5, 1.7): fifteen seconds in all, one more try after a failed connect and
after nothing else unless the URL's fragment says otherwise, redirects followed at most ten times and always by GET
without the parameters, cookies kept for the call, answers to GET kept as long as they allow. Its parts are modules of
their own: ``address``, ``overrides``, ``wire`` (sockets) and ``wsgi`` (no sockets), ``answer``, ``cookies``, ``cache``.
"""

from __future__ import annotations

import ssl
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import httpx

from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import FetchFailed, Reply
from twilio_emulator.faults import Fault
from twilio_emulator.store import WsgiApp
from twilio_emulator.webhook import cookies, wsgi
from twilio_emulator.webhook.address import Address, address_of, form, redirected, with_query
from twilio_emulator.webhook.answer import Answer, Failed, Limits
from twilio_emulator.webhook.cache import MOST_BYTES, Cache
from twilio_emulator.webhook.meddling import Meddling
from twilio_emulator.webhook.overrides import DEFAULTS, Overrides, Retry
from twilio_emulator.webhook.signature import sign
from twilio_emulator.webhook.wire import Wire

CEILING = 15.0
"""Seconds a webhook may take in all; nothing can raise it."""
MAX_REDIRECTS = 10
MAX_DOCUMENT = 256 * 1024
"""Bytes read of a document before giving up; the engine refuses it at a quarter of that, with its own words."""
ALWAYS = [("User-Agent", "TwilioProxy/1.1"), ("Accept", "*/*"), ("Accept-Encoding", "gzip")]
ERRORS = {4: Retry.CLIENT_ERROR, 5: Retry.SERVER_ERROR}
FORM = ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One webhook to be made; ``cookies`` are the jar of the call or of the pair of numbers.

    A ``fault`` befalls its attempts; what is kept of earlier answers is then not used.
    """

    url: str
    method: str
    params: Mapping[str, str]
    token: str
    app: WsgiApp | None = None
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    signed: bool = True
    max_bytes: int = MAX_DOCUMENT
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a webhook: the engine's input, and what the inspector shows beside it.

    ``signature`` is that of the last request made, for the address ``signed_url``; ``sent`` are its headers and
    ``received`` those of the answer, which began after ``waited`` seconds. ``attempts`` is 1 and the retries, however
    many redirects were followed, and 0 where a kept answer was still fresh; ``reused`` says that the body is a kept
    one. ``held`` is how many seconds the answer is still to be held, on the emulator's clock; ``struck`` says that the
    fault befell it.
    """

    got: Reply | FetchFailed
    signature: str
    seconds: float
    redirects: tuple[str, ...]
    attempts: int = 1
    reused: bool = False
    overrides: Overrides = DEFAULTS
    held: float = 0.0
    struck: bool = False
    waited: float = 0.0
    signed_url: str = ""
    sent: tuple[tuple[str, str], ...] = ()
    received: tuple[tuple[str, str], ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The coded remarks on what the URL's fragment asks for (11243)."""
        return self.overrides.notices


class _Trip:
    """One webhook on its way, through retries and redirects."""

    __slots__ = (
        "answer",
        "asked",
        "limits",
        "meddling",
        "overrides",
        "redirects",
        "request",
        "retries",
        "reused",
        "sent",
        "signature",
        "token",
        "url",
    )

    def __init__(self, request: Request, overrides: Overrides, limits: Limits) -> None:
        self.request = request
        self.overrides = overrides
        self.limits = limits
        self.meddling = Meddling(request.fault) if request.fault is not None else None
        self.token = str(uuid.uuid4())
        self.url = ""
        self.signature = ""
        self.asked = False
        self.retries = 0
        self.reused = False
        self.answer: Answer | None = None
        self.sent: list[tuple[str, str]] = []
        self.redirects: list[str] = []

    @property
    def left(self) -> Limits:
        """The limits, with the time that an answer was held taken off."""
        return self.limits if self.meddling is None else self.meddling.left(self.limits)

    def may_try_again(self, kind: Retry | None) -> bool:
        """Count one more retry, if the webhook has one left for this kind of failure, and time for it."""
        policy = self.overrides
        if kind not in policy.retry_on or self.retries >= policy.retries or self.left.over:
            return False
        self.retries += 1
        return True


class Webhooks:
    """The client; safe to use from several threads at once.

    ``ceiling`` is in seconds. ``now`` is the clock by which kept answers grow old, ``tls`` says whose certificates are
    believed (without it the well-known authorities', and no self-signed one), ``cache_bytes`` bounds what is kept.
    """

    def __init__(
        self,
        ceiling: float = CEILING,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        tls: ssl.SSLContext | None = None,
        cache_bytes: int = MOST_BYTES,
    ) -> None:
        self._ceiling = ceiling
        self._wire = Wire(tls)
        self._cache = Cache(now, cache_bytes)

    def close(self) -> None:
        """Close every connection."""
        self._wire.close()

    def send(self, request: Request) -> Outcome:
        """Make the request and wait for the answer, at most fifteen seconds; never raises."""
        began = time.monotonic()
        trip = None
        got: Reply | FetchFailed
        try:
            address = address_of(request.url)
            asked = address.overrides
            total = min(asked.total, self._ceiling)
            limits = Limits(asked.connect, min(asked.read, self._ceiling), total, began + total)
            trip = _Trip(request, asked, limits)
            got = self._travel(trip, address)
        except Failed as failure:
            got = FetchFailed(failure.code, failure.detail, trip.url if trip else request.url)
        except (httpx.InvalidURL, ValueError) as error:
            got = FetchFailed(11100, f"{request.url[:200]!r} cannot be asked for: {error}", request.url)
        seconds = time.monotonic() - began
        if trip is None:
            return Outcome(got=got, signature="", seconds=seconds, redirects=(), attempts=0)
        answer = trip.answer
        return Outcome(
            got=got,
            signature=trip.signature,
            seconds=seconds,
            redirects=tuple(trip.redirects),
            attempts=trip.retries + trip.asked,
            reused=trip.reused,
            overrides=trip.overrides,
            held=trip.meddling.held if trip.meddling is not None else 0.0,
            struck=trip.meddling is not None and trip.meddling.struck,
            waited=answer.waited if answer is not None else 0.0,
            signed_url=trip.url if trip.signature else "",
            sent=tuple(trip.sent),
            received=tuple(answer.headers) if answer is not None else (),
        )

    def _travel(self, trip: _Trip, address: Address) -> Reply:
        """Ask, and follow where the answer leads."""
        request, home = trip.request, address.origin
        method, params = request.method.upper(), request.params
        while True:
            app = request.app if address.origin == home else None
            if method == "GET":
                answer = self._get(trip, address, params, app)
            else:
                answer = self._ask(trip, method, address.url, _headers(trip, method, address), params, app)
            trip.answer = answer
            if not 300 <= answer.status < 400:
                return Reply(answer.status, answer.header("content-type"), answer.body, address.document)
            trip.redirects.append(trip.url)
            if len(trip.redirects) > MAX_REDIRECTS:
                raise Failed(11215, f"more than {MAX_REDIRECTS} redirects")
            address = redirected(address, answer)
            # Digits and all the rest are lost on the way (twilio-behaviour 1.5).
            method, params = "GET", {}

    def _get(self, trip: _Trip, address: Address, params: Mapping[str, str], app: WsgiApp | None) -> Answer:
        """Use what is kept of an earlier answer, after asking whether it still holds unless it says so itself."""
        url = trip.url = with_query(address.url, params)
        headers = _headers(trip, "GET", address)
        key = (url, address.authorization, id(app))
        kept = self._cache.find(key, headers) if trip.meddling is None else None
        if kept is None:
            answer = self._ask(trip, "GET", url, headers, {}, app)
        elif self._cache.fresh(kept):
            trip.reused = True
            return kept.answer
        else:
            conditions = kept.conditions
            answer = self._ask(trip, "GET", url, [*headers, *conditions], {}, app)
            if answer.status == 304 and conditions:
                trip.reused = True
                return self._cache.renew(key, kept, answer)
        if trip.meddling is None:
            self._cache.keep(key, answer, headers, app)
        return answer

    def _ask(
        self,
        trip: _Trip,
        method: str,
        url: str,
        headers: list[tuple[str, str]],
        params: Mapping[str, str],
        app: WsgiApp | None,
    ) -> Answer:
        """Make one request, again where the policy says so; the retries of a webhook share its token."""
        request = trip.request
        trip.url, trip.asked = url, True
        body = b""
        if method == "POST":
            body = form(params).encode()
            headers.append(FORM)
        if request.signed:
            trip.signature = sign(request.token, url, params.items() if method == "POST" else ())
            headers += (("X-Twilio-Signature", trip.signature), ("I-Twilio-Idempotency-Token", trip.token))
        trip.sent = headers
        while True:
            try:
                answer = self._once(trip, method, url, headers, body, app)
            except Failed as failure:
                if not trip.may_try_again(failure.kind):
                    raise (trip.limits.exceeded() if trip.retries and trip.left.over else failure) from failure
            else:
                if answer.status < 400 or not trip.may_try_again(ERRORS.get(answer.status // 100)):
                    return answer

    def _once(
        self, trip: _Trip, method: str, url: str, headers: list[tuple[str, str]], body: bytes, app: WsgiApp | None
    ) -> Answer:
        """Make one attempt; a fault strikes on the way to the first address."""
        if trip.meddling is None:
            return self._sent(trip, method, url, headers, body, app, trip.limits)
        ask = partial(self._sent, trip, method, url, headers, body, app)
        return ask(trip.left) if trip.redirects else trip.meddling.attempt(trip.limits, ask)

    def _sent(
        self,
        trip: _Trip,
        method: str,
        url: str,
        headers: list[tuple[str, str]],
        body: bytes,
        app: WsgiApp | None,
        limits: Limits,
    ) -> Answer:
        """Have the application asked, and keep the cookies its answer brings."""
        most = trip.request.max_bytes
        if app is not None:
            answer = wsgi.call(app, method, url, headers, body, most, limits)
        else:
            answer = self._wire.ask(method, url, headers, body, most, limits)
        cookies.take(trip.request.cookies, answer, method, url)
        return answer


def _headers(trip: _Trip, method: str, address: Address) -> list[tuple[str, str]]:
    """Return the headers by which an answer may differ, with the cookies of the call; the signature comes later."""
    headers = ALWAYS.copy()
    if address.authorization:
        headers.append(("Authorization", address.authorization))
    headers += cookies.crumbs(trip.request.cookies, method, address.url)
    return headers


__all__ = ["CEILING", "MAX_DOCUMENT", "Outcome", "Request", "Webhooks"]
