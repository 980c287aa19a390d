"""Commands about insurance, contributions and what the bureau works on: ZT, JF, NX, LJ, BX, BA, SY, YL."""

import re

from models import enquiry
from sms.answers.question import Question
from sms.parameters import Malformed
from sms.replies import Reply
from sms.written import reply_to

_CLAIM_TAIL = re.compile(r"[0-9A-Z]{0,16}([0-9]{4})")


def participation(question: Question) -> Reply:
    """ZT: whether, where and how insured (S101, S103)."""
    return reply_to(enquiry.participation(question.db, question.person_id, question.access), question.on)


def contributions(question: Question) -> Reply:
    """JF: what was paid last (S16, S17)."""
    return reply_to(enquiry.contributions(question.db, question.person_id, question.access), question.on)


def contributed_months(question: Question) -> Reply:
    """NX: for how long (S16)."""
    return reply_to(enquiry.contributed_months(question.db, question.person_id, question.access), question.on)


def counters(question: Question) -> Reply:
    """LJ: this year's totals."""
    return reply_to(enquiry.counters(question.db, question.person_id, question.access), question.on)


def claims(question: Question) -> Reply:
    """BX: the newest claim, or the one whose number ends so (S86, S87)."""
    tail = None
    if question.parameters:
        found = _CLAIM_TAIL.fullmatch(question.parameters[0])
        if found is None or len(question.parameters) > 1:
            raise Malformed
        tail = found[1]
    return reply_to(enquiry.claims(question.db, question.person_id, question.access, tail), question.on)


def filings(question: Question) -> Reply:
    """BA: filings for treatment elsewhere (S83)."""
    return reply_to(enquiry.filings(question.db, question.person_id, question.access), question.on)


def maternity(question: Question) -> Reply:
    """SY: the maternity allowance (S89)."""
    return reply_to(enquiry.maternity(question.db, question.person_id, question.access), question.on)


def pension(question: Question) -> Reply:
    """YL: old-age insurance (S79)."""
    return reply_to(enquiry.pension(question.db, question.person_id, question.access), question.on)
