"""What was recorded, as words and seconds: the records of recordings and transcriptions, without a sound in them.

Nothing here knows the time or tells anybody: :mod:`twilio_emulator.lines.recordings` starts, stops and reports. The
sound itself is made from these records when somebody asks for it (:mod:`twilio_emulator.sound.tones`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

import httpx

from twilio_emulator.engine.effects import Callbacks, RecordingSource, Track
from twilio_emulator.records import Call, Number

SHORTEST = 0.1
"""Seconds below which a recording without a word is too short to be kept (16101)."""
TOO_SHORT = 16101
LOST = 1.0
"""Seconds that a microphone's sound may be late before it is taken that some of it was lost."""


class RecordingStatus(StrEnum):
    """The statuses of a recording resource (twilio-behaviour 5.7)."""

    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    STOPPED = "stopped"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ABSENT = "absent"
    DELETED = "deleted"


RUNNING = frozenset({RecordingStatus.IN_PROGRESS, RecordingStatus.PAUSED})
"""The statuses of a recording that goes on."""


class TranscriptionStatus(StrEnum):
    """The statuses of a transcription resource."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Something heard on a recording, ``at`` seconds after its beginning, ``seconds`` long.

    ``track`` tells the sides of a leg apart: inbound is the person with the telephone, outbound what is heard there.
    """

    text: str
    at: float
    seconds: float
    track: Track = Track.INBOUND
    language: str = ""

    @property
    def until(self) -> float:
        """When it is over, in seconds after the beginning."""
        return self.at + self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What one microphone has picked up for a recording: from ``at`` on, ``seconds`` of it, in so many ``pieces``."""

    track: Track
    at: float
    seconds: float = 0.0
    pieces: int = 0

    @property
    def until(self) -> float:
        """When it is over, in seconds after the beginning."""
        return self.at + self.seconds


@dataclass(slots=True, kw_only=True)
class Recording:
    """One recording, as the Recordings resource knows it, with the words that were heard.

    ``call`` is the leg it belongs to, of a dialled call the parent; ``number`` and ``cookies`` are whose application
    is told. ``track`` is what is recorded of the leg. ``length`` is in seconds: how long it ran, silence and all;
    ``seconds`` is what is left of it once it is trimmed.

    ``voices`` are what microphones have picked up, by the SID of the speaker's call; the store has the sound.
    """

    sid: str
    call: Call = field(repr=False)
    source: RecordingSource
    started_at: datetime
    number: Number | None = field(default=None, repr=False)
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies, repr=False)
    conference_sid: str = ""
    channels: int = 1
    track: Track = Track.BOTH
    callbacks: Callbacks = field(default_factory=Callbacks)
    trim: bool = False
    name: str = ""
    status: RecordingStatus = RecordingStatus.IN_PROGRESS
    updated_at: datetime | None = None
    error_code: int = 0
    length: float = 0.0
    words: list[Words] = field(default_factory=list)
    transcribe: bool = False
    transcribe_url: str = ""
    voices: dict[str, Voice] = field(default_factory=dict)
    _skipped: float = 0.0
    _paused_at: datetime | None = None
    _skips: bool = False

    @property
    def running(self) -> bool:
        """Whether it goes on, paused or not."""
        return self.status in RUNNING

    @property
    def playable(self) -> bool:
        """Whether there is a sound to be had: it has been stopped, and something is on it."""
        return self.status in (RecordingStatus.PROCESSING, RecordingStatus.COMPLETED)

    def hears(self, track: Track) -> bool:
        """Whether this side of the leg is recorded; the verb Record takes the caller's only."""
        if self.source is RecordingSource.RECORD_VERB:
            return track is Track.INBOUND
        return self.track in (Track.BOTH, track)

    def hear(self, text: str, seconds: float, at: datetime, track: Track = Track.INBOUND, language: str = "") -> None:
        """Take it that ``text`` is said from ``at`` (the clock's time) on, for ``seconds``; unless it is paused.

        What is said at the same moment as something before it, or before that has begun, comes after it; what is said
        in the middle of something cuts that short: nobody talks over himself.
        """
        if self.status is not RecordingStatus.IN_PROGRESS or not self.hears(track):
            return
        begins = self.position(at)
        for number in range(len(self.words) - 1, -1, -1):
            last = self.words[number]
            if last.track is track:
                if last.at >= begins:
                    begins = last.until
                elif last.until > begins:
                    self.words[number] = replace(last, seconds=begins - last.at)
                break
        self.words.append(Words(text=text, at=begins, seconds=seconds, track=track, language=language))

    def pick_up(self, speaker: str, track: Track, seconds: float, at: datetime, *, loud: bool) -> float:
        """Take it that the microphone of ``speaker`` has picked up so many seconds of sound, the last of it ``at``.

        One stretch follows the other without a gap; where a part of them was lost on the way, or nobody listened for a
        while, return how many seconds of silence stand for that. What is ``loud`` counts as speech without words.
        """
        begins = max(self.position(at) - seconds, 0.0)
        voice = self.voices.get(speaker) or Voice(track=track, at=begins)
        late = begins - voice.until
        gap = late if late > LOST else 0.0
        begins = voice.until + gap
        self.voices[speaker] = replace(voice, seconds=voice.seconds + gap + seconds, pieces=voice.pieces + 1)
        if loud:
            last = self.words[-1] if self.words else None
            if last is not None and not last.text and last.track is track and begins - last.until < LOST:
                self.words[-1] = replace(last, seconds=max(begins + seconds, last.until) - last.at)
            else:
                self.words.append(Words(text="", at=begins, seconds=seconds, track=track))
        return gap

    def position(self, at: datetime) -> float:
        """Return how many seconds of the recording there are at ``at`` (the clock's time)."""
        if self._skips and self._paused_at is not None:
            at = self._paused_at
        return max((at - self.started_at).total_seconds() - self._skipped, 0.0)

    def pause(self, at: datetime, *, skip: bool) -> None:
        """Hear nothing from now on; with ``skip`` the pause takes no time of the recording, otherwise it is silence."""
        self.status, self.updated_at = RecordingStatus.PAUSED, at
        self._paused_at, self._skips = at, skip

    def resume(self, at: datetime) -> None:
        """Go on after a pause."""
        if self._skips and self._paused_at is not None:
            self._skipped += (at - self._paused_at).total_seconds()
        self.status, self.updated_at = RecordingStatus.IN_PROGRESS, at
        self._paused_at, self._skips = None, False

    def finish(self, at: datetime) -> None:
        """Hear nothing more; what was still being said is cut off."""
        self.length = self.position(at)
        self.status, self.updated_at = RecordingStatus.PROCESSING, at
        if self.length < SHORTEST and not self.words:
            self.error_code = TOO_SHORT

    def _bounds(self) -> tuple[float, float]:
        """Where the kept part begins and ends; a recording that is all silence is kept whole."""
        if not (self.trim and self.words):
            return 0.0, self.length
        begins = min(min(words.at for words in self.words), self.length)
        return begins, max(min(max(words.until for words in self.words), self.length), begins)

    @property
    def seconds(self) -> float:
        """Its length, without the silence at both ends where that is trimmed; 0 while it runs."""
        begins, ends = self._bounds()
        return ends - begins

    @property
    def duration(self) -> int:
        """Its length in whole seconds, to the nearest."""
        return int(self.seconds + 0.5)

    @property
    def kept(self) -> list[Words]:
        """The words with their places in what is left after trimming, cut where the recording ends."""
        begins, ends = self._bounds()
        moved = (replace(one, at=one.at - begins, seconds=min(one.until, ends) - one.at) for one in self.words)
        return [one for one in moved if one.seconds > 0]

    @property
    def heard(self) -> dict[str, Voice]:
        """The voices with their places in what is left after trimming, which may begin before it."""
        begins, _ = self._bounds()
        return {speaker: replace(one, at=one.at - begins) for speaker, one in self.voices.items()}

    @property
    def text(self) -> str:
        """All that was said, in its order."""
        return " ".join(one.text for one in sorted(self.words, key=lambda words: words.at) if one.text)


@dataclass(slots=True, kw_only=True)
class Transcription:
    """The words of a recording as a text, as the Transcriptions resource knows it; empty until it is there."""

    sid: str
    recording_sid: str
    account_sid: str
    created_at: datetime
    updated_at: datetime
    seconds: float
    status: TranscriptionStatus = TranscriptionStatus.IN_PROGRESS
    text: str = ""
