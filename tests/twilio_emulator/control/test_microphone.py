"""What a microphone picks up is on the recording, sample by sample, and is speech to the verb that records it."""

from __future__ import annotations

import io
import math
import wave
from array import array
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug import Request, Response

from twilio_emulator import Emulator, store
from twilio_emulator.feed import Topic
from twilio_emulator.sound import pcm
from twilio_emulator.tape import Recording, RecordingStatus

ME, LINE, FRIEND = "+15005550111", "+15005550100", "+15005550122"
RATE = 8000
TRIM = "trim-silence"
ASKED: list[dict[str, str]] = []


@Request.application
def application(request: Request) -> Response:
    """A mailbox; whatever it is told is kept."""
    ASKED.append(dict(request.form))
    if request.path == "/done":
        return Response("<Response><Pause length='60'/></Response>", content_type="text/xml")
    trim = request.args.get("trim", "do-not-trim")
    verb = f"<Record action='/done' timeout='2' finishOnKey='#' trim='{trim}' playBeep='false'/>"
    return Response(f"<Response>{verb}</Response>", content_type="text/xml")


@pytest.fixture
def mailbox(emulator: Emulator) -> Iterator[httpx.Client]:
    """Return a client of an emulator with a mailbox at its number."""
    ASKED.clear()
    emulator.add_number(LINE, voice_url="/answer", app=application)
    with httpx.Client(base_url=f"{emulator.url}/emulator/v1", trust_env=False) as client:
        yield client


def tone(seconds: float, hertz: float = 440.0, rate: int = RATE) -> pcm.Pcm:
    wave_of = (round(9000 * math.sin(place * hertz * math.tau / rate)) for place in range(round(seconds * rate)))
    return pcm.Pcm(rate, array("h", wave_of))


def speak(api: httpx.Client, sid: str, sound: pcm.Pcm) -> bool:
    answer = api.post(f"/calls/{sid}/microphone", json={"audio": b64encode(pcm.write(sound)).decode()})
    assert answer.status_code == 200, answer.text
    taken: bool = answer.json()["recording"]
    return taken


def dial(api: httpx.Client) -> str:
    sid: str = api.post("/calls", json={"from": ME, "to": LINE}).json()["sid"]
    return sid


def samples(emulator: Emulator, recording: Recording) -> array[int]:
    sid = recording.sid
    address = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/Recordings/{sid}.wav"
    with wave.open(io.BytesIO(httpx.get(address, trust_env=False).content)) as sound:
        assert sound.getframerate() == RATE
        return array("h", sound.readframes(sound.getnframes()))


def test_what_is_spoken_is_what_the_recording_sounds_like(mailbox: httpx.Client, emulator: Emulator) -> None:
    sid, said = dial(mailbox), tone(1.5)
    for begins in range(0, len(said.samples), 2000):
        assert speak(mailbox, sid, pcm.Pcm(RATE, said.samples[begins : begins + 2000]))
    assert speak(mailbox, sid, pcm.silence(1.0, RATE))
    speak(mailbox, sid, pcm.silence(1.5, RATE))  # it ends on two seconds of silence
    assert not speak(mailbox, sid, said)
    (recording,) = emulator.recordings
    assert recording.status is not RecordingStatus.IN_PROGRESS
    assert recording.seconds == pytest.approx(3.5, abs=0.3)
    heard = samples(emulator, recording)
    assert heard[:12_000] == pcm.from_mu_law(pcm.mu_law(said.samples))
    assert not any(heard[12_000:])
    assert [line.text for line in emulator.calls[0].lines if line.speaker == "caller"] == ["speaks"]
    told = next(one for one in ASKED if one.get("RecordingSid") == recording.sid)
    assert told["RecordingDuration"] == str(recording.duration)


def test_silence_at_both_ends_is_trimmed(mailbox: httpx.Client, emulator: Emulator) -> None:
    emulator.add_number(LINE, voice_url=f"/answer?trim={TRIM}", app=application)
    sid, said = dial(mailbox), tone(1.0)
    for sound in (pcm.silence(1.0, RATE), said, pcm.silence(1.0, RATE)):
        speak(mailbox, sid, sound)
    mailbox.post(f"/calls/{sid}/keys", json={"keys": "#"})
    (recording,) = emulator.recordings
    assert recording.seconds == pytest.approx(1.0)
    assert samples(emulator, recording) == pcm.from_mu_law(pcm.mu_law(said.samples))


