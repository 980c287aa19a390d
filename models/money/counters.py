"""Keeping the year's totals: what care has cost, the deductible used up, what 统筹 has paid."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from models.errors import LedgerError
from models.tables.settlement import Service, YearlyCounter
from models.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What one bill adds, in fen."""

    cost_fen: int
    pooled_fen: int
    deductible_fen: int


# Adds nothing: makes the row if there is none, and locks it.
_OPEN: Final = upsert(
    YearlyCounter,
    lambda insert: (
        insert.values(
            person_id=bindparam("person"),
            year=bindparam("of_year"),
            service=bindparam("of_service", type_=YearlyCounter.service.type),
            cost_fen=0,
            deductible_used_fen=0,
            pooled_fen=0,
        )
        .on_conflict_do_update(
            index_elements=[YearlyCounter.person_id, YearlyCounter.year, YearlyCounter.service],
            set_={"cost_fen": YearlyCounter.cost_fen},
        )
        .returning(
            YearlyCounter.cost_fen,
            YearlyCounter.pooled_fen,
            YearlyCounter.deductible_used_fen,
            YearlyCounter.deductible_fen,
            YearlyCounter.limit_fen,
        )
    ),
)


def _open(db: Session, person_id: int, year: int, service: Service) -> Any:
    return db.execute(_OPEN(db), {"person": person_id, "of_year": year, "of_service": service}).one()


def _keep(db: Session, person_id: int, year: int, service: Service, **values: int | None) -> None:
    table = YearlyCounter
    db.execute(
        update(table)
        .where(table.person_id == person_id, table.year == year, table.service == service)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def add(db: Session, person_id: int, year: int, service: Service, totals: Totals) -> int:
    """Count a bill; returns how much of it used up the deductible. A pharmacy's is not counted.

    Raises LedgerError where 统筹 would pay more than the year's limit.
    """
    if service is Service.PHARMACY:
        return 0
    row = _open(db, person_id, year, service)
    used = row.deductible_used_fen + totals.deductible_fen
    if row.deductible_fen is not None:
        used = min(used, row.deductible_fen)
    pooled = row.pooled_fen + totals.pooled_fen
    if row.limit_fen is not None and pooled > row.limit_fen:
        raise LedgerError("统筹 would pay more than the limit of the year.")
    _keep(
        db,
        person_id,
        year,
        service,
        cost_fen=row.cost_fen + totals.cost_fen,
        pooled_fen=pooled,
        deductible_used_fen=used,
    )
    return int(used - row.deductible_used_fen)


def subtract(db: Session, person_id: int, year: int, service: Service, totals: Totals) -> None:
    """Undo what `add` counted; `deductible_fen` is what it returned."""
    if service is Service.PHARMACY:
        return
    row = _open(db, person_id, year, service)
    _keep(
        db,
        person_id,
        year,
        service,
        cost_fen=row.cost_fen - totals.cost_fen,
        pooled_fen=row.pooled_fen - totals.pooled_fen,
        deductible_used_fen=row.deductible_used_fen - totals.deductible_fen,
    )


def set_bounds(
    db: Session, person_id: int, year: int, service: Service, *, deductible_fen: int | None, limit_fen: int | None
) -> None:
    """Note the year's 起付线 and 封顶线 for a person, None where there is none.

    Raises LedgerError for a pharmacy, and for bounds below what is used up already.
    """
    if service is Service.PHARMACY:
        raise LedgerError("Purchases at a pharmacy are not counted.")
    row = _open(db, person_id, year, service)
    below = (deductible_fen is not None and deductible_fen < row.deductible_used_fen) or (
        limit_fen is not None and limit_fen < row.pooled_fen
    )
    if below:
        raise LedgerError("More than that is used up already.")
    _keep(db, person_id, year, service, deductible_fen=deductible_fen, limit_fen=limit_fen)
