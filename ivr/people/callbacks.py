"""Call-backs that the service dials: what a person hears who picks up, and how the promise is kept or put off."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Blueprint, Response, current_app
from sqlalchemy import Connection

from ivr import records
from ivr.conversation import Conversation
from ivr.lines import SOCIAL, called
from ivr.people import documents
from ivr.people.callers import queue_document
from ivr.people.waiting import arranged, told
from ivr.people.webhook import address, call_sid, database, digits, given, now, twiml
from ivr.turn import read_turn
from models import Level, TicketKind, callbacks, enquiry
from models.identity import shanghai_date
from models.people import agent_queue, position
from voice_prompts import LANGUAGES, Prompt, prompt

bp = Blueprint("callback", __name__, url_prefix="/voice/callback")

AGAIN_AFTER: Final = timedelta(hours=1)
"""From a call that came at a bad time, or that nobody heard, to the next."""
MOST_UNHEARD: Final = 3
"""Calls in a row in which nobody pressed a key, after which there is no other."""
ASKED: Final = 2


@bp.route("/<number>", methods=["GET", "POST"])
def answered(number: str) -> Response:
    """The telephone is picked up: greet, say why, and ask. A machine is left alone."""
    sid = call_sid()
    with database().connection() as db:
        if not _is_ours(db, number):
            return twiml(documents.goodbye((_say("unknown", LANGUAGES[0]),)))
        call = _record(db)
        times = callbacks.unheard_before(db, number) + 1
        callbacks.keep_unheard(db, sid, times)
        if given("AnsweredBy").startswith(("machine", "fax")):
            _again(db, call, times)
            return twiml(documents.goodbye(()))
    return twiml(_choices(number, call, 1))


def _is_ours(db: Connection, number: str) -> bool:
    """Whether this is the ticket of a call-back to the telephone that was rung."""
    phone = _phone()
    ticket = enquiry.ticket_of_phone(db, phone, number) if phone else None
    return ticket is not None and ticket.kind is TicketKind.CALLBACK


def _phone() -> str:
    """Whom we rang: of a call that we placed, To is the person."""
    turn = read_turn({"CallSid": call_sid(), "From": given("To")}, 0)
    return turn.caller


def _record(db: Connection) -> Conversation:
    """The call's record, written at its beginning; whoever is bound to the number is known by it, not proved."""
    line = called(given("From"), current_app.extensions.get("lines", {})).line
    phone = _phone()
    call = Conversation(db=db, at=now(), call_sid=call_sid(), caller=phone, turn=0, line=line, place=callbacks.PLACE)
    call.path = callbacks.PLACE
    known = enquiry.caller_by_phone(db, phone, shanghai_date(call.at))
    if known is not None:
        call.person_id, call.level = known.person_id, Level.BOUND
        call.elder = known.is_elder(shanghai_date(call.at))
        call.language = known.language if known.language in LANGUAGES else LANGUAGES[0]
    records.insert_new(call, "")
    return call


def _choices(number: str, call: Conversation, asked: int) -> str:
    greets = (_say("social" if call.line == SOCIAL else "medical", call.language),) if asked == 1 else ()
    asks = (*greets, _say("choices", call.language))
    return documents.key(asks, address(f"/voice/callback/{number}/key/{asked}"), elder=call.elder)


@bp.route("/<number>/key/<int:asked>", methods=["GET", "POST"])
def key(number: str, asked: int) -> Response:
    """1 is an agent, before those who ring; 2 is later; silence is asked again, and then taken for a machine."""
    sid, at = call_sid(), now()
    with database().connection() as db:
        if not _is_ours(db, number):
            return twiml(documents.goodbye((_say("unknown", LANGUAGES[0]),)))
        call = _record(db)
        if digits() in {"1", "2"}:
            callbacks.keep_unheard(db, sid, 0)
        if digits() == "1" and position.speaker_on_duty(db, call.line, call.language) is not None:
            entry = agent_queue.enter(
                db,
                sid,
                call.line,
                at,
                number=given("From"),
                language=call.language,
                elder=call.elder,
                phone=call.caller,
                person_id=call.person_id,
                rank=agent_queue.CALLED_BACK,
                ticket=number,
            )
            standing = position.standing(db, call.line, at, entry)
            return twiml(queue_document(sid, (told(standing, call.language),), elder=call.elder))
        if digits() in {"1", "2"}:
            return twiml(documents.goodbye((_later(db, call),), elder=call.elder))
        if asked >= ASKED:
            _again(db, call, callbacks.unheard_before(db, number) + 1)
            return twiml(documents.goodbye(()))
    return twiml(_choices(number, call, asked + 1))


def _later(db: Connection, call: Conversation) -> Prompt:
    """Another call, an hour later in office hours: a promise of its own, with its own ticket and tries."""
    said = "people.callback.later"
    return arranged(db, call.caller, None, call.call_sid, call.at, AGAIN_AFTER, call.language, said)[1]


def _again(db: Connection, call: Conversation, times: int) -> None:
    """Nobody heard us: once more later, unless it has been tried often enough."""
    if times < MOST_UNHEARD:
        _later(db, call)


def _say(id: str, language: str) -> Prompt:
    return prompt(f"people.callback.{id}", language)
