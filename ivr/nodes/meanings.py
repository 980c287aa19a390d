"""Which of several things a caller may have meant is asked, never guessed (domain 4.2, beside the keys)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.conversation import Conversation
from ivr.menus import ROOT
from ivr.nodes.node import Node, Spoken
from understanding import Intent

TARGETS: Final[Mapping[Intent, str]] = {
    Intent.BALANCE: "balance",
    Intent.RECORDS: "payments",
    Intent.CREDITS: "credits",
    Intent.INTEREST: "yearly",
    Intent.SHARING: "family",
    Intent.SHARING_RECORDS: "family_payments",
    Intent.INSURANCE: "participation",
    Intent.CONTRIBUTIONS: "contributions",
    Intent.YEARS: "contributed_months",
    Intent.COUNTERS: "counters",
    Intent.CLAIM: "claims",
    Intent.FILING: "filings",
    Intent.MATERNITY: "maternity",
    Intent.PENSION: "pension",
    Intent.POLICY: "policy_region",
    Intent.CHANNELS: "guide.query",
    Intent.NUMBERS: "guide.query",
    Intent.BIND: "binding",
    Intent.UNBIND: "binding",
    Intent.COMPLAINT: "complaint",
    Intent.DISPUTE: "missing_money",
    Intent.SUGGESTION: "suggestion",
    Intent.TICKET: "progress",
    Intent.CALL_BACK: "callback_number",
    Intent.REMIND: "reminders",
    Intent.STOP_REMINDERS: "reminders",
    Intent.AGENT: "agent",
    Intent.GOODBYE: "farewell",
    Intent.CHANGE_PIN: "change_pin",
    Intent.FORGOTTEN_PIN: "forgotten_pin",
    Intent.LOST_CARD: "card_loss",
    Intent.HELP: ROOT,
}
"""Where what is wanted is found, by the name of a menu, a recording or a node."""


def which_meaning(call: Conversation) -> Spoken:
    """What may have been meant, each with its key."""
    choices = tuple(
        call.say("hearing.choice", what=call.word("intent", meaning), key=key)
        for key, meaning in enumerate(call.meanings, 1)
    )
    return (call.say("hearing.which"), *choices, call.say("hearing.neither")), None


def pick_meaning(call: Conversation, key: str) -> str | None:
    """Where the key of a meaning leads; None for a key that has none."""
    if not key.isdigit() or not 1 <= int(key) <= len(call.meanings):
        return None
    return TARGETS[Intent(call.meanings[int(key) - 1])]


NODES: Mapping[str, Node] = {"which_meaning": Node(speak=which_meaning, pick=pick_meaning)}
