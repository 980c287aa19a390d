"""Finding policies and guidance by free text, for ZC and for agents: small, and able to say why.

A question loses its region, its year and the words that only ask; what is left is cut into pairs of neighbouring
characters. A pair weighs the more, the fewer groups have it; one that no group has weighs most. A group answers a
question when it has enough of that weight, so that "贺州人口" or "哪家医院好", of which it knows next to nothing,
find nothing at all. What stands between two words that a group has, as 诊报 in 门诊报销, does not count. An English
word is a piece of its own.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from models.database import Db
from models.enquiry.policy import all_policies
from models.enquiry.policy_answers import PolicyGroup
from models.policies.gazetteer import CHINA, Place, region_in, regions_named
from models.policies.topics import TOPICS, Topic

ENOUGH: Final = 0.5
"""The share of a question's weight that a group must have."""
LONGEST: Final = 200
"""Characters of a question that are looked at; what people ask is shorter."""

SAME: Final[tuple[tuple[str, str], ...]] = (
    ("断交", "断缴"),
    ("断了", "断缴"),
    ("停缴", "断缴"),
    ("停保", "断缴"),
    ("自付线", "起付线"),
    ("起付标准", "起付线"),
    ("门槛费", "起付线"),
    ("最高支付限额", "封顶线"),
    ("上限", "封顶线"),
    ("报多少", "报销比例"),
    ("报几成", "报销比例"),
    ("能报吗", "报销"),
    ("怎么报销", "报销"),
    ("怎么报", "报销"),
    ("家庭账户", "共济"),
    ("家人账户", "共济"),
    ("老婆", "配偶"),
    ("媳妇", "配偶"),
    ("老公", "配偶"),
    ("丈夫", "配偶"),
    ("妻子", "配偶"),
    ("娃娃", "孩子"),
    ("小孩", "孩子"),
    ("看门诊", "门诊"),
    ("看牙", "牙科"),
    ("补牙", "牙科补牙"),
    ("拔牙", "牙科拔牙"),
    ("矫牙", "牙齿正畸"),
    ("牙齿矫正", "牙齿正畸"),
    ("退休金", "养老金"),
    ("产假津贴", "生育津贴"),
    ("电子医保卡", "医保码"),
    ("医保电子凭证", "医保码"),
    ("需要什么", "材料"),
    ("带什么", "材料"),
    ("多久到账", "打款"),
    ("交多少", "缴费"),
    ("交多长时间", "缴费年限"),
    ("缴费多少年", "缴费年限"),
    ("要交多少年", "缴费年限"),
    ("缴多少年", "缴费年限"),
)
"""Words people use → the word of the files. ← add one here"""

