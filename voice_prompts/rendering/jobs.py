"""What there is to say, what of it is recorded already, and what is recorded and said no more."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from voice_prompts.rendering import english, mandarin, manifest
from voice_prompts.rendering.manifest import Row, checksum
from voice_prompts.rendering.recipe import Recipe, recipe

PHONEMES: Final[Mapping[str, Callable[[str], str]]] = {"zh-CN": mandarin.phonemes, "en": english.phonemes}
"""By language, what turns words into phonemes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One phrase to render: its words, the ids that say it, its phonemes and its recipe."""

    language: str
    words: str
    ids: tuple[str, ...]
    spoken: str
    recipe: Recipe


def jobs(language: str, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Job]:
    """What there is to say. Raises EngineError for words without a reading."""
    for words, ids in wanted.items():
        how = recipe(language, words, ids)
        spoken = how.spoken(PHONEMES[language](words))
        yield Job(language=language, words=words, ids=ids, spoken=spoken, recipe=how)


def sorted_out(folder: Path, language: str, all_jobs: Iterable[Job]) -> tuple[dict[str, Row], list[Job]]:
    """The rows, by words, whose recordings are there, and the jobs without a recording as it would be made now.

    An outdated recording is in both: it serves until it is made again. `folder` is that of all recordings. Raises
    RecordingError for a manifest that is none.
    """
    rows: dict[str, Row] = {}
    changed = []
    old = manifest.read(folder, language)
    for job in all_jobs:
        row = old.get(job.words)
        there = row is not None and _there(folder / language, row)
        if row and there:
            rows[job.words] = replace(row, ids=job.ids)
        if not (row and there and row.follows(job.recipe, job.spoken)):
            changed.append(job)
    return rows, changed


def prune(folder: Path, rows: Collection[Row]) -> None:
    """Remove the files of one language's `folder` that no row names."""
    named = {f"{row.slug}.mp3" for row in rows}
    for file in folder.iterdir():
        if file.name not in named:
            file.unlink()


def _there(folder: Path, row: Row) -> bool:
    file = folder / f"{row.slug}.mp3"
    return file.is_file() and checksum(file.read_bytes()) == row.mp3
