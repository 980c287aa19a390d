"""STEPS: what takes a well-formed entry, by the name in `entries.ENTRIES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr import hours, identity
from ivr.conversation import Conversation, Words
from ivr.nodes import tickets
from ivr.region import choose_region

Outcome = tuple[Words, str] | None
"""What is said first, and where the caller goes next; None: it cannot be meant, and counts as a miss."""


def choose_month(call: Conversation, text: str) -> Outcome:
    """The month whose movements are asked for."""
    call.month = text
    return (), "movements_of_month"


def choose_ticket(call: Conversation, text: str) -> Outcome:
    """The number of a ticket."""
    call.ticket = text
    return (), "ticket"


def name_child(call: Conversation, text: str) -> Outcome:
    """The ID number of a child, kept sealed and unjudged until the parent has agreed."""
    if not call.identified:
        return (), "children"
    call.candidate = text
    return (), "child_consent"


def keep_phone(call: Conversation, text: str) -> Outcome:
    """The number to be called back, kept sealed until the time is chosen."""
    call.candidate = f"+86{text.removeprefix('0')}"
    return (), "callback_when"


def choose_time(call: Conversation, text: str) -> Outcome:
    """The time to be called back at."""
    moment = hours.moment_keyed(call, text)
    if moment is None:
        return None
    words, target = tickets.arrange(call, moment)
    return words, target or "filed"


STEPS: Mapping[str, Callable[[Conversation, str], Outcome]] = {
    **identity.STEPS,
    "choose_region": choose_region,
    "choose_month": choose_month,
    "choose_ticket": choose_ticket,
    "name_child": name_child,
    "keep_phone": keep_phone,
    "choose_time": choose_time,
}
"""By name."""