def test_another_rate_is_taken_too_and_words_are_heard_beside_it(mailbox: httpx.Client, emulator: Emulator) -> None:
    sid = dial(mailbox)
    speak(mailbox, sid, tone(1.0, rate=16_000))
    mailbox.post(f"/calls/{sid}/speech", json={"text": "hello"})
    mailbox.post(f"/calls/{sid}/keys", json={"keys": "#"})
    (recording,) = emulator.recordings
    heard = pcm.Pcm(RATE, samples(emulator, recording))
    assert pcm.loudness(pcm.Pcm(RATE, heard.samples[:RATE])) == pytest.approx(9000 / math.sqrt(2) / pcm.PEAK, rel=0.05)
    assert recording.text == "hello"


def test_whoever_looks_on_is_told_of_a_recording_as_it_goes(mailbox: httpx.Client, emulator: Emulator) -> None:
    sid = dial(mailbox)
    mailbox.post(f"/calls/{sid}/keys", json={"keys": "#"})
    mailbox.post("/clock/advance", json={"seconds": 5})
    news = [one for one in emulator.switchboard.desk.feed.latest(1000) if one.topic is Topic.RECORDING]
    assert [one.call_sid for one in news] == [sid, sid, sid]
    (recording,) = emulator.recordings
    assert recording.status is RecordingStatus.ABSENT


def test_where_nothing_is_recorded_nothing_is_kept(mailbox: httpx.Client, emulator: Emulator) -> None:
    sid = dial(mailbox)
    mailbox.post(f"/calls/{sid}/keys", json={"keys": "#"})
    assert not speak(mailbox, sid, tone(0.2))
    assert emulator.switchboard.desk.store.sounds == {}


