"""What the closed sets of the accounts are called in a text."""

from collections.abc import Mapping

from models import (
    AuthorisationStatus,
    Branch,
    CardStatus,
    ClaimStatus,
    EntryKind,
    FailureReason,
    FilingKind,
    InjuryStatus,
    InsuranceStatus,
    MaternityStatus,
    PensionStatus,
    RefusalReason,
    Relation,
    Scheme,
    Service,
    SharingKind,
    TicketKind,
    TicketStatus,
    Tier,
    UnemploymentStatus,
)
from models.enquiry import Relative

TIERS: Mapping[Tier, str] = {Tier.FIRST: "一档", Tier.SECOND: "二档", Tier.THIRD: "三档"}

SCHEMES: Mapping[Scheme, str] = {
    Scheme.EMPLOYEE: "职工医保",
    Scheme.RESIDENT: "城乡居民医保",
    Scheme.FLEXIBLE: "灵活就业医保",
}

INSURANCE: Mapping[InsuranceStatus, str] = {
    InsuranceStatus.ACTIVE: "正常参保",
    InsuranceStatus.PAUSED: "暂停参保",
    InsuranceStatus.ENDED: "终止参保",
    InsuranceStatus.UNPAID: "未缴费",
}

BRANCHES: Mapping[Branch, str] = {
    Branch.MEDICAL: "医保",
    Branch.PENSION: "养老保险",
    Branch.UNEMPLOYMENT: "失业保险",
    Branch.INJURY: "工伤保险",
}

MOVEMENTS: Mapping[EntryKind, str] = {
    EntryKind.EMPLOYER_CREDIT: "划入",
    EntryKind.PERSONAL_CREDIT: "个人缴费",
    EntryKind.INTEREST: "利息",
    EntryKind.OUTPATIENT: "门诊",
    EntryKind.INPATIENT: "住院",
    EntryKind.PHARMACY: "药店",
    EntryKind.SHARED_PAYMENT: "共济",
    EntryKind.SHARED_PREMIUM: "共济缴费",
    EntryKind.CARRY_OVER: "结转",
    EntryKind.REVERSAL: "退费",
    EntryKind.ADJUSTMENT: "调整",
}

SHARED: Mapping[SharingKind, str] = {
    SharingKind.OUTPATIENT: "门诊",
    SharingKind.INPATIENT: "住院",
    SharingKind.PHARMACY: "药店",
    SharingKind.PREMIUM: "居民医保缴费",
}

FAILURES: Mapping[FailureReason, str] = {  # S44, S97 to S99
    FailureReason.INSUFFICIENT: "余额不足",
    FailureReason.WRONG_INFORMATION: "信息错误",
    FailureReason.SYSTEM_FAULT: "系统故障",
    FailureReason.IRREGULAR_STATUS: "状态异常",
}

AUTHORISATIONS: Mapping[AuthorisationStatus, str] = {
    AuthorisationStatus.ACTIVE: "有效",
    AuthorisationStatus.ENDED: "已解除",
    AuthorisationStatus.LAPSED: "已自动解除",
}

CLAIMS: Mapping[ClaimStatus, str] = {
    ClaimStatus.RECEIVED: "已受理",
    ClaimStatus.REVIEWING: "审核中",
    ClaimStatus.DOCUMENTS: "需补材料",
    ClaimStatus.APPROVED: "已通过",
    ClaimStatus.PAID: "已打款",
    ClaimStatus.REFUSED: "不予支付",
}

REFUSALS: Mapping[RefusalReason, str] = {
    RefusalReason.DEADLINE: "超过报销时限",  # S87
    RefusalReason.NOT_COVERED: "目录外费用",  # S88
    RefusalReason.DOCUMENTS: "材料不全",
    RefusalReason.SETTLED: "已直接结算",
}

FILINGS: Mapping[FilingKind, str] = {
    FilingKind.LONG_TERM: "长期居住",
    FilingKind.TEMPORARY: "临时外出",
    FilingKind.REFERRAL: "转诊",
    FilingKind.EMERGENCY: "急诊",
}

MATERNITY: Mapping[MaternityStatus, str] = {
    MaternityStatus.RECEIVED: "已受理",
    MaternityStatus.REVIEWING: "审核中",
    MaternityStatus.PAID: "已发放",
    MaternityStatus.REFUSED: "不予支付",
}

SERVICES: Mapping[Service, str] = {
    Service.OUTPATIENT: "门诊",
    Service.INPATIENT: "住院",
    Service.PHARMACY: "药店",
}

PENSIONS: Mapping[PensionStatus, str] = {
    PensionStatus.CONTRIBUTING: "参保缴费",
    PensionStatus.PAUSED: "暂停缴费",
    PensionStatus.DRAWING: "领取待遇",
}

UNEMPLOYMENT: Mapping[UnemploymentStatus, str] = {
    UnemploymentStatus.INSURED: "参保中，未领取失业保险金",
    UnemploymentStatus.DRAWING: "正在领取失业保险金",
    UnemploymentStatus.ENDED: "失业保险金已停发",
}

INJURIES: Mapping[InjuryStatus, str] = {
    InjuryStatus.INSURED: "参保中，没有工伤记录",
    InjuryStatus.APPLIED: "工伤认定中",
    InjuryStatus.RECOGNISED: "已认定工伤",
    InjuryStatus.ASSESSED: "已鉴定伤残等级",
    InjuryStatus.NOT_RECOGNISED: "不予认定工伤",
}

CARDS: Mapping[CardStatus, str] = {
    CardStatus.APPLIED: "已申请",
    CardStatus.IN_PRODUCTION: "制卡中",
    CardStatus.READY: "待领取",
    CardStatus.ISSUED: "已领取",
}

TICKETS: Mapping[TicketStatus, str] = {
    TicketStatus.OPEN: "已受理",
    TicketStatus.IN_PROGRESS: "处理中",
    TicketStatus.ANSWERED: "已答复",
    TicketStatus.CLOSED: "已办结",
}

TICKET_KINDS: Mapping[TicketKind, str] = {
    TicketKind.COMPLAINT: "投诉",
    TicketKind.SUGGESTION: "建议",
    TicketKind.REPORT: "举报",
    TicketKind.DISPUTE: "账户异议",
    TicketKind.CALLBACK: "回电",
    TicketKind.VOICEMAIL: "留言",
}

_RELATIONS: Mapping[Relation, tuple[str, str]] = {
    Relation.SPOUSE: ("配偶", "配偶"),
    Relation.PARENT: ("父", "母"),
    Relation.CHILD: ("子女", "子女"),
    Relation.SIBLING: ("兄弟", "姐妹"),
    Relation.GRANDPARENT: ("祖父", "祖母"),
    Relation.GRANDCHILD: ("孙辈", "孙辈"),
}


def relation(relative: Relative | None) -> str:
    """What a relative is to the asker: 母; empty where that is not known."""
    if relative is None or relative.relation is None:
        return ""
    return _RELATIONS[relative.relation][relative.female]


def relative(one: Relative | None) -> str:
    """A relative as family hears it: 母李**."""
    return "" if one is None else relation(one) + one.masked_name
