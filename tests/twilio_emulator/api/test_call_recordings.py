"""Recordings and their transcriptions through the official client."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

LINE, BOB = "+15005550100", "+15005550111"
HOME = "http://app.localhost"
TALK = "<Response><Say>One moment</Say><Pause length='600'/></Response>"
VOICEMAIL = "<Response><Record transcribe='true' playBeep='false' action='/bye'/></Response>"


@pytest.fixture
def call(app: Any, emulator: Emulator) -> Any:
    """A call in progress."""
    app.answers |= {"/talk": TALK, "/told": "", "/bye": "<Response/>", "/voicemail": VOICEMAIL}
    emulator.add_number(LINE, voice_url="/talk", app=app)
    return emulator.handset(BOB).dial(LINE, settle=False)


def refusal(act: Any) -> tuple[int, int | None]:
    """Return what a request is refused with."""
    with pytest.raises(TwilioRestException) as refused:
        act()
    return refused.value.status, refused.value.code


def test_a_live_call_is_recorded_paused_taken_up_and_stopped(
    call: Any, app: Any, emulator: Emulator, client: Client
) -> None:
    recordings = client.calls(call.sid).recordings

    begun = recordings.create(
        recording_channels="dual", recording_track="inbound", recording_status_callback=f"{HOME}/told",
        recording_status_callback_event=["in-progress", "completed"],
    )  # fmt: skip
    assert (begun.status, begun.source, begun.channels, begun.track) == (
        "in-progress", "StartCallRecordingAPI", 2, "inbound",
    )  # fmt: skip
    assert begun.duration is None
    emulator.switchboard.rest()

    emulator.clock.advance(10)
    assert recordings("Twilio.CURRENT").update(status="paused").status == "paused"
    emulator.clock.advance(100)
    assert recordings(str(begun.sid)).update(status="in-progress").status == "in-progress"
    emulator.clock.advance(10)
    assert recordings("Twilio.CURRENT").update(status="stopped").status == "stopped"
    emulator.clock.advance(1)

    over = recordings(str(begun.sid)).fetch()
    assert (over.status, over.duration) == ("completed", "20")
    assert [one.params["RecordingStatus"] for one in app.asked if one.path == "/told"] == ["in-progress", "completed"]
    assert call.status == "in-progress"


def test_silence_may_take_the_place_of_a_pause(call: Any, emulator: Emulator, client: Client) -> None:
    recordings = client.calls(call.sid).recordings
    recordings.create()
    recordings("Twilio.CURRENT").update(status="paused", pause_behavior="silence")
    emulator.clock.advance(30)
    recordings("Twilio.CURRENT").update(status="stopped")
    assert recordings.list()[0].duration == "30"


def test_a_recording_that_is_over_or_of_another_call_is_not_changed(
    call: Any, emulator: Emulator, client: Client
) -> None:
    recordings = client.calls(call.sid).recordings
    sid = str(recordings.create().sid)
    assert refusal(recordings(sid).delete) == (409, 20409)
    assert refusal(lambda: recordings(sid).update(status="completed")) == (400, 20001)
    assert refusal(lambda: recordings(sid).update(status="paused", pause_behavior="music")) == (400, 20001)
    recordings(sid).update(status="stopped")
    assert refusal(lambda: recordings(sid).update(status="paused")) == (400, 21220)
    assert refusal(lambda: recordings("Twilio.CURRENT").update(status="paused")) == (404, 20404)
    other = emulator.handset("+15005550112").dial(LINE, settle=False)
    assert refusal(client.calls(other.sid).recordings(sid).fetch) == (404, 20404)
    call.hang_up()
    assert refusal(recordings.create) == (400, 21220)


def test_recordings_are_listed_by_call_and_by_day(call: Any, emulator: Emulator, client: Client) -> None:
    first = client.calls(call.sid).recordings.create().sid
    call.hang_up()
    emulator.clock.advance(86_400)
    other = emulator.handset("+15005550112").dial(LINE, settle=False)
    second = client.calls(other.sid).recordings.create().sid

    assert [one.sid for one in client.recordings.list()] == [second, first]
    assert [one.sid for one in client.recordings.list(call_sid=call.sid)] == [first]
    assert [one.sid for one in client.recordings.list(date_created=date(2026, 3, 3))] == [second]
    assert [one.sid for one in client.recordings.list(date_created_before=date(2026, 3, 3))] == [first]
    assert client.recordings.list(conference_sid="CF" + "0" * 32) == []
    assert [one.sid for one in client.calls(other.sid).recordings.list()] == [second]
    with pytest.raises(TwilioException, match="20001"):
        client.recordings.list(date_created="then")


def test_the_resource_is_the_accounts_and_the_sound_is_everybodys(
    call: Any, emulator: Emulator, client: Client
) -> None:
    sid = str(client.calls(call.sid).recordings.create().sid)
    call.speak("It is me").hang_up()
    emulator.clock.advance(2)

    recording = client.recordings(sid).fetch()

    assert (recording.status, recording.call_sid) == ("completed", call.sid)
    sound = httpx.get(str(recording.media_url))
    assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/x-wav")
    nobody = httpx.get(f"{recording.media_url}.json")
    assert (nobody.status_code, nobody.json()["code"]) == (401, 20003)


def test_a_deleted_recording_is_found_by_those_only_who_ask_for_deleted_ones(
    call: Any, emulator: Emulator, client: Client
) -> None:
    sid = str(client.calls(call.sid).recordings.create().sid)
    call.speak("It is me").hang_up()
    media = str(client.recordings(sid).fetch().media_url)

    assert client.recordings(sid).delete()

    assert client.recordings.list() == []
    assert client.calls(call.sid).recordings.list() == []
    assert refusal(client.recordings(sid).fetch) == (404, 20404)
    assert httpx.get(media).status_code == 404
    assert client.recordings(sid).fetch(include_soft_deleted=True).status == "deleted"
    assert [one.status for one in client.recordings.list(include_soft_deleted=True)] == ["deleted"]


def test_what_was_said_is_found_in_writing(app: Any, emulator: Emulator, client: Client) -> None:
    app.answers |= {"/voicemail": VOICEMAIL, "/bye": "<Response/>"}
    emulator.add_number(LINE, voice_url="/voicemail", app=app)
    emulator.handset(BOB).dial(LINE).speak("Please call me back when you are in the office").press("#")
    (recording,) = client.recordings.list()
    emulator.clock.advance(1)
    (under_way,) = client.transcriptions.list()
    assert (under_way.status, under_way.transcription_text) == ("in-progress", None)
    emulator.clock.advance(10)

    one = client.transcriptions(str(under_way.sid)).fetch()
    assert (one.status, one.recording_sid) == ("completed", recording.sid)
    assert one.transcription_text == "Please call me back when you are in the office"
    of_recording = client.recordings(str(recording.sid)).transcriptions
    assert [found.sid for found in of_recording.list()] == [one.sid]
    assert of_recording(str(one.sid)).fetch().type == "fast"

    assert of_recording(str(one.sid)).delete()
    assert client.transcriptions.list() == []
    assert refusal(client.transcriptions(str(one.sid)).delete) == (404, 20404)
