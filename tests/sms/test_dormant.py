"""A number that was not used for a year counts as unbound by text, and is bound anew like any other (domain 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.sms.conftest import Line

NOB = "【12393医保】本机未绑定医保账户。请发BD#身份证号#查询密码绑定，或拨打12393按4办理。"
USED = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
"""The day on which the demo people's numbers were used last, in the morning."""


@pytest.mark.requirement("S15")
@pytest.mark.parametrize("body", ["YE", "ZT", "JF", "GJ", "HZ", "MX#0010", "JB"])
@pytest.mark.parametrize(("days", "known"), [(364, True), (366, False)])
def test_after_a_year_without_use_a_text_is_a_strangers(
    line: Line, demo: Mapping[str, DemoPerson], body: str, days: int, known: bool
) -> None:
    line.clock.at = USED + timedelta(days=days)
    answer = line.text(body, demo["employed"].phone or "")
    assert (answer != NOB) is known
    assert line.last().level == (0 if not known else 2 if body.startswith("MX") else 1)


def test_every_text_that_is_recognised_begins_the_year_anew(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    phone = demo["employed"].phone or ""
    for days in (364, 728, 1092):
        line.clock.at = USED + timedelta(days=days)
        assert line.key("YE", phone) == "YE"
    line.clock.advance(timedelta(days=366))
    assert line.key("YE", phone) == "NOB"
    line.clock.advance(timedelta(days=1))
    assert line.key("YE", phone) == "NOB", "to have asked in vain is no use"


def test_a_policy_without_a_region_is_not_told_for_where_the_former_owner_is_insured(
    policy_line: Line, demo: Mapping[str, DemoPerson]
) -> None:
    policy_line.clock.at = USED + timedelta(days=366)
    assert policy_line.key("ZC#门诊", demo["employed"].phone or "") == "ZCREG"


def test_its_owner_binds_it_anew_and_so_may_who_has_it_now(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    phone = demo["employed"].phone or ""
    line.clock.at = USED + timedelta(days=366)
    for owner in (demo["employed"], demo["no bound phone"]):
        said = line.text(f"BD#{owner.id_number}#{owner.pin}", phone) or ""
        assert line.last().answer_key == "YZM"
        code = said.partition("YZ#")[2][:6]
        assert line.key(f"YZ#{code}", phone) == "BDOK"
        assert line.key("YE", phone) == "YE"
        line.clock.advance(timedelta(days=366))
        assert line.key("YE", phone) == "NOB"


def test_a_number_in_use_is_not_bound_to_another(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    line.clock.at = USED + timedelta(days=364)
    other = demo["no bound phone"]
    assert line.key(f"BD#{other.id_number}#{other.pin}", demo["employed"].phone or "") == "BDHAS"
