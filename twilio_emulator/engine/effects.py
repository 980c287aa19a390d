"""What the driver must do: everything a session can ask for.

An effect whose class says :attr:`Effect.ends_with` is a *wait*: the session does nothing more until one of those
inputs, or one of the inputs it ``hears``, is fed. The last effect of every sprint is a wait or an :class:`End`, and a
new wait makes the driver drop whatever it still did for the one before (sound, timer).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from twilio_emulator.engine import inputs
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.leg import CallStatus

NOTHING: frozenset[type] = frozenset()
KEYS: frozenset[type] = frozenset({inputs.KeyPressed})
SPEECH: frozenset[type] = frozenset({inputs.Spoke})


class Purpose(StrEnum):
    """Why the application is asked; shown in the inspector."""

    ANSWER = "answer"
    ACTION = "action"
    REDIRECT = "redirect"
    FALLBACK = "fallback"
    MESSAGE = "message"
    UPDATE = "update"
    """The application itself sent the call there, by REST."""
    WHISPER = "whisper"
    """What a called party hears before it is connected."""
    WAIT = "wait"
    """What a caller hears in a queue, in a conference that has not begun, or on hold."""
    STATUS = "status"
    """A callback: whatever is answered, the call goes on as it was."""


class Turn(StrEnum):
    """Whose turn it is while a session waits; tells when a line is quiet."""

    NOBODY = "nobody"
    """Time passes by itself."""
    CALLER = "caller"
    """The person on this leg is to press or say something."""
    CALLED = "called"
    """Somebody who was rung is to answer."""
    TALKING = "talking"
    """People talk to each other, or sit in silence, until one of them does something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """Where progress is reported to (``url`` absolute, empty: nowhere), and which events of it."""

    url: str = ""
    method: str = "POST"
    events: tuple[str, ...] = ("completed",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """How a called party is examined for being a machine (twilio-behaviour 5.6); times in seconds.

    ``message_end`` waits for the end of its greeting; ``blocking`` holds the first document back until the result is
    known, otherwise it is told to ``callbacks`` only.
    """

    message_end: bool = False
    timeout: float = 30.0
    speech_threshold: float = 2.4
    speech_end_threshold: float = 1.2
    silence_timeout: float = 5.0
    blocking: bool = True
    callbacks: Callbacks = field(default_factory=Callbacks)


class DestinationKind(StrEnum):
    """What is dialled: the noun's name."""

    NUMBER = "Number"
    CLIENT = "Client"
    SIP = "Sip"
    SIM = "Sim"
    WHATSAPP = "WhatsApp"
    APPLICATION = "Application"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One party to be rung as the leg ``sid``.

    ``address`` is a number, ``client:name``, ``sip:user@host`` or the SID of an application; ``whisper_url`` (absolute,
    empty: none) is run on the leg once it answers; ``send_digits`` are sent as tones before that; ``parameters`` are
    handed to a client or an application.
    """

    sid: str
    kind: DestinationKind
    address: str
    whisper_url: str = ""
    whisper_method: str = "POST"
    send_digits: str = ""
    callbacks: Callbacks = field(default_factory=Callbacks)
    detection: Detection | None = None
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing for the driver to do."""

    ends_with: ClassVar[frozenset[type]] = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening(Effect):
    """A wait during which the caller may be heard; ``hears`` are the kinds of input that count meanwhile."""

    hears: frozenset[type] = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch(Effect):
    """Request a document from the application, with ``params`` beside the standard ones (``url`` is absolute)."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Reply, inputs.FetchFailed})
    url: str
    method: str
    purpose: Purpose
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Effect):
    """Tell the application something without waiting for its answer, which changes nothing (``url`` is absolute)."""

    url: str
    method: str
    purpose: Purpose = Purpose.STATUS
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak(Listening):
    """Say ``text`` (no markup left in it); ``rate`` 1.0 is normal pace, ``pauses`` are seconds of silence within."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded})
    text: str
    language: str
    voice: str
    rate: float = 1.0
    pauses: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayAudio(Listening):
    """Play the sound at ``url`` (absolute), or ``sound`` where it has come already; it may turn out not to be one."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded, inputs.FetchFailed})
    url: str
    sound: inputs.Reply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayDigits(Listening):
    """Send ``digits`` as tones down the line; ``w`` is half a second, ``W`` a whole one."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded})
    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Listening):
    """Let ``seconds`` pass; ``turn`` tells who is to do something meanwhile."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.TimerExpired})
    seconds: float
    turn: Turn = Turn.NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring(Effect):
    """Ring several parties at once, each as a leg of its own that belongs to this one.

    Each is answered for by :class:`~twilio_emulator.engine.inputs.LegAnswered`, ``LegReady`` and ``LegEnded``.
    ``caller_id`` empty means the number this leg was called from.
    """

    destinations: tuple[Destination, ...]
    caller_id: str = ""
    ring_tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect(Effect):
    """Let this leg and the leg ``sid`` hear each other."""

    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Effect):
    """End the legs ``sids``, as far as they are not over; no ``LegEnded`` comes for them.

    One that was never answered ends as ``unanswered``.
    """

    sids: tuple[str, ...]
    unanswered: CallStatus = CallStatus.CANCELED


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Effect):
    """Pick up: the leg is in progress from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Effect):
    """Send a message; ``to`` and ``from_`` empty mean back to the sender, from the number that was texted."""

    body: str
    to: str
    from_: str
    media: tuple[str, ...] = ()
    status_callback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify(Effect):
    """File a coded remark on what the application answered."""

    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(Effect):
    """A verb begins to run: what the inspector lights up."""

    tag: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Effect):
    """The session is over and the leg goes on: a whisper has run out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Effect):
    """The session is over, and with it the leg; ``reason`` in a few words."""

    reason: str
