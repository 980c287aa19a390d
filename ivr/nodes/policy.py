"""12393>2, 12393>3 and 12333>4: policies and guidance, for anybody (S5 to S19, S20 to S36, S42 to S88, S104 to S106).

The rules are told in the words of the policy table, their figures read aloud; those words are Chinese, and a caller in
English is told so. Region and year are named, and the closing reservation is always said (domain 4.1.10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import takewhile
from typing import Final

from ivr.conversation import Conversation, Words
from ivr.nodes.node import BREATH, Node, Spoken, breath_of, is_first_page, public
from ivr.region import current_region
from models.enquiry.policy import Clause, Lack, NoPolicy, PolicyGroup, channels, policies
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
        told = _told(found.general)
        return _with_frame(call, told, notice=_lack(call, found), closing=bool(found.general)), None
    services = TOPICS[topic].services  # what the leaf is named after comes first
    groups = sorted((*found.groups, *found.general), key=lambda group: services.index(group.service))
    if not found.other_year:
        return _with_frame(call, _told(groups)), None
    # A rule that is bound to no year is of no other one: what is said of the year goes before the first that is.
    meant = tuple(_told(takewhile(lambda group: group.year in (None, year), groups)))
    return _with_frame(call, _told(groups), notice=call.say("policy.other_year", year=year), at=len(meant)), None


def guide(topic: Topic, call: Conversation) -> Spoken:
    """Where a thing is asked or done, and whom to ring (S5 to S19, S35, S36, S45 to S49, S82 to S84, S90 to S95)."""
    found = call.answer = channels(call.db, current_region(call) or CHINA, topic)
    call.offer("region")
    told = [*_told(found.groups)]
    if topic is Topic.QUERY_GUIDE:
        told += _numbers(found.numbers)
    return _with_frame(call, told), None


NODES: Mapping[str, Node] = public(
    {leaf: partial(policy, topic) for leaf, topic in POLICIES.items()}
    | {leaf: partial(guide, topic) for leaf, topic in GUIDES.items()}
)


def spoken_clause(clause: Clause) -> str:
    """The words of one row, its figures read aloud in Chinese."""
    return "".join(
        part if isinstance(part, str) else reading.read(clause.values[part.name], part.kind, _CHINESE, part.measure)
        for part in parsed(clause.spoken)
    )


def _with_frame(
    call: Conversation, told: Iterable[Prompt], *, notice: Prompt | None = None, at: int = 0, closing: bool = True
) -> Words:
    """A page of what is told, with the reservation that ends it; `notice` goes before the sentence numbered `at`."""
    page = breath_of(call, tuple(told))
    chinese_only = () if call.is_chinese or not page or not is_first_page(call) else (call.say("policy.in_chinese"),)
    place = at - (call.cursor or 0)
    if notice is not None and place == 0:
        page = (notice, *chinese_only, *page)
    elif notice is not None and 0 < place < len(page):
        page = (*chinese_only, *page[:place], notice, *page[place:])
    else:
        page = (*chinese_only, *page)
    return (*page, call.say("policy.closing")) if closing else page


def _told(groups: Iterable[PolicyGroup]) -> Iterator[Prompt]:
    """Each group in one sentence, or in several where one would be too long for the ear."""
    for group in groups:
        region = "" if group.region.code == CHINA.code else group.region.name
        for number, words in enumerate(_breaths(map(spoken_clause, group.clauses))):
            if number:
                yield prompt("policy.further", _CHINESE, words=words)
            elif group.year is None:
                yield prompt("policy.rule", _CHINESE, region=region, title=group.spoken_title, words=words)
            else:
                named = region or CHINA.name
                title = group.spoken_title
                yield prompt("policy.figures", _CHINESE, region=named, year=group.year, title=title, words=words)


def _breaths(clauses: Iterable[str]) -> Iterator[str]:
    """Clauses joined as far as goes into one sentence that leaves room for its title."""
    sentence = ""
    for clause in clauses:
        if sentence and len(sentence) + len(clause) > BREATH * 2 // 3:
            yield sentence
            sentence = ""
        sentence = f"{sentence}，{clause}" if sentence else clause
    yield sentence


def _numbers(numbers: Iterable[HotlineNumber]) -> Iterator[Prompt]:
    for one in numbers:
        yield prompt("policy.number", _CHINESE, name=one.name, number=one.number)


def _lack(call: Conversation, found: NoPolicy) -> Prompt:
    """Why nothing of the region's own is told, and whom to ring instead (S104, S106)."""
    if found.region is None or found.region.code == CHINA.code:
        return call.say("policy.needs_region")
    id = "policy.disputed" if found.lack is Lack.DISPUTED else "policy.none"
    return call.say(id, region=call.place_name(found.region), hotline=found.region.local_hotline)
