"""Find the weights of the second opinion from the labelled phrasings: `python -m understanding.weigh`.

Run it after phrasings were added; it rewrites `understanding/weights.tsv`, in a few seconds and always the same way.
The held-out set is never read: it would measure nothing any more.
For each meaning, its phrasings are to come out above 100 points and all others below -100, by the smallest weights
that do it (a linear support vector machine, solved one phrasing at a time: Hsieh and others, A Dual Coordinate
Descent Method for Large-scale Linear SVM, 2008). A pair counts the more, the rarer it is.
"""

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from understanding.grams import grams
from understanding.heard import hear
from understanding.measure import WEIGHED, measure, read_phrasings, report
from understanding.opinion import Weights, write_weights

STRICTNESS: Final = 0.7
"""How much a phrasing on the wrong side counts against small weights."""

ROUNDS: Final = 12
"""How often all phrasings are gone through at most."""

SETTLED: Final = 0.02
"""Once nothing is further from its place than this, a meaning is done."""

LEAST: Final = 15
"""Weights smaller than this are left out: in a text of ten characters, less than half a point."""

Sample = tuple[frozenset[str], str]
"""The grams of a phrasing, and its label."""


def samples(paths: Iterable[Path]) -> list[Sample]:
    """The labelled phrasings of some files, but for those in which nothing is said."""
    read = [read_phrasings(path) for path in paths]
    return [
        (grams(heard), one.label)
        for phrasings, regions in read
        for one in phrasings
        if (heard := hear(one.says, regions=regions).sound)
    ]


def weigh(known: Sequence[Sample]) -> Weights:
    """The weights that tell the labels of some samples apart."""
    rarity = _rarity(known)
    vectors = [_vector(said, rarity) for said, _ in known]
    labels = tuple(sorted({label for _, label in known}))
    weighed: dict[str, list[tuple[int, int]]] = {gram: [] for gram in rarity}
    bias: list[int] = []
    for place, label in enumerate(labels):
        found = _separate(vectors, [1 if one == label else -1 for _, one in known])
        bias.append(round(100 * found.pop("", 0.0)))
        for gram, weight in found.items():
            if abs(rounded := round(100 * weight * rarity[gram])) >= LEAST:
                weighed[gram].append((place, rounded))
    return Weights(
        labels=labels,
        bias=tuple(bias),
        rarity=rarity,
        weighed={gram: tuple(weights) for gram, weights in weighed.items()},
        unheard=max(rarity.values()),
    )


def fingerprint(known: Sequence[Sample]) -> str:
    """What tells whether weights were found from these samples."""
    lines = sorted(f"{label} {' '.join(sorted(said))}" for said, label in known)
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def _rarity(known: Sequence[Sample]) -> dict[str, float]:
    counts = Counter(gram for said, _ in known for gram in said)
    return {gram: round(1 + math.log((1 + len(known)) / (1 + count)), 2) for gram, count in sorted(counts.items())}


def _vector(said: frozenset[str], rarity: Mapping[str, float]) -> list[tuple[str, float]]:
    length = math.sqrt(sum(rarity[gram] ** 2 for gram in said))
    return [*((gram, rarity[gram] / length) for gram in sorted(said)), ("", 1.0)]


def _separate(vectors: Sequence[list[tuple[str, float]]], sides: Sequence[int]) -> dict[str, float]:
    """The smallest weights that bring each vector to its side."""
    weights: dict[str, float] = defaultdict(float)
    pulls = [0.0] * len(vectors)
    slack = 1 / (2 * STRICTNESS)
    for around in range(ROUNDS):
        furthest = 0.0
        for place in _order(len(vectors), around):
            vector, side, pull = vectors[place], sides[place], pulls[place]
            short = side * sum(weights[gram] * value for gram, value in vector) - 1 + pull * slack
            if pull == 0 and short >= 0:
                continue
            pulls[place] = max(pull - short / (2 + slack), 0.0)  # a vector and its bias have length 1 each
            for gram, value in vector:
                weights[gram] += (pulls[place] - pull) * side * value
            furthest = max(furthest, abs(short))
        if furthest < SETTLED:
            break
    return dict(weights)


def _order(count: int, around: int) -> list[int]:
    """The places 0 to count, in another order each time round, and the same in every run."""
    return sorted(range(count), key=lambda place: (place + 1) * (around + 1) * 2654435761 % 4294967296)


def apart(paths: Sequence[Path]) -> Iterator[str]:
    """How well each file is understood with weights found from the others alone."""
    for path in paths:
        others = weigh(samples(other for other in paths if other != path))
        yield report(f"{path}, apart", measure(*read_phrasings(path), others), errors=False)


def main(words: Sequence[str]) -> int:
    """Write the weights found from all phrasings, or with `--apart` measure each set by the others; return 0."""
    paths = [Path(name) for name in WEIGHED]
    if "--apart" in words:
        sys.stdout.writelines(f"{one}\n" for one in apart(paths))
        return 0
    known = samples(paths)
    heading = f"found by understanding.weigh from {len(known)} phrasings, {fingerprint(known)}"
    written = write_weights(weigh(known), heading)
    Path(__file__).with_name("weights.tsv").write_text(written, encoding="utf-8")
    sys.stdout.write(f"{len(known)} phrasings, {len(written.encode()) // 1024} KiB of weights\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
