"""Puts the parts together: records, clock, switchboard, and the HTTP side."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urljoin

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from twilio_emulator import api, console, control
from twilio_emulator.api.in_process import HttpClient
from twilio_emulator.api.v2010 import usage_triggers
from twilio_emulator.chains import Chains, Guests
from twilio_emulator.clock import ManualClock, RealClock
from twilio_emulator.desk import IN_PROCESS, Desk, Pace
from twilio_emulator.engine.effects import (
    Callbacks,
    Destination,
    DestinationKind,
    Detection,
    RecordingSource,
    StartRecording,
    Track,
)
from twilio_emulator.engine.session import Entry, Limits
from twilio_emulator.faults import Faults
from twilio_emulator.feed import Feed
from twilio_emulator.handset import Handset, LiveCall
from twilio_emulator.holding import Holding
from twilio_emulator.jobs import InlineJobs, PooledJobs
from twilio_emulator.lines.called_line import Plan
from twilio_emulator.live_conference import LiveConference
from twilio_emulator.numbering import EVERY_LINE_TYPE, KnownNumber
from twilio_emulator.outcomes import MessageStatus, Outcome
from twilio_emulator.server import HttpServer
from twilio_emulator.sound import engines
from twilio_emulator.sound.recognition import Recogniser
from twilio_emulator.sound.speech import SpeechEngine
from twilio_emulator.state.journal import Journal
from twilio_emulator.state.keeper import Keeper
from twilio_emulator.state.restoring import Restoring, Snapshot, take_up
from twilio_emulator.store import (
    Call,
    CallerId,
    Conference,
    Contact,
    Exchange,
    Message,
    MessagingService,
    Number,
    Store,
    TwilioAccount,
    WsgiApp,
    new_sid,
)
from twilio_emulator.switchboard import Switchboard
from twilio_emulator.tape import Recording, Transcription
from twilio_emulator.texts import pool
from twilio_emulator.verification import Email
from twilio_emulator.webhook.client import Webhooks
from twilio_emulator.webhook.sockets import SocketLimits, Sockets

ACCOUNT_SID = "AC00000000000000000000000000012393"
"""The first account where the environment names none."""
AUTH_TOKEN = "emulatortokenfordevelopment12393"  # noqa: S105  # a documented constant, not a secret
"""Its token, of letters and digits alone: the client for Go sends no other."""


class Emulator:
    """A Twilio on your desk.

    In virtual time (``clock="manual"``, the default) a call of ten minutes takes milliseconds and nothing happens
    unless a handset acts or ``emulator.clock.advance(seconds)`` is called. With ``clock="real"`` everything takes its
    time, on threads; with ``aloud`` as well, speech is really made and lasts as long as its sound. ``speech`` makes it,
    espeak-ng where none is given (:func:`twilio_emulator.sound.engines.speech` finds others by name); ``recogniser``
    understands what is said into a telephone as sound.

    With ``calls_per_second``, calls that applications place wait in ``queued`` for their turn; otherwise none waits.

    ``socket_limits`` are how long websockets are waited for, in real seconds, in virtual time too.

    With ``state``, a directory, everything is kept there, and is there again next time; what was under way goes on.
    Raises :class:`twilio_emulator.state.journal.StateError` where that cannot be.

    The HTTP side listens on a loopback port of its own, from the first use of :attr:`url` on, or at once where a
    ``port`` is named. Raises :class:`twilio_emulator.server.PortTaken` where it cannot.
    """

    def __init__(
        self,
        *,
        clock: Literal["manual", "real"] = "manual",
        aloud: bool = False,
        speech: SpeechEngine | None = None,
        recogniser: Recogniser | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        account_sid: str = "",
        auth_token: str = "",
        contacts: Sequence[Contact] = (),
        limits: Limits | None = None,
        socket_limits: SocketLimits | None = None,
        calls_per_second: float = 0.0,
        state: str | Path | None = None,
    ) -> None:
        account = TwilioAccount(
            sid=account_sid or os.environ.get("TWILIO_ACCOUNT_SID", "") or ACCOUNT_SID,
            auth_token=auth_token or os.environ.get("TWILIO_AUTH_TOKEN", "") or AUTH_TOKEN,
        )
        virtual = clock == "manual"
        holding = Holding()
        self._clock: ManualClock | RealClock = ManualClock() if virtual else RealClock(holding)
        self._jobs: InlineJobs | PooledJobs = InlineJobs(holding) if virtual else PooledJobs(holding=holding)
        account.created_at = account.updated_at = self._clock.now()
        self._webhooks = Webhooks(now=self._clock.now)
        store, lock = Store(account=account, contacts=tuple(contacts)), threading.RLock()
        self._keeper = self._kept(store, lock, Path(state)) if state is not None else None
        self._desk = Desk(
            store=store,
            lock=lock,
            holding=holding,
            clock=self._clock,
            jobs=self._jobs,
            webhooks=self._webhooks,
            feed=Feed(),
            limits=limits or Limits(),
            sockets=Sockets(socket_limits),
            chains=Chains(one_at_a_time=virtual),
            pace=Pace(calls_per_second),
            url=self._where,
            recogniser=recogniser,
        )
        self._speech = speech if speech is not None else engines.speech()
        if aloud:
            self._desk.speech = self._speech
        self.switchboard = Switchboard(self._desk)
        self._restoring = Restoring(self.switchboard)
        if self._keeper is not None:
            take_up(self.switchboard)
            self._desk.keep = self._keeper.write
            self._keeper.write()
        usage_triggers.watch(self._desk)
        self._address = (host, port)
        self._server: HttpServer | None = None
        self._listening = threading.Lock()
        self._last_url = ""
        self._closed = False
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
        self._closed = True
        if self._server is not None:
            self._server.stop()
            self._server = None
        if isinstance(self._clock, RealClock):
            self._clock.close()
        if isinstance(self._jobs, PooledJobs):
            self._jobs.close()
        self._webhooks.close()
        self._desk.sockets.close()
        if self._keeper is not None:
            self._desk.keep = lambda: None  # what still comes is too late
            keeper, self._keeper = self._keeper, None
            keeper.close()

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

    def add_application(self, voice_url: str, app: WsgiApp | None = None, **options: Any) -> Number:
        """Take an application that ``<Application>`` dials by its ``sid``; the arguments are those of a number."""
        application = Number(phone_number="", sid=new_sid("AP"), voice_url=voice_url, app=app, **options)
        return self.switchboard.add_application(application)

    def add_messaging_service(
        self, friendly_name: str = "", senders: Sequence[str] = (), **options: Any
    ) -> MessagingService:
        """Make a Messaging Service that sends from ``senders``: numbers, short codes, names, ``whatsapp:+…``.

        ``options`` are the other fields of :class:`twilio_emulator.store.MessagingService`, such as ``status_callback``
        or ``opt_out=OptOut()``, which switches Advanced Opt-Out on. Texts that come to its numbers are taken by
        ``inbound_request_url`` where that is given, else where the number itself says. Raises ``ValueError`` for a
        number that is not the account's or is in another service.
        """
        with self._desk.lock:
            return pool.new_service(self._desk.store, self._clock.now(), friendly_name, senders, **options)

    def add_caller_id(self, phone_number: str) -> None:
        """Let applications show ``phone_number`` as the caller's, though it is not theirs: its owner has agreed."""
        now, caller_ids = self._clock.now(), self._desk.store.caller_ids
        with self._desk.lock:
            if phone_number not in caller_ids or caller_ids[phone_number].account_sid != self.account_sid:
                caller_ids[phone_number] = CallerId(
                    phone_number=phone_number,
                    account_sid=self.account_sid,
                    friendly_name=phone_number,
                    created_at=now,
                    updated_at=now,
                )

    def deliver(
        self,
        phone_number: str,
        status: Literal["delivered", "undelivered", "failed", "sent"] = "delivered",
        error_code: int = 0,
        *,
        after: float = 0.0,
    ) -> None:
        """Say what becomes of every text to ``phone_number`` from now on.

        One that is not delivered has an error code, such as 30003 for a handset that cannot be reached; one that stays
        ``sent`` is lost at the carrier's. ``after`` is
        how many seconds a text waits in the queue first; its validity period may be over by then. Raises
        ``ValueError`` for a status that is no end, and for an error that there is not.
        """
        outcome = Outcome(status=MessageStatus(status), error_code=error_code, after=after)
        with self._desk.lock:
            self._desk.store.outcomes[phone_number] = outcome

    @property
    def faults(self) -> Faults:
        """What is to go wrong: ``faults.add("refused", url="*/answer", times=1)``; and what has, ``faults.struck``."""
        return self._desk.faults

    def lookup(self, phone_number: str, **known: Any) -> KnownNumber:
        """Say what Lookup is to tell of a number (E.164) from now on, in the place of what it would.

        ``known`` are the fields of :class:`twilio_emulator.numbering.KnownNumber`, such as ``line_type="landline"`` or
        ``caller_name="Wang Li"``. Raises ``ValueError`` for a line type that there is not.
        """
        said = KnownNumber(**known)
        if said.line_type and said.line_type not in EVERY_LINE_TYPE:
            raise ValueError(f"{said.line_type!r} is none of {', '.join(EVERY_LINE_TYPE)}")
        with self._desk.lock:
            self._desk.store.known_numbers[phone_number] = said
        return said

    def call_out(
        self, from_: str, to: str, url: str = "", *, method: str = "POST", twiml: str = "", timeout: float = 60.0,
        status_callback: str = "", status_callback_event: Sequence[str] = ("completed",), send_digits: str = "",
        detection: Detection | None = None, time_limit: float | None = None,
        record: bool = False, recording_channels: Literal["mono", "dual"] = "mono",
        recording_track: Literal["inbound", "outbound", "both"] = "both", trim: bool = True,
        recording_status_callback: str = "", recording_status_callback_event: Sequence[str] = ("completed",),
    ) -> LiveCall:  # fmt: skip
        """Call ``to`` for an application, as its ``calls.create`` would: it is asked at ``url`` when somebody answers.

        ``from_`` is the number shown; where it has an application object, ``url`` may be one of its paths. Returns as
        :meth:`Handset.dial` does, with the call as the person who was called has it. With ``record`` that leg is
        recorded from the answer on.
        """
        home = self._desk.store.numbers.get(from_)
        at = IN_PROCESS if home is not None and home.app is not None else ""
        recording = StartRecording(
            sid="", source=RecordingSource.OUTBOUND_API, channels=2 if recording_channels == "dual" else 1,
            track=Track(recording_track), trim=trim,
            callbacks=Callbacks(
                url=urljoin(at, recording_status_callback) if recording_status_callback else "",
                events=tuple(recording_status_callback_event),
            ),
        )  # fmt: skip
        plan = Plan(
            entry=Entry(url=urljoin(at, url) if url else "", method=method, twiml=twiml.encode() if twiml else None),
            timeout=timeout,
            time_limit=time_limit,
            recording=recording if record else None,
        )
        callbacks = Callbacks(
            url=urljoin(at, status_callback) if status_callback else "", events=tuple(status_callback_event)
        )
        destination = Destination(
            sid="", kind=DestinationKind.NUMBER, address=to, send_digits=send_digits, callbacks=callbacks,
            detection=detection,
        )  # fmt: skip
        call = LiveCall(self.switchboard, self.switchboard.call_out(from_, to, plan, destination))
        return call.settle()

    def update_call(self, sid: str, *, url: str = "", method: str = "POST", twiml: str = "") -> bool:
        """Send a live call to another document, as its ``calls(sid).update`` would; False where it is not live."""
        done = self.switchboard.update(sid, url=url, method=method, twiml=twiml.encode() if twiml else None)
        self.switchboard.settle(sid)
        return done

    def end_call(self, sid: str) -> bool:
        """End a live call for the application; False where it is over."""
        done = self.switchboard.end_call(sid)
        self.switchboard.work()
        return done

    def snapshot(self) -> Snapshot:
        """Return everything as it is now, to be brought back by :meth:`restore`."""
        return self._restoring.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Bring back what a snapshot holds, and nothing else; whatever is live ends, and nobody is told of it.

        In virtual time it is as late as it was then. Application objects stay with their numbers.
        """
        self._restoring.restore(snapshot)

    def reset(self) -> None:
        """Forget every call, text, code, recording and webhook; whatever is live ends, and nobody is told of it.

        Accounts, numbers, services and all that was set up stay, and it is as late as before.
        """
        self._restoring.reset()

    def http_client(self) -> HttpClient:
        """Return what the official Python client takes as its ``http_client``: the API without a socket."""
        return HttpClient(self.switchboard, api.PRODUCTS)

    def conference(self, name_or_sid: str) -> LiveConference:
        """Return the conference of that name or SID, the latest of several; raises ``LookupError`` where none was."""
        found = [one for one in self.conferences if name_or_sid in (one.friendly_name, one.sid)]
        if not found:
            raise LookupError(f"there is no conference {name_or_sid!r}")
        return LiveConference(self.switchboard, found[-1])

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
    def recordings(self) -> list[Recording]:
        """Every recording, oldest first."""
        return list(self._desk.store.recordings.values())

    @property
    def transcriptions(self) -> list[Transcription]:
        """Every transcription of a recording, oldest first."""
        return list(self._desk.store.transcriptions.values())

    @property
    def messages(self) -> list[Message]:
        """Every text, in and out, oldest first."""
        return list(self._desk.store.messages.values())

    @property
    def emails(self) -> list[Email]:
        """The outbox: every letter that Verify was to send, oldest first."""
        with self._desk.lock:
            return list(self._desk.store.emails)

    @property
    def conferences(self) -> list[Conference]:
        """Every conference, live or over, oldest first."""
        with self._desk.lock:
            return list(self._desk.store.conferences.values())

    @property
    def exchanges(self) -> list[Exchange]:
        """Every webhook with its answer, oldest first."""
        return list(self._desk.store.exchanges)

    def asgi(self) -> Starlette:
        """The HTTP side as an ASGI application: the control API and the console."""
        local = [self._address[0], "localhost", "127.0.0.1", "[::1]"]
        guard = Middleware(TrustedHostMiddleware, allowed_hosts=local)
        app = Starlette(routes=[*api.ROUTES, *control.ROUTES, *console.ROUTES], middleware=[guard, Middleware(Guests)])
        app.state.switchboard = self.switchboard
        app.state.speech = self._speech
        app.state.restoring = self._restoring
        app.state.snapshots = control.Snapshots()
        app.state.files = control.Files()
        app.state.instance = self._instance
        return app

    def _kept(self, store: Store, lock: threading.RLock, directory: Path) -> Keeper:
        """Have a store kept in a directory; a virtual clock goes on from where it stood."""
        clock = self._clock if isinstance(self._clock, ManualClock) else None
        keeper = Keeper(store, Journal(directory), lock, now=clock.now if clock is not None else None)
        if clock is not None and keeper.began_at is not None:
            clock.set_to(keeper.began_at)
        return keeper

    def _listen(self) -> HttpServer:
        with self._listening:
            if self._server is None:
                self._server = HttpServer(self.asgi(), *self._address)
                self._server.start()
                self._last_url = self._server.url
            return self._server

    def _where(self) -> str:
        """Return the address for those who tell of it; what is still told after the end does not open it anew."""
        return self._last_url if self._closed else self.url
