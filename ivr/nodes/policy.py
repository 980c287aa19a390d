"""12393>2, 12393>3 and 12333>4: policies and guidance, for anybody (S5 to S19, S20 to S36, S42 to S88, S104 to S106).

The rules are told in the words of the policy table, which has them in Chinese and in English, their figures read aloud.
Region and year are named, and the closing reservation is always said (domain 4.1.10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import takewhile
from typing import Final

from ivr.conversation import Conversation, Words
from ivr.nodes.node import BREATH, Node, Spoken, breath, breath_of, public
from ivr.region import current_region
from models.enquiry.policy import channels, policies
from models.enquiry.policy_answers import Clause, Lack, NoPolicy, PolicyGroup
from models.identity import shanghai_date
from models.policies.figures import parsed
from models.policies.gazetteer import CHINA, HotlineNumber
from models.policies.topics import TOPICS, Topic
from voice_prompts import LANGUAGES, Prompt, prompt, reading

_CHINESE = LANGUAGES[0]

POLICIES: Final[Mapping[str, Topic]] = {
    "policy.outpatient": Topic.OUTPATIENT,
    "policy.inpatient": Topic.INPATIENT,
    "policy.serious": Topic.SERIOUS,
    "policy.maternity": Topic.MATERNITY,
    "policy.premium": Topic.PREMIUM_AND_YEARS,
    "policy.account": Topic.ACCOUNT,
    "policy.sharing": Topic.SHARING,
    "policy.claims": Topic.DOCUMENTS_AND_DEADLINE,
    "policy.social_insurance": Topic.SOCIAL_INSURANCE,
    "policy.employment": Topic.EMPLOYMENT,
    "policy.labour": Topic.LABOUR,
    "policy.personnel": Topic.PERSONNEL,
}
"""Leaf → what it tells."""

GUIDES: Final[Mapping[str, Topic]] = {
    "guide.query": Topic.QUERY_GUIDE,
    "guide.filing": Topic.FILING_GUIDE,
    "guide.claim": Topic.CLAIM_GUIDE,
    "guide.sharing": Topic.SHARING_GUIDE,
    "guide.card": Topic.CARD_GUIDE,
    "guide.contribution": Topic.CONTRIBUTION_GUIDE,
}
"""Leaf → the guide it tells."""


def policy(topic: Topic, call: Conversation) -> Spoken:
    """What holds in the region at hand, the latest year where this one has no figures (S105)."""
    place = current_region(call) or CHINA
    year = shanghai_date(call.at).year
    found = call.answer = policies(call.db, place, topic, year=year)
    call.offer("region")
    if isinstance(found, NoPolicy):
        told = _told(found.general, call)
        return _with_frame(call, told, notice=_lack(call, found), closing=bool(found.general)), None
    services = TOPICS[topic].services  # what the leaf is named after comes first
    groups = sorted((*found.groups, *found.general), key=lambda group: services.index(group.service))
    if not found.other_year:
        return _with_frame(call, _told(groups, call)), None
    # A rule that is bound to no year is of no other one: what is said of the year goes before the first that is.
    meant = tuple(_told(takewhile(lambda group: group.year in (None, year), groups), call))
    return _with_frame(call, _told(groups, call), notice=call.say("policy.other_year", year=year), at=len(meant)), None


def guide(topic: Topic, call: Conversation) -> Spoken:
    """Where a thing is asked or done, and whom to ring (S5 to S19, S35, S36, S45 to S49, S82 to S84, S90 to S95)."""
    found = call.answer = channels(call.db, current_region(call) or CHINA, topic)
    call.offer("region")
    told = [*_told(found.groups, call)]
    if topic is Topic.QUERY_GUIDE:
        told += _numbers(found.numbers, call)
    return _with_frame(call, told), None


NODES: Mapping[str, Node] = public(
    {leaf: partial(policy, topic) for leaf, topic in POLICIES.items()}
    | {leaf: partial(guide, topic) for leaf, topic in GUIDES.items()}
)


def spoken_clause(clause: Clause, language: str = _CHINESE) -> str:
    """The words of one row, its figures read aloud."""
    return "".join(
        part if isinstance(part, str) else reading.read(clause.values[part.name], part.kind, language, part.measure)
        for part in parsed(clause.spoken if language == _CHINESE else clause.spoken_en)
    )


def _with_frame(
    call: Conversation, told: Iterable[Prompt], *, notice: Prompt | None = None, at: int = 0, closing: bool = True
) -> Words:
    """A page of what is told, with the reservation that ends it; `notice` goes before the sentence numbered `at`."""
    page = breath_of(call, tuple(told))
    place = at - (call.cursor or 0)
    if notice is not None and (place == 0 or 0 < place < len(page)):
        page = (*page[:place], notice, *page[place:])
    return (*page, call.say("policy.closing")) if closing else page


def _told(groups: Iterable[PolicyGroup], call: Conversation) -> Iterator[Prompt]:
    """Each group in one sentence, or in several where one would be too long for the ear."""
    for group in groups:
        language = call.language if group.in_english else _CHINESE
        chinese = language == _CHINESE
        title = group.spoken_title if chinese else group.title_en
        clauses = (spoken_clause(clause, language) for clause in group.clauses)
        region = group.region.name if chinese else group.region.english
        for number, words in enumerate(_breaths(clauses, language)):
            if number:
                yield prompt("policy.further", language, words=words)
            elif group.year is not None:
                yield prompt("policy.figures", language, region=region, year=group.year, title=title, words=words)
            elif group.region == CHINA:
                yield prompt("policy.rule", language, title=title, words=words)
            else:
                yield prompt("policy.rule_here", language, region=region, title=title, words=words)


def _breaths(clauses: Iterable[str], language: str) -> Iterator[str]:
    """Clauses joined as far as goes into one sentence that leaves room for its title."""
    between = "，" if language == _CHINESE else "; "
    sentence = ""
    for clause in clauses:
        if sentence and breath(sentence, language) + breath(clause, language) > BREATH * 2 // 3:
            yield sentence
            sentence = ""
        sentence = f"{sentence}{between}{clause}" if sentence else clause
    yield sentence


def _numbers(numbers: Iterable[HotlineNumber], call: Conversation) -> Iterator[Prompt]:
    for one in numbers:
        yield call.say("policy.number", name=one.name if call.is_chinese else one.english, number=one.number)


def _lack(call: Conversation, found: NoPolicy) -> Prompt:
    """Why nothing of the region's own is told, and whom to ring instead (S104, S106)."""
    if found.region is None or found.region.code == CHINA.code:
        return call.say("policy.needs_region")
    id = "policy.disputed" if found.lack is Lack.DISPUTED else "policy.none"
    return call.say(id, region=call.place_name(found.region), hotline=found.region.local_hotline)
