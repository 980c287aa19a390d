"""An engine's sounds, kept by what was said: lately heard ones in memory, the others on disk up to a limit."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from twilio_emulator.sound.places import kept
from twilio_emulator.sound.speech import SpeechEngine

KEPT_IN_MEMORY = 64
MOST_BYTES = 256 * 1024 * 1024
"""On disk: an hour and a half of speech of 16 bits at 24,000 samples a second."""
LEFT = 0.8
"""How much of that is left when the sounds not heard for the longest time have been thrown away."""


class CachedSpeech:
    """An engine whose sounds are made at most once, also by another process; the folder is its own."""

    def __init__(self, engine: SpeechEngine, folder: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        self._engine = engine
        self._folder = folder or kept("speech")
        self._most_bytes = most_bytes
        self._bytes: int | None = None
        self._lately: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The engine's."""
        return self._engine.name

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        """Return a WAV of ``text``; raises :class:`twilio_emulator.sound.speech.SpeechError`."""
        key = hashlib.sha256("\0".join((self.name, text, language, voice, str(rate))).encode()).hexdigest()
        with self._lock:
            if key in self._lately:
                self._lately.move_to_end(key)
                return self._lately[key]
        path = self._folder / f"{key}.wav"
        sound = self._found(path)
        if sound is None:
            sound = self._engine.speak(text, language, voice, rate)
            self._keep(path, sound)
        with self._lock:
            self._lately[key] = sound
            if len(self._lately) > KEPT_IN_MEMORY:
                self._lately.popitem(last=False)
        return sound

    def _found(self, path: Path) -> bytes | None:
        """Return a kept sound, and note that it has been heard again."""
        try:
            sound = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return sound or None

    def _keep(self, path: Path, sound: bytes) -> None:
        """Write the sound whole or not at all; a disk that will not take it costs only time."""
        if len(sound) > self._most_bytes:
            return
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(sound)
            Path(file.name).replace(path)
        except OSError:
            return
        with self._lock:
            self._bytes = len(sound) + (self._bytes if self._bytes is not None else self._on_disk() - len(sound))
            if self._bytes > self._most_bytes:
                self._bytes = self._throw_away()

    def _on_disk(self) -> int:
        return sum(size for _, size, _ in self._kept())

    def _kept(self) -> list[tuple[float, int, Path]]:
        """Return when each sound was heard last, its bytes, and where it is."""
        found = []
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    status = entry.stat()
                    found.append((status.st_mtime, status.st_size, Path(entry.path)))
        return found

    def _throw_away(self) -> int:
        """Remove the sounds not heard for the longest time; return how many bytes are left."""
        found = sorted(self._kept())
        total = sum(size for _, size, _ in found)
        for _, size, path in found:
            if total <= self._most_bytes * LEFT:
                break
            with suppress(OSError):
                path.unlink()
            total -= size
        return total
