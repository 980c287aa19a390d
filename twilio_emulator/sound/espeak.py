"""espeak-ng, the speech of last resort: a robot, but one that is always there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

from twilio_emulator.sound.speech import SpeechError

WORDS_A_MINUTE = {"cmn": 185, "yue": 185}
"""What espeak-ng is to be told so that Chinese takes as long as it is estimated to; 160 for other languages."""
SLOWEST, FASTEST = 80, 450
"""Words a minute between which it obeys."""
SECONDS = 12.0
"""How long the program may take before it is killed."""
INSTALLED = "espeak-ng"
"""The program that stands in for a bundle that is missing."""
REMEDY = "pip install espeakng-loader, install espeak-ng, or choose another engine with --speech"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}")


class Espeak:
    """espeak-ng in a process of its own, which is killed where it hangs.

    It is the bundled one, which reads Chinese better than that of many a distribution; the installed one helps out
    where there is no bundle for a machine. The words go to its standard input, so that none of them can be taken for
    an option or reach a shell.
    """

    name = f"espeak-ng {WORDS_A_MINUTE}"
    LANGUAGES: ClassVar = {"zh": "cmn", "cmn": "cmn", "yue": "yue"}

    def __init__(self, program: Path | None = None, seconds: float = SECONDS) -> None:
        self._program = program or Path(__file__).with_name("espeak_program.py")
        self._seconds = seconds

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        """Return a WAV of ``text``; raises :class:`SpeechError`."""
        spoken = self.voice_of(language)
        pace = str(min(max(round(WORDS_A_MINUTE.get(spoken, 160) * rate), SLOWEST), FASTEST))
        words = text.encode("utf-8", "replace")
        try:
            return self._run([sys.executable, "-P", str(self._program), spoken, pace], words)
        except SpeechError:
            installed = shutil.which(INSTALLED)
            if installed is None:
                raise
            return self._run([installed, "-v", spoken, "-s", pace, "--stdin", "--stdout"], words)

    def _run(self, command: list[str], words: bytes) -> bytes:
        try:
            done = subprocess.run(command, input=words, capture_output=True, timeout=self._seconds, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise SpeechError(f"espeak-ng did not answer within {self._seconds:g} s") from None
        except OSError as error:
            raise SpeechError(f"espeak-ng could not be started: {error}; {REMEDY}") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise SpeechError(f"espeak-ng failed ({said or f'exit code {done.returncode}'}); {REMEDY}")
        return done.stdout

    def voice_of(self, language: str) -> str:
        """Return its name for the voice of a language tag; what is none is English."""
        tag = language.lower()
        if tag in ("zh-hk", "yue-hant-hk"):
            return "yue"
        spoken = self.LANGUAGES.get(tag.partition("-")[0], tag)
        return spoken if _LANGUAGE.fullmatch(spoken) else "en-us"
