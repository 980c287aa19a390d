"""Cards and bank accounts: how they are told apart, checked and hidden, and the test processor that takes them.

The processor knows the numbers that payment gateways publish for tests and refuses every other one, so that nobody is
tempted to key a real card into an emulator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of card: how its numbers begin, how long they may be, and where one has been keyed in full."""

    name: str
    begins: str
    lengths: range
    full: int | None = None
    code: int = 3
    """Digits of its security code."""


KINDS = (
    Kind(name="enroute", begins="2014|2149", lengths=range(15, 16), full=15),
    Kind(name="visa", begins="4", lengths=range(13, 20, 3), full=16),
    Kind(name="mastercard", begins=r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720", lengths=range(16, 17), full=16),
    Kind(name="amex", begins="3[47]", lengths=range(15, 16), full=15, code=4),
    Kind(name="jcb", begins="352[89]|35[3-8]", lengths=range(16, 20), full=16),
    Kind(name="diners-club", begins="30[0-5]|3095|3[689]", lengths=range(14, 20)),
    Kind(name="discover", begins="6011|64|65", lengths=range(16, 20), full=16),
    Kind(name="maestro", begins="5[0678]|6", lengths=range(12, 20)),
)
"""The kinds by their numbers, the narrower ones first."""
NAMES = (*(kind.name for kind in KINDS), "optima")
"""What ``validCardTypes`` may say; no number tells an Optima card."""

APPROVED = frozenset(
    {
        "4242424242424242", "4111111111111111", "4000056655665556", "5555555555554444", "2223003122003222",
        "5200828282828210", "5105105105105100", "378282246310005", "371449635398431", "6011111111111117",
        "6011000990139424", "3056930009020004", "36227206271667", "3566002020360505",
    }
)  # fmt: skip
"""Test cards that can be charged."""
DECLINED = {
    "4000000000000002": ("card is declined", "card_declined"),
    "4000000000009995": ("card has insufficient funds", "insufficient_funds"),
    "4000000000009987": ("card is declined", "lost_card"),
    "4000000000009979": ("card is declined", "stolen_card"),
    "4000000000000069": ("card has expired", "expired_card"),
    "4000000000000127": ("security code is incorrect", "incorrect_cvc"),
    "4000000000000119": ("processing error", "processing_error"),
}
"""Test cards that cannot, with what is said of each: in words, and as the gateway's code."""
ACCOUNTS = frozenset({"000123456789"})
"""Test accounts that can be debited."""
REFUSED = {
    "000111111113": ("account is closed", "account_closed"),
    "000111111116": ("account does not exist", "no_account"),
    "000222222227": ("account has insufficient funds", "insufficient_funds"),
    "000333333335": ("debit is not authorized", "debit_not_authorized"),
}
"""Test accounts that cannot."""
UNKNOWN = ("only test cards and test accounts are taken here", "testmode_decline")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the processor says: nothing where it was done, else the error in words and as the gateway's own code."""

    error: str = ""
    code: str = ""


def kind_of(number: str) -> Kind | None:
    """Return the kind of a card by the beginning of its number."""
    return next((kind for kind in KINDS if re.match(kind.begins, number)), None)


def is_valid(number: str) -> bool:
    """Whether a card may have this number: the right length for its kind, and the right check digit."""
    kind = kind_of(number)
    if kind is None or len(number) not in kind.lengths:
        return False
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number)))
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


def is_routing_number(number: str) -> bool:
    """Whether it is nine digits with the check digit of an American bank."""
    weighted = (int(digit) * weight for digit, weight in zip(number, (3, 7, 1) * 3, strict=False))
    return len(number) == 9 and sum(weighted) % 10 == 0 and number != "0" * 9


def is_expiration(date: str, year: int, month: int) -> bool:
    """Whether ``date`` (MMYY) is a month, and not before ``month`` of ``year``."""
    if len(date) != 4 or not 1 <= int(date[:2]) <= 12:
        return False
    return (2000 + int(date[2:]), int(date[:2])) >= (year, month)


def masked(number: str) -> str:
    """Return a card's number with its last four digits only."""
    return "x" * (len(number) - 4) + number[-4:]


def masked_account(number: str) -> str:
    """Return an account's number with its last two digits only."""
    return "*" * (len(number) - 2) + number[-2:]


def charge(number: str) -> Decision:
    """Charge a card, or have it exchanged for a token."""
    return Decision() if number in APPROVED else Decision(*DECLINED.get(number, UNKNOWN))


def debit(account: str) -> Decision:
    """Debit an account, or have it exchanged for a token."""
    return Decision() if account in ACCOUNTS else Decision(*REFUSED.get(account, UNKNOWN))
