"""Commands about the account and the family's use of it: YE, MX, HR, LX, GJ, GJMX."""

from models import enquiry
from models.enquiry import FamilyPayments, NothingFound
from models.enquiry.shared import MOST_A_PAGE
from sms.answers.question import Question
from sms.parameters import month_in, year_in
from sms.replies import Reply, reply
from sms.written import reply_to
from sms.written.family import shared

PAGE = 5
"""Records a page (domain 4.3)."""


def balance(question: Question) -> Reply:
    """YE: the balance, or why there is none (S1, S4, S26, S27, S107)."""
    return reply_to(enquiry.balance(question.db, question.person_id, question.access), question.on)


def records(question: Question) -> Reply:
    """MX: a page of movements, of one month where one is given (S30)."""
    found = enquiry.movements(
        question.db,
        question.person_id,
        question.access,
        month=month_in(question.parameters, question.today),
        after=question.place,
        page=PAGE,
    )
    return reply_to(found, question.on)


def credited(question: Question) -> Reply:
    """HR: what a month brought (S20)."""
    month = month_in(question.parameters, question.today)
    return reply_to(enquiry.credited(question.db, question.person_id, question.access, month), question.on)


def yearly(question: Question) -> Reply:
    """LX: interest and carry-over of a year (S23, S24)."""
    year = year_in(question.parameters, question.today)
    return reply_to(enquiry.yearly(question.db, question.person_id, question.access, year), question.on)


def family(question: Question) -> Reply:
    """GJ: authorisations and this year's sums (S37, S41, S43)."""
    return reply_to(enquiry.family(question.db, question.person_id, question.access), question.on)


def family_records(question: Question) -> Reply:
    """GJMX: payments and premiums of family money in one list, failed ones with their reason (S37, S44, S97, S98).

    The accounts keep two lists; both are read up to where the page ends, and put in order here.
    """
    begin = question.place or 0
    wanted = min(begin + PAGE + 1, MOST_A_PAGE)
    asked = (question.db, question.person_id, question.access)
    lists = (enquiry.family_payments(*asked, page=wanted), enquiry.family_premiums(*asked, page=wanted))
    found = [one for one in lists if isinstance(one, FamilyPayments)]
    records = sorted((record for one in found for record in one.records), key=lambda record: record.day, reverse=True)
    scheduled = [due for one in found for due in one.scheduled] if not begin else []
    page = records[begin : begin + PAGE]
    if not page and not scheduled:
        nothing = next((one for one in lists if isinstance(one, NothingFound)), None)
        return reply_to(nothing, question.on) if nothing and not begin else reply("NOMORE", question.line)
    after = begin + PAGE if len(records) > begin + PAGE else None
    return shared(page, scheduled[: PAGE - len(page) or 1], question.on, after)
