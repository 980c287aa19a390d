"""Events that are about where somebody is insured, their account, their totals, and who may use it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.errors import CaseRefused
from models.identity import shanghai_date
from models.money import authorising, counters, events
from models.money.applied import Facts, Handlers, account_for
from models.money.authorising import account_of
from models.money.books import locked
from models.tables.account import AccountStatus, PersonalAccount
from models.tables.insurance import Insurance, InsuranceStatus, has_account


def _begin(db: Session, event: events.AuthorisationBegun, number: str, at: datetime) -> Facts:
    return {"authorisation_id": authorising.begin(db, authorising.Wish(**asdict(event)), at)}


def _end(db: Session, event: events.AuthorisationEnded, number: str, at: datetime) -> Facts:
    if not authorising.end(db, event.authoriser_id, event.member_id, at):
        raise CaseRefused("No authorisation is in force between the two.")
    return {}


def _insurance(db: Session, event: events.InsuranceChanged, number: str, at: datetime) -> Facts:
    day = shanghai_date(at)
    table = Insurance
    latest = db.scalar(
        select(table)
        .where(table.person_id == event.person_id)
        .order_by(table.status != InsuranceStatus.ACTIVE, table.started_on.desc(), table.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    begins = event.region_code is not None
    lapsed = authorising.lapse(db, event.person_id, at) if begins or event.status is not InsuranceStatus.ACTIVE else 0
    if not begins:
        if latest is None:
            raise CaseRefused("The person has no insurance that could change.")
        latest.status = event.status
        latest.ended_on = day if event.status is InsuranceStatus.ENDED else None
        db.flush()
        return {"lapsed": lapsed}
    if event.scheme is None or event.insured_class is None:
        raise CaseRefused("A new spell of insurance has a region, a scheme and a class.")
    if account_of(db, event.person_id) is not None and not has_account(event.scheme, event.tier):
        raise CaseRefused("The personal account has to be settled before an insurance without one.")
    if latest is not None and latest.status is not InsuranceStatus.ENDED:
        latest.status, latest.ended_on = InsuranceStatus.ENDED, max(day, latest.started_on)
        db.flush()
    db.add(
        Insurance(
            person_id=event.person_id,
            region_code=event.region_code,
            scheme=event.scheme,
            tier=event.tier,
            insured_class=event.insured_class,
            status=event.status,
            started_on=day,
            ended_on=day if event.status is InsuranceStatus.ENDED else None,
            designated=event.designated,
        )
    )
    db.flush()
    return {"lapsed": lapsed, "account_id": _open_account(db, event, day)}


def _open_account(db: Session, event: events.InsuranceChanged, day: Any) -> int | None:
    """The account that comes with a new spell, opened unless there is one."""
    assert event.scheme is not None  # the caller has looked
    known = account_of(db, event.person_id)
    if known is not None or not has_account(event.scheme, event.tier):
        return known
    account = PersonalAccount(
        person_id=event.person_id,
        status=AccountStatus.NORMAL,
        activated=False,
        as_of=day,
        entries=0,
        current_year_fen=0,
        carried_over_fen=0,
    )
    db.add(account)
    db.flush()
    return account.id


def _freeze(db: Session, event: events.AccountFrozen, number: str, at: datetime) -> Facts:
    account = account_for(db, event.person_id)
    with locked(db, account):
        db.execute(
            update(PersonalAccount)
            .where(PersonalAccount.id == account)
            .values(status=AccountStatus.FROZEN if event.frozen else AccountStatus.NORMAL)
            .execution_options(synchronize_session=False)
        )
    return {}


def _counter(db: Session, event: events.CounterSet, number: str, at: datetime) -> Facts:
    counters.set_bounds(
        db,
        event.person_id,
        event.year,
        event.service,
        deductible_fen=event.deductible_fen,
        limit_fen=event.limit_fen,
    )
    return {}


HANDLERS: Final[Handlers] = {
    events.AuthorisationBegun: _begin,
    events.AuthorisationEnded: _end,
    events.InsuranceChanged: _insurance,
    events.AccountFrozen: _freeze,
    events.CounterSet: _counter,
}
