"""Spoken answers that are fetched: one sound for what a turn says, behind an address that tells nobody anything.

The address holds which recordings are joined, for which call and until when, encrypted and authenticated, so that
nothing is stored and nothing can be guessed. What is said to everybody alike has an address without call and end.
"""

from __future__ import annotations

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voice_prompts import LANGUAGES
from voice_prompts.phrases import Piece
from voice_prompts.recorded import Recordings, slug
from voice_prompts.splicing import Part, splice
from voice_prompts.wav import Recording, wav

LASTS: Final = timedelta(minutes=10)
"""How long an answer can be fetched; the verbs before it in a document are over by then."""
KEPT: Final = 128
"""Answers to everybody that are kept joined."""

_HEAD: Final = struct.Struct(">BIB")
"""Flags, the second at which it ends, how long the call SID is that follows; both 0 where it is for everybody."""
_PIECE: Final = struct.Struct(">B8s")
"""Language and signs, the slug of the recording."""
_ELDER, _EVERYBODY = 1, 2
_SIGNS: Final = (
    "", " ", "，", "。", "、", "；", "：", "！", "？", "，“", "”，", "”。",
    ",", ", ", ".", ". ", ":", ": ", ";", "; ", "!", "! ", "?", "? ",
)  # fmt: skip
"""What may stand between two pieces, by its number; anything else is written out behind number _WRITTEN."""
_WRITTEN: Final = 0x7F
MOST_SIGNS: Final = 60
"""Signs between two pieces that are kept; nobody hears them."""
_LONGEST_TOKEN: Final = 4000
"""Characters; no answer needs half of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is to be heard: pieces, each in its language, at an elder caller's pace or not."""

    pieces: tuple[tuple[str, Piece], ...]
    elder: bool
    call_sid: str = ""
    """Whose call it is said in; empty for what is said to everybody alike."""
    until: datetime | None = None
    """When it can no longer be fetched, aware; None for what is said to everybody alike."""

    @property
    def words(self) -> str:
        """What is heard, as it is written."""
        return "".join(piece.words + piece.after for _, piece in self.pieces).strip()


class Answers:
    """Addresses of answers, and their sound. Safe to share between threads; reads no recording before it is needed."""

    def __init__(self, secret_key: bytes, recordings: Recordings) -> None:
        derived = HKDF(algorithm=SHA256(), length=64, salt=b"hotline-12393", info=b"voice:answer").derive(secret_key)
        self._cipher = AESSIV(derived)
        self.recordings = recordings
        self._sound_for_everybody = lru_cache(maxsize=KEPT)(self._joined)

    def token(self, answer: Answer) -> str:
        """What stands for an answer in an address; the same for the same answer."""
        content = b"".join((_head(answer), *_written(answer.pieces)))
        return urlsafe_b64encode(self._cipher.encrypt(content, None)).rstrip(b"=").decode()

    def opened(self, token: str) -> Answer | None:
        """The answer that a token stands for; None for one that was not made here, or of recordings that are gone."""
        if len(token) > _LONGEST_TOKEN:
            return None
        try:
            content = self._cipher.decrypt(urlsafe_b64decode(token + "=" * (-len(token) % 4)), None)
        except (InvalidTag, ValueError):
            return None
        flags, until, length = _HEAD.unpack_from(content)
        sid = content[_HEAD.size : _HEAD.size + length].decode()
        pieces = self._read(content[_HEAD.size + length :])
        if not pieces:
            return None
        ends = None if flags & _EVERYBODY else datetime.fromtimestamp(until, UTC)
        return Answer(pieces=pieces, elder=bool(flags & _ELDER), call_sid=sid, until=ends)

    def file(self, answer: Answer) -> bytes:
        """A WAV in the band of the recordings, its words as the title. Raises RecordingError for lost files."""
        return self._sound_for_everybody(answer) if answer.until is None else self._joined(answer)

    def _joined(self, answer: Answer) -> bytes:
        recordings, band = self.recordings, self.recordings.band
        sound = recordings.sound_for_elders if answer.elder else recordings.sound
        parts = (Part(sound=sound(language, piece.words), pause=piece.pause) for language, piece in answer.pieces)
        return wav(Recording(sound=splice(parts, elder=answer.elder, band=band), words=answer.words, band=band))

    def _read(self, content: bytes) -> tuple[tuple[str, Piece], ...]:
        pieces: list[tuple[str, Piece]] = []
        at = 0
        while at < len(content):
            kind, digest = _PIECE.unpack_from(content, at)
            at += _PIECE.size
            language = LANGUAGES[kind >> 7]
            words = self.recordings.words_of.get((language, digest.hex()))
            if words is None:
                return ()
            number = kind & 0x7F
            if number == _WRITTEN:
                length = content[at]
                after = content[at + 1 : at + 1 + length].decode()
                at += 1 + length
            else:
                after = _SIGNS[number]
            pieces.append((language, Piece(words=words, after=after)))
        return tuple(pieces)


def _head(answer: Answer) -> bytes:
    flags = (_ELDER if answer.elder else 0) | (_EVERYBODY if answer.until is None else 0)
    sid = answer.call_sid.encode()
    return _HEAD.pack(flags, 0 if answer.until is None else int(answer.until.timestamp()), len(sid)) + sid


def _written(pieces: Iterable[tuple[str, Piece]]) -> Iterable[bytes]:
    for language, piece in pieces:
        known = piece.after in _SIGNS
        number = _SIGNS.index(piece.after) if known else _WRITTEN
        yield _PIECE.pack(LANGUAGES.index(language) << 7 | number, bytes.fromhex(slug(piece.words)))
        if not known:
            signs = piece.after[:MOST_SIGNS].encode()
            yield bytes([len(signs)]) + signs
