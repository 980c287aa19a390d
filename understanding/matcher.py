"""`understand`: each intent collects the weights of the words that speak for it; what is far enough ahead is meant.

The order of things: plain spelling → what is denied ("不是余额，是明细") is left out → region and period → scores →
whose data it would be. All of it can be read off an answer's `evidence`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

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
from understanding.periods import Period, period_in
from understanding.persons import id_number_in, only_mentioned, other_person_in, unknown_owner_in
from understanding.places import region_in
from understanding.plain import plain
from understanding.table import Row, Subject, rows, words
from understanding.terms import Term
from understanding.vocabulary import unknown_in

ENOUGH = 4
"""The score from which an intent is answered."""

AHEAD = 2
"""How far ahead of the next it must be."""

WORTH_ASKING = 2
"""The score from which an intent is offered to whoever was not understood."""

UNKNOWN_SHARE = 0.2
"""The share of a text that must consist of unknown words before its sender is asked what it means."""

CANDIDATES = 3
"""Intents that are offered at most."""

_DENIED: Final = re.compile(
    "(?:不是|不要|不想|不用|不查|不看|不问|没问|没说|没有?要|别)(?:要|想|查|问|看|找|听|转|说)*的?"
    "(?:余额|明细|报销(?:进度)?|缴费|共济|人工|备案|政策|利息|年限|划入|养老金?|余额查询|工单|投诉)了?"
)
_ASKED_FOR: Final = "(?:余额|明细|缴费|报销|备案|年限|利息|参保|共济|养老金?|津贴|工单)"
_TWO_AT_ONCE: Final = re.compile(
    f"{_ASKED_FOR}(?:情况|记录|进度|状态)?(?:和|跟|与|还有|以及|加上?|或者?|还是)(?:我的?|查|看|问)*{_ASKED_FOR}"
)
_OURS: Final = re.compile("医保|社保|参保|^(?:我要?)?查+(?:询|看|下)?$|余额|insurance")
_NOTHING_ELSE: Final = re.compile("[的在是我份那住到要查看一下地市省州县区人参保了就用说想这边]*")
_TICKET: Final = re.compile("(?<![0-9])[0-9]{10}(?![0-9])")
_SHARED: Final = re.compile(
    "我的?(?:家庭)?共济|我[跟和].*共济|用我|家里?人.{0,2}共济|我授权|我(?:绑|加|开)了?|我给|我的?医保|我的?亲情|给孩子|给家|开共济"
)

_Scored = tuple[int, Row, tuple[Evidence, ...]]


def understand(text: str, *, regions: Mapping[str, str], language: str = "zh-CN") -> Answer:
    """What somebody means by a text, or by what speech recognition made of his words.

    `regions` maps the spellings of regions to their codes, Latin ones in lower case. `language` is the one the
    conversation is held in: asking for that same language means nothing. Any text is answered; nothing is raised
    but TableError, when the tables themselves cannot be read.
    """
    said = plain(text)
    if not said:
        return NotOurs(reason=Reason.NOTHING_SAID)
    asked = _DENIED.sub("", said)
    code, name, rest = region_in(asked, regions)
    period, rest = period_in(rest) or (None, rest)
    scored = _scores(asked, language)
    if (not scored or scored[0][0] < ENOUGH) and (alone := _alone(rest, code, name, period)):
        return alone
    return _decide(said, asked, scored, code, period, regions)


def _alone(rest: str, code: str, name: str, period: Period | None) -> Understood | None:
    """A region's name or a period that nothing else was said beside, else None."""
    if not (code or period) or not _NOTHING_ELSE.fullmatch(rest.replace(" ", "")):
        return None
    return Understood(
        intent=Intent.REGION if code else Intent.MONTH,
        score=ENOUGH,
        evidence=(Evidence(words=name or "a period", weight=ENOUGH),),
        runner_up=None,
        region=code,
        period=period,
    )


