"""Every row S20 to S89 of the documents that is a policy or a referral: asked for, its figure told, its doubts not."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select

from models import Database, InsuredClass, PinHasher, Scheme, Tier, migrate
from models.enquiry.policy import all_policies, channels, policies
from models.enquiry.policy_answers import Channels, Lack, NoPolicy, Policies, PolicyGroup
from models.policies.figures import Placeholder, parsed
from models.policies.gazetteer import CHINA, region_by_name
from models.policies.loading import load_policies
from models.policies.policy import HospitalLevel, Item, Policy, PolicyStatus
from models.policies.topics import TOPICS, Topic
from sms.segments import Encoding, measure
from voice_prompts.reading import KINDS, read

SIGNED = "【12393医保】{}以当地规定为准。"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The policy table as the files have it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('policies') / 'policies.sqlite3'}"
    migrate(url)
    database = Database(url, b"a secret key for tests, 32 bytes", pin_hasher=PinHasher.cheap())
    with database.connection() as db:
        load_policies(db)
        yield db
    database.dispose()


def answer(db: Connection, region: str, topic: Topic, *, year: int | None = None) -> Policies:
    found = policies(db, region_by_name(region), topic, year=year)
    assert isinstance(found, Policies)
    return found


def told(db: Connection, region: str, topic: Topic) -> str:
    """What a text says of the region itself; for the whole country, of the country."""
    found = answer(db, region, topic)
    groups = found.groups if region != "全国" else found.general
    return "".join(group.sms for group in groups)


def guided(db: Connection, topic: Topic, region: str | None = None) -> str:
    found = channels(db, region and region_by_name(region), topic)
    return "".join(group.sms for group in found.groups)


def spoken(group: PolicyGroup, language: str = "zh-CN") -> str:
    """A group as the telephone reads it."""
    chinese = language == "zh-CN"
    return ("，" if chinese else "; ").join(
        "".join(
            part if isinstance(part, str) else read(clause.values[part.name], part.kind, language, part.measure)
            for part in parsed(clause.spoken if chinese else clause.spoken_en)
        )
        for clause in group.clauses
    )


def kept(db: Connection, source: str, status: PolicyStatus) -> list[tuple[str, int | None, int | None]]:
    """The rows of a source that are not told: item, lower and upper figure."""
    rows = db.execute(select(Policy.sources, Policy.item, Policy.low, Policy.high).where(Policy.status == status)).all()
    return [(row.item.value, row.low, row.high) for row in rows if source in row.sources.split()]


@pytest.mark.requirement("S50")
@pytest.mark.requirement("S52")
def test_beijing_outpatient_care_is_told_by_class(db: Connection) -> None:
    working, retired, residents = answer(db, "北京", Topic.OUTPATIENT).groups
    assert working.sms == "北京2025年在职职工门诊：起付线1800元，社区报90%，其他医院报70%，封顶2万元。"
    assert spoken(working) == (
        "起付线一千八百元，每年一月一日重新计算，社区医院报销百分之九十，其他医院报销百分之七十，全年最高支付两万元"
    )
    assert (working.clauses[1].band_low_fen, working.clauses[1].band_high_fen) == (180000, 2000000)
    assert retired.sms == "北京2025年退休人员门诊：起付线1300元，社区报90%，70岁以上其他医院报85%。"
    assert residents.sms == "北京2025年城乡居民门诊：起付线100元至550元。"


@pytest.mark.requirement("S52")
def test_that_beijing_s_ceiling_is_one_of_what_is_paid_by_oneself_is_disputed(db: Connection) -> None:
    assert kept(db, "S52", PolicyStatus.DISPUTED) == [("ceiling", 2000000, None)]
    assert "自付" not in told(db, "北京", Topic.OUTPATIENT)


@pytest.mark.requirement("S51")
@pytest.mark.requirement("S53")
def test_beijing_inpatient_care_has_the_larger_ceiling_and_the_smaller_is_disputed(db: Connection) -> None:
    (group,) = answer(db, "北京", Topic.INPATIENT).groups
    assert spoken(group) == (
        "首次住院起付线一千三百元，第二次起每次六百五十元，一级医院报销百分之九十，二级医院报销百分之八十七，"
        "三级医院报销百分之八十五，全年累计最高报销三十万元"
    )
    assert kept(db, "S51", PolicyStatus.DISPUTED) == [("ceiling", 10000000, None)]
    assert "10万元" not in group.sms


@pytest.mark.requirement("S54")
def test_the_old_mutual_aid_of_beijing_is_superseded_and_never_told(db: Connection) -> None:
    assert sorted(kept(db, "S54", PolicyStatus.SUPERSEDED)) == [
        ("ceiling", 2000000, None),
        ("ceiling", 2000000, None),
        ("ratio", 5000, None),
        ("ratio", 7000, None),
        ("ratio", 8000, None),
        ("threshold", 130000, None),
        ("threshold", 200000, None),
    ]
    assert "S54" not in {source for group in all_policies(db) for source in group.sources}


@pytest.mark.requirement("S55")
def test_beijing_asks_for_twenty_five_and_twenty_years(db: Connection) -> None:
    (group,) = answer(db, "北京", Topic.YEARS).groups
    assert group.sms == "北京2025年职工医保缴费年限：男性累计满25年，女性累计满20年，实际缴费满10年，不足可一次性补足。"
    assert spoken(group).startswith("男性累计满二十五年，女性累计满二十年，其中实际缴费满十年")


@pytest.mark.requirement("S56")
def test_beijing_employees_premium_is_the_one_whose_sum_is_right(db: Connection) -> None:
    text = told(db, "北京", Topic.PREMIUM)
    assert "北京2024年职工缴费：月基数下限6821元，单位600.25元，个人136.42元，合计736.67元。" in text
    assert "北京2024年职工医保费率：单位8.8%，个人2%。" in text
    assert sorted(kept(db, "S56", PolicyStatus.DISPUTED)) == [
        ("total", 30000, 40000),
        ("total", 57632, None),
        ("unit_rate", 1000, None),
    ]
    assert "576.32" not in text


@pytest.mark.requirement("S57")
def test_beijing_residents_pay_by_age(db: Connection) -> None:
    text = told(db, "北京", Topic.PREMIUM)
    assert "北京2025年居民缴费：学生儿童405元，老年人430元，劳动年龄750元，补贴1725元至4350元。" in text


@pytest.mark.requirement("S58")
def test_ningbo_pays_outpatient_care_and_special_diseases(db: Connection) -> None:
    assert told(db, "宁波", Topic.OUTPATIENT) == (
        "宁波2023年门诊：社区报60%，三级报30%，全年限额4000元，可选3家定点含社区。"
    )
    assert told(db, "宁波", Topic.SERIOUS) == (
        "宁波2023年居民特殊病种门诊：婴幼儿学生报80%，成年居民报70%，封顶线25万元。"
    )


@pytest.mark.requirement("S59")
def test_ningbo_employees_premium_is_told_and_the_residents_implausible_one_is_not(db: Connection) -> None:
    text = told(db, "宁波", Topic.PREMIUM)
    assert text == "宁波2023年职工医保缴费：基数每月4462元，单位缴纳11%，另加大病救助金每月5元。"
    assert kept(db, "S59", PolicyStatus.DISPUTED) == [("premium", 10000, None), ("premium", 6000, None)]
    nothing = policies(db, region_by_name("宁波"), Topic.PREMIUM, scheme=Scheme.RESIDENT)
    assert isinstance(nothing, NoPolicy)
    assert nothing.lack is Lack.DISPUTED


@pytest.mark.requirement("S60")
@pytest.mark.requirement("S61")
def test_ningbo_inpatient_thresholds_and_ratios_go_by_level_and_by_amount(db: Connection) -> None:
    thresholds, ratios = answer(db, "宁波", Topic.INPATIENT).groups
    assert (
        thresholds.sms == "宁波2023年职工住院起付线：三级1200元，二级一级600元，社区300元，多次住院按最高等级累计一次。"
    )
    assert [
        (clause.hospital_level, clause.band_low_fen // 100, clause.band_high_fen // 100, clause.low)
        for clause in ratios.clauses
    ] == [
        (HospitalLevel.TERTIARY, 0, 40000, 7000),
        (HospitalLevel.OTHER, 0, 40000, 7500),
        (HospitalLevel.COMMUNITY, 0, 40000, 8000),
        (HospitalLevel.TERTIARY, 40000, 300000, 8500),
        (HospitalLevel.OTHER, 40000, 300000, 8500),
    ]
    assert "四万元到三十万元的部分，三级医院百分之八十五" in spoken(ratios)


@pytest.mark.requirement("S62")
def test_maoming_inpatient_care_of_the_first_tier(db: Connection) -> None:
    (group,) = answer(db, "茂名", Topic.INPATIENT).groups
    figures = {(clause.hospital_level, clause.visit, clause.item): clause.low for clause in group.clauses}
    assert figures == {
        (HospitalLevel.PRIMARY, 0, Item.THRESHOLD): 30000,
        (HospitalLevel.PRIMARY, 0, Item.RATIO): 8700,
        (HospitalLevel.SECONDARY, 1, Item.THRESHOLD): 60000,
        (HospitalLevel.SECONDARY, 2, Item.THRESHOLD): 40000,
        (HospitalLevel.SECONDARY, 0, Item.RATIO): 8000,
        (HospitalLevel.TERTIARY, 1, Item.THRESHOLD): 120000,
        (HospitalLevel.TERTIARY, 2, Item.THRESHOLD): 100000,
        (HospitalLevel.TERTIARY, 0, Item.RATIO): 7500,
        (HospitalLevel.ANY, 0, Item.CEILING): 10000000,
    }
    second = policies(db, region_by_name("茂名"), Topic.INPATIENT, tier=Tier.SECOND)
    assert isinstance(second, NoPolicy)
    assert second.lack is Lack.NO_FIGURES


@pytest.mark.requirement("S63")
def test_maoming_dental_care(db: Connection) -> None:
    filling, extraction = answer(db, "茂名", Topic.OUTPATIENT).groups
    assert filling.sms == "茂名2025年一档补牙：一级报80%，二级58%，三级45%。"
    assert extraction.sms == "茂名2025年一档拔牙：一级报80%，二级70%，三级60%，根管治疗同拔牙。"


@pytest.mark.requirement("S64")
def test_zhaoqing_outpatient_and_inpatient_care(db: Connection) -> None:
    assert told(db, "肇庆", Topic.OUTPATIENT) == (
        "肇庆2025年普通门诊：一级及以下报60%，二级55%，三级50%，全年最高230元。"
    )
    assert told(db, "肇庆", Topic.INPATIENT) == "肇庆2025年住院：一级及以下报90%，二级报80%。"


@pytest.mark.requirement("S65")
def test_huizhou_pays_ninety_five_percent_where_care_is_in_order(db: Connection) -> None:
    assert told(db, "惠州", Topic.INPATIENT) == (
        "惠州2025年职工一档住院：报销95%，限本市定点、已办长期异地备案或按规定转诊(含市外急救)。"
    )


@pytest.mark.requirement("S66")
def test_chongqing_premiums_by_tier(db: Connection) -> None:
    assert told(db, "重庆", Topic.PREMIUM) == (
        "重庆2025年职工年缴费：一档2910元，二档6402元，趸缴基数73272元，大额60元，长护132元。"
    )
    first = policies(db, region_by_name("重庆"), Topic.PREMIUM, scheme=Scheme.EMPLOYEE, tier=Tier.FIRST)
    assert isinstance(first, Policies)
    assert "6402" not in first.groups[0].sms


@pytest.mark.requirement("S67")
def test_ningxia_residents_premium_and_who_pays_less(db: Connection) -> None:
    text = told(db, "宁夏", Topic.PREMIUM)
    assert text == "宁夏2022年居民年缴费：一般330元，特困、孤儿等补330元，个人0元，低保等补270元，个人缴60元。"
    assert told(db, "银川", Topic.PREMIUM) == text


@pytest.mark.requirement("S68")
@pytest.mark.requirement("S69")
def test_lanzhou_tells_its_own_limit_and_gansu_s(db: Connection) -> None:
    lanzhou, gansu = answer(db, "兰州", Topic.OUTPATIENT).groups
    assert lanzhou.sms == "兰州2024年普通门诊统筹：全年最高300元。"
    assert gansu.sms == "甘肃2024年职工门诊统筹：在职全年最高2500元，退休3000元。"
    assert told(db, "兰州", Topic.SERIOUS) == "兰州2024年门诊慢特病：限额按病种最高限额，两个病种按较高者加500元。"
    retired = policies(db, region_by_name("天水"), Topic.OUTPATIENT, scheme=Scheme.EMPLOYEE, klass=InsuredClass.RETIRED)
    assert isinstance(retired, Policies)
    assert retired.groups[0].sms == "甘肃2024年职工门诊统筹：退休3000元。"


@pytest.mark.requirement("S70")
@pytest.mark.requirement("S71")
def test_newborns_in_xinjiang_and_yili(db: Connection) -> None:
    assert told(db, "新疆", Topic.INPATIENT) == "新疆2025年新生儿住院：一级报80%，二级70%，三级60%，统筹封顶5万元。"
    assert told(db, "阿克苏", Topic.OUTPATIENT) == "新疆2025年新生儿门诊：基层约报50%。"
    assert "不设最高支付限额" in told(db, "新疆", Topic.SERIOUS)
    assert told(db, "伊犁", Topic.PREMIUM) == (
        "伊犁2023年新生儿参保：2023年9月起，出生90天内参保缴费的从出生日起报销，不设等待期。"
    )


@pytest.mark.requirement("S72")
def test_hengshui_maternity_allowance_and_leave(db: Connection) -> None:
    text = told(db, "衡水", Topic.MATERNITY)
    assert "衡水2025年生育津贴计算：单位上年度职工月平均工资÷30×产假天数。" in text
    assert "衡水2025年产假天数：顺产158天，难产113天，多胞胎每多1个加15天，不满4个月流产15天。" in text
    assert "河北2025年男方生育津贴：单位生育保险缴费累计满1年并继续缴费。" in text
    assert sorted(kept(db, "S72", PolicyStatus.DISPUTED)) == [("grant", 3000000, None), ("grant", 3600000, 10800000)]
    assert "奖励" not in text


@pytest.mark.requirement("S73")
def test_ganzi_premium_season_and_when_benefits_begin(db: Connection) -> None:
    text = told(db, "甘孜", Topic.PREMIUM)
    assert "甘孜2025年城乡居民缴费：个人400元，财政补助670元。" in text
    assert "每年9月1日至次年3月31日缴费，待遇期1月1日至12月31日" in text
    assert "甘孜2025年待遇起始：单位缴费次月起享受，个人缴费连续满6个月后享受。" in text
    assert told(db, "甘孜", Topic.INPATIENT) == "甘孜2025年住院：一级报65%。"


@pytest.mark.requirement("S33")
def test_hezhou_says_what_stopping_to_pay_means_and_not_what_is_doubtful(db: Connection) -> None:
    text = told(db, "贺州", Topic.PREMIUM)
    assert text == "贺州2025年断缴影响：断缴次月起不享受统筹报销，个人账户余额仍可用，不清零。"
    assert kept(db, "S33", PolicyStatus.DISPUTED) == [("rule", None, None)]


@pytest.mark.requirement("S74")
def test_hezhou_pays_more_the_longer_somebody_is_insured(db: Connection) -> None:
    assert told(db, "贺州", Topic.SERIOUS) == (
        "贺州2025年大病门诊：连续参保不满12个月60%，12-35个月75%，36个月以上90%。"
    )
    assert told(db, "贺州", Topic.OUTPATIENT) == "贺州2025年牙齿正畸：不在医保报销范围内。"


@pytest.mark.requirement("S75")
def test_chizhou_covers_a_cochlear_implant(db: Connection) -> None:
    (group,) = answer(db, "池州", Topic.REIMBURSEMENT).groups
    assert group.sms == "池州2025年人工耳蜗植入：居民约报60%，职工更高，集采产品自付20%，每套限价32400元。"
    assert "每套支付限价三万二千四百元" in spoken(group)


@pytest.mark.requirement("S76")
def test_what_is_usual_is_told_where_a_region_has_no_figures_and_only_there(db: Connection) -> None:
    nothing = policies(db, region_by_name("成都"), Topic.OUTPATIENT)
    assert isinstance(nothing, NoPolicy)
    assert [group.sms for group in nothing.general] == [
        "全国一般情况门诊：封顶线一般2万元，各地不同，社区比例高于三甲。"
    ]
    usual = policies(db, region_by_name("成都"), Topic.INPATIENT)
    assert isinstance(usual, NoPolicy)
    assert "30万元" in usual.general[0].sms
    assert "一般情况" not in "".join(group.sms for group in answer(db, "北京", Topic.OUTPATIENT).general)


@pytest.mark.requirement("S77")
@pytest.mark.requirement("S82")
@pytest.mark.requirement("S83")
@pytest.mark.requirement("S84")
@pytest.mark.requirement("S88")
@pytest.mark.parametrize(
    "words",
    [
        "体检费一般不报销，接触职业病危害等情况除外",
        "激活社保卡并选定点医院",
        "须先备案，分异地长期居住和临时外出就医",
        "未备案、医院未联网、急诊未带卡等可事后手工报销",
        "医保目录外药品、进口器材等须自费",
    ],
)
def test_reimbursement_is_explained_alike_everywhere(db: Connection, words: str) -> None:
    assert words in told(db, "全国", Topic.REIMBURSEMENT)


@pytest.mark.requirement("S85")
@pytest.mark.requirement("S86")
@pytest.mark.requirement("S87")
def test_documents_and_deadlines_of_a_claim(db: Connection) -> None:
    text = told(db, "全国", Topic.DOCUMENTS_AND_DEADLINE)
    assert (
        "社保卡及复印件、盖章发票原件、费用明细清单、诊断证明或病历，住院另需出院小结和费用总清单，部分地区需银行卡"
        in text
    )
    assert "一般15至30个工作日打款" in text
    assert "费用发生后6个月至1年内申请，逾期可能失效" in text
    payment, deadline = (clause for group in answer(db, "全国", Topic.DEADLINE).general for clause in group.clauses)
    assert ((payment.low, payment.high), (deadline.low, deadline.high)) == ((15, 30), (6, 12))


@pytest.mark.requirement("S78")
def test_hegang_social_insurance_tells_what_adds_up(db: Connection) -> None:
    text = told(db, "鹤岗", Topic.SOCIAL_INSURANCE)
    assert "养老基数下限4206元，上下限为平均工资的60%至300%" in text
    assert "个人养老8%，医疗2%，失业0.5%，单位养老16%" in text
    assert "社保基数20500元月缴费：个人2152.50元，单位约5537.50元，合计约7690元。" in text
    assert "社保基数20600元月缴费：个人约2163元，单位5665元，合计7828元。" in text
    assert sorted(kept(db, "S78", PolicyStatus.DISPUTED)) == [
        ("person_part", 224400, None),
        ("person_rate", 30, None),
        ("unit_rate", 2000, None),
    ]
    assert "2244" not in text


@pytest.mark.requirement("S79")
def test_the_pension_formula(db: Connection) -> None:
    text = told(db, "全国", Topic.SOCIAL_INSURANCE)
    assert "(全省上年度月平均工资+本人指数化月平均缴费工资)÷2×缴费年限×1%" in text
    assert "账户储存额÷计发月数" in text
    assert "1998年9月30日前参加工作的另有过渡性养老金" in text


@pytest.mark.requirement("S80")
def test_the_vague_row_is_kept_as_a_note_and_cannot_be_told(db: Connection) -> None:
    (row,) = [
        row
        for row in db.execute(select(Policy.sources, Policy.spoken, Policy.sms, Policy.note, Policy.status))
        if "S80" in row.sources.split()
    ]
    assert (row.spoken, row.sms, row.status) == ("", "", PolicyStatus.DISPUTED)
    assert "region not named" in row.note


@pytest.mark.requirement("S27")
@pytest.mark.requirement("S28")
@pytest.mark.requirement("S81")
def test_shenzhen_tiers_and_who_may_join(db: Connection) -> None:
    assert told(db, "深圳", Topic.ACCOUNT) == "深圳2025年个人账户：仅一档有个人账户，二档三档没有，余额显示为0。"
    outpatient = told(db, "深圳", Topic.OUTPATIENT)
    assert outpatient == "深圳2025年二档门诊：社区门诊统筹全年最高1000元，在绑定社康或上级医院报销。"
    assert kept(db, "S28", PolicyStatus.DISPUTED) == [("ceiling", 247131, None)]
    assert told(db, "深圳", Topic.PREMIUM) == (
        "深圳2025年灵活就业参保：须有深圳户籍，未满男60岁，女50岁，未在单位参保。"
    )


ACCOUNT = {
    "S20": "余额即账户储存额，来自个人缴费和单位缴费划转",
    "S21": "可付门诊、急诊、住院个人负担部分及定点药店购药",
    "S22": "不能提现或挪作他用",
    "S23": "余额属个人财产，每年不清零，自动结转下年",
    "S24": "利息按银行活期利率计算",
    "S25": "余额用完仍享受统筹待遇",
    "S26": "不设个人账户，按规定缴费即享受报销待遇",
    "S29": "应按时缴费，以免影响待遇",
    "S30": "可能重复扣款、数据延迟、新卡未激活或异常扣款",
    "S31": "统筹用于住院和大病门诊，账户凭卡和密码使用",
    "S32": "社保卡限本人使用，不得转借冒用",
}


@pytest.mark.parametrize(
    ("row", "words"),
    [pytest.param(row, words, marks=pytest.mark.requirement(row)) for row, words in ACCOUNT.items()],
)
def test_the_rules_of_the_account_hold_everywhere(db: Connection, row: str, words: str) -> None:
    groups = answer(db, "成都", Topic.ACCOUNT).general
    assert any(words in group.sms and row in group.sources for group in groups)


@pytest.mark.requirement("S24")
def test_the_other_rule_of_interest_is_kept_as_disputed(db: Connection) -> None:
    assert kept(db, "S24", PolicyStatus.DISPUTED) == [("rule", None, None)]
    assert "三个月" not in told(db, "全国", Topic.ACCOUNT)


@pytest.mark.requirement("S34")
def test_two_schemes_may_not_be_held_at_once(db: Connection) -> None:
    general = answer(db, "北京", Topic.PREMIUM_AND_YEARS).general
    assert [group.sms for group in general] == ["全国职工和居民医保：不能同时参加：职工医保强制，居民医保自愿。"]


SHARING = {
    "S37": "分共济支付和共济缴费",
    "S38": "先扣本人账户，不足再扣共济账户",
    "S39": "药店相同",
    "S40": "线上自动关联",
    "S41": "家人居民医保费可从共济账户直接划转",
    "S42": "家人门诊住院自付、定点药店药品器械，规定机构体检，居民医保保费",
    "S43": "双方正常参保，授权人账户有余额",
    "S44": "余额不足请查两个账户，信息错误请核对金额和对象，系统故障请稍后再试",
}


@pytest.mark.parametrize(
    ("row", "words"),
    [pytest.param(row, words, marks=pytest.mark.requirement(row)) for row, words in SHARING.items()],
)
def test_the_rules_of_family_sharing_hold_everywhere(db: Connection, row: str, words: str) -> None:
    groups = answer(db, "成都", Topic.SHARING).general
    assert any(words in group.sms and row in group.sources for group in groups)


@pytest.mark.requirement("S46")
@pytest.mark.requirement("S47")
@pytest.mark.requirement("S48")
def test_family_sharing_in_beijing(db: Connection) -> None:
    rules = told(db, "北京", Topic.SHARING)
    assert "双方均参加北京医保并先备案，先用本人账户，再用共济账户" in rules
    assert "每月最后一天自动扣缴，成功后次月起享受待遇" in rules
    ways = guided(db, Topic.SHARING, "北京")
    assert ways.startswith("北京共济办理：京通小程序-医保服务-职工个人账户家庭共济关系维护")
    assert "带身份证、社保卡及授权绑定表到窗口" in ways
    assert "登录国家医保服务平台，在我的中绑定" in ways


CHANNELS = {
    "S5": (Topic.QUERY_GUIDE, "首页搜医保，进市民中心-社保-医保账户查询"),
    "S6": (Topic.QUERY_GUIDE, "医保局公众号，或我-服务-城市服务"),
    "S7": (Topic.QUERY_GUIDE, "用身份证号、卡号或账号登录当地医保局网站"),
    "S8": (Topic.QUERY_GUIDE, "当地服务平台搜医保服务"),
    "S9": (Topic.QUERY_GUIDE, "国家医保服务平台实名注册后查询"),
    "S10": (Topic.QUERY_GUIDE, "带身份证或社保卡到经办窗口，可打印账单"),
    "S11": (Topic.QUERY_GUIDE, "自助机插卡查询"),
    "S12": (Topic.QUERY_GUIDE, "定点医院、药店可问余额，但可能不准，受时间地点限制"),
    "S13": (Topic.QUERY_GUIDE, "带身份证或社保卡到经办窗口"),
    "S14": (Topic.QUERY_GUIDE, "信息可能滞后，以当地医保局官方信息为准"),
    "S15": (Topic.QUERY_GUIDE, "请走指定渠道，保护个人信息"),
    "S16": (Topic.CONTRIBUTION_GUIDE, "切换参保地-社保缴费-城乡居民医疗保险"),
    "S17": (Topic.CONTRIBUTION_GUIDE, "国家医保服务平台看医保缴费记录，或用当地小程序，如粤税通、粤省事"),
    "S19": (Topic.CONTRIBUTION_GUIDE, "网上查不到社保基数的，请拨12333或到社保经办机构咨询"),
    "S35": (Topic.CARD_GUIDE, "用支付宝或微信领取，与实体卡功能一致"),
    "S36": (Topic.CARD_GUIDE, "带出生证明、户口本、父母身份证(部分地区需缴费证明)到窗口或银行激活"),
    "S45": (Topic.SHARING_GUIDE, "国家医保服务平台-地方专区-城市-个人账户家庭共济"),
    "S48": (Topic.SHARING_GUIDE, "登录国家医保服务平台，在我的中绑定"),
    "S49": (Topic.SHARING_GUIDE, "支付宝或微信城市服务-社保-个人账户共济，绑定孩子身份证号"),
    "S82": (Topic.CLAIM_GUIDE, "定点医院出示社保卡直接结算"),
    "S83": (Topic.FILING_GUIDE, "就医前在国家医保服务平台或当地医保局备案"),
}


@pytest.mark.parametrize(
    ("row", "topic", "words"),
    [pytest.param(row, *rest, marks=pytest.mark.requirement(row)) for row, rest in CHANNELS.items()],
)
def test_a_caller_is_told_where_else_to_go(db: Connection, row: str, topic: Topic, words: str) -> None:
    found = channels(db, None, topic)
    assert isinstance(found, Channels)
    assert any(words in group.sms and row in group.sources for group in found.groups)


@pytest.mark.requirement("S18")
def test_xinjiang_has_a_platform_of_its_own_and_tells_it_first(db: Connection) -> None:
    assert guided(db, Topic.QUERY_GUIDE, "阿克苏").startswith(
        "新疆医保服务平台：国家平台办异地备案、医保码、查询；本小程序办参保登记、生育登记。"
    )
    assert "本小程序" not in guided(db, Topic.QUERY_GUIDE, "北京")


@pytest.mark.requirement("S89")
def test_who_is_paid_a_maternity_allowance_is_told_of_it(db: Connection) -> None:
    nothing = policies(db, CHINA, Topic.MATERNITY)
    assert isinstance(nothing, NoPolicy)
    assert "发放后一般以电话、短信或邮件通知" in nothing.general[0].sms


@pytest.mark.parametrize("topic", [Topic.EMPLOYMENT, Topic.LABOUR, Topic.PERSONNEL])
def test_other_subjects_of_12333_are_referred(db: Connection, topic: Topic) -> None:
    (group,) = answer(db, "成都", topic).general
    assert "12333" in group.sms


def test_every_row_of_the_documents_is_in_the_table(db: Connection) -> None:
    there = {source for (sources,) in db.execute(select(Policy.sources)) for source in sources.split()}
    assert {f"S{number}" for number in range(50, 82)} <= there
    assert {f"S{number}" for number in range(5, 50)} - there == set()


def test_every_topic_is_answered_somewhere(db: Connection) -> None:
    services = {group.service for group in all_policies(db)}
    assert not [topic for topic, row in TOPICS.items() if not services & set(row.services)]


def test_the_ear_hears_words_only_and_every_kind_can_be_read(db: Connection) -> None:
    for group in all_policies(db):
        words = spoken(group)
        assert words
        assert not re.search("[0-9A-Za-z%]", group.spoken_title + words), group.title
        kinds = {
            part.kind for clause in group.clauses for part in parsed(clause.spoken) if isinstance(part, Placeholder)
        }
        assert kinds <= set(KINDS)


def named(template: str) -> list[tuple[str, str]]:
    """The values of a template and their kinds; the order is the language's."""
    return sorted((part.name, part.kind) for part in parsed(template) if isinstance(part, Placeholder))


