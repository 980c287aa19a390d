"""The words of every answer, by its key; those of the table in domain.md 4.3 stand here as there.

`{line}` is the number of the line that answers. ← change a wording here; docs/texts.md explains them to users.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sms.lines import CHINESE, ENGLISH

NAME = "{name}，"
"""How a reply addresses a person, by the masked name."""
STOP = "退订发TD。"
"""What a text says that nobody asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one answer: what it may lose first, what it always says, what it may lose last.

    `english` says the whole of it to who writes English; without it everybody reads it in its `language`.
    """

    name: str = ""
    text: str
    hint: str = ""
    english: str = ""
    language: str = CHINESE


_MONEY: Mapping[str, Wording] = {
    "YE": Wording(
        name=NAME,
        text="截至{as_of}您的医保个人账户余额{total}元（本年{current_year}元，历年{carried_over}元）。",
        hint="{card}",
    ),
    "YEZ": Wording(  # S25, S107
        name=NAME,
        text="截至{as_of}您的医保个人账户余额0.00元，住院和门诊统筹报销待遇不受影响。",
        hint="{card}",
    ),
    "YEF": Wording(
        name=NAME,
        text="截至{as_of}您的医保个人账户余额{total}元，账户已冻结，暂不能使用。",
        hint="如有疑问请致电{line}按0转人工。",
    ),
    "YE0": Wording(  # S26
        name=NAME,
        text="您参加的是城乡居民医保，不设个人账户，无余额可查，仍可按规定享受报销待遇。",
    ),
    "YESZ": Wording(  # S27
        name=NAME,
        text="您参加的是深圳{tier}医保，不设个人账户，余额为0，请持卡在绑定社康就医报销。",
    ),
    "NOINS": Wording(  # S101
        name=NAME,
        text="没有查到您正常参保的记录，请向当地医保经办机构核实。",
        hint="人工请拨{line}按0。",
    ),
    "MX": Wording(name="{name}", text="{title}：{rows}。余额{total}元。{more}"),
    "HR": Wording(
        name="{name}",
        text="{month}划入：个人缴费{personal}元，单位划入{employer}元，合计{total}元。",
        hint="更多发HR#后四位#年月。",
    ),
    "LX": Wording(name=NAME, text="{year}年度利息{interest}元，{carried}，余额不清零。"),
}

_FAMILY: Mapping[str, Wording] = {
    "GJ": Wording(text="{authorised}{sums}", hint="明细回GJMX。"),
    "GJMX": Wording(text="共济：{rows}。{more}"),
    "GJSQ": Wording(text="{authorised}"),
    "GJED": Wording(text="{quota}"),
}

_INSURED: Mapping[str, Wording] = {
    "ZT": Wording(name=NAME, text="{scheme}，参保地{region}，状态{status}{card}。", hint="{advice}"),
    "JF": Wording(name=NAME, text="{insured}。最近缴费{month}，{parts}，累计缴费{total}。"),
    "NX": Wording(name=NAME, text="{branch}累计缴费{total}（{months}个月），含{parts}。", hint="{standard}"),
    "LJ": Wording(name="{name}", text="{year}年{services}。"),
    "BX": Wording(text="报销单尾号{tail}：{state}。", hint="{others}"),
    "BA": Wording(text="异地就医备案：{filings}。", hint="{advice}"),
    "SY": Wording(text="生育津贴：{state}。"),
    "YL": Wording(
        name=NAME, text="养老保险累计缴费{total}，个人账户储存额{account}元（截至{as_of}）。", hint="{drawing}"
    ),
    "SHIYE": Wording(name=NAME, text="失业保险累计缴费{total}，{state}。"),
    "GONGSHANG": Wording(name=NAME, text="工伤保险：{state}。"),
    "KA": Wording(name=NAME, text="社保卡{tail}：{state}。"),
}

_CHILDREN: Mapping[str, Wording] = {
    "HZ": Wording(
        text="可查询的子女：{children}。发HZ#余额、HZ#参保或HZ#缴费，多名子女加证件后四位。", hint="解除发HZ#解绑。"
    ),
    "HZYE": Wording(text="{child}截至{as_of}医保个人账户余额{total}元。"),
    "HZYE0": Wording(text="{child}参加的是{scheme}，不设个人账户，无余额可查，仍可按规定享受报销待遇。"),
    "HZINS": Wording(text="没有查到{child}正常参保的记录，请向当地医保经办机构核实。", hint="人工请拨{line}按0。"),
    "HZZT": Wording(text="{child}：{scheme}，参保地{region}，状态{status}{card}。", hint="{advice}"),
    "HZJF": Wording(text="{child}：{insured}。最近缴费{month}，{parts}，累计缴费{total}。"),
    "HZDATA": Wording(text="没有查到{child}的相关记录。", hint="人工请拨{line}按0。"),
    "HZNONE": Wording(text="没有可查询的子女。父母可拨打12393按1、3、5绑定未满14周岁的子女。"),
    "HZJB": Wording(text="确认不再查询{child}，请在10分钟内回复Y。"),
    "HZOFF": Wording(text="已解除，不再能查询{child}。重新绑定请拨12393按1、3、5。"),
}

_POLICIES: Mapping[str, Wording] = {
    "ZC": Wording(text="{policies}{more}", english="{policies}{more}"),
    "ZCREG": Wording(
        text="请写明地区和项目，如ZC#北京#门诊。项目：账户、共济、门诊、住院、缴费、年限、报销、材料、时限。",
        english="Please name a region and a topic, such as ZC#Beijing#outpatient. Topics: account, sharing, "
        "outpatient, hospital, premium, years, claims, documents, deadline, maternity.",
    ),
    "ZCNO": Wording(
        text="暂无该地区的资料，请拨打{number}咨询，以当地医保局规定为准。",
        english="We have nothing on this region. Please dial {number}. "
        "What the local office has laid down is decisive.",
    ),
    "材料": Wording(  # S85 to S87
        text="手工报销材料：社保卡及复印件、盖章发票原件、费用明细清单、诊断证明或病历；"
        "住院另需出院小结和费用总清单；部分地区需银行卡。"
        "费用发生后6个月至1年内提交，15至30个工作日打款。",
        english="Documents for a claim by hand: social security card and copy, stamped original invoice, itemised list "
        "of costs, diagnosis or medical record; for a hospital stay the discharge summary and list of all costs; in "
        "places a bank card. Hand in within 6 months to 1 year of the cost; paid within 15 to 30 working days.",
    ),
    "QD": Wording(
        text="查询渠道：国家医保服务平台APP、支付宝或微信搜医保、当地医保局网站、经办窗口、自助机、12393电话、本短信。",
        english="Ways to ask: the national medical insurance app, Alipay or WeChat, the local office's website, "
        "service windows, self-service machines, calling 12393, texting here. Reply N for details.",
    ),
    "QDMX": Wording(text="{channels}{more}", english="{channels}{more}"),
    "DH": Wording(text="{region}：{numbers}。{more}", english="{region}: {numbers}.{more}"),
}

_NUMBER: Mapping[str, Wording] = {
    "YZM": Wording(  # the hint is what is agreed to (domain 7.10); other words, another CONSENT in sms.answers.number
        text="验证码{code}，10分钟内回复YZ#{code}完成绑定。请勿告知他人。",
        hint="回复即同意本机查询医保信息，发JB随时解除。",
    ),
    "BDOK": Wording(text="本机已绑定{name}的医保账户。发YE查余额，BZ看指令，JB解绑。如非本人操作请致电{line}。"),
    "BDFORM": Wording(text="绑定请发BD#身份证号#查询密码。", hint="建议拨打12393按4办理，密码不经短信，更安全。"),
    "BDHAS": Wording(text="本机已绑定医保账户，如需更换请先发JB解绑。"),
    "BDMAX": Wording(text="该账户已绑定3个手机号，请先解绑其中一个，或拨打12393按4办理。"),
    "PIN0": Wording(text="查询密码仍是初始密码，不能用短信绑定。请拨打12393按4修改密码后再绑定。"),
    "JB": Wording(text="确认解除本机与{name}医保账户的绑定，请在10分钟内回复Y。"),
    "JBOK": Wording(text="已解除绑定，本机不再能查询。重新绑定请拨12393按4。"),
    "KT": Wording(text="已开通到账、扣费和报销提醒，发送时间8:00至20:00。退订发TD。"),
    "TD": Wording(text="已为您退订提醒短信，查询指令仍可使用。恢复请发KT。"),
    "NOB": Wording(text="本机未绑定医保账户。请发BD#身份证号#查询密码绑定，或拨打12393按4办理。"),
    "NEEDID": Wording(text="为保护您的信息，请加身份证后四位重发，如{command}#123X。"),
    "DENY": Wording(text="验证未通过，请核对后重发。连续5次错误将锁定24小时。"),
    "EXP": Wording(text="验证码错误或已过期，请重新发送BD获取。"),
    "LOCK": Wording(text="验证错误已达5次，查询服务锁定24小时。请稍后再试或致电{line}按0转人工。"),
    "OTHER": Wording(
        text="只能查询本机绑定人本人的信息，不能代查他人。请本人用自己绑定的手机查询，或到经办窗口办理。",
        hint="未满14岁子女发HZ。",
    ),
    "CHILD": Wording(  # plain words about a child: the command is named, nothing is looked up
        text="只能查询本机绑定人本人的信息。查未满14岁子女请发HZ，绑定子女请拨12393按1、3、5。"
    ),
}

_WORK: Mapping[str, Wording] = {
    "TS": Wording(text="您的{kind}已受理，工单号{number}，将在5个工作日内答复。查进度发GD#{number}。"),
    "JY": Wording(text="感谢您的建议，编号{number}，我们会认真研究。"),
    "TSTEXT": Wording(text="请写明内容重发，如{command}#内容，200字以内。", hint="紧急或较长的问题请致电{line}按0。"),
    "GD": Wording(text="工单{number}：{state}{more}"),
    "GDLIST": Wording(text="工单：{tickets}。", hint="查进度发GD#工单号。"),
    "RG": Wording(text="已登记回电，{when}将由人工拨打本机，请保持畅通。取消发RG#取消。"),
    "RGOFF": Wording(text="回电已取消。重新登记发RG，人工请拨{line}按0。"),
    "RGNONE": Wording(text="没有查到待回电的登记。登记回电发RG。"),
    "RGTIME": Wording(
        text="请写30天内工作时间的时刻，如RG#明天10点或RG#15:30。人工时间：工作日{hours}，最近可约{next}。"
    ),
}

_ANYBODY: Mapping[str, Wording] = {
    "NODATA": Wording(text="没有查到相关记录。可换月份重查，或拨打{line}按0转人工。"),
    "NEXT": Wording(text="{sentences}{more}", english="{sentences}{more}"),
    "NOMORE": Wording(text="没有可继续的内容。全部指令发BZ。"),
    "FORM": Wording(text="指令写法有误，请发{form}。", hint="全部指令发BZ，人工请拨{line}。"),
    "ONE": Wording(text="一条短信只能写一个指令，请分开重发。", hint="全部指令发BZ。"),
    "MEDIA": Wording(text="本号码不接收图片、语音和文件，请发文字指令。{hints}全部指令发BZ，人工请拨{line}。"),
    "ASK": Wording(text="您是想{choices}？"),
    "EMERGENCY": Wording(text="如遇紧急危险，请立即拨打120或110。本号码只办理医保社保查询。"),
    "LIMIT": Wording(text="您的号码今日查询已达20次上限，请明日再查或拨打{line}。"),
    "SYS": Wording(text="系统繁忙，查询未完成，请稍后再发。急需请致电{line}。"),
    "UNK": Wording(text="指令有误。{hints}全部指令发BZ，人工请拨{line}。"),
    "FEE": Wording(text="查询服务免费，上行短信由运营商按标准资费收取。"),
    "BZ": Wording(text="{commands}。例：发YE。"),
    "BZ2": Wording(text="其他指令：{commands}。"),
    "EN": Wording(language=ENGLISH, text="{commands}. Agent: call {line}, press 0."),
}

_NOTICES: Mapping[str, Wording] = {
    "T-CREDIT": Wording(text="{day}您的医保个人账户{kind}{amount}元，余额{total}元。", hint=STOP),
    "T-PAYMENT": Wording(text="{day}您的医保个人账户{service}支出{amount}元。", hint=f"明细发MX。{STOP}"),
    "T-SHARED": Wording(text="{day}家人使用您的共济账户{service}支付{amount}元。", hint=f"明细发GJMX。{STOP}"),
    "T-CLAIM": Wording(text="报销单尾号{tail}：{state}。", hint=f"进度发BX。{STOP}"),
    "T-MATERNITY": Wording(text="生育津贴：{state}。", hint=STOP),
    "T-PREMIUM": Wording(text="{day}共济代缴{year}年居民医保费{amount}元{outcome}。", hint=f"{{advice}}{STOP}"),
    "T-TICKET": Wording(text="您的工单{number}{state}", hint="详情发GD#{number}。"),
    "T-CALLBACK": Wording(text="已约定{when}由人工回电，请保持畅通。取消发RG#取消。"),
    "T-MISSED": Wording(text="{when}回电未接通，我们会再拨一次。", hint="重新预约发RG，取消发RG#取消。"),
    "T-CLOSED": Wording(text="我们{calls}次回电均未接通，工单{number}已关闭。", hint="重新预约发RG，或拨打{line}按0。"),
    "T-UNRUNG": Wording(text="您的号码无法拨通，未能回电，工单{number}已关闭。", hint="请拨打{line}按0。"),
}

WORDINGS: Mapping[str, Wording] = {
    **_MONEY,
    **_FAMILY,
    **_INSURED,
    **_CHILDREN,
    **_POLICIES,
    **_NUMBER,
    **_WORK,
    **_ANYBODY,
    **_NOTICES,
}
"""Answer key → words. Every key that MessageRecord may hold is here, but for silence."""
