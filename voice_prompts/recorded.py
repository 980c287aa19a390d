"""The recordings that come with the project: which words they say, and their sound, read when it is first asked for.

`recordings/manifest.<language>.json` lists them and `recordings/<language>/<slug>.mp3` holds them (docs/recordings.md).
What is listed and has no file counts as not recorded.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from voice_prompts.bands import TELEPHONE, Band
from voice_prompts.catalogue import LANGUAGES
from voice_prompts.errors import RecordingError
from voice_prompts.mp3 import samples
from voice_prompts.phrases import Lexicon, Piece, cut
from voice_prompts.stretching import stretch

FOLDER: Final = Path(__file__).parent / "recordings"
"""Where they are."""
ELDER_RATE: Final = 0.8
"""The pace for an elder caller (domain 4.1.2)."""
KEPT_SOUNDS: Final = 2048
"""Recordings that are kept in memory, at each pace: some 25 MB of the telephone's band, 100 of the wide one."""


def slug(words: str) -> str:
    """The name of the file that says these words: 16 hex digits."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


class Recordings:
    """One folder of recordings in one band, to be shared between threads; nothing is read before it is asked for."""

    def __init__(self, folder: Path = FOLDER, band: Band = TELEPHONE) -> None:
        self.folder = folder
        self.band = band
        self.sound = lru_cache(maxsize=KEPT_SOUNDS)(self._sound)
        """The sound of a language's words in the band. Raises RecordingError where there is none."""
        self.sound_for_elders = lru_cache(maxsize=KEPT_SOUNDS)(self._sound_for_elders)
        """The same at ELDER_RATE."""

    @cached_property
    def lexicons(self) -> Mapping[str, Lexicon]:
        """By language, the words that are recorded."""
        return {language: Lexicon(self._seconds[language]) for language in LANGUAGES}

    @cached_property
    def words_of(self) -> Mapping[tuple[str, str], str]:
        """By language and slug, the words."""
        return {
            (language, slug(words)): words for language, lexicon in self.lexicons.items() for words in sorted(lexicon)
        }

    def cut(self, language: str, words: str) -> tuple[Piece, ...] | None:
        """A sentence of a language in recorded pieces; None where some of it has no recording."""
        lexicon = self.lexicons.get(language)
        return cut(language, words, lexicon) if lexicon else None

    @cached_property
    def _seconds(self) -> Mapping[str, Mapping[str, float]]:
        """By language, the words that are recorded, and how long that takes."""
        return {language: self._listed(language) for language in LANGUAGES}

    def _listed(self, language: str) -> Mapping[str, float]:
        try:
            rows = json.loads((self.folder / f"manifest.{language}.json").read_text(encoding="utf-8"))
            files = set(os.listdir(self.folder / language))
        except FileNotFoundError:
            return {}
        return {row["words"]: row["seconds"] for row in rows if f"{row['slug']}.mp3" in files}

    def _sound(self, language: str, words: str) -> bytes:
        file = self.folder / language / f"{slug(words)}.mp3"
        try:
            return self.band.made(samples(file.read_bytes(), self._seconds[language][words]))
        except (OSError, KeyError) as error:
            raise RecordingError(f"there is no recording of {words!r} in {language}") from error

    def _sound_for_elders(self, language: str, words: str) -> bytes:
        return stretch(self.sound(language, words), ELDER_RATE, self.band)
