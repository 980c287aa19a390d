"""OFFERS: the keys that an answer offers besides `#`, `*` and `0`, as data (domain 4.1.7 and 4.1.8).

A node offers by name (`call.offer("dispute")`); the names are kept with the call until it moves on. The same key
means the same thing after every answer, and no two offers that can stand together share one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MORE, SEND = "more", "send"
"""The two that `dialogue` itself carries out: the next page of the list, and the answer by text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """One key after an answer."""

    key: str
    prompt: str
    """The prompt that offers it."""
    target: str = ""
    """Where it leads; empty for what stays where the caller is."""
    chooses_region: bool = False
    """Whether the caller comes back to the same answer, for another region."""


OFFERS: Mapping[str, Offer] = {
    MORE: Offer(key="1", prompt="offer.more"),
    SEND: Offer(key="2", prompt="offer.send"),
    "region": Offer(key="3", prompt="offer.region", target="area_code", chooses_region=True),
    "account_rules": Offer(key="3", prompt="offer.account_rules", target="policy.account"),  # S102
    "contribution_guide": Offer(key="3", prompt="offer.contribution_guide", target="guide.contribution"),  # S16, S17
    "ticket_number": Offer(key="3", prompt="offer.ticket_number", target="ticket_number"),
    "dispute": Offer(key="4", prompt="offer.dispute", target="missing_money"),  # S100
    "card": Offer(key="5", prompt="offer.card", target="guide.card"),  # S103
}
