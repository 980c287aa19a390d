"""The reply table of domain.md 4.3: every key with its wording, its measured length and its segments."""

from __future__ import annotations

import pytest

from sms.commands import COMMANDS, english_words, help_words, hint_words
from sms.lines import LINES, MEDICAL, SOCIAL
from sms.replies import reply
from sms.segments import measure
from sms.wordings import WORDINGS

TABLE: list[tuple[str, dict[str, str], str, int, int]] = [
    (
        "YE",
        {
            "name": "张*明",
            "as_of": "2026年03月01日",
            "total": "1234.56",
            "current_year": "300.00",
            "carried_over": "934.56",
            "card": "",
        },
        "张*明，截至2026年03月01日您的医保个人账户余额1234.56元（本年300.00元，历年934.56元）。",
        66,
        1,
    ),
    (
        "YE0",
        {"name": "张*明"},
        "张*明，您参加的是城乡居民医保，不设个人账户，无余额可查，仍可按规定享受报销待遇。",
        50,
        1,
    ),
    (
        "YESZ",
        {"name": "张*明", "tier": "二档"},
        "张*明，您参加的是深圳二档医保，不设个人账户，余额为0，请持卡在绑定社康就医报销。",
        50,
        1,
    ),
    (
        "MX",
        {
            "name": "张*明",
            "title": "最近5笔",
            "rows": "02-27药店-45.20；02-15门诊-120.00；02-10划入+300.00；01-20共济-88.00；01-10药店-12.50",
            "total": "1234.56",
            "more": "回N看下一页。",
        },
        "张*明最近5笔：02-27药店-45.20；02-15门诊-120.00；02-10划入+300.00；01-20共济-88.00；01-10药店-12.50。"
        "余额1234.56元。回N看下一页。",
        107,
        2,
    ),
    (
        "GJ",
        {
            "authorised": "共济授权2人：母李**，配偶王*。",
            "sums": "本年共济支付2笔合计208.00元，共济缴费1笔400.00元。",
        },
        "共济授权2人：母李**，配偶王*。本年共济支付2笔合计208.00元，共济缴费1笔400.00元。明细回GJMX。",
        66,
        1,
    ),
    (
        "JF",
        {
            "name": "张*明",
            "insured": "职工医保正常参保",
            "month": "2026年02月",
            "parts": "个人136.42元、单位600.25元",
            "total": "12年3个月",
        },
        "张*明，职工医保正常参保。最近缴费2026年02月，个人136.42元、单位600.25元，累计缴费12年3个月。",
        66,
        1,
    ),
    (
        "BX",
        {
            "tail": "0381",
            "state": "审核中，{受理日}受理，预计15至30个工作日办结，最迟{到期日}前打款",
            "others": "",
        },
        "报销单尾号0381：审核中，{受理日}受理，预计15至30个工作日办结，最迟{到期日}前打款。",
        56,
        1,
    ),
    (
        "BA",
        {"filings": "上海市，长期居住，有效期长期", "advice": "就医请出示医保码或社保卡。"},
        "异地就医备案：上海市，长期居住，有效期长期。就医请出示医保码或社保卡。",
        44,
        1,
    ),
    (
        "ZC",
        {
            "policies": "北京2025年职工门诊：在职起付线1800元，社区报90%，其他医院报70%，封顶2万元。",
            "more": "以当地规定为准。",
        },
        "北京2025年职工门诊：在职起付线1800元，社区报90%，其他医院报70%，封顶2万元。以当地规定为准。",
        62,
        1,
    ),
    (  # with the consent that domain 7.10 asks for at a first binding
        "YZM",
        {"code": "628415"},
        "验证码628415，10分钟内回复YZ#628415完成绑定。请勿告知他人。回复即同意本机查询医保信息，发JB随时解除。",
        69,
        1,
    ),
    (
        "BDOK",
        {"name": "张*明"},
        "本机已绑定张*明的医保账户。发YE查余额，BZ看指令，JB解绑。如非本人操作请致电12393。",
        56,
        1,
    ),
    (
        "UNK",
        {"hints": hint_words(COMMANDS)},
        "指令有误。查余额发YE，明细发MX，共济发GJ，报销进度发BX，政策发ZC，全部指令发BZ，人工请拨12393。",
        65,
        1,
    ),
    ("NOB", {}, "本机未绑定医保账户。请发BD#身份证号#查询密码绑定，或拨打12393按4办理。", 49, 1),
    ("NEEDID", {"command": "MX"}, "为保护您的信息，请加身份证后四位重发，如MX#123X。", 37, 1),
    ("LOCK", {}, "验证错误已达5次，查询服务锁定24小时。请稍后再试或致电12393按0转人工。", 48, 1),
    ("SYS", {}, "系统繁忙，查询未完成，请稍后再发。急需请致电12393。", 37, 1),
    ("LIMIT", {}, "您的号码今日查询已达20次上限，请明日再查或拨打12393。", 39, 1),
    (
        "TS",
        {"kind": "投诉", "number": "2603010017"},
        "您的投诉已受理，工单号2603010017，将在5个工作日内答复。查进度发GD#2603010017。",
        60,
        1,
    ),
    ("TD", {}, "已为您退订提醒短信，查询指令仍可使用。恢复请发KT。", 35, 1),
    ("FEE", {}, "查询服务免费，上行短信由运营商按标准资费收取。", 32, 1),
    (
        "BZ",
        {"commands": help_words(command for command in COMMANDS if command.listed)},
        "YE余额 MX明细 HR划入 LX利息 GJ共济 JF缴费 BX报销 BA备案 LJ年度累计 ZC政策 QD渠道 DH电话 BD绑定 JB解绑 "
        "TS投诉 RG回电 TD退订。例：发YE。",
        102,
        2,
    ),
    (
        "YL",
        {"name": "张*明", "total": "15年2个月", "account": "56789.01", "as_of": "2025年末", "drawing": ""},
        "张*明，养老保险累计缴费15年2个月，个人账户储存额56789.01元（截至2025年末）。",
        55,
        1,
    ),
    (
        "YEZ",
        {"name": "张*明", "as_of": "2026年03月01日", "card": ""},
        "张*明，截至2026年03月01日您的医保个人账户余额0.00元，住院和门诊统筹报销待遇不受影响。",
        58,
        1,
    ),
    (
        "HR",
        {"name": "张*明", "month": "2026年02月", "personal": "136.42", "employer": "63.58", "total": "200.00"},
        "张*明2026年02月划入：个人缴费136.42元，单位划入63.58元，合计200.00元。更多发HR#后四位#年月。",
        69,
        1,
    ),
    (
        "LX",
        {"name": "张*明", "year": "2025", "interest": "1.87", "carried": "年度结转934.56元已转入历年账户"},
        "张*明，2025年度利息1.87元，年度结转934.56元已转入历年账户，余额不清零。",
        52,
        1,
    ),
    (
        "GJMX",
        {
            "rows": "02-15母李**门诊88.00元成功；02-03配偶王*药店45.00元失败，余额不足；"
            "01-31子女居民医保缴费405.00元成功",
            "more": "回N看下一页。",
        },
        "共济：02-15母李**门诊88.00元成功；02-03配偶王*药店45.00元失败，余额不足；01-31子女居民医保缴费405.00元成功。"
        "回N看下一页。",
        87,
        2,
    ),
    (
        "ZT",
        {
            "name": "张*明",
            "scheme": "职工医保",
            "region": "北京市",
            "status": "正常参保",
            "card": "，社保卡已激活",
            "advice": "",
        },
        "张*明，职工医保，参保地北京市，状态正常参保，社保卡已激活。",
        39,
        1,
    ),
    (
        "NX",
        {
            "name": "张*明",
            "branch": "医保",
            "total": "12年3个月",
            "months": "147",
            "parts": "实际缴费147个月",
            "standard": "年限标准发ZC#年限。",
        },
        "张*明，医保累计缴费12年3个月（147个月），含实际缴费147个月。年限标准发ZC#年限。",
        55,
        1,
    ),
    (
        "LJ",
        {
            "name": "张*明",
            "year": "2026",
            "services": "门诊累计1500.00元，距起付线还差300.00元，统筹已报0.00元，剩余限额20000.00元",
        },
        "张*明2026年门诊累计1500.00元，距起付线还差300.00元，统筹已报0.00元，剩余限额20000.00元。",
        68,
        1,
    ),
    (
        "SY",
        {"state": "2026年02月28日已发放，158天，金额以单位或本人账户到账为准"},
        "生育津贴：2026年02月28日已发放，158天，金额以单位或本人账户到账为准。",
        49,
        1,
    ),
    (
        "QD",
        {},
        "查询渠道：国家医保服务平台APP、支付宝或微信搜医保、当地医保局网站、经办窗口、自助机、12393电话、本短信。",
        65,
        1,
    ),
    (
        "DH",
        {
            "region": "宁夏",
            "numbers": "政务热线0951-5112345，医保待遇政策0951-5166023，信访投诉0951-5166018",
            "more": "",
        },
        "宁夏：政务热线0951-5112345，医保待遇政策0951-5166023，信访投诉0951-5166018。",
        65,
        1,
    ),
    (
        "GD",
        {"number": "2603010017", "state": "处理中，承办部门待遇保障处，预计{日期}前答复。", "more": ""},
        "工单2603010017：处理中，承办部门待遇保障处，预计{日期}前答复。",
        46,
        1,
    ),
    (
        "RG",
        {"when": "工作日9:00至17:00"},
        "已登记回电，工作日9:00至17:00将由人工拨打本机，请保持畅通。取消发RG#取消。",
        52,
        1,
    ),
    ("KT", {}, "已开通到账、扣费和报销提醒，发送时间8:00至20:00。退订发TD。", 44, 1),
    ("JB", {"name": "张*明"}, "确认解除本机与张*明医保账户的绑定，请在10分钟内回复Y。", 38, 1),
    ("JBOK", {}, "已解除绑定，本机不再能查询。重新绑定请拨12393按4。", 37, 1),
    ("JY", {"number": "2603010018"}, "感谢您的建议，编号2603010018，我们会认真研究。", 37, 1),
    ("DENY", {}, "验证未通过，请核对后重发。连续5次错误将锁定24小时。", 36, 1),
    ("EXP", {}, "验证码错误或已过期，请重新发送BD获取。", 29, 1),
    ("NODATA", {}, "没有查到相关记录。可换月份重查，或拨打12393按0转人工。", 39, 1),
    (
        "ZCREG",
        {},
        "请写明地区和项目，如ZC#北京#门诊。项目：账户、共济、门诊、住院、缴费、年限、报销、材料、时限。",
        58,
        1,
    ),
    (
        "ZCNO",
        {"number": "当地区号+12393"},
        "暂无该地区的资料，请拨打当地区号+12393咨询，以当地医保局规定为准。",
        45,
        1,
    ),
    (
        "材料",
        {},
        "手工报销材料：社保卡及复印件、盖章发票原件、费用明细清单、诊断证明或病历；住院另需出院小结和费用总清单；"
        "部分地区需银行卡。费用发生后6个月至1年内提交，15至30个工作日打款。",
        97,
        2,
    ),
    (
        "EN",
        {"commands": english_words(COMMANDS)},
        "YE balance, MX#last4 records, JF payments, BX claims, ZC policy, BD bind, BZ commands. "
        "Agent: call 12393, press 0.",
        122,
        1,
    ),
]
"""Key, values, words, length with the signature, segments: the reply samples of domain.md 4.3, all of them."""


