"""12333>2 and 12333>3: pension, unemployment, work injury, and the social-insurance card (S78, S79, S103)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr import changes
from ivr.conversation import Conversation
from ivr.nodes.insured import paid_month
from ivr.nodes.node import Node, Spoken, page_of, private
from models import Branch, CardStatus, InjuryStatus, PensionStatus, UnemploymentStatus, enquiry
from models.identity import shanghai_date
from voice_prompts import Prompt


def pension(call: Conversation) -> Spoken:
    """What is saved, for how long was paid, on what base, and what is paid out."""
    found = call.answer = enquiry.pension(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    words = [
        call.say(
            "pension.state",
            status=call.word("pension", found.status),
            total=found.total_months,
            account=found.account_fen,
            day=found.account_as_of,
        )
    ]
    if found.base_fen is not None:
        words.append(call.say("pension.base", base=found.base_fen))
    if found.status is PensionStatus.DRAWING and found.monthly_fen is not None and found.payment_day is not None:
        words.append(call.say("pension.drawing", monthly=found.monthly_fen, day=found.payment_day))
        if found.last_paid_on is not None:
            words.append(call.say("pension.last_paid", day=found.last_paid_on))
        if found.divisor is not None:
            words.append(call.say("pension.divisor", divisor=found.divisor))
    return tuple(words), None


def unemployment(call: Conversation) -> Spoken:
    """Unemployment insurance, and the benefit where one is drawn."""
    found = call.answer = enquiry.unemployment(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    status = call.word("unemployment", found.status)
    words = [call.say("unemployment.state", status=status, paid=found.paid_months)]
    if found.status is UnemploymentStatus.DRAWING and found.monthly_fen is not None and found.months_left is not None:
        words.append(call.say("unemployment.drawing", monthly=found.monthly_fen, left=found.months_left))
    return tuple(words), None


def work_injury(call: Conversation) -> Spoken:
    """Work-injury insurance, and how far the newest case has come."""
    found = call.answer = enquiry.work_injury(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    words = [call.say("injury.state", status=call.word("injury", found.status))]
    if found.status is InjuryStatus.ASSESSED and found.grade is not None:
        words.append(call.say("injury.grade", grade=found.grade))
    if found.monthly_fen is not None:
        words.append(call.say("injury.monthly", monthly=found.monthly_fen))
    return tuple(words), None


def social_contributions(call: Conversation) -> Spoken:
    """The latest contribution to each insurance of 12333 and for how long was paid."""
    found = {}
    for branch in (Branch.PENSION, Branch.UNEMPLOYMENT, Branch.INJURY):
        one = enquiry.contributions(call.db, call.person, call.access, branch)
        if isinstance(one, enquiry.Contributions):
            found[branch] = one
    if not found:
        return (call.say("nothing"),), None
    call.answer = next(iter(found.values()))
    words: list[Prompt] = []
    for branch in page_of(call, tuple(found)):
        words.append(call.say("social.branch", branch=call.word("branch", branch), total=found[branch].total_months))
        words.append(paid_month(call, found[branch].latest))
    return tuple(words), None


def card_production(call: Conversation) -> Spoken:
    """How far the newest card has come (12333>3>2)."""
    found = call.answer = enquiry.card(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    words = [call.say("card.state", status=call.word("card", found.status), day=found.applied_on)]
    if found.status is CardStatus.READY and found.pick_up:
        words.append(call.say("card.pick_up", place=found.pick_up))
    if found.lost_at is not None:
        words.append(call.say("card.lost_since", day=shanghai_date(found.lost_at)))
    elif found.status is CardStatus.ISSUED and not found.activated:
        words.append(call.say("balance.not_activated"))
        call.offer("card")
    return tuple(words), None


def card_loss(call: Conversation) -> Spoken:
    """Before a card is reported lost: whose PIN was the initial one until this call goes to a person [W7]."""
    if call.fresh_pin:
        return (call.say("card.needs_agent"),), "agent"
    found = enquiry.card(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound) or found.status is not CardStatus.ISSUED:
        return (call.say("card.none"),), None
    if found.lost_at is not None:
        return (call.say("card.lost_since", day=shanghai_date(found.lost_at)),), None
    if found.tail is None:
        return (call.say("card.about_to_report"),), "card_loss_confirm"
    return (call.say("card.about_to_report_tail", tail=found.tail),), "card_loss_confirm"


def report_card_lost(call: Conversation) -> Spoken:
    """The card is reported lost, once."""
    if call.fresh_pin:
        return (call.say("card.needs_agent"),), "agent"
    changes.report_card_lost(call)
    return (call.say("card.reported"),), None


NODES: Mapping[str, Node] = private(
    {
        "pension": pension,
        "unemployment": unemployment,
        "work_injury": work_injury,
        "social_contributions": social_contributions,
    },
    back="social",
) | private(
    {"card_production": card_production, "card_loss": card_loss, "report_card_lost": report_card_lost}, back="card"
)
