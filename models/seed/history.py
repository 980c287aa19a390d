"""Years of ledger for a fictitious person, as rows ready for the database.

Written for millions of rows: plain tuples, and texts that are made once a month of the calendar, not once a row. The
rules are those of `models.money.ledger`, which is too careful to be quick; a test recomputes them over what is made
here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Final, Protocol

from models.money.books import FAMILY_PART, SECOND_PART
from models.money.ledger import interest_fen
from models.seed.population import LONGEST_HISTORY, Figure
from models.seed.regions import REGIONS
from models.tables.account import Bucket, EntryKind
from models.tables.insurance import InsuredClass, Scheme

Row = tuple[int | str | None, ...]
"""One ledger entry, its values in the order of COLUMNS."""

COLUMNS: Final = (
    "account_id",
    "seq",
    "at",
    "business_day",
    "kind",
    "bucket",
    "amount_fen",
    "current_year_fen",
    "carried_over_fen",
    "external_number",
    "institution",
    "for_year",
    "beneficiary_id",
    "authorisation_id",
)

_CREDIT_DAY: Final = 10
_PAYMENT_DAYS: Final = (11, 12, 14, 17, 19, 22, 25, 28)
_PAYMENT_CHANCE: Final = 0.45
_LEAST_FEN: Final = 8_00
_MOST_FEN: Final = 300_00
_WHERE: Final = (
    *((EntryKind.PHARMACY.value, name) for name in ("示范大药房", "仁和示范药店", "康宁示范药店", "百姓示范药店")),
    *((EntryKind.OUTPATIENT.value, name) for name in ("示范社区卫生服务中心", "示范人民医院", "示范中医院")),
    (EntryKind.INPATIENT.value, "示范中心医院"),
)
_RULES: Final = {code: (rate_ppm, first) for code, _name, _area, rate_ppm, first in REGIONS}
_CURRENT: Final = Bucket.CURRENT_YEAR.value
_CARRIED: Final = Bucket.CARRIED_OVER.value
_Whose = tuple[int | None, int | None]
_OWN: Final[_Whose] = (None, None)
"""A movement of the owner's: no beneficiary, no authorisation."""


def moment(day: date, hour: int) -> str:
    """An hour of UTC as the text that SQLAlchemy itself writes to SQLite, and that PostgreSQL reads as UTC too."""
    return datetime(day.year, day.month, day.day, hour).isoformat(" ", "microseconds")  # noqa: DTZ001


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of the calendar up to the as-of day: what can happen in it, with the texts of each (moment, day)."""

    year: int
    number: str
    """yyyymm"""
    opening: tuple[str, str] | None
    """In January, the moment and day of the carry-over."""
    credit: tuple[str, str] | None
    """None when the as-of day comes before it."""
    payments: tuple[tuple[str, str], ...]
    closing: tuple[str, str] | None
    """In a December that is over, the moment and day of the interest."""


def calendar(as_of: date) -> tuple[Month, ...]:
    """The months a ledger can cover, oldest first, the last being that of `as_of`."""
    last = as_of.year * 12 + as_of.month - 1
    return tuple(_month(*divmod(n, 12), as_of) for n in range(last - LONGEST_HISTORY + 1, last + 1))


def _month(year: int, zero_based: int, as_of: date) -> Month:
    month = zero_based + 1

    def on(day: int, hour: int) -> tuple[str, str]:
        return moment(date(year, month, day), hour), date(year, month, day).isoformat()

    return Month(
        year=year,
        number=f"{year:04d}{month:02d}",
        opening=on(1, 1) if month == 1 else None,
        credit=on(_CREDIT_DAY, 2) if date(year, month, _CREDIT_DAY) <= as_of else None,
        payments=tuple(on(day, 3) for day in _PAYMENT_DAYS if date(year, month, day) <= as_of),
        closing=on(31, 12) if month == 12 and date(year, 12, 31) <= as_of else None,
    )


class Family(Protocol):
    """What can come out of an account for somebody else; `models.seed.families` has the only one."""

    member_id: int
    authorisation_id: int

    def wants(self, month: Month, draw: float) -> bool:
        """Whether this month's payment is a relative's; `draw` is below 1."""
        ...

    def paid(self, number: str, at: str, day: str, kind: str, place: str, fen: int) -> None:
        """Told of a relative's bill that was paid."""
        ...

    def premium(self, month: Month, held_fen: int) -> tuple[str, int] | None:
        """The number and the fen of a premium to be taken on the year's last day, if there is one."""
        ...


