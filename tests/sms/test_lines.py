"""Which hotline a text was sent to, and who signs the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sms.lines import line_of

if TYPE_CHECKING:
    from models import Database
    from tests.sms.conftest import Line

OURS = {"+861012345678": "12333", "+861087654321": "12393"}


@pytest.mark.parametrize(
    ("called", "line"),
    [
        ("12393", "12393"),
        ("12333", "12333"),
        ("+8612333", "12333"),
        ("01012333", "12333"),
        ("+861012333", "12333"),
        ("077412333", "12333"),
        ("+8677412393", "12393"),
        ("+861012345678", "12333"),
        ("+861087654321", "12393"),
        ("+8612012393000", "12393"),
        ("+8613912312333", "12393"),
        ("", "12393"),
        ("10657012333", "12393"),
    ],
)
def test_the_number_written_to_tells_the_line(called: str, line: str) -> None:
    assert line_of(called, OURS) == line


@pytest.mark.requirement("S90")
@pytest.mark.requirement("S91")
def test_each_line_signs_its_own_texts(line: Line) -> None:
    for number, signature in (("12393", "【12393医保】"), ("12333", "【12333人社】")):
        assert (line.text("FEE", to=number) or "").startswith(signature)
        assert line.last().line == number
    line.app.extensions["lines"] = {"+8612012393000": "12333"}
    assert (line.text("FEE") or "").startswith("【12333人社】")


@pytest.mark.requirement("S99")
def test_a_line_that_cannot_reach_the_accounts_is_busy_under_its_own_name(line: Line, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE message_record")
    assert line.text("YE", to="12333") == "【12333人社】系统繁忙，查询未完成，请稍后再发。急需请致电12333。"
