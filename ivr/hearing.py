"""What callers say instead of keying: understood by `understanding`, and led to the place that a key would lead to.

Said words are used in the turn and kept nowhere. Nothing is guessed: who is not understood clearly is asked, and a
leaf about a person asks for proof of identity whoever says its name. Entries of PINs and ID numbers hear nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from ivr.conversation import Conversation, Words
from ivr.entries import ENTRIES
from ivr.menus import MENUS, ROOT
from ivr.nodes.meanings import TARGETS
from ivr.nodes.policy import POLICIES
from ivr.region import chosen, current_region
from models.identity import shanghai_date
from models.policies.gazetteer import places, region_by_code
from models.policies.topics import TOPICS, topic_by_word
from understanding import Intent, NotOurs, Reason, Understood, Unsure, understand
from voice_prompts import prompt

HINTS: Final = ("balance", "agent", "records", "sharing", "insurance", "claim", "policy", "complaint", "call_back")
"""The members of `word.hint` that recognition is told to expect."""

_LEAVES: Final = {topic: leaf for leaf, topic in POLICIES.items()}
_WITHIN: Final = {service: leaf for leaf, topic in POLICIES.items() for service in TOPICS[topic].services}

Heard = tuple[Words, str]
"""What is said first, and where the caller goes next; empty: asked again where they are."""


def hears(call: Conversation) -> bool:
    """Whether the line listens to words in the place where the caller is."""
    entry = ENTRIES.get(call.place)
    if entry is not None:
        return entry.hears
    return not call.ended and (call.place in MENUS and MENUS[call.place].hears)


def hints(call: Conversation) -> str:
    """What recognition is told to expect, in the caller's language."""
    return _hints(call.language)


def listen(call: Conversation, said: str) -> Heard | None:
    """Where words lead; None when they are not understood, which counts like a wrong key."""
    heard = understand(said, regions=_spellings(), language=call.language)
    if isinstance(heard, NotOurs) and heard.reason is Reason.CHILD:
        return (), "children"
    if isinstance(heard, NotOurs):
        known = heard.reason in (Reason.OTHER_PERSON, Reason.EMERGENCY)
        return ((call.say(f"hearing.{heard.reason}"),), "") if known else None
    if isinstance(heard, Unsure):
        call.meanings = tuple(one.value for one in heard.candidates if one in TARGETS)
        return ((), "which_meaning") if call.meanings else None
    return _lead(call, heard)


def _lead(call: Conversation, heard: Understood) -> Heard | None:
    match heard.intent:
        case Intent.REPEAT:
            return (), MENUS[call.place].told_by or call.place if call.place in MENUS else call.place
        case Intent.BACK:
            return (), MENUS[call.place].back if call.place in MENUS else call.came_from or ROOT
        case Intent.ENGLISH:
            return (), "other_language" if call.is_chinese else ROOT
        case Intent.REGION:
            place = region_by_code(heard.region)
            return chosen(call, place) if place is not None else None
        case Intent.MONTH | Intent.RECORDS if heard.period is not None:
            year, month = heard.period.on(shanghai_date(call.at))
            if month is None:
                return ((), TARGETS[Intent.INTEREST]) if heard.intent is Intent.MONTH else ((), TARGETS[heard.intent])
            call.month = f"{year:04d}{month:02d}"
            return (), "movements_of_month"
        case Intent.POLICY:
            return _policy(call, heard)
        case _:
            target = TARGETS.get(heard.intent)
            return None if target is None else ((), target)


def _policy(call: Conversation, heard: Understood) -> Heard:
    """The leaf of a topic, for the region that was said or is known; without a topic the menu of topics."""
    if heard.region:
        call.region = heard.region
    topic = topic_by_word(heard.topic) if heard.topic else None
    if topic is None:
        return (), "policies" if heard.region else "policy_region"
    leaf = _LEAVES.get(topic) or _WITHIN.get(TOPICS[topic].services[0], "policies")
    if TOPICS[topic].local and current_region(call) is None:
        call.heading = leaf
        return (call.say("region.ask"),), "area_code"
    return (), leaf


@cache
def _hints(language: str) -> str:
    return ",".join(prompt(f"word.hint.{name}", language).text for name in HINTS)


@cache
def _spellings() -> Mapping[str, str]:
    """Every name of every region → its code; a province goes before a place of the same name."""
    every = sorted(places(), key=lambda place: place.code != place.province_code)
    spelt: dict[str, str] = {}
    for place in every:
        for name in (*place.spellings, place.english):
            spelt.setdefault(name.lower(), place.code)
    return spelt
