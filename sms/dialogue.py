"""The rules of the text channel: who asks, how often, what was answered before. One text in, at most one answer out.

Rules of domain.md 4.3: the same MessageSid again gets the same answer without a second effect; 20 commands a number a
day; after 3 answers in 10 minutes that were no help, silence for 10 minutes, so that two automatons cannot talk.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Database, Direction, MessageRecord, Vault, message_by_sid, one_at_a_time
from models.identity import masked_phone, start_of_shanghai_day
from models.proof import messages
from sms import memory
from sms.hearing import Heard, answered, hear
from sms.normalise import normalise
from sms.replies import Reply, reply
from sms.webhook import Incoming

DAILY_COMMANDS = 20
"""Commands a number may send in one day of Shanghai's."""

FRUITLESS = ("UNK", "LIMIT", "MEDIA", "ONE", "ASK", "OTHER", "CHILD")
"""Answers that an automaton could provoke for ever; the loop guard counts them."""

UNCOUNTED = ("UNK", "LIMIT", "MEDIA", "ONE", "OTHER", "CHILD", "SILENT")
"""Answers that leave the day's commands as they were."""

LOOP_ANSWERS, LOOP_TIME = 3, timedelta(minutes=10)
"""So many fruitless answers within this time are followed by as long a silence."""

SILENT = "SILENT"
"""The answer key of a text that was not answered."""

BEING_JUDGED = timedelta(seconds=30)
"""How long a message may take to be answered; delivered again within it, it waits for that answer in silence."""

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


def answer(
    database: Database, incoming: Incoming, at: datetime, *, now: Callable[[], datetime] | None = None
) -> Answered:
    """Answer a text that came at an aware moment; `now` tells when the answer is there, at once unless given.

    Raises DatabaseUnavailable or NotMigrated when the accounts cannot be asked; the same message may be delivered
    again then.
    """
    try:
        with database.session() as db:
            record = message_by_sid(db, incoming.sid) if incoming.sid else None
            return _earlier(db, record, at) or _first(db, incoming, at, record, now or (lambda: at))
    except IntegrityError:
        # The message was being delivered twice at once, and the other delivery has claimed it.
        with database.session() as db:
            record = message_by_sid(db, incoming.sid) if incoming.sid else None
            earlier = _earlier(db, record, at)
            if earlier is None:
                raise
            return earlier


def _earlier(db: Session, record: MessageRecord | None, at: datetime) -> Answered | None:
    """What this message was answered before, None when it is new.

    One that was claimed but not answered is left to the worker that is judging a PIN or a code for it, unless that
    has been lost.
    """
    if record is None or (not record.answer_key and at - record.at > BEING_JUDGED):
        return None
    return Answered(
        text=memory.read(record, _vault(db)).text,
        command=record.command,
        key=record.answer_key or SILENT,
        segments=record.segments,
        repeated=True,
    )


def _first(
    db: Session, incoming: Incoming, at: datetime, record: MessageRecord | None, now: Callable[[], datetime]
) -> Answered:
    """Answer a message that has not been answered, and keep the answer.

    What must be counted before it is judged, a PIN, a code, the tail of an ID number, is committed on the way, with
    the command; everything else is one transaction.
    """
    sender_hash = _vault(db).phone_hash(incoming.sender)
    one_at_a_time(db, sender_hash)  # what a number may still send is counted below
    if record is None:
        record = MessageRecord(
            message_sid=incoming.sid,
            direction=Direction.INCOMING,
            line=incoming.line,
            sender_hash=sender_hash,
            sender_masked=masked_phone(incoming.sender),
            status="received",
            at=at,
        )
        db.add(record)
        db.flush()  # claims the MessageSid: a second delivery waits here, then finds this answer
    else:
        db.refresh(record)  # another delivery may have judged it while this one waited
        if (given_before := _earlier(db, record, at)) is not None:
            return given_before
    text = normalise(incoming.body)
    given = None
    if text not in OPT_OUT_WORDS:
        heard = hear(db, record, incoming, text)
        record.command = heard.command.keyword if isinstance(heard, Heard) else ""
        given = _reply(db, record, heard, incoming)
    record.answer_key = given.key if given else SILENT
    record.segments = given.segments if given else 0
    # Handed over as soon as this is kept. A clock that was set back meanwhile has answered at once.
    record.answered_at = max(now(), record.at) if given else None
    return Answered(
        text=given.text if given else None,
        command=record.command,
        key=record.answer_key,
        segments=record.segments,
        repeated=False,
    )


def _reply(db: Session, record: MessageRecord, heard: Heard | Reply, incoming: Incoming) -> Reply | None:
    """The reply to what was heard, None for silence; what it leaves open is kept with it."""
    person_id, proved = None, False
    if isinstance(heard, Reply):
        given = heard
    elif messages.commands_since(db, record, start_of_shanghai_day(record.at), UNCOUNTED) >= DAILY_COMMANDS:
        given = reply("LIMIT", incoming.line)
    else:
        result = answered(db, record, heard, incoming)
        given, person_id, proved = result.reply, result.person_id, result.proved
    if given.key in FRUITLESS and _loops(db, record):
        return None
    memory.keep(record, _vault(db), given, person_id=person_id, proved=proved)
    return given


def _loops(db: Session, record: MessageRecord) -> bool:
    """Whether this number had its third fruitless answer in ten minutes less than ten minutes ago."""
    moments = messages.answered_with(db, record, FRUITLESS, record.at - 2 * LOOP_TIME, LOOP_ANSWERS)
    if len(moments) < LOOP_ANSWERS:
        return False
    return moments[0] - moments[-1] <= LOOP_TIME and record.at - moments[0] < LOOP_TIME


def _vault(db: Session) -> Vault:
    vault: Vault = db.info["vault"]
    return vault
