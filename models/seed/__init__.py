"""Filling an empty database with fictitious people: the demo people first, then as many others as wanted.

The same number, as-of day and seed give the same people and the same ledgers on every machine. One transaction: a seed
that is interrupted leaves an empty database. `demo_people()` says who can be called as.
"""

from collections.abc import Callable
from datetime import date
from itertools import islice
from random import Random
from typing import Final

from sqlalchemy import select, text

from models.access import Channel
from models.database import Database
from models.errors import SeedRefused
from models.policies.loading import load_policies
from models.seed.demo import add_demo_people, demo_people
from models.seed.demo_person import DemoPerson
from models.seed.dice import Dice
from models.seed.families import NEIGHBOURS, Purse, begin_authorisation, pair_up
from models.seed.history import COLUMNS, Month, calendar, draw_base, moment, write_history
from models.seed.loading import Load, continue_numbering, loader
from models.seed.population import MOST_PEOPLE, Figure, figures
from models.seed.record_tables import RECORD_TABLES
from models.seed.records import Records, Rows
from models.seed.regions import add_regions
from models.tables.insurance import InsuranceStatus, Scheme, Tier
from models.tables.person import BindingStatus, Person
from models.vault import Sealed, Vault

__all__ = ["FEWEST_PEOPLE", "MOST_PEOPLE", "DemoPerson", "demo_people", "holds_people", "seed"]

FEWEST_PEOPLE: Final = len(demo_people())
"""The demo people alone."""

_BATCH: Final = 1000
_EARLIEST: Final = date(2000, 1, 1)

_TABLES: Final[dict[str, tuple[str, ...]]] = {
    "person": ("id", "id_number_hash", "id_number_sealed", "name_sealed", "language", "died_on"),
    "credential": ("person_id", "pin_hash", "initial", "set_at"),
    "insurance": (
        "person_id",
        "region_code",
        "scheme",
        "tier",
        "insured_class",
        "status",
        "started_on",
        "ended_on",
        "designated",
    ),
    "phone_binding": (
        "person_id",
        "phone_hash",
        "phone_sealed",
        "status",
        "channel",
        "verified_by",
        "bound_at",
        "last_used_on",
    ),
    "personal_account": (
        "id",
        "person_id",
        "status",
        "activated",
        "as_of",
        "entries",
        "current_year_fen",
        "carried_over_fen",
        "reserved_fen",
    ),
    **RECORD_TABLES,
    "ledger_entry": COLUMNS,
}
"""What is loaded, each table after those it refers to."""


def holds_people(database: Database) -> bool:
    """Whether anybody is in the database; raises NotMigrated and DatabaseUnavailable as a db session does."""
    with database.session() as db:
        return db.scalar(select(Person.id).limit(1)) is not None


def seed(
    database: Database,
    *,
    people: int,
    seed: int,
    as_of: date,
    progress: Callable[[int], None] = lambda written: None,
) -> None:
    """Write `people` people, the demo people among them, with ledgers up to `as_of`.

    `progress` is told how many people are written. Raises SeedRefused, in one sentence, for numbers out of range and
    for a database with people in it; NotMigrated and DatabaseUnavailable as a db session does.
    """
    if not FEWEST_PEOPLE <= people <= MOST_PEOPLE:
        raise SeedRefused(f"A seed has {FEWEST_PEOPLE} to {MOST_PEOPLE:,} people, not {people}.")
    if as_of < _EARLIEST:
        raise SeedRefused(f"The ledgers can be kept up to a day from {_EARLIEST} on, not {as_of}.")
    if holds_people(database):
        raise SeedRefused("The database already holds people; seed an empty one, or delete this one first.")
    with database.session() as db:
        add_regions(db)
        load_policies(db)
        add_demo_people(db, as_of)
        load = loader(db)
        _Others(load, database.vault, seed, as_of).write(people, progress)
        continue_numbering(db, ("person", "personal_account", "family_authorisation"))
        if db.get_bind().dialect.name == "postgresql":
            db.execute(text("ANALYZE"))


