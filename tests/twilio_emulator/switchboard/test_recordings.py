"""Recordings: what is on them, where their sound is to be had, whom they are reported to."""

from __future__ import annotations

import io
import struct
import wave
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.rest.api.v2010.account.recording import RecordingInstance

from twilio_emulator import Emulator, store
from twilio_emulator.engine import effects
from twilio_emulator.engine.document import read
from twilio_emulator.engine.effects import Callbacks, RecordingSource, StartRecording, StopRecording, Track
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.session import Entry, Session
from twilio_emulator.engine.verbs.recording import Recording as RecordingNoun
from twilio_emulator.lines import recordings
from twilio_emulator.sound import audio
from twilio_emulator.sound.speech import SpeechError
from twilio_emulator.store import Call
from twilio_emulator.tape import Recording, RecordingStatus, TranscriptionStatus

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, CALLER, OTHER = "+15005550100", "+15005550111", "+15005550112"
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MESSAGE = '<Response><Record action="/done" finishOnKey="#"/></Response>'
TALK = '<Response><Dial record="record-from-answer-dual" action="/done">+15005550112</Dial></Response>'


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def recording(**fields: Any) -> Recording:
    call = Call(sid="CA1", account_sid="AC1", from_=CALLER, to=LINE, placed_at=START)
    given = {"source": RecordingSource.START_BY_API, **fields}
    return Recording(sid="RE1", call=call, started_at=START, **given)


@pytest.fixture
def record(emulator: Emulator, app: App) -> Emulator:
    """Return an emulator whose line records a message."""
    app.answers |= {"/answer": MESSAGE, "/done": "<Response><Gather timeout='60'/></Response>"}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    return emulator


def fetched(emulator: Emulator, suffix: str = "", place: int = -1) -> httpx.Response:
    address = recordings.url_of(emulator.switchboard.desk, emulator.recordings[place].sid)
    return httpx.get(address + suffix, auth=(emulator.account_sid, emulator.auth_token))


def samples(body: bytes) -> list[tuple[int, ...]]:
    """The frames of a WAV of 16 bits."""
    with wave.open(io.BytesIO(body)) as file:
        channels = file.getnchannels()
        return list(struct.iter_unpack(f"<{channels}h", file.readframes(file.getnframes())))


# -- the sound