_IDLE: Final = re.compile(
    "请问|我想|想问|咨询|一下|查询|查一查|帮我|告诉我|怎么办理|怎么办|怎么样|怎么|如何|什么时候|什么|多少钱|多少|"
    "是不是|有没有|可不可以|能不能|可以|哪些|有哪些|最新|规定|政策|标准|方法|情况|以后|之后|"
    "医疗保险|医保局|医保(?!码|卡)|看病|医院|哪个|哪家|每年|一年|的|了|吗|呢|呀|啊|吧|是|要|能|会|和|与|在|我|你|您|有"
)
_YEAR: Final = re.compile("((?:19|20)[0-9]{2})年?度?(?![0-9元])")
_IDLE_ENGLISH: Final = re.compile(
    "a|about|after|am|an|and|any|are|as|at|be|before|by|can|do|does|for|from|get|has|have|how|i|if|in|insurance|is|it|"
    "medical|me|much|my|of|on|or|please|policy|policies|rules?|should|tell|that|the|there|they|this|to|want|what|when|"
    "where|which|who|will|with|would|yuan|you|your"
)
"""English words that every group may have and that ask for nothing."""
_PIECES: Final = re.compile("[0-9A-Za-z]+|[一-鿿]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A group that answers a question: how much of the question's weight it has, from 0 to 1, and by which words."""

    group: PolicyGroup
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question taken apart: the region and the year it names, and the pairs of characters it is about."""

    region: Place | None
    year: int | None
    pieces: tuple[tuple[str, ...], ...]
    """Pairs of characters, those that overlap in one piece."""


def search(db: Db, text: str, *, region: Place | None = None, limit: int = 5) -> tuple[Hit, ...]:
    """The groups with current rows that answer `text`, the best first; none where nothing does.

    The region that `text` names goes before `region`. With either, only what holds there is found; with neither, what
    any region has, the country's first, for an agent to choose from. A group that the
    question names a year of goes before those of other years.
    """
    question = understood(text, region)
    return rank(all_policies(db), question)[:limit]


def topic_of(text: str) -> Topic | None:
    """The topic whose word a question contains, the longest of several; None where it has none."""
    english = f" {' '.join(_english(text))} "
    found = [(len(word), topic) for topic, row in TOPICS.items() for word in row.words if word in text]
    for topic, row in TOPICS.items():
        names = (" ".join(_english(word)) for word in row.english)
        found += [(len(name), topic) for name in names if f" {name} " in english]
    return max(found, key=lambda one: one[0])[1] if found else None


def understood(text: str, region: Place | None = None) -> Question:
    """A question taken apart."""
    left = text.strip()[:LONGEST]
    named = region_in(left)
    for _, spelling in list(regions_named(left)):
        left = left.replace(spelling, "#")
    years = _YEAR.search(left)
    left = _IDLE.sub("#", _same(_YEAR.sub("#", left)))
    return Question(
        region=named[0] if named else region,
        year=int(years.group(1)) if years else None,
        pieces=tuple(piece for piece in map(tuple, _pieces(left)) if piece),
    )


def rank(groups: Iterable[PolicyGroup], question: Question) -> tuple[Hit, ...]:
    """Those of `groups` that answer a question, the best first."""
    known = [(group, _group_pairs(_words_of(group))) for group in groups]
    among = Counter(pair for _, pairs in known for pair in pairs)
    asked = {pair for piece in question.pieces for pair in piece}
    weights = {pair: math.log((len(known) + 1) / (among[pair] + 0.5)) for pair in asked}
    hits = []
    titled: dict[str, float] = {}
    for group, pairs in known:
        if not _holds(group, question):
            continue
        counted = {pair for piece in question.pieces for pair in _counted(piece, pairs)}
        matched = counted & pairs
        if matched and sum(map(weights.__getitem__, matched)) >= ENOUGH * sum(map(weights.__getitem__, counted)):
            score = sum(map(weights.__getitem__, matched)) / sum(map(weights.__getitem__, counted))
            hits.append(Hit(group=group, score=round(score, 4), why=_why(question, matched)))
            titled[group.title] = sum(
                weights[pair] for pair in matched & _group_pairs(f"{group.title} {group.title_en}")
            )
    reaches = question.region.reaches if question.region else (CHINA.code,)
    return tuple(
        sorted(
            hits,
            key=lambda hit: (
                -hit.score,
                reaches.index(hit.group.region.code) if hit.group.region.code in reaches else len(reaches),
                -titled[hit.group.title],
                question.year not in (None, hit.group.year),
            ),
        )
    )


def _counted(piece: tuple[str, ...], pairs: frozenset[str]) -> list[str]:
    """The pairs of a piece that count for a group: not those between two words that it has, one character apart."""
    known = [pair in pairs for pair in piece]
    return [pair for at, pair in enumerate(piece) if known[at] or not _between(known, at)]


def _between(known: list[bool], at: int) -> bool:
    """Whether a known pair stands on either side of an unknown one, one more unknown one aside at most."""
    before = [known[at - step] for step in (1, 2) if at >= step]
    after = [known[at + step] for step in (1, 2) if at + step < len(known)]
    return any(before) and any(after) and (before[0] or after[0])


def _holds(group: PolicyGroup, question: Question) -> bool:
    if question.region is None or question.region is CHINA:
        return True
    return group.region.code in question.region.reaches


def _words_of(group: PolicyGroup) -> str:
    """All that a group can be found by."""
    topics = (word for row in TOPICS.values() if group.service in row.services for word in (*row.words, *row.english))
    clauses = (f"{clause.sms} {clause.sms_en}" for clause in group.clauses)
    return " ".join((group.title, group.spoken_title, group.title_en, group.keywords, *topics, *clauses))


@lru_cache(maxsize=1024)
def _group_pairs(words: str) -> frozenset[str]:
    return frozenset(pair for piece in _pieces(_same(words)) for pair in piece)


def _same(text: str) -> str:
    for spoken, written in SAME:
        text = text.replace(spoken, written)
    return text


def _pieces(text: str) -> Iterator[list[str]]:
    """The pairs of neighbouring characters in each piece of a text; a number is one, a lone character none."""
    for part in _PIECES.findall(text):
        if part[0].isascii():
            yield list(_english(part))
        else:
            yield [part[at : at + 2] for at in range(len(part) - 1)]


def _english(text: str) -> Iterator[str]:
    """The English words of a text in small letters and in the singular, but for those that only ask."""
    for word in re.findall("[0-9a-z]+", text.lower()):
        if not _IDLE_ENGLISH.fullmatch(word):
            yield word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _why(question: Question, matched: set[str]) -> tuple[str, ...]:
    """What matched, pairs that overlap put together again: 住院, 院报, 报销 → 住院报销."""
    words: list[str] = []
    for piece in question.pieces:
        joins = False
        for pair in piece:
            if pair in matched:
                if joins:
                    words[-1] += pair[1:]
                else:
                    words.append(pair)
            joins = pair in matched
    return tuple(dict.fromkeys(words))
