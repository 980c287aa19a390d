"""NODES: what a choice does, by name. Add the function of a new menu item here.

A node says what it has to say and either names the place to go on to, or stays: then `#` tells it again, `*`
goes back and `0` asks for a person. Questions to the accounts are asked through `models.enquiry`, never here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.conversation import Conversation, Words
from ivr.menus import ROOT
from models import TicketKind, Tier, enquiry, tickets
from voice_prompts import Prompt

_TIER_NUMBERS: Mapping[Tier, int] = {Tier.FIRST: 1, Tier.SECOND: 2, Tier.THIRD: 3}


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One thing a choice does."""

    speak: Callable[[Conversation], tuple[Words, str | None]]
    """What is said, and where the caller goes next; None stays for `#`, `*` and `0`."""
    identified: bool = False
    """Whether a caller must have proved who they are first."""
    back: str = ROOT
    """Where `*` leads."""


def balance(call: Conversation) -> tuple[Words, None]:
    """The balance of the personal account, or why there is none (S1, S2, S25 to S27, S101 to S103, S107)."""
    assert call.person_id is not None
    found = enquiry.balance(call.db, call.person_id, call.access)
    if isinstance(found, enquiry.NotInsured):
        return (call.say("balance.not_insured"),), None
    if isinstance(found, enquiry.NoAccount):
        return (_no_account(call, found),), None
    words = [_amount(call, found)]
    if found.frozen:
        words.append(call.say("balance.frozen"))
    if not found.activated:
        words.append(call.say("balance.not_activated"))
    return tuple(words), None


def agent(call: Conversation) -> tuple[Words, None]:
    """A person is asked for: a ticket to be called back, its number said, and goodbye."""
    call.ended = True
    if not call.caller:
        return (call.say("agent.no_number"),), None
    number = tickets.open(call.db, TicketKind.CALLBACK, call.caller, call.verified_person, call.call_sid, call.at)
    return (call.say("agent.ticket", number=number),), None


def other_language(call: Conversation) -> tuple[Words, str]:
    """The other language, for the rest of the call."""
    call.language = call.other_language
    return (), ROOT


NODES: Mapping[str, Node] = {
    "balance": Node(speak=balance, identified=True, back="personal"),
    "agent": Node(speak=agent),
    "other_language": Node(speak=other_language),
}


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


def _no_account(call: Conversation, found: enquiry.NoAccount) -> Prompt:
    # Only Shenzhen has tiers (S27); everybody else without an account is a resident (S26).
    if found.tier is None:
        return call.say("balance.none_resident")
    return call.say("balance.none_shenzhen", tier=_TIER_NUMBERS[found.tier])
