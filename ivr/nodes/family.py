"""12393>1>3: what family shared, whom it may share with, and how much is left (S37 to S47, S97 to S99).

Of relatives a caller hears surname, title and relation, nothing else (domain 7.2).
"""

from __future__ import annotations

from collections.abc import Mapping

from ivr.conversation import Conversation, Words
from ivr.nodes.node import THREE, Node, Spoken, is_first_page, page_of, private
from models import AuthorisationStatus, enquiry
from voice_prompts import Prompt


def family_payments(call: Conversation) -> Spoken:
    """What was paid for care with family money, failures with their reason and remedy (S37, S44, S97 to S99)."""
    found = call.answer = enquiry.family_payments(call.db, call.person, call.access, after=call.cursor, page=THREE)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    return _records(call, found, "family.payments"), None


def family_premiums(call: Conversation) -> Spoken:
    """Premiums paid with family money, and those that wait for the last day of the month (S37, S41, S47)."""
    found = call.answer = enquiry.family_premiums(call.db, call.person, call.access, after=call.cursor, page=THREE)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    waiting: Words = ()
    if is_first_page(call):
        waiting = tuple(
            call.say(
                "family.scheduled",
                who=relative(call, due.relative),
                year=due.for_year,
                amount=due.amount_fen,
                day=due.due_on,
            )
            for due in found.scheduled[:1]
        )
        if not found.records:
            return waiting, None
    return (*waiting, *_records(call, found, "family.premiums")), None


def family_authorisations(call: Conversation) -> Spoken:
    """Whom the caller shares with, and whose money the caller may use, with the state of each (S43)."""
    found = call.answer = enquiry.family_authorisations(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("family.none"),), None
    every = [("given", one) for one in found.given] + [("received", one) for one in found.received]
    shown = tuple(
        call.say(
            f"family.{side}",
            who=relative(call, one.relative),
            status=call.word("authorisation", one.status),
            day=one.begun_on if one.status is AuthorisationStatus.ACTIVE or one.ended_on is None else one.ended_on,
        )
        for side, one in page_of(call, every)
    )
    return shown, None


def family_quota(call: Conversation) -> Spoken:
    """What family may still use of the caller's money, and the caller of family's."""
    found = call.answer = enquiry.family_quota(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("family.none"),), None
    words: list[Prompt] = []
    if is_first_page(call) and found.free_fen is not None and found.reserved_fen is not None:
        words.append(call.say("family.free", free=found.free_fen, reserved=found.reserved_fen))
    every = [("given", one) for one in found.given] + [("received", one) for one in found.received]
    for side, one in page_of(call, every):
        who = relative(call, one.relative)
        if one.left_fen is None:
            words.append(call.say(f"family.unlimited_{side}", who=who))
        else:
            words.append(call.say(f"family.left_{side}", who=who, left=one.left_fen))
    return tuple(words), None


def relative(call: Conversation, one: enquiry.Relative | None) -> str:
    """A relative as callers hear of one: 母亲李女士; the relation alone in English."""
    if one is None or one.relation is None:
        return call.word("relation", "unknown")
    sex = "f" if one.female else "m"
    relation = call.word("relation", f"{one.relation}_{sex}")
    return f"{relation}{one.masked_name.rstrip('*')}{call.word('title', sex)}" if call.is_chinese else relation


NODES: Mapping[str, Node] = private(
    {
        "family_payments": family_payments,
        "family_premiums": family_premiums,
        "family_authorisations": family_authorisations,
        "family_quota": family_quota,
    },
    back="family",
)


def _records(call: Conversation, found: enquiry.FamilyPayments, intro: str) -> Words:
    call.following = found.after
    words = [call.say(intro)] if is_first_page(call) else []
    words += [_record(call, record) for record in found.records]
    reasons = dict.fromkeys(record.reason for record in found.records if record.reason is not None)
    return (*words, *(call.say(f"family.remedy.{reason}") for reason in reasons))


def _record(call: Conversation, record: enquiry.Shared) -> Prompt:
    values = {
        "day": record.day,
        "who": relative(call, record.relative),
        "kind": call.word("sharing", record.kind),
        "amount": record.amount_fen,
    }
    side = "by_me" if record.by_me else "for_me"
    if record.reason is not None:
        return call.say(f"family.failed_{side}", **values, reason=call.word("failure", record.reason))
    if record.refunded_on is not None:
        return call.say(f"family.refunded_{side}", **values)
    return call.say(f"family.paid_{side}", **values)
