"""Renders what is missing or changed, in two processes of one thread each, and removes what nothing says any more."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voice_prompts.bands import TELEPHONE
from voice_prompts.mp3 import RATE, samples
from voice_prompts.recorded import slug
from voice_prompts.rendering import manifest
from voice_prompts.rendering.files import SCALE, mp3
from voice_prompts.rendering.jobs import Job, jobs, prune, sorted_out
from voice_prompts.rendering.kept import Kept
from voice_prompts.rendering.kokoro import Kokoro
from voice_prompts.rendering.manifest import Row, checksum
from voice_prompts.rendering.recipe import ENGINE, FORM, MODEL
from voice_prompts.rendering.sound import levelled, measured, whole

PROCESSES: Final = 2
"""That render at the same time."""
LISTED_EVERY: Final = 50
"""Recordings after which the manifest is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders: of the engine's `voices`, of what it said and is `kept`, and of the `recordings`."""

    voices: Path
    kept: Path
    recordings: Path


def render(
    places: Places, language: str, wanted: Mapping[str, tuple[str, ...]], progress: Callable[[int, int], None]
) -> int:
    """Bring the recordings of a language up to date; how many were made. `progress` is told how many of how many.

    Broken off, it has listed what it had made. Raises EngineError where the engine is absent or not the pinned one.
    """
    rows, changed = sorted_out(places.recordings, language, jobs(language, wanted))
    (places.recordings / language).mkdir(parents=True, exist_ok=True)
    progress(0, len(changed))
    try:
        for done, row in enumerate(_made(places, changed), start=1):
            rows[row.words] = row
            progress(done, len(changed))
            if done % LISTED_EVERY == 0:
                manifest.write(places.recordings, language, rows.values())
    finally:
        manifest.write(places.recordings, language, rows.values())
    prune(places.recordings / language, rows.values())
    return len(changed)


def _made(places: Places, changed: list[Job]) -> Iterator[Row]:
    if not changed:
        return
    with ProcessPoolExecutor(PROCESSES, initializer=_start, initargs=(places,)) as pool:
        futures = [pool.submit(_render, job) for job in changed]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_worker: dict[str, tuple[Places, Kept]] = {}


def _start(places: Places) -> None:
    _worker["own"] = places, Kept(Kokoro(voices=places.voices), places.kept)


def _render(job: Job) -> Row:
    places, engine = _worker["own"]
    said = engine.say(job.spoken, voice=job.recipe.voice, speed=job.recipe.speed)
    sound = levelled(said)
    name, seconds = slug(job.words), round(len(sound) / RATE, 6)
    file = mp3(whole(sound / SCALE), job.words)
    (places.recordings / job.language / f"{name}.mp3").write_bytes(file)
    return Row(
        slug=name,
        words=job.words,
        ids=job.ids,
        voice=job.recipe.voice,
        speed=job.recipe.speed,
        engine=ENGINE,
        model=MODEL,
        form=FORM,
        spoken=job.spoken,
        seconds=seconds,
        loudness=round(measured(TELEPHONE.made(samples(file, seconds))), 2),
        mp3=checksum(file),
    )
