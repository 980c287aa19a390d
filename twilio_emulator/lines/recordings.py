"""Starts and stops recordings, reports on them, and has their words written down (twilio-behaviour 1.3, 3.5, 5.7).

Whoever has ears for a recording tells it what is heard: :meth:`twilio_emulator.tape.Recording.hear` with the words,
their seconds, and the clock's time. A leg does so for its own (:meth:`twilio_emulator.lines.line.Line.record`), a
conference for its room. Everything here happens under the desk's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime

import httpx

from twilio_emulator.desk import Desk
from twilio_emulator.engine.effects import Callbacks, RecordingSource, Track
from twilio_emulator.engine.errors import Notice
from twilio_emulator.feed import Topic
from twilio_emulator.store import Call, Number, new_sid
from twilio_emulator.tape import RUNNING, Recording, RecordingStatus, Transcription, TranscriptionStatus
from twilio_emulator.webhook import parameters

PROCESSING = 1.0
"""Seconds from the end of a recording until it is completed, or found absent."""
TRANSCRIBING = 4.0
"""Seconds from a completed recording until its words have been written down."""
TRANSCRIBED = (2.0, 120.0)
"""Seconds a recording lasts that can be transcribed, from and to."""


def start(
    desk: Desk,
    *,
    sid: str,
    call: Call,
    number: Number | None,
    cookies: httpx.Cookies,
    source: RecordingSource | str,
    channels: int = 1,
    conference_sid: str = "",
    callbacks: Callbacks | None = None,
    trim: bool = False,
    track: Track = Track.BOTH,
    transcribe: bool = False,
    transcribe_url: str = "",
    name: str = "",
) -> Recording:
    """Begin a recording of ``call``, or of a conference it takes part in; raises ValueError for an unknown source."""
    recording = Recording(
        sid=sid,
        call=call,
        source=RecordingSource(source),
        started_at=desk.clock.now(),
        number=number,
        cookies=cookies,
        conference_sid=conference_sid,
        channels=channels,
        track=track,
        callbacks=callbacks or Callbacks(),
        trim=trim,
        name=name,
        transcribe=transcribe,
        transcribe_url=transcribe_url,
    )
    desk.store.add_recording(recording)
    _news(desk, recording)
    _report(desk, recording)
    return recording


def pause(desk: Desk, recording: Recording, *, skip: bool = True) -> bool:
    """Hear nothing for a while (``PauseBehavior``: skip, else silence); False where it is not in progress."""
    if recording.status is not RecordingStatus.IN_PROGRESS:
        return False
    recording.pause(desk.clock.now(), skip=skip)
    desk.hearing.look_again()
    return True


def resume(desk: Desk, recording: Recording) -> bool:
    """Go on after a pause; False where there is none."""
    if recording.status is not RecordingStatus.PAUSED:
        return False
    recording.resume(desk.clock.now())
    desk.hearing.look_again()
    return True


def stop(desk: Desk, recording: Recording) -> None:
    """End a recording; harmless when it has ended.

    Its length is known at once; it is completed, or absent where nothing is on it, :data:`PROCESSING` seconds later.
    """
    if not recording.running:
        return
    recording.finish(desk.clock.now())
    _news(desk, recording)
    desk.hearing.look_again()
    _later(desk, PROCESSING, lambda: _process(desk, recording))


def take_up(desk: Desk, recording: Recording, at: datetime) -> None:
    """Go on with a recording that was under way when the emulator stopped, of which the last was heard ``at``."""
    if recording.running:
        recording.finish(at)
    if recording.status is RecordingStatus.PROCESSING:
        _later(desk, PROCESSING, lambda: _process(desk, recording))


def take_up_transcription(desk: Desk, transcription: Transcription) -> None:
    """Go on writing down a recording; it has failed where that is no more."""
    recording = desk.store.recordings.get(transcription.recording_sid)
    if transcription.status is not TranscriptionStatus.IN_PROGRESS:
        return
    if recording is None:
        transcription.status = TranscriptionStatus.FAILED
    else:
        _later(desk, TRANSCRIBING, lambda: _transcribed(desk, recording, transcription))


def url_of(desk: Desk, sid: str) -> str:
    """Return where the sound of the recording ``sid`` is to be had: a WAV."""
    return f"{desk.url()}{path_of(desk, sid)}"


def path_of(desk: Desk, sid: str) -> str:
    """Return the path of :func:`url_of`."""
    recording = desk.store.recordings.get(sid)
    account_sid = recording.call.account_sid if recording is not None else desk.store.account.sid
    return f"/{parameters.API_VERSION}/Accounts/{account_sid}/Recordings/{sid}"


def told(desk: Desk, params: Mapping[str, str]) -> dict[str, str]:
    """Return what a webhook is told of the recording that its ``RecordingSid`` names; nothing where it names none."""
    sid = params.get("RecordingSid", "")
    recording = desk.store.recordings.get(sid)
    if recording is None:
        return {}
    return {"RecordingUrl": url_of(desk, sid), "RecordingDuration": str(recording.duration)}


def untranscribable(recording: Recording) -> Notice | None:
    """Return why a stopped recording cannot be written down although that was asked for: its length or its language."""
    if not recording.transcribe:
        return None
    if recording.error_code:
        return Notice(code=13618, detail="there is no recording to be transcribed")
    shortest, longest = TRANSCRIBED
    if not shortest <= recording.seconds <= longest:
        detail = f"a recording of {recording.seconds:g} seconds; {shortest:g} to {longest:g} are transcribed"
        return Notice(code=13617, detail=detail)
    if not recording.text.isascii() and not any("a" <= letter <= "z" for letter in recording.text.lower()):
        return Notice(code=13617, detail="what was said is not English")
    return None


def _process(desk: Desk, recording: Recording) -> None:
    """Take it that the sound is ready, or that there is none."""
    if recording.status is not RecordingStatus.PROCESSING:  # it was deleted meanwhile
        return
    recording.status = RecordingStatus.ABSENT if recording.error_code else RecordingStatus.COMPLETED
    recording.updated_at = desk.clock.now()
    _news(desk, recording)
    _report(desk, recording)
    if recording.transcribe and untranscribable(recording) is None:
        _transcribe(desk, recording)


def _news(desk: Desk, recording: Recording) -> None:
    """Tell whoever looks on that it has begun, ended, or is ready."""
    desk.feed.publish(Topic.RECORDING, recording, recording.call.sid)


def _report(desk: Desk, recording: Recording) -> None:
    """Tell of the status it has come to, if somebody wants to hear of it (twilio-behaviour 1.3)."""
    asked = recording.callbacks
    if not asked.url or recording.status not in asked.events:
        return
    params = {
        "AccountSid": recording.call.account_sid,
        "CallSid": recording.call.sid,
        "RecordingSid": recording.sid,
        "RecordingUrl": url_of(desk, recording.sid),
        "RecordingStatus": str(recording.status),
        "RecordingChannels": str(recording.channels),
        "RecordingStartTime": format_datetime(recording.started_at),
        "RecordingSource": str(recording.source),
        "RecordingTrack": str(recording.track),
        "ErrorCode": str(recording.error_code),
    }
    if recording.conference_sid:
        params["ConferenceSid"] = recording.conference_sid
    if recording.status not in RUNNING:
        params["RecordingDuration"] = str(recording.duration)
    desk.report(recording.call, _owner(desk, recording), asked.url, asked.method, params, recording.cookies)


def _transcribe(desk: Desk, recording: Recording) -> None:
    now = desk.clock.now()
    transcription = Transcription(
        sid=new_sid("TR"),
        recording_sid=recording.sid,
        account_sid=recording.call.account_sid,
        created_at=now,
        updated_at=now,
        seconds=recording.seconds,
    )
    desk.store.transcriptions[transcription.sid] = transcription
    _later(desk, TRANSCRIBING, lambda: _transcribed(desk, recording, transcription))


def _transcribed(desk: Desk, recording: Recording, transcription: Transcription) -> None:
    """Take it that somebody has listened; where nobody said anything it has failed."""
    transcription.text = recording.text
    transcription.status = TranscriptionStatus.COMPLETED if recording.text else TranscriptionStatus.FAILED
    transcription.updated_at = desk.clock.now()
    if not recording.transcribe_url:
        return
    account = f"{desk.url()}/{parameters.API_VERSION}/Accounts/{transcription.account_sid}"
    params = {
        **parameters.of_call(recording.call),
        "TranscriptionSid": transcription.sid,
        "TranscriptionText": transcription.text,
        "TranscriptionStatus": str(transcription.status),
        "TranscriptionUrl": f"{account}/Transcriptions/{transcription.sid}",
        "RecordingSid": recording.sid,
        "RecordingUrl": url_of(desk, recording.sid),
    }
    desk.report(recording.call, _owner(desk, recording), recording.transcribe_url, "POST", params, recording.cookies)


def _owner(desk: Desk, recording: Recording) -> Number | None:
    """Return whose application is told, as it is now: it may have been declared anew, with its object."""
    number = recording.number
    if number is None:
        return None
    kept = desk.store.applications.get(number.sid) or desk.store.numbers.get(number.phone_number)
    return kept if kept is not None and kept.sid == number.sid else number


def _later(desk: Desk, seconds: float, do: Callable[[], None]) -> None:
    """Do something after ``seconds``, under the lock; the call may be over by then."""

    def due() -> None:
        with desk.lock:
            do()

    desk.clock.call_later(seconds, due)
