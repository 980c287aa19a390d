"""12393>1>1: what is in the personal account, or why there is none (S1, S2, S25 to S27, S101 to S103, S107)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.conversation import Conversation
from ivr.nodes.node import Node, Spoken, private
from models import Tier, enquiry
from voice_prompts import Prompt

TIER_NUMBERS: Final[Mapping[Tier, int]] = {Tier.FIRST: 1, Tier.SECOND: 2, Tier.THIRD: 3}


def balance(call: Conversation) -> Spoken:
    """The balance, its two parts and its day."""
    found = call.answer = enquiry.balance(call.db, call.person, call.access)
    if not isinstance(found, enquiry.Balance):
        return no_account(call, found), None
    words = [_amount(call, found)]
    if found.frozen:
        words.append(call.say("balance.frozen"))
    if not found.activated:
        words.append(call.say("balance.not_activated"))
        call.offer("card")
    return tuple(words), None


def no_account(call: Conversation, found: enquiry.NoAccount | enquiry.NotInsured) -> tuple[Prompt, ...]:
    """Why there is no account to be told of, with the rules for such insurance on offer (S102)."""
    if isinstance(found, enquiry.NotInsured):
        return (call.say("balance.not_insured"),)
    call.offer("account_rules")
    # Only Shenzhen has tiers (S27); everybody else without an account is a resident (S26).
    if found.tier is None:
        return (call.say("balance.none_resident"),)
    return (call.say("balance.none_shenzhen", tier=TIER_NUMBERS[found.tier]),)


NODES: Mapping[str, Node] = private({"balance": balance}, back="personal")


def _amount(call: Conversation, found: enquiry.Balance) -> Prompt:
    if found.total_fen == 0:
        return call.say("balance.zero", as_of=found.as_of)
    return call.say(
        "balance.amount",
        as_of=found.as_of,
        total=found.total_fen,
        current_year=found.current_year_fen,
        carried_over=found.carried_over_fen,
    )
