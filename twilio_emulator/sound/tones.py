"""The sound of a recording: a WAV of 8,000 samples a second and 16 bits, made when somebody asks for it.

Where there is a speech engine, words are said by it; elsewhere a quiet tone stands in for them, as long as they took.
What a microphone has picked up is heard as it was said.
The words themselves are in the file's title (LIST INFO INAM), where :mod:`twilio_emulator.sound.audio` finds them
again: a recording that is played on a call reads in the transcript as what was said.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Iterator, Mapping

from twilio_emulator.engine.effects import Track
from twilio_emulator.sound import pcm
from twilio_emulator.sound.audio import MOST_TITLE
from twilio_emulator.sound.pcm import little_endian
from twilio_emulator.sound.speech import SpeechEngine, SpeechError, speakable
from twilio_emulator.tape import Recording, Voice, Words

RATE = 8000
"""Samples a second."""
Voices = Mapping[str, bytes]
"""What microphones have picked up, by speaker, in mu-law."""
NOBODY: Voices = {}
CYCLE = array("h", (round(600 * math.sin(2 * math.pi * step / 40)) for step in range(40)))
"""One wave of the tone: 200 a second, far from full loudness."""
NOTHING_SAID = "[silence]"
"""The title of a recording on which nothing is to be heard."""
WITHOUT_WORDS = "[somebody speaks]"
"""The title of one on which somebody really speaks: the words are known to nobody here."""


def size(recording: Recording) -> int:
    """Return how many bytes the file has."""
    return len(_head(recording)) + _frames(recording) * recording.channels * 2


def wav(recording: Recording, speech: SpeechEngine | None = None, voices: Voices = NOBODY) -> Iterator[bytes]:
    """Yield the file piece by piece, so that a recording of hours is never held at once."""
    yield _head(recording)
    yield from samples(recording, speech, voices)


def samples(recording: Recording, speech: SpeechEngine | None = None, voices: Voices = NOBODY) -> Iterator[bytes]:
    """Yield what is heard, a second at a time: samples of 16 bits, the low byte first, channel beside channel.

    ``voices`` are what microphones have picked up, by speaker, in mu-law of this rate. Where the beginning of one is
    forgotten, there is silence.
    """
    frames, channels = _frames(recording), recording.channels
    said = [(round(one.at * RATE), one) for one in recording.kept if one.text]
    heard = [(*_place(one, voices.get(speaker, b"")), one.track) for speaker, one in recording.heard.items()]
    spoken: dict[int, array[int]] = {}
    for begins in range(0, frames, RATE):
        ends = min(begins + RATE, frames)
        piece = array("h", bytes((ends - begins) * channels * 2))
        for number, (at, one) in enumerate(said):
            until = min(at + round(one.seconds * RATE), frames)
            if at >= ends or until <= begins:
                spoken.pop(number, None)
                continue
            if number not in spoken:
                spoken[number] = _voice(one, until - at, speech)
            here, there = max(at, begins), min(until, ends)
            channel = 1 if channels == 2 and one.track is Track.OUTBOUND else 0
            places = slice((here - begins) * channels + channel, (there - begins) * channels, channels)
            piece[places] = spoken[number][here - at : there - at]
        for at, voice, track in heard:
            here, there = max(at, begins), min(at + len(voice), ends)
            if here < there:
                channel = 1 if channels == 2 and track is Track.OUTBOUND else 0
                places = slice((here - begins) * channels + channel, (there - begins) * channels, channels)
                piece[places] = _together(piece[places], pcm.from_mu_law(voice[here - at : there - at]))
        yield little_endian(piece)


def title(recording: Recording) -> str:
    """Return what a file says it is: the words, as many as there is room for."""
    nothing = WITHOUT_WORDS if recording.words else NOTHING_SAID
    said = (recording.text or nothing).replace("\0", "\ufffd").encode("utf-8", "replace")
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


def _place(voice: Voice, sound: bytes) -> tuple[int, bytes]:
    """Return the sample at which a voice begins that is still remembered, and what is remembered of it."""
    return round(voice.until * RATE) - len(sound), sound


def _together(one: array[int], other: array[int]) -> array[int]:
    """Return two sounds at once; what would be too loud is cut."""
    return array("h", (max(-pcm.PEAK, min(pcm.PEAK, here + there)) for here, there in zip(one, other, strict=True)))


def _language(text: str) -> str:
    """Guess the language of what a person said: Chinese by its characters, else English."""
    return "zh-CN" if any("\u3400" <= character <= "\u9fff" for character in text) else "en-US"
