"""The files that answers are fetched in: WAV, in either band, the words as the title."""

import struct
from dataclasses import dataclass

from voice_prompts.bands import BANDS, TELEPHONE, Band
from voice_prompts.errors import RecordingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A sound in its band, and the words that are heard in it."""

    sound: bytes
    words: str
    band: Band = TELEPHONE

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.sound) / self.band.width / self.band.rate


def wav(recording: Recording) -> bytes:
    """The file of a recording, its words as the title (LIST INFO INAM, UTF-8) before the sound."""
    title = recording.words.encode() + b"\0"
    info = b"INFO" + _chunk(b"INAM", title)
    samples = len(recording.sound) // recording.band.width
    body = b"WAVE" + b"".join(
        (
            _chunk(b"fmt ", _form(recording.band) + b"\0\0"),
            _chunk(b"fact", struct.pack("<I", samples)),
            _chunk(b"LIST", info),
            _chunk(b"data", recording.sound),
        )
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _form(band: Band) -> bytes:
    """Encoding, channels, samples and bytes a second, bytes and bits a sample."""
    return struct.pack("<HHIIHH", band.coding, 1, band.rate, band.rate * band.width, band.width, 8 * band.width)


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def read_wav(file: bytes) -> Recording:
    """The recording in a file that `wav` could have written; raises RecordingError for any other."""
    sound, words, form = None, "", b""
    if file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise RecordingError("a recording is a WAV file, and this is none")
    at = 12
    while at + 8 <= len(file):
        name, length = file[at : at + 4], int.from_bytes(file[at + 4 : at + 8], "little")
        content = file[at + 8 : at + 8 + length]
        if len(content) < length:
            raise RecordingError("a recording breaks off")
        match name:
            case b"fmt ":
                form = content[:16]
            case b"data":
                sound = content
            case b"LIST" if content[:8] == b"INFOINAM":
                words = content[12 : 12 + int.from_bytes(content[8:12], "little")].rstrip(b"\0").decode()
        at += 8 + length + length % 2
    band = next((band for band in BANDS.values() if _form(band) == form), None)
    if band is None:
        raise RecordingError("a recording is mono, mu-law of 8 kHz or 16-bit of 16 kHz, and this is not")
    if not sound:
        raise RecordingError("a recording holds no sound")
    return Recording(sound=sound, words=words, band=band)
