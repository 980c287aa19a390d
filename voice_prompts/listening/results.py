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

    `chosen` is the sentence it took for the likeliest of the words and their neighbours, empty where it was not asked;
    `taken` are the amounts it took down when told that one comes, None for what is no amount, empty where not asked.
    `sound` names the file with what was listened to.
    """

    trial: Trial
    wrote: str
    compared: Compared
    heard: tuple[int, ...]
    chosen: str
    taken: tuple[int | None, ...]
    sound: str

    @property
    def right(self) -> bool | None:
        """Whether the amounts were heard to the fen; None where there are none to be heard."""
        return all_heard(self.trial.amounts, self.heard) if self.trial.amounts else None

    @property
    def listed(self) -> bool:
        """Whether more of its sounds are wrong than MOST."""
        return self.compared.sounds.share > MOST

    @property
    def taken_down(self) -> bool | None:
        """Whether every amount was taken down to the fen; None where it was not asked."""
        return self.taken == self.trial.amounts if self.taken else None

    @property
    def told_apart(self) -> bool | None:
        """Whether the words were told from their neighbours; None where nothing was to be chosen."""
        return self.chosen == self.trial.words if self.chosen else None


def result(trial: Trial, wrote: str, sound: str, chosen: str = "", taken: tuple[int | None, ...] = ()) -> Result:
    """Judge what was written down, chosen and taken down. Amounts are looked for in Mandarin only."""
    compared = compare(trial.language, trial.words, wrote)
    heard = amounts(compared.syllables) if trial.language == "zh-CN" and trial.amounts else ()
    return Result(trial=trial, wrote=wrote, compared=compared, heard=heard, chosen=chosen, taken=taken, sound=sound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of the trials of one kind in one language: errors as shares, `signs` and `sounds` averaged over the trials.

    `pooled` is the error of sounds of all the trials as if they were one: short ones, of which a single syllable is a
    large share, count for no more than their length.
    `listed` of them are beyond MOST by sounds; of `with_amounts` so many were heard to the fen (`right`). Of
    `with_taken` so many were taken down to the fen by who was told that an amount comes (`taken_down`). Of
    `with_choice` so many were told from their neighbours (`told_apart`), `chance` being what guessing would find.
    """

    language: str
    kind: Kind
    trials: int
    signs: float
    sounds: float
    pooled: float
    listed: int
    with_amounts: int
    right: int
    with_taken: int
    taken_down: int
    with_choice: int
    told_apart: int
    chance: float


def figures(results: Sequence[Result]) -> list[Figures]:
    """A row for every language and kind there is, in the order in which they were listened to."""
    groups: dict[tuple[str, Kind], list[Result]] = {}
    for one in results:
        groups.setdefault((one.trial.language, one.trial.kind), []).append(one)
    return [_figures(language, kind, group) for (language, kind), group in groups.items()]


def _figures(language: str, kind: Kind, group: Sequence[Result]) -> Figures:
    # English amounts are compared by words alone.
    choices = [one for one in group if one.chosen]
    judged = [one.right for one in group if one.right is not None and language == "zh-CN"]
    return Figures(
        language=language,
        kind=kind,
        trials=len(group),
        signs=mean(one.compared.signs.share for one in group),
        sounds=mean(one.compared.sounds.share for one in group),
        pooled=sum(one.compared.sounds.wrong for one in group) / max(sum(one.compared.sounds.of for one in group), 1),
        listed=sum(one.listed for one in group),
        with_amounts=len(judged),
        right=sum(judged),
        with_taken=sum(bool(one.taken) for one in group),
        taken_down=sum(one.taken_down is True for one in group),
        with_choice=len(choices),
        told_apart=sum(one.told_apart is True for one in choices),
        chance=mean(1 / (1 + len(one.trial.neighbours)) for one in choices) if choices else 0.0,
    )


def worst_first(results: Iterable[Result]) -> list[Result]:
    """By their error of sounds, then of signs."""
    return sorted(results, key=lambda one: (-one.compared.sounds.share, -one.compared.signs.share, one.trial.words))


def share_of(part: int, whole: int) -> str:
    """For looking at: 3 of 4; nothing where there is nothing to have a share of."""
    return f"{part} of {whole}" if whole else ""


def yuan(fen: int) -> str:
    """An amount in figures, for looking at: 105 → 1.05."""
    return f"{fen // 100:,}.{fen % 100:02}"
