"""From a menu into the queue and out of it: whom 0 leads to an agent, what the wait is said to be, what follows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from ivr.conversation import Conversation, Words
from ivr.hours import is_open
from models import enquiry
from models.calendar import USUAL_HOURS
from models.identity import SHANGHAI
from models.people import agent_queue, callbacks, position
from models.people.agent_queue import Entry
from models.people.position import Standing
from voice_prompts import LANGUAGES, Prompt, prompt

MOST_WAITING: Final = 20
"""Callers who wait for the same agents; whoever comes then is not let in."""
LONGEST_EXPECTED: Final = 30 * 60
"""Seconds: who would wait longer is not let in."""
LONGEST_WAIT: Final = timedelta(minutes=15)
"""After which a caller is offered a call-back and voicemail."""
SOONEST: Final = timedelta(minutes=5)
"""How long at least a call-back lets a caller go, who has just put down the telephone."""
QUEUE = "queue"
"""The place of a caller whom this package has taken over."""


def can_wait(call: Conversation) -> bool:
    """Whether somebody who answers for the line of this call is on duty, in office hours."""
    return is_open(call) and position.speaker_on_duty(call.db, call.line, call.language) is not None


def join(call: Conversation) -> Words | None:
    """Let the caller wait, in the transaction of the turn; says where they stand. None: too many wait already."""
    has_it = position.speaker_on_duty(call.db, call.line, call.language)
    # A language that nobody on duty has is not waited for.
    speaks = call.language if has_it and call.language != LANGUAGES[0] else None
    standing = position.standing(call.db, call.line, call.at, speaks=speaks)
    if standing.position > MOST_WAITING or standing.seconds > LONGEST_EXPECTED:
        return None
    agent_queue.enter(
        call.db,
        call.call_sid,
        call.line,
        call.at,
        language=call.language,
        elder=call.elder,
        speaks=speaks,
        phone=call.caller or None,
        region_code=call.region,
        person_id=call.person_id,
        verified=call.identified,
    )
    return (told(standing, call.language),)


def told(standing: Standing, language: str) -> Prompt:
    """Where a caller stands, and for how long about."""
    if not standing.seconds:
        return prompt("people.position_soon", language, position=standing.position)
    minutes = -(-standing.seconds // 60)
    return prompt("people.position", language, position=standing.position, minutes=minutes)


def call_back_instead(db: Connection, entry: Entry, at: datetime) -> tuple[str, Prompt] | None:
    """A ticket to be rung about when the turn would have come; its number and what is said. None: number withheld."""
    phone = agent_queue.phone_in(db, entry.entry_id)
    if phone is None:
        return None
    expected = timedelta(seconds=position.standing(db, entry.line, at, entry).seconds)
    person = entry.person_id if entry.verified else None
    return arranged(db, phone, person, entry.call_sid, at, max(expected, SOONEST), entry.language)


def arranged_before(db: Connection, entry: Entry) -> Prompt | None:
    """What is said of the ticket that a wait was left for."""
    phone = agent_queue.phone_in(db, entry.entry_id)
    ticket = enquiry.ticket_of_phone(db, phone, entry.ticket) if phone and entry.ticket else None
    if ticket is None or ticket.callback_at is None:
        return None
    return _promise("people.arranged", entry.language, ticket.number, ticket.callback_at)


def arranged(
    db: Connection,
    phone: str,
    person_id: int | None,
    reference: str,
    at: datetime,
    after: timedelta,
    language: str,
    said: str = "people.arranged",
) -> tuple[str, Prompt]:
    """A ticket to ring `phone` in office hours, `after` some time at the earliest; its number, and what is said.

    A call that has one already has it arranged anew.
    """
    moment = USUAL_HOURS.next_open(at + after)
    number = callbacks.arrange(db, phone, person_id, reference, at, moment)
    return number, _promise(said, language, number, moment)


def _promise(said: str, language: str, number: str, moment: datetime) -> Prompt:
    local = moment.astimezone(SHANGHAI)
    # To the minute in words: nothing finer is promised.
    about = local.time().replace(second=0, microsecond=0)
    return prompt(said, language, number=number, day=local.date(), time=about)
