"""A recording that an application plays: its words are in the transcript, its length is the clock's, in any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.twilio_emulator.sound.test_audio import info, mp3, tag, wav
from twilio_emulator import Emulator

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, ANN = "+15005550100", "+15005550111"
WORDS = "您的账户余额为一千二百三十四元五角六分。"
RECORDED = wav(4.25, info(WORDS), kind=7, bits=8)
TAGGED = tag(4, (b"TIT2", b"\3" + WORDS.encode())) + mp3(4.0, 24, 16000)


def play(app: App, body: bytes, kind: str, document: str, **headers: str) -> None:
    app.answers |= {
        "/answer": f"<Response>{document}</Response>",
        "/sound": (
            200,
            {"Content-Type": kind, **{key.replace("_", "-"): value for key, value in headers.items()}},
            body,
        ),
    }


def test_what_a_recording_says_is_heard_in_virtual_time(emulator: Emulator, app: App) -> None:
    play(app, RECORDED, "audio/wav", "<Play>/sound</Play><Say>Goodbye</Say>")
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = emulator.handset(ANN).dial(LINE).hears(WORDS)
    first, second = (line for line in emulator.calls[0].lines if line.seconds)
    assert (first.seconds, second.at - first.at) == (4.25, 4.25)
    assert call.heard == f"{WORDS}\nGoodbye"


def test_so_is_what_an_mp3_says(emulator: Emulator, app: App) -> None:
    play(app, TAGGED, "audio/mpeg", "<Gather><Play>/sound</Play></Gather>")
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(ANN).dial(LINE).hears(WORDS)
    (line,) = (line for line in emulator.calls[0].lines if line.seconds)
    assert line.seconds == pytest.approx(4.0, abs=0.2)


@pytest.mark.parametrize(("header", "asked"), [("max-age=60", 1), ("no-store", 2)])
def test_it_is_kept_as_long_as_its_headers_allow(emulator: Emulator, app: App, header: str, asked: int) -> None:
    play(app, RECORDED, "audio/wav", "<Play>/sound</Play><Pause/><Play>/sound</Play>", Cache_Control=header)
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = emulator.handset(ANN).dial(LINE)
    assert call.heard == f"{WORDS}\n{WORDS}"
    assert len([one for one in app.asked if one.path == "/sound"]) == asked
