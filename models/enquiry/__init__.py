"""The questions both channels ask: one function a question, a typed answer, and an audit row with every answer.

A function that answers with personal data takes an Access and raises NotAllowed unless the asker is known well enough
(domain 5, invariant 17; `LEVELS` lists how well). What is not there is answered with NothingFound (S108). Channels turn
the answers into words; neither holds a query of its own.
"""

from models.enquiry.asking import LEVELS, OF_CHILDREN, NoAccount, NothingFound, NotInsured, Question
from models.enquiry.balances import BALANCE_LEVEL, Balance, balance
from models.enquiry.cases import (
    AllowanceState,
    Claims,
    ClaimState,
    Filings,
    FilingState,
    Maternity,
    claims,
    filings,
    maternity,
)
from models.enquiry.contributions import (
    ContributedMonths,
    Contributions,
    PaidMonth,
    contributed_months,
    contributions,
)
from models.enquiry.insured import Counter, Counters, Participation, counters, participation
from models.enquiry.money import Credited, Movement, Movements, Which, Yearly, credited, movements, yearly
from models.enquiry.parents import Children, OfChild, children, of_child
from models.enquiry.relatives import Relative
from models.enquiry.shared import FamilyPayments, Scheduled, Shared, family_payments, family_premiums
from models.enquiry.sharing import (
    Authorised,
    Family,
    FamilyAuthorisations,
    FamilyQuota,
    family,
    family_authorisations,
    family_quota,
)
from models.enquiry.social import (
    CardState,
    PensionState,
    UnemploymentState,
    WorkInjuryState,
    card,
    pension,
    unemployment,
    work_injury,
)
from models.enquiry.work import Tickets, TicketState, ticket, ticket_of_phone, tickets
from models.proof.callers import KnownCaller, caller_by_phone, recognise
from models.proof.guardians import Child

__all__ = [
    "BALANCE_LEVEL",
    "LEVELS",
    "OF_CHILDREN",
    "AllowanceState",
    "Authorised",
    "Balance",
    "CardState",
    "Child",
    "Children",
    "ClaimState",
    "Claims",
    "ContributedMonths",
    "Contributions",
    "Counter",
    "Counters",
    "Credited",
    "Family",
    "FamilyAuthorisations",
    "FamilyPayments",
    "FamilyQuota",
    "FilingState",
    "Filings",
    "KnownCaller",
    "Maternity",
    "Movement",
    "Movements",
    "NoAccount",
    "NotInsured",
    "NothingFound",
    "OfChild",
    "PaidMonth",
    "Participation",
    "PensionState",
    "Question",
    "Relative",
    "Scheduled",
    "Shared",
    "TicketState",
    "Tickets",
    "UnemploymentState",
    "Which",
    "WorkInjuryState",
    "Yearly",
    "balance",
    "caller_by_phone",
    "card",
    "children",
    "claims",
    "contributed_months",
    "contributions",
    "counters",
    "credited",
    "family",
    "family_authorisations",
    "family_payments",
    "family_premiums",
    "family_quota",
    "filings",
    "maternity",
    "movements",
    "of_child",
    "participation",
    "pension",
    "recognise",
    "ticket",
    "ticket_of_phone",
    "tickets",
    "unemployment",
    "work_injury",
    "yearly",
]
