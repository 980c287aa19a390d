"""What callers hear who wait for an agent, and after the talk: position, music, call-back, survey."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response
from sqlalchemy import Connection, select

from ivr import dialogue, records
from ivr.people import documents, music
from ivr.people.documents import Words
from ivr.people.telephone import FINAL
from ivr.people.waiting import LONGEST_WAIT, arranged_before, call_back_instead, told
from ivr.people.webhook import address, call_sid, database, digits, given, now, office, parameters, twiml
from ivr.speaking import of_this_call
from ivr.turn import read_turn
from ivr.twiml import document, empty_document
from models import CallRecord, EntryResult, EntryStatus
from models.people import agent_queue, agent_rings, position, ratings
from models.people.agent_queue import Entry
from voice_prompts import LANGUAGES, prompt

bp = Blueprint("people", __name__, url_prefix="/voice/people")
sound = Blueprint("people_sound", __name__, url_prefix="/voice/people")
"""Music, which Twilio fetches without parameters and without a signature."""

MUSIC_SECONDS = 21
"""With what is said before it, half a minute from one telling of the position to the next."""
HOLD_SECONDS = 4
"""How long a caller listens on after an agent's telephone was put down, at the most."""
KINDS = {"long": MUSIC_SECONDS, "short": HOLD_SECONDS}
UNNAMED = "?"
"""Stands for the SID of a queue that Twilio did not tell."""
CACHED = "public, max-age=86400"


@sound.get("/<kind>.wav")
def play(kind: str) -> Response:
    """Hold music."""
    if kind not in KINDS:
        return Response("No such music.\n", status=404, mimetype="text/plain")
    return Response(music.music(KINDS[kind]), mimetype="audio/wav", headers={"Cache-Control": CACHED})


@bp.route("/enter", methods=["GET", "POST"])
def enter() -> Response:
    """The dialogue hands a caller over, who has a place in the queue already."""
    sid = call_sid()
    with database().connection() as db:
        entry = agent_queue.open_entry(db, sid)
        if entry is not None:
            agent_queue.seen(db, sid, now(), number=_our_number())
    if entry is None:
        return _after(sid)
    return twiml(queue_document(sid, ()))


def queue_document(sid: str, words: Words, *, elder: bool = False) -> str:
    """Into the queue: one of Twilio's for each caller, named by the call, because its queues know neither priority nor
    language nor the agent who was told who waits (twilio-behaviour 3.8).
    """
    return documents.queued(words, sid, wait_at=address("/voice/people/wait"), after_at=address("/voice/people/after"))


@bp.route("/wait", methods=["GET", "POST"])
def wait() -> Response:
    """What a waiting caller hears next; whoever can be rung for is rung for first."""
    sid, at = call_sid(), now()
    with database().connection() as db:
        # From now on the caller is where an agent can be connected.
        agent_queue.seen(db, sid, at, queue_sid=given("QueueSid") or UNNAMED)
    office().serve()
    with database().connection() as db:
        entry = agent_queue.open_entry(db, sid)
        if entry is None:
            return twiml(documents.leave())
        if entry.status is EntryStatus.TALKING:
            return twiml(documents.waiting((), music_at("short")))
        if entry.status is EntryStatus.WAITING and _is_in_vain(db, entry):
            ringing = agent_rings.caller_leaves(db, sid, EntryResult.GAVE_UP, at)
        else:
            return twiml(_waiting(db, entry))
    office().stop(ringing)  # another worker may have found somebody in this very moment
    return twiml(documents.leave())


def _is_in_vain(db: Connection, entry: Entry) -> bool:
    """Whether the caller has waited too long, or everybody has gone home."""
    if position.speaker_on_duty(db, entry.line, entry.language) is None:
        return True
    return now() - entry.entered_at >= LONGEST_WAIT


def _waiting(db: Connection, entry: Entry) -> str:
    words = []
    if entry.came_from_id is not None:
        words.append(prompt("people.transferring", entry.language))
    elif given("QueueTime") not in {"0", "1"}:  # the position has just been told
        words.append(told(position.standing(db, entry.line, now(), entry), entry.language))
    key_to = ""
    if entry.tail:
        words.append(prompt("people.callback_hint", entry.language))
        key_to = address("/voice/people/key")
    return documents.waiting(words, music_at("long"), key_to=key_to, elder=entry.elder)


