"""How well the matcher does on phrasings that are labelled: `python -m understanding.measure FILE...`.

Without a file it measures the sets in tests/understanding/ of the working copy; `--errors` lists the mistakes one by
one, but never those of the held-out set. The second opinion was made from the other sets:
`python -m understanding.weigh --apart` measures each of them with an opinion made from the others.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from understanding.answers import PERSONAL, Answer, NotOurs, Reason, Understood, Unsure
from understanding.matcher import judge
from understanding.opinion import Weights, weights

WEIGHED = tuple(f"tests/understanding/{name}.toml" for name in ("development", "phrasings", "afterwards", "further"))
"""What the table was tuned on and the weights are found from, from the root of the working copy."""

HELD_OUT = "tests/understanding/fresh.toml"
"""What neither was: only measured."""

FILES = (*WEIGHED, HELD_OUT)
"""What is measured where nothing is named."""


class Outcome(StrEnum):
    """What became of one phrasing."""

    RIGHT = "right"
    """Answered as it should be, or rightly not answered."""
    ASKED = "asked"
    """Of ours, but asked back, the right intent among what was offered."""
    MISSED = "missed"
    """Of ours, but neither answered nor offered; or asked back, where it is not ours."""
    WRONG = "wrong"
    """Answered with something else: what must not happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One labelled text; `means` is empty unless it is to be answered, `unsure` None unless it is to be asked back."""

    says: str
    means: tuple[str, ...] = ()
    unsure: tuple[str, ...] | None = None
    not_ours: str = ""
    region: str = ""
    topic: tuple[str, ...] = ()
    year: int | None = None
    month: int | None = None

    @property
    def label(self) -> str:
        """What it should become, as the confusion list writes it."""
        return self.means[0] if self.means else self.not_ours or "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A phrasing, what `understand` made of it, and how that is."""

    phrasing: Phrasing
    answer: Answer
    outcome: Outcome

    @property
    def got(self) -> str:
        """What it became, as the confusion list writes it."""
        if isinstance(self.answer, Understood):
            return self.answer.intent
        return self.answer.reason if isinstance(self.answer, NotOurs) else "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All that was judged, and the two figures."""

    judged: tuple[Judged, ...]

    @property
    def precision(self) -> float:
        """Right answers among all answers given, 0 to 1."""
        answered = [one for one in self.judged if isinstance(one.answer, Understood)]
        return sum(one.outcome is Outcome.RIGHT for one in answered) / len(answered)

    @property
    def recall(self) -> float:
        """Right answers among all phrasings that have one, 0 to 1."""
        answerable = [one for one in self.judged if one.phrasing.means]
        return sum(one.outcome is Outcome.RIGHT for one in answerable) / len(answerable)

    @property
    def told_about_others(self) -> tuple[str, ...]:
        """Phrasings about somebody else that were answered with personal data: none may be."""
        return tuple(
            one.phrasing.says
            for one in self.judged
            if one.phrasing.not_ours == Reason.OTHER_PERSON
            and isinstance(one.answer, Understood)
            and one.answer.intent in PERSONAL
        )

    def counts(self) -> Mapping[Outcome, int]:
        """How many phrasings had each outcome."""
        return Counter(one.outcome for one in self.judged)

    def confusions(self) -> Sequence[tuple[str, str, int]]:
        """What should have been, what was, and how often, where they differ; the most frequent first."""
        pairs = Counter((one.phrasing.label, one.got) for one in self.judged if one.outcome is not Outcome.RIGHT)
        return [(should, was, count) for (should, was), count in pairs.most_common()]


def read_phrasings(path: Path) -> tuple[tuple[Phrasing, ...], Mapping[str, str]]:
    """The phrasings of a file, and the regions it is to be measured with. Raises OSError and TOMLDecodeError."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_phrasing(row) for row in read["phrasings"]), read["regions"]


def measure(phrasings: Sequence[Phrasing], regions: Mapping[str, str], known: Weights | None = None) -> Measured:
    """Judge `understand` by labelled phrasings; with other weights than its own where they are given."""
    return Measured(judged=tuple(_judged(one, regions, known or weights()) for one in phrasings))


def _phrasing(row: Mapping[str, Any]) -> Phrasing:
    lists = {name: tuple(row.get(name, "").split("|")) if name in row else () for name in ("means", "topic")}
    unsure = tuple(row["unsure"]) if "unsure" in row else None
    return Phrasing(**{**row, **lists, "unsure": unsure})


def _judged(phrasing: Phrasing, regions: Mapping[str, str], known: Weights) -> Judged:
    answer = judge(phrasing.says, regions=regions, language="zh-CN", known=known)
    return Judged(phrasing=phrasing, answer=answer, outcome=_outcome(phrasing, answer, regions))


def _outcome(phrasing: Phrasing, answer: Answer, regions: Mapping[str, str]) -> Outcome:
    if isinstance(answer, Understood):
        right = answer.intent in phrasing.means and _slots_are_right(phrasing, answer, regions)
        return Outcome.RIGHT if right else Outcome.WRONG
    if phrasing.means:
        offered = isinstance(answer, Unsure) and set(phrasing.means) & set(answer.candidates)
        return Outcome.ASKED if offered else Outcome.MISSED
    if phrasing.unsure is not None:
        return Outcome.RIGHT if isinstance(answer, Unsure) else Outcome.MISSED
    return Outcome.RIGHT if isinstance(answer, NotOurs) else Outcome.MISSED


def _slots_are_right(phrasing: Phrasing, answer: Understood, regions: Mapping[str, str]) -> bool:
    period = answer.period
    return (
        (not phrasing.region or regions[phrasing.region] == answer.region)
        and (not phrasing.topic or answer.topic in phrasing.topic)
        and (phrasing.year is None or (period is not None and period.year == phrasing.year))
        and (phrasing.month is None or (period is not None and period.month == phrasing.month))
    )


def report(name: str, measured: Measured, *, errors: bool) -> str:
    """The figures and the confusion list, with `errors` every mistake and its evidence."""
    counts = measured.counts()
    lines = [
        f"{name}: {len(measured.judged)} phrasings, precision {measured.precision:.3f}, recall {measured.recall:.3f}",
        "  " + ", ".join(f"{outcome} {counts.get(outcome, 0)}" for outcome in Outcome),
        f"  personal data told about others: {len(measured.told_about_others)}",
    ]
    lines += [f"  {should:>14} → {was:<14} {count}" for should, was, count in measured.confusions()]
    if errors:
        for one in measured.judged:
            if one.outcome is not Outcome.RIGHT:
                evidence = ", ".join(map(str, one.answer.evidence))
                offered = ",".join(one.answer.candidates) if isinstance(one.answer, Unsure) else ""
                lines.append(
                    f"  {one.outcome}: {one.phrasing.says} {one.phrasing.label} → {one.got} {offered} [{evidence}]"
                )
    return "\n".join(lines)


def main(words: Sequence[str]) -> int:
    """Print the figures of the files named, or of all sets; return 0."""
    names = [word for word in words if word != "--errors"] or list(FILES)
    for name in names:
        phrasings, regions = read_phrasings(Path(name))
        listed = "--errors" in words and Path(name).name != Path(HELD_OUT).name
        sys.stdout.write(report(name, measure(phrasings, regions), errors=listed) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
