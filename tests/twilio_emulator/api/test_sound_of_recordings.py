"""The sound of a recording as it is fetched: as WAV and as MP3, whole and in parts, by whoever has the address."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from twilio_emulator import Emulator
from twilio_emulator.sound import audio
from twilio_emulator.tape import Recording

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, ANN, BEN = "+15005550100", "+15005550111", "+15005550112"
KILOBITS = {1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320), 2: (0, *range(8, 64, 8), 64)}
"""What the four bits for the bit rate mean: of MPEG-1, layer III, and the lower half of those of MPEG-2 and 2.5."""
RATES = {0: (11025, 12000, 8000), 2: (22050, 24000, 16000), 3: (44100, 48000, 32000)}
"""Samples a second by the version, which is 0 for MPEG-2.5, 2 for MPEG-2, 3 for MPEG-1."""


def frames(body: bytes) -> Iterator[tuple[float, int]]:
    """Yield the seconds and the channels of every frame of an MP3, which is to be nothing else behind its tag."""
    assert body[:3] == b"ID3"
    at = 10 + sum(body[6 + place] << shift for place, shift in enumerate((21, 14, 7, 0)))
    while at < len(body):
        assert body[at] == 0xFF
        assert body[at + 1] & 0xE6 == 0xE2, "layer III"
        version, rate = body[at + 1] >> 3 & 3, RATES[body[at + 1] >> 3 & 3][body[at + 2] >> 2 & 3]
        bits = KILOBITS[1 if version == 3 else 2][body[at + 2] >> 4] * 1000
        samples = 1152 if version == 3 else 576
        yield samples / rate, 1 if body[at + 3] >> 6 == 3 else 2
        at += samples // 8 * bits // rate + (body[at + 2] >> 1 & 1)
    assert at == len(body)


@pytest.fixture
def recordings(emulator: Emulator, app: App) -> list[Recording]:
    """A recording of one channel of a text to be said, one of two channels, one of a conference."""
    app.answers |= {
        "/leave": "<Response><Record playBeep='false' trim='do-not-trim' timeout='8' action='/bye'/></Response>",
        "/bye": "<Response/>",
        "/dial": f"<Response><Dial record='record-from-answer-dual' action='/bye'>{BEN}</Dial></Response>",
        "/meet": "<Response><Dial><Conference record='record-from-start'>team</Conference></Dial></Response>",
    }
    number = emulator.add_number(LINE, voice_url="/leave", app=app)
    emulator.handset(ANN).dial(LINE).speak("Gruß aus Köln, 你好")
    emulator.clock.advance(20)
    for path in ("dial", "meet"):
        number.voice_url = f"http://app.localhost/{path}"
        calls = [emulator.handset(one).dial(LINE, settle=path == "meet") for one in (ANN, BEN)[: 1 + (path == "meet")]]
        emulator.clock.advance(30)
        for call in calls:
            call.hang_up()
        emulator.clock.advance(5)
    assert [one.channels for one in emulator.recordings] == [1, 2, 1]
    return emulator.recordings


def address(emulator: Emulator, recording: Recording, of: str = "") -> str:
    """Return where its sound is, without an ending."""
    return f"{emulator.url}/2010-04-01/Accounts/{emulator.account_sid}/{of}Recordings/{recording.sid}"


@pytest.mark.verified
def test_an_mp3_lasts_as_long_as_what_was_recorded(recordings: list[Recording], emulator: Emulator) -> None:
    for recording in recordings:
        answer = httpx.get(address(emulator, recording) + ".mp3")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
        found = list(frames(answer.content))
        assert {channels for _, channels in found} == {recording.channels}
        seconds = sum(length for length, _ in found)
        assert recording.seconds > 5
        assert recording.seconds <= seconds < recording.seconds + 0.5, "the encoder fills its last frames"


def test_the_words_are_in_the_title_of_either(recordings: list[Recording], emulator: Emulator) -> None:
    for ending in ("", ".wav", ".mp3"):
        sound = audio.inspect(httpx.get(address(emulator, recordings[0]) + ending).content)
        assert sound.title == "Gruß aus Köln, 你好"
        assert sound.seconds == pytest.approx(recordings[0].seconds, abs=0.5)


def test_an_mp3_that_is_played_on_a_call_reads_as_what_was_said(
    recordings: list[Recording], emulator: Emulator, app: App
) -> None:
    app.answers["/play"] = f"<Response><Play>{address(emulator, recordings[0])}.mp3</Play></Response>"
    emulator.add_number("+15005550120", voice_url="/play", app=app)
    emulator.handset(BEN).dial("+15005550120").hears("Gruß aus Köln")


@pytest.mark.verified
def test_without_an_ending_it_is_a_wav(recordings: list[Recording], emulator: Emulator) -> None:
    plain, named = (httpx.get(address(emulator, recordings[1]) + ending) for ending in ("", ".wav"))
    assert plain.content == named.content
    with wave.open(io.BytesIO(plain.content)) as file:
        assert (file.getnchannels(), file.getnframes() / file.getframerate()) == (2, recordings[1].seconds)


def test_a_recording_is_heard_under_its_call_and_its_conference_too(
    recordings: list[Recording], emulator: Emulator
) -> None:
    first, _, meeting = recordings
    for ending in ("", ".wav", ".mp3"):
        there = httpx.get(address(emulator, first) + ending)
        assert httpx.get(address(emulator, first, f"Calls/{first.call.sid}/") + ending).content == there.content
        assert httpx.get(address(emulator, meeting, f"Conferences/{meeting.conference_sid}/") + ending).is_success
        for of in (f"Calls/{meeting.call.sid}/", f"Conferences/{meeting.conference_sid}/", "Calls/CA1/"):
            elsewhere = httpx.get(address(emulator, first, of) + ending)
            assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, 20404)


def test_its_head_alone_may_be_asked_for(recordings: list[Recording], emulator: Emulator) -> None:
    where = address(emulator, recordings[0])
    whole, head = httpx.get(where), httpx.head(where)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert httpx.head(where + ".mp3").headers["content-type"] == "audio/mpeg"
    assert httpx.head(where + ".ogg").status_code == 404


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=15990-32010", slice(15990, 32011)),
        ("bytes=40000-", slice(40000, None)),
        ("bytes=-100", slice(-100, None)),
        ("bytes=5-99999999999", slice(5, None)),
    ],
)
def test_a_part_of_a_wav_may_be_asked_for(
    asked: str, wanted: slice, recordings: list[Recording], emulator: Emulator
) -> None:
    where = address(emulator, recordings[0])
    whole, part = httpx.get(where).content, httpx.get(where, headers={"Range": asked})
    assert part.status_code == 206
    assert part.content == whole[wanted]
    first = wanted.indices(len(whole))[0]
    assert part.headers["content-range"] == f"bytes {first}-{first + len(part.content) - 1}/{len(whole)}"


@pytest.mark.parametrize(
    ("asked", "status"),
    [("bytes=99999999-", 416), ("bytes=-0", 416), ("bytes=9-1", 200), ("pages=1-2", 200), ("bytes=²-", 200)],
)
def test_a_part_that_cannot_be_had_is_refused_or_ignored(
    asked: str, status: int, recordings: list[Recording], emulator: Emulator
) -> None:
    answer = httpx.get(address(emulator, recordings[0]), headers={b"Range": asked.encode()})
    assert answer.status_code == status
