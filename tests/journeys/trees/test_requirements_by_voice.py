"""The requirements of the documents as a caller hears them: each row S… at its leaf, to the end of what is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from sqlalchemy import update

from models import Database, FailureReason, Insurance, InsuranceStatus, SharingAttempt

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.journeys.trees.conftest import Walk

    Walking = Callable[..., Walk]
    Demo = Mapping[str, DemoPerson]

BEIJING, SHENZHEN, WUZHOU = "2 010#", "2 0755#", "2 0774# 2"
CHANNELS = "3 1"


def row(requirements: str, keys: str, *words: str, number: str = "12393", who: str = "") -> Any:
    """What is keyed, menu by menu, and what must be heard by the end of it."""
    marks = [pytest.mark.requirement(one) for one in requirements.split()]
    return pytest.param(number, who, keys, words, marks=marks, id=f"{requirements.replace(' ', '-')}-{number}")


OWN = (
    row("S1 S2", "1 1", "余额一千二百三十四元五角六分", who="employed"),
    row("S1 S2", "1 1", "余额一千二百三十四元五角六分", who="employed", number="12333"),
    row("S20", "1 2 2", "单位划入", "个人缴费划入", who="employed"),
    row("S23 S24", "1 2 3", "年度利息", "年度结转", "不清零", who="employed"),
    row("S25 S107", "1 1", "余额零元", "统筹报销待遇不受影响", who="zero balance"),
    row("S26 S102", "1 1", "城乡居民医保，不设个人账户", "个人账户规定，请按三", who="resident"),
    row("S27 S102", "1 1", "深圳二档医保，不设个人账户，余额为零", who="Shenzhen tier 2"),
    row("S27 S102", "1 1", "深圳三档医保，不设个人账户，余额为零", who="Shenzhen tier 3"),
    row("S30 S100", "1 2 1 4", "重复扣款、数据延迟、新卡未激活", "登记账户异议，请按一", who="employed"),
    row("S37 S38", "1 3 1", "您的账户为配偶林女士门诊支付八十八元，成功", who="employed"),
    row("S37 S41 S47", "1 3 2", "居民医保费支付四百零五元，成功", who="employed"),
    row("S43", "1 3 3", "您授权给配偶林女士，有效", who="employed"),
    row("S44 S97", "1 3 1", "四十五元，失败，原因是余额不足", "请核对本人和共济账户的余额", who="employed"),
    row("S16 S17", "1 4 2", "个人缴费一百三十六元四角二分，单位缴费六百元二角五分", who="employed"),
    row("S16 S17", "1 4 2 3", "缴费年限明细", "缴费记录，也可以用当地小程序", who="employed"),
    row("S16", "1 4 3", "您的医保累计缴费十二年三个月", who="employed"),
    row("S83", "1 5 2", "上海市，异地长期居住备案", "长期有效", who="elder over 70"),
    row("S86", "1 5 1", "审核中", "前打款", who="employed"),
    row("S87", "1 5 1", "不予支付", "超过报销时限", who="employed"),
    row("S72 S89", "1 5 3", "生育津贴二零二六年二月二十八日已发放，一百五十八天", who="new mother"),
    row("S103", "1 1", "社保卡尚未激活", "社保卡激活办法，请按五", who="card not activated"),
    row("S103", "1 4 1 5", "激活", who="card not activated"),
    row("S78 S79", "2 1", "养老保险正在领取", "计发月数一百九十五", number="12333", who="elder over 70"),
)

RULES = (
    row("S20", f"{BEIJING} 3", "储存额，来自个人缴费和单位缴费划转两部分"),
    row("S21 S22", f"{BEIJING} 3", "可以支付门诊、急诊、住院中个人负担的费用", "不能提现，也不能作其他用途"),
    row("S23 S24", f"{BEIJING} 3", "每年不清零", "银行活期利率"),
    row("S25", f"{BEIJING} 3", "账户用完了，仍然享受统筹报销待遇"),
    row("S26", f"{BEIJING} 3", "不设个人账户，没有余额"),
    row("S27", f"{SHENZHEN} 3", "只有一档设个人账户，二档和三档不设个人账户"),
    row("S28", f"{SHENZHEN} 1 1", "社区门诊统筹支付，全年最高一千元"),
    row("S29 S31 S32", f"{BEIJING} 3", "按时缴费", "单位缴的统筹部分用于住院", "只限本人使用"),
    row("S30", f"{BEIJING} 3", "可能是重复扣款", "请向医保局申请核查"),
    row("S33", f"{WUZHOU} 2", "断缴后从次月起不享受统筹报销"),
    row("S34", f"{BEIJING} 2", "不能同时参加，职工医保是强制的"),
    row("S32 S38 S39 S40", f"{SHENZHEN} 4", "先扣本人账户，不够的自动扣", "在药店选医保结算", "线上支付自动关联"),
    row("S37 S41 S42 S43", f"{SHENZHEN} 4", "双方都要正常参加基本医保", "居民医保"),
    row("S44", f"{SHENZHEN} 4", "余额不足的，请核对", "缴费信息错误的", "系统故障的"),
    row("S46 S47", f"{BEIJING} 4", "双方都要参加北京的基本医保", "每月最后一天自动扣缴", "从次月起享受待遇"),
    row("S82 S84 S88", f"{BEIJING} 5", "先激活社保卡，选好定点医院", "事后手工报销", "进口器材等须自费"),
    row("S85 S86 S87", f"{BEIJING} 5", "盖章的发票原件", "十五到三十个工作日打款", "六个月到一年内申请，逾期可能失效"),
    row("S14 S106", f"{BEIJING} 1 1", "具体以当地医保局规定为准"),
    row("S105", f"{BEIJING} 1 1", "没有查到二零二六年的标准", "北京市二零二五年"),
    row("S104", "2 0351# 1 1", "暂无太原市这方面的资料，请拨打零三五幺，幺二三九三咨询"),
)

WAYS = (
    row("S4 S5 S6 S7 S8", CHANNELS, "发短信查询余额", "市民中心", "城市服务", "登录当地医保局网站", "当地服务平台"),
    row("S9 S10 S11 S12 S13", CHANNELS, "实名注册", "经办窗口", "自助机插卡", "可能不够准确", "最方便"),
    row("S3 S14 S15", CHANNELS, "转人工", "以当地医保局的官方信息为准", "注意保护个人信息"),
    row("S90 S91", CHANNELS, "幺二三三三", "幺二三九三"),
    row("S18", f"{CHANNELS} 3 0991#", "新疆医保服务平台小程序可以办居民参保登记"),
    row(
        "S92 S93 S94 S95",
        f"{CHANNELS} 3 0951#",
        "零九五幺，五幺幺二，三四五",
        "零九五幺，五幺六六，零二三",
        "零九五幺，五幺六六，零幺八",
        "零九五幺，五幺六六，零五幺",
        "零九五幺，五幺六六，零四二",
        "零九五幺，五幺六六，零四三",
    ),
    row("S83", "3 2", "分异地长期居住和临时外出就医"),
    row("S82 S84 S86", "3 3", "出示社保卡直接结算", "在线上手工报销"),
    row("S45 S48 S49", "3 4", "地方专区", "亲情账户", "登录国家医保服务平台，在我的里面绑定", "输入姓名和身份证号确认"),
    row("S46 S48", "3 4 3 010#", "京通小程序", "授权绑定表的复印件"),
    row("S35 S36", "3 5", "和实体卡功能一样", "出生证明、户口本", "婴儿要先参保登记"),
    row("S19 S79", "4 1", "网上查不到的，请拨打幺二三三三", "除以计发月数", number="12333"),
    row("S90", "4 2", "公共就业服务机构", number="12333"),
    row("S90", "4 3", "劳动监察", number="12333"),
    row("S90", "4 4", "人才服务机构", number="12333"),
)


def heard(caller: Walk, keys: str) -> str:
    """Key one thing after another, proving who one is where that is asked, and hear the last answer to its end."""
    for one in keys.split():
        caller.identify()
        caller.press(one)
    caller.identify()
    before = caller.words
    return before + caller.to_the_end()


@pytest.mark.parametrize(("number", "who", "keys", "words"), [*OWN, *RULES, *WAYS])
def test_a_requirement_is_heard_at_its_leaf(
    walk: Walking, number: str, who: str, keys: str, words: tuple[str, ...]
) -> None:
    told = heard(walk(number, who), keys)
    for word in words:
        assert word in told


@pytest.mark.requirement("S98")
@pytest.mark.requirement("S99")
@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (FailureReason.WRONG_INFORMATION, ("原因是缴费信息错误", "请核对金额和收款信息后重新缴费")),
        (FailureReason.SYSTEM_FAULT, ("原因是系统故障", "请稍后再试，或者联系当地医保局")),
        (FailureReason.IRREGULAR_STATUS, ("原因是参保状态异常", "核实参保状态")),
    ],
)
def test_every_failure_is_told_with_its_remedy(
    walk: Walking, database: Database, demo: Demo, reason: FailureReason, words: tuple[str, ...]
) -> None:
    failed = SharingAttempt.authoriser_id == demo["employed"].person_id, SharingAttempt.reason.is_not(None)
    with database.session() as db:
        db.execute(update(SharingAttempt).where(*failed).values(reason=reason))
    told = heard(walk("12393", "employed"), "1 3 1")
    for word in words:
        assert word in told


@pytest.mark.requirement("S101")
def test_who_is_not_in_normal_status_hears_it_since_when_and_what_to_compare(
    walk: Walking, database: Database, demo: Demo
) -> None:
    mine = Insurance.person_id == demo["employed"].person_id
    with database.session() as db:
        db.execute(update(Insurance).where(mine).values(status=InsuranceStatus.PAUSED))
    told = heard(walk("12393", "employed"), "1 4 1")
    assert "暂停参保" in told
    assert "不在正常参保状态" in told
    assert "缴费记录的其他查询办法，请按三" in told


@pytest.mark.requirement("S13")
def test_an_elder_is_offered_a_person_first_on_both_lines(walk: Walking) -> None:
    for number in ("12393", "12333"):
        caller = walk(number, "elder over 70", own_phone=True)
        assert "人工服务请按零，查询余额请按一，其他请按二" in caller.words
        assert "balance.amount" in caller.press("1").identify().ids
        caller.call.hang_up()


@pytest.mark.requirement("S96")
def test_the_third_wrong_key_leads_to_a_person(walk: Walking) -> None:
    caller = walk("12333")
    for _ in range(3):
        caller.press("7")
    assert {"give_up", "agent.ticket"} <= caller.ids


@pytest.mark.requirement("S108")
@pytest.mark.parametrize(
    ("number", "who", "keys"),
    [("12393", "student", "1 5 1"), ("12393", "ID ends in X", "1 5 3"), ("12333", "resident", "2 2")],
)
def test_what_is_not_there_is_said_with_other_ways(walk: Walking, number: str, who: str, keys: str) -> None:
    assert "没有查到相关记录" in heard(walk(number, who), keys)


@pytest.mark.requirement("S99")
def test_a_fault_inside_is_told_and_the_call_goes_on_to_a_person(
    walk: Walking, hotline_app: Flask, tmp_path: Path
) -> None:
    caller = walk("12393")
    good = hotline_app.extensions["database"]
    hotline_app.extensions["database"] = away = Database(f"sqlite:///{tmp_path}/none/none.sqlite3", bytes(32))
    caller.press("3")
    assert "系统繁忙，请稍后再拨，或按零转人工" in caller.words
    hotline_app.extensions["database"] = good
    away.dispose()
    assert "agent.ticket" in caller.press("0").ids
