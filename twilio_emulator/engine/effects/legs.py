"""Other legs: ringing them, connecting with one, giving them up."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from twilio_emulator.engine import inputs
from twilio_emulator.engine.effects.effect import Callbacks, Effect
from twilio_emulator.engine.leg import CallStatus


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
class Refer(Effect):
    """Have the SIP telephone at the far end of this leg call ``target`` itself, in place of this call."""

    ends_with: ClassVar[frozenset[type]] = frozenset({inputs.Referred})
    target: str
