"""What `make prompts` runs, given the words that the prompts themselves do not hold."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from voice_prompts.catalogue import LANGUAGES
from voice_prompts.errors import RecordingError
from voice_prompts.phrases import sources
from voice_prompts.recorded import FOLDER
from voice_prompts.rendering.errors import EngineError
from voice_prompts.rendering.recipe import wanted
from voice_prompts.rendering.rendering import Places, render

VOICES: Final = Path("var/voices")
"""Where `.ci/prompts` puts the voices."""
KEPT: Final = Path("var/prompts")
"""Where the engine's sounds are kept from one run to the next."""


def main(also: Callable[[str], Mapping[str, str]]) -> int:
    """Render both languages with a progress bar. The exit status: 1 where the engine fails, with one sentence why."""
    places = Places(voices=VOICES, kept=KEPT, recordings=FOLDER)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        for language in LANGUAGES:
            with Progress(*columns, console=console) as bar:
                told = partial(_tell, bar, bar.add_task(language))
                made = render(places, language, wanted(sources(language), also(language)), told)
            console.print(f"{language}: {made} recordings made, the others were up to date.")
    except (EngineError, RecordingError) as error:
        console.print(str(error), style="red")
        return 1
    return 0


def _tell(bar: Progress, task: TaskID, done: int, total: int) -> None:
    bar.update(task, completed=done, total=total)
