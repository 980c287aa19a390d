"""Tickets, voicemail and call-backs, worked through."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import TypeVar
from urllib.parse import urlencode

import structlog
from flask import Response, abort, current_app, request, send_file

from hotline.desk.blueprint import bp
from hotline.desk.page import back, page
from hotline.desk.recordings import Archive, NoRecording
from hotline.desk.signing import agents_only, me
from hotline.outbound import Carrier, dial_due
from hotline.outbound.notices import settle
from ivr.people.webhook import database, now
from models import AccountsError, TicketKind, TicketStatus
from models.calendar import USUAL_HOURS
from models.identity import shanghai_date
from models.people import tickets as all_tickets
from models.people import work

LONGEST_ANSWER = 2000
"""Characters."""
_Member = TypeVar("_Member", bound=StrEnum)
_log = structlog.get_logger("hotline.desk")


@bp.get("/tickets")
@agents_only
def tickets() -> Response:
    """The tickets, filtered."""
    kind, status = _member(TicketKind, "kind"), _member(TicketStatus, "status")
    mine = request.args.get("mine") == "1"
    number = max(1, request.args.get("page", 1, type=int))
    with database().connection() as db:
        found, total = work.search(
            db, kind=kind, status=status, agent_id=me().agent.agent_id if mine else None, page=min(number, 10_000)
        )
    kept = {"kind": kind or "", "status": status or "", "mine": "1" if mine else ""}
    return page(
        "tickets.html",
        found=found,
        total=total,
        kind=kind,
        status=status,
        mine=mine,
        number=number,
        pages=max(1, -(-total // work.PAGE)),
        today=shanghai_date(now()),
        kinds=[one for one in TicketKind if one is not TicketKind.CALLBACK],
        statuses=tuple(TicketStatus),
        link=lambda place: f"/tickets?{urlencode({**kept, 'page': place})}",
    )


def _member(members: type[_Member], name: str) -> _Member | None:
    try:
        return members(request.args.get(name, ""))
    except ValueError:
        return None


@bp.get("/tickets/<number>")
@agents_only
def ticket(number: str) -> Response:
    """One ticket."""
    with database().connection() as db:
        detail = work.read(db, number, me().agent, now())
    is_over = detail.ticket.status in all_tickets.OVER
    return page("ticket.html", one=detail, is_over=is_over, is_mine=detail.taken_by == me().agent.agent_id)


@bp.get("/tickets/<number>/recording")
@agents_only
def recording(number: str) -> Response:
    """What was said for a ticket, fetched from Twilio and kept nowhere."""
    with database().connection() as db:
        detail = work.read(db, number, me().agent, now())
    if detail.ticket.recording is None:
        abort(404)
    archive: Archive = current_app.extensions["archive"]
    try:
        sound = archive.fetch(detail.ticket.recording)
    except NoRecording as error:
        _log.warning("recording_not_played", ticket=number, error=str(error))
        abort(404)
    _log.info("recording_played", ticket=number, agent=me().agent.number)
    # In parts where they are asked for, so that one can go back and listen again.
    return send_file(BytesIO(sound), mimetype="audio/wav", download_name=f"{number}.wav", conditional=True, etag=False)


@bp.post("/tickets/<number>/take")
@agents_only
def take(number: str) -> Response:
    """Work on a ticket."""
    try:
        with database().connection() as db:
            work.take(db, number, me().agent.agent_id, now())
    except AccountsError:
        return back(f"/tickets/{_plain(number)}", "not_taken")
    return back(f"/tickets/{_plain(number)}", "taken")


@bp.post("/tickets/<number>/answer")
@agents_only
def answer(number: str) -> Response:
    """Answer a ticket; whoever opened it is told, once, by text."""
    words = " ".join(request.form.get("answer", "").split())
    if not 0 < len(words) <= LONGEST_ANSWER:
        return back(f"/tickets/{_plain(number)}", "bad_answer")
    return _settle(number, TicketStatus.ANSWERED, words)


@bp.post("/tickets/<number>/close")
@agents_only
def close(number: str) -> Response:
    """Close a ticket that needs no answer."""
    return _settle(number, TicketStatus.CLOSED, None)


def _settle(number: str, status: TicketStatus, words: str | None) -> Response:
    with database().connection() as db:
        done = work.holds(db, number, me().agent.agent_id) and settle(db, number, status, now(), words)
    if not done:
        return back(f"/tickets/{_plain(number)}", "not_yours")
    _log.info("ticket_settled", ticket=number, status=status, agent=me().agent.number)
    return back(f"/tickets/{_plain(number)}", status)


def _plain(number: str) -> str:
    """A ticket's number, safe in an address."""
    return "".join(filter(str.isdigit, number))


@bp.get("/call-backs")
@agents_only
def call_backs() -> Response:
    """The call-backs that wait."""
    with database().connection() as db:
        return page("call_backs.html", found=work.arranged(db))


@bp.post("/call-backs/<number>/dial")
@agents_only
def dial(number: str) -> Response:
    """Dial a call-back at once, if an office may ring now; whoever picks up is put through to an agent."""
    at: datetime = now()
    with database().connection() as db:
        if not USUAL_HOURS.is_open(at) or not work.due_at_once(db, number, at):
            return back("/call-backs", "not_dialled")
    report = dial_due(database(), _carrier(), at)
    return back("/call-backs", "dialled" if report.dialled else "not_dialled")


def _carrier() -> Carrier:
    settings = current_app.extensions["settings"]
    # Twilio reports to where it reaches us: without a proxy that is where this page is.
    here: str = settings.public_url or f"{request.scheme}://{request.host}{request.root_path}"
    return Carrier(current_app.extensions["twilio"], public_url=here.rstrip("/"), numbers=settings.numbers)
