"""What a browser gets to play of a call to the hotline: the sound that was fetched, in the band it was fetched in."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import httpx
import pytest
from flask import Flask

from ivr.answers import Answers
from twilio_emulator import Emulator
from voice_prompts import prompt
from voice_prompts.bands import BANDS, WIDE, Band
from voice_prompts.recorded import Recordings
from voice_prompts.wav import read_wav


@pytest.mark.parametrize("band", BANDS.values(), ids=BANDS)
def test_the_page_gets_a_played_answer_in_the_band_of_the_hotline(
    line: Emulator, hotline_app: Flask, tones: Path, band: Band
) -> None:
    hotline_app.extensions["answers"] = Answers(b"a secret key for tests, 32 bytes", Recordings(tones, band))
    call = line.handset("+8612099990000").dial("12393")
    with httpx.Client(base_url=line.url, trust_env=False) as page:
        lines = page.get(f"/emulator/v1/calls/{call.sid}").json()["lines"]
        (played,) = (one for one in lines if prompt("greeting").text in one["text"])
        sound = page.get(played["audio"])
    assert sound.headers["content-type"] == "audio/wav"
    heard = read_wav(sound.content)
    assert heard.band is band
    assert heard.words == played["text"]
    assert heard.seconds == pytest.approx(played["seconds"], abs=0.001)
    if band is WIDE:
        with wave.open(io.BytesIO(sound.content)) as file:
            assert (file.getframerate(), file.getsampwidth()) == (16_000, 2)