def test_every_row_that_is_told_is_told_in_both_languages_with_the_same_values(db: Connection) -> None:
    told = db.execute(select(Policy).where(Policy.status == PolicyStatus.CURRENT)).all()
    assert len(told) > 220
    for row in told:
        assert row.title_en
        assert row.spoken_en
        assert row.sms_en
        assert named(row.spoken) == named(row.spoken_en), row.spoken
        assert named(row.sms) == named(row.sms_en), row.sms
    assert all(title for (title,) in db.execute(select(Policy.title_en)))


def test_english_words_are_english_and_the_ear_hears_no_figure(db: Connection) -> None:
    for group in all_policies(db):
        words = f"{group.title_en}: {spoken(group, 'en')}"
        assert re.fullmatch("[A-Za-z ,;:'-]+", words), words
        assert re.fullmatch("[ -~]+", group.sms_en), group.sms_en
        assert "{" not in group.sms_en


def test_an_english_group_is_two_texts_at_most_and_half_a_minute_long(db: Connection) -> None:
    closing = "What the local office has laid down is decisive."
    for group in all_policies(db):
        size = measure(f"[12393] {group.sms_en} {closing}")
        assert (size.encoding, size.segments <= 2) == (Encoding.GSM_7, True), group.sms_en


def test_figures_are_told_in_english_as_the_row_has_them(db: Connection) -> None:
    working, *_ = answer(db, "北京", Topic.OUTPATIENT).groups
    assert working.sms_en == (
        "Beijing 2025. Outpatient care of working employees: threshold 1,800 yuan; community hospitals 90%; "
        "other hospitals 70%; limit 20,000 yuan."
    )
    assert spoken(working, "en") == (
        "the threshold is one thousand eight hundred yuan and starts again every January first; community hospitals "
        "are reimbursed at ninety percent; other hospitals at seventy percent; at most twenty thousand yuan are paid "
        "in a year"
    )
    premium, rates, *_ = answer(db, "北京", Topic.PREMIUM).groups
    assert "employer 600.25 yuan; you 136.42 yuan; together 736.67 yuan." in premium.sms_en
    assert "employer 8.8%; you 2%." in rates.sms_en
    (years,) = answer(db, "北京", Topic.YEARS).groups
    assert "men 25 years; women 20 years" in years.sms_en
    (guide,) = channels(db, None, Topic.FILING_GUIDE).groups
    assert guide.sms_en.startswith("Filing for treatment elsewhere: ")


def test_a_group_is_one_text_but_for_two_lists(db: Connection) -> None:
    longer = [group.title for group in all_policies(db) if measure(SIGNED.format(group.sms)).segments > 1]
    assert longer == ["手工报销材料", "一档住院"]
    assert all(measure(SIGNED.format(group.sms)).segments <= 2 for group in all_policies(db))


def test_no_group_is_longer_than_half_a_minute_to_hear(db: Connection) -> None:
    assert max(len(spoken(group)) for group in all_policies(db)) <= 120  # at four characters a second
