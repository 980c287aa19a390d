"""The second opinion: what a text sounds like, going by the labelled phrasings and not by the table of cues.

Each character and each pair of neighbours speaks for some meanings and against others, as `weights.tsv` says. Those
weights were found beforehand by `understanding.weigh`, from labelled phrasings; nothing is learned here. The
points of a meaning are the sum of its weights, by the length of the text: about 100 where it is plain, below 0 where
it is not meant.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from understanding.answers import Intent, Reason
from understanding.errors import TableError
from understanding.grams import grams

UNCLEAR: Final = "unsure"
"""The label of phrasings that could be this or that, among those of `Intent` and `Reason`."""

SHOWN: Final = 3
"""Pairs of an opinion that are shown as its evidence."""

Meaning = Intent | Reason | None
"""What a text may sound like; None is something of ours that nobody could tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a text sounds like, by how many points, and how far ahead of the next. `words` spoke for it most."""

    means: Meaning
    points: int
    ahead: int
    words: tuple[str, ...]
    others: tuple[Intent, ...]
    """The intents that come next, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """`weights.tsv`: the labels, what each starts from, how rare each gram is, and which labels it speaks for."""

    labels: tuple[str, ...]
    bias: tuple[int, ...]
    rarity: Mapping[str, float]
    weighed: Mapping[str, tuple[tuple[int, int], ...]]
    """Gram → place of a label among `labels`, and weight."""
    unheard: float
    """How rare a gram is that was never heard."""


def opinion(text: str, known: Weights) -> Opinion:
    """What a plain text sounds like; `text` must hold something."""
    said = grams(text)
    length = math.sqrt(sum(known.rarity.get(gram, known.unheard) ** 2 for gram in said))
    sums = [0] * len(known.labels)
    for gram in said:
        for place, weight in known.weighed.get(gram, ()):
            sums[place] += weight
    points = [start + total / length for start, total in zip(known.bias, sums, strict=True)]
    ranked = sorted(range(len(points)), key=lambda place: -points[place])
    best, second = ranked[:2]
    spoke = sorted((-_weight(known.weighed.get(gram, ()), best), gram) for gram in said)
    meant = [meaning_of(known.labels[place]) for place in ranked[1 : SHOWN + 1]]
    return Opinion(
        means=meaning_of(known.labels[best]),
        points=round(points[best]),
        ahead=round(points[best] - points[second]),
        words=tuple(gram for _, gram in spoke[:SHOWN]),
        others=tuple(one for one in meant if isinstance(one, Intent)),
    )


def _weight(weighed: tuple[tuple[int, int], ...], label: int) -> int:
    return next((weight for place, weight in weighed if place == label), 0)


@cache
def meaning_of(label: str) -> Meaning:
    """The meaning that a label of the phrasings names. Raises TableError where there is none."""
    if label == UNCLEAR:
        return None
    try:
        return Intent(label) if label in list(Intent) else Reason(label)
    except ValueError:
        raise TableError(f"there is no meaning {label!r}") from None


@cache
def weights() -> Weights:
    """The weights that come with the package. Raises TableError where a line of them cannot be read."""
    return read_weights((files("understanding") / "weights.tsv").read_text(encoding="utf-8"))


def read_weights(written: str) -> Weights:
    """Weights as `write_weights` wrote them. Raises TableError."""
    labels: tuple[str, ...] = ()
    bias: tuple[int, ...] = ()
    rarity: dict[str, float] = {}
    weighed: dict[str, tuple[tuple[int, int], ...]] = {}
    for line in written.splitlines():
        if line.startswith("#"):
            continue
        try:
            gram, rare, *pairs = line.split("\t")
            found = {label: int(weight) for label, weight in (pair.split("=") for pair in pairs)}
            if gram:
                rarity[gram] = float(rare)
                weighed[gram] = tuple((labels.index(label), weight) for label, weight in found.items())
            else:
                labels, bias = tuple(found), tuple(found.values())
        except ValueError:
            raise TableError(f"weights.tsv: {line!r}") from None
    return Weights(labels=labels, bias=bias, rarity=rarity, weighed=weighed, unheard=max(rarity.values()))


def write_weights(known: Weights, heading: str) -> str:
    """Weights as text: the labels and what each starts from, then a gram a line: how rare it is, what it speaks for."""
    lines = [f"# {heading}", _line("", 0, zip(known.labels, known.bias, strict=True))]
    for gram in sorted(known.rarity):
        weighed = ((known.labels[place], weight) for place, weight in known.weighed[gram])
        lines.append(_line(gram, known.rarity[gram], weighed))
    return "".join(f"{line}\n" for line in lines)


def _line(gram: str, rarity: float, weighed: Iterable[tuple[str, int]]) -> str:
    return "\t".join([gram, f"{rarity:.2f}", *(f"{label}={weight}" for label, weight in weighed)])
