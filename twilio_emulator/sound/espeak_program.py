"""The program behind :class:`twilio_emulator.sound.espeak.Espeak`: words on standard input, a WAV on standard output.

It runs as a process of its own, so that the library (GPL) is never part of ours:
``python espeak_program.py LANGUAGE WORDS_PER_MINUTE < words > sound.wav``
"""

from __future__ import annotations

import ctypes
import io
import sys
import wave

import espeakng_loader

SYNCHRONOUS = 2
CHARS_UTF8 = 1
RATE = 1
NO_EXIT = 0x8000

Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def speak(text: str, language: str, words_per_minute: int) -> bytes:
    """Return a WAV of ``text``; raises ``RuntimeError`` where the engine cannot be started."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    sample_rate = library.espeak_Initialize(SYNCHRONOUS, 0, data, NO_EXIT)
    if sample_rate <= 0:
        raise RuntimeError("espeak-ng could not be started")
    if library.espeak_SetVoiceByName(language.encode()) != 0:
        library.espeak_SetVoiceByName(b"en-us")
    library.espeak_SetParameter(RATE, words_per_minute, 0)
    samples = bytearray()

    def heard(pointer: ctypes._Pointer[ctypes.c_short], count: int, _events: int | None) -> int:
        if pointer and count > 0:
            samples.extend(ctypes.string_at(pointer, count * 2))
        return 0

    callback = Callback(heard)
    library.espeak_SetSynthCallback(callback)
    encoded = text.encode() + b"\0"
    library.espeak_Synth(encoded, len(encoded), 0, 0, 0, CHARS_UTF8, None, None)
    library.espeak_Synchronize()
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(sample_rate)
        sound.writeframes(bytes(samples))
    return file.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(speak(sys.stdin.buffer.read().decode(), sys.argv[1], int(sys.argv[2])))
