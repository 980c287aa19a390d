"""What the commands say of the demo people, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.sms.conftest import Line

requirement = pytest.mark.requirement


@pytest.mark.parametrize(
    ("situation", "body", "words"),
    [
        pytest.param(
            "employed",
            "HR",
            "张*明2026年02月划入：个人缴费136.42元，单位划入63.58元，合计200.00元。更多发HR#后四位#年月。",
            marks=requirement("S20"),
        ),
        pytest.param(
            "employed",
            "HR##202501",
            "张*明2025年01月划入：个人缴费136.42元，单位划入63.58元，合计200.00元。更多发HR#后四位#年月。",
            marks=requirement("S20"),
        ),
        pytest.param(
            "employed",
            "LX",
            "张*明，2025年度利息10.25元，年度结转1518.52元已转入历年账户，余额不清零。",
            marks=[requirement("S23"), requirement("S24")],
        ),
        pytest.param(
            "employed",
            "GJ",
            "共济授权3人：子女张**，配偶林**，母李**。本年共济支付1笔合计88.00元，共济缴费0笔0.00元。明细回GJMX。",
            marks=[requirement("S37"), requirement("S41"), requirement("S43")],
        ),
        pytest.param(
            "employed",
            "GJMX",
            "共济：02-03配偶林**药店45.00元失败，余额不足；01-10配偶林**门诊88.00元成功；"
            "2025-12-31子女居民医保缴费405.00元成功。",
            marks=[requirement("S37"), requirement("S44"), requirement("S47"), requirement("S97")],
        ),
        pytest.param(
            "new mother",
            "GJMX",
            "共济：02-03由配偶张**付药店45.00元失败，余额不足；01-10由配偶张**付门诊88.00元成功。",
            marks=requirement("S44"),
        ),
        pytest.param(
            "employed",
            "ZT",
            "张*明，职工医保，参保地北京市，状态正常参保，社保卡已激活。",
            marks=requirement("S101"),
        ),
        pytest.param(
            "card not activated",
            "ZT",
            "何*远，职工医保，参保地北京市，状态正常参保，社保卡未激活。",
            marks=requirement("S103"),
        ),
        pytest.param(
            "employed",
            "JF",
            "张*明，职工医保正常参保。最近缴费2026年02月，个人136.42元、单位600.25元，累计缴费12年3个月。",
            marks=[requirement("S16"), requirement("S17")],
        ),
        pytest.param(
            "resident",
            "JF",
            "王*国，城乡居民医保正常参保。最近缴费2026年度，个人400.00元、财政补助670.00元，累计缴费3年。",
            marks=requirement("S16"),
        ),
        pytest.param(
            "employed",
            "NX",
            "张*明，医保累计缴费12年3个月（147个月），含实际缴费147个月。年限标准发ZC#年限。",
            marks=requirement("S16"),
        ),
        pytest.param(
            "elder over 70",
            "NX",
            "李*兰，医保累计缴费31年（372个月），含实际缴费312个月、视同缴费60个月。年限标准发ZC#年限。",
            marks=requirement("S16"),
        ),
        pytest.param(
            "employed",
            "LJ",
            "张*明2026年门诊累计1500.00元，距起付线还差300.00元，统筹已报0.00元，剩余限额20000.00元。",
        ),
        pytest.param(
            "employed",
            "BX",
            "报销单尾号0381：审核中，2026年02月19日受理，预计15至30个工作日办结，最迟2026年04月03日前打款。",
            marks=requirement("S86"),
        ),
        pytest.param("resident", "BX", "报销单尾号0402：需补材料，请尽快到受理窗口补交，2026年02月14日受理。"),
        pytest.param(
            "elder over 70",
            "BA",
            "异地就医备案：上海市，长期居住，有效期长期。就医请出示医保码或社保卡。",
            marks=requirement("S83"),
        ),
        pytest.param(
            "flexible worker",
            "BA",
            "异地就医备案：广州市，临时外出，有效期至2025年08月01日，现不在有效期内。外出就医前请先备案，办法发QD#备案。",
            marks=requirement("S83"),
        ),
        pytest.param(
            "new mother",
            "SY",
            "生育津贴：2026年02月28日已发放，158天，金额以单位或本人账户到账为准。",
            marks=requirement("S89"),
        ),
        pytest.param(
            "employed",
            "YL",
            "张*明，养老保险累计缴费15年2个月，个人账户储存额56789.01元（截至2025年末）。",
            marks=requirement("S79"),
        ),
        pytest.param(
            "student",
            "BX",
            "没有查到相关记录。可换月份重查，或拨打12393按0转人工。",
            marks=requirement("S108"),
        ),
    ],
)
def test_the_answer_is_word_for_word(
    line: Line, demo: Mapping[str, DemoPerson], situation: str, body: str, words: str
) -> None:
    person = demo[situation]
    tail = person.id_number[-4:]
    keyword, _, rest = body.partition("##")
    proof = f"#{tail}" if keyword in ("MX", "HR", "GJMX", "LJ", "YL") else ""
    given = line.text(f"{keyword}{proof}{'#' + rest if rest else ''}", person.phone or "")
    assert given is not None
    assert given.removeprefix("【12393医保】").removeprefix(words) in ("",), given


def test_the_pension_is_told_by_12333_under_its_own_name(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    given = line.text(f"YL#{person.id_number[-4:]}", person.phone or "", to="12333")
    assert given == "【12333人社】张*明，养老保险累计缴费15年2个月，个人账户储存额56789.01元（截至2025年末）。"
    assert line.last().line == "12333"


@pytest.mark.requirement("S87")
@pytest.mark.parametrize("body", ["BX#0290", "bx BX26010290", "报销 0290"])
def test_a_claim_handed_in_too_late_says_why_it_is_not_paid(
    line: Line, demo: Mapping[str, DemoPerson], body: str
) -> None:
    given = line.text(body, demo["employed"].phone or "")
    assert given == "【12393医保】报销单尾号0290：不予支付，原因：超过报销时限。"


def test_a_page_of_movements_is_followed_by_the_next_on_n(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    phone = person.phone or ""
    first = line.text(f"MX#{person.id_number[-4:]}", phone)
    assert first == (
        "【12393医保】张*明最近5笔：02-10药店-200.00；02-10划入+63.58；02-10个人缴费+136.42；01-10药店-112.00；"
        "01-10划入+63.58。余额1234.56元。回N看下一页。"
    )
    second = line.text("下一页", phone)
    assert second is not None
    assert second.startswith("【12393医保】张*明第6至10笔：01-10个人缴费+136.42；01-10共济-88.00；")
    third = line.text("n", phone)
    assert third is not None
    assert "第11至15笔" in third


@pytest.mark.parametrize("body", ["MX#{tail}#202502", "MX#202502#{tail}", "mx＃{tail}＃2025年2月", "MX {tail} 2025-02"])
def test_a_month_may_be_named_in_several_ways(line: Line, demo: Mapping[str, DemoPerson], body: str) -> None:
    person = demo["employed"]
    given = line.text(body.format(tail=person.id_number[-4:]), person.phone or "")
    assert given is not None
    assert "张*明2025年02月3笔：" in given


@pytest.mark.parametrize("month", ["202513", "203001", "2025", "二月", "202502#202503"])
@pytest.mark.requirement("S96")
def test_a_month_that_is_none_is_answered_with_how_to_write_it(
    line: Line, demo: Mapping[str, DemoPerson], month: str
) -> None:
    person = demo["employed"]
    tail = person.id_number[-4:]
    body = f"MX#{tail}#{month}"
    if month == "2025":  # four digits are the tail of an ID number
        line.text(f"MX#{tail}", person.phone or "")
        assert line.key("LX#2099", person.phone or "") == "FORM"
        return
    given = line.text(body, person.phone or "")
    assert given == "【12393医保】指令写法有误，请发MX#后四位[#年月]，如MX#123X#202503。全部指令发BZ，人工请拨12393。"


@pytest.mark.requirement("S108")
def test_a_month_without_movements_says_so(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    assert line.key(f"MX#{person.id_number[-4:]}#201001", person.phone or "") == "NODATA"
