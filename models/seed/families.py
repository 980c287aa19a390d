"""Families among the fictitious people: an employee lets a resident nearby use the account.

Residents have no account of their own, so whatever they pay can come from family at once (domain 5, invariant 7).
"""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from models.access import Channel
from models.seed.dice import Dice
from models.seed.history import Month
from models.seed.population import Figure
from models.seed.regions import SHENZHEN
from models.tables.account import AccountStatus
from models.tables.family import AuthorisationStatus, FailureReason, Relation, SharingKind, SharingScope
from models.tables.insurance import InsuranceStatus, InsuredClass, Scheme

Rows = dict[str, list[tuple[Any, ...]]]
"""The rows of each table, their values in the order of its columns."""

NEIGHBOURS: Final = 10
"""Relatives are found among so many people, who follow one another in the seed."""

PREMIUM_FEN: Final = 400_00
"""A resident's premium for a year."""

_RELATIONS: Final = {
    InsuredClass.STUDENT: Relation.CHILD,
    InsuredClass.OLD: Relation.PARENT,
    InsuredClass.WORKING_AGE: Relation.SPOUSE,
}


@dataclass(slots=True)
class Couple:
    """Who pays for whom. `has_quota`: begun on the seed's day, with a sum set aside and nothing paid yet."""

    payer_id: int
    member_id: int
    relation: Relation
    has_quota: bool
    used_fen: int = 0
    premiums: list[tuple[int, str, str]] = field(default_factory=list)
    """(year, number, day paid)"""


def pair_up(neighbours: list[Figure], seed: int) -> tuple[list[Figure], dict[int, Couple]]:
    """The neighbours, members moved to the region of who pays for them; and for both of each couple the couple."""
    settled = list(neighbours)
    members = [place for place, one in enumerate(settled) if _can_be_member(one)]
    couples: dict[int, Couple] = {}
    for payer in neighbours:
        if not members or not _can_pay(payer):
            continue
        dice = Dice(seed ^ 0x5EED, payer.person_id)
        if dice.roll(3):
            continue
        place = members.pop(0)
        member = settled[place] = replace(settled[place], region_code=payer.region_code)
        couple = Couple(
            payer_id=payer.person_id,
            member_id=member.person_id,
            relation=_RELATIONS[member.cohort.insured_class],
            has_quota=dice.roll(3) == 0,
        )
        couples[payer.person_id] = couples[member.person_id] = couple
    return settled, couples


def _can_be_member(one: Figure) -> bool:
    return one.cohort.scheme is Scheme.RESIDENT and one.status is InsuranceStatus.ACTIVE and not one.died


def _can_pay(one: Figure) -> bool:
    return (
        one.months > 0
        and one.cohort.scheme is Scheme.EMPLOYEE
        and one.region_code != SHENZHEN
        and one.status is InsuranceStatus.ACTIVE
        and one.account_status is AccountStatus.NORMAL
        and not one.died
    )


class Purse:
    """What a payer's account pays for the member, written down while the ledger is."""

    def __init__(self, rows: Rows, couple: Couple) -> None:
        self._rows = rows
        self._couple = couple
        self.member_id = couple.member_id
        self.authorisation_id = couple.payer_id  # one a payer, so that the numbers are free for both

    def wants(self, month: Month, draw: float) -> bool:
        """A third of what a payer without a quota pays is the member's."""
        return not self._couple.has_quota and draw < 0.33

    def paid(self, number: str, at: str, day: str, kind: str, place: str, fen: int) -> None:
        """Put the member's bill and whose money it was on record."""
        couple = self._couple
        couple.used_fen += fen
        settled = (number, couple.member_id, kind, at, day, place, fen, 0, fen, 0, 0, 0, 0, True)
        self._rows["settlement"].append(settled)
        self._attempt(number, at, day, kind, fen, None, place)

    def premium(self, month: Month, held_fen: int) -> tuple[str, int] | None:
        """The member's premium for the year that comes, where the account holds as much."""
        couple = self._couple
        if couple.has_quota or held_fen < PREMIUM_FEN or month.closing is None:
            return None
        at, day = month.closing
        number = f"S{couple.payer_id:08d}-{month.number}F"
        couple.used_fen += PREMIUM_FEN
        couple.premiums.append((month.year + 1, number, day))
        self._attempt(number, at, day, SharingKind.PREMIUM.value, PREMIUM_FEN, None, None)
        return number, PREMIUM_FEN

    def fail(self, month: Month, fen: int, reason: FailureReason) -> None:
        """Put an attempt on record that failed at a pharmacy."""
        if month.payments:
            at, day = month.payments[0]
            number = f"S{self._couple.payer_id:08d}-{month.number}X"
            self._attempt(number, at, day, SharingKind.PHARMACY.value, fen, reason.value, "示范大药房")

    def _attempt(
        self, number: str, at: str, day: str, kind: str, fen: int, reason: str | None, place: str | None
    ) -> None:
        couple = self._couple
        self._rows["sharing_attempt"].append(
            (number, 1, at, day, kind, couple.member_id, couple.payer_id, couple.payer_id, fen, reason, place)
        )


def begin_authorisation(
    rows: Rows, couple: Couple, dice: Dice, books: tuple[int, int, int], months: tuple[Month, ...], as_of: str
) -> int:
    """Write the authorisation under which a payer paid; returns what it sets aside, in fen.

    `books` are entries, 本年 and 历年; `months` those of the payer's ledger.
    """
    free_fen = books[1] + books[2]
    quota = min(free_fen, (1 + dice.roll(10)) * 100_00) if couple.has_quota else None
    if not quota:
        quota = None
    rows["family_authorisation"].append(
        (
            couple.payer_id,
            couple.payer_id,
            couple.member_id,
            couple.relation.value,
            SharingScope.ALL.value,
            1,
            quota,
            couple.used_fen,
            AuthorisationStatus.ACTIVE.value,
            as_of if couple.has_quota else f"{months[0].number[:4]}-{months[0].number[4:]}-01",
            Channel.COUNTER.value,
        )
    )
    if not couple.has_quota and dice.roll(4) == 0:
        faults = (FailureReason.SYSTEM_FAULT, FailureReason.WRONG_INFORMATION)
        Purse(rows, couple).fail(months[-1], 20_00 + dice.roll(100_00), faults[dice.roll(2)])
    return quota or 0
