"""COMMANDS: every keyword of domain.md 4.3 with its aliases, the proof it needs and the function that answers it.

← add a command here; what answers it stands in `sms.answers`, the words in `sms.wordings`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from models import Level
from sms.answers import account, children, insured, number, policy, work
from sms.answers.question import Question
from sms.normalise import normalise
from sms.replies import Reply, Step, reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One line of the table.

    `parameters` are written as a user reads them. `hint` is how UNK, `english` how EN mentions the command; empty
    where they do not; `listed` ones stand in BZ, the others in its second page. `words` is the command as a question
    of ours names it. `stranger` answers an unbound sender of a command that needs a bound one, if it can.
    """

    keyword: str
    about: str
    answer: Callable[[Question], Reply]
    aliases: tuple[str, ...] = ()
    parameters: str = ""
    level: Level = Level.NONE
    hint: str = ""
    english: str = ""
    listed: bool = False
    words: str = ""
    example: str = ""
    free_text: bool = False
    stranger: Callable[[Question], Reply | None] | None = None

    @property
    def form(self) -> str:
        """How the command is written, with an example where it takes several things."""
        return f"{self.keyword}{self.parameters}，如{self.example}" if self.example else self.keyword + self.parameters

    @property
    def named(self) -> str:
        """How a question of ours names it: 查余额."""
        return self.words or f"查{self.about}"


def _fee(question: Question) -> Reply:
    """FEE: what a text costs."""
    return reply("FEE", question.line)


def _help(question: Question) -> Reply:
    """BZ: the commands most asked for; N brings the others."""
    if question.step is not None:
        return reply("BZ2", question.line, commands=help_words(one for one in COMMANDS if not one.listed))
    commands = help_words(command for command in COMMANDS if command.listed)
    return reply("BZ", question.line, {"N": Step(keyword="BZ", place="0:0")}, commands=commands)


def _english(question: Question) -> Reply:
    """EN: the commands in English."""
    return reply("EN", question.line, commands=english_words(COMMANDS))


def _no_more(question: Question) -> Reply:
    """N where nothing is left to turn to; what is left is answered by the command that has it."""
    return reply("NOMORE", question.line)


def unknown(line: str) -> Reply:
    """The answer to what is no command: the ones most asked for."""
    return reply("UNK", line, hints=hint_words(COMMANDS))


def media(line: str) -> Reply:
    """The answer to a picture, a voice message, a file."""
    return reply("MEDIA", line, hints=hint_words(COMMANDS[:1]))


def help_words(commands: Iterable["Command"]) -> str:
    """Commands as BZ lists them: YE余额 FEE资费."""
    return " ".join(command.keyword + command.about for command in commands)


def hint_words(commands: Iterable["Command"]) -> str:
    """Commands as UNK offers them: 查余额发YE，…， with a comma behind each."""
    return "".join(f"{command.hint}，" for command in commands if command.hint)


def english_words(commands: Iterable["Command"]) -> str:
    """Commands as EN lists them: YE balance, BZ commands."""
    return ", ".join(command.english for command in commands if command.english)


# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command(keyword="YE", about="余额", aliases=("余额", "1"), level=Level.BOUND, listed=True,
            hint="查余额发YE", english="YE balance", answer=account.balance),
    Command(keyword="MX", about="明细", aliases=("明细", "消费"), parameters="#后四位[#年月]", level=Level.VERIFIED,
            listed=True, hint="明细发MX", english="MX#last4 records", example="MX#123X#202503", answer=account.records),
    Command(keyword="HR", about="划入", aliases=("划入",), parameters="#后四位[#年月]", level=Level.VERIFIED,
            listed=True, example="HR#123X#202503", answer=account.credited),
    Command(keyword="LX", about="利息", aliases=("利息", "结转"), parameters="[#年]", level=Level.BOUND, listed=True,
            example="LX#2025", answer=account.yearly),
    Command(keyword="GJ", about="共济", aliases=("共济",), level=Level.BOUND, listed=True, hint="共济发GJ",
            answer=account.family),
    Command(keyword="GJMX", about="共济明细", aliases=("共济明细",), parameters="#后四位", level=Level.VERIFIED,
            answer=account.family_records),
    Command(keyword="HZ", about="子女", aliases=("孩子", "子女"), parameters="[#余额或参保或缴费][#后四位]",
            level=Level.BOUND, words="查子女的医保", example="HZ#余额#0183", answer=children.child),
    Command(keyword="ZT", about="参保状态", aliases=("参保", "状态"), level=Level.BOUND, answer=insured.participation),
    Command(keyword="JF", about="缴费", aliases=("缴费",), level=Level.BOUND, listed=True, english="JF payments",
            answer=insured.contributions),
    Command(keyword="NX", about="缴费年限", aliases=("年限",), level=Level.BOUND, answer=insured.contributed_months),
    Command(keyword="BX", about="报销", aliases=("报销", "进度"), parameters="[#单号后四位]", level=Level.BOUND,
            listed=True, hint="报销进度发BX", english="BX claims", words="查报销进度", example="BX#0381",
            answer=insured.claims),
    Command(keyword="BA", about="备案", aliases=("备案", "异地"), level=Level.BOUND, listed=True, words="查异地备案",
            answer=insured.filings),
    Command(keyword="LJ", about="年度累计", aliases=("累计", "额度"), parameters="#后四位", level=Level.VERIFIED,
            listed=True, answer=insured.counters),
    Command(keyword="SY", about="生育津贴", aliases=("生育",), level=Level.BOUND, answer=insured.maternity),
    Command(keyword="YL", about="养老", aliases=("养老",), parameters="#后四位", level=Level.VERIFIED,
            words="查养老保险", answer=insured.pension),
    Command(keyword="ZC", about="政策", aliases=("政策",), parameters="[#地区]#项目", listed=True,
            hint="政策发ZC", english="ZC policy", words="查政策", answer=policy.policy),
    Command(keyword="QD", about="渠道", aliases=("渠道",), parameters="[#地区或项目]", listed=True, words="看办理渠道",
            answer=policy.ways),
    Command(keyword="DH", about="电话", aliases=("电话",), parameters="#地区", listed=True, words="查服务电话",
            answer=policy.telephone_numbers),
    Command(keyword="BD", about="绑定", aliases=("绑定",), parameters="#身份证号#查询密码", level=Level.CODE,
            listed=True, english="BD bind", words="绑定本机", answer=number.bind),
    Command(keyword="YZ", about="验证", aliases=("验证",), parameters="#验证码", level=Level.CODE, words="输入验证码",
            answer=number.confirm),
    Command(keyword="JB", about="解绑", aliases=("解绑",), level=Level.BOUND, listed=True, words="解绑本机",
            answer=number.unbind),
    Command(keyword="TS", about="投诉", aliases=("投诉",), parameters="#内容", listed=True, words="投诉",
            free_text=True, answer=work.complaint),
    Command(keyword="JY", about="建议", aliases=("建议",), parameters="#内容", words="提建议", free_text=True,
            answer=work.suggestion),
    Command(keyword="GD", about="工单", aliases=("工单",), parameters="#工单号", level=Level.BOUND, words="查工单",
            answer=work.ticket, stranger=work.ticket_of_number),
    Command(keyword="RG", about="回电", aliases=("回电", "人工"), parameters="[#时间或#取消]", listed=True,
            words="预约人工回电", answer=work.call_back),
    Command(keyword="KT", about="开通提醒", aliases=("开通",), words="开通提醒", answer=number.remind),
    Command(keyword="TD", about="退订", aliases=("退订", "T", "R"), listed=True, words="退订提醒",
            answer=number.no_reminders),
    Command(keyword="N", about="下一页", aliases=("下一页", "下页"), words="看下一页", answer=_no_more),
    Command(keyword="FEE", about="资费", aliases=("资费", "收费"), answer=_fee),
    Command(keyword="BZ", about="帮助", aliases=("帮助", "?", "菜单"), english="BZ commands", words="看全部指令",
            answer=_help),
    Command(keyword="EN", about="英文", aliases=("ENGLISH",), words="看英文说明", answer=_english),
)
# fmt: on
"""The table. Spellings that `normalise` takes away, such as a leading 查 or CX, are not listed again."""


def find(text: str) -> Command | None:
    """The command that a normalised text begins with, or None.

    A keyword or alias of one character counts only by itself, so that "1, …" from some other service is no question.
    """
    word, _, rest = text.partition("#")
    return None if len(word) == 1 and rest else _by_word().get(word)


def by_keyword(keyword: str) -> Command:
    """The command of a keyword of the table; raises KeyError for any other word."""
    return _by_word()[keyword]


def is_another(command: Command, parameters: Iterable[str]) -> bool:
    """Whether a second command stands among the parameters of one that takes no free text (domain 4.3: one a message).

    Words that are aliases, as in ZC#共济 or QD#报销, may be parameters; keywords in Latin letters never are.
    """
    if command.free_text:
        return False
    words = _by_word()
    return any(
        word in words and len(word) > 1 and (_LATIN.fullmatch(word) or not command.parameters)
        for word in map(normalise, parameters)
    )


_LATIN = re.compile("[A-Z]+")


@cache
def _by_word() -> Mapping[str, Command]:
    return {word: command for command in COMMANDS for word in (command.keyword, *command.aliases)}
