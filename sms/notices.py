"""The words of texts that nobody asked for: notices, and what a person's work comes to. Sending them is not done here.

Notices go out between 8 and 20 o'clock only (domain 3, 4.3), to numbers that have not sent TD. Each says how to refuse
more of them, but for the answer to a ticket, which somebody has asked for. ← a new kind of notice needs a line in
WRITERS; a test walks all there are.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from models import ClaimStatus, EntryKind, FailureReason, NoticeKind, RefusalReason, Service
from models.identity import SHANGHAI
from models.notices import Facts
from sms.lines import MEDICAL
from sms.pages import MOST_SEGMENTS, cut
from sms.replies import Reply, day, moment, reply, yuan
from sms.segments import measure
from sms.written.cases import refusal
from sms.written.words import CLAIMS, FAILURES, MOVEMENTS, SERVICES

OPENS, CLOSES = time(8), time(20)
"""Between which notices are sent, in Shanghai time; the end is excluded."""


def may_send(at: datetime) -> bool:
    """Whether a notice may go out at an aware moment."""
    return OPENS <= at.astimezone(SHANGHAI).time() < CLOSES


def next_sending(at: datetime) -> datetime:
    """The first moment from an aware `at` on at which a notice may go out; `at` itself by day."""
    local = at.astimezone(SHANGHAI)
    if may_send(at):
        return at
    following = local.date() + timedelta(days=local.time() >= CLOSES)
    return datetime.combine(following, OPENS, SHANGHAI).astimezone(at.tzinfo)


def _fen(facts: Facts, name: str) -> str:
    return yuan(int(facts[name] or 0))


def _day(facts: Facts, name: str = "day") -> str:
    return day(date.fromisoformat(str(facts[name])))


def _credit(facts: Facts, line: str) -> Reply:
    """到账: `kind` of the ledger, `amount_fen`, `total_fen`, `day`."""
    kind = MOVEMENTS[EntryKind(str(facts["kind"]))]
    amount, total = _fen(facts, "amount_fen"), _fen(facts, "total_fen")
    return reply("T-CREDIT", line, day=_day(facts), kind=kind, amount=amount, total=total)


def _payment(facts: Facts, line: str) -> Reply:
    """扣费: `service`, `day`, and `own_fen` of one's own account or else `shared_fen` that a relative used."""
    service = SERVICES[Service(str(facts["service"]))]
    if facts.get("own_fen"):
        return reply("T-PAYMENT", line, day=_day(facts), service=service, amount=_fen(facts, "own_fen"))
    return reply("T-SHARED", line, day=_day(facts), service=service, amount=_fen(facts, "shared_fen"))


def _claim(facts: Facts, line: str) -> Reply:
    """报销: `number_tail`, `status`, with it `reason`, `paid_fen` or `due_on` (S86, S87)."""
    status = ClaimStatus(str(facts["status"]))
    state = CLAIMS[status]
    if status is ClaimStatus.PAID:
        state += f"{_fen(facts, 'paid_fen')}元，请留意到账"
    elif status is ClaimStatus.REFUSED and facts.get("reason"):
        state += refusal(RefusalReason(str(facts["reason"])))
    elif status is ClaimStatus.APPROVED:
        state += f"，最迟{_day(facts, 'due_on')}前打款"
    elif status is ClaimStatus.DOCUMENTS:
        state += "，请尽快到受理窗口补交"
    return reply("T-CLAIM", line, tail=str(facts["number_tail"]), state=state)


def _maternity(facts: Facts, line: str) -> Reply:
    """生育津贴: `days`, `day` (S89)."""
    state = f"{_day(facts)}已发放，{facts['days']}天，金额以单位或本人账户到账为准"
    return reply("T-MATERNITY", line, state=state)


def _premium(facts: Facts, line: str) -> Reply:
    """共济代扣: `amount_fen`, `for_year`, `day`, and `failure` where it failed (S44, S47, S97, S98)."""
    failure = facts.get("failure")
    outcome, advice = "成功，次月起享受待遇", ""
    if failure:
        reason = FailureReason(str(failure))
        outcome, advice = f"失败，{FAILURES[reason]}", _ADVICE[reason]
    return reply(
        "T-PREMIUM",
        line,
        day=_day(facts),
        year=str(facts["for_year"]),
        amount=_fen(facts, "amount_fen"),
        outcome=outcome,
        advice=advice,
    )


_ADVICE: Final[Mapping[FailureReason, str]] = {
    FailureReason.INSUFFICIENT: "请查本人和共济账户余额。",
    FailureReason.WRONG_INFORMATION: "请核对后重新缴费。",
    FailureReason.SYSTEM_FAULT: "请稍后重试或联系医保局。",
    FailureReason.IRREGULAR_STATUS: "请向参保地医保局核实参保状态。",
}


def _ticket(facts: Facts, line: str) -> Reply:
    """工单: `number` and `answer`, None where it was closed without; too long for four segments it is read with GD."""
    number, answer = str(facts["number"]), str(facts.get("answer") or "")
    if not answer:
        return reply("T-TICKET", line, number=number, state="已办结。")
    whole = reply("T-TICKET", line, number=number, state=f"已答复：{answer}")
    if whole.segments <= MOST_SEGMENTS:
        return whole
    begun = cut(answer, _ANSWER_UNITS)[0]
    begins = f"：{begun}" if measure(begun).units <= _ANSWER_UNITS else "。"
    return reply("T-TICKET", line, number=number, state=f"已答复{begins}")


_ANSWER_UNITS: Final = 180
"""UTF-16 units of an answer that leave room for the rest of its notice."""

WRITERS: Final[Mapping[NoticeKind, Callable[[Facts, str], Reply]]] = {
    NoticeKind.CREDIT: _credit,
    NoticeKind.PAYMENT: _payment,
    NoticeKind.CLAIM: _claim,
    NoticeKind.MATERNITY: _maternity,
    NoticeKind.PREMIUM: _premium,
    NoticeKind.TICKET: _ticket,
}
"""The kind of a notice → its words, from the facts that were put down with it (`models.notices`)."""


def notice(kind: NoticeKind, facts: Facts, line: str = MEDICAL) -> Reply:
    """The text of a notice. Raises KeyError where a fact is missing, ValueError for one that is not what it should."""
    return WRITERS[kind](facts, line)


def call_back_arranged(when: datetime, line: str = MEDICAL) -> Reply:
    """That a person will ring at an aware moment."""
    return reply("T-CALLBACK", line, when=moment(when))


def call_back_missed(when: datetime, line: str = MEDICAL) -> Reply:
    """That nobody answered when a person rang at an aware moment."""
    return reply("T-MISSED", line, when=moment(when))


def call_back_closed(number: str, line: str = MEDICAL, *, calls: int) -> Reply:
    """That nobody answered in so many calls, and that the ticket is closed."""
    return reply("T-CLOSED", line, number=number, calls=str(calls))


def call_back_impossible(number: str, line: str = MEDICAL) -> Reply:
    """That the number cannot be rung, and that the ticket is closed."""
    return reply("T-UNRUNG", line, number=number)
