"""Whatever a foreign application wants said: it is words to the engine, never an order, an option or a shell's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from twilio_emulator import Emulator
from twilio_emulator.sound import pcm
from twilio_emulator.sound.engines import speech
from twilio_emulator.sound.espeak import Espeak
from twilio_emulator.sound.speech import aloud, seconds_of, speakable

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, ANN = "+15005550100", "+15005550111"
ECHO = """
import json, sys
words = sys.stdin.buffer.read().decode()
sys.stdout.write(json.dumps({"options": sys.argv[1:], "words": words}))
"""
"""Stands in for the speech program: what it was told, instead of a sound."""
NASTY = {
    "a_shell": "$(touch owned) `touch owned` ; touch owned | touch owned && touch owned",
    "options": "--version -v en -f /etc/passwd --stdin",
    "markup": "<speak><audio src='http://nowhere.example/'/>&lt;b&gt;</speak>",
    "orders_of_the_engine": "\x0150S fast \x01+10P high \x01zY [[h@'loU]]",
    "control_characters": "a\0b\x1b[2Jc\r\nd\x7fe\x85f",
    "emoji": "🎉 👩‍👩‍👧‍👦 🇨🇳 ✂️",
    "rare_characters": "𠮷野家 㐂 𝕳𝖊𝖑𝖑𝖔 ᚠᛇᚻ ﷽",
    "half_a_character": "a\ud83db",
    "right_to_left": "\u202eabc\u202c שלום مرحبا",
    "percent": "%s %n %d {0} \\n",
}


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Espeak:
    program = tmp_path_factory.mktemp("echo") / "program.py"
    program.write_text(ECHO, encoding="utf-8")
    return Espeak(program)


def told(engine: Espeak, text: str, language: str, rate: float = 1.0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(engine.speak(speakable(text), language, "man", rate))
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), language=st.text(max_size=30), rate=st.floats(0.01, 100))
@example(text=NASTY["a_shell"], language="-f/etc/passwd", rate=1.0)
@example(text=NASTY["half_a_character"], language="../../../etc/passwd", rate=1.0)
@example(text=NASTY["orders_of_the_engine"], language="en;touch owned", rate=1.0)
def test_no_character_becomes_an_option_and_every_word_arrives(
    echo: Espeak, text: str, language: str, rate: float
) -> None:
    got = told(echo, text, language, rate)
    assert re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}", got["options"][0])
    assert re.fullmatch(r"\d{2,3}", got["options"][1])
    assert len(got["options"]) == 2
    assert got["words"] == speakable(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", got["words"])


@given(st.text())
def test_what_can_be_said_keeps_every_letter_in_its_place(text: str) -> None:
    said = speakable(text)
    kept = [one for one in text if one.isalnum() and not "\ud800" <= one <= "\udfff"]
    assert [one for one in said if one.isalnum()] == kept
    assert seconds_of(said) > 0


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
@pytest.mark.parametrize("kind", NASTY)
def test_strange_words_are_spoken_as_far_as_they_can_be(
    kind: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sound = pcm.read(aloud(f"Hello {NASTY[kind]}", (), language, "man", 1.0, speech(cache=tmp_path / "kept")))
    assert sound.seconds > 0.3
    assert [path.name for path in tmp_path.iterdir()] == ["kept"], "nothing of it was carried out"


def test_five_thousand_characters_are_spoken_to_their_end(tmp_path: Path) -> None:
    text = "您的账户余额为一千元。" * 454
    sound = pcm.read(aloud(text[:5000], (), "zh-CN", "Google.cmn-CN-Standard-A", 1.0, speech(cache=tmp_path)))
    assert sound.seconds == pytest.approx(seconds_of(text[:5000]), rel=0.3)


@pytest.mark.parametrize(
    ("voice", "count", "remarks"),
    [
        ("Google.cmn-CN-Standard-A", 5000, []),
        ("Google.cmn-CN-Standard-A", 5001, [13521]),
        ("Polly.Zhiyu", 5000, [13521]),
    ],
)
def test_more_than_a_voice_says_is_the_vendors_warning_and_the_call_goes_on(
    emulator: Emulator, app: App, voice: str, count: int, remarks: list[int]
) -> None:
    app.answers["/answer"] = f"<Response><Say voice='{voice}'>{'医' * count}</Say><Say>Bye</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = emulator.handset(ANN).dial(LINE)
    assert call.heard.endswith("Bye")
    assert [notice.code for notice in call.exchanges[0].notices] == remarks
    assert ("医" in call.heard) is (not remarks)