@bp.route("/key", methods=["GET", "POST"])
def key() -> Response:
    """A key while waiting: 1 is to be called back."""
    sid = call_sid()
    if digits() != "1":
        return twiml(documents.redirect(address("/voice/people/wait")))
    with database().connection() as db:
        entry = agent_queue.open_entry(db, sid)
        if entry is None or entry.status is EntryStatus.TALKING:
            return twiml(documents.redirect(address("/voice/people/wait")))
        instead = call_back_instead(db, entry, now())
        ringing = None
        if instead is not None:
            ringing = agent_rings.caller_leaves(db, sid, EntryResult.CALLBACK, now(), ticket=instead[0])
    office().stop(ringing)
    return twiml(documents.leave())


@bp.route("/connect", methods=["GET", "POST"])
def connect() -> Response:
    """What the caller hears before the agent does the talking."""
    sid = call_sid()
    with database().connection() as db:
        agent = agent_rings.bridged(db, sid, now())
        entry = agent_queue.open_entry(db, sid)
    if agent is None or entry is None:
        return twiml(documents.spoken(()))
    words = (prompt("people.connecting", entry.language, number=str(agent.number)),)
    return twiml(documents.spoken(words, elder=entry.elder))


@bp.route("/after", methods=["GET", "POST"])
def after() -> Response:
    """The caller is out of the queue: gone, called back later, offered something else, or has talked to somebody."""
    sid = call_sid()
    result = given("QueueResult")
    if given("CallStatus") in FINAL or result == "hangup":
        office().caller_leaves(sid, EntryResult.ABANDONED)
        return twiml(empty_document())
    if result in {"queue-full", "error", "system-error"}:
        office().caller_leaves(sid, EntryResult.FAILED)
    return _after(sid)


def _after(sid: str) -> Response:
    with database().connection() as db:
        entry = agent_queue.last_entry(db, sid)
        if entry is None:
            return twiml(documents.goodbye((prompt("busy", LANGUAGES[0]),)))
        if entry.status is not EntryStatus.ENDED:
            # The agent has not said yet what is to become of the caller, or has: somebody else is being rung.
            return twiml(queue_document(sid, ()))
        if entry.result is EntryResult.ANSWERED:
            return twiml(_survey(entry))
        if entry.result is EntryResult.CALLBACK:
            said = arranged_before(db, entry)
            return twiml(documents.goodbye((said,) if said else (), elder=entry.elder))
        return twiml(_instead(db, entry))


def _instead(db: Connection, entry: Entry) -> str:
    """What else there is for whom no agent had time: a call-back where we rang, else the choice of after hours."""
    sorry = prompt("people.gave_up", entry.language)
    if entry.ticket is not None or given("Direction").startswith("outbound"):
        said = call_back_instead(db, entry, now())
        return documents.goodbye((sorry, said[1]) if said else (sorry,), elder=entry.elder)
    return resume(db, (sorry,), "after_hours") or documents.goodbye((sorry,), elder=entry.elder)


def resume(db: Connection, words: Words, target: str) -> str | None:
    """Give a caller back to the dialogue, at `target`; None where the call is over."""
    turn = read_turn(parameters(), 0)
    number = db.scalar(select(CallRecord.turn).where(CallRecord.call_sid == turn.call_sid))
    call = records.take(db, replace(turn, number=number), now()) if number is not None else None
    if call is None or isinstance(call, records.Seen):
        return None
    said = (*words, *dialogue.enter(call, target))
    onward = address(f"/voice/turn/{call.turn + 1}")
    listen = dialogue.listening(call)
    xml = document(said, listen=listen, action=onward, elder=call.elder, speaking=of_this_call())
    records.keep(call, xml)
    return xml


# -- the survey


def _survey(entry: Entry, asked: int = 1) -> str:
    words = (prompt("people.survey.question", entry.language),)
    return documents.key(words, address(f"/voice/people/survey/{asked}"), elder=entry.elder)


@bp.route("/survey/<int:asked>", methods=["GET", "POST"])
def survey(asked: int) -> Response:
    """The caller's score, or silence, which is asked again once (domain 2.3)."""
    sid = call_sid()
    rated = digits() in {"1", "2", "3", "4"}
    with database().connection() as db:
        entry = agent_queue.last_entry(db, sid)
        if entry is None:
            return twiml(documents.goodbye(()))
        if rated:
            ratings.rate(db, sid, int(digits()), now())
    if not rated and asked < 2:
        return twiml(_survey(entry, asked + 1))
    thanks = "thanks" if rated else "unrated"
    return twiml(documents.goodbye((prompt(f"people.survey.{thanks}", entry.language),), elder=entry.elder))


def music_at(kind: str) -> str:
    """Where hold music of that kind is."""
    return address(f"/voice/people/{kind}.wav")


def _our_number() -> str:
    """The hotline's number in this call: the one that was rung, or that rings."""
    return given("From") if given("Direction").startswith("outbound") else given("To")