def test_the_sound_of_a_message_is_a_wav_of_its_length_that_carries_its_words(record: Emulator) -> None:
    record.handset(CALLER).dial(LINE).wait(2).speak("Please call me back, 谢谢").press("#")
    answer = fetched(record)
    assert answer.headers["content-type"] == "audio/x-wav"
    assert fetched(record, ".wav").content == answer.content
    with wave.open(io.BytesIO(answer.content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        assert file.getnframes() / 8000 == pytest.approx(record.recordings[0].seconds, abs=1e-3)
    sound = audio.inspect(answer.content)
    assert sound.title == "Please call me back, 谢谢"
    assert sound.seconds == pytest.approx(2.08, abs=0.01)
    assert any(frame != (0,) for frame in samples(answer.content))


def test_a_message_that_is_played_reads_in_the_transcript_as_what_was_said(record: Emulator, app: App) -> None:
    app.answers["/done"] = lambda asked: f"<Response><Play>{asked.params['RecordingUrl']}</Play></Response>"
    call = record.handset(CALLER).dial(LINE).speak("It is me").press("#")
    call.hears("It is me")
    silent = record.handset(CALLER).dial(LINE).wait(5)
    silent.hears("[silence]")


def test_two_runs_of_a_call_with_a_recording_read_the_same(app: App) -> None:
    app.answers |= {
        "/answer": MESSAGE,
        "/done": lambda asked: f"<Response><Play>{asked.params['RecordingUrl']}</Play></Response>",
    }
    pages = []
    for _ in range(2):
        with Emulator() as emulator:
            emulator.add_number(LINE, voice_url="/answer", app=app)
            pages.append(emulator.handset(CALLER).dial(LINE).wait(1).speak("It is me").press("#").transcript)
    assert pages[0] == pages[1]


def test_two_channels_keep_the_caller_and_the_called_apart(emulator: Emulator, app: App) -> None:
    app.answers |= {"/answer": TALK, "/done": "<Response/>"}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = emulator.handset(CALLER).dial(LINE)
    other = emulator.handset(OTHER).calls[-1]
    emulator.clock.advance(1)
    call.speak("Hello there")
    emulator.clock.advance(2)
    other.speak("Who is calling?")
    emulator.clock.advance(3)
    other.hang_up()
    taped = emulator.recordings[0]
    assert [(one.text, one.at, one.track) for one in taped.words] == [
        ("Hello there", 1.0, Track.INBOUND),
        ("Who is calling?", 3.0, Track.OUTBOUND),
    ]
    assert taped.call.sid == call.sid
    frames = samples(fetched(emulator).content)
    assert len(frames) == 6 * 8000
    first, second = ([number for number, frame in enumerate(frames) if frame[channel]] for channel in (0, 1))
    assert 8000 <= first[0] < first[-1] < 2 * 8000
    assert 3 * 8000 <= second[0] < second[-1] < 5 * 8000


class Loud:
    """A speech engine that says everything in one loud sample, 16,000 times a second, for as long as it is told."""

    name = "loud"

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        if text == "mumble":
            raise SpeechError("nobody can say that")
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(16_000)
            sound.writeframes(struct.pack("<h", 9000) * 8000)
        return file.getvalue()


def test_where_there_is_a_speech_engine_the_words_are_said_by_it(record: Emulator) -> None:
    record.handset(CALLER).dial(LINE).speak("It is really me").press("#")
    record.switchboard.desk.speech = Loud()
    frames = samples(fetched(record).content)
    assert frames[:4000] == [(9000,)] * 4000
    assert set(frames[4000:]) == {(0,)}


def test_what_the_engine_cannot_say_is_a_tone(record: Emulator) -> None:
    record.handset(CALLER).dial(LINE).speak("mumble").press("#")
    record.switchboard.desk.speech = Loud()
    assert 100 < max(samples(fetched(record).content))[0] < 9000


def test_what_is_not_there_is_refused_with_a_sentence(record: Emulator) -> None:
    call = record.handset(CALLER).dial(LINE)
    assert "still being made" in fetched(record).json()["message"]
    call.hang_up()
    assert fetched(record, ".json").json()["status"] == "processing"
    record.clock.advance(1)
    assert fetched(record, ".json").json()["status"] == "absent"
    nothing = fetched(record)
    assert (nothing.status_code, nothing.json()["code"]) == (404, 20404)
    assert "nothing on it" in nothing.json()["message"]
    address = recordings.url_of(record.switchboard.desk, record.recordings[0].sid)
    for wrong in (address[:-1], address + ".ogg", address.replace("/AC0", "/AC1")):
        assert httpx.get(wrong).json()["message"].endswith("was not found")
    assert fetched(record, ".json").json()["error_code"] == 16101


def test_the_resource_has_every_field_the_official_client_reads(record: Emulator) -> None:
    record.handset(CALLER).dial(LINE).speak("It is me").press("#")
    record.clock.advance(1)
    body = fetched(record, ".json").json()
    instance = RecordingInstance(None, body, account_sid=record.account_sid)
    read_by_client = {name for name in vars(instance) if not name.startswith("_")}
    assert read_by_client <= set(body)
    assert instance.duration == "1"
    assert (instance.status, instance.source, instance.channels) == ("completed", "RecordVerb", 1)
    assert instance.start_time == at(0.5).replace(microsecond=0)
    assert body["media_url"] == recordings.url_of(record.switchboard.desk, body["sid"])
    assert body["uri"].endswith(f"/Recordings/{body['sid']}.json")


# -- calls from the application


def call_out(emulator: Emulator, app: App, **options: Any) -> Recording:
    """Call somebody from the application and record it: it speaks first, then the person does."""
    app.answers |= {"/hello": "<Response><Say>Good day</Say><Pause length='9'/></Response>", "/ended": "", "/rec": ""}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(OTHER).on_ring(True, after=4)
    call = emulator.call_out(
        LINE, OTHER, url="/hello", status_callback="/ended", record=True, recording_status_callback="/rec", **options
    )
    call.hears("Good day")
    assert not call.heard.count("again")
    emulator.clock.advance(3)
    return emulator.recordings[0]


def test_a_recorded_call_of_the_api_is_recorded_from_the_answer_and_told_in_its_last_callback(
    emulator: Emulator, app: App
) -> None:
    taped = call_out(emulator, app, trim=False)
    (ended,) = [one for one in app.asked if one.path == "/ended"]
    assert ended.params["RecordingSid"] == taped.sid
    assert ended.params["RecordingUrl"] == recordings.url_of(emulator.switchboard.desk, taped.sid)
    assert (ended.params["RecordingDuration"], ended.params["CallDuration"]) == ("10", "9")  # 9.74 seconds, both
    (told,) = [one for one in app.asked if one.path == "/rec"]
    assert told.params["RecordingSource"] == "OutboundAPI"
    assert told.params["RecordingChannels"] == "1"
    assert taped.started_at == emulator.calls[0].answered_at
    assert taped.text == "Good day"


def test_a_recorded_call_of_the_api_is_trimmed_unless_it_says_otherwise(emulator: Emulator, app: App) -> None:
    assert call_out(emulator, app).seconds == pytest.approx(0.74)


def test_only_the_person_is_on_the_inbound_track(emulator: Emulator, app: App) -> None:
    taped = call_out(emulator, app, recording_track="inbound", recording_channels="dual")
    assert not taped.words
    assert taped.channels == 2


def test_what_a_person_says_is_on_the_recording_though_no_verb_listens(emulator: Emulator, app: App) -> None:
    app.answers |= {"/hello": "<Response><Say>Good day</Say><Pause length='9'/></Response>"}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(OTHER).on_ring("ask")
    call = emulator.call_out(LINE, OTHER, url="/hello", record=True)
    emulator.switchboard.pick_up(call.sid)
    emulator.switchboard.work()
    call.speak("Who is it?")
    assert emulator.recordings[0].text == "Good day Who is it?"


# -- recordings of a leg that its documents begin and end


FULL = """<Response><Start><Recording recordingStatusCallback="http://a/rec" recordingStatusCallbackMethod="GET"
    recordingStatusCallbackEvent="in-progress absent" trim="do-not-trim" track="inbound" channels="mono" name="mine"
    recordingConfigurationId="x"/></Start></Response>"""
WRONG = """<Response><Start><Recording track="left" channels="3" trim="yes" recordingStatusCallbackEvent="x"
    loop="1"/></Start></Response>"""
NOWHERE = '<Response><Start><Recording recordingStatusCallback="mailto:me"/></Start></Response>'


def noun(document: str) -> tuple[RecordingNoun, list[Notice]]:
    notices: list[Notice] = []
    (start,) = read(document.encode()).elements
    (element,) = start.elements
    return RecordingNoun.read(element, notices), notices


def test_the_noun_begins_a_recording_of_the_leg_and_ends_it_by_its_name() -> None:
    session = Session(Entry(url="http://a/"))
    word, notices = noun(FULL)
    assert not notices
    (begun,) = word.start(session)
    assert isinstance(begun, StartRecording)
    assert begun.source is RecordingSource.START_BY_TWIML
    assert (begun.channels, begun.track, begun.trim, begun.name) == (1, Track.INBOUND, False, "mine")
    assert begun.callbacks == Callbacks(url="http://a/rec", method="GET", events=("in-progress", "absent"))
    assert list(word.stop(session)) == [StopRecording(name="mine")]


def test_without_attributes_the_noun_records_both_sides_on_two_channels_and_trims() -> None:
    word, _ = noun("<Response><Start><Recording/></Start></Response>")
    (begun,) = word.start(Session(Entry(url="http://a/")))
    assert isinstance(begun, StartRecording)
    assert (begun.channels, begun.track, begun.trim) == (2, Track.BOTH, True)


def test_values_of_the_noun_that_cannot_be_read_are_filed() -> None:
    _, notices = noun(WRONG)
    assert [one.code for one in notices] == [13622, 12200, 13699, 13621, 12200]
    word, _ = noun(NOWHERE)
    filed, begun = word.start(Session(Entry(url="http://a/")))
    assert isinstance(filed, effects.Notify)
    assert filed.notice.code == 13256
    assert isinstance(begun, StartRecording)
    assert begun.callbacks == Callbacks()


def test_a_recording_of_the_leg_outlasts_its_documents_and_ends_with_it(record: Emulator, app: App) -> None:
    app.answers["/answer"] = "<Response><Say>Good day</Say><Redirect>/next</Redirect></Response>"
    app.answers["/next"] = "<Response><Pause length='5'/></Response>"
    call = record.handset(CALLER).dial(LINE, settle=False)
    driver = record.switchboard.desk.lines[call.sid].driver
    assert driver is not None
    for name in ("first", "second"):
        begin = StartRecording(sid=f"RE{name}", source=RecordingSource.START_BY_TWIML, name=name)
        record.switchboard.desk.carry_out[StartRecording](driver, begin)
    record.clock.advance(2)
    record.switchboard.desk.carry_out[StopRecording](driver, StopRecording(name="first"))
    record.switchboard.desk.carry_out[StopRecording](driver, StopRecording(name="unknown"))
    call.settle()
    first, second = record.recordings
    assert first.length == 2.0
    assert second.length == pytest.approx(5.74)
    assert first.status is RecordingStatus.COMPLETED
    assert second.status is RecordingStatus.PROCESSING


# -- transcriptions


def test_a_transcription_is_under_way_before_it_is_there(record: Emulator, app: App) -> None:
    app.answers["/answer"] = '<Response><Record action="/done" transcribe="true" finishOnKey="#"/></Response>'
    record.handset(CALLER).dial(LINE).speak("Please call me back tomorrow morning").press("#")
    assert record.transcriptions == []
    record.clock.advance(recordings.PROCESSING)
    (written,) = record.transcriptions
    assert (written.status, written.text) == (TranscriptionStatus.IN_PROGRESS, "")
    record.clock.advance(recordings.TRANSCRIBING)
    assert (written.status, written.text) == (TranscriptionStatus.COMPLETED, "Please call me back tomorrow morning")
    assert written.recording_sid == record.recordings[0].sid


def test_what_is_told_after_the_end_of_the_emulator_opens_no_port_again(record: Emulator) -> None:
    record.handset(CALLER).dial(LINE)
    address = record.url
    record.close()
    assert recordings.url_of(record.switchboard.desk, "RE1").startswith(address)
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


# -- pauses, and what is on a recording


def test_a_pause_that_is_skipped_takes_no_time_of_the_recording(record: Emulator) -> None:
    desk = record.switchboard.desk
    record.handset(CALLER).dial(LINE)
    (taped,) = record.recordings
    record.clock.advance(1)
    assert recordings.pause(desk, taped)
    assert taped.status is RecordingStatus.PAUSED
    assert not recordings.pause(desk, taped)
    record.clock.advance(2)
    assert recordings.resume(desk, taped)
    assert not recordings.resume(desk, taped)
    record.clock.advance(1)
    recordings.stop(desk, taped)
    assert taped.length == 2.0
    assert not recordings.pause(desk, taped)


@pytest.mark.parametrize(("skip", "length", "places"), [(True, 6.0, [1.0, 4.0]), (False, 10.0, [1.0, 8.0])])
def test_what_is_said_in_a_pause_is_not_on_the_recording(skip: bool, length: float, places: list[float]) -> None:
    taped = recording()
    taped.hear("before", 1.0, at(1))
    taped.pause(at(3), skip=skip)
    taped.hear("meanwhile", 1.0, at(4))
    taped.resume(at(7))
    taped.hear("after", 1.0, at(8))
    taped.finish(at(10))
    assert [one.at for one in taped.words] == places
    assert (taped.length, taped.text) == (length, "before after")


def test_a_recording_that_is_stopped_in_a_pause_ends_where_the_pause_began() -> None:
    taped = recording()
    taped.pause(at(3), skip=True)
    taped.finish(at(9))
    assert taped.length == 3.0


def test_nobody_talks_over_himself() -> None:
    taped = recording()
    taped.hear("a long story", 5.0, at(0))
    taped.hear("told at the same moment", 2.0, at(0))
    taped.hear("by somebody else", 1.0, at(1), Track.OUTBOUND)
    taped.hear("interrupted", 5.0, at(10))
    taped.hear("by himself", 1.0, at(12))
    taped.finish(at(12.5))
    assert [(one.at, one.seconds) for one in taped.words] == [(0, 5), (5, 2), (1, 1), (10, 2), (12, 1)]
    assert taped.text == "a long story by somebody else told at the same moment interrupted by himself"
    assert taped.kept[-1].seconds == 0.5


def test_the_oldest_recording_makes_room_unless_it_goes_on(record: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RECORDINGS_KEPT", 2)
    first = record.handset(CALLER).dial(LINE)
    others = [record.handset(CALLER).dial(LINE) for _ in range(2)]
    assert len(record.recordings) == 3
    for call in (first, *others):
        call.hang_up()
    record.handset(CALLER).dial(LINE)
    assert len(record.recordings) == 2


# -- whatever happens

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("speak"), st.sampled_from(["Yes", "Please call me back tomorrow", "你好", "…"])),
        st.tuples(st.just("press"), st.sampled_from("12#*")),
        st.tuples(st.just("advance"), st.floats(0, 9)),
        st.tuples(st.just("hang_up"), st.none()),
        st.tuples(st.just("update"), st.none()),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(
    timeout=st.sampled_from([0, 1, 5]),
    longest=st.integers(2, 20),
    keys=st.sampled_from(["", "#", "12*"]),
    trim=st.sampled_from(["trim-silence", "do-not-trim"]),
    beep=st.booleans(),
    steps=STEPS,
)
def test_whatever_a_caller_does_a_record_asks_once_and_is_never_too_long(
    timeout: int, longest: int, keys: str, trim: str, beep: bool, steps: list[tuple[str, Any]]
) -> None:
    written = (
        f'<Response><Record action="/done" timeout="{timeout}" maxLength="{longest}" finishOnKey="{keys}" '
        f'trim="{trim}" playBeep="{str(beep).lower()}"/></Response>'
    )
    told: list[dict[str, str]] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml")])
        if environ["PATH_INFO"] == "/answer":
            return [written.encode()]
        told.append(dict(parse_qsl(environ["wsgi.input"].read().decode(), keep_blank_values=True)))
        return [b"<Response><Pause length='30'/></Response>"]

    with Emulator() as emulator:
        desk = emulator.switchboard.desk
        desk.url = lambda: "http://localhost"
        emulator.add_number(LINE, voice_url="/answer", app=app)
        call = emulator.handset(CALLER).dial(LINE)
        expected = 1
        for what, value in steps:
            match what:
                case "update":
                    running = emulator.recordings[-1].running
                    if emulator.update_call(call.sid, twiml="<Response><Pause length='30'/></Response>") and running:
                        expected = 0
                case "advance":
                    emulator.clock.advance(value)
                case "hang_up":
                    call.hang_up()
                case _:
                    getattr(call, what)(value)
        call.hang_up()
        emulator.clock.advance(2)
        (taped,) = emulator.recordings
    assert len(told) == expected
    assert all(one["RecordingDuration"] == str(taped.duration) for one in told)
    assert all(one["Digits"] in {"", "hangup", *keys} for one in told)
    assert taped.status in (RecordingStatus.COMPLETED, RecordingStatus.ABSENT)
    assert (taped.status is RecordingStatus.ABSENT) <= (taped.duration == 0)
    assert 0 <= taped.seconds <= taped.length <= longest + 1e-6
    assert all(one.at >= 0 and one.until <= taped.seconds + 1e-6 for one in taped.kept)
    assert not desk.lines
