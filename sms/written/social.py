"""What 12333 tells beside the medical account: YL, unemployment, work injury, the card."""

from models import CardStatus, InjuryStatus, PensionStatus, UnemploymentStatus
from models.enquiry import CardState, PensionState, UnemploymentState, WorkInjuryState
from sms.replies import Reply, day, months, reply, yuan
from sms.written.occasion import Occasion
from sms.written.words import CARDS, INJURIES, PENSIONS, UNEMPLOYMENT


def pension(answer: PensionState, on: Occasion) -> Reply:
    """YL: months, account and payment (S78, S79)."""
    as_of = answer.account_as_of
    end_of_year = (as_of.month, as_of.day) == (12, 31)
    drawing = ""
    if answer.status is PensionStatus.DRAWING and answer.monthly_fen is not None:
        drawing = f"每月{answer.payment_day}日发放养老金{yuan(answer.monthly_fen)}元。"
    elif answer.status is PensionStatus.PAUSED:
        drawing = f"目前{PENSIONS[answer.status]}。"
    return reply(
        "YL",
        on.line,
        name=answer.masked_name,
        total=months(answer.total_months),
        account=yuan(answer.account_fen),
        as_of=f"{as_of.year}年末" if end_of_year else day(as_of),
        drawing=drawing,
    )


def unemployment(answer: UnemploymentState, on: Occasion) -> Reply:
    """What the telephone tells at 12333>2>2."""
    state = UNEMPLOYMENT[answer.status]
    if answer.status is UnemploymentStatus.DRAWING and answer.monthly_fen is not None:
        state += f"，每月{yuan(answer.monthly_fen)}元，已领{answer.months_drawn}个月，还可领{answer.months_left}个月"
    return reply("SHIYE", on.line, name=answer.masked_name, total=months(answer.paid_months), state=state)


def work_injury(answer: WorkInjuryState, on: Occasion) -> Reply:
    """What the telephone tells at 12333>2>3."""
    state = INJURIES[answer.status]
    if answer.status is InjuryStatus.ASSESSED and answer.grade is not None:
        state = f"伤残等级{answer.grade}级"
    if answer.injured_on is not None:
        state += f"，受伤日期{day(answer.injured_on)}"
    if answer.monthly_fen is not None:
        state += f"，每月待遇{yuan(answer.monthly_fen)}元"
    return reply("GONGSHANG", on.line, name=answer.masked_name, state=state)


def card(answer: CardState, on: Occasion) -> Reply:
    """What the telephone tells at 12333>3: how far the card has come (S103)."""
    state = CARDS[answer.status]
    if answer.lost_at is not None:
        state = "已挂失"
    elif answer.status is CardStatus.ISSUED:
        state += "，已激活" if answer.activated else "，未激活"
    elif answer.status is CardStatus.READY and answer.pick_up:
        state += f"，请到{answer.pick_up}领取"
    else:
        state += f"，{day(answer.applied_on)}申请"
    return reply("KA", on.line, name=answer.masked_name, tail=f"尾号{answer.tail}" if answer.tail else "", state=state)
