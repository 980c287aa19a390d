"""From a text to its answer: which command it is, how well its sender is known, and what that command says.

Levels are those of domain.md 4.3: L1 is the bound number, L2 besides it the last four of the ID number, once in a
quarter of an hour. An unbound number reads the same whoever it asks about.
"""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from models import Access, Channel, Level, MessageRecord, credentials, enquiry
from models.identity import shanghai_date
from sms import memory, plain
from sms.answers.question import Question
from sms.commands import Command, by_keyword, find, is_another, media, unknown
from sms.pages import next_page
from sms.parameters import Malformed, free_text, holds_id_number, split_tail
from sms.replies import Reply, Step, reply
from sms.webhook import Incoming


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A command with what followed it. `offer` is set where it answers an earlier reply."""

    command: Command
    parameters: tuple[str, ...]
    text: str = ""
    offer: memory.Offered | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A reply, whom it is about, and whether he has just proved to be that person."""

    reply: Reply
    person_id: int | None = None
    proved: bool = False


def hear(db: Session, record: MessageRecord, incoming: Incoming, text: str) -> Heard | Reply:
    """The command that a normalised text is or means; else the reply that says why it is none."""
    command = find(text)
    word = "N" if command is not None and command.keyword == "N" else text
    offer = memory.offered(db, record, word) if word in memory.STEPS else None
    if offer is not None:
        return _taken_up(offer)
    if command is None:
        return _plain(db, record, incoming, text)
    _, *parameters = text.split("#")
    if is_another(command, parameters):
        return reply("ONE", incoming.line)
    if command.level in (Level.BOUND, Level.VERIFIED) and holds_id_number(parameters):
        return reply("OTHER", incoming.line)
    free = free_text(incoming.body, (command.keyword, *command.aliases)) if command.free_text else ""
    return Heard(command=command, parameters=tuple(parameters), text=free)


def _plain(db: Session, record: MessageRecord, incoming: Incoming, text: str) -> Heard | Reply:
    if not text:
        return media(incoming.line) if incoming.media else unknown(incoming.line)
    if holds_id_number([text]):
        return reply("OTHER", incoming.line)
    meant = plain.listen(incoming.body, incoming.line, shanghai_date(record.at))
    if isinstance(meant, Reply):
        return meant
    offer = memory.offered(db, record, "N") if meant.keyword == "N" else None
    if offer is not None:
        return _taken_up(offer)
    return Heard(command=by_keyword(meant.keyword), parameters=meant.parameters)


def _taken_up(offer: memory.Offered) -> Heard:
    return Heard(command=by_keyword(offer.step.keyword), parameters=offer.step.parameters, offer=offer)


def answered(db: Session, record: MessageRecord, heard: Heard, incoming: Incoming) -> Result:
    """What a command says to its sender, at the level that he is known at."""
    try:
        return _answered(db, record, heard, incoming)
    except Malformed:
        return Result(reply=reply("FORM", incoming.line, form=heard.command.form))


def _answered(db: Session, record: MessageRecord, heard: Heard, incoming: Incoming) -> Result:
    command, line = heard.command, incoming.line
    question = _question(db, record, heard, incoming)
    if command.level in (Level.NONE, Level.CODE):
        return Result(reply=_said(question, command, heard))
    caller = enquiry.recognise(db, incoming.sender, question.today)
    if caller is None:
        return Result(reply=_to_stranger(question, heard))
    if credentials.locked_until(db, caller.person_id, record.at) is not None:
        return Result(reply=reply("LOCK", line))
    record.level, proved, parameters = Level.BOUND, False, heard.parameters
    if heard.offer is not None and heard.offer.person_id not in (None, caller.person_id):
        return Result(reply=reply("NOMORE", line))  # the number was bound to somebody else meanwhile
    if command.level is Level.VERIFIED and not _goes_on(heard):
        tail, parameters = split_tail(heard.parameters)
        if tail is not None:
            outcome = credentials.verify_tail(db, caller.person_id, tail, record.at)
            if outcome is not True:
                refused = isinstance(outcome, credentials.Refused)
                return Result(reply=reply("DENY" if refused else "LOCK", line))
            proved = True
        elif not memory.proved(db, record, caller.person_id):
            return Result(reply=reply("NEEDID", line, command=command.keyword))
    record.level = max(command.level, Level.BOUND)
    access = replace(question.access, level=record.level)
    known = replace(question, caller=caller, access=access, parameters=parameters)
    return Result(reply=_said(known, command, heard), person_id=caller.person_id, proved=proved)


def _said(question: Question, command: Command, heard: Heard) -> Reply:
    if heard.offer is not None and heard.offer.step.rest:
        return next_page(heard.offer.step, question.line)
    return command.answer(question)


def _goes_on(heard: Heard) -> bool:
    """Whether this is a page of a list that was begun at the level it needs; a choice of ours is a new question."""
    return heard.offer is not None and bool(heard.offer.step.place) and heard.offer.level >= heard.command.level


def _to_stranger(question: Question, heard: Heard) -> Reply:
    """NOB, but for what an unbound number may know: the tickets it opened itself, and the rest of their answers."""
    stranger = heard.command.stranger
    if stranger is not None and heard.offer is not None and heard.offer.person_id is None and heard.offer.step.rest:
        return next_page(heard.offer.step, question.line)
    try:
        own = stranger(question) if stranger else None
    except Malformed:
        own = None
    return own or reply("NOB", question.line)


def _question(db: Session, record: MessageRecord, heard: Heard, incoming: Incoming) -> Question:
    step: Step | None = heard.offer.step if heard.offer is not None and heard.offer.step.place else None
    return Question(
        db=db,
        caller=None,
        access=Access(
            channel=Channel.TEXT,
            level=Level.NONE,
            reference=record.message_sid or "",
            at=record.at,
        ),
        line=incoming.line,
        sender=incoming.sender,
        keyword=heard.command.keyword,
        parameters=heard.parameters,
        text=heard.text,
        body=incoming.body,
        step=step,
        record=record,
    )