def test_a_recorded_talk_has_both_voices_each_on_its_side(mailbox: httpx.Client, emulator: Emulator) -> None:
    dual = f"<Response><Dial record='record-from-answer-dual'>{FRIEND}</Dial></Response>"
    emulator.add_number(LINE, voice_url="/talk", app=lambda *wsgi: Response(dual, content_type="text/xml")(*wsgi))
    caller = dial(mailbox)
    called = next(one.sid for one in emulator.calls if one.parent_sid == caller)
    assert speak(mailbox, caller, tone(1.0, hertz=500))
    assert speak(mailbox, called, tone(1.0, hertz=700))
    mailbox.post(f"/calls/{caller}/hang-up", json={})
    (recording,) = emulator.recordings
    both = samples(emulator, recording)
    assert pcm.loudness(pcm.Pcm(RATE, both[0::2][: RATE // 2])) > 0.1
    assert both[0 : 2 * RATE : 2] == pcm.from_mu_law(pcm.mu_law(tone(1.0, hertz=500).samples))
    assert both[2 * RATE + 1 : 4 * RATE : 2] == pcm.from_mu_law(pcm.mu_law(tone(1.0, hertz=700).samples))
    assert not any(both[1 : 2 * RATE : 2])


def test_a_conference_is_recorded_with_those_whom_it_hears(mailbox: httpx.Client, emulator: Emulator) -> None:
    room = "<Response><Dial><Conference record='record-from-start' beep='false'>room</Conference></Dial></Response>"
    emulator.add_number(LINE, voice_url="/meet", app=lambda *wsgi: Response(room, content_type="text/xml")(*wsgi))
    first = dial(mailbox)
    assert not speak(mailbox, first, tone(0.5))  # nothing has begun
    second: str = mailbox.post("/calls", json={"from": FRIEND, "to": LINE}).json()["sid"]
    emulator.conference("room").participant(second).mute()
    assert speak(mailbox, first, tone(1.0))
    assert not speak(mailbox, second, tone(1.0))
    mailbox.post(f"/calls/{first}/hang-up", json={})
    mailbox.post(f"/calls/{second}/hang-up", json={})
    (recording,) = emulator.recordings
    assert samples(emulator, recording)[:RATE] == pcm.from_mu_law(pcm.mu_law(tone(1.0).samples))


def test_silence_ends_nothing_while_somebody_is_asked_for_the_microphone(
    mailbox: httpx.Client, emulator: Emulator
) -> None:
    sid = dial(mailbox)
    for _ in range(3):
        mailbox.post("/clock/advance", json={"seconds": 1.9})
        assert mailbox.post(f"/calls/{sid}/microphone", json={"opening": True}).json() == {"recording": True}
    (recording,) = emulator.recordings
    assert recording.running
    mailbox.post("/clock/advance", json={"seconds": 3.1})
    assert (recording.running, recording.words) == (False, [])
    assert mailbox.post(f"/calls/{sid}/microphone", json={"opening": True}).json() == {"recording": False}


def test_a_page_is_told_when_a_recording_hears_it(mailbox: httpx.Client, emulator: Emulator) -> None:
    sid = dial(mailbox)
    taken = mailbox.put("/hearing/page-of-mine", json={"call_sid": sid, "number": ME}).json()
    assert taken["taped"]
    mailbox.post(f"/calls/{sid}/keys", json={"keys": "#"})
    told = [one.subject for one in emulator.switchboard.desk.feed.latest(1000) if one.topic is Topic.EARSHOT]
    assert [getattr(one, "taped", None) for one in told] == [True, False]


def test_what_is_no_sound_is_refused(mailbox: httpx.Client) -> None:
    sid = dial(mailbox)
    for audio, status in (("", 422), ("no base 64!", 422), (b64encode(b"RIFF, but no WAV").decode(), 422)):
        answer = mailbox.post(f"/calls/{sid}/microphone", json={"audio": audio})
        assert answer.status_code == status, audio
    assert mailbox.post(f"/calls/{sid}/microphone", json={"audio": "A" * 2_000_000}).status_code == 413
    assert mailbox.post("/calls/CA0/microphone", json={"audio": ""}).status_code in (404, 422)


def test_a_deleted_recording_leaves_no_sound(mailbox: httpx.Client, emulator: Emulator) -> None:
    sid = dial(mailbox)
    speak(mailbox, sid, tone(1.0))
    mailbox.post(f"/calls/{sid}/keys", json={"keys": "#"})
    (recording,) = emulator.recordings
    address = f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/Recordings/{recording.sid}.json"
    httpx.delete(address, auth=(emulator.account_sid, emulator.auth_token), trust_env=False).raise_for_status()
    assert (emulator.switchboard.desk.store.sounds, emulator.switchboard.desk.store.sound_bytes) == ({}, 0)


def test_a_snapshot_brings_the_sound_back(mailbox: httpx.Client, emulator: Emulator) -> None:
    sid = dial(mailbox)
    speak(mailbox, sid, tone(1.0))
    mailbox.post(f"/calls/{sid}/keys", json={"keys": "#"})
    before = samples(emulator, emulator.recordings[0])
    taken = mailbox.post("/snapshots", json={}).json()
    mailbox.post("/reset", json={})
    mailbox.post(f"/snapshots/{taken['id']}/restore", json={})
    assert samples(emulator, emulator.recordings[0]) == before


def test_a_restart_in_the_middle_of_a_message_keeps_what_was_said(tmp_path: Path) -> None:
    with Emulator(state=tmp_path) as first, httpx.Client(base_url=f"{first.url}/emulator/v1", trust_env=False) as api:
        first.add_number(LINE, voice_url="/answer", app=application)
        sid = dial(api)
        assert speak(api, sid, tone(1.0))
        assert speak(api, sid, tone(0.5))
    with Emulator(state=tmp_path) as second:
        second.clock.advance(5)
        (recording,) = second.recordings
        assert recording.status is RecordingStatus.COMPLETED
        assert samples(second, recording)[:RATE] == pcm.from_mu_law(pcm.mu_law(tone(1.0).samples))


def test_where_there_is_too_much_sound_the_oldest_is_forgotten(
    mailbox: httpx.Client, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "SOUND_BYTES_KEPT", RATE)
    sid = dial(mailbox)
    for _ in range(3):
        speak(mailbox, sid, tone(0.5))
    mailbox.post(f"/calls/{sid}/keys", json={"keys": "#"})
    (recording,) = emulator.recordings
    assert emulator.switchboard.desk.store.sound_bytes <= RATE
    heard = samples(emulator, recording)
    assert not any(heard[:4000])
    assert any(heard[4000:8000])


@given(st.lists(st.integers(-32_768, 32_767), max_size=50))
def test_a_telephones_samples_are_as_near_as_its_code_allows(levels: list[int]) -> None:
    heard = pcm.from_mu_law(pcm.mu_law(array("h", levels)))
    for level, found in zip(levels, heard, strict=True):
        assert abs(level - found) <= max(abs(level) / 16, 8)
    assert pcm.mu_law(heard) == pcm.mu_law(pcm.from_mu_law(pcm.mu_law(heard)))
