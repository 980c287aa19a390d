"""The figures of policies as a caller hears them: each row S50 to S81 at its leaf, to the end of what is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.journeys.trees.conftest import Walk

    Walking = Callable[..., Walk]

BEIJING, NINGBO, MAOMING, ZHAOQING, HUIZHOU = "2 010#", "2 0574#", "2 0668#", "2 0758#", "2 0752#"
CHONGQING, YINCHUAN, LANZHOU, URUMQI, YILI = "2 023#", "2 0951#", "2 0931#", "2 0991#", "2 0999#"
HENGSHUI, GANZI, HEZHOU, CHIZHOU, SHENZHEN = "2 0318#", "2 0836#", "2 0774# 2", "2 0566#", "2 0755#"
HANGZHOU = "2 0571#"
"""A region that nothing is known of: the general rules are told."""
OUTPATIENT, INPATIENT, SERIOUS, MATERNITY, PREMIUM, CLAIMS = "1 1", "1 2", "1 3", "1 4", "2", "5"


def row(requirement: str, keys: str, *words: str, number: str = "12393") -> Any:
    """What is keyed, menu by menu, and what must be heard by the end of it."""
    return pytest.param(number, keys, words, marks=pytest.mark.requirement(requirement), id=f"{requirement}-{keys}")


FIGURES = (
    row("S50", f"{BEIJING} {OUTPATIENT}", "起付线一千八百元，每年一月一日重新计算，社区医院报销百分之九十"),
    row("S51", f"{BEIJING} {INPATIENT}", "首次住院起付线一千三百元，第二次起每次六百五十元"),
    row("S52", f"{BEIJING} {OUTPATIENT}", "退休人员门诊，起付线一千三百元", "七十岁以上的，其他医院报销百分之八十五"),
    row("S52", f"{BEIJING} {OUTPATIENT}", "其他医院报销百分之七十，全年最高支付两万元"),
    row("S53", f"{BEIJING} {INPATIENT}", "二级医院报销百分之八十七", "全年累计最高报销三十万元"),
    row("S55", f"{BEIJING} {PREMIUM}", "男性累计满二十五年，女性累计满二十年，其中实际缴费满十年"),
    row("S56", f"{BEIJING} {PREMIUM}", "下限每月六千八百二十一元", "个人缴一百三十六元四角二分"),
    row("S57", f"{BEIJING} {PREMIUM}", "学生儿童每年四百零五元，老年人每年四百三十元", "劳动年龄内居民每年七百五十元"),
    row("S58", f"{NINGBO} {OUTPATIENT}", "社区医院报销百分之六十，三级医院报销百分之三十，全年限额四千元"),
    row("S58", f"{NINGBO} {SERIOUS}", "婴幼儿和学生最高报销百分之八十", "封顶线二十五万元"),
    row("S59", f"{NINGBO} {PREMIUM}", "基数每月四千四百六十二元，单位缴纳百分之十一，另加大病救助金每月五元"),
    row("S60", f"{NINGBO} {INPATIENT}", "三级医院一千二百元，二级和一级医院六百元，社区医院三百元"),
    row("S61", f"{NINGBO} {INPATIENT}", "三级医院报销百分之七十，其他医院百分之七十五，社区医院百分之八十"),
    row("S62", f"{MAOMING} {INPATIENT}", "一级医院起付线三百元，报销百分之八十七", "全年最高支付十万元"),
    row("S63", f"{MAOMING} {OUTPATIENT}", "补牙，一级医院报销百分之八十", "拔牙", "根管治疗和拔牙相同"),
    row("S64", f"{ZHAOQING} {OUTPATIENT}", "二级医院百分之五十五", "全年最高支付二百三十元"),
    row("S64", f"{ZHAOQING} {INPATIENT}", "一级及以下医院报销百分之九十，二级医院报销百分之八十"),
    row("S65", f"{HUIZHOU} {INPATIENT}", "报销百分之九十五", "按规定转诊"),
    row("S66", f"{CHONGQING} {PREMIUM}", "一档每人两千九百一十元，二档每人六千四百零二元", "七万三千二百七十二元"),
    row("S67", f"{YINCHUAN} {PREMIUM}", "一般居民每人三百三十元", "个人缴六十元"),
    row("S68", f"{LANZHOU} {OUTPATIENT}", "在职职工全年最高支付两千五百元，退休人员三千元"),
    row("S69", f"{LANZHOU} {OUTPATIENT}", "兰州市二零二四年普通门诊统筹，全年最高支付三百元"),
    row("S69", f"{LANZHOU} {SERIOUS}", "按较高的限额再加五百元"),
    row("S70", f"{URUMQI} {INPATIENT}", "一级医院报销百分之八十，二级医院百分之七十", "最高支付五万元"),
    row("S70", f"{URUMQI} {OUTPATIENT}", "基层医疗机构报销约百分之五十"),
    row("S71", f"{YILI} {PREMIUM}", "出生后九十天内参保缴费的，从出生之日起报销，不设等待期"),
    row("S72", f"{HENGSHUI} {MATERNITY}", "顺产一百五十八天，难产一百一十三天", "不满四个月流产十五天"),
    row("S73", f"{GANZI} {PREMIUM}", "个人每年四百元，财政补助六百七十元", "连续缴满六个月后享受"),
    row("S73", f"{GANZI} {INPATIENT}", "一级医院报销百分之六十五"),
    row("S74", f"{HEZHOU} {SERIOUS}", "不满十二个月报销百分之六十", "三十六个月以上百分之九十"),
    row("S75", f"{CHIZHOU} {CLAIMS}", "人工耳蜗植入", "城乡居民约百分之六十", "三万二千四百元"),
    row("S76", f"{HANGZHOU} {OUTPATIENT}", "一般情况门诊，封顶线一般是两万元"),
    row("S76", f"{HANGZHOU} {INPATIENT}", "一般情况住院，封顶线一般是三十万元"),
    row("S77", f"{HANGZHOU} {CLAIMS}", "体检费一般不报销，接触职业病危害等特定情况除外"),
    row(
        "S78", "4 1 3 0468#", "个人两千一百五十二元五角，单位约五千五百三十七元五角", "七千八百二十八元", number="12333"
    ),
    row("S79", "4 1", "除以二，乘以缴费年限，再乘以百分之一", "个人账户储存额除以计发月数", number="12333"),
    row("S81", f"{SHENZHEN} {PREMIUM}", "须有深圳户籍，未到退休年龄，男性六十岁，女性五十岁"),
)


def heard(caller: Walk, keys: str) -> str:
    """Key one thing after another, and hear the last answer to its end."""
    for one in keys.split():
        caller.press(one)
    return caller.to_the_end()


@pytest.mark.parametrize(("number", "keys", "words"), FIGURES)
def test_a_figure_is_heard_at_its_leaf_with_the_reservation(
    walk: Walking, number: str, keys: str, words: tuple[str, ...]
) -> None:
    told = heard(walk(number), keys)
    for word in words:
        assert word in told
    assert "具体以当地医保局规定为准" in told


@pytest.mark.requirement("S106")
@pytest.mark.parametrize(
    ("number", "keys", "words"),
    [
        row("S51", f"{BEIJING} {INPATIENT}", "最高支付限额"),
        row("S52", f"{BEIJING} {OUTPATIENT}", "个人自付上限"),
        row("S54", f"{BEIJING} {OUTPATIENT}", "大额互助", "超过两千元起付", "报销百分之五十", "七十岁以下"),
        row("S56", f"{BEIJING} {PREMIUM}", "五百七十六元三角二分", "三百元到四百元", "单位缴纳约百分之十"),
        row("S59", f"{NINGBO} {PREMIUM}", "成年人每年一百元", "未成年人每年六十元"),
        row("S72", f"{HENGSHUI} {MATERNITY}", "能领到", "三孩奖励"),
        row("S78", "4 1 3 0468#", "两千二百四十四元", "百分之零点三", "养老百分之二十", number="12333"),
        row("S80", f"{BEIJING} {OUTPATIENT}", "二零二四医保年度"),
        row("S80", f"{HANGZHOU} {OUTPATIENT}", "二零二四医保年度"),
        row("S80", f"{HANGZHOU} {INPATIENT}", "二零二四医保年度"),
    ],
)
def test_what_is_superseded_disputed_or_vague_is_not_heard(
    walk: Walking, number: str, keys: str, words: tuple[str, ...]
) -> None:
    told = heard(walk(number), keys)
    assert "具体以当地医保局规定为准" in told
    for word in words:
        assert word not in told
