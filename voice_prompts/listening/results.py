"""What came of listening: a result for each trial, and figures for many of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Final

from voice_prompts.listening.amounts import all_heard, amounts
from voice_prompts.listening.comparing import Compared, compare
from voice_prompts.listening.trials import Kind, Trial

BAR: Final = 0.05
"""The error by sounds that prompts may have on average (issue 13)."""
MOST: Final = 0.15
"""The error by sounds above which a prompt is listed."""
AMOUNTS_BAR: Final = 0.98
"""The share of answers whose amounts have to be heard to the fen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One trial: what the recogniser `wrote`, how that compares, the amounts in fen that were heard in it.

    `sound` names the file with what was listened to.
    """

    trial: Trial
    wrote: str
    compared: Compared
    heard: tuple[int, ...]
    sound: str

    @property
    def right(self) -> bool | None:
        """Whether the amounts were heard to the fen; None where there are none to be heard."""
        return all_heard(self.trial.amounts, self.heard) if self.trial.amounts else None


def result(trial: Trial, wrote: str, sound: str) -> Result:
    """Judge what was written down. Amounts are looked for in Mandarin only."""
    compared = compare(trial.language, trial.words, wrote)
    heard = amounts(compared.syllables) if trial.language == "zh-CN" and trial.amounts else ()
    return Result(trial=trial, wrote=wrote, compared=compared, heard=heard, sound=sound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of the trials of one kind in one language: errors as shares, `signs` and `sounds` averaged over the trials.

    `listed` of them are beyond MOST by sounds; of `with_amounts` so many were heard to the fen (`right`).
    """

    language: str
    kind: Kind
    trials: int
    signs: float
    sounds: float
    listed: int
    with_amounts: int
    right: int


def figures(results: Sequence[Result]) -> list[Figures]:
    """A row for every language and kind there is, in the order in which they were listened to."""
    groups: dict[tuple[str, Kind], list[Result]] = {}
    for one in results:
        groups.setdefault((one.trial.language, one.trial.kind), []).append(one)
    return [_figures(language, kind, group) for (language, kind), group in groups.items()]


def _figures(language: str, kind: Kind, group: Sequence[Result]) -> Figures:
    # English amounts are compared by words alone.
    judged = [one.right for one in group if one.right is not None and language == "zh-CN"]
    return Figures(
        language=language,
        kind=kind,
        trials=len(group),
        signs=mean(one.compared.signs.share for one in group),
        sounds=mean(one.compared.sounds.share for one in group),
        listed=sum(one.compared.sounds.share > MOST for one in group),
        with_amounts=len(judged),
        right=sum(judged),
    )


def worst_first(results: Iterable[Result]) -> list[Result]:
    """By their error of sounds, then of signs."""
    return sorted(results, key=lambda one: (-one.compared.sounds.share, -one.compared.signs.share, one.trial.words))


def yuan(fen: int) -> str:
    """An amount in figures, for looking at: 105 → 1.05."""
    return f"{fen // 100:,}.{fen % 100:02}"
