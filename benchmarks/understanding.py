"""Plain words: how many texts a second are understood, and how well, on two of the sets that they are tuned on."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Figure, rate
from models.policies import gazetteer
from understanding import understand
from understanding.measure import measure, read_phrasings

PHRASINGS = Path(__file__).parents[1] / "tests" / "understanding"
SETS = {"phrasings": "written before the rules, tuned on since", "afterwards": "written after them, tuned on since"}


def _speed() -> Figure:
    texts = [one.says for one in read_phrasings(PHRASINGS / "phrasings.toml")[0]]
    regions = {spelling: place.code for place in gazetteer.places() for spelling in place.spellings}

    def work() -> int:
        for text in texts:
            understand(text, regions=regions)
        return len(texts)

    return rate("plain texts understood, every place of the country known", work, at_least=1000)


def _quality(name: str) -> list[Figure]:
    measured = measure(*read_phrasings(PHRASINGS / f"{name}.toml"))
    about = f"{len(measured.judged)} phrasings {SETS[name]}"
    figures = {"precision": measured.precision, "recall": measured.recall}
    return [
        Figure(name=f"{what}, {about}", value=value * 100, unit=" %", low=value * 100, high=value * 100)
        for what, value in figures.items()
    ]


def figures() -> list[Figure]:
    """Measure the speed, then precision and recall of each set."""
    return [_speed(), *(figure for name in SETS for figure in _quality(name))]
