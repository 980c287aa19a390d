"""What the table of cues and the second opinion say together.

Where they agree, that is the answer. Where the table is sure and the opinion is sure of something else, both are
asked back. Where the table is not sure, or knows no word of it, a sure opinion answers, but never beside what
`whose` finds: somebody else, an unknown owner, a region without the caller, two things at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from understanding.answers import (
    COMMONLY_ASKED,
    Answer,
    Evidence,
    Intent,
    NotOurs,
    Reason,
    Understood,
    Unsure,
)
from understanding.heard import Heard
from understanding.opinion import Opinion
from understanding.subjects import ticket_of, topic_of
from understanding.whose import doubt_about, refusal

CANDIDATES: Final = 3
"""Intents that are offered at most."""


SHORT: Final = 4
"""Characters up to which nothing is raised but what is certain, and nothing that the table finds ambiguous: 报销."""

ALONE_ONLY: Final = frozenset({Intent.REGION, Intent.MONTH})
"""What is meant only where nothing else is said."""

ANYBODYS: Final = frozenset({Intent.POLICY, Intent.CHANNELS})
"""What may be asked with anybody in mind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure:
    """How sure an opinion must be: its points, and how far ahead of the next."""

    points: int
    ahead: int

    def __call__(self, opinion: Opinion) -> bool:
        """Whether an opinion is that sure."""
        return opinion.points >= self.points and opinion.ahead >= self.ahead


OBJECTS: Final = Sure(points=-45, ahead=5)
"""From when an opinion makes the table ask."""

CONFIRMS: Final = Sure(points=-50, ahead=15)
"""From when it answers what the table thought of."""

ALONE: Final = Sure(points=-20, ahead=35)
"""From when it answers what the table did not think of, or what holds unknown words."""

CERTAIN: Final = Sure(points=30, ahead=60)
"""From when it answers what is too short to go by, and what the table knows no word of."""

OFFERS: Final = Sure(points=-40, ahead=15)
"""From when it asks about what the table knows no word of."""


def agreed(
    heard: Heard, by_table: Answer, possible: Collection[Intent | Reason], opinion: Opinion, language: str
) -> Answer:
    """The answer of both; `possible` is what the table found worth asking about."""
    if opinion.means in ALONE_ONLY or (opinion.means is Intent.ENGLISH and language == "en"):
        return by_table
    if isinstance(by_table, Understood):
        return _objected(by_table, opinion)
    if isinstance(by_table, NotOurs) and by_table.reason is not Reason.UNKNOWN:
        rules = by_table.reason in (Reason.OTHER_PERSON, Reason.CHILD) and opinion.means in ANYBODYS
        if not rules or not CONFIRMS(opinion):
            return by_table
    if isinstance(opinion.means, Intent):
        return _raised(heard, by_table, possible, opinion, opinion.means)
    if opinion.means is None and isinstance(by_table, NotOurs) and OFFERS(opinion):
        return _asked(heard, opinion.others[:CANDIDATES], opinion)
    return by_table


def _objected(by_table: Understood, opinion: Opinion) -> Understood | Unsure:
    """What the table says, or a question where the opinion is sure of something else."""
    if opinion.means is by_table.intent or not OBJECTS(opinion):
        return by_table
    other = (opinion.means,) if isinstance(opinion.means, Intent) else opinion.others[:1] if not opinion.means else ()
    return Unsure(
        candidates=tuple(dict.fromkeys((by_table.intent, *other))),
        evidence=(*by_table.evidence, _spoke(opinion)),
        region=by_table.region,
        topic=by_table.topic,
        period=by_table.period,
    )


def _raised(
    heard: Heard, by_table: Unsure | NotOurs, possible: Collection[Intent | Reason], opinion: Opinion, meant: Intent
) -> Answer:
    """What the opinion says where the table is not sure, as far as it is sure itself and nobody else is spoken of."""
    offered = [one for one in possible if isinstance(one, Intent)]
    doubt = doubt_about([meant], heard)
    if OFFERS(opinion) and (refused := refusal(doubt, heard, by_table.evidence)):
        return refused
    short = len(heard.sound) <= SHORT
    enough = CERTAIN if short else CONFIRMS if meant in possible and not doubt.words else ALONE
    if not (short and possible) and not doubt.must_ask and enough(opinion):
        return Understood(
            intent=meant,
            score=max(0, opinion.points),
            evidence=(*by_table.evidence, _spoke(opinion)),
            runner_up=next((one for one in (*offered, *opinion.others) if one is not meant), None),
            region=heard.code,
            topic=topic_of(meant, heard.asked),
            period=heard.period,
            ticket=ticket_of(meant, heard.asked),
        )
    if not possible and OFFERS(opinion):
        rest = COMMONLY_ASKED if isinstance(by_table, Unsure) else ()
        return _asked(heard, (meant, *rest), opinion)
    return by_table


def _asked(heard: Heard, candidates: tuple[Intent, ...], opinion: Opinion) -> Unsure:
    return Unsure(
        candidates=tuple(dict.fromkeys(candidates))[:CANDIDATES],
        evidence=(_spoke(opinion),),
        region=heard.code,
        topic=topic_of(candidates[0], heard.asked),
        period=heard.period,
    )


def _spoke(opinion: Opinion) -> Evidence:
    """The pairs that spoke most for an opinion, with its points."""
    return Evidence(words="sounds like " + " ".join(opinion.words), weight=opinion.points)
