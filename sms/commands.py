"""COMMANDS: every keyword of domain.md 4.3 with its aliases, the proof it needs and the function that answers it.

← add a command here. A command without a function is not open yet and says so; help texts name only open ones.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from models import Access, Level, Tier, enquiry
from sms.replies import Reply, day, reply, yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a command is answered from: the db session, who is bound to the sender's number, and as whom he asks."""

    db: Session
    caller: enquiry.KnownCaller | None
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One line of the table.

    `parameters` are written as a user reads them. `hint` is how UNK, `english` how EN mentions the command; empty
    where they do not. `answer` is None while the command is not open.
    """

    keyword: str
    about: str
    aliases: tuple[str, ...] = ()
    parameters: str = ""
    level: Level = Level.NONE
    hint: str = ""
    english: str = ""
    answer: Callable[[Question], Reply] | None = None


def _balance(question: Question) -> Reply:
    """YE: the balance of the personal account, or why there is none."""
    assert question.caller is not None  # level BOUND: an unbound sender has been answered with NOB
    found = enquiry.balance(question.db, question.caller.person_id, question.access)
    name = found.masked_name
    if isinstance(found, enquiry.NotInsured):
        return reply("NOINS", name=name)
    if isinstance(found, enquiry.NoAccount):
        if found.tier is None:
            return reply("YE0", name=name)
        return reply("YESZ", name=name, tier=_TIERS[found.tier])
    as_of, total = day(found.as_of), yuan(found.total_fen)
    if found.frozen:
        return reply("YEF", name=name, as_of=as_of, total=total)
    card = "" if found.activated else "社保卡未激活。"  # S103
    if found.total_fen == 0:
        return reply("YEZ", name=name, as_of=as_of, card=card)
    return reply(
        "YE",
        name=name,
        as_of=as_of,
        total=total,
        current_year=yuan(found.current_year_fen),
        carried_over=yuan(found.carried_over_fen),
        card=card,
    )


_TIERS: Mapping[Tier, str] = {Tier.FIRST: "一档", Tier.SECOND: "二档", Tier.THIRD: "三档"}


def _fee(_: Question) -> Reply:
    """FEE: what a text costs."""
    return reply("FEE")


def _help(_: Question) -> Reply:
    """BZ: every command that is open, but for BZ itself."""
    return reply("BZ", commands=help_words(command for command in COMMANDS if command.keyword != "BZ"))


def _english(_: Question) -> Reply:
    """EN: the open commands in English."""
    return reply("EN", commands=english_words(COMMANDS))


def unknown() -> Reply:
    """The answer to what is no command: the open ones most asked for."""
    return reply("UNK", hints=hint_words(COMMANDS))


def not_open(command: Command) -> Reply:
    """The answer to a command whose function is not built yet."""
    return reply("SOON", command=command.keyword + command.about, hints=hint_words(COMMANDS))


def help_words(commands: Iterable["Command"]) -> str:
    """The open commands of a table as BZ lists them: YE余额 FEE资费."""
    return " ".join(command.keyword + command.about for command in commands if command.answer)


def hint_words(commands: Iterable["Command"]) -> str:
    """The open commands of a table as UNK offers them: 查余额发YE，…， with a comma behind each."""
    return "".join(f"{command.hint}，" for command in commands if command.answer and command.hint)


def english_words(commands: Iterable["Command"]) -> str:
    """The open commands of a table as EN lists them: YE balance, BZ commands."""
    return ", ".join(command.english for command in commands if command.answer and command.english)


# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(keyword="YE", about="余额", aliases=("余额", "1"), level=Level.BOUND,
            hint="查余额发YE", english="YE balance", answer=_balance),
    Command(keyword="MX", about="明细", aliases=("明细", "消费"), parameters="#后四位[#年月]",
            level=Level.VERIFIED, hint="明细发MX", english="MX#last4 records"),
    Command(keyword="HR", about="划入", aliases=("划入",), parameters="[#年月]", level=Level.VERIFIED),
    Command(keyword="LX", about="利息", aliases=("利息", "结转"), parameters="[#年]", level=Level.BOUND),
    Command(keyword="GJ", about="共济", aliases=("共济",), level=Level.BOUND, hint="共济发GJ"),
    Command(keyword="GJMX", about="共济明细", aliases=("共济明细",), parameters="#后四位", level=Level.VERIFIED),
    Command(keyword="ZT", about="参保状态", aliases=("参保", "状态"), level=Level.BOUND),
    Command(keyword="JF", about="缴费", aliases=("缴费",), level=Level.BOUND, english="JF payments"),
    Command(keyword="NX", about="缴费年限", aliases=("年限",), level=Level.BOUND),
    Command(keyword="BX", about="报销", aliases=("报销", "进度"), parameters="[#单号后四位]", level=Level.BOUND,
            hint="报销进度发BX", english="BX claims"),
    Command(keyword="BA", about="备案", aliases=("备案", "异地"), level=Level.BOUND),
    Command(keyword="LJ", about="年度累计", aliases=("累计", "额度"), parameters="#后四位", level=Level.VERIFIED),
    Command(keyword="SY", about="生育津贴", aliases=("生育",), level=Level.BOUND),
    Command(keyword="YL", about="养老", aliases=("养老",), parameters="#后四位", level=Level.VERIFIED),
    Command(keyword="ZC", about="政策", aliases=("政策",), parameters="[#地区]#项目",
            hint="政策发ZC", english="ZC policy"),
    Command(keyword="QD", about="渠道", aliases=("渠道",), parameters="[#地区]"),
    Command(keyword="DH", about="电话", aliases=("电话",), parameters="#地区"),
    Command(keyword="BD", about="绑定", aliases=("绑定",), parameters="#身份证号#查询密码", level=Level.CODE,
            english="BD bind"),
    Command(keyword="YZ", about="验证", aliases=("验证",), parameters="#验证码", level=Level.CODE),
    Command(keyword="JB", about="解绑", aliases=("解绑",), level=Level.BOUND),
    Command(keyword="TS", about="投诉", aliases=("投诉",), parameters="#内容"),
    Command(keyword="JY", about="建议", aliases=("建议",), parameters="#内容"),
    Command(keyword="GD", about="工单", aliases=("工单",), parameters="#工单号", level=Level.BOUND),
    Command(keyword="RG", about="回电", aliases=("回电", "人工"), parameters="[#时间]"),
    Command(keyword="KT", about="开通提醒", aliases=("开通",)),
    Command(keyword="TD", about="退订", aliases=("退订", "T", "R")),
    Command(keyword="N", about="下一页", aliases=("下一页", "下页")),
    Command(keyword="FEE", about="资费", aliases=("资费", "收费"), answer=_fee),
    Command(keyword="BZ", about="帮助", aliases=("帮助", "?", "菜单"), english="BZ commands", answer=_help),
    Command(keyword="EN", about="英文", aliases=("ENGLISH",), answer=_english),
)
# fmt: on
"""The table. Spellings that `normalise` takes away, such as a leading 查 or CX, are not listed again."""


def find(text: str) -> Command | None:
    """The command that a normalised text begins with, or None.

    A keyword or alias of one character counts only by itself, so that "1, …" from some other service is no question.
    """
    word, _, rest = text.partition("#")
    return None if len(word) == 1 and rest else _by_word().get(word)


@cache
def _by_word() -> Mapping[str, Command]:
    return {word: command for command in COMMANDS for word in (command.keyword, *command.aliases)}
