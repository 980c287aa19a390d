"""Whose money a relative's bill or premium can be paid with, in what order, and how a part of it is taken.

Authorisations are first guessed, then their accounts locked, then judged: one that ended in between pays nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.errors import DuplicateNumber
from models.identity import shanghai_date
from models.money.books import FAMILY_PART, Books
from models.money.ledger import take
from models.tables.account import AccountStatus, EntryKind, PersonalAccount
from models.tables.family import (
    AuthorisationStatus,
    FailureReason,
    FamilyAuthorisation,
    SharingAttempt,
    SharingKind,
    SharingScope,
)
from models.tables.insurance import Insurance, InsuranceStatus
from models.tables.region import DeductionOrder, Region

PAYMENT_SCOPES: Final = (SharingScope.ALL, SharingScope.PAYMENTS)
PREMIUM_SCOPES: Final = (SharingScope.ALL, SharingScope.PREMIUMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What family money is wanted for."""

    member_id: int
    kind: SharingKind
    at: datetime
    external_number: str
    institution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An authorisation with its locked account, as both are now."""

    authorisation_id: int
    authoriser_id: int
    quota_left_fen: int | None
    holds: bool
    """Whether it and the state of the authoriser allow a payment."""
    books: Books
    current_year_first: bool

    @property
    def available_fen(self) -> int:
        """What this authoriser can pay."""
        if not self.holds:
            return 0
        return self.books.free_fen if self.quota_left_fen is None else self.quota_left_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """Nothing was taken."""

    reason: FailureReason


def candidates(db: Session, member_id: int, scopes: Iterable[SharingScope]) -> dict[int, int]:
    """The authorisations a member might use, each with its account; not locked, so no more than a guess."""
    table = FamilyAuthorisation
    rows = db.execute(
        select(table.id, PersonalAccount.id)
        .join(PersonalAccount, PersonalAccount.person_id == table.authoriser_id)
        .where(table.member_id == member_id, table.status == AuthorisationStatus.ACTIVE, table.scope.in_(tuple(scopes)))
    )
    return {row[0]: row[1] for row in rows}


def sources(db: Session, authorisation_ids: Iterable[int], books: dict[int, Books], use: Use) -> list[Source]:
    """What authorisations allow now that their accounts are locked, in the order of deduction.

    The order is that of the region where the member is insured; who is not insured can use nothing (S43).
    """
    asked = tuple(authorisation_ids)
    if not asked:
        return []
    in_force = Insurance.status == InsuranceStatus.ACTIVE
    order = db.scalar(
        select(Region.deduction_order)
        .join(Insurance, Insurance.region_code == Region.code)
        .where(Insurance.person_id == use.member_id, in_force)
    )
    table = FamilyAuthorisation
    rows = db.execute(
        select(
            table.id,
            table.authoriser_id,
            table.quota_fen,
            table.used_fen,
            table.status,
            table.begun_on,
            PersonalAccount.id.label("account_id"),
            Region.current_year_first,
        )
        .join(PersonalAccount, PersonalAccount.person_id == table.authoriser_id)
        .join(Insurance, (Insurance.person_id == table.authoriser_id) & in_force, isouter=True)
        .join(Region, Region.code == Insurance.region_code, isouter=True)
        .where(table.id.in_(asked))
        .order_by(*((table.priority,) if order is DeductionOrder.PRIORITY else ()), table.begun_on, table.id)
    )
    return [_source(row, books[row.account_id], use, insured=order is not None) for row in rows]


def _source(row: Any, books: Books, use: Use, *, insured: bool) -> Source:
    holds = (
        insured
        and row.current_year_first is not None  # the authoriser is insured too
        and row.status is AuthorisationStatus.ACTIVE
        and row.begun_on <= shanghai_date(use.at)
        and books.status is AccountStatus.NORMAL
    )
    return Source(
        authorisation_id=row.id,
        authoriser_id=row.authoriser_id,
        quota_left_fen=None if row.quota_fen is None else row.quota_fen - row.used_fen,
        holds=holds,
        books=books,
        current_year_first=bool(row.current_year_first),
    )


def deal_out(offered: Sequence[Source], wanted_fen: int) -> tuple[list[tuple[Source, int]], int]:
    """Who pays how much of `wanted_fen`, and what nobody can pay."""
    parts = []
    for source in offered:
        fen = min(wanted_fen, source.available_fen)
        if fen > 0:
            parts.append((source, fen))
            wanted_fen -= fen
    return parts, wanted_fen


def take_part(db: Session, use: Use, place: int, source: Source, fen: int) -> None:
    """Take one authoriser's part, from the quota too that was set aside for it, and put it on record."""
    is_premium = use.kind is SharingKind.PREMIUM
    if source.quota_left_fen is not None:
        source.books.reserved_fen -= fen
    db.execute(
        update(FamilyAuthorisation)
        .where(FamilyAuthorisation.id == source.authorisation_id)
        .values(used_fen=FamilyAuthorisation.used_fen + fen)
        .execution_options(synchronize_session=False)
    )
    take(
        source.books,
        EntryKind.SHARED_PREMIUM if is_premium else EntryKind.SHARED_PAYMENT,
        fen,
        use.at,
        use.external_number if is_premium else part_number(use.external_number, place),
        current_year_first=source.current_year_first,
        institution=use.institution,
        beneficiary_id=use.member_id,
        authorisation_id=source.authorisation_id,
    )
    record(db, use, place, source, fen, None)


