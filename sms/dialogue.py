"""The rules of the text channel: who asks, how often, what was answered before. One text in, at most one answer out.

Rules of domain.md 4.3: the same MessageSid again gets the same answer without a second effect; 20 commands a number a
day; after 3 answers in 10 minutes that were no help, silence for 10 minutes, so that two automatons cannot talk.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    Access,
    Channel,
    Database,
    Direction,
    Level,
    MessageRecord,
    Vault,
    credentials,
    enquiry,
    message_by_sid,
    one_at_a_time,
)
from models.identity import masked_phone, start_of_shanghai_day
from sms.commands import Command, Question, find, not_open, unknown
from sms.normalise import normalise
from sms.replies import Reply, reply
from sms.webhook import Incoming

LINE = "12393"
"""The hotline that texts are answered for."""

DAILY_COMMANDS = 20
"""Commands a number may send in one day of Shanghai's."""

FRUITLESS = ("UNK", "LIMIT")
"""Answers that an automaton could provoke for ever; the loop guard counts them."""

LOOP_ANSWERS, LOOP_TIME = 3, timedelta(minutes=10)
"""So many fruitless answers within this time are followed by as long a silence."""

SILENT = "SILENT"
"""The answer key of a text that was not answered."""

OPT_OUT_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"})
"""Twilio answers these itself and refuses our reply with 21610 (twilio-behaviour.md 4.6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a text: the reply's words, None for silence, and what is kept of it without them."""

    text: str | None
    command: str
    key: str
    segments: int
    repeated: bool


def answer(database: Database, incoming: Incoming, at: datetime) -> Answered:
    """Answer a text at an aware moment.

    Raises DatabaseUnavailable or NotMigrated when the accounts cannot be asked; nothing is kept then, and the same
    message may be delivered again.
    """
    try:
        with database.session() as db:
            return _earlier(db, incoming) or _first(db, incoming, at)
    except IntegrityError:
        # The message was being delivered twice at once, and the other delivery has just been answered.
        with database.session() as db:
            earlier = _earlier(db, incoming)
            if earlier is None:
                raise
            return earlier


def _earlier(db: Session, incoming: Incoming) -> Answered | None:
    """What this message was answered before, None when it is new."""
    record = message_by_sid(db, incoming.sid) if incoming.sid else None
    return None if record is None else _answered(db, record, repeated=True)


def _first(db: Session, incoming: Incoming, at: datetime) -> Answered:
    """Answer a message that has not been seen, and keep the answer in the same transaction."""
    sender_hash = _vault(db).phone_hash(incoming.sender)
    one_at_a_time(db, sender_hash)  # what a number may still send is counted below
    record = MessageRecord(
        message_sid=incoming.sid,
        direction=Direction.INCOMING,
        line=LINE,
        sender_hash=sender_hash,
        sender_masked=masked_phone(incoming.sender),
        status="received",
        at=at,
    )
    db.add(record)
    db.flush()  # claims the MessageSid: a second delivery waits here, then finds this answer
    text = normalise(incoming.body)
    command = find(text)
    given = None if text in OPT_OUT_WORDS else _reply(db, record, command, incoming)
    record.command = command.keyword if command else ""
    record.answer_key = given.key if given else SILENT
    record.segments = given.segments if given else 0
    if given:
        record.keep_answer(_vault(db), given.text)
    return _answered(db, record, repeated=False)


def _answered(db: Session, record: MessageRecord, *, repeated: bool) -> Answered:
    return Answered(
        text=record.read_answer(_vault(db)),
        command=record.command,
        key=record.answer_key,
        segments=record.segments,
        repeated=repeated,
    )


def _reply(db: Session, record: MessageRecord, command: Command | None, incoming: Incoming) -> Reply | None:
    """The reply to a command, or to None for what is no command; None for silence."""
    if command is None:
        return None if _loops(db, record) else unknown()
    if _commands_today(db, record) >= DAILY_COMMANDS:
        return None if _loops(db, record) else reply("LIMIT")
    if command.answer is None:
        return not_open(command)
    if command.level is Level.NONE:
        return command.answer(_question(db, record, None))
    caller = enquiry.caller_by_phone(db, incoming.sender)
    if caller is None:
        return reply("NOB")
    if credentials.locked_until(db, caller.person_id, record.at) is not None:
        return reply("LOCK")
    record.level = Level.BOUND
    return command.answer(_question(db, record, caller))


def _question(db: Session, record: MessageRecord, caller: enquiry.KnownCaller | None) -> Question:
    access = Access(
        channel=Channel.TEXT,
        level=Level.NONE if caller is None else Level.BOUND,
        reference=record.message_sid or "",
        at=record.at,
    )
    return Question(db=db, caller=caller, access=access)


def _commands_today(db: Session, record: MessageRecord) -> int:
    """Commands of this number that were answered since midnight in Shanghai, this one not counted."""
    count = select(func.count()).where(
        *_others_of(record),
        MessageRecord.at >= start_of_shanghai_day(record.at),
        MessageRecord.command != "",
        MessageRecord.answer_key.not_in((*FRUITLESS, SILENT)),
    )
    return db.scalar(count) or 0


def _loops(db: Session, record: MessageRecord) -> bool:
    """Whether this number had its third fruitless answer in ten minutes less than ten minutes ago."""
    latest = (
        select(MessageRecord.at)
        .where(
            *_others_of(record),
            MessageRecord.at > record.at - 2 * LOOP_TIME,
            MessageRecord.answer_key.in_(FRUITLESS),
        )
        .order_by(MessageRecord.at.desc())
        .limit(LOOP_ANSWERS)
    )
    moments = db.scalars(latest).all()
    if len(moments) < LOOP_ANSWERS:
        return False
    return moments[0] - moments[-1] <= LOOP_TIME and record.at - moments[0] < LOOP_TIME


def _others_of(record: MessageRecord) -> tuple[ColumnElement[bool], ...]:
    return (
        MessageRecord.sender_hash == record.sender_hash,
        MessageRecord.direction == Direction.INCOMING,
        MessageRecord.id != record.id,
    )


def _vault(db: Session) -> Vault:
    vault: Vault = db.info["vault"]
    return vault
