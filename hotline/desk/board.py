"""The page an agent works at: duty, the queue, the caller at hand, wrapping up."""

from __future__ import annotations

import hashlib
from typing import Any

import structlog
from flask import Response, request
from sqlalchemy import Connection

from hotline.desk.addresses import caller_address
from hotline.desk.blueprint import bp
from hotline.desk.page import back, page
from hotline.desk.signing import agents_only, give, me, signed_in, take_back
from ivr.people.webhook import database, now, office
from models import WrapUpCode
from models.people import agent_rings, agents, board, refusals, supervisors, wrapping_up
from models.people.board import Busy, Gone

_log = structlog.get_logger("hotline.desk")


@bp.get("/sign-in")
def sign_in_page() -> Response:
    """工号 and PIN are asked for."""
    return page("sign_in.html", refused=False) if signed_in() is None else back("/")


@bp.post("/sign-in")
def sign_in() -> Response:
    """工号 and PIN, as by telephone; what was wrong is not said, nor whether there is such an agent."""
    with database().connection() as db:
        number, pin = request.form.get("number", "")[:4], request.form.get("pin", "")[:32]
        agent = supervisors.sign_in(db, number, pin, caller_address(), now())
        stamp = supervisors.stamp(db, agent.agent_id) if agent else ""
    if agent is None:
        _log.warning("desk_refused")
        return page("sign_in.html", 403, refused=True)
    _log.info("desk_signed_in", agent=agent.number)
    answer = back("/")
    give(answer, agent, stamp)
    return answer


@bp.post("/sign-out")
def sign_out() -> Response:
    """Forget who is at this browser; whoever is on duty stays so."""
    answer = back("/sign-in")
    take_back(answer)
    return answer


@bp.get("/")
@agents_only
def show() -> Response:
    """The page."""
    return page("board.html", **_parts())


@bp.get("/live")
@agents_only
def live() -> Response:
    """The parts of the page that change by themselves, asked for every two seconds; 304 where they have not."""
    answer = page("live.html", **_parts())
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


def _parts() -> dict[str, Any]:
    agent = me().agent
    with database().connection() as db:
        shown = board.present(db, agent, now())
        return {
            "agent": agents.by_id(db, agent.agent_id),
            "waiting": board.waiting(db),
            "caller": shown,
            "colleagues": board.colleagues(db, agent.agent_id) if shown else (),
            "talks": wrapping_up.to_wrap_up(db, agent.agent_id, now()),
            "codes": tuple(WrapUpCode),
            "most_misses": refusals.MOST_MISSES,
        }


@bp.post("/duty")
@agents_only
def duty() -> Response:
    """On duty, or off."""
    on = request.form.get("on") == "1"
    with database().connection() as db:
        if on:
            agents.sign_on(db, me().agent.agent_id, now())
        else:
            agents.sign_off(db, me().agent.agent_id)
    if on:
        office().serve()
    return back("/")


@bp.post("/pick-up/<int:entry_id>")
@agents_only
def pick_up(entry_id: int) -> Response:
    """Ring the agent's telephone for a caller of their choice."""
    try:
        with database().connection() as db:
            claim = board.pick_up(db, entry_id, me().agent.agent_id, now())
    except Busy:
        return back("/", "busy")
    except Gone:
        return back("/", "gone")
    return back("/", "picked" if office().ring(claim) else "unrung")


@bp.post("/decline/<int:ring_id>")
@agents_only
def decline(ring_id: int) -> Response:
    """Do not take the caller whom the agent's telephone rings for: it stops, and the next one's rings."""
    with database().connection() as db:
        ring = agent_rings.ring(db, ring_id)
        declined = refusals.decline(db, ring_id, me().agent.agent_id, now())
    if ring is None or not declined:
        return back("/", "not_declined")
    office().stop(ring.call_sid)
    office().serve()
    return back("/", "declined")


@bp.post("/pass-on/<int:ring_id>")
@agents_only
def pass_on(ring_id: int) -> Response:
    """Let a colleague who is free have the caller; the agent's own call ends."""
    with database().connection() as db:
        call_sid = _passed_on(db, ring_id, request.form.get("to", ""))
    if call_sid is None:
        return back("/", "not_passed")
    # The caller falls back into the queue as the agent's telephone is put down, and is then rung for.
    office().stop(call_sid)
    office().serve()
    return back("/", "passed")


def _passed_on(db: Connection, ring_id: int, to: str) -> str | None:
    """The agent's call, once the caller waits for a colleague; None where that cannot be."""
    agent_id = me().agent.agent_id
    if board.ring_of(db, agent_id) != ring_id:
        return None
    ring = agent_rings.ring(db, ring_id)
    colleague = next((one for one in board.colleagues(db, agent_id) if str(one.number) == to), None)
    if ring is None or not ring.bridged or ring.call_sid is None or colleague is None:
        return None
    return ring.call_sid if agent_rings.passed_on(db, ring_id, now(), to=colleague.agent_id) else None


@bp.post("/wrap-up/<int:ring_id>")
@agents_only
def wrap_up(ring_id: int) -> Response:
    """What a talk was about."""
    try:
        code = WrapUpCode(request.form.get("code", ""))
    except ValueError:
        return back("/", "not_wrapped")
    with database().connection() as db:
        kept = wrapping_up.wrap_up(db, ring_id, me().agent.agent_id, code, request.form.get("note", ""), now())
    return back("/", "wrapped" if kept else "not_wrapped")
