"""What `make listen` runs, given the words that stand in prompts and that the prompts themselves do not hold."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from voice_prompts.catalogue import LANGUAGES
from voice_prompts.errors import RecordingError
from voice_prompts.listening.amounts import SIGNS, taken_down
from voice_prompts.listening.listed import table
from voice_prompts.listening.page import page
from voice_prompts.listening.recogniser import THREADS, ListeningError, Recogniser, Remembered, Whisper
from voice_prompts.listening.results import Result, figures, result
from voice_prompts.listening.tables import show
from voice_prompts.listening.trials import Kind, Trial, Words, answers, prompts, recorded, sample, spoken
from voice_prompts.recorded import FOLDER, Recordings
from voice_prompts.rendering.errors import EngineError
from voice_prompts.rendering.recipe import SECOND_VOICES

WHERE: Final = Path("var/listen")
"""Where the page, its sounds, the transcripts and the model are kept."""
VOICES: Final = Path("var/voices")
"""Where `.ci/prompts` puts the voices."""
KINDS: Final = (Kind.PROMPT, Kind.RECORDING, Kind.FRAGMENT, Kind.ANSWER)
Sounds = Callable[[Trial], bytes]
"""A trial → mu-law."""
Source = Callable[[str], Iterable[Words]]
"""A language → the words that stand in places of its prompts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingTest:
    """What is listened to, by whom, and the folder that the sounds of the page go to.

    With `choice`, whether amounts are taken down by who is told that they come, and told from their neighbours.
    """

    trials: Sequence[Trial]
    recogniser: Recogniser
    sound: Sounds
    sounds: Path
    choice: bool = True

    def again(self, found: Sequence[Result]) -> "HearingTest":
        """The test of the prompts that were listed for their errors, said by a second voice."""
        badly = [one.trial for one in found if one.trial.kind is Kind.PROMPT and one.listed]
        return replace(self, trials=[replace(trial, kind=Kind.SECOND) for trial in badly])

    def results(self) -> Iterator[Result]:
        """Listen to one trial after the other. Raises ListeningError, EngineError, RecordingError."""
        self.sounds.mkdir(parents=True, exist_ok=True)
        for trial in self.trials:
            sound = self.sound(trial)
            name = f"{hashlib.sha256(sound).hexdigest()[:16]}.mp3"
            if not (self.sounds / name).is_file():
                (self.sounds / name).write_bytes(_mp3(sound))
            wrote = self.recogniser.hear(trial.language, sound)
            if self.choice:
                yield result(trial, wrote, name, self._chosen(trial, sound), self._taken(trial, sound))
            else:
                yield result(trial, wrote, name)

    def _chosen(self, trial: Trial, sound: bytes) -> str:
        """The likeliest of the words and their neighbours, in an order that tells nothing; empty without neighbours."""
        if not trial.neighbours:
            return ""
        return self.recogniser.choose(trial.language, sound, sorted((trial.words, *trial.neighbours)))

    def _taken(self, trial: Trial, sound: bytes) -> tuple[int | None, ...]:
        """The amounts as they are taken down, each after the words before it; none in English."""
        if trial.language != "zh-CN":
            return ()
        return tuple(
            taken_down(
                self.recogniser.go_on(trial.language, sound, before, "".join(dict.fromkeys(SIGNS + after))), after
            )
            for before, after in trial.around()
        )


