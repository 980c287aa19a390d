"""The family among the demo people: 张晓明, his wife, mother and child, and how they use one another's money.

He pays his wife's bill, whose account is empty, until the quota she has is used up, so that her next attempt fails
(S44); and his child's premium on the last day of the year (S47). His mother sets a sum aside for her grandchild. The
bureau knows the child's mother, who asks for it already (domain 7.7).
"""

from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from models.access import Channel
from models.money import authorising, premiums, sharing
from models.money.authorising import Wish
from models.money.sharing import Bill
from models.seed.moments import noon
from models.tables.family import Relation, SharingScope
from models.tables.person import Guardianship, GuardianshipStatus, Parentage
from models.tables.settlement import Service

FATHER, GRANDMOTHER, MOTHER, CHILD = 1, 2, 14, 15

PAYING: Final = frozenset({FATHER, GRANDMOTHER})
"""Whose money the others use."""

PREMIUM_FEN: Final = 405_00
"""S57: a child's premium in Beijing."""
_MOTHERS_BILL_FEN: Final = 88_00
_CHILDS_BILL_FEN: Final = 120_00

_WISHES: Final = {
    FATHER: (
        Wish(authoriser_id=FATHER, member_id=GRANDMOTHER, relation=Relation.PARENT),
        Wish(authoriser_id=FATHER, member_id=MOTHER, relation=Relation.SPOUSE, quota_fen=_MOTHERS_BILL_FEN),
        Wish(authoriser_id=FATHER, member_id=CHILD, relation=Relation.CHILD, scope=SharingScope.PREMIUMS),
    ),
    GRANDMOTHER: (
        Wish(
            authoriser_id=GRANDMOTHER,
            member_id=CHILD,
            relation=Relation.GRANDCHILD,
            scope=SharingScope.PAYMENTS,
            quota_fen=500_00,
        ),
    ),
}


class Family:
    """Posts what the family does, each thing at its place in the books of who pays for it."""

    def __init__(self, db: Session, as_of: date) -> None:
        self._db = db
        self._as_of = as_of

    def month(self, account: int, day: date) -> int:
        """What happens on the tenth of a month; returns what it took from the account, in fen."""
        if (day.year, day.month) == (self._as_of.year - 1, 7):
            for wish in _WISHES.get(account, ()):
                authorising.begin(self._db, wish, noon(day))
        if (account, day.year, day.month) == (FATHER, self._as_of.year, 1):
            return self._settle(MOTHER, Service.OUTPATIENT, _MOTHERS_BILL_FEN, day, "示范妇幼保健院")
        if (account, day.year, day.month) == (GRANDMOTHER, self._as_of.year, 2):
            return self._settle(CHILD, Service.OUTPATIENT, _CHILDS_BILL_FEN, day, "示范儿童医院")
        return 0

    def year_end(self, account: int, year: int) -> None:
        """The child's premium for the year that begins."""
        if account != FATHER or year != self._as_of.year - 1:
            return
        premium = premiums.Premium(authoriser_id=FATHER, member_id=CHILD, amount_fen=PREMIUM_FEN, for_year=year + 1)
        due = premiums.schedule(self._db, premium, noon(date(year, 12, 5)), f"DEMO-PREMIUM-{year}")
        for scheduled_id in premiums.due(self._db, due, 10):
            premiums.collect(self._db, scheduled_id, noon(due))

    def finish(self) -> None:
        """The attempt that fails, because the quota is used up."""
        day = date(self._as_of.year, 2, 3)
        if day <= self._as_of:
            self._settle(MOTHER, Service.PHARMACY, 45_00, day, "示范大药房")

    def bring_up(self) -> None:
        """Who is the child's mother, and that she may ask for it."""
        begun = noon(date(self._as_of.year - 1, 7, 10))
        self._db.add(Parentage(parent_id=MOTHER, child_id=CHILD, told_at=begun))
        self._db.add(
            Guardianship(
                guardian_id=MOTHER,
                child_id=CHILD,
                status=GuardianshipStatus.ACTIVE,
                channel=Channel.COUNTER,
                consent="window",
                begun_at=begun,
            )
        )

    def _settle(self, member: int, service: Service, fen: int, day: date, institution: str) -> int:
        bill = Bill(person_id=member, service=service, cost_fen=fen, institution=institution)
        result = sharing.settle(self._db, bill, noon(day), f"DEMO-{day:%Y%m%d}-{member}")
        return sum(part for _, part in result.shared) if isinstance(result, sharing.Settled) else 0
