"""The table ``[speech]`` of a configuration file: who speaks aloud, and who listens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twilio_emulator.control import fields
from twilio_emulator.control.fields import Field
from twilio_emulator.sound import engines
from twilio_emulator.sound.cache import MOST_BYTES
from twilio_emulator.sound.recognisers import RECOGNISERS
from twilio_emulator.sound.recognition import Recogniser
from twilio_emulator.sound.speech import SpeechEngine

NAME = "speech"
MEGABYTE = 1024 * 1024
KEYS: Mapping[str, Field] = {
    "engine": fields.text(most=100, required=False),
    "cache": fields.text(most=4096, required=False),
    "cache_megabytes": fields.number(least=0, most=1_000_000, default=MOST_BYTES // MEGABYTE),
    "patience": fields.seconds(most=3600.0, default=0.0),
    "recogniser": fields.text(most=100, required=False),
}
"""What the table may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Who makes speech audible, nobody where it is ``None``, and who understands it, likewise."""

    speech: SpeechEngine | None
    recogniser: Recogniser | None


def from_values(values: Mapping[str, Any], engine: str | None = None, recogniser: str | None = None) -> Hearing:
    """Make both, by the table's checked ``values`` or by the names of options, which come first.

    Raises :class:`twilio_emulator.sound.registry.UnknownPart`.
    """
    name = engine or values.get("engine") or engines.DEFAULT
    listener = recogniser or values.get("recogniser") or engines.NONE
    cache = values.get("cache")
    most = values.get("cache_megabytes")
    return Hearing(
        speech=None
        if name == engines.NONE
        else engines.speech(
            name,
            cache=Path(cache) if cache else None,
            most_bytes=MOST_BYTES if most is None else most * MEGABYTE,
            patience=values.get("patience") or None,
        ),
        recogniser=None if listener == engines.NONE else RECOGNISERS.make(listener),
    )