def _scores(text: str, language: str) -> list[_Scored]:
    """Every row that the words of a plain text speak for, the strongest first."""
    has_latin = any("a" <= character <= "z" for character in text)
    seen: dict[str, str] = {}

    def said(term: Term) -> str:
        if term.name not in seen:
            seen[term.name] = term.find(text, has_latin)
        return seen[term.name]

    scored: list[_Scored] = []
    for row in rows():
        if row.means is Intent.ENGLISH and language == "en":
            continue
        if row.needs and not any(map(said, row.needs)):
            continue
        evidence = tuple(
            Evidence(words=" + ".join(map(said, cue.terms)), weight=cue.weight)
            for cue in row.cues
            if all(map(said, cue.terms))
        )
        score = sum(one.weight for one in evidence)
        if score >= WORTH_ASKING:
            scored.append((score, row, evidence))
    return sorted(scored, key=lambda one: -one[0])


def _decide(
    said: str, asked: str, scored: Sequence[_Scored], code: str, period: Period | None, regions: Mapping[str, str]
) -> Answer:
    """The answer to what the scores are."""
    if not scored:
        if _OURS.search(said):
            return Unsure(candidates=COMMONLY_ASKED, evidence=(), region=code, period=period)
        return NotOurs(reason=Reason.UNKNOWN)
    score, row, evidence = scored[0]
    if isinstance(row.means, Reason):
        return NotOurs(reason=row.means, evidence=evidence)
    close = [one.means for points, one, _ in scored if score - points < AHEAD]
    personal = any(one in PERSONAL for one in close)
    other = other_person_in(said) if personal and not _about_the_caller(close, said) else ""
    if other and not only_mentioned(said):
        return NotOurs(reason=Reason.OTHER_PERSON, evidence=(*evidence, Evidence(words=other, weight=0)))
    if strange := other or (_unexplained(asked, regions) if personal else ""):
        evidence = (*evidence, Evidence(words=strange, weight=0))
    # Whoever names a region and not himself asks for its rules: 北京医保要缴多少年.
    abroad = bool(code) and row.means in PERSONAL - {Intent.FILING} and "我" not in said
    both = personal and (id_number_in(said) or _TWO_AT_ONCE.search(asked) is not None)
    topic = _topic(row.means, asked)
    if score < ENOUGH or len(close) > 1 or strange or abroad or both:
        offered = [one.means for _, one, _ in scored if isinstance(one.means, Intent)]
        if abroad:
            offered.insert(1, Intent.POLICY)
        candidates = tuple(dict.fromkeys(offered))[:CANDIDATES]
        return Unsure(candidates=candidates, evidence=evidence, region=code, topic=topic, period=period)
    ticket = _TICKET.search(asked)
    return Understood(
        intent=row.means,
        score=score,
        evidence=evidence,
        runner_up=next((one.means for _, one, _ in scored[1:] if isinstance(one.means, Intent)), None),
        region=code,
        topic=topic,
        period=period,
        ticket=ticket[0] if ticket and row.means is Intent.TICKET else "",
    )


def _unexplained(text: str, regions: Mapping[str, str]) -> str:
    """What may make a question about somebody's data one about something else: an owner or words that are not known."""
    rest = region_in(text, regions)[2]
    dated = period_in(rest)
    unknown = unknown_in(dated[1] if dated else rest)
    if unknown and len(unknown) >= UNKNOWN_SHARE * len(text):
        return unknown_owner_in(rest) or unknown
    return unknown_owner_in(rest)


def _about_the_caller(close: Sequence[Intent | Reason], said: str) -> bool:
    """Whether the other person is only mentioned as somebody the caller shares the own account with."""
    sharing = {Intent.SHARING, Intent.SHARING_RECORDS}
    return all(one in sharing or one not in PERSONAL for one in close) and bool(_SHARED.search(said))


def _topic(intent: Intent, text: str) -> str:
    """What a question about rules or ways is about, empty for any other."""
    subjects: Mapping[Intent, tuple[Subject, ...]] = {Intent.POLICY: words().topics, Intent.CHANNELS: words().guides}
    has_latin = any("a" <= character <= "z" for character in text)
    for subject in subjects.get(intent, ()):
        if any(term.find(text, has_latin) for term in subject.terms):
            return subject.topic
    return ""
