"""Live speech: how long words take to say, and an engine that says them.

In virtual time, and wherever nobody listens, speech is only its length. Where somebody does, a :class:`SpeechEngine`
makes the sound, and its real length is what the clock is given.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path
from typing import ClassVar, Protocol

CHARACTERS_PER_SECOND = 4.5
"""Chinese characters at the pace of a hotline: 270 a minute of plain reading."""
WORDS_PER_SECOND = 2.7
"""English words: 160 a minute."""

WORDS_A_MINUTE = {"cmn": 185, "yue": 185}
"""What espeak-ng is to be told so that Chinese takes as long as it is estimated to; 160 for other languages."""


def seconds_of(text: str, rate: float = 1.0, pauses: float = 0.0) -> float:
    """Estimate how long ``text`` takes to say, in seconds rounded to hundredths."""
    characters = sum(1 for character in text if "\u3400" <= character <= "\u9fff")
    words = len("".join(" " if "\u3400" <= character <= "\u9fff" else character for character in text).split())
    stops = sum(text.count(mark) for mark in "。！？；，.!?;,")
    spoken = characters / CHARACTERS_PER_SECOND + words / WORDS_PER_SECOND + stops * 0.15
    return round(max(spoken, 0.2) / rate + pauses, 2)


class SpeechEngine(Protocol):
    """Something that can say words aloud."""

    @property
    def name(self) -> str:
        """What it is, other words whenever its sounds would differ: part of what a kept sound is found by."""

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        """Return a WAV of ``text``; raises :class:`SpeechError` where it cannot be made."""


class SpeechError(Exception):
    """The engine could not say it; the words say why."""


class Espeak:
    """espeak-ng in a process of its own: a robot, but one that is always there."""

    name = f"espeak-ng {WORDS_A_MINUTE}"
    LANGUAGES: ClassVar = {"zh": "cmn", "cmn": "cmn", "yue": "yue"}

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        """Return a WAV of ``text``."""
        family = language.partition("-")[0].lower()
        spoken = "yue" if language.lower() == "zh-hk" else self.LANGUAGES.get(family, language.lower())
        pace = round(WORDS_A_MINUTE.get(spoken, 160) * rate)
        command = [sys.executable, str(Path(__file__).with_name("espeak.py")), spoken, str(pace)]
        try:
            done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=30, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise SpeechError("the speech engine did not answer") from None
        except OSError as error:
            raise SpeechError(f"the speech engine could not be started: {error}") from error
        if done.returncode:
            raise SpeechError(done.stderr.decode("utf-8", "replace").strip() or "the speech engine failed")
        return done.stdout


class CachedSpeech:
    """An engine's sounds, kept by what was said: lately heard ones in memory, all of them on disk."""

    KEPT_IN_MEMORY = 64

    @property
    def name(self) -> str:
        """The engine's."""
        return self._engine.name

    def __init__(self, engine: SpeechEngine, folder: Path | None = None) -> None:
        self._engine = engine
        self._folder = folder or Path(tempfile.gettempdir()) / "twilio-emulator-speech"
        self._lately: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        """Return a WAV of ``text``, made at most once."""
        key = hashlib.sha256("\0".join((self._engine.name, text, language, voice, str(rate))).encode()).hexdigest()
        with self._lock:
            if key in self._lately:
                self._lately.move_to_end(key)
                return self._lately[key]
        path = self._folder / f"{key}.wav"
        try:
            sound = path.read_bytes()
        except OSError:
            sound = self._engine.speak(text, language, voice, rate)
            self._keep(path, sound)
        with self._lock:
            self._lately[key] = sound
            if len(self._lately) > self.KEPT_IN_MEMORY:
                self._lately.popitem(last=False)
        return sound

    def _keep(self, path: Path, sound: bytes) -> None:
        """Write the sound whole or not at all; a disk that will not take it costs only time."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(sound)
            Path(file.name).replace(path)
        except OSError:
            return
