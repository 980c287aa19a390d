"""The neural engine and its process, on a stand-in for the model that speaks the same lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.twilio_emulator.sound.conftest import tone
from twilio_emulator.sound.kokoro import Kokoro, in_chinese, spoken_language
from twilio_emulator.sound.kokoro_program import VOCABULARY
from twilio_emulator.sound.speech import SpeechError

STAND_IN = """
import json, os, sys, threading
for line in sys.stdin.buffer:
    asked = json.loads(line)
    text = asked["text"]
    if "hang" in text:
        threading.Event().wait(60)
    if "die" in text:
        os._exit(3)
    if "rubbish" in text:
        sys.stdout.buffer.write(b"no JSON\\n")
    elif "short" in text:
        sys.stdout.buffer.write(b'{"bytes": 1000}\\nshort')
        sys.stdout.buffer.flush()
        os._exit(0)
    elif "sorry" in text:
        sys.stdout.buffer.write(b'{"error": "ModuleNotFoundError: onnxruntime"}\\n')
    else:
        said = json.dumps({**asked, "pid": os.getpid()}, ensure_ascii=False).encode()
        sys.stdout.buffer.write(json.dumps({"bytes": len(said)}).encode() + b"\\n" + said)
    sys.stdout.buffer.flush()
"""


class Robot:
    """Says what the neural voice cannot."""

    name = "robot"

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        return tone(0.1)


@pytest.fixture
def kokoro(tmp_path: Path) -> Callable[..., Kokoro]:
    program = tmp_path / "program.py"
    program.write_text(STAND_IN, encoding="utf-8")
    return lambda seconds=20.0: Kokoro(program, tmp_path, Robot(), seconds)


def test_one_process_says_everything_and_each_language_has_its_voices(kokoro: Callable[..., Kokoro]) -> None:
    engine = kokoro()
    said = [
        engine.speak(text, language, voice, 1.0).decode()
        for text, language, voice in [
            ("余额1234.5元", "cmn-CN", "Polly.Zhiyu"),
            ('"quoted"\nand broken', "en-GB", "alice"),
            ("Hello", "en-US", "man"),
        ]
    ]
    assert '"voice": "zf_xiaoxiao"' in said[0]
    assert "余额一千二百三十四点五元" in said[0]
    assert '"voice": "bf_emma"' in said[1]
    assert '"voice": "am_michael"' in said[2]
    assert len({one.rpartition('"pid": ')[2] for one in said}) == 1


def test_what_it_cannot_speak_is_left_to_another_engine(kokoro: Callable[..., Kokoro]) -> None:
    for language in ("fr-FR", "yue-HK", "zh-HK", "", "xx"):
        assert spoken_language(language) == ""
        assert kokoro().speak("Bonjour", language, "alice", 1.0) == tone(0.1)


@pytest.mark.parametrize(("text", "seconds"), [("hang", 0.5), ("die", 20.0), ("rubbish", 20.0), ("short", 20.0)])
def test_a_process_that_hangs_dies_or_raves_is_replaced(
    kokoro: Callable[..., Kokoro], text: str, seconds: float
) -> None:
    engine = kokoro(seconds)
    with pytest.raises(SpeechError, match="died or was killed"):
        engine.speak(text, "en-US", "alice", 1.0)
    engine = kokoro()
    with pytest.raises(SpeechError):
        engine.speak("die", "en-US", "alice", 1.0)
    assert b"Hello" in engine.speak("Hello", "en-US", "alice", 1.0)


def test_a_model_that_is_not_installed_says_how_to_get_it(kokoro: Callable[..., Kokoro]) -> None:
    engine = kokoro()
    with pytest.raises(SpeechError, match=r"pip install 'hotline-12393\[neural\]'.*TWILIO_EMULATOR_KOKORO_VOICES"):
        engine.speak("sorry", "en-US", "alice", 1.0)
    assert b"Hello" in engine.speak("Hello", "en-US", "alice", 1.0)


def test_the_real_program_without_its_model_answers_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="kokoro failed"):
        Kokoro(voices=tmp_path).speak("Hello", "en-US", "alice", 1.0)


def test_numbers_are_put_into_words_before_the_model_sees_them() -> None:
    read = {
        "12393": "一二三九三",
        "2026": "二千零二十六",
        "007": "零零七",
        "0.5": "零点五",
        "110101199003070000": "一一零一零一一九九零零三零七零零零零",
        "1234567890123456789.5": "一二三四五六七八九零一二三四五六七八九点五",
    }
    assert {number: in_chinese(number) for number in read} == read


def test_every_sound_of_the_model_has_a_number_of_its_own() -> None:
    assert len(set(VOCABULARY.values())) == len(VOCABULARY) > 100
    assert (VOCABULARY[";"], VOCABULARY[" "], VOCABULARY["z"], VOCABULARY["\u1d7b"]) == (1, 16, 68, 177)
