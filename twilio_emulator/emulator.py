"""Puts the parts together: records, clock, switchboard, and the HTTP side."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Literal, Self

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from twilio_emulator import console, control
from twilio_emulator.clock import ManualClock, RealClock
from twilio_emulator.desk import Desk
from twilio_emulator.engine.session import Limits
from twilio_emulator.feed import Feed
from twilio_emulator.handset import Handset
from twilio_emulator.jobs import InlineJobs, PooledJobs
from twilio_emulator.server import HttpServer
from twilio_emulator.speech import CachedSpeech, Espeak
from twilio_emulator.store import Call, Contact, Exchange, Message, Number, Store, TwilioAccount, WsgiApp
from twilio_emulator.switchboard import Switchboard
from twilio_emulator.webhook import Webhooks

ACCOUNT_SID = "AC00000000000000000000000000012393"
"""The first account where the environment names none."""
AUTH_TOKEN = "emulator-auth-token-for-development"  # noqa: S105  # a documented constant, not a secret
"""Its token."""


class Emulator:
    """A Twilio on your desk.

    In virtual time (``clock="manual"``, the default) a call of ten minutes takes milliseconds and nothing happens
    unless a handset acts or ``emulator.clock.advance(seconds)`` is called. With ``clock="real"`` everything takes its
    time, on threads; with ``aloud`` as well, speech is really made and lasts as long as its sound.

    The HTTP side listens on a loopback port of its own, from the first use of :attr:`url` on, or at once where a
    ``port`` is named. Raises :class:`twilio_emulator.server.PortTaken` where it cannot.
    """

    def __init__(
        self,
        *,
        clock: Literal["manual", "real"] = "manual",
        aloud: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
        account_sid: str = "",
        auth_token: str = "",
        contacts: Sequence[Contact] = (),
        limits: Limits | None = None,
    ) -> None:
        account = TwilioAccount(
            sid=account_sid or os.environ.get("TWILIO_ACCOUNT_SID", "") or ACCOUNT_SID,
            auth_token=auth_token or os.environ.get("TWILIO_AUTH_TOKEN", "") or AUTH_TOKEN,
        )
        virtual = clock == "manual"
        self._clock: ManualClock | RealClock = ManualClock() if virtual else RealClock()
        self._jobs: InlineJobs | PooledJobs = InlineJobs() if virtual else PooledJobs()
        self._webhooks = Webhooks()
        self._desk = Desk(
            store=Store(account=account, contacts=tuple(contacts)),
            clock=self._clock,
            jobs=self._jobs,
            webhooks=self._webhooks,
            feed=Feed(),
            limits=limits or Limits(),
        )
        self._speech = CachedSpeech(Espeak())
        self.switchboard = Switchboard(self._desk, self._speech if aloud else None)
        self._address = (host, port)
        self._server: HttpServer | None = None
        self._instance = secrets.token_hex(8)

    def __enter__(self) -> Self:
        if self._address[1]:
            self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, close every connection, forget what was to be done."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        if isinstance(self._clock, RealClock):
            self._clock.close()
        if isinstance(self._jobs, PooledJobs):
            self._jobs.close()
        self._webhooks.close()

    @property
    def url(self) -> str:
        """Where the HTTP side listens, such as ``http://127.0.0.1:41393``."""
        return self._listen().url

    @property
    def account_sid(self) -> str:
        """The account's SID: ``TWILIO_ACCOUNT_SID`` where it is set, else a fixed one."""
        return self._desk.store.account.sid

    @property
    def auth_token(self) -> str:
        """The account's token, which signs the webhooks: ``TWILIO_AUTH_TOKEN``, else a fixed one."""
        return self._desk.store.account.auth_token

    @property
    def clock(self) -> ManualClock:
        """The clock a test moves by hand; raises ``RuntimeError`` where time is real."""
        if not isinstance(self._clock, ManualClock):
            raise RuntimeError("this emulator runs in real time; nobody can move its clock")
        return self._clock

    def add_number(
        self, phone_number: str, voice_url: str = "", sms_url: str = "", app: WsgiApp | None = None, **options: Any
    ) -> Number:
        """Let an application answer ``phone_number`` (E.164 or a short code).

        With ``app``, a WSGI application, webhooks are called straight, without a socket, and the URLs may be paths.
        ``options`` are the other fields of :class:`twilio_emulator.store.Number`, such as ``status_callback`` or
        ``voice_fallback_url``.
        """
        number = Number(phone_number=phone_number, voice_url=voice_url, sms_url=sms_url, app=app, **options)
        return self.switchboard.add_number(number)

    def handset(self, phone_number: str) -> Handset:
        """Take the phone with this number into your hand."""
        return Handset(self.switchboard, phone_number)

    @property
    def numbers(self) -> list[Number]:
        """Every number an application answers."""
        return list(self._desk.store.numbers.values())

    @property
    def calls(self) -> list[Call]:
        """Every call, oldest first."""
        return list(self._desk.store.calls.values())

    @property
    def messages(self) -> list[Message]:
        """Every text, in and out, oldest first."""
        return list(self._desk.store.messages.values())

    @property
    def exchanges(self) -> list[Exchange]:
        """Every webhook with its answer, oldest first."""
        return list(self._desk.store.exchanges)

    def asgi(self) -> Starlette:
        """The HTTP side as an ASGI application: the control API and the console."""
        local = [self._address[0], "localhost", "127.0.0.1", "[::1]"]
        guard = Middleware(TrustedHostMiddleware, allowed_hosts=local)
        app = Starlette(routes=[*control.ROUTES, *console.ROUTES], middleware=[guard])
        app.state.switchboard = self.switchboard
        app.state.speech = self._speech
        app.state.instance = self._instance
        return app

    def _listen(self) -> HttpServer:
        if self._server is None:
            self._server = HttpServer(self.asgi(), *self._address)
            self._server.start()
        return self._server
