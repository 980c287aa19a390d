"""The thirty-six rows of the table in domain.md 6, in its order, and the refusals."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import pytest

from voice_prompts import ReadingError
from voice_prompts.reading import chinese

ROWS: list[tuple[int, str, str]] = [
    (1, chinese.money(200), "两元"),
    (2, chinese.money(1200), "十二元"),
    (3, chinese.money(2220), "二十二元二角"),
    (4, chinese.money(200_00), "二百元"),
    (5, chinese.money(2000_00), "两千元"),
    (6, chinese.money(2200_00), "两千二百元"),
    (7, chinese.money(1800_00), "一千八百元"),
    (8, chinese.money(1001_00), "一千零一元"),
    (9, chinese.money(1010_00), "一千零一十元"),
    (10, chinese.money(12000_00), "一万二千元"),
    (11, chinese.money(20000_00), "两万元"),
    (12, chinese.money(22222_00), "两万二千二百二十二元"),
    (13, chinese.money(100500_00), "十万零五百元"),
    (14, chinese.money(100010_00), "十万零一十元"),
    (15, chinese.money(1000100_00), "一百万零一百元"),
    (16, chinese.money(10001000_00), "一千万一千元"),
    (17, chinese.money(20200002_00), "两千零二十万零二元"),
    (18, chinese.money(200000000_00), "两亿元"),
    (19, chinese.money(1234_56), "一千二百三十四元五角六分"),
    (20, chinese.money(5_06), "五元零六分"),
    (21, chinese.money(6), "六分"),
    (22, chinese.money(20), "二角"),
    (23, chinese.money(100_50), "一百元五角"),
    (24, chinese.money(0), "零元"),
    (25, chinese.money(136_42), "一百三十六元四角二分"),
    (26, chinese.calendar_date(date(2025, 2, 1)), "二零二五年二月一日"),
    (27, chinese.calendar_date(date(2011, 10, 10)), "二零一一年十月十日"),
    (28, chinese.count(2, "个月"), "两个月"),
    (28, chinese.year_month(date(2025, 2, 1)).partition("年")[2], "二月"),
    (28, chinese.ordinal(2, "次"), "第二次"),
    (28, chinese.count(2, "次"), "两次"),
    (29, f"尾号{chinese.digits('123X')}", "尾号幺二三X"),
    (30, chinese.phone("12393"), "幺二三九三"),
    (30, chinese.phone("12333"), "幺二三三三"),
    (31, chinese.phone("0951-5166023"), "零九五幺，五幺六六，零二三"),
    (32, chinese.span(15, 30, "个工作日"), "十五到三十个工作日"),
    (33, chinese.percent(Decimal(90)), "百分之九十"),
    (33, chinese.percent(Decimal("0.35")), "百分之零点三五"),
    (33, chinese.percent(Decimal(2)), "百分之二"),
    (34, chinese.clock_time(time(2, 0)), "两点整"),
    (34, chinese.clock_time(time(12, 2)), "十二点零二分"),
    (34, chinese.clock_span(time(9), time(12)), "九点到十二点"),
    (35, chinese.money_in_wan(25000_00), "二点五万元"),
    (35, chinese.money_in_wan(300000_00), "三十万元"),
    (36, chinese.duration(146), "十二年两个月"),
]


@pytest.mark.parametrize(("row", "heard", "expected"), ROWS)
def test_a_row_of_the_reading_table_is_read_as_written(row: int, heard: str, expected: str) -> None:
    assert heard == expected


def test_every_row_of_the_reading_table_is_here() -> None:
    assert {row for row, _, _ in ROWS} == set(range(1, 37))


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (chinese.cardinal(0), "零"),
        (chinese.cardinal(2), "二"),
        (chinese.cardinal(10), "十"),
        (chinese.cardinal(110), "一百一十"),
        (chinese.cardinal(120000), "十二万"),
        (chinese.cardinal(100012), "十万零一十二"),
        (chinese.cardinal(10**12), "一万亿"),
        (chinese.count(0, "笔"), "零笔"),
        (chinese.money(2_02), "两元零二分"),
        (chinese.money(22), "二角二分"),
        (chinese.clock_time(time(0, 30)), "零点三十分"),
        (chinese.duration(0), "零个月"),
        (chinese.duration(24), "两年"),
        (chinese.decimal(Decimal("10.50")), "十点五"),
        (chinese.decimal(Decimal("1E+1")), "十"),
        (chinese.money_in_wan(20000_00), "两万元"),
        (chinese.digits("2603010017", (6, 4)), "二六零三零幺，零零幺七"),
        (chinese.digits("123456789", (4,)), "幺二三四，五六七八，九"),
        (chinese.digits("x"), "X"),
        (chinese.phone("+8613812345678"), "幺三八，幺二三四，五六七八"),
        (chinese.phone("010-12345678"), "零幺零，幺二三四，五六七八"),
    ],
)
def test_what_the_table_leaves_open_is_read_by_the_same_rules(heard: str, expected: str) -> None:
    assert heard == expected


@pytest.mark.parametrize(
    "reading",
    [
        lambda: chinese.cardinal(-1),
        lambda: chinese.cardinal(chinese.LIMIT),
        lambda: chinese.money(-1),
        lambda: chinese.money_in_wan(-1),
        lambda: chinese.duration(-1),
        lambda: chinese.percent(Decimal("-0.1")),
        lambda: chinese.decimal(Decimal("NaN")),
        lambda: chinese.digits(""),
        lambda: chinese.digits("12 3"),
        lambda: chinese.digits("１２"),
        lambda: chinese.digits("X12"),
        lambda: chinese.digits("12", (0,)),
        lambda: chinese.phone("12a"),
        lambda: chinese.phone(""),
    ],
)
def test_what_cannot_be_read_is_refused(reading: Callable[[], str]) -> None:
    with pytest.raises(ReadingError):
        reading()
