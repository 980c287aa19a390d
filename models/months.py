"""A month of the calendar, as contributions and enquiries by month need it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class YearMonth:
    """One month; months compare in time. Raises ValueError for a month there is not."""

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)

    @classmethod
    def of(cls, day: date) -> "YearMonth":
        """The month that holds `day`."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, digits: str) -> "YearMonth":
        """The month written as YYYYMM; raises ValueError for anything else."""
        if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
            raise ValueError("a month is written with six digits, YYYYMM")
        return cls(int(digits[:4]), int(digits[4:]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> "YearMonth":
        """The month so many later, or earlier for a number below 0."""
        year, zero_based = divmod(self.year * 12 + self.month - 1 + months, 12)
        return YearMonth(year, zero_based + 1)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where that day is missing from it."""
    month = YearMonth.of(day).plus(months)
    return min(month.last, month.first.replace(day=min(day.day, month.last.day)))
