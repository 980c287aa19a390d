"""An engine that is absent, hangs, crashes or writes rubbish: the call goes on, and says once what is missing."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.twilio_emulator.sound.conftest import tone
from twilio_emulator import Emulator
from twilio_emulator.sound import pcm
from twilio_emulator.sound.engines import speech
from twilio_emulator.sound.espeak import Espeak
from twilio_emulator.sound.patience import PatientSpeech
from twilio_emulator.sound.speech import SpeechEngine, SpeechError

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, ANN = "+15005550100", "+15005550111"


class Broken:
    """An engine that answers with whatever it was given, or raises it."""

    name = "broken"

    def __init__(self, answer: bytes | Exception) -> None:
        self._answer = answer

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


class Hanging:
    """An engine that answers when it is let, and counts."""

    name = "hanging"

    def __init__(self) -> None:
        self.released = threading.Event()
        self.asked = 0

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        self.asked += 1
        self.released.wait(30)
        return tone(1.0)


def say(engine: SpeechEngine, text: str = "Hello") -> bytes:
    return engine.speak(text, "en-US", "man", 1.0)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "it is no WAV"),
        (b"rubbish" * 100, "it is no WAV"),
        (pcm.write(pcm.silence(0.0, 8000)), "has made no sound"),
        (tone(1.0)[:20], "format 0 of 0 bits"),
        (RuntimeError("no voice"), "RuntimeError: no voice"),
        (SpeechError("there is no such voice"), "no such voice"),
    ],
)
def test_whatever_goes_wrong_with_an_engine_is_one_kind_of_error_that_says_why(
    answer: bytes | Exception, why: str
) -> None:
    with pytest.raises(SpeechError, match=why):
        say(PatientSpeech(Broken(answer), 5.0))


def test_an_engine_that_hangs_is_given_up_and_left_alone_for_a_while() -> None:
    now = [0.0]
    engine = Hanging()
    patient = PatientSpeech(engine, 0.02, rest=60.0, now=lambda: now[0])
    with pytest.raises(SpeechError, match=r"did not answer within 0\.02 s"):
        say(patient)
    now[0] = 59.0
    with pytest.raises(SpeechError, match="left alone"):
        say(patient)
    assert engine.asked == 1
    engine.released.set()
    now[0] = 61.0
    assert say(PatientSpeech(engine, 5.0)) == tone(1.0)


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import threading; threading.Event().wait(60)", "did not answer within 0.5 s"),
        ("import os; os.abort()", "espeak-ng failed"),
        ("raise SystemExit('the data is missing')", "the data is missing"),
        ("import nowhere", "No module named 'nowhere'.*pip install espeakng-loader"),
    ],
)
def test_the_program_that_hangs_is_killed_and_one_that_fails_is_quoted(tmp_path: Path, program: str, why: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(program, encoding="utf-8")
    with pytest.raises(SpeechError, match=why):
        say(Espeak(path, seconds=0.5 if "wait" in program else 20.0))


def test_the_installed_program_helps_out_where_the_bundle_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, installed = tmp_path / "program.py", tmp_path / "espeak-ng"
    bundle.write_text("import nowhere", encoding="utf-8")
    installed.write_text('#!/bin/sh\necho "$@"\nexec cat\n', encoding="utf-8")
    installed.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert Espeak(bundle).speak("-v en $(date)", "zh-CN", "man", 1.0) == (
        b"-v cmn -s 185 --stdin --stdout\n-v en $(date)"
    )


@pytest.fixture
def talkative(app: App) -> App:
    app.answers["/answer"] = "<Response><Say>One two three</Say><Say>Four</Say><Gather/></Response>"
    return app


def test_a_call_goes_on_without_sound_and_says_once_what_is_missing(talkative: App) -> None:
    broken = PatientSpeech(Broken(SpeechError("robot is not installed; pip install robot")), 5.0)
    with Emulator(aloud=True, speech=broken) as emulator, Emulator() as silent:
        calls = []
        for one in (emulator, silent):
            one.add_number(LINE, voice_url="/answer", app=talkative)
            calls.append(one.handset(ANN).dial(LINE))
        aloud, quiet = calls
    assert aloud.heard == quiet.heard == "One two three\nFour"
    assert aloud.transcript.count("no sound: robot is not installed; pip install robot") == 1
    times = [[(line.text, line.at) for line in one.calls[0].lines if line.seconds] for one in (emulator, silent)]
    assert times[0] == times[1], "an estimate takes the place of the sound"


def test_who_wants_to_hear_a_line_is_told_how_to_get_sound(talkative: App) -> None:
    with Emulator(speech=PatientSpeech(Broken(SpeechError("pip install robot")), 5.0)) as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=talkative)
        call = emulator.handset(ANN).dial(LINE)
        number = next(line.number for line in emulator.calls[0].lines if line.language)
        answer = httpx.get(f"{emulator.url}/emulator/v1/calls/{call.sid}/lines/{number}/audio", trust_env=False)
    assert answer.status_code == 404
    assert "pip install robot" in answer.json()["message"]


def test_the_clock_is_given_the_length_of_the_real_sound(app: App, tmp_path: Path) -> None:
    app.answers["/answer"] = (
        "<Response><Say voice='alice'>One<break time='4s'/>two</Say><Gather><Say>Now</Say></Gather></Response>"
    )
    with Emulator(aloud=True, speech=speech(cache=tmp_path)) as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=app)
        emulator.handset(ANN).dial(LINE)
        first, second = (line for line in emulator.calls[0].lines if line.language)
        answer = httpx.get(
            f"{emulator.url}/emulator/v1/calls/{emulator.calls[0].sid}/lines/{first.number}/audio", trust_env=False
        )
    heard = pcm.read(answer.content)
    assert heard.seconds == pytest.approx(first.seconds, abs=0.001), "what is heard is as long as the clock was told"
    assert second.at - first.at == pytest.approx(first.seconds, abs=0.001)
    assert 4.3 < first.seconds < 6.5


def test_a_line_sounds_the_same_after_a_restart(app: App, tmp_path: Path) -> None:
    app.answers["/answer"] = (
        "<Response><Say voice='alice'>One<break time='1s'/><prosody rate='50%' volume='loud'>two</prosody></Say>"
        "<Play digits='12'/></Response>"
    )
    with Emulator(state=tmp_path) as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=app)
        emulator.handset(ANN).dial(LINE)
        before = emulator.calls[0].lines
    with Emulator(state=tmp_path) as emulator:
        after = emulator.calls[0].lines
    assert [(line.text, line.phrases, line.signal) for line in after] == [
        (line.text, line.phrases, line.signal) for line in before
    ]
    assert [len(line.phrases) for line in after if line.language] == [2]
