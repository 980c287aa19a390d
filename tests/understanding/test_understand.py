"""What `understand` makes of a text: intents, what they are about, whose data it would be, and odd input."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding import COMMONLY_ASKED, PERSONAL, Intent, NotOurs, Reason, Understood, Unsure, understand
from understanding.answers import Answer
from understanding.measure import read_phrasings
from understanding.plain import LONGEST, plain

REGIONS = {"北京": "110000", "保定": "130600", "广东": "440000", "惠州": "441300", "shenzhen": "440300"}
DEVELOPMENT = [
    one.says for one in read_phrasings(Path(__file__).with_name("development.toml"))[0] if one.means and one.says
]
FILLERS = ("请问", "麻烦", "嗯", "帮我", "那个", "我想问问")
SIGNS = "，。？！、…~ 　🙂"


def meant(text: str, language: str = "zh-CN") -> Answer:
    return understand(text, regions=REGIONS, language=language)


def intent(text: str) -> Intent:
    answer = meant(text)
    assert isinstance(answer, Understood), answer
    return answer.intent


def reason(text: str) -> Reason:
    answer = meant(text)
    assert isinstance(answer, NotOurs), answer
    return answer.reason


def test_an_answer_says_what_spoke_for_it() -> None:
    answer = meant("查余额")
    assert isinstance(answer, Understood)
    assert [str(one) for one in answer.evidence] == ["余额 +5"]
    assert answer.score == 5
    assert answer.runner_up is None


def test_the_runner_up_is_the_next_of_the_table_whoever_answered() -> None:
    answer = meant("报销为什么给我退回来了")
    assert isinstance(answer, Understood)
    assert answer.evidence[-1].words.startswith("sounds like")
    assert answer.runner_up is Intent.BACK


@pytest.mark.parametrize(
    "text", ["醫保賬戶還有多少錢", "医保账户还有多少钱", "ＹＥ", "查下鱼额", "一保卡余额", "卡里还有好多钱嘛"]
)
def test_a_spelling_is_read_as_the_one_meant(text: str) -> None:
    assert intent(text) is Intent.BALANCE


def test_a_character_that_sounds_right_is_left_alone_within_a_word_that_is_right() -> None:
    assert plain("异地就医报销") == "异地就医报销"
    assert plain("医报卡") == "医保卡"


def test_a_rare_character_whose_simple_form_is_rarer_still_stays_as_it_is() -> None:
    assert plain("鱄魚") == "鱄鱼"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不是余额，是明细", Intent.RECORDS),
        ("我不查余额给我转人工", Intent.AGENT),
        ("不要人工我要查余额", Intent.BALANCE),
    ],
)
def test_what_is_denied_is_not_meant(text: str, expected: Intent) -> None:
    assert intent(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "我妈的余额",
        "替我爷爷查报销进度",
        "查陈志强的医保明细",
        "老李的余额",
        "她的医保明细",
        "我同学医保交了没",
        "my mother's balance",
    ],
)
def test_another_persons_data_is_refused(text: str) -> None:
    assert reason(text) is Reason.OTHER_PERSON


@pytest.mark.parametrize("question", ["社保基数多少", "医保交了没", "的余额", "的缴费记录"])
@pytest.mark.parametrize(
    "others",
    [
        "我们经理",
        "咱们主管",
        "我们老板",
        "我们单位领导",
        "我们会计",
        "俺们厂长",
        "我们科长",
        "全公司的人",
        "全厂工人",
        "厂里的工人",
        "公司所有人",
        "我们办公室的人",
        "员工们",
        "工友们",
        "我是公司会计，我们司机",
    ],
)
def test_whoever_speaks_of_people_at_work_asks_for_other_peoples_data(others: str, question: str) -> None:
    assert reason(others + question) is Reason.OTHER_PERSON


@pytest.mark.parametrize("text", ["我们会计，给我查一下余额", "我们经理，告诉我医保余额"])
def test_whoever_names_somebody_and_then_asks_is_taken_to_ask_for_them(text: str) -> None:
    assert reason(text) is Reason.OTHER_PERSON


@pytest.mark.parametrize(
    "text", ["our manager's balance", "has our accountant's insurance been paid", "my boss's balance"]
)
def test_people_at_work_are_other_people_in_english_too(text: str) -> None:
    assert reason(text) is Reason.OTHER_PERSON


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们单位给我交医保了没", Intent.CONTRIBUTIONS),
        ("我们老板有没有给我交社保", Intent.CONTRIBUTIONS),
        ("单位职工医保交了没", Intent.CONTRIBUTIONS),
        ("我职工医保余额", Intent.BALANCE),
        ("我们会计说给我交了，我的医保交了没", Intent.CONTRIBUTIONS),
        ("我们省长期护理保险政策", Intent.POLICY),
    ],
)
def test_whoever_is_paid_for_at_work_asks_for_the_own_data(text: str, expected: Intent) -> None:
    assert intent(text) is expected


@pytest.mark.parametrize("text", ["我是公司会计，我的医保余额", "我是我们公司的经理，查我的医保余额"])
def test_whoever_names_the_own_trade_is_not_somebody_else(text: str) -> None:
    answer = meant(text)
    assert not isinstance(answer, NotOurs)


CHILDREN = ("我孩子", "娃", "我家小孩", "小孩", "宝宝", "我儿子", "女儿", "我家闺女", "子女", "我家小朋友", "儿童")


@pytest.mark.parametrize("question", ["的余额", "医保余额", "医保交了没", "的参保状态", "医保卡里还有多少钱"])
@pytest.mark.parametrize("child", CHILDREN)
def test_a_parent_is_known_to_ask_for_a_child_and_is_never_told_the_own_data(child: str, question: str) -> None:
    assert reason(child + question) is Reason.CHILD


@pytest.mark.parametrize("text", ["my son's balance", "my kids' insurance status"])
def test_a_parent_is_known_in_english_too(text: str) -> None:
    assert reason(text) is Reason.CHILD


@pytest.mark.parametrize(
    "text",
    [
        "孩子他爸的医保明细",
        "同事孩子的医保交了没",
        "我姐家的娃医保交了没",
        "查张伟孩子的余额",
        "孙女儿的医保交了没",
        "我侄女儿的余额",
        "我们经理的孩子医保交了没",
        "我儿媳的余额",
        "她儿子的余额",
        "her son's balance",
    ],
)
def test_whose_child_is_somebody_elses_or_no_child_is_another_person(text: str) -> None:
    assert reason(text) is Reason.OTHER_PERSON


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("小孩医保一年多少钱", Intent.POLICY),
        ("怎么给宝宝交医保", Intent.CHANNELS),
        ("生完儿子津贴到账没", Intent.MATERNITY),
        ("我儿子用我的共济刷了多少", Intent.SHARING_RECORDS),
    ],
)
def test_rules_and_the_callers_own_may_be_asked_with_a_child_in_mind(text: str, expected: Intent) -> None:
    assert intent(text) is expected


def test_family_is_not_asked_for_by_whom_it_may_share_with() -> None:
    assert reason("给家里人查余额") is Reason.OTHER_PERSON


@pytest.mark.parametrize(
    "text", ["饭票卡余额", "110105194912310021的余额", "我老婆让我问我的余额还有多少", "总工的余额"]
)
def test_whose_data_it_would_be_is_asked_where_it_is_not_plain(text: str) -> None:
    answer = meant(text)
    assert isinstance(answer, Unsure)
    assert answer.candidates[0] is Intent.BALANCE


@pytest.mark.parametrize("text", ["我爸住院能报销多少", "我想把老婆加到共济里", "我妈用我共济的钱买了多少药"])
def test_rules_and_the_callers_own_sharing_may_be_asked_with_others_in_mind(text: str) -> None:
    assert isinstance(meant(text), Understood)


def test_whoever_names_a_region_and_not_himself_is_offered_its_rules() -> None:
    answer = meant("广东医保缴费基数")
    assert isinstance(answer, Unsure)
    assert Intent.POLICY in answer.candidates
    assert answer.region == "440000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("救命", Reason.EMERGENCY),
        ("我想自杀", Reason.EMERGENCY),
        ("你好", Reason.GREETING),
        ("公积金余额", Reason.OTHER_SUBJECT),
        ("床前明月光", Reason.UNKNOWN),
    ],
)
def test_what_is_not_ours_is_told_why(text: str, expected: Reason) -> None:
    assert reason(text) is expected


@pytest.mark.parametrize("text", ["", "   ", "👍👍", "……", "嗯嗯啊", "\u200b"])
def test_nothing_said_is_nothing_said(text: str) -> None:
    assert reason(text) is Reason.NOTHING_SAID


def test_two_things_at_once_are_asked_back() -> None:
    answer = meant("余额还有缴费")
    assert isinstance(answer, Unsure)
    assert set(answer.candidates) >= {Intent.BALANCE, Intent.CONTRIBUTIONS}


def test_whoever_wants_something_of_ours_is_offered_what_is_commonly_asked() -> None:
    assert meant("我想问医保") == Unsure(candidates=COMMONLY_ASKED, evidence=())


def test_an_angry_caller_disputes_or_complains() -> None:
    assert intent("为什么多扣我的钱") is Intent.DISPUTE
    assert intent("太气人了我要告你们") is Intent.COMPLAINT
    assert Intent.DISPUTE.command == Intent.COMPLAINT.command == "TS"


def test_a_how_question_about_ones_data_is_the_data_and_one_about_other_ways_is_the_ways() -> None:
    assert intent("怎么查余额") is Intent.BALANCE
    assert intent("支付宝怎么查余额") is Intent.CHANNELS


def test_region_topic_period_and_ticket_come_with_the_answer() -> None:
    policy, records, ticket = meant("北京住院报销比例"), meant("2025年3月的明细"), meant("工单2603010018到哪了")
    assert isinstance(policy, Understood)
    assert (policy.region, policy.topic) == ("110000", "住院")
    assert isinstance(records, Understood)
    assert records.period is not None
    assert records.period.on(date(2026, 3, 1)) == (2025, 3)
    assert isinstance(ticket, Understood)
    assert ticket.ticket == "2603010018"


@pytest.mark.parametrize(
    ("text", "code"), [("我在广东惠州", "441300"), ("Shenzhen", "440300"), ("北京的", "110000"), ("医保定点", "")]
)
def test_the_region_is_the_most_closely_named_one_and_no_part_of_a_word(text: str, code: str) -> None:
    answer = meant(text)
    assert getattr(answer, "region", "") == code
    assert (isinstance(answer, Understood) and answer.intent is Intent.REGION) == bool(code)


def test_asking_for_the_language_already_spoken_means_nothing() -> None:
    assert intent("English please") is Intent.ENGLISH
    assert not isinstance(meant("English please", "en"), Understood)


def test_a_text_of_two_thousand_characters_is_read_as_far_as_anybody_would() -> None:
    assert len(plain("医保余额" * 500)) <= LONGEST
    assert isinstance(meant("我" * 2000), NotOurs | Unsure)


@given(
    st.one_of(
        st.text(max_size=400), st.text(st.sampled_from("我你医保余额报销查共济妈的不是北京12年月A '😀"), max_size=40)
    )
)
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(understand(text, regions=REGIONS), Understood | Unsure | NotOurs)


@given(st.text(max_size=60))
def test_a_plain_text_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.sampled_from(DEVELOPMENT), st.sampled_from(FILLERS), st.sampled_from(SIGNS), st.booleans())
def test_fillers_signs_and_full_width_change_nothing(text: str, filler: str, sign: str, wide: bool) -> None:
    dressed = f"{filler}{sign}{text}{sign}{sign}"
    if wide:
        dressed = dressed.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert meant(dressed) == meant(text)


@given(
    st.sampled_from(DEVELOPMENT),
    st.sampled_from(["我妈的", "我同事的", "她的", "我孩子的", "我们经理的", "厂里工人的"]),
)
def test_no_personal_data_is_told_when_another_person_is_put_before_the_question(text: str, other: str) -> None:
    answer = meant(other + text)
    own = {Intent.SHARING, Intent.SHARING_RECORDS}
    assert not isinstance(answer, Understood) or answer.intent not in PERSONAL - own
