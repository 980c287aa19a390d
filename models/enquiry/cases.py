"""What the bureau is working on for a person: claims, filings for treatment elsewhere, maternity allowance."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NothingFound, Question
from models.identity import shanghai_date
from models.tables.claim import Claim, ClaimKind, ClaimStatus, RefusalReason
from models.tables.filing import Filing, FilingKind, FilingStatus
from models.tables.maternity import MaternityAllowance, MaternityStatus, Payee

MOST: Final = 9
"""How many of each are told at most, the newest first: three readings of three (domain 4.1.7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimState:
    """How far one claim has come; money in fen."""

    number_tail: str
    """The last four of its number."""
    kind: ClaimKind
    expense_on: date
    amount_fen: int
    received_on: date
    earliest_on: date
    """The 15th working day after it was received."""
    due_on: date
    """The 30th."""
    status: ClaimStatus
    reason: RefusalReason | None
    decided_on: date | None
    paid_fen: int | None
    paid_on: date | None
    bank_tail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The newest claims, newest first; not empty (BX)."""

    masked_name: str
    claims: tuple[ClaimState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingState:
    """One filing. `holds` says whether it does on the day of asking."""

    kind: FilingKind
    place: str
    since: date
    until: date | None
    """None: 长期."""
    status: FilingStatus
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filings:
    """The filings, those that hold first, then the newest first; not empty (BA)."""

    masked_name: str
    filings: tuple[FilingState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceState:
    """How far one maternity allowance has come; the amount, in fen, is None until it has been reckoned."""

    days: int
    amount_fen: int | None
    payee: Payee
    status: MaternityStatus
    received_on: date
    paid_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maternity:
    """The maternity allowances, newest first; not empty (SY)."""

    masked_name: str
    allowances: tuple[AllowanceState, ...]

    @property
    def latest(self) -> AllowanceState:
        """The newest."""
        return self.allowances[0]


def claims(db: Db, person_id: int, access: Access, number_tail: str | None = None) -> Claims | NothingFound:
    """The person's newest claims, or those whose number ends in `number_tail` (12393>1>5>1; BX; S86, S87).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.CLAIMS)
    query = select(Claim).where(Claim.person_id == person_id).order_by(Claim.received_on.desc(), Claim.id.desc())
    if number_tail is not None:
        query = query.where(Claim.number.endswith(number_tail, autoescape=True))
    rows = db.execute(query.with_only_columns(*Claim.__table__.columns).limit(MOST)).all()
    if not rows:
        return asking.nothing()
    return asking.answer(
        Claims(
            masked_name=asking.masked_name,
            claims=tuple(
                ClaimState(
                    number_tail=row.number[-4:],
                    kind=row.kind,
                    expense_on=row.expense_on,
                    amount_fen=row.amount_fen,
                    received_on=row.received_on,
                    earliest_on=row.earliest_on,
                    due_on=row.due_on,
                    status=row.status,
                    reason=row.reason,
                    decided_on=row.decided_on,
                    paid_fen=row.paid_fen,
                    paid_on=row.paid_on,
                    bank_tail=row.bank_tail,
                )
                for row in rows
            ),
        )
    )


def filings(db: Db, person_id: int, access: Access) -> Filings | NothingFound:
    """The person's filings for treatment elsewhere (12393>1>5>2; BA; S83).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.FILINGS)
    today = shanghai_date(access.at)
    rows = db.execute(
        select(Filing.kind, Filing.place, Filing.since, Filing.until, Filing.status)
        .where(Filing.person_id == person_id)
        .order_by(Filing.since.desc(), Filing.id.desc())
        .limit(MOST)
    ).all()
    if not rows:
        return asking.nothing()
    states = [
        FilingState(
            kind=row.kind,
            place=row.place,
            since=row.since,
            until=row.until,
            status=row.status,
            holds=row.status is FilingStatus.ACTIVE
            and row.since <= today
            and (row.until is None or today <= row.until),
        )
        for row in rows
    ]
    states.sort(key=lambda state: not state.holds)
    return asking.answer(Filings(masked_name=asking.masked_name, filings=tuple(states)))


def maternity(db: Db, person_id: int, access: Access) -> Maternity | NothingFound:
    """The person's maternity allowances (12393>1>5>3; SY; S72, S89).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.MATERNITY)
    table = MaternityAllowance
    rows = db.execute(
        select(table.days, table.amount_fen, table.payee, table.status, table.received_on, table.paid_on)
        .where(table.person_id == person_id)
        .order_by(table.received_on.desc(), table.id.desc())
        .limit(MOST)
    ).all()
    if not rows:
        return asking.nothing()
    return asking.answer(
        Maternity(
            masked_name=asking.masked_name,
            allowances=tuple(
                AllowanceState(
                    days=row.days,
                    amount_fen=row.amount_fen,
                    payee=row.payee,
                    status=row.status,
                    received_on=row.received_on,
                    paid_on=row.paid_on,
                )
                for row in rows
            ),
        )
    )