def draw_base(rng: Random) -> int:
    """A monthly base in fen, from which contributions and credits follow."""
    return 4000_00 + int(rng.random() * 14000_00)


def monthly_credits(figure: Figure, base: int) -> tuple[tuple[str, int, str], ...]:
    """What arrives each month: (kind, fen, last letter of its number), by what class of person it is."""
    if figure.cohort.scheme is Scheme.FLEXIBLE:
        return ((EntryKind.PERSONAL_CREDIT.value, base // 50, "P"),)
    if figure.cohort.insured_class is InsuredClass.RETIRED:
        return ((EntryKind.EMPLOYER_CREDIT.value, base // 40, "E"),)
    return (
        (EntryKind.PERSONAL_CREDIT.value, base // 50, "P"),
        (EntryKind.EMPLOYER_CREDIT.value, base // 100, "E"),
    )


def write_history(
    rows: list[Row], figure: Figure, rng: Random, months: tuple[Month, ...], base: int, family: Family | None
) -> tuple[int, int, int]:
    """Append the ledger of `figure` to `rows`; returns the number of entries, then 本年 and 历年 in fen."""
    add, draw, account = rows.append, rng.random, figure.person_id
    rate_ppm, current_first = _RULES[figure.region_code]
    credits, prefix = monthly_credits(figure, base), f"S{account:08d}-"
    seq = current = carried = current_sum = carried_sum = 0

    def take(at: str, day: str, kind: str, number: str, place: str | None, fen: int, whose: _Whose) -> None:
        """Take a payment from one bucket and, where that is too small, the rest from the other."""
        nonlocal seq, current, carried
        held = current if current_first else carried
        for from_current, part in ((current_first, min(fen, held)), (not current_first, max(fen - held, 0))):
            if part:
                seq += 1
                if from_current:
                    current -= part
                else:
                    carried -= part
                bucket = _CURRENT if from_current else _CARRIED
                add((account, seq, at, day, kind, bucket, -part, current, carried, number, place, None, *whose))
                number += SECOND_PART

    for month in months[-figure.months :]:
        if month.opening and seq:
            at, day = month.opening
            moved, carried, year = current, carried + current, month.year - 1
            add(
                (account, seq + 1, at, day, "carry_over", _CURRENT, -moved, 0, carried - moved, None, None, year, *_OWN)
            )
            add((account, seq + 2, at, day, "carry_over", _CARRIED, moved, 0, carried, None, None, year, *_OWN))
            seq, current, current_sum, carried_sum = seq + 2, 0, 0, 0
        if month.credit:
            at, day = month.credit
            for kind, fen, letter in credits:
                seq += 1
                current += fen
                number = prefix + month.number + letter
                add((account, seq, at, day, kind, _CURRENT, fen, current, carried, number, None, None, *_OWN))
        luck = draw()
        if luck < _PAYMENT_CHANCE and month.payments and current + carried:
            at, day = month.payments[int(draw() * len(month.payments))]
            kind, place = _WHERE[int(draw() * len(_WHERE))]
            fen = min(_LEAST_FEN + int(luck / _PAYMENT_CHANCE * draw() * _MOST_FEN), current + carried)
            number = prefix + month.number + "B"
            if family and family.wants(month, luck / _PAYMENT_CHANCE):
                family.paid(number, at, day, kind, place, fen)
                whose = (family.member_id, family.authorisation_id)
                take(at, day, "shared_payment", f"{number}{FAMILY_PART}1", place, fen, whose)
            else:
                take(at, day, kind, number, place, fen, _OWN)
        if month.closing and family and (premium := family.premium(month, current + carried)):
            at, day = month.closing
            take(at, day, "shared_premium", premium[0], None, premium[1], (family.member_id, family.authorisation_id))
        current_sum += current
        carried_sum += carried
        if month.closing:
            at, day = month.closing
            for bucket, held in ((_CURRENT, current_sum), (_CARRIED, carried_sum)):
                if earned := interest_fen(held, rate_ppm):
                    seq += 1
                    if bucket == _CURRENT:
                        current += earned
                    else:
                        carried += earned
                    year = month.year
                    add((account, seq, at, day, "interest", bucket, earned, current, carried, None, None, year, *_OWN))
    return seq, current, carried
