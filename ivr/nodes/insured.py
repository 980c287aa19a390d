"""12393>1>4: whether insured, what was paid, for how long, and the year's totals (S16, S17, S101, S103)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.conversation import Conversation
from ivr.nodes.balance import TIER_NUMBERS
from ivr.nodes.node import Node, Spoken, is_first_page, page_of, private
from models import InsuranceStatus, enquiry
from models.policies.gazetteer import region_by_code
from voice_prompts import Prompt


def participation(call: Conversation) -> Spoken:
    """The insurance, where, since when, and whether the card can be used (S101, S103)."""
    found = call.answer = enquiry.participation(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("balance.not_insured"),), None
    place = region_by_code(found.region_code)
    active = found.status is InsuranceStatus.ACTIVE
    words = [
        call.say(
            "insured.status",
            scheme=call.word("scheme", found.scheme),
            region=call.place_name(place) if place else found.region_name,
            status=call.word("insurance", found.status),
            since=found.since if active or found.ended_on is None else found.ended_on,
        )
    ]
    if found.tier is not None:
        words.append(call.say("insured.tier", tier=TIER_NUMBERS[found.tier]))
    if not active:
        words.append(call.say("insured.irregular"))
        call.offer("contribution_guide")
    if found.card_activated is False:
        words.append(call.say("balance.not_activated"))
        call.offer("card")
    elif found.card_activated:
        words.append(call.say("insured.activated"))
    return tuple(words), None


def contributions(call: Conversation) -> Spoken:
    """The latest contributions, three at a time (S16, S17)."""
    found = call.answer = enquiry.contributions(call.db, call.person, call.access)
    call.offer("contribution_guide")
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    words = [call.say("insured.contributions")] if is_first_page(call) else []
    return (*words, *(paid_month(call, one) for one in page_of(call, found.recent))), None


def contributed_months(call: Conversation) -> Spoken:
    """For how long the caller has contributed (S16)."""
    found = call.answer = enquiry.contributed_months(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    words = [call.say("insured.months", total=found.total_months)]
    if found.deemed_months:
        words.append(call.say("insured.deemed", paid=found.paid_months, deemed=found.deemed_months))
    return (*words, call.say("insured.months_rule")), None


def counters(call: Conversation) -> Spoken:
    """What the year has cost so far, what is missing to the threshold, and what is left of the limit."""
    found = call.answer = enquiry.counters(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    words: list[Prompt] = []
    for service, counter in (("outpatient", found.outpatient), ("inpatient", found.inpatient)):
        if counter is None:
            continue
        name = call.word("service", service)
        words.append(
            call.say("insured.cost", year=found.year, service=name, cost=counter.cost_fen, pooled=counter.pooled_fen)
        )
        if counter.deductible_left_fen is not None:
            reached = counter.deductible_left_fen <= 0
            words.append(
                call.say("insured.threshold_reached")
                if reached
                else call.say("insured.threshold_left", left=counter.deductible_left_fen)
            )
        if counter.limit_left_fen is not None:
            words.append(call.say("insured.limit_left", left=max(counter.limit_left_fen, 0)))
    return tuple(words), None


def paid_month(call: Conversation, one: enquiry.PaidMonth) -> Prompt:
    """One contribution: a month of an employee's, a year of a resident's."""
    values = {"month": one.month.first, "person": one.person_fen, "unit": one.unit_fen}
    if one.months > 1:
        return call.say("insured.paid_year", year=one.month.year, person=one.person_fen, unit=one.unit_fen)
    return call.say("insured.paid_month", **values)


NODES: Mapping[str, Node] = private(
    {
        "participation": participation,
        "contributions": contributions,
        "contributed_months": contributed_months,
        "counters": counters,
    },
    back="insured",
)