class _Others:
    """Turns figures into rows, a batch at a time."""

    def __init__(self, load: Load, vault: Vault, seed: int, as_of: date) -> None:
        self._load = load
        self._vault = vault
        self._seed = seed
        self._as_of = as_of
        self._months: tuple[Month, ...] = calendar(as_of)
        self._records = Records(as_of, self._months)
        self._since = date(as_of.year - 2, 1, 1)
        self._since_text = moment(self._since, 4)

    def write(self, people: int, progress: Callable[[int], None]) -> None:
        everybody = figures(self._seed, FEWEST_PEOPLE + 1, people, self._as_of)
        written = FEWEST_PEOPLE
        progress(written)
        while batch := list(islice(everybody, _BATCH)):
            rows: Rows = {table: [] for table in _TABLES}
            for start in range(0, len(batch), NEIGHBOURS):
                self._add_neighbours(rows, batch[start : start + NEIGHBOURS])
            for table, columns in _TABLES.items():
                self._load(table, columns, rows[table])
            written += len(batch)
            progress(written)

    def _add_neighbours(self, rows: Rows, neighbours: list[tuple[Figure, Random]]) -> None:
        """Some people who may be one another's family; they come in the same order and company in every seed."""
        settled, couples = pair_up([figure for figure, _ in neighbours], self._seed)
        for figure, (_, rng) in zip(settled, neighbours, strict=True):
            dice = Dice(self._seed, figure.person_id)
            self._add_person(rows, figure)
            couple = couples.get(figure.person_id)
            base_fen = draw_base(rng)
            if figure.months:
                purse = Purse(rows, couple) if couple and couple.payer_id == figure.person_id else None
                books = write_history(rows["ledger_entry"], figure, rng, self._months, base_fen, purse)
                reserved = 0
                if purse and couple:
                    own = self._months[-figure.months :]
                    reserved = begin_authorisation(rows, couple, dice, books, own, self._as_of.isoformat())
                self._add_account(rows, figure, books, reserved)
            self._records.add(rows, figure, base_fen, dice)
        for figure in settled:
            if figure.cohort.scheme is Scheme.RESIDENT:
                self._records.add_premiums(rows, figure, couples.get(figure.person_id))

    def _add_person(self, rows: Rows, figure: Figure) -> None:
        vault, person, as_of = self._vault, figure.person_id, self._as_of.isoformat()
        rows["person"].append(
            (
                person,
                vault.id_hash(figure.id_number),
                vault.seal(Sealed.ID_NUMBER, figure.id_number),
                vault.seal(Sealed.NAME, figure.name),
                figure.language,
                as_of if figure.died else None,
            )
        )
        rows["credential"].append((person, None, True, self._since_text))
        rows["insurance"].append(
            (
                person,
                figure.region_code,
                figure.cohort.scheme.value,
                figure.cohort.tier and figure.cohort.tier.value,
                figure.cohort.insured_class.value,
                figure.status.value,
                self._since.isoformat(),
                as_of if figure.status is InsuranceStatus.ENDED else None,
                "示范社康中心" if figure.cohort.tier is Tier.SECOND else None,
            )
        )
        if figure.phone:
            rows["phone_binding"].append(
                (
                    person,
                    vault.phone_hash(figure.phone),
                    vault.seal(Sealed.PHONE, figure.phone),
                    BindingStatus.ACTIVE.value,
                    Channel.COUNTER.value,
                    "window",
                    self._since_text,
                    as_of,
                )
            )

    def _add_account(self, rows: Rows, figure: Figure, books: tuple[int, int, int], reserved: int) -> None:
        entries, current, carried = books
        rows["personal_account"].append(
            (
                figure.person_id,
                figure.person_id,
                figure.account_status.value,
                figure.activated,
                self._as_of.isoformat(),
                entries,
                current,
                carried,
                reserved,
            )
        )
