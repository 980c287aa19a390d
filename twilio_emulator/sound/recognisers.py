"""The recognisers by name: faster-whisper, and whatever other packages bring."""

from __future__ import annotations

from typing import Final

from twilio_emulator.sound.recognition import Recogniser
from twilio_emulator.sound.registry import Registry
from twilio_emulator.sound.whisper import Whisper

RECOGNISERS: Final[Registry[Recogniser]] = Registry(
    kind="recogniser", group="twilio_emulator.recognisers", built_in={"faster-whisper": Whisper}
)
