"""What can be asked about policies: each topic, the word that texts ask it by, and the services that answer it.

← add a topic: a member and its row in TOPICS; what it is answered from is in `policies/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.policies.policy import PolicyService


class Topic(StrEnum):
    """A question about policy: a word after ZC, a leaf under 12393>2, 12393>3 or 12333>4."""

    ACCOUNT = "account"
    SHARING = "sharing"
    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
    SERIOUS = "serious"
    PREMIUM = "premium"
    YEARS = "years"
    PREMIUM_AND_YEARS = "premium_and_years"
    REIMBURSEMENT = "reimbursement"
    DOCUMENTS = "documents"
    DEADLINE = "deadline"
    DOCUMENTS_AND_DEADLINE = "documents_and_deadline"
    MATERNITY = "maternity"
    SOCIAL_INSURANCE = "social_insurance"
    EMPLOYMENT = "employment"
    LABOUR = "labour"
    PERSONNEL = "personnel"
    QUERY_GUIDE = "query_guide"
    CONTRIBUTION_GUIDE = "contribution_guide"
    FILING_GUIDE = "filing_guide"
    CLAIM_GUIDE = "claim_guide"
    SHARING_GUIDE = "sharing_guide"
    CARD_GUIDE = "card_guide"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """How a topic is asked for and answered."""

    path: str
    """The leaf of the voice trees, empty where there is none of its own."""
    words: tuple[str, ...]
    """What a text asks it by: the first is that of the command table."""
    english: tuple[str, ...] = ()
    """What an English text asks it by, in lower case: the first is the one to tell people."""
    services: tuple[PolicyService, ...]
    local: bool = False
    """Whether regions differ so much that the country's rules alone are no answer (S104)."""


