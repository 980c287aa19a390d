"""The words we send back, one place: an answer key and its values in, a `Reply` that is ready to send out.

Wordings are those of domain.md 4.3. A reply is signed once, at its start, and shortened to stay in fewer segments: it
first loses the name, then the hint instead, then both; an amount or a date is never cut. ← change a wording here
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sms.segments import measure

SIGNATURES: Mapping[str, str] = {"zh-CN": "【12393医保】", "en": "[12393] "}
"""What every reply of a language begins with."""

NAME = "{name}，"
"""How a reply addresses a person, by the masked name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply as it is sent: its key in WORDINGS, the text with the signature, the segments it takes."""

    key: str
    text: str
    segments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one answer: what it may lose first, what it always says, what it may lose last."""

    name: str = ""
    text: str
    hint: str = ""
    language: str = "zh-CN"


WORDINGS: Mapping[str, Wording] = {
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
        hint="如有疑问请致电12393按0转人工。",
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
        hint="人工请拨12393按0。",
    ),
    # Says only what can be done today; binding by text has its own words once BD is open.
    "NOB": Wording(
        text="本机未绑定医保账户，不能用短信查询。",
        hint="请拨打12393按1，凭身份证号和查询密码查询，或到经办窗口绑定。",
    ),
    "LOCK": Wording(text="验证错误已达5次，查询服务锁定24小时。请稍后再试或致电12393按0转人工。"),
    "LIMIT": Wording(text="您的号码今日查询已达20次上限，请明日再查或拨打12393。"),
    "SYS": Wording(text="系统繁忙，查询未完成，请稍后再发。急需请致电12393。"),
    "UNK": Wording(text="指令有误。{hints}全部指令发BZ，人工请拨12393。"),
    "SOON": Wording(text="{command}暂未开通。{hints}全部指令发BZ，人工请拨12393。"),
    "FEE": Wording(text="查询服务免费，上行短信由运营商按标准资费收取。"),
    "BZ": Wording(text="{commands}。例：发YE。"),
    "EN": Wording(language="en", text="{commands}. Agent: call 12393, press 0."),
}
"""Answer key → words. Every key that MessageRecord may hold is here, but for silence."""


def reply(key: str, **values: str) -> Reply:
    """The reply for an answer key, in the fullest form among those that take the fewest segments.

    `values` fill the placeholders of its wording; an unknown key or a missing value raises KeyError.
    """
    wording = WORDINGS[key]
    forms = (
        wording.name + wording.text + wording.hint,
        wording.text + wording.hint,
        wording.name + wording.text,
        wording.text,
    )
    texts = [SIGNATURES[wording.language] + form.format_map(values) for form in forms]
    text = min(texts, key=lambda text: measure(text).segments)  # of equals the first, which says most
    return Reply(key=key, text=text, segments=measure(text).segments)


def yuan(fen: int) -> str:
    """An amount in fen as figures in yuan, without the word: 123456 → 1234.56."""
    return f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def day(date: date) -> str:
    """A date in figures: 2026年03月01日."""
    return f"{date.year:04d}年{date.month:02d}月{date.day:02d}日"
