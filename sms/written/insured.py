"""Insurance and contributions: ZT, JF, NX, LJ."""

from models import Branch, InsuranceStatus, Scheme
from models.enquiry import ContributedMonths, Contributions, Counter, Counters, PaidMonth, Participation
from sms.replies import Reply, day, month, months, reply, yuan
from sms.written.occasion import Occasion
from sms.written.words import BRANCHES, INSURANCE, SCHEMES, TIERS


def participation(answer: Participation, on: Occasion) -> Reply:
    """ZT: scheme, place, state, and whether the card can be used (S101, S103)."""
    advice = "" if answer.status is InsuranceStatus.ACTIVE else "请向参保地医保局核实，渠道发QD。"
    return reply("ZT", on.line, name=answer.masked_name, advice=advice, **participation_values(answer))


def participation_values(answer: Participation) -> dict[str, str]:
    """What a text tells of an insurance, whosever it is."""
    status = INSURANCE[answer.status]
    if answer.status is not InsuranceStatus.ACTIVE:
        since = answer.ended_on or answer.since
        status += f"（{day(since)}起）"
    card = ""
    if answer.card_activated is not None:
        card = "，社保卡已激活" if answer.card_activated else "，社保卡未激活"
    return {
        "scheme": SCHEMES[answer.scheme] + (TIERS[answer.tier] if answer.tier else ""),
        "region": answer.region_name,
        "status": status,
        "card": card,
    }


def contributions(answer: Contributions, on: Occasion) -> Reply:
    """JF: whether insured, what was paid last, and for how long in all (S16, S17)."""
    return reply("JF", on.line, name=answer.masked_name, **contribution_values(answer))


def contribution_values(answer: Contributions) -> dict[str, str]:
    """What a text tells of contributions, whosever they are."""
    if answer.branch is Branch.MEDICAL:
        insured = (SCHEMES[answer.scheme] if answer.scheme else "医保") + (
            INSURANCE[answer.status] if answer.status else "目前没有正常参保"
        )
    else:
        insured = BRANCHES[answer.branch]
    latest = answer.latest
    return {
        "insured": insured,
        "month": month(latest.month) if latest.months == 1 else f"{latest.month.year}年度",
        "parts": _parts(latest),
        "total": months(answer.total_months),
    }


def _parts(paid: PaidMonth) -> str:
    unit = "财政补助" if paid.scheme is Scheme.RESIDENT else "单位"
    parts = f"个人{yuan(paid.person_fen)}元"
    return f"{parts}、{unit}{yuan(paid.unit_fen)}元" if paid.unit_fen else parts


def contributed_months(answer: ContributedMonths, on: Occasion) -> Reply:
    """NX: for how long somebody has contributed."""
    parts = f"实际缴费{answer.paid_months}个月"
    if answer.deemed_months:
        parts += f"、视同缴费{answer.deemed_months}个月"
    return reply(
        "NX",
        on.line,
        name=answer.masked_name,
        branch=BRANCHES[answer.branch],
        total=months(answer.total_months),
        months=str(answer.total_months),
        parts=parts,
        standard="年限标准发ZC#年限。" if answer.branch is Branch.MEDICAL else "",
    )


def counters(answer: Counters, on: Occasion) -> Reply:
    """LJ: what the year has cost and used up."""
    told = [
        f"{title}{_counter(counter)}"
        for title, counter in (("门诊", answer.outpatient), ("住院", answer.inpatient))
        if counter is not None
    ]
    return reply("LJ", on.line, name=answer.masked_name, year=str(answer.year), services="；".join(told))


def _counter(counter: Counter) -> str:
    parts = [f"累计{yuan(counter.cost_fen)}元"]
    if counter.deductible_left_fen is not None:
        left = counter.deductible_left_fen
        parts.append(f"距起付线还差{yuan(left)}元" if left > 0 else "已过起付线")
    parts.append(f"统筹已报{yuan(counter.pooled_fen)}元")
    if counter.limit_left_fen is not None:
        parts.append(f"剩余限额{yuan(counter.limit_left_fen)}元")
    return "，".join(parts)
