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
from twilio_emulator.engine.conference import MOST, Departure, Participant
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
    ANNOUNCEMENT = "announcement"
    """What is said into a conference, to one or to all."""
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


class RecordingSource(StrEnum):
    """What made a recording, in the words of its resource (twilio-behaviour 5.7)."""

    RECORD_VERB = "RecordVerb"
    DIAL_VERB = "DialVerb"
    CONFERENCE = "Conference"
    OUTBOUND_API = "OutboundAPI"
    START_BY_API = "StartCallRecordingAPI"
    START_CONFERENCE_BY_API = "StartConferenceRecordingAPI"
    START_BY_TWIML = "StartCallRecordingTwiML"
    """``<Start><Recording>``; the API's enumeration lacks it, real callbacks carry it."""


class Track(StrEnum):
    """A side of a leg: ``inbound`` comes from the person with the telephone, ``outbound`` is heard there."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    BOTH = "both"


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
    handed to a client or an application. With ``keeps_to`` the new leg is to the number that this call was to.
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
    keeps_to: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing for the driver to do."""

    ends_with: ClassVar[frozenset[type]] = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening(Effect):
    """A wait during which the caller may be heard; ``hears`` are the kinds of input that count meanwhile.

    What the caller presses or says while it is ``secret`` is written down nowhere.
    """

    hears: frozenset[type] = NOTHING
    secret: bool = False


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
    """Play the sound at ``url`` (absolute), or ``sound`` where it has come already; it may turn out not to be one.

    What is of no type that can be played is filed under ``wrong_type``.
    """

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded, inputs.FetchFailed})
    url: str
    sound: inputs.Reply | inputs.FetchFailed | None = None
    wrong_type: int = 13420


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefetch(Listening):
    """Fetch the sounds at ``urls`` (absolute) before the first of them is played."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Prefetched})
    urls: tuple[str, ...]


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
class Beep(Effect):
    """Let the tone be heard after which one speaks."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.PlaybackEnded})


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRecording(Effect):
    """Record this leg from now on, as the recording ``sid``; it is stopped with the leg at the latest.

    ``trim`` takes the silence off at both ends; ``channels`` 2 keeps the two sides apart. ``transcribe`` has the words
    written down once it is over, and told at ``transcribe_url`` (absolute, empty: nowhere). ``name`` is what the
    application calls it. A request whose parameters name a ``RecordingSid`` is given its ``RecordingUrl`` and
    ``RecordingDuration`` by the driver.
    """

    sid: str
    source: RecordingSource
    channels: int = 1
    track: Track = Track.BOTH
    trim: bool = False
    callbacks: Callbacks = field(default_factory=Callbacks)
    transcribe: bool = False
    transcribe_url: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRecording(Effect):
    """Stop the recording of this leg that is called ``sid``, or ``name``; harmless where there is none."""

    sid: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterConference(Effect):
    """Go into the conference room that is called ``name``, which is made where there is none.

    ``participant`` is this leg as it comes in (the driver fills in its CallSid). ``capacity``, ``callbacks``,
    ``event_url`` and ``region`` are the room's, and those of the first who comes in count; ``record`` is heeded of
    anybody who comes before it starts. The leg is taken out again after ``time_limit`` seconds, or by a star where
    ``leaves_on_star``. URLs are absolute, and empty where there is none.
    """

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.ConferenceEntered, inputs.ConferenceRefused})
    name: str
    participant: Participant
    time_limit: float
    leaves_on_star: bool = False
    capacity: int = MOST
    callbacks: Callbacks = field(default_factory=Callbacks)
    record: bool = False
    trim: bool = True
    recording: Callbacks = field(default_factory=Callbacks)
    event_url: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveConference(Effect):
    """Leave the room, because of ``why``; harmless where the leg is in none. ``call_over``: the call ends with it."""

    why: Departure = Departure.LEFT
    call_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Music(Wait):
    """Let ``seconds`` pass with music: what is heard in a queue where the application has named nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinQueue(Effect):
    """Wait in the queue ``name``, which is made where there is none; at most ``max_size`` may wait there.

    Where somebody waits to take a call from it already, ``Dequeued`` comes at once.
    """

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Standing, inputs.QueueFull, inputs.Dequeued})
    name: str
    max_size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStanding(Effect):
    """Ask where this leg stands now in the queue ``queue_sid``."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Standing})
    queue_sid: str
    max_size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFromQueue(Effect):
    """Take the first call out of the queue ``name``, or the next that comes to it.

    Like a leg that was rung, it is answered for by ``LegAnswered`` when it is taken, ``LegReady`` when it has heard the
    document at ``url`` (absolute, empty: none), and ``LegEnded`` when it is gone; or by ``NoSuchQueue``.
    """

    name: str
    url: str = ""
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyFor(Effect):
    """Tell the leg ``sid``, with which a queue has put this one together, that it may be talked to: ``LegReady``."""

    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveQueue(Effect):
    """Give up whatever this leg has of a queue: its place, its wait for somebody, or the leg it was put together with.

    That leg gets ``LegEnded``; ``left`` tells that this one goes on elsewhere. Harmless where there is nothing.
    """

    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Effect):
    """Pick up: the leg is in progress from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Effect):
    """Send a message; ``to`` and ``from_`` empty mean back to the sender, from the number that was texted.

    From a call it goes to the caller, from the number that was called. ``status_callback`` (absolute, empty: none) is
    told what becomes of it; ``sid`` is its SID where it has been told to somebody already.
    """

    body: str
    to: str
    from_: str
    media: tuple[str, ...] = ()
    status_callback: str = ""
    sid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer(Effect):
    """Have the SIP telephone at the far end of this leg call ``target`` itself, in place of this call."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Referred})
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDate(Effect):
    """Ask what day it is."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.DateTold})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStream(Effect):
    """Stream what is heard on this leg to the websocket at ``url`` (absolute), beside everything else.

    One that is ``bidirectional`` takes the application's sound as well, and its end is told to the session
    (:class:`~twilio_emulator.engine.inputs.StreamClosed`).
    """

    sid: str
    url: str
    name: str = ""
    track: Track = Track.INBOUND
    bidirectional: bool = False
    parameters: tuple[tuple[str, str], ...] = ()
    callbacks: Callbacks = field(default_factory=Callbacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseStream(Effect):
    """End the stream ``sid`` of this leg, or the one called ``name``, or the only one there is."""

    sid: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTranscription(Effect):
    """Report what is said on this leg, while it is said; ``labels`` are those of the two tracks, inbound first."""

    sid: str
    name: str = ""
    track: Track = Track.BOTH
    labels: tuple[str, str] = ("", "")
    partial: bool = False
    language: str = "en-US"
    engine: str = "google"
    callbacks: Callbacks = field(default_factory=Callbacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTranscription(Effect):
    """End the transcription of this leg that is called ``name``, or the only one there is."""

    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRelay(Effect):
    """Open the websocket at ``url`` (absolute) for the session ``sid``.

    Answered for by :class:`~twilio_emulator.engine.inputs.RelayOpened`, ``RelayReceived`` and ``RelayClosed``.
    """

    sid: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendToRelay(Effect):
    """Send a message through the relay's websocket; after a ``prompt`` the application is given time to answer."""

    text: str
    prompt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRelay(Effect):
    """Close the relay's websocket, and stop what is being said; harmless where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Perform(Effect):
    """Let ``sound`` be heard while the session goes on waiting for other things.

    Answered for by :class:`~twilio_emulator.engine.inputs.SoundBegan` and ``SoundEnded`` with its ``number``.
    """

    number: int
    sound: Speak | PlayAudio | PlayDigits


@dataclass(frozen=True, slots=True, kw_only=True)
class Hush(Effect):
    """Stop the sound that is being performed; nothing more is told of it."""


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
