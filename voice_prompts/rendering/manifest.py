"""The list of the recordings of one language: `recordings/manifest.<language>.json`, one row to a line."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from voice_prompts.errors import RecordingError
from voice_prompts.rendering.recipe import ENGINE, FORM, MODEL, Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One recording.

    `ids` are the prompts that say it, or what piece it is; `spoken` its phonemes; `model` and `mp3` are SHA-256;
    `loudness` is in LUFS, of what the telephone gets.
    """

    slug: str
    words: str
    ids: tuple[str, ...]
    voice: str
    speed: float
    engine: str
    model: str
    form: int
    spoken: str
    seconds: float
    loudness: float
    mp3: str

    def follows(self, recipe: Recipe, spoken: str) -> bool:
        """Whether a recording made now, of these phonemes, would be this one."""
        return (self.voice, self.speed, self.engine, self.model, self.form, self.spoken) == (
            recipe.voice,
            recipe.speed,
            ENGINE,
            MODEL,
            FORM,
            spoken,
        )


def file_of(folder: Path, language: str) -> Path:
    """Where the manifest of a language is, `folder` being that of all recordings."""
    return folder / f"manifest.{language}.json"


def read(folder: Path, language: str) -> Mapping[str, Row]:
    """The rows by their words; none where there is no manifest. Raises RecordingError for one that is none."""
    try:
        rows = json.loads(file_of(folder, language).read_text(encoding="utf-8"))
        return {row["words"]: Row(**row | {"ids": tuple(row["ids"])}) for row in rows}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError) as error:
        raise RecordingError(f"{file_of(folder, language)} is no manifest: {error}") from error


def write(folder: Path, language: str, rows: Iterable[Row]) -> None:
    """Write the rows, sorted by their slugs, so that a change shows as the lines that it changes."""
    lines = (json.dumps(asdict(row), ensure_ascii=False) for row in sorted(rows, key=lambda row: row.slug))
    file_of(folder, language).write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def checksum(content: bytes) -> str:
    """The SHA-256 of a file, as a manifest has it."""
    return hashlib.sha256(content).hexdigest()
