"""Commands that make work for people, or ask how far it has come: TS, JY, GD, RG."""

import re

from models import TicketKind, binding, callbacks, enquiry, tickets
from models.calendar import USUAL_HOURS
from sms.answers.question import Question
from sms.parameters import LONGEST_TEXT, Malformed, without_id_numbers
from sms.replies import Reply, moment, reply
from sms.when import wanted_moment
from sms.written import reply_to
from sms.written.words import TICKET_KINDS

CANCEL = ("取消", "不用", "撤销")
"""What RG takes a registered call back with."""

HOURS = "9:00至12:00、13:00至17:00"

_REPORT = re.compile("举报|骗保|套取|倒卖|冒用|回扣")
_DISPUTE = re.compile("扣|少了|不见|盗刷|消失|没到账|未到账|对不上|异议|退钱|退费")
_NUMBER = re.compile("[0-9]{10}")


def complaint(question: Question) -> Reply:
    """TS: a ticket; of account money gone it becomes a dispute, of fraud a report (S3, S30, S100)."""
    kind = TicketKind.COMPLAINT
    if _REPORT.search(question.text):
        kind = TicketKind.REPORT
    elif _DISPUTE.search(question.text):
        kind = TicketKind.DISPUTE
    number = _written(question, kind)
    if number is None:
        return reply("TSTEXT", question.line, command="TS")
    return reply("TS", question.line, kind=TICKET_KINDS[kind], number=number)


def suggestion(question: Question) -> Reply:
    """JY: a ticket that nobody waits for (S3)."""
    number = _written(question, TicketKind.SUGGESTION)
    if number is None:
        return reply("TSTEXT", question.line, command="JY")
    return reply("JY", question.line, number=number)


def _written(question: Question, kind: TicketKind) -> str | None:
    """The number of a new ticket that holds the text; None where there is no text, or too much."""
    if not 0 < len(question.text) <= LONGEST_TEXT:
        return None
    person = binding.holder(question.db, question.sender, question.access.at)
    text = without_id_numbers(question.text)
    at = question.access.at
    return tickets.open(question.db, kind, question.sender, person, _reference(question), at, text=text)


def _reference(question: Question) -> str:
    """What tells this text's ticket from others: the MessageSid, if it has one."""
    return question.access.reference or f"text {question.record.id}"


def ticket(question: Question) -> Reply:
    """GD: how far one's own ticket has come; anybody else's is answered like one that does not exist."""
    own = ticket_of_number(question)
    if own is not None:
        return own
    return reply_to(
        enquiry.ticket(question.db, question.person_id, question.access, _ticket_number(question)), question.on
    )


def ticket_of_number(question: Question) -> Reply | None:
    """GD: the ticket that this number opened or is to be rung for, bound or not; None where it is none of those."""
    found = enquiry.ticket_of_phone(question.db, question.sender, _ticket_number(question))
    return None if found is None else reply_to(found, question.on)


def _ticket_number(question: Question) -> str:
    if len(question.parameters) != 1 or not _NUMBER.fullmatch(question.parameters[0]):
        raise Malformed
    return question.parameters[0]


def call_back(question: Question) -> Reply:
    """RG: a person rings this number, at the time asked for or as soon as the office is open. One at a time."""
    at = question.access.at
    said = " ".join(question.parameters)
    if said in CANCEL:
        return _cancelled(question)
    when = wanted_moment(said, at, USUAL_HOURS) if said else USUAL_HOURS.next_open(at)
    if when is None:
        following = moment(USUAL_HOURS.next_open(at))
        return reply("RGTIME", question.line, hours=HOURS, next=following)
    callbacks.take_back(question.db, question.sender, at)
    person = binding.holder(question.db, question.sender, question.access.at)
    callbacks.arrange(question.db, question.sender, person, _reference(question), at, when)
    return reply("RG", question.line, when=moment(when) if said else "工作日9:00至17:00")


def _cancelled(question: Question) -> Reply:
    waited = callbacks.take_back(question.db, question.sender, question.access.at)
    return reply("RGOFF" if waited else "RGNONE", question.line)
