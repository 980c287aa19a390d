"""ZC, QD, DH: what anybody may ask. Every row S50 to S81 is asked for as its SMS column says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from models import Person
from models.enquiry.policy import policies
from models.policies.policy import Policy
from models.policies.topics import Topic
from sms.pages import in_pages, next_page
from sms.replies import Step
from sms.segments import Encoding, measure
from sms.wordings import WORDINGS
from sms.written import Occasion, reply_to

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.sms.conftest import Clock, Line


def asked(requirement: str, body: str, *words: str) -> object:
    """A case: the text sent, and words that its answer holds, by the requirement that they are from."""
    return pytest.param(body, words, marks=pytest.mark.requirement(requirement), id=f"{requirement} {body}")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        asked("S14", "ZC#账户", "以当地规定为准。"),
        asked("S20", "ZC#账户", "余额即账户储存额，来自个人缴费和单位缴费划转"),
        asked("S21", "ZC#账户", "可付门诊、急诊、住院个人负担部分"),
        asked("S22", "ZC#账户", "定点药店购药，不能提现或挪作他用"),
        asked("S23", "ZC#账户", "每年不清零，自动结转下年"),
        asked("S24", "ZC#账户", "利息按银行活期利率计算"),
        asked("S25", "ZC#账户", "余额用完仍享受统筹待遇"),
        asked("S26", "ZC#账户", "城乡居民医保：不设个人账户"),
        asked("S28", "ZC#深圳#门诊", "社区门诊统筹全年最高1000元"),
        asked("S29", "ZC#账户", "应按时缴费，以免影响待遇"),
        asked("S31", "ZC#账户", "统筹用于住院和大病门诊，账户凭卡和密码使用"),
        asked("S32", "ZC#账户", "社保卡限本人使用，不得转借冒用，家人用钱须办家庭共济"),
        asked("S33", "ZC#贺州#缴费", "断缴次月起不享受统筹报销，个人账户余额仍可用，不清零"),
        asked("S34", "ZC#贺州#缴费", "不能同时参加：职工医保强制，居民医保自愿"),
        asked("S38", "ZC#共济", "先扣本人账户，不足再扣共济账户"),
        asked("S39", "ZC#共济", "药店相同"),
        asked("S40", "ZC#共济", "线上自动关联"),
        asked("S42", "ZC#共济", "家人门诊住院自付、定点药店药品器械，规定机构体检，居民医保保费"),
        asked("S43", "ZC#共济", "双方正常参保，授权人账户有余额"),
        asked("S46", "ZC#北京#共济", "双方均参加北京医保并先备案，先用本人账户，再用共济账户"),
        asked("S47", "ZC#北京#共济", "每月最后一天自动扣缴，成功后次月起享受待遇"),
        asked("S50", "ZC#北京#门诊", "北京2025年在职职工门诊：起付线1800元，社区报90%，其他医院报70%"),
        asked("S51", "ZC#北京#住院", "首次起付1300元，后650元"),
        asked("S52", "ZC#北京#门诊", "退休人员门诊：起付线1300元", "70岁以上其他医院报85%"),
        asked("S53", "ZC#北京#住院", "一级90%，二级87%，三级85%，封顶30万元"),
        asked("S55", "ZC#北京#年限", "男性累计满25年，女性累计满20年，实际缴费满10年"),
        asked("S56", "ZC#北京#缴费", "月基数下限6821元，单位600.25元，个人136.42元，合计736.67元"),
        asked("S57", "ZC#北京#缴费", "学生儿童405元，老年人430元，劳动年龄750元"),
        asked("S58", "ZC#宁波#门诊", "宁波2023年门诊：社区报60%，三级报30%，全年限额4000元"),
        asked("S59", "ZC#宁波#缴费", "基数每月4462元，单位缴纳11%，另加大病救助金每月5元"),
        asked("S60", "ZC#宁波#住院", "三级1200元，二级一级600元，社区300元"),
        asked("S61", "ZC#宁波#住院", "4万元内三级70%，其他75%，社区80%"),
        asked("S62", "ZC#茂名#住院", "一级起付300元，报87%", "三级首次1200元，再次1000元，报75%，封顶10万元"),
        asked("S63", "ZC#茂名#牙科", "补牙：一级报80%，二级58%，三级45%", "拔牙：一级报80%，二级70%，三级60%"),
        asked("S64", "ZC#肇庆#门诊", "一级及以下报60%，二级55%，三级50%，全年最高230元"),
        asked("S65", "ZC#惠州#住院", "报销95%"),
        asked("S66", "ZC#重庆#缴费", "一档2910元，二档6402元，趸缴基数73272元，大额60元，长护132元"),
        asked("S67", "ZC#宁夏#缴费", "一般330元", "低保等补270元，个人缴60元"),
        asked("S68", "ZC#甘肃#门诊", "在职全年最高2500元，退休3000元"),
        asked("S69", "ZC#兰州#门诊", "全年最高300元"),
        asked("S69", "ZC#兰州#大病", "两个病种按较高者加500元"),
        asked("S70", "ZC#新疆#住院", "一级报80%，二级70%，三级60%，统筹封顶5万元"),
        asked("S71", "ZC#伊犁#缴费", "出生90天内参保缴费的从出生日起报销，不设等待期"),
        asked("S72", "ZC#衡水#生育", "顺产158天，难产113天，多胞胎每多1个加15天，不满4个月流产15天"),
        asked("S73", "ZC#甘孜#缴费", "个人400元，财政补助670元", "个人缴费连续满6个月后享受"),
        asked("S74", "ZC#贺州#大病", "连续参保不满12个月60%，12-35个月75%，36个月以上90%"),
        asked("S75", "ZC#池州#报销", "居民约报60%", "每套限价32400元"),
        asked("S76", "ZC#全国#门诊", "封顶线一般2万元，各地不同，社区比例高于三甲"),
        asked("S76", "ZC#全国#住院", "封顶线一般30万元"),
        asked("S77", "ZC#报销", "体检费一般不报销，接触职业病危害等情况除外"),
        asked("S78", "ZC#鹤岗#养老", "个人2152.50元，单位约5537.50元", "合计7828元"),
        asked("S79", "ZC#养老", "÷2×缴费年限×1%", "账户储存额÷计发月数"),
        asked("S81", "ZC#深圳#缴费", "须有深圳户籍，未满男60岁，女50岁，未在单位参保"),
        asked("S82", "ZC#报销", "选定点医院", "只付个人部分"),
        asked("S84", "ZC#报销", "未备案、医院未联网、急诊未带卡等可事后手工报销"),
        asked("S85", "ZC#材料", "社保卡及复印件、盖章发票原件、费用明细清单、诊断证明或病历"),
        asked("S86", "ZC#时限", "15至30个工作日打款"),
        asked("S87", "ZC#时限", "费用发生后6个月至1年内申请，逾期可能失效"),
        asked("S88", "ZC#报销", "医保目录外药品、进口器材等须自费"),
        asked("S5", "QD#支付宝", "首页搜医保，进市民中心-社保-医保账户查询"),
        asked("S6", "QD#微信", "医保电子凭证/社保-查社保"),
        asked("S7", "QD#网站", "用身份证号、卡号或账号登录当地医保局网站"),
        asked("S8", "QD#服务平台", "当地服务平台搜医保服务"),
        asked("S9", "QD#应用", "在当地医保APP、国家医保服务平台实名注册后查询"),
        asked("S10", "QD#窗口", "带身份证或社保卡到经办窗口，可打印账单"),
        asked("S11", "QD#自助机", "在经办机构、定点医院自助机插卡查询"),
        asked("S12", "QD#药店", "可能不准，受时间地点限制"),
        asked("S15", "QD#保密", "请走指定渠道，保护个人信息"),
        asked("S16", "QD#缴费", "切换参保地-社保缴费-城乡居民医疗保险", "查家人须先添加成员"),
        asked("S17", "QD#缴费", "粤税通、粤省事"),
        asked("S18", "QD#新疆", "国家平台办异地备案、医保码、查询；本小程序办参保登记、生育登记"),
        asked("S19", "QD#缴费", "网上查不到社保基数的，请拨12333"),
        asked("S35", "QD#医保码", "用支付宝或微信领取，与实体卡功能一致"),
        asked("S36", "QD#激活", "带出生证明、户口本、父母身份证"),
        asked("S45", "QD#共济", "国家医保服务平台-地方专区-城市-个人账户家庭共济", "亲情账户"),
        asked("S46", "QD#北京#共济", "京通小程序-医保服务-职工个人账户家庭共济关系维护"),
        asked("S48", "QD#北京#共济", "带身份证、社保卡及授权绑定表到窗口", "登录国家医保服务平台，在我的中绑定"),
        asked("S49", "QD#共济", "绑定孩子身份证号"),
        asked("S83", "QD#备案", "分长期居住和临时外出"),
        asked("S90", "DH", "12333"),
        asked("S91", "DH", "12393"),
        asked("S92", "DH#宁夏", "0951-5112345"),
        asked("S93", "DH#宁夏", "0951-5166023", "0951-5166018"),
        asked("S94", "DH#宁夏", "0951-5166051"),
        asked("S95", "DH#宁夏", "0951-5166042", "0951-5166043"),
    ],
)
def test_what_is_asked_is_told(shared_line: Line, asker: str, body: str, words: tuple[str, ...]) -> None:
    pages = [shared_line.text(body, asker) or ""]
    key = shared_line.last().answer_key
    while pages[-1].endswith("回N看下一页。"):
        pages.append(shared_line.text("N", asker) or "")
    told = "".join(page.removeprefix("【12393医保】") for page in pages)
    for expected in words:
        assert expected in told, told
    assert all(measure(page).segments <= 4 for page in pages)
    if key == "ZC":
        assert all("以当地规定为准。" in page for page in pages), "each page alone is told with the reservation"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        asked("S14", "ZC#account", "What the local office has laid down is decisive."),
        asked("S21", "zc account", "your own share of outpatient, emergency and hospital care"),
        asked("S24", "ZC#account", "interest is paid at the banks' demand rate"),
        asked("S28", "ZC#Shenzhen#outpatient", "pooled fund pays at most 1,000 yuan a year"),
        asked("S38", "ZC#sharing", "own account first, then the shared one"),
        asked(
            "S50", "ZC#Beijing#outpatient", "Beijing 2025. Outpatient care of working employees: threshold 1,800 yuan;"
        ),
        asked("S53", "Zc, Beijing, hospital", "tertiary 85%; limit 300,000 yuan."),
        asked("S55", "ZC Beijing years of contribution", "men 25 years; women 20 years"),
        asked("S56", "ZC#premium#Beijing", "employer 600.25 yuan; you 136.42 yuan; together 736.67 yuan."),
        asked("S58", "ZC Ningbo outpatient care 2023", "limit 4,000 yuan a year"),
        asked("S63", "ZC Maoming dental", "Dental fillings in tier one: primary hospitals 80%"),
        asked("S63", "ZC root canal in Maoming", "root canal treatment the same"),
        asked("S70", "ZC Xinjiang hospital stay", "primary hospitals 80%; secondary 70%; tertiary 60%"),
        asked("S72", "ZC#Hengshui#maternity", "natural birth 158 days"),
        asked("S76", "ZC hospital in China", "limit mostly 300,000 yuan, differs by region"),
        asked("S79", "ZC#pension", "/ 2 x years of contribution x 1%"),
        asked("S85", "ZC#documents", "social security card and copy, stamped original invoice"),
        asked("S86", "ZC#deadline", "paid mostly within 15 to 30 working days"),
        asked("S5", "QD#Alipay", "Asking in Alipay: search medical insurance"),
        asked("S6", "QD#WeChat", "Asking in WeChat"),
        asked("S45", "QD#sharing", "national medical insurance platform, local section, city"),
        asked("S83", "QD treatment elsewhere", "for long-term residence or temporary treatment"),
        asked("S90", "DH China", "Human resources and social security hotline 12333"),
        asked("S92", "DH#Ningxia", "Ningxia: Government services hotline 0951-5112345,"),
        asked("S95", "DH#Ningxia", "Charges for medical services 0951-5166043."),
        asked("S91", "DH inner mongolia", "Inner Mongolia: Medical insurance hotline 12393"),
    ],
)
def test_what_is_asked_in_english_is_told_in_english(
    shared_line: Line, asker: str, body: str, words: tuple[str, ...]
) -> None:
    pages = [shared_line.text(body, asker) or ""]
    key = shared_line.last().answer_key
    while pages[-1].endswith(" Reply N for more."):
        pages.append(shared_line.text("N", asker) or "")
    told = " ".join(page.removeprefix("[12393] ") for page in pages)
    for expected in words:
        assert expected in told, told
    for page in pages:
        size = measure(page)
        assert page.startswith("[12393] ")
        assert (size.encoding, size.segments <= 4) == (Encoding.GSM_7, True), page
        assert "  " not in page
    if key == "ZC":
        decisive = "What the local office has laid down is decisive."
        assert all(decisive in page for page in pages), "each page alone is told with the reservation"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("ZC", "Please name a region and a topic, such as ZC#Beijing#outpatient."),
        ("ZC#outpatient", "Please name a region and a topic, such as ZC#Beijing#outpatient."),
        ("ZC#the weather", "Please name a region and a topic, such as ZC#Beijing#outpatient."),
        ("ZC#Mars#outpatient", "We have nothing on this region. Please dial your area code and 12393."),
        ("DH#Mars", "We have nothing on this region. Please dial your area code and 12393."),
        ("ZC#Shanghai#outpatient", "We have nothing on this region. Please dial 021-12393."),
        ("ZC#Ningbo#outpatient#2026", "There are no figures for 2026; these are the latest. Ningbo 2023."),
        ("QD", "Ways to ask: the national medical insurance app"),
        ("outpatient policy in Beijing", "Beijing 2025. Outpatient care of working employees"),
    ],
)
@pytest.mark.requirement("S104")
@pytest.mark.requirement("S105")
def test_what_cannot_be_told_is_said_in_english_to_who_writes_english(
    shared_line: Line, asker: str, body: str, answer: str
) -> None:
    shared_line.text("EN", asker)
    assert (shared_line.text(body, asker) or "").startswith(f"[12393] {answer}")


def test_a_bare_command_is_answered_in_english_on_the_day_that_en_was_sent(line: Line, clock: Clock) -> None:
    assert (line.text("QD") or "").startswith("【12393医保】")
    line.text("EN")
    assert (line.text("QD") or "").startswith("[12393] Ways to ask")
    assert "Asking in Alipay" in (line.text("N") or "")
    assert (line.text("ZC#北京") or "").startswith("【12393医保】"), "who writes Chinese reads Chinese"
    assert (line.text("QD#APP") or "").startswith("[12393] "), "APP is a word of both"
    clock.advance(timedelta(days=1))
    assert (line.text("QD") or "").startswith("【12393医保】")
    assert (line.text("QD#APP") or "").startswith("【12393医保】")


def test_a_bare_command_is_answered_in_the_language_of_the_bound_person(
    policy_line: Line, demo: Mapping[str, DemoPerson]
) -> None:
    person = demo["employed"]
    with policy_line.database.session() as db:
        db.get_one(Person, person.person_id).language = "en"
    assert (policy_line.text("ZC", person.phone or "") or "").startswith("[12393] Please name a region")
    assert (policy_line.text("ZC#门诊", person.phone or "") or "").startswith("【12393医保】")
    assert (policy_line.text("ZC#outpatient", person.phone or "") or "").startswith("[12393] Beijing 2025.")


def test_a_policy_asked_for_in_an_english_call_is_texted_in_english(policy_line: Line) -> None:
    with policy_line.database.session() as db:
        answer = policies(db, "110000", Topic.OUTPATIENT)
    assert reply_to(answer, Occasion(language="en")).text.startswith("[12393] Beijing 2025. Outpatient care")
    assert reply_to(answer).text.startswith("【12393医保】北京2025年")


@pytest.mark.parametrize("length", range(1, 12))
def test_english_pages_hold_every_word_and_cut_no_amount(length: int) -> None:
    amounts = "; ".join(f"tier {tier}: {tier},000.25 yuan to {tier},900 yuan within 15 days" for tier in range(1, 30))
    sentences = ["x" * length + f" {amounts}.", f"Beijing 2025. {amounts}.", "A last one."]
    page = in_pages("ZC", "policies", sentences, asked=Step(keyword="ZC"), closing="Mind.", language="en")
    pages = [page]
    while page.steps:
        page = next_page(page.steps["N"], "12393")
        pages.append(page)
    assert len(pages) > 3
    assert all(page.segments <= 4 and page.text.startswith("[12393] ") for page in pages)
    bodies = [page.text.removeprefix("[12393] ").removesuffix(" Reply N for more.") for page in pages]
    assert all(body.endswith(" Mind.") for body in bodies)
    told = [body.removesuffix(" Mind.") for body in bodies]
    assert " ".join(told) == " ".join(sentences)
    for body in told:
        assert re.search("( 15 days;|[.])$", body), body


def test_policies_that_were_not_loaded_after_a_migration_are_told_in_chinese(policy_line: Line) -> None:
    with policy_line.database.session() as db:
        db.execute(update(Policy).values(title_en="", spoken_en="", sms_en=""))
    assert (policy_line.text("ZC#Beijing#hospital") or "").startswith("【12393医保】北京2025年在职住院")


@pytest.mark.requirement("S54")
@pytest.mark.requirement("S80")
@pytest.mark.requirement("S106")
@pytest.mark.parametrize("topic", ["门诊", "住院", "缴费", "年限"])
def test_what_is_disputed_is_not_told(shared_line: Line, asker: str, topic: str) -> None:
    told = shared_line.text(f"ZC#北京#{topic}", asker) or ""
    for disputed in ("576.32", "10万元", "50%", "300元至400元", "起付线2000元"):
        assert disputed not in told


@pytest.mark.requirement("S104")
@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("ZC#火星#门诊", "当地区号+12393"),
        ("DH#火星", "当地区号+12393"),
        ("ZC#上海#门诊", "021-12393"),
        ("ZC#济南#门诊", "0531-12393"),
    ],
)
def test_a_region_that_nothing_is_known_of_is_told_whom_to_ring(
    shared_line: Line, asker: str, body: str, number: str
) -> None:
    assert shared_line.text(body, asker) == (
        f"【12393医保】暂无该地区的资料，请拨打{number}咨询，以当地医保局规定为准。"
    )


@pytest.mark.requirement("S105")
def test_a_year_without_figures_is_answered_with_the_latest_and_says_so(shared_line: Line, asker: str) -> None:
    told = shared_line.text("ZC#宁波#门诊#2026", asker)
    assert told == (
        "【12393医保】暂无2026年的资料，以下为已有年份。"
        "宁波2023年门诊：社区报60%，三级报30%，全年限额4000元，可选3家定点含社区。以当地规定为准。"
    )


@pytest.mark.parametrize(
    "body",
    [
        "ZC#北京#住院",
        "ZC#住院#北京",
        "zc 北京 住院",
        "政策，北京市，住院",
        "ZC#北京住院",
        "ZC#北京的住院报销#2025",
        "查政策#北京#住院",
    ],
)
def test_region_and_topic_may_be_written_in_any_order(shared_line: Line, asker: str, body: str) -> None:
    told = shared_line.text(body, asker) or ""
    assert "北京2025年在职住院：首次起付1300元" in told


@pytest.mark.parametrize("body", ["ZC", "ZC#北京", "ZC#门诊", "ZC#贺州人口", "ZC#鄂尔多斯医院排名", "ZC#种植牙多少钱"])
def test_what_is_not_enough_or_no_policy_is_answered_with_how_to_ask(shared_line: Line, asker: str, body: str) -> None:
    assert shared_line.key(body, asker) == "ZCREG"


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        ("employed", "北京2025年在职职工门诊：起付线1800元"),
        ("elder over 70", "北京2025年退休人员门诊：起付线1300元"),
        ("resident", "宁波2023年门诊：社区报60%"),
        ("Shenzhen tier 2", "深圳2025年二档门诊：社区门诊统筹全年最高1000元"),
    ],
)
def test_a_bound_number_may_leave_the_region_out(
    policy_line: Line, demo: Mapping[str, DemoPerson], situation: str, words: str
) -> None:
    told = policy_line.text("ZC#门诊", demo[situation].phone or "") or ""
    assert words in told
    assert told.count("：") == 1, "what is for others is left out"
    assert policy_line.audited() == 1, "where somebody is insured is his own data"


def test_a_locked_person_is_answered_like_anybody(policy_line: Line, demo: Mapping[str, DemoPerson]) -> None:
    phone = demo["employed"].phone or ""
    policy_line.lock(phone)
    assert policy_line.key("ZC#门诊", phone) == "ZCREG"
    assert policy_line.key("ZC#北京#门诊", phone) == "ZC"
    assert policy_line.audited() == 0


def test_the_channels_are_summed_up_first_and_told_one_by_one_on_n(shared_line: Line, asker: str) -> None:
    assert shared_line.text("QD", asker) == "【12393医保】" + WORDINGS["QD"].text
    told = shared_line.text("N", asker) or ""
    assert "支付宝查询：首页搜医保" in told
    assert told.endswith("回N看下一页。")
    assert "核对与保密" in (shared_line.text("N", asker) or "")
