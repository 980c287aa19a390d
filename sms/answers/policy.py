"""Commands that anybody may ask: ZC, QD, DH. Without a region, somebody known is answered for where he is insured."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from models import Level, credentials, enquiry
from models.enquiry import Participation
from models.enquiry.policy import channels, policies
from models.enquiry.policy_answers import PolicyGroup
from models.enquiry.search import search, topic_of
from models.policies.gazetteer import CHINA, Place, numbers, region_by_code, region_by_name, region_in
from models.policies.topics import TOPICS, Topic, topic_by_word
from sms.answers.question import Question
from sms.lines import CHINESE, ENGLISH
from sms.replies import Reply, Step, reply
from sms.written import Occasion, reply_to
from sms.written import policy as written

MOST_FOUND = 2
"""Groups that a search in free words answers with."""
DETAILS = {CHINESE: "详情", ENGLISH: "DETAILS"}
"""What N after QD goes on with."""
LONGEST_NAME = 4
"""Words of the longest region or topic in English."""

_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?度?")
_IDLE = re.compile("A|AN|AND|ARE|AT|CARE|FOR|HOW|I|IN|INSURANCE|IS|MEDICAL|OF|ON|POLICY|POLICIES|RULES?|THE|TO|WHAT")
"""English words that name neither a region nor a topic by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The words behind a command, sorted; `unknown` are those that are neither region, topic nor year."""

    region: Place | None
    topic: Topic | None
    year: int | None
    unknown: tuple[str, ...]


def _read(words: Iterable[str]) -> _Asked:
    """The words in any order, or all in one: 北京#门诊, 门诊#北京#2025, 北京门诊, INNER#MONGOLIA#HOSPITAL#STAY."""
    region, topic, year, unknown = None, None, None, []
    for word in _names(list(words)):
        if found := _YEAR.fullmatch(word):
            year = int(found[1])
        elif place := region_by_name(word):
            region = place
        elif named := topic_by_word(word):
            topic = named
        else:
            if inside := region_in(word):
                region, word = inside[0], word.replace(inside[1], "")
            if found := _YEAR.search(word):
                year, word = int(found[1]), _YEAR.sub("", word)
            if named := topic_by_word(word):
                topic = named
            elif word:
                unknown.append(word)
    return _Asked(region=region, topic=topic, year=year, unknown=tuple(unknown))


def _names(words: Sequence[str]) -> Iterator[str]:
    """Words, those that make up a region or a topic in English put together, idle ones left out."""
    place = 0
    while place < len(words):
        if not words[place].isascii():
            yield words[place]
            place += 1
            continue
        for length in range(min(LONGEST_NAME, len(words) - place), 0, -1):
            name = " ".join(words[place : place + length])
            if region_by_name(name) or topic_by_word(name):
                break
        if length > 1 or not _IDLE.fullmatch(name):
            yield name
        place += length


def _on(question: Question) -> Occasion:
    """For what the answer is written, in the asker's language."""
    return replace(question.on, language=question.language)


def _insured(question: Question) -> Participation | None:
    """Where and how the sender is insured, if his number is bound and nothing is locked; audited."""
    caller = enquiry.recognise(question.db, question.sender, question.today)
    if caller is None or credentials.locked_until(question.db, caller.person_id, question.access.at):
        return None
    access = replace(question.access, level=Level.BOUND)
    found = enquiry.participation(question.db, caller.person_id, access)
    question.record.level = Level.BOUND
    return found if isinstance(found, Participation) else None


def policy(question: Question) -> Reply:
    """ZC: what the policies say on a topic in a region (S20 to S88, S104 to S106)."""
    asked = _read(question.parameters)
    if asked.topic is None:
        return _searched(question, asked)
    if asked.unknown and asked.region is None:
        return written.nothing_on(None, _on(question))  # S104
    if asked.region is not None:
        return reply_to(policies(question.db, asked.region, asked.topic, year=asked.year), _on(question))
    insured = _insured(question)
    if insured is not None:
        found = policies(
            question.db,
            region_by_code(insured.region_code),
            asked.topic,
            year=asked.year,
            scheme=insured.scheme,
            tier=insured.tier,
            klass=insured.insured_class,
        )
        return reply_to(found, _on(question))
    if TOPICS[asked.topic].local:
        return reply("ZCREG", question.line, language=question.language)
    return reply_to(policies(question.db, CHINA, asked.topic, year=asked.year), _on(question))


def _searched(question: Question, asked: _Asked) -> Reply:
    """ZC in free words: the best that the policies have on them, else how the command is written."""
    words = (" " if all(map(str.isascii, asked.unknown)) else "").join(asked.unknown)
    if topic := topic_of(words):
        return policy(replace(question, parameters=_words_of(asked, TOPICS[topic].words[0])))
    hits = search(question.db, words, region=asked.region) if words else ()
    if not hits or (asked.region is None and hits[0].group.region != CHINA):
        return reply("ZCREG", question.line, language=question.language)
    return written.groups([hit.group for hit in hits[:MOST_FOUND]], _on(question))


def _words_of(asked: _Asked, topic: str) -> tuple[str, ...]:
    year = (str(asked.year),) if asked.year else ()
    return (*((asked.region.name,) if asked.region else ()), topic, *year)


def ways(question: Question) -> Reply:
    """QD: where else to ask, in a region or about a subject (S5 to S19, S35, S36, S45 to S49)."""
    if not question.parameters:
        details = Step(keyword="QD", parameters=(DETAILS[question.language],))
        return reply("QD", question.line, {"N": details}, language=question.language)
    asked = _read(question.parameters)
    found = channels(question.db, asked.region, asked.topic or Topic.QUERY_GUIDE)
    named = [word.lower() for word in asked.unknown if word not in DETAILS.values()]
    if named and asked.topic is None:
        groups = [one for one in found.groups if any(word in _findable(one) for word in named)]
        if not groups and asked.region is None:
            return reply("QD", question.line, language=question.language)
        return written.ways(groups or found.groups, _on(question))
    return reply_to(found, _on(question))


def _findable(group: PolicyGroup) -> str:
    """What a way is named by, in small letters."""
    return f"{group.title} {group.keywords} {group.title_en} {group.sms_en}".lower()


def telephone_numbers(question: Question) -> Reply:
    """DH: the numbers to ring in a region (S90 to S95)."""
    asked = _read(question.parameters)
    region = asked.region
    if region is None and question.parameters:
        return written.nothing_on(None, _on(question))  # S104
    if region is None:
        insured = _insured(question)
        region = region_by_code(insured.region_code) if insured else None
    return written.numbers(region or CHINA, numbers(region), _on(question))
