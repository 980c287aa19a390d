"""Bringing the policy table to what the files say, which are its only source."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Table, delete, insert, select, text
from sqlalchemy.orm import Session

from models.database import Db
from models.policies.files import COLUMNS, FOLDER, read_policies
from models.policies.policy import Policy

_TABLE: Final = cast(Table, Policy.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLoad:
    """What a load came to: the rows now in the table, and how many were added and removed for it."""

    rows: int
    added: int
    removed: int


def load_policies(db: Db, folder: Path = FOLDER) -> PolicyLoad:
    """Make the policy table what the `*.toml` files of `folder` say; a second load changes nothing.

    Loads at the same time wait for each other. Raises PolicyFileError, before anything is written, for a folder
    without files, a file that cannot be understood, and two current rows of one key (domain 5, invariant 18).
    """
    wanted = read_policies(folder)
    _lock(db)
    columns = [_TABLE.c[name] for name in COLUMNS]
    there = {tuple(row[1:]): row[0] for row in db.execute(select(_TABLE.c.id, *columns))}
    kept = {tuple(row.values()) for row in wanted}
    fresh = [row for row in wanted if tuple(row.values()) not in there]
    gone = [number for row, number in there.items() if row not in kept]
    if gone:
        db.execute(delete(_TABLE).where(_TABLE.c.id.in_(gone)))
    if fresh:
        db.execute(insert(_TABLE), fresh)
    return PolicyLoad(rows=len(wanted), added=len(fresh), removed=len(gone))


def _lock(db: Db) -> None:
    """Let one load at a time compare and write; the lock ends with the transaction."""
    dialect = (db.get_bind() if isinstance(db, Session) else db).dialect.name
    if dialect == "postgresql":
        db.execute(text("LOCK TABLE policy IN SHARE ROW EXCLUSIVE MODE"))
    else:  # the first change takes SQLite's lock, even where it changes nothing
        db.execute(delete(_TABLE).where(text("1 = 0")))
