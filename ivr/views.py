"""The routes Twilio calls: a call begins, a turn is taken, a recording has ended, a call is over.

The signature guard stands before them (`hotline.guard`). A view reads the turn, lets the rules answer it inside
a transaction, and writes the TwiML; what went wrong inside becomes the spoken apology.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event
from time import monotonic

import structlog
from flask import Blueprint, Response, current_app, request
from sqlalchemy import Connection

from ivr import changes, dialogue, hearing, records
from ivr.conversation import Conversation, Words
from ivr.dialogue import HUMAN
from ivr.entries import RECORDINGS
from ivr.lines import called
from ivr.menus import ROOT
from ivr.nodes.tickets import file_recording
from ivr.people.desk import AS_CALLER, greeting
from ivr.people.webhook import office
from ivr.records import JUDGED_WITHIN, Overtaken
from ivr.speaking import of_this_call
from ivr.turn import Turn, TurnError, read_turn, turn_number
from ivr.twiml import CONTENT_TYPE, Ear, Listen, Tape, document, empty_document
from models import Database, EntryResult, Level, enquiry, tickets
from models.identity import shanghai_date
from voice_prompts import LANGUAGES, prompt

bp = Blueprint("ivr", __name__, url_prefix="/voice")

MOST_APOLOGIES = 3
"""How often in a row a caller hears that the system is busy before the call ends."""

PATIENCE = JUDGED_WITHIN.total_seconds() + 3
"""Seconds that a turn waits for another delivery of itself; Twilio waits 15 (twilio-behaviour 1.7)."""
PAUSE = 0.01
"""Seconds between two looks at a turn that is being judged."""

_log = structlog.get_logger("ivr")


@bp.route("/answer", methods=["GET", "POST"])
def answer() -> Response:
    """A call begins: the greeting and the first menu."""
    turn = read_turn(_parameters(), 0)
    with _database().connection() as db:
        desk = None if request.args.get("as") == AS_CALLER else greeting(db, turn.caller)
        return _twiml(desk or _begin(db, turn))


@bp.route("/turn/<number>", methods=["GET", "POST"])
def turn(number: str) -> Response:
    """A caller answered question `number`, or kept silent.

    Waits for another delivery of the same turn; raises `Overtaken` when that takes longer than any should.
    """
    taken = read_turn(_parameters(), turn_number(number))
    give_up = monotonic() + PATIENCE
    while True:
        try:
            with _database().connection() as db:
                return _twiml(_take(db, taken))
        except Overtaken:
            if monotonic() > give_up:
                raise
        Event().wait(PAUSE)


@bp.route("/recording/<name>/<number>", methods=["GET", "POST"])
def recording(name: str, number: str) -> Response:
    """Twilio reports how the recording `name` ended that answered question `number` (twilio-behaviour 3.5)."""
    report = read_turn(_parameters(), turn_number(number))
    known = RECORDINGS.get(name)
    if known is not None and report.recording_status in {"completed", "absent", "failed"}:
        sid = report.recording if report.recording_status == "completed" else None
        with _database().connection() as db:
            reference = changes.recording_reference(report.call_sid, report.number)
            tickets.set_recording(db, known.kind, reference, sid)
    return _twiml(empty_document())


@bp.route("/status", methods=["GET", "POST"])
def status() -> Response:
    """Twilio reports how a call goes; its end closes the record (twilio-behaviour 1.9)."""
    report = read_turn(_parameters(), 0)
    if report.status in records.FINAL_STATUSES:
        with _database().connection() as db:
            if records.close(db, report, _now()):
                _log.info("call_ended", call_sid=report.call_sid, status=report.status)
        office().caller_leaves(report.call_sid, EntryResult.ABANDONED)
    return _twiml(empty_document())


def apologise(error: Exception) -> Response:
    """The spoken apology for whatever went wrong in a view, so that a caller never hears Twilio's own error.

    It offers 0 and, after a silence, asks the question again; the third time in a row it ends the call.
    """
    times = request.args.get("busy", "0")
    # The row was not changed, so the turn that failed is the one to go on with.
    number = turn_number((request.view_args or {}).get("number", "0"))
    again = int(times) + 1 if times in {"0", "1", "2"} else MOST_APOLOGIES
    over = isinstance(error, TurnError) or again >= MOST_APOLOGIES
    id = "apology" if isinstance(error, TurnError) else "busy"
    xml = document(
        # The caller's language is in the row, which may be what cannot be reached: say it in both.
        [prompt(id, language) for language in LANGUAGES],
        listen=Listen.NOTHING if over else Listen.KEY,
        action=f"{_action(number)}?busy={again}",
        elder=False,
        speaking=of_this_call(),
    )
    return _twiml(xml)


def _begin(db: Connection, turn: Turn, keys: str = "") -> str:
    """The first document of a call; of one that has begun already, the last."""
    call = _new_call(db, turn)
    xml = _document(call, dialogue.answer(call, keys, "") if keys == HUMAN else dialogue.greet(call), turn.number + 1)
    if records.insert_new(call, xml):
        _log.info("call_began", call_sid=call.call_sid, known=call.known is not None)
        return xml
    db.rollback()
    return _take(db, turn)


def _take(db: Connection, turn: Turn) -> str:
    """The document that answers one turn, and the last one when another turn is awaited."""
    call = records.take(db, turn, _now())
    if call is None:
        # The beginning was never written (the database was away): begin now.
        return _begin(db, turn, turn.keys)
    if isinstance(call, records.Seen):
        _keep_last_words(call.call, turn)
        return call.last_answer or _document(call.call, dialogue.question(call.call), call.call.turn)
    call.texting = current_app.extensions.get("texting")
    words = dialogue.answer(call, turn.keys, turn.finished_on, turn.recording, turn.said)
    xml = _document(call, words, turn.number + 1)
    records.keep(call, xml)
    return xml


def _new_call(db: Connection, turn: Turn) -> Conversation:
    """A conversation with whoever the calling number is bound to, or with a stranger."""
    at = _now()
    number = called(turn.called, current_app.extensions.get("lines", {}))
    call = Conversation(
        db=db,
        at=at,
        call_sid=turn.call_sid,
        caller=turn.caller,
        turn=turn.number,
        line=number.line,
        region=number.region.code if number.region else None,
        texting=current_app.extensions.get("texting"),
    )
    known = enquiry.recognise(db, turn.caller, shanghai_date(at)) if turn.caller else None
    if known is not None:
        call.person_id = call.bound = known.person_id
        call.level = Level.BOUND
        call.elder = known.is_elder(shanghai_date(at))
        call.language = known.language if known.language in LANGUAGES else LANGUAGES[0]
    call.place = ROOT
    return call


def _keep_last_words(call: Conversation, turn: Turn) -> None:
    """File what was said by a caller whose call was noted as over before the recording was delivered."""
    if turn.recording and call.ended and call.turn == turn.number and call.place in RECORDINGS:
        file_recording(call, RECORDINGS[call.place].kind, turn.recording)


def _document(call: Conversation, words: Words, next_turn: int) -> str:
    listen = dialogue.listening(call)
    tape = None
    if listen is Listen.RECORDING:
        path = f"/voice/recording/{call.place}/{next_turn}"
        tape = Tape(longest=RECORDINGS[call.place].longest, callback=_address(path))
    action = _address("/voice/people/enter") if listen is Listen.ELSEWHERE else _action(next_turn)
    ear = Ear(language=call.language, hints=hearing.hints(call)) if hearing.hears(call) else None
    speaking = of_this_call()
    return document(words, listen=listen, action=action, elder=call.elder, tape=tape, ear=ear, speaking=speaking)


def _action(number: int) -> str:
    """Where the keys of question `number` go."""
    return _address(f"/voice/turn/{number}")


def _address(path: str) -> str:
    """A path of our own making, prefixed as the proxy is."""
    prefix: str = current_app.extensions["settings"].path_prefix
    return f"{prefix}{request.root_path if not prefix else ''}{path}"


def _parameters() -> Mapping[str, str]:
    return request.form or request.args


def _twiml(xml: str) -> Response:
    return Response(xml, content_type=CONTENT_TYPE)


def _database() -> Database:
    database: Database = current_app.extensions["database"]
    return database


def _now() -> datetime:
    now: Callable[[], datetime] = current_app.extensions["now"]
    return now()
