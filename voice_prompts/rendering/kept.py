"""What the engine said, kept in a folder: levelling or cutting anew, or going on after a stop, says nothing twice."""

import hashlib
import json
import os
from pathlib import Path

import numpy as np

from voice_prompts.rendering.kokoro import Kokoro, Samples
from voice_prompts.rendering.recipe import MODEL

_FULL = 32767


class Kept:
    """The engine with a folder of 16-bit sounds before it. Sounds come back the same whether they were kept or not."""

    def __init__(self, engine: Kokoro, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    def say(self, phonemes: str, *, voice: str, speed: float) -> Samples:
        """As Kokoro.say. Raises EngineError."""
        key = hashlib.sha256(json.dumps([MODEL, voice, speed, phonemes]).encode()).hexdigest()[:16]
        file = self._folder / f"{key}.npy"
        try:
            whole = np.load(file)
        except FileNotFoundError:
            sound = self._engine.say(phonemes, voice=voice, speed=speed)
            whole = np.round(np.clip(sound, -1, 1) * _FULL).astype(np.int16)
            self._folder.mkdir(parents=True, exist_ok=True)
            new = file.with_suffix(f".{os.getpid()}")
            with new.open("wb") as written:
                np.save(written, whole)
            new.replace(file)
        samples: Samples = whole.astype(np.float32) / _FULL
        return samples