TOPICS: Final[Mapping[Topic, TopicRow]] = {
    Topic.OUTPATIENT: TopicRow(
        path="12393>2>1>1",
        words=("门诊", "牙科"),
        english=("outpatient", "outpatient care", "clinic", "dental", "dentist"),
        services=(PolicyService.OUTPATIENT, PolicyService.DENTAL),
        local=True,
    ),
    Topic.INPATIENT: TopicRow(
        path="12393>2>1>2",
        words=("住院",),
        english=("hospital", "inpatient", "hospital stay"),
        services=(PolicyService.INPATIENT,),
        local=True,
    ),
    Topic.SERIOUS: TopicRow(
        path="12393>2>1>3",
        words=("大病", "慢特病", "慢病", "特病"),
        english=("serious illness", "chronic illness", "chronic", "serious"),
        services=(PolicyService.SERIOUS,),
        local=True,
    ),
    Topic.PREMIUM: TopicRow(
        path="",
        words=("缴费", "参保", "断缴"),
        english=("premium", "contribution", "contributions", "premiums"),
        services=(PolicyService.PREMIUM, PolicyService.ENROLMENT),
        local=True,
    ),
    Topic.YEARS: TopicRow(
        path="",
        words=("年限", "缴费年限"),
        english=("years", "years of contribution"),
        services=(PolicyService.YEARS,),
        local=True,
    ),
    Topic.PREMIUM_AND_YEARS: TopicRow(
        path="12393>2>2",
        words=(),
        services=(PolicyService.PREMIUM, PolicyService.YEARS, PolicyService.ENROLMENT),
        local=True,
    ),
    Topic.ACCOUNT: TopicRow(
        path="12393>2>3",
        words=("账户", "个人账户", "余额"),
        english=("account", "personal account", "balance"),
        services=(PolicyService.ACCOUNT,),
    ),
    Topic.SHARING: TopicRow(
        path="12393>2>4",
        words=("共济", "家庭共济"),
        english=("sharing", "family sharing"),
        services=(PolicyService.SHARING,),
    ),
    Topic.REIMBURSEMENT: TopicRow(
        path="",
        words=("报销",),
        english=("reimbursement", "reimburse", "claim", "claims"),
        services=(PolicyService.REIMBURSEMENT,),
    ),
    Topic.DOCUMENTS: TopicRow(
        path="", words=("材料", "报销材料"), english=("documents", "papers"), services=(PolicyService.DOCUMENTS,)
    ),
    Topic.DEADLINE: TopicRow(
        path="", words=("时限", "报销时限"), english=("deadline", "deadlines"), services=(PolicyService.DEADLINE,)
    ),
    Topic.DOCUMENTS_AND_DEADLINE: TopicRow(
        path="12393>2>5",
        words=(),
        services=(PolicyService.DOCUMENTS, PolicyService.DEADLINE, PolicyService.REIMBURSEMENT),
    ),
    Topic.MATERNITY: TopicRow(
        path="",
        words=("生育", "生育津贴"),
        english=("maternity", "maternity allowance"),
        services=(PolicyService.MATERNITY,),
        local=True,
    ),
    Topic.SOCIAL_INSURANCE: TopicRow(
        path="12333>4>1",
        words=("社会保险", "社保", "养老", "养老金"),
        english=("social insurance", "pension", "pensions"),
        services=(PolicyService.SOCIAL_INSURANCE, PolicyService.SOCIAL_BASE, PolicyService.PENSION),
    ),
    Topic.EMPLOYMENT: TopicRow(
        path="12333>4>2",
        words=("就业创业", "就业", "创业"),
        english=("employment", "jobs", "start-up", "start-ups"),
        services=(PolicyService.EMPLOYMENT,),
    ),
    Topic.LABOUR: TopicRow(
        path="12333>4>3",
        words=("劳动关系", "维权"),
        english=("labour", "labor", "labour relations"),
        services=(PolicyService.LABOUR,),
    ),
    Topic.PERSONNEL: TopicRow(
        path="12333>4>4",
        words=("人才人事", "人才", "人事"),
        english=("personnel",),
        services=(PolicyService.PERSONNEL,),
    ),
    Topic.QUERY_GUIDE: TopicRow(
        path="12393>3>1", words=("渠道",), english=("ways", "ways to ask"), services=(PolicyService.QUERY_GUIDE,)
    ),
    Topic.CONTRIBUTION_GUIDE: TopicRow(
        path="", words=("缴费记录",), english=("contribution records",), services=(PolicyService.CONTRIBUTION_GUIDE,)
    ),
    Topic.FILING_GUIDE: TopicRow(
        path="12393>3>2",
        words=("备案", "异地"),
        english=("filing", "elsewhere", "treatment elsewhere"),
        services=(PolicyService.FILING_GUIDE,),
    ),
    Topic.CLAIM_GUIDE: TopicRow(
        path="12393>3>3", words=("报销办理",), english=("how to claim",), services=(PolicyService.CLAIM_GUIDE,)
    ),
    Topic.SHARING_GUIDE: TopicRow(
        path="12393>3>4", words=("共济绑定",), english=("set up sharing",), services=(PolicyService.SHARING_GUIDE,)
    ),
    Topic.CARD_GUIDE: TopicRow(
        path="12393>3>5",
        words=("激活", "社保卡", "医保码"),
        english=("activation", "card", "code"),
        services=(PolicyService.CARD_GUIDE,),
    ),
}
"""Every topic."""

GUIDES: Final[Mapping[Topic, Topic]] = {
    Topic.SHARING: Topic.SHARING_GUIDE,
    Topic.REIMBURSEMENT: Topic.CLAIM_GUIDE,
    Topic.PREMIUM: Topic.CONTRIBUTION_GUIDE,
    Topic.YEARS: Topic.CONTRIBUTION_GUIDE,
    Topic.ACCOUNT: Topic.QUERY_GUIDE,
}
"""Topic of a policy → the guide on where to have it done, as in QD#共济 and QD#报销."""

LOCAL_SERVICES: Final = frozenset(
    (
        PolicyService.OUTPATIENT,
        PolicyService.DENTAL,
        PolicyService.INPATIENT,
        PolicyService.SERIOUS,
        PolicyService.PREMIUM,
        PolicyService.YEARS,
        PolicyService.MATERNITY,
    )
)
"""What a region has figures of its own for: those of the country are not told beside them."""


def topic_by_word(word: str) -> Topic | None:
    """The topic of the word in a text such as ZC#北京#门诊 or ZC#Beijing#outpatient; None for what is no topic."""
    return _BY_WORD.get(word.strip().lower())


_BY_WORD: Final = {word: topic for topic, row in TOPICS.items() for word in (*row.words, *row.english)}
