"""What is kept of a call: recordings and transcriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from twilio_emulator.engine.effects.effect import Callbacks, Effect


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
class StartTranscription(Effect):
    """Report what is said on this leg, while it is said; ``labels`` are those of the two tracks, inbound first.

    With ``filters`` profane words keep their first letter only.
    """

    sid: str
    name: str = ""
    track: Track = Track.BOTH
    labels: tuple[str, str] = ("", "")
    partial: bool = False
    language: str = "en-US"
    engine: str = "google"
    filters: bool = True
    callbacks: Callbacks = field(default_factory=Callbacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTranscription(Effect):
    """End the transcription of this leg that is called ``name``, or the only one there is."""

    name: str = ""
