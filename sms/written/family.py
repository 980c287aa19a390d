"""家庭共济: GJ, GJMX, and what the telephone tells of authorisations and quotas. Others are named by surname alone."""

from collections.abc import Sequence

from models import SharingKind
from models.enquiry import Authorised, Family, FamilyAuthorisations, FamilyPayments, FamilyQuota, Scheduled, Shared
from sms.replies import Reply, day_of, listed, reply, yuan
from sms.written.occasion import Occasion
from sms.written.words import AUTHORISATIONS, FAILURES, SHARED, relation, relative

MOST_NAMED = 5
"""Relatives that one text names."""


def family(answer: Family, on: Occasion) -> Reply:
    """GJ: who may use the money, and what it paid this year (S37, S43)."""
    authorised = ""
    if answer.given:
        authorised += f"共济授权{len(answer.given)}人：{_named(answer.given)}。"
    if answer.received:
        authorised += f"可用{len(answer.received)}位家人的账户：{_named(answer.received)}。"
    sums = ""
    if answer.given or answer.payments or answer.premiums:
        sums = (
            f"本年共济支付{answer.payments}笔合计{yuan(answer.payments_fen)}元，"
            f"共济缴费{answer.premiums}笔{yuan(answer.premiums_fen)}元。"
        )
    return reply("GJ", on.line, authorised=authorised, sums=sums)


def _named(all_of: Sequence[Authorised]) -> str:
    names = "，".join(relative(one.relative) for one in all_of[:MOST_NAMED])
    return names + "等" * (len(all_of) > MOST_NAMED)


def payments(answer: FamilyPayments, on: Occasion) -> Reply:
    """GJMX: what family money paid or failed to pay, with the reason (S37, S44, S97 to S99)."""
    return shared(answer.records, answer.scheduled, on, None)


def shared(records: Sequence[Shared], scheduled: Sequence[Scheduled], on: Occasion, after: int | None) -> Reply:
    """GJMX from records that are in order already; `after` is where the next page begins."""
    more, steps = on.more(len(records), after)
    days = [one.day for one in records] + [one.due_on for one in scheduled]
    year = max(days).year
    rows = [*(_shared(one, year) for one in records), *(_scheduled(one, year) for one in scheduled)]
    return reply("GJMX", on.line, steps, rows=listed(rows), more=more)


def _shared(one: Shared, year: int) -> str:
    # A premium is told without the name, as in 子女居民医保缴费.
    who = relation(one.relative) if one.kind is SharingKind.PREMIUM else relative(one.relative)
    if not one.by_me:
        who = f"由{who}付" if who else "本人"
    outcome = "成功" if one.reason is None else f"失败，{FAILURES[one.reason]}"
    if one.refunded_on is not None:
        outcome = "已退回"
    return f"{day_of(one.day, year)}{who}{SHARED[one.kind]}{yuan(one.amount_fen)}元{outcome}"


def _scheduled(one: Scheduled, year: int) -> str:
    who = relation(one.relative) if one.by_me else f"由{relation(one.relative)}付"
    return f"{day_of(one.due_on, year)}{who}居民医保缴费{yuan(one.amount_fen)}元待扣"  # S47


def authorisations(answer: FamilyAuthorisations, on: Occasion) -> Reply:
    """What the telephone tells at 12393>1>3>3: every authorisation with its state (S43)."""
    sides = (("您授权", answer.given), ("授权您", answer.received))
    told = [f"{title}：{listed(_state(one) for one in all_of[:MOST_NAMED])}。" for title, all_of in sides if all_of]
    return reply("GJSQ", on.line, authorised="".join(told))


def _state(one: Authorised) -> str:
    return f"{relative(one.relative)}{AUTHORISATIONS[one.status]}"


def quota(answer: FamilyQuota, on: Occasion) -> Reply:
    """What the telephone tells at 12393>1>3>4: what is free, and what is left of each quota."""
    told = ""
    if answer.free_fen is not None and answer.reserved_fen is not None:
        told += f"本人可用余额{yuan(answer.free_fen)}元，共济预留{yuan(answer.reserved_fen)}元。"
    for title, all_of in (("授权", answer.given), ("可用", answer.received)):
        rows = [f"{title}{relative(one.relative)}{_left(one)}" for one in all_of[:MOST_NAMED]]
        told += f"{listed(rows)}。" * bool(rows)
    return reply("GJED", on.line, quota=told)


def _left(one: Authorised) -> str:
    return "不设额度" if one.left_fen is None else f"额度剩余{yuan(one.left_fen)}元"
