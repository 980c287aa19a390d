"""What a caller says as sound: a recogniser from another package understands it, and the application is told."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.twilio_emulator.sound.conftest import Plugin, tone
from twilio_emulator import Emulator
from twilio_emulator.engine.recognition import Expectation
from twilio_emulator.sound import pcm
from twilio_emulator.sound.recognisers import RECOGNISERS
from twilio_emulator.sound.recognition import RecognitionError, understand
from twilio_emulator.sound.whisper import Whisper, assembled, language_of

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, ANN = "+15005550100", "+15005550111"
EAR = '''
from twilio_emulator.sound import pcm
from twilio_emulator.sound.recognition import Understood

class Part:
    name = "ear"
    told = []

    def recognise(self, sound, expected):
        """A word for every second, of those it was told to look out for."""
        self.told.append(expected)
        count = int(pcm.read(sound).seconds)
        return [Understood(text=expected.hints[n], confidence=0.5 + n / 10, seconds=1.0) for n in range(count)]
'''
GATHER = (
    "<Gather input='speech' language='cmn-Hans-CN' hints='查询,余额,人工' speechModel='phone_call' speechTimeout='2'"
    " partialResultCallback='/partial' action='/said'/>"
)


@pytest.fixture
def listening(plugin: Plugin, app: App) -> Iterator[Emulator]:
    """An emulator whose recogniser comes from a package of its own."""
    plugin("twilio_emulator.recognisers", "ear", "hearing_ear", EAR)
    app.answers |= {"/answer": f"<Response>{GATHER}</Response>", "/said": "<Response/>", "/partial": (204, {}, "")}
    with Emulator(recogniser=RECOGNISERS.make("ear")) as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=app)
        yield emulator


def test_the_application_gets_the_words_the_confidence_and_partial_results(listening: Emulator, app: App) -> None:
    listening.handset(ANN).dial(LINE).speak_sound(tone(2.0)).wait(3)
    (said,) = (one.params for one in app.asked if one.path == "/said")
    assert (said["SpeechResult"], said["Confidence"], said["Language"]) == ("查询 余额", "0.50000000", "cmn-Hans-CN")
    partial = [one.params for one in app.asked if one.path == "/partial"]
    told = [(one["SequenceNumber"], one["StableSpeechResult"], one["UnstableSpeechResult"]) for one in partial]
    assert told == [("0", "", "查询"), ("1", "查询", "余额")]


def test_the_recogniser_is_told_the_language_the_hints_and_the_model(listening: Emulator) -> None:
    listening.handset(ANN).dial(LINE).speak_sound(tone(1.0))
    told = sys.modules["hearing_ear"].Part.told
    assert told == [Expectation(language="cmn-Hans-CN", hints=("查询", "余额", "人工"), model="phone_call")]


def test_what_is_understood_stands_in_the_transcript_as_what_was_said(listening: Emulator) -> None:
    call = listening.handset(ANN).dial(LINE).speak_sound(tone(1.0))
    assert "says: 查询" in call.transcript


def test_any_language_may_send_a_sound_through_the_control_api(listening: Emulator) -> None:
    call = listening.handset(ANN).dial(LINE)
    url = f"{listening.url}/emulator/v1/calls/{call.sid}/speech"

    def post(**body: Any) -> httpx.Response:
        return httpx.post(url, json=body, trust_env=False)

    minute = base64.b64encode(tone(60.0)).decode()
    assert post(audio=base64.b64encode(tone(1.0)).decode()).json()["heard"] == "查询"
    assert post(audio=minute).status_code == 422, "the ear knows three words"
    for wrong in ({"audio": "no base 64!"}, {"audio": 1}, {}, {"text": "a", "audio": minute}, {"audio": "AAAA"}):
        assert post(**wrong).status_code == 422
    assert post(audio="A" * 5_000_000).status_code == 413


def test_typed_words_need_no_recogniser_and_sound_without_one_is_told_what_to_do(emulator: Emulator, app: App) -> None:
    app.answers["/answer"] = f"<Response>{GATHER}</Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = emulator.handset(ANN).dial(LINE)
    with pytest.raises(RecognitionError, match="--recogniser"):
        call.speak_sound(tone(1.0))
    assert "says: 余额" in call.speak("余额").transcript


class Deaf:
    """A recogniser that fails."""

    name = "deaf"

    def recognise(self, sound: bytes, expected: Expectation) -> Any:
        raise RuntimeError("no ears")


def test_whatever_goes_wrong_with_a_recogniser_is_one_kind_of_error() -> None:
    with pytest.raises(RecognitionError, match="deaf failed: RuntimeError: no ears"):
        understand(Deaf(), tone(1.0), Expectation())
    with pytest.raises(RecognitionError, match="it is no WAV"):
        understand(Deaf(), b"rubbish", Expectation())


# -- the adapter of faster-whisper, on a module of the same shape


Fake = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def fake_whisper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Fake:
    """A module with a model that hears two stretches and noise; returns what it was told."""
    told: list[dict[str, Any]] = []

    class WhisperModel:
        def __init__(self, folder: str, **options: Any) -> None:
            told.append({"folder": folder, **options})

        def transcribe(self, sound: Any, **options: Any) -> tuple[Iterator[Any], Any]:
            told.append({"seconds": pcm.read(sound.read()).seconds, **options})
            stretches = [
                SimpleNamespace(text=" 查询 余额 ", avg_logprob=-0.2231, start=0.0, end=1.5, no_speech_prob=0.1),
                SimpleNamespace(text="noise", avg_logprob=-2.0, start=1.5, end=2.0, no_speech_prob=0.9),
                SimpleNamespace(text="谢谢", avg_logprob=0.0, start=2.0, end=2.5, no_speech_prob=0.0),
            ]
            return iter(stretches), None

    module = ModuleType("fake_whisper")
    module.WhisperModel = WhisperModel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fake_whisper", module)
    monkeypatch.setenv("TWILIO_EMULATOR_WHISPER", str(tmp_path))
    return lambda: told


def test_whisper_is_asked_for_the_language_with_the_hints_and_loaded_once(fake_whisper: Fake) -> None:
    whisper = Whisper("fake_whisper")
    assert fake_whisper() == [], "nothing is loaded before somebody speaks"
    expected = Expectation(language="cmn-Hans-CN", hints=("查询", "余额"))
    for _ in range(2):
        found = understand(whisper, tone(3.0, rate=16000), expected)
    assert [(one.text, round(one.confidence, 2), one.seconds) for one in found] == [
        ("查询 余额", 0.8, 1.5),
        ("谢谢", 1.0, 0.5),
    ]
    loaded, *heard = fake_whisper()
    assert loaded["local_files_only"] is True
    assert [(one["language"], one["hotwords"], one["seconds"]) for one in heard] == [("zh", "查询, 余额", 3.0)] * 2


def test_whisper_that_is_not_installed_says_how_to_get_it() -> None:
    with pytest.raises(RecognitionError, match=r"pip install 'hotline-12393\[recognise\]'"):
        understand(Whisper("nowhere_to_be_found"), tone(1.0), Expectation())


def test_a_model_in_two_packages_is_put_together_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(tmp_path)
    for number, piece in ((1, b"first half, "), (2, b"second half")):
        data = tmp_path / f"half_{number}" / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").touch()
        (data / f"model.bin.part{number}").write_bytes(piece)
    (data / "config.json").write_text("{}", encoding="utf-8")
    whole = sha256(b"first half, second half").hexdigest()
    with pytest.raises(ImportError, match="not hold the model"):
        assembled(("half_1", "half_2"), sha256(b"another").hexdigest())
    folder = assembled(("half_1", "half_2"), whole)
    assert (folder / "model.bin").read_bytes() == b"first half, second half"
    assert (folder / "config.json").is_file()
    assert assembled(("half_1", "half_2"), whole) == folder


def test_the_tags_of_gather_become_the_names_of_whisper() -> None:
    tags = {"cmn-Hans-CN": "zh", "zh": "zh", "yue-Hant-HK": "yue", "en-US": "en", "multi": None}
    assert {tag: language_of(tag) for tag in tags} == tags
