"""Commands that make work for people, or ask how far it has come: TS, JY, GD, RG."""

import re
from datetime import datetime

from sqlalchemy import select

from models import Ticket, TicketKind, TicketStatus, Vault, enquiry, tickets
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
    return _open(question, kind, text=without_id_numbers(question.text))


def _open(question: Question, kind: TicketKind, *, text: str | None = None, when: datetime | None = None) -> str:
    caller = enquiry.caller_by_phone(question.db, question.sender)
    return tickets.open(
        question.db,
        kind,
        question.sender,
        caller.person_id if caller else None,
        question.access.reference or f"text {question.record.id}",
        question.access.at,
        text=text,
        callback_at=when,
    )


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
    _take_back(question)
    _open(question, TicketKind.CALLBACK, when=when)
    return reply("RG", question.line, when=moment(when) if said else "工作日9:00至17:00")


def _cancelled(question: Question) -> Reply:
    return reply("RGOFF" if _take_back(question) else "RGNONE", question.line)


def _take_back(question: Question) -> bool:
    """Close the call-backs that this number waits for; whether there was one."""
    vault: Vault = question.db.info["vault"]
    waiting = question.db.scalars(
        select(Ticket.number).where(
            Ticket.contact_hash == vault.phone_hash(question.sender),
            Ticket.kind == TicketKind.CALLBACK,
            Ticket.status == TicketStatus.OPEN,
        )
    ).all()
    for number in waiting:
        tickets.move(question.db, number, TicketStatus.CLOSED, question.access.at)
    return bool(waiting)
