"""The sound of a recording: a WAV of 8,000 samples a second and 16 bits, made when somebody asks for it.

Where there is a speech engine, words are said by it; elsewhere a quiet tone stands in for them, as long as they took.
The words themselves are in the file's title (LIST INFO INAM), where :mod:`twilio_emulator.sound.audio` finds them
again: a recording that is played on a call reads in the transcript as what was said.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Iterator

from twilio_emulator.engine.effects import Track
from twilio_emulator.sound import pcm
from twilio_emulator.sound.audio import MOST_TITLE
from twilio_emulator.sound.pcm import little_endian
from twilio_emulator.sound.speech import SpeechEngine, SpeechError, speakable
from twilio_emulator.tape import Recording, Words

RATE = 8000
"""Samples a second."""
CYCLE = array("h", (round(600 * math.sin(2 * math.pi * step / 40)) for step in range(40)))
"""One wave of the tone: 200 a second, far from full loudness."""
NOTHING_SAID = "[silence]"
"""The title of a recording without a word."""


def size(recording: Recording) -> int:
    """Return how many bytes the file has."""
    return len(_head(recording)) + _frames(recording) * recording.channels * 2


def wav(recording: Recording, speech: SpeechEngine | None = None) -> Iterator[bytes]:
    """Yield the file piece by piece, so that a recording of hours is never held at once."""
    yield _head(recording)
    yield from samples(recording, speech)


def samples(recording: Recording, speech: SpeechEngine | None = None) -> Iterator[bytes]:
    """Yield what is heard, a second at a time: samples of 16 bits, the low byte first, channel beside channel."""
    frames, channels = _frames(recording), recording.channels
    said = [(round(one.at * RATE), one) for one in recording.kept]
    voices: dict[int, array[int]] = {}
    for begins in range(0, frames, RATE):
        ends = min(begins + RATE, frames)
        piece = array("h", bytes((ends - begins) * channels * 2))
        for number, (at, one) in enumerate(said):
            until = min(at + round(one.seconds * RATE), frames)
            if at >= ends or until <= begins:
                voices.pop(number, None)
                continue
            if number not in voices:
                voices[number] = _voice(one, until - at, speech)
            here, there = max(at, begins), min(until, ends)
            channel = 1 if channels == 2 and one.track is Track.OUTBOUND else 0
            places = slice((here - begins) * channels + channel, (there - begins) * channels, channels)
            piece[places] = voices[number][here - at : there - at]
        yield little_endian(piece)


def title(recording: Recording) -> str:
    """Return what a file says it is: the words, as many as there is room for."""
    said = (recording.text or NOTHING_SAID).replace("\0", "\ufffd").encode("utf-8", "replace")
    return said[: MOST_TITLE - 16].decode("utf-8", "ignore")


def _frames(recording: Recording) -> int:
    return round(recording.seconds * RATE)


def _head(recording: Recording) -> bytes:
    """Everything that comes before the samples."""
    channels = recording.channels
    words = title(recording).encode() + b"\0"
    info = b"INFO" + _chunk(b"INAM", words)
    form = struct.pack("<HHIIHH", 1, channels, RATE, RATE * channels * 2, channels * 2, 16)
    chunks = _chunk(b"fmt ", form) + _chunk(b"LIST", info)
    data = _frames(recording) * channels * 2
    return (
        b"RIFF" + struct.pack("<I", 4 + len(chunks) + 8 + data) + b"WAVE" + chunks
        + b"data" + struct.pack("<I", data)
    )  # fmt: skip


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _voice(words: Words, length: int, speech: SpeechEngine | None) -> array[int]:
    """Return ``length`` samples of somebody saying it, or of the tone."""
    if speech is not None and words.text:
        try:
            sound = speech.speak(speakable(words.text), words.language or _language(words.text), "", 1.0)
            said = pcm.resampled(pcm.read(sound), RATE).samples
        except (SpeechError, pcm.NotPcm):
            pass
        else:
            return said[:length] + array("h", bytes(max(length - len(said), 0) * 2))
    return (CYCLE * (length // len(CYCLE) + 1))[:length]


def _language(text: str) -> str:
    """Guess the language of what a person said: Chinese by its characters, else English."""
    return "zh-CN" if any("\u3400" <= character <= "\u9fff" for character in text) else "en-US"
