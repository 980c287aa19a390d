"""Every answer of the accounts as a text: one table from the type of the answer to the function that writes it.

The commands answer by it, and so does the telephone when a caller wants an answer sent (domain 4.1.8). ← a new type
of answer needs a line here; a test walks all there are.
"""

from collections.abc import Callable, Mapping
from typing import Any

from models import enquiry
from models.enquiry.policy_answers import Channels, NoPolicy, Policies
from sms.replies import Reply, reply
from sms.written import cases, children, family, insured, money, policy, social
from sms.written.occasion import ONCE, Occasion

__all__ = ["ONCE", "WRITERS", "Occasion", "can_be_written", "reply_to"]


def _nothing(_: enquiry.NothingFound, on: Occasion) -> Reply:
    """NODATA (S108)."""
    return reply("NODATA", on.line)


WRITERS: Mapping[type, Callable[[Any, Occasion], Reply]] = {
    enquiry.Balance: money.balance,
    enquiry.NoAccount: money.no_account,
    enquiry.NotInsured: money.not_insured,
    enquiry.NothingFound: _nothing,
    enquiry.Movements: money.movements,
    enquiry.Credited: money.credited,
    enquiry.Yearly: money.yearly,
    enquiry.Family: family.family,
    enquiry.FamilyPayments: family.payments,
    enquiry.FamilyAuthorisations: family.authorisations,
    enquiry.FamilyQuota: family.quota,
    enquiry.Participation: insured.participation,
    enquiry.Contributions: insured.contributions,
    enquiry.ContributedMonths: insured.contributed_months,
    enquiry.Counters: insured.counters,
    enquiry.Claims: cases.claims,
    enquiry.Filings: cases.filings,
    enquiry.Maternity: cases.maternity,
    enquiry.TicketState: cases.ticket,
    enquiry.Tickets: cases.tickets,
    enquiry.PensionState: social.pension,
    enquiry.UnemploymentState: social.unemployment,
    enquiry.WorkInjuryState: social.work_injury,
    enquiry.CardState: social.card,
    enquiry.Children: children.children,
    enquiry.OfChild: children.of_child,
    Policies: policy.policies,
    NoPolicy: policy.no_policy,
    Channels: policy.channels,
}
"""The type of an answer → its words."""


def can_be_written(answer: object) -> bool:
    """Whether there is a text for this answer of an enquiry."""
    return type(answer) in WRITERS


def reply_to(answer: object, on: Occasion = ONCE) -> Reply:
    """The text that tells an answer. Raises KeyError for what is no answer of the accounts."""
    return WRITERS[type(answer)](answer, on)
