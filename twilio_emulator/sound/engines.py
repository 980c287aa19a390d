"""The speech engines by name: espeak-ng, Kokoro, and whatever other packages bring."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from twilio_emulator.sound.cache import MOST_BYTES, CachedSpeech
from twilio_emulator.sound.espeak import Espeak
from twilio_emulator.sound.kokoro import Kokoro
from twilio_emulator.sound.patience import PatientSpeech
from twilio_emulator.sound.registry import Registry
from twilio_emulator.sound.speech import SpeechEngine

DEFAULT = "espeak-ng"
NONE = "none"
"""Instead of an engine: nothing is said aloud, and speech takes as long as it is estimated to."""
PATIENCE: Mapping[str, float] = {"espeak-ng": 15.0, "kokoro": 120.0}
"""Seconds an engine is waited for; a robot needs a hundredth of a sound's length, a neural voice half of it."""
DEFAULT_PATIENCE = 30.0

ENGINES: Final[Registry[SpeechEngine]] = Registry(
    kind="speech engine",
    group="twilio_emulator.speech_engines",
    built_in={"espeak-ng": Espeak, "kokoro": Kokoro},
)


def speech(
    name: str = DEFAULT, cache: Path | None = None, most_bytes: int = MOST_BYTES, patience: float | None = None
) -> CachedSpeech:
    """Return the engine ``name`` with its cache, waited for ``patience`` seconds a phrase.

    Raises :class:`twilio_emulator.sound.registry.UnknownPart`.
    """
    seconds = patience if patience is not None else PATIENCE.get(name, DEFAULT_PATIENCE)
    return CachedSpeech(PatientSpeech(ENGINES.make(name), seconds), cache, most_bytes)
