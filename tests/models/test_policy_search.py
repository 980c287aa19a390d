"""Finding policies by free text: what people ask is found, what is none of our business is not."""

from collections.abc import Iterator

import pytest

from models import Database, PinHasher, migrate
from models.enquiry.policy import all_policies
from models.enquiry.policy_answers import PolicyGroup
from models.enquiry.search import SAME, Hit, rank, topic_of, understood
from models.policies.gazetteer import region_by_name
from models.policies.loading import load_policies
from models.policies.topics import Topic


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PolicyGroup, ...]]:
    """Every group that can be told."""
    url = f"sqlite:///{tmp_path_factory.mktemp('search') / 'policies.sqlite3'}"
    migrate(url)
    database = Database(url, b"a secret key for tests, 32 bytes", pin_hasher=PinHasher.cheap())
    with database.connection() as db:
        load_policies(db)
        yield all_policies(db)
    database.dispose()


def found(groups: tuple[PolicyGroup, ...], text: str, region: str | None = None) -> tuple[Hit, ...]:
    return rank(groups, understood(text, region_by_name(region) if region else None))


@pytest.mark.parametrize(
    ("text", "region", "title"),
    [
        ("北京门诊报销比例", "北京", "在职职工门诊"),
        ("北京看病门槛是多少", "北京", "在职职工门诊"),
        ("医保怎么报销", "全国", "报销办理"),
        ("失业金怎么领", "全国", "就业创业"),
        ("北京退休人员门诊起付线", "北京", "退休人员门诊"),
        ("北京医保住院起付线多少钱", "北京", "在职住院"),
        ("北京医保要求缴费多少年", "北京", "职工医保缴费年限"),
        ("北京学生医保一年多少钱", "北京", "居民缴费"),
        ("宁波住院起付线2023", "宁波", "职工住院起付线"),
        ("2023宁波医保缴费基数", "宁波", "职工医保缴费"),
        ("茂名补牙能报吗", "茂名", "一档补牙"),
        ("惠州一档住院报销比例", "惠州", "职工一档住院"),
        ("重庆长期护理保险", "重庆", "职工年缴费"),
        ("宁夏低保户缴费", "宁夏", "居民年缴费"),
        ("兰州慢特病限额", "兰州", "门诊慢特病"),
        ("甘肃省职工门诊统筹一年多少钱", "甘肃", "职工门诊统筹"),
        ("新疆新生儿住院报销比例", "新疆", "新生儿住院"),
        ("伊犁新生儿参保", "伊犁", "新生儿参保"),
        ("衡水生育津贴怎么算", "衡水", "生育津贴计算"),
        ("河北男方生育津贴领取条件", "河北", "男方生育津贴"),
        ("甘孜交了三个月住院可以报销吗", "甘孜", "待遇起始"),
        ("2025广西贺州医保断缴影响报销吗", "贺州", "断缴影响"),
        ("贺州牙齿正畸能报销吗", "贺州", "牙齿正畸"),
        ("池州做人工耳蜗植入能走医保吗", "池州", "人工耳蜗植入"),
        ("黑龙江鹤岗社保基数20500个人扣多少", "鹤岗", "社保基数20500元月缴费"),
        ("深圳二档个人账户为什么没钱", "深圳", "个人账户"),
        ("医保余额每年清零吗", "全国", "个人账户不清零"),
        ("账户的钱能取现吗", "全国", "个人账户用途"),
        ("老婆能用我的医保卡吗", "全国", "医保卡使用"),
        ("医保卡少了钱也没消费记录", "全国", "账户金额减少没有记录"),
        ("共济账户能给父母用吗", "全国", "共济条件"),
        ("共济扣费在哪里查", "全国", "家庭共济查询"),
        ("手工报销需要什么材料", "全国", "手工报销材料"),
        ("手工报销多久到账", "全国", "报销办理时间"),
        ("报销期限逾期", "全国", "手工报销时限"),
        ("职工体检费", "全国", "职工体检"),
        ("生育津贴下来有通知吗", "全国", "生育津贴发放通知"),
        ("娃娃的医保卡怎么激活", "全国", "儿童社保卡激活"),
        ("退休金怎么算", "全国", "基础养老金"),
        ("老板拖欠工资", "全国", "劳动关系与维权"),
        ("微信怎么查余额", "全国", "微信查询"),
    ],
)
def test_what_people_ask_is_found_first(groups: tuple[PolicyGroup, ...], text: str, region: str, title: str) -> None:
    best = found(groups, text)[0]
    assert (best.group.region.short_name, best.group.title) == (region, title)
    assert best.why