@pytest.mark.parametrize(("key", "values", "words", "length", "segments"), TABLE, ids=[row[0] for row in TABLE])
def test_a_reply_has_the_words_and_the_length_of_the_table(
    key: str, values: dict[str, str], words: str, length: int, segments: int
) -> None:
    signature = LINES[MEDICAL].signatures[WORDINGS[key].language]
    given = reply(key, **values)
    assert given.text == signature + words
    assert (len(given.text), given.segments) == (length, segments)


@pytest.mark.parametrize("key", sorted(WORDINGS))
def test_no_wording_holds_what_carriers_refuse_or_a_web_address(key: str) -> None:
    wording = WORDINGS[key]
    words = wording.name + wording.text + wording.hint
    assert not set("【】¥￥★") & set(words), "signed once, at the start, and amounts in 元 (domain 3)"
    assert "http" not in words
    assert "www" not in words


def test_12333_signs_its_own_texts_and_names_its_own_number() -> None:
    assert reply("LOCK", SOCIAL).text == (
        "【12333人社】验证错误已达5次，查询服务锁定24小时。请稍后再试或致电12333按0转人工。"
    )
    assert reply("EN", SOCIAL, commands="YE balance").text == "[12333] YE balance. Agent: call 12333, press 0."


def test_what_shortens_a_reply_is_the_name_then_the_hint() -> None:
    values = {"name": "张*明", "as_of": "2026年03月01日", "total": "750.00"}
    assert reply("YEF", **values).text == (
        "【12393医保】截至2026年03月01日您的医保个人账户余额750.00元，账户已冻结，暂不能使用。如有疑问请致电12393按0转人工。"
    )
    longer = reply("YEF", **{**values, "total": "123456789.00"})
    assert longer.text == (
        "【12393医保】张*明，截至2026年03月01日您的医保个人账户余额123456789.00元，账户已冻结，暂不能使用。"
    )
    assert measure(longer.text).segments == longer.segments == 1
