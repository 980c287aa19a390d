"""Engines and recognisers are chosen by name: on the command line, in the file, from other packages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.twilio_emulator.sound.conftest import Plugin
from twilio_emulator.cli import main
from twilio_emulator.config import ConfigError, load
from twilio_emulator.sound import pcm
from twilio_emulator.sound.engines import ENGINES, speech
from twilio_emulator.sound.recognisers import RECOGNISERS
from twilio_emulator.sound.registry import UnknownPart

HUM = """
from array import array
from twilio_emulator.sound import pcm

class Part:
    name = "hum"

    def speak(self, text, language, voice, rate):
        return pcm.write(pcm.Pcm(8000, array("h", [1000, -1000] * 4000)))
"""


def test_a_package_brings_an_engine_by_entry_point(plugin: Plugin, tmp_path: Path) -> None:
    plugin("twilio_emulator.speech_engines", "hum", "speech_hum", HUM)
    assert ENGINES.names() == ("espeak-ng", "kokoro", "hum")
    sound = speech("hum", cache=tmp_path / "kept").speak("Hello", "en-US", "man", 1.0)
    assert pcm.read(sound).seconds == 1.0


def test_an_engine_that_there_is_not_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownPart, match=r"no speech engine 'parrot'; there are espeak-ng, kokoro"):
        speech("parrot")
    with pytest.raises(UnknownPart, match="no recogniser 'parrot'; there are faster-whisper"):
        RECOGNISERS.make("parrot")


@pytest.mark.parametrize(("source", "why"), [("import nowhere", "nowhere"), ("def Part(): 1 / 0", "division")])
def test_a_package_that_is_broken_is_one_sentence(plugin: Plugin, source: str, why: str) -> None:
    plugin("twilio_emulator.speech_engines", "broken", "speech_broken", source)
    with pytest.raises(UnknownPart, match=why):
        speech("broken")


def test_the_command_line_names_the_engines_there_are() -> None:
    for option in ("--speech", "--recogniser"):
        outcome = CliRunner().invoke(main, ["run", "--port", "0", option, "parrot"])
        assert outcome.exit_code == 1
        assert "parrot" in outcome.output
        assert "there are" in outcome.output
        assert "Traceback" not in outcome.output


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "emulator.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_says_who_speaks_who_listens_and_what_may_be_kept(plugin: Plugin, tmp_path: Path) -> None:
    plugin("twilio_emulator.speech_engines", "hum", "speech_hum", HUM)
    table = f'[speech]\nengine = "hum"\ncache = "{tmp_path}/kept"\ncache_megabytes = 1\npatience = 5\n'
    declared = load(written(tmp_path, table + 'recogniser = "faster-whisper"\n'))
    hearing = declared.hearing()
    assert hearing.speech is not None
    assert hearing.speech.name == "hum"
    assert hearing.recogniser is not None
    assert hearing.recogniser.name == "faster-whisper"
    hearing.speech.speak("Hello", "en-US", "man", 1.0)
    assert len(list((tmp_path / "kept").iterdir())) == 1
    assert declared.hearing(engine="none").speech is None, "an option comes first"


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ('[speech]\nengine = "parrot"', r"line 1: speech: there is no speech engine 'parrot'"),
        ('\n[speech]\nvoice = "x"', "line 3: speech: voice is not known; there are engine, cache"),
        ("[[speech]]", r"write \[speech\], once"),
        ("[speech]\npatience = -1", "line 2: speech: patience must be a number"),
    ],
)
def test_what_the_file_cannot_mean_is_named_with_its_line(tmp_path: Path, table: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        load(written(tmp_path, table)).hearing()