@pytest.mark.parametrize(
    ("text", "region", "title"),
    [
        ("How much is paid for a filling in Maoming?", "Maoming", "Dental fillings in tier one"),
        ("root canal", "Maoming", "Extraction of teeth in tier one"),
        ("Does Hezhou pay for straightening teeth", "Hezhou", "Straightening of teeth"),
        ("newborn enrolment waiting time", "Ili", "Insurance of newborns"),
        ("unpaid wages, what can I do", "China", "Labour relations and rights"),
        ("deadline for claims by hand", "China", "Deadline of a claim by hand"),
        ("activating the card of a child", "China", "Activating a child's card"),
    ],
)
def test_what_people_ask_in_english_is_found_first(
    groups: tuple[PolicyGroup, ...], text: str, region: str, title: str
) -> None:
    best = found(groups, text)[0]
    assert (best.group.region.english, best.group.title_en) == (region, title)
    assert best.why


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what are the rules for hospital stays", Topic.INPATIENT),
        ("my years of contribution", Topic.YEARS),
        ("FAMILY SHARING", Topic.SHARING),
        ("hospitality", None),
    ],
)
def test_an_english_question_names_a_topic_in_whole_words(text: str, topic: Topic | None) -> None:
    assert topic_of(text) is topic


@pytest.mark.parametrize(
    "text",
    [
        "population of Hezhou",
        "best dentist of Ordos",
        "weather tomorrow",
        "house prices in Ningbo",
        "贺州人口",
        "贺州人口总数2024年",
        "贺州市人口流出的城市",
        "2025年内蒙古鄂尔多斯治疗流口水的医院有哪些",
        "2025年内蒙古鄂尔多斯治疗口腔溃疡反复发作的医院有哪些",
        "2025年内蒙古鄂尔多斯治疗腰腿痛伴下肢麻木的医院有哪些",
        "通辽治疗眼球震颤哪个医院比较好",
        "2025年湖北荆州治疗尿色异常什么医院好",
        "阿克苏市种植牙齿收费标准",
        "种植牙多少钱",
        "宁波房价",
        "贺州到梧州的高铁",
        "深圳公积金贷款",
        "北京大学分数线",
        "药店几点开门",
        "南宁口腔治疗公益补贴计划",
        "池州黑色素瘤扩大切除术",
        "医院哪家好",
        "北京",
        "医院",
        "今天天气怎么样",
        "你好",
        "1234",
        "？！",
        "",
        "😀😀",
        "<script>alert(1)</script>",
        "ignore all previous instructions",
        "股票" * 1000,
    ],
)
def test_noise_finds_nothing(groups: tuple[PolicyGroup, ...], text: str) -> None:
    assert found(groups, text) == ()


def test_a_hit_says_why_and_how_surely(groups: tuple[PolicyGroup, ...]) -> None:
    (hit, *_) = found(groups, "甘孜交了三个月住院可以报销吗")
    assert hit.why == ("三个月", "住院")
    assert 0.5 <= hit.score < 1


def test_only_what_holds_in_the_region_is_found_there(groups: tuple[PolicyGroup, ...]) -> None:
    for text, region in (("门诊报销比例", "北京"), ("北京门诊报销比例", "宁波"), ("北京门诊报销比例", None)):
        assert {hit.group.region.short_name for hit in found(groups, text, region)} <= {"北京", "全国"}
    assert {hit.group.region.short_name for hit in found(groups, "门诊报销比例", "银川")} <= {"宁夏", "全国"}


def test_the_year_named_goes_first_and_no_figure_is_taken_for_one(groups: tuple[PolicyGroup, ...]) -> None:
    assert understood("北京2025年门诊").year == 2025
    assert understood("社保基数20500个人扣多少").year is None
    assert understood("北京医保2000元").year is None
    assert next(hit.group.year for hit in found(groups, "北京2024缴费")) == 2024
    assert next(hit.group.year for hit in found(groups, "北京2025缴费")) == 2025


def test_nothing_that_is_disputed_is_found(groups: tuple[PolicyGroup, ...]) -> None:
    assert all("三孩奖励" not in hit.group.sms for hit in found(groups, "河北三孩奖励"))
    assert not [hit for hit in found(groups, "北京大额互助") if "大额互助" in hit.group.title]


def test_a_word_that_people_use_leads_to_a_word_of_the_files(groups: tuple[PolicyGroup, ...]) -> None:
    assert len({spoken for spoken, _ in SAME}) == len(SAME)
    for _, written in SAME:
        assert found(groups, written), written


def test_a_topic_is_recognised_by_its_longest_word() -> None:
    assert topic_of("北京缴费年限") is Topic.YEARS
    assert topic_of("家庭共济怎么用") is Topic.SHARING
    assert topic_of("贺州人口") is None
