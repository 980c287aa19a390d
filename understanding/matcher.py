"""`understand`: the table of cues and the second opinion, and whose data it would be.

The order of things: plain spelling → what is denied ("不是余额，是明细") is left out → region and period → the scores
of the table → what the text sounds like → whose data it would be. All of it can be read off an answer's `evidence`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from understanding.agreement import CANDIDATES, agreed
from understanding.answers import (
    COMMONLY_ASKED,
    PERSONAL,
    Answer,
    Evidence,
    Intent,
    NotOurs,
    Reason,
    Understood,
    Unsure,
)
from understanding.heard import Heard, hear
from understanding.index import cues_in, said_in
from understanding.opinion import Weights, opinion, weights
from understanding.subjects import ticket_of, topic_of
from understanding.table import Row, rows
from understanding.whose import doubt_about, refusal

ENOUGH = 4
"""The score from which an intent is answered."""

AHEAD = 2
"""How far ahead of the next it must be."""

WORTH_ASKING = 2
"""The score from which an intent is offered to whoever was not understood."""

_OURS: Final = re.compile("医保|社保|参保|^(?:我要?)?查+(?:询|看|下)?$|余额|insurance")
_NOTHING_ELSE: Final = re.compile("[的在是我份那住到要查看一下地市省州县区人参保了就用说想这边]*")

_Scored = tuple[int, Row, tuple[Evidence, ...]]


def understand(text: str, *, regions: Mapping[str, str], language: str = "zh-CN") -> Answer:
    """What somebody means by a text, or by what speech recognition made of his words.

    `regions` maps the spellings of regions to their codes, Latin ones in lower case. `language` is the one the
    conversation is held in: asking for that same language means nothing. Any text is answered; nothing is raised
    but TableError, when the tables themselves cannot be read.
    """
    return judge(text, regions=regions, language=language, known=weights())


def judge(text: str, *, regions: Mapping[str, str], language: str, known: Weights | None) -> Answer:
    """As `understand`, with other weights, or by the table alone where there are none: for measuring."""
    heard = hear(text, regions=regions)
    if not heard.said:
        return NotOurs(reason=Reason.NOTHING_SAID)
    scored = _scores(heard.asked, language)
    if (not scored or scored[0][0] < ENOUGH) and (alone := _alone(heard)):
        return alone
    by_table = _by_table(heard, scored)
    if known is None or not heard.sound:
        return by_table
    possible = [row.means for _, row, _ in scored]
    return agreed(heard, by_table, possible, opinion(heard.sound, known), language)


def _alone(heard: Heard) -> Understood | None:
    """A region's name or a period that nothing else was said beside, else None."""
    if not (heard.code or heard.period) or not _NOTHING_ELSE.fullmatch(heard.rest.replace(" ", "")):
        return None
    return Understood(
        intent=Intent.REGION if heard.code else Intent.MONTH,
        score=ENOUGH,
        evidence=(Evidence(words=heard.name or "a period", weight=ENOUGH),),
        runner_up=None,
        region=heard.code,
        period=heard.period,
    )


def _scores(asked: str, language: str) -> list[_Scored]:
    """Every row worth asking about, the highest score first, those of the same score in the table's order."""
    said = said_in(asked)
    scored: list[_Scored] = []
    for number, places in cues_in(said).items():
        row = rows()[number]
        if row.means is Intent.ENGLISH and language == "en":
            continue
        if row.needs and not any(term.name in said for term in row.needs):
            continue
        cues = [row.cues[place] for place in places]
        score = sum(cue.weight for cue in cues)
        if score >= WORTH_ASKING:
            evidence = (
                Evidence(words=" + ".join(said[term.name] for term in cue.terms), weight=cue.weight) for cue in cues
            )
            scored.append((score, row, tuple(evidence)))
    return sorted(scored, key=lambda one: -one[0])


def _by_table(heard: Heard, scored: Sequence[_Scored]) -> Answer:
    """The answer to what the scores are."""
    if not scored:
        if _OURS.search(heard.said):
            doubt = doubt_about(COMMONLY_ASKED, heard)
            return refusal(doubt, heard) or Unsure(
                candidates=COMMONLY_ASKED, evidence=(), region=heard.code, period=heard.period
            )
        return NotOurs(reason=Reason.UNKNOWN)
    score, row, evidence = scored[0]
    if isinstance(row.means, Reason):
        return NotOurs(reason=row.means, evidence=evidence)
    close = [one.means for points, one, _ in scored if score - points < AHEAD]
    doubt = doubt_about(close, heard)
    if refused := refusal(doubt, heard, evidence):
        return refused
    if strange := doubt.other or doubt.owner or doubt.words:
        evidence = (*evidence, Evidence(words=strange, weight=0))
    # Whoever names a region and not himself asks for its rules: 北京医保要缴多少年.
    abroad = doubt.abroad and row.means in PERSONAL - {Intent.FILING}
    topic = topic_of(row.means, heard.asked)
    if score < ENOUGH or len(close) > 1 or strange or abroad or doubt.several:
        offered = [one.means for _, one, _ in scored if isinstance(one.means, Intent)]
        if abroad:
            offered.insert(1, Intent.POLICY)
        candidates = tuple(dict.fromkeys(offered))[:CANDIDATES]
        return Unsure(candidates=candidates, evidence=evidence, region=heard.code, topic=topic, period=heard.period)
    return Understood(
        intent=row.means,
        score=score,
        evidence=evidence,
        runner_up=next((one.means for _, one, _ in scored[1:] if isinstance(one.means, Intent)), None),
        region=heard.code,
        topic=topic,
        period=heard.period,
        ticket=ticket_of(row.means, heard.asked),
    )