@click.command(epilog="Example: make listen LISTEN='--only answers --limit 60'")
@click.option("--only", type=click.Choice([kind.value for kind in KINDS]), multiple=True, help="Only these.")
@click.option("--language", "languages", type=click.Choice(LANGUAGES), multiple=True, help="Only in this language.")
@click.option("--limit", type=click.IntRange(1), help="So many of each kind, drawn at random.")
@click.option(
    "--whole/--no-whole", default=True, help="Have answers said in one go as well, and bad prompts by another voice."
)
@click.option(
    "--choice/--no-choice", default=True, help="Have amounts taken down, and told from amounts close to them."
)
@click.option("--threads", type=click.IntRange(1, THREADS), default=THREADS, show_default=True)
@click.pass_obj
def main(
    words: Source,
    only: Sequence[str],
    languages: Sequence[str],
    limit: int | None,
    whole: bool,
    choice: bool,
    threads: int,
) -> None:
    """Listen to the recordings as the telephone gets them, and say how much of them is understood."""
    console = Console(stderr=True)
    recordings = Recordings(FOLDER)
    wanted = [Kind(kind) for kind in only or KINDS]
    try:
        trials = [
            trial
            for language in languages or LANGUAGES
            for trial in chosen(recordings, language, wanted, limit, words=words(language), whole=whole)
        ]
        recogniser = Remembered(Whisper(WHERE / "model", threads), WHERE / "transcripts.jsonl")
        test = HearingTest(
            trials=trials, recogniser=recogniser, sound=_sound(recordings), sounds=WHERE / "sounds", choice=choice
        )
        found = _with_progress(console, test, "listening")
        if whole:
            found += _with_progress(console, test.again(found), "a second voice")
    except (ListeningError, EngineError, RecordingError) as error:
        raise click.ClickException(str(error)) from error
    written(WHERE, found, recogniser.name)
    show(Console(width=150), found, figures(found))
    console.print(f"The page with players is {WHERE / 'index.html'}.")


def chosen(
    recordings: Recordings,
    language: str,
    kinds: Sequence[Kind],
    limit: int | None,
    *,
    words: Iterable[Words] = (),
    whole: bool,
) -> list[Trial]:
    """The trials of a language, at most `limit` of each kind; with `whole`, every answer in one go as well."""
    every: dict[Kind, Callable[[], list[Trial]]] = {
        Kind.PROMPT: lambda: prompts(recordings, language, words),
        Kind.RECORDING: lambda: recorded(recordings.folder, language),
        Kind.FRAGMENT: lambda: recorded(recordings.folder, language),
        Kind.ANSWER: lambda: answers(recordings, language),
    }
    of_kinds: list[Trial] = []
    for kind in kinds:
        of_kinds += sample([one for one in every[kind]() if one.kind is kind], limit)
    said = [one for one in of_kinds if one.kind is Kind.ANSWER] if whole else []
    return of_kinds + [replace(one, kind=Kind.WHOLE) for one in said]


def written(folder: Path, found: Sequence[Result], recogniser: str) -> None:
    """Write the page, the figures as JSON for whoever compares two tests, and a table of bad prompts by language."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = figures(found)
    (folder / "index.html").write_text(page(found, rows, recogniser), encoding="utf-8")
    taken = {"recogniser": recogniser, "figures": [asdict(row) for row in rows]}
    for language in LANGUAGES:
        (folder / f"listed.{language}.md").write_text(table(language, found), encoding="utf-8")
    (folder / "figures.json").write_text(json.dumps(taken, indent=2) + "\n", encoding="utf-8")


def _with_progress(console: Console, test: HearingTest, what: str) -> list[Result]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        return list(bar.track(test.results(), total=len(test.trials), description=what))


def _sound(recordings: Recordings) -> Sounds:
    from voice_prompts.listening.whole import Whole

    whole = Whole(VOICES, WHERE / "whole")

    def sound(trial: Trial) -> bytes:
        if trial.kind is Kind.WHOLE:
            return whole.said(trial.language, trial.words)
        if trial.kind is Kind.SECOND:
            return whole.said(trial.language, trial.words, SECOND_VOICES)
        return spoken(recordings, trial)

    return sound


def _mp3(sound: bytes) -> bytes:
    """For the players of a browser, which know no mu-law."""
    import array

    import lameenc

    from voice_prompts.mulaw import DECODED, RATE

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_bit_rate(24)
    return bytes(encoder.encode(array.array("h", (DECODED[byte] for byte in sound)).tobytes())) + bytes(encoder.flush())
