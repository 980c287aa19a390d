"""An engine that is not waited for longer than is good for a call, and whose sound is looked at before it is used."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from twilio_emulator.sound import pcm
from twilio_emulator.sound.speech import SpeechEngine, SpeechError

REST = 60.0
"""Seconds for which an engine that has hung is not asked again."""


class PatientSpeech:
    """``engine``, waited for ``seconds`` at most; one that hangs is left alone for a while, and so is its thread."""

    def __init__(
        self, engine: SpeechEngine, seconds: float, rest: float = REST, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._seconds = seconds
        self._rest = rest
        self._now = now
        self._hung_at: float | None = None

    @property
    def name(self) -> str:
        """The engine's."""
        return self._engine.name

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        """Return a WAV of ``text``; whatever goes wrong with the engine is a :class:`SpeechError`."""
        if self._hung_at is not None and self._now() - self._hung_at < self._rest:
            raise SpeechError(f"{self.name} did not answer within {self._seconds:g} s and is left alone for a while")
        answer: SimpleQueue[bytes | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                answer.put(self._engine.speak(text, language, voice, rate))
            except Exception as error:
                answer.put(error)

        threading.Thread(target=ask, name="speech", daemon=True).start()
        try:
            got = answer.get(timeout=self._seconds)
        except Empty:
            self._hung_at = self._now()
            raise SpeechError(f"{self.name} did not answer within {self._seconds:g} s") from None
        self._hung_at = None
        if isinstance(got, SpeechError):
            raise got
        if isinstance(got, Exception):
            raise SpeechError(f"{self.name} failed: {type(got).__name__}: {got}") from got
        return self._checked(got)

    def _checked(self, sound: bytes) -> bytes:
        """Return a sound that can be played; raises :class:`SpeechError` for rubbish, and for nothing at all."""
        try:
            seconds = pcm.read(sound).seconds if isinstance(sound, bytes) else 0.0
        except pcm.NotPcm as error:
            raise SpeechError(f"what {self.name} has made cannot be played: {error}") from error
        if not seconds:
            raise SpeechError(f"{self.name} has made no sound")
        return sound
