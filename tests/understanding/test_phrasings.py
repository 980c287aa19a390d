"""How well plain words are understood: on the phrasings that the table and the second opinion were made from, and on
those that were held out.

The floors are a little below the figures of docs/understanding.md. What must hold without any margin is that nobody
is told another person's data.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from models.policies import gazetteer
from understanding import PERSONAL, Understood, understand
from understanding.measure import Measured, Outcome, measure, read_phrasings
from understanding.table import rows

HERE = Path(__file__).parent
FLOORS = {
    "phrasings": (0.99, 0.98),
    "afterwards": (0.99, 0.98),
    "development": (0.99, 0.98),
    "further": (0.99, 0.98),
    "fresh": (0.94, 0.80),  # held out: this one tells how strangers fare
}
"""File → the least precision of answers, and the least recall."""


@cache
def measured(name: str) -> Measured:
    return measure(*read_phrasings(HERE / f"{name}.toml"))


def says(name: str) -> Iterator[str]:
    for row in tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["phrasings"]:
        yield row["says"]


@pytest.mark.parametrize("name", FLOORS)
def test_answers_are_right_and_come(name: str) -> None:
    figures = measured(name)
    precision, recall = FLOORS[name]
    assert figures.precision >= precision
    assert figures.recall >= recall


@pytest.mark.parametrize("name", FLOORS)
def test_nobody_is_told_another_persons_data(name: str) -> None:
    assert measured(name).told_about_others == ()


@pytest.mark.parametrize("name", FLOORS)
def test_every_place_of_the_country_may_be_named_without_being_mistaken_for_something_else(name: str) -> None:
    phrasings, few = read_phrasings(HERE / f"{name}.toml")
    every = {spelling: place.code for place in gazetteer.places() for spelling in place.spellings}
    changed = [
        one.phrasing.says
        for one in measure(phrasings, {**every, **few}).judged
        if one.outcome is Outcome.WRONG and measure([one.phrasing], few).judged[0].outcome is not Outcome.WRONG
    ]
    assert changed == []


def test_the_sets_are_large_and_apart_from_one_another_and_from_the_examples() -> None:
    kept = {name: list(says(name)) for name in FLOORS}
    assert len(kept["phrasings"]) >= 420
    assert len(kept["afterwards"]) >= 300
    assert len(kept["development"]) >= 150
    assert len(kept["further"]) >= 1500
    assert len(kept["fresh"]) >= 750
    examples = [example for row in rows() for example in row.examples]
    tuned_on = [phrasing for name, phrasings in kept.items() if name != "fresh" for phrasing in phrasings]
    assert len(tuned_on) == len(set(tuned_on))
    assert len({*kept["fresh"]}) == len(kept["fresh"])
    assert len({*kept["fresh"]} & {*tuned_on}) <= 23, "as many as two people happened to write; no more come in"
    assert not set(examples) & {*kept["phrasings"], *kept["afterwards"], *kept["further"], *kept["fresh"]}


def test_a_fifth_of_the_phrasings_is_not_ours_or_ambiguous() -> None:
    for name, least in {"phrasings": 80, "afterwards": 70, "fresh": 150}.items():
        assert sum(not one.phrasing.means for one in measured(name).judged) >= least


@pytest.mark.requirement("S3")
@pytest.mark.parametrize("noise", ["贺州人口有多少", "通辽口腔医院排名", "进口种植体价格", "鄂尔多斯最好的医院是哪家"])
def test_noise_of_the_documents_is_refused(noise: str) -> None:
    answer = understand(noise, regions={"贺州": "451100", "通辽": "150500", "鄂尔多斯": "150600"})
    assert not isinstance(answer, Understood)


def test_no_ambiguous_phrasing_is_answered_with_personal_data() -> None:
    for one in measured("phrasings").judged:
        if one.phrasing.unsure is not None and isinstance(one.answer, Understood):
            assert one.answer.intent not in PERSONAL, one.phrasing.says