def part_number(external_number: str, place: int) -> str:
    """The number under which authoriser number `place` paid a part of a bill."""
    return f"{external_number}{FAMILY_PART}{place}"


def record(db: Session, use: Use, place: int, source: Source | None, fen: int, reason: FailureReason | None) -> None:
    """Put one part of an attempt on record."""
    db.execute(
        insert(SharingAttempt).inline(),
        {
            "external_number": use.external_number,
            "place": place,
            "at": use.at,
            "business_day": shanghai_date(use.at),
            "kind": use.kind,
            "member_id": use.member_id,
            "authoriser_id": source and source.authoriser_id,
            "authorisation_id": source and source.authorisation_id,
            "amount_fen": fen,
            "reason": reason,
            "institution": use.institution,
        },
    )


def fail(db: Session, use: Use, asked: Sequence[Source], wanted_fen: int, reason: FailureReason) -> Unsettled:
    """Put a failure on record for everybody who was asked, or once where there was nobody to ask."""
    for place, source in enumerate(asked or (None,), start=1):
        record(db, use, place, source, wanted_fen, reason)
    return Unsettled(reason=reason)


def attempts(db: Session, external_number: str) -> Sequence[SharingAttempt]:
    """The parts of the attempt of this number, in their order."""
    return db.scalars(
        select(SharingAttempt)
        .where(SharingAttempt.external_number == external_number)
        .order_by(SharingAttempt.place)
        .execution_options(populate_existing=True)
    ).all()


def failed_before(db: Session, use: Use) -> Unsettled | None:
    """How the attempt of this number failed, if it did; raises DuplicateNumber where it was for something else."""
    found = attempts(db, use.external_number)
    if not found:
        return None
    if found[0].member_id != use.member_id or found[0].kind is not use.kind:
        raise DuplicateNumber("The external number belongs to another posting.")
    return None if found[0].reason is None else Unsettled(reason=found[0].reason)


def give_back(db: Session, books: Books, authorisation_id: int, fen: int) -> None:
    """Note that money taken by an authorisation has come back; a quota in force sets it aside again."""
    table = FamilyAuthorisation
    row = db.execute(
        update(table)
        .where(table.id == authorisation_id)
        .values(used_fen=table.used_fen - fen)
        .returning(table.status, table.quota_fen)
        .execution_options(synchronize_session=False)
    ).one()
    if row.status is AuthorisationStatus.ACTIVE and row.quota_fen is not None:
        books.reserved_fen += fen
        books.keep()
