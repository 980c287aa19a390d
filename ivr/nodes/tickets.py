"""12393>5 and 12333>5: what was said becomes a ticket, tickets are asked about, call backs arranged (S3, S30, S100)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ivr import changes, hours
from ivr.conversation import Conversation
from ivr.nodes.node import Node, Spoken, page_of, public
from models import Level, TicketKind, enquiry
from models.identity import SHANGHAI
from models.people.tickets import DUE_AFTER
from voice_prompts import Prompt


def file_recording(call: Conversation, kind: TicketKind, recording_sid: str) -> tuple[tuple[Prompt, ...], str]:
    """A recording becomes a ticket with a day by which it is answered; said once, however often it is reported."""
    call.ticket = changes.open_recorded(call, kind, recording_sid)
    return (call.say("ticket.promise", days=DUE_AFTER[kind]),), "filed"


def filed(call: Conversation) -> Spoken:
    """The number of the ticket just opened."""
    if call.ticket is None:
        return (call.say("nothing"),), None
    return (call.say("ticket.number", number=call.ticket),), None


def progress(call: Conversation) -> Spoken:
    """The caller's own tickets; who is not known by number keys in the number of one."""
    if call.person_id is None or call.level < Level.BOUND:
        return (), "ticket_number"
    found = call.answer = enquiry.tickets(call.db, call.person_id, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("ticket.none"),), "ticket_number"
    call.offer("ticket_number")
    return tuple(word for one in page_of(call, found.tickets) for word in _state(call, one)), None


def ticket(call: Conversation) -> Spoken:
    """One ticket by its number, if it is the caller's own or came from this telephone."""
    number = call.ticket or ""
    found: enquiry.TicketState | None = None
    if call.person_id is not None and call.level >= Level.BOUND:
        own = enquiry.ticket(call.db, call.person_id, call.access, number)
        found = own if isinstance(own, enquiry.TicketState) else None
    if found is None and call.caller:
        found = enquiry.ticket_of_phone(call.db, call.caller, number)
    call.answer = found
    call.offer("ticket_number")
    return (_state(call, found) if found else (call.say("ticket.unknown"),)), None


def callback_here(call: Conversation) -> Spoken:
    """Call back the number that rings; who shows none keys one in."""
    if not call.caller:
        return (), "callback_phone"
    call.candidate = call.caller
    return (), "callback_when"


def callback_soon(call: Conversation) -> Spoken:
    """As soon as somebody can."""
    return arrange(call, hours.soonest(call))


def callback_morning(call: Conversation) -> Spoken:
    """On the next working day's morning."""
    return arrange(call, hours.next_morning(call))


def callback_afternoon(call: Conversation) -> Spoken:
    """On the next working day's afternoon."""
    return arrange(call, hours.next_afternoon(call))


def arrange(call: Conversation, at: datetime) -> Spoken:
    """A ticket to ring the number that was chosen at that moment."""
    phone, call.candidate = call.candidate, None
    if phone is None:
        return (), "callback_number"
    call.ticket = changes.open_callback(call, phone, at)
    local = at.astimezone(SHANGHAI)
    return (call.say("callback.arranged", day=local.date(), time=local.time()),), "filed"


NODES: Mapping[str, Node] = public(
    {
        "filed": filed,
        "progress": progress,
        "ticket": ticket,
        "callback_here": callback_here,
        "callback_soon": callback_soon,
        "callback_morning": callback_morning,
        "callback_afternoon": callback_afternoon,
    }
)


def _state(call: Conversation, one: enquiry.TicketState) -> tuple[Prompt, ...]:
    words = [
        call.say(
            "ticket.state",
            number=one.number,
            kind=call.word("ticket", one.kind),
            day=one.opened_on,
            status=call.word("ticket_status", one.status),
        )
    ]
    if one.callback_at is not None and one.answer is None:
        local = one.callback_at.astimezone(SHANGHAI)
        words.append(call.say("ticket.callback", day=local.date(), time=local.time()))
    elif one.answer is not None:
        words.append(call.say("ticket.answered"))
    elif one.due_on is not None:
        words.append(call.say("ticket.due", day=one.due_on))
    return tuple(words)
