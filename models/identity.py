"""Facts that follow from an ID number, a name or a telephone number alone, and how each is masked.

ID numbers are those of GB 11643-1999: six digits of region, eight of birth, three of order (odd for men, even for
women), one check character by MOD 11-2 (domain 2.2).
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from stdnum.cn import ric

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China's one clock: UTC+8 all year, so that a fixed offset serves and no zone database is needed."""

ELDER_FROM: Final = 65
"""Age in years from which a caller is treated as an elder (domain 4.1.2)."""


def with_check_character(first_17: str) -> str:
    """The full ID number for its first 17 digits."""
    return first_17 + str(ric.calc_check_digit(first_17 + "0"))


def birth_of(id_number: str) -> date:
    """The birth date inside an ID number; raises ValueError when there is none."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def is_female(id_number: str) -> bool:
    """Whether the ID number is a woman's: its order digits are even."""
    return int(id_number[16]) % 2 == 0


def initial_pin(id_number: str) -> str:
    """The PIN everybody starts with: the last six of the ID number, X read as 0 (domain 4.1.6)."""
    return id_number[-6:].replace("X", "0")


def age_on(birth: date, today: date) -> int:
    """Whole years from `birth` to `today`."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def masked_name(name: str) -> str:
    """张晓明 → 张*明, 王伟 → 王*, 欧阳晓明 → 欧**明 (domain 7.3)."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def masked_relative(name: str) -> str:
    """李秀兰 → 李**: somebody else's name, as far as one's family hears it (domain 7.2)."""
    return name[:1] + "*" * (len(name) - 1)


def masked_phone(e164: str) -> str:
    """+8613812345678 → 138****5678; a number from elsewhere, or a short one, keeps its last four at most."""
    digits = e164.removeprefix("+86")
    if digits.isdigit() and len(digits) == 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return "****" + digits[-4:] if len(digits) >= 8 else "****"


def shanghai_date(at: datetime) -> date:
    """The day in China at an aware moment."""
    return at.astimezone(SHANGHAI).date()


def start_of_shanghai_day(at: datetime) -> datetime:
    """The aware UTC moment at which the day in China that holds `at` began."""
    day = shanghai_date(at)
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
