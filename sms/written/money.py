"""What is in the account, where it came from and went: YE, MX, HR, LX."""

from models import EntryKind, Scheme
from models.enquiry import (
    Balance,
    Credited,
    Movement,
    Movements,
    NoAccount,
    NotInsured,
    Which,
    Yearly,
)
from sms.replies import Reply, day, day_of, listed, month, reply, yuan
from sms.written.occasion import Occasion
from sms.written.words import MOVEMENTS, TIERS

_TITLES = {Which.ALL: "", Which.PAYMENTS: "支出", Which.CREDITS: "划入"}


def balance(answer: Balance, on: Occasion) -> Reply:
    """YE, YEZ for an empty account, YEF for a frozen one."""
    name, as_of, total = answer.masked_name, day(answer.as_of), yuan(answer.total_fen)
    if answer.frozen:
        return reply("YEF", on.line, name=name, as_of=as_of, total=total)
    card = "" if answer.activated else "社保卡未激活。"  # S103
    if answer.total_fen == 0:
        return reply("YEZ", on.line, name=name, as_of=as_of, card=card)
    return reply(
        "YE",
        on.line,
        name=name,
        as_of=as_of,
        total=total,
        current_year=yuan(answer.current_year_fen),
        carried_over=yuan(answer.carried_over_fen),
        card=card,
    )


def no_account(answer: NoAccount, on: Occasion) -> Reply:
    """YE0 for residents, YESZ for Shenzhen's tiers."""
    if answer.tier is None or answer.scheme is Scheme.RESIDENT:
        return reply("YE0", on.line, name=answer.masked_name)
    return reply("YESZ", on.line, name=answer.masked_name, tier=TIERS[answer.tier])


def not_insured(answer: NotInsured, on: Occasion) -> Reply:
    """NOINS (S101)."""
    return reply("NOINS", on.line, name=answer.masked_name)


def movements(answer: Movements, on: Occasion) -> Reply:
    """MX: a page of movements, newest first."""
    shown = len(answer.movements)
    more, steps = on.more(shown, answer.after)
    which = _TITLES[answer.which]
    if on.start:
        title = f"{which}第{on.start + 1}至{on.start + shown}笔"
    elif answer.month:
        title = f"{month(answer.month)}{which}{shown}笔"
    else:
        title = f"最近{which}{shown}笔"
    return reply(
        "MX",
        on.line,
        steps,
        name=answer.masked_name,
        title=title,
        rows=listed(_movement(one, answer.as_of.year) for one in answer.movements),
        total=yuan(answer.total_fen),
        more=more,
    )


def _movement(one: Movement, year: int) -> str:
    sign = "+" if one.amount_fen > 0 else ""
    kind = MOVEMENTS.get(one.kind, MOVEMENTS[EntryKind.ADJUSTMENT])
    return f"{day_of(one.day, year)}{kind}{sign}{yuan(one.amount_fen)}"


def credited(answer: Credited, on: Occasion) -> Reply:
    """HR: what a month brought (S20)."""
    return reply(
        "HR",
        on.line,
        name=answer.masked_name,
        month=month(answer.month),
        personal=yuan(answer.personal_fen),
        employer=yuan(answer.employer_fen),
        total=yuan(answer.total_fen),
    )


def yearly(answer: Yearly, on: Occasion) -> Reply:
    """LX: a year's interest and what was carried over (S23, S24)."""
    carried = "年度结转尚未办理"
    if answer.carried_over_fen is not None:
        carried = f"年度结转{yuan(answer.carried_over_fen)}元已转入历年账户"
    return reply(
        "LX",
        on.line,
        name=answer.masked_name,
        year=str(answer.year),
        interest=yuan(answer.interest_fen),
        carried=carried,
    )
