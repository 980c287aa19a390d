"""What the bureau is working on for a person: BX, BA, SY, and one's own tickets, GD."""

from models import ClaimStatus, FilingStatus, MaternityStatus, RefusalReason, TicketKind, TicketStatus
from models.enquiry import AllowanceState, Claims, ClaimState, Filings, FilingState, Maternity, Tickets, TicketState
from sms.pages import in_pages
from sms.replies import Reply, day, listed, moment, reply, yuan
from sms.written.occasion import Occasion
from sms.written.words import CLAIMS, FILINGS, MATERNITY, REFUSALS, TICKET_KINDS, TICKETS

MOST_NAMED = 3
"""How many of each kind one text tells of."""


def claims(answer: Claims, on: Occasion) -> Reply:
    """BX: the newest claim, and where the others stand (S86, S87)."""
    newest, *others = answer.claims
    told = listed(f"尾号{one.number_tail}{CLAIMS[one.status]}" for one in others[:MOST_NAMED])
    return reply(
        "BX",
        on.line,
        tail=newest.number_tail,
        state=_claim(newest),
        others=f"另有{len(others)}笔：{told}。详情发BX#尾号。" if others else "",
    )


def _claim(one: ClaimState) -> str:
    status = CLAIMS[one.status]
    if one.status is ClaimStatus.PAID and one.paid_fen is not None and one.paid_on is not None:
        account = f"至尾号{one.bank_tail}账户" if one.bank_tail else ""
        return f"{status}，{day(one.paid_on)}支付{yuan(one.paid_fen)}元{account}"
    if one.status is ClaimStatus.REFUSED:
        return f"{status}{refusal(one.reason)}"
    if one.status is ClaimStatus.DOCUMENTS:
        return f"{status}，请尽快到受理窗口补交，{day(one.received_on)}受理"
    if one.status is ClaimStatus.APPROVED:
        return f"{status}，最迟{day(one.due_on)}前打款"
    return f"{status}，{day(one.received_on)}受理，预计15至30个工作日办结，最迟{day(one.due_on)}前打款"


def refusal(reason: RefusalReason | None) -> str:
    """Why a claim is not paid, as the end of a sentence."""
    return "" if reason is None else f"，原因：{REFUSALS[reason]}"


def filings(answer: Filings, on: Occasion) -> Reply:
    """BA: filings for treatment elsewhere, those that hold first (S83)."""
    holds = any(one.holds for one in answer.filings)
    return reply(
        "BA",
        on.line,
        filings=listed(_filing(one) for one in answer.filings[:MOST_NAMED]),
        advice="就医请出示医保码或社保卡。" if holds else "外出就医前请先备案，办法发QD#备案。",
    )


def _filing(one: FilingState) -> str:
    told = f"{one.place}，{FILINGS[one.kind]}，"
    if one.status is FilingStatus.CANCELLED:
        return f"{told}已取消"
    until = "长期" if one.until is None else f"至{day(one.until)}"
    if one.holds:
        return f"{told}有效期{until}"
    return f"{told}{day(one.since)}起有效" if one.until is None else f"{told}有效期{until}，现不在有效期内"


def maternity(answer: Maternity, on: Occasion) -> Reply:
    """SY: the newest maternity allowance (S72, S89)."""
    return reply("SY", on.line, state=_allowance(answer.latest))


def _allowance(one: AllowanceState) -> str:
    status = MATERNITY[one.status]
    if one.status is MaternityStatus.PAID and one.paid_on is not None:
        return f"{day(one.paid_on)}{status}，{one.days}天，金额以单位或本人账户到账为准"
    if one.status is MaternityStatus.REFUSED:
        return f"{status}，{one.days}天，请向参保地经办机构核实"
    return f"{status}，{day(one.received_on)}受理，{one.days}天，发放后短信通知"


def ticket(answer: TicketState, on: Occasion) -> Reply:
    """GD: how far a ticket has come, with what was answered."""
    told = TICKETS[answer.status]
    if answer.answer is not None:
        return in_pages("GD", "state", (f"{told}。", answer.answer), on.line, asked=on.asked, number=answer.number)
    if answer.department:
        told += f"，承办部门{answer.department}"
    waits = answer.status in {TicketStatus.OPEN, TicketStatus.IN_PROGRESS}
    if waits and answer.kind is TicketKind.CALLBACK and answer.callback_at is not None:
        told += f"，约定{moment(answer.callback_at)}回电"
    elif waits and answer.due_on is not None:
        told += f"，预计{day(answer.due_on)}前答复"
    return reply("GD", on.line, number=answer.number, state=f"{told}。", more="")


def tickets(answer: Tickets, on: Occasion) -> Reply:
    """What the telephone tells at 12393>5>3: the newest tickets."""
    told = listed(f"{one.number}{TICKET_KINDS[one.kind]}{TICKETS[one.status]}" for one in answer.tickets[:MOST_NAMED])
    return reply("GDLIST", on.line, tickets=told)
