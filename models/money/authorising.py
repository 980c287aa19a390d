"""Beginning and ending family authorisations by the rules of the region (S43; domain 5, invariants 7 and 12).

Both hold the lock of the authoriser's account, as does every payment with it: what a payment sees stays true until the
payment is done.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from models.access import Channel
from models.errors import SharingRefused
from models.identity import shanghai_date
from models.money.books import Books, locked
from models.tables.account import AccountStatus, PersonalAccount
from models.tables.family import IMMEDIATE, AuthorisationStatus, FamilyAuthorisation, Relation, SharingScope
from models.tables.insurance import Insurance, InsuranceStatus
from models.tables.person import Person
from models.tables.region import NearRelatives, QuotaRule, Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants to let whom use how much. `priority` counts where the region goes by it, 1 before 2."""

    authoriser_id: int
    member_id: int
    relation: Relation
    """What the member is to the authoriser."""
    scope: SharingScope = SharingScope.ALL
    quota_fen: int | None = None
    priority: int = 1
    channel: Channel = Channel.COUNTER


def account_of(db: Session, person_id: int) -> int | None:
    """The number of the person's account, None without one."""
    return db.scalar(select(PersonalAccount.id).where(PersonalAccount.person_id == person_id))


def region_of(db: Session, person_id: int) -> Region | None:
    """The region of the person's insurance in force, None without one."""
    in_force = (Insurance.person_id == person_id) & (Insurance.status == InsuranceStatus.ACTIVE)
    return db.scalar(select(Region).join(Insurance, Insurance.region_code == Region.code).where(in_force))


def begin(db: Session, wish: Wish, at: datetime) -> int:
    """Begin an authorisation on the Shanghai day of `at`; returns its number, that of the same one begun before.

    Raises SharingRefused, in a sentence, for two who may not: one of them is not insured, the authoriser has no
    account, a frozen or an empty one, the relation is too distant for the region, one of them already shares where only
    one relation is allowed, or the quota is missing, not allowed or more than is free.
    """
    account = account_of(db, wish.authoriser_id)
    if account is None:
        raise SharingRefused("Only who has a personal account can let others use it.")
    with locked(db, account) as books:
        known = db.scalar(
            select(FamilyAuthorisation.id).where(
                FamilyAuthorisation.authoriser_id == wish.authoriser_id,
                FamilyAuthorisation.member_id == wish.member_id,
                FamilyAuthorisation.status == AuthorisationStatus.ACTIVE,
            )
        )
        if known is not None:
            return known
        _check(db, books, wish)
        begun = FamilyAuthorisation(
            authoriser_id=wish.authoriser_id,
            member_id=wish.member_id,
            relation=wish.relation,
            scope=wish.scope,
            priority=wish.priority,
            quota_fen=wish.quota_fen,
            used_fen=0,
            status=AuthorisationStatus.ACTIVE,
            begun_on=shanghai_date(at),
            channel=wish.channel,
        )
        db.add(begun)
        db.flush()
        books.reserved_fen += wish.quota_fen or 0
        books.keep()
        return begun.id


def _check(db: Session, books: Books, wish: Wish) -> None:
    if wish.authoriser_id == wish.member_id:
        raise SharingRefused("Nobody is a relative of oneself.")
    theirs, members = region_of(db, wish.authoriser_id), region_of(db, wish.member_id)
    if theirs is None or members is None:
        raise SharingRefused("Both must be insured and in normal status.")
    if books.status is AccountStatus.FROZEN or books.free_fen <= 0:
        raise SharingRefused("The account is frozen or holds nothing that is free.")
    if theirs.near_relatives is NearRelatives.IMMEDIATE and wish.relation not in IMMEDIATE:
        raise SharingRefused("The region allows spouse, parents and children only.")
    _check_quota(theirs.quota_rule, wish.quota_fen, books.free_fen)
    if not (theirs.many_relations and members.many_relations):
        two = (wish.authoriser_id, wish.member_id)
        # Whoever begins with one of these two waits here, so that both cannot find it free.
        db.execute(select(Person.id).where(Person.id.in_(two)).order_by(Person.id).with_for_update(key_share=True))
        table = FamilyAuthorisation
        shares = db.scalar(
            select(func.count()).where(
                table.status == AuthorisationStatus.ACTIVE, or_(table.authoriser_id.in_(two), table.member_id.in_(two))
            )
        )
        if shares:
            raise SharingRefused("The region allows one relation at a time.")


def _check_quota(rule: QuotaRule, quota_fen: int | None, free_fen: int) -> None:
    if quota_fen is None:
        if rule is QuotaRule.REQUIRED:
            raise SharingRefused("The region wants a quota.")
    elif rule is QuotaRule.NONE:
        raise SharingRefused("The region knows no quota.")
    elif not 0 < quota_fen <= free_fen:
        raise SharingRefused("A quota is more than nothing, and no more than the account holds free.")


def end(db: Session, authoriser_id: int, member_id: int, at: datetime) -> bool:
    """End the authorisation in force between two people; what is left of its quota is free again.

    Returns whether there was one.
    """
    return _end(db, authoriser_id, member_id, at, AuthorisationStatus.ENDED)


def lapse(db: Session, person_id: int, at: datetime) -> int:
    """End all authorisations that the person gave or received, because the insurance changed; returns how many."""
    table = FamilyAuthorisation
    pairs = db.execute(
        select(table.authoriser_id, table.member_id)
        .where(
            table.status == AuthorisationStatus.ACTIVE,
            or_(table.authoriser_id == person_id, table.member_id == person_id),
        )
        .join(PersonalAccount, PersonalAccount.person_id == table.authoriser_id)
        .order_by(PersonalAccount.id)  # the order in which accounts are locked
    ).all()
    return sum(_end(db, authoriser, member, at, AuthorisationStatus.LAPSED) for authoriser, member in pairs)


def _end(db: Session, authoriser_id: int, member_id: int, at: datetime, how: AuthorisationStatus) -> bool:
    account = account_of(db, authoriser_id)
    if account is None:
        return False
    table = FamilyAuthorisation
    with locked(db, account) as books:
        row = db.execute(
            update(table)
            .where(
                table.authoriser_id == authoriser_id,
                table.member_id == member_id,
                table.status == AuthorisationStatus.ACTIVE,
            )
            .values(status=how, ended_on=shanghai_date(at))
            .returning(table.quota_fen, table.used_fen)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if row is None:
            return False
        books.reserved_fen -= 0 if row.quota_fen is None else row.quota_fen - row.used_fen
        books.keep()
        return True
