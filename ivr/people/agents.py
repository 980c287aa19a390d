"""What agents hear whose telephones ring: who waits, the caller, and after `*` what may become of the call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import structlog
from flask import Response

from ivr.lines import MEDICAL, SOCIAL
from ivr.people import documents
from ivr.people.callers import bp
from ivr.people.documents import Words
from ivr.people.telephone import FINAL
from ivr.people.webhook import address, call_sid, database, digits, given, now, office, parameters, twiml
from ivr.turn import read_turn
from ivr.twiml import empty_document
from models import AgentState, EntryStatus, RingStatus
from models.people import agent_queue, agent_rings, agents, recordings
from models.people.agent_rings import Ring
from models.policies.gazetteer import region_by_code
from voice_prompts import LANGUAGES, Prompt, prompt

LANGUAGE: Final = LANGUAGES[0]
"""What agents are spoken to in."""
ASKED: Final = 3
"""How often an agent is asked before the call is ended."""
ELSEWHERE: Final[Mapping[str, tuple[str | None, str | None]]] = {
    "1": (MEDICAL, None),
    "2": (SOCIAL, None),
    "3": (None, "en"),
}
"""Where a caller can be passed on to, by key: the line, where it is another, and the language, where one is needed."""

_log = structlog.get_logger("ivr.people")


@bp.route("/agent/<int:ring_id>", methods=["GET", "POST"])
def answered(ring_id: int) -> Response:
    """An agent's telephone is picked up, by the agent or by a machine: only a key takes the caller."""
    ring = _ring(ring_id)
    if not _is_on(ring):
        return _gone()
    assert ring is not None
    if ring.call_sid is None:  # Twilio was faster than the note of its answer
        with database().connection() as db:
            agent_rings.rung(db, ring_id, call_sid())
    who = _who(ring)
    return twiml(documents.key((*who, _say("take"), *who, _say("take")), _place(ring_id, "take")))


def _who(ring: Ring) -> tuple[Prompt, ...]:
    """Who waits, in masked words: tail of the number, region, whether identified, by whom passed on, how long."""
    entry = ring.entry
    words = [_say("tail", tail=entry.tail) if entry.tail else _say("hidden")]
    place = region_by_code(entry.region_code) if entry.region_code else None
    if place is not None:
        words.append(_say("region", region=place.name))
    words.append(_say("verified" if entry.verified else "unverified"))
    if entry.rank == agent_queue.CALLED_BACK:
        words.append(_say("called_back"))
    if entry.came_from_id is not None:
        with database().connection() as db:
            colleague = agents.by_id(db, entry.came_from_id)
        if colleague is not None:
            words.append(_say("passed_on_by", number=str(colleague.number)))
    minutes = int((now() - entry.entered_at).total_seconds()) // 60
    if minutes:
        words.append(_say("waited", minutes=minutes))
    return tuple(words)


@bp.route("/agent/<int:ring_id>/take", methods=["GET", "POST"])
def take(ring_id: int) -> Response:
    """1 takes the caller; anything else, silence too, leaves them to the next agent."""
    if digits() != "1":
        return twiml(documents.goodbye(()))
    with database().connection() as db:
        taken = agent_rings.accept(db, ring_id, now())
        ring = agent_rings.ring(db, ring_id)
    if not taken or ring is None:
        return _gone()
    return twiml(_connected(ring, ()))


def _connected(ring: Ring, words: Words) -> str:
    return documents.connect(
        words,
        ring.entry.call_sid,
        before_at=address("/voice/people/connect"),
        after_at=_place(ring.ring_id, "talked"),
        recorded_at=_place(ring.ring_id, "recorded"),
    )


@bp.route("/agent/<int:ring_id>/talked", methods=["GET", "POST"])
def talked(ring_id: int) -> Response:
    """The two are parted: the agent has pressed `*`, or one of them is gone."""
    if given("CallStatus") in FINAL:
        return twiml(empty_document())
    return _menu(ring_id, 1)


@bp.route("/agent/<int:ring_id>/recorded", methods=["GET", "POST"])
def recorded(ring_id: int) -> Response:
    """Twilio reports the recording of a talk, or that there is none (twilio-behaviour 3.6).

    Twilio files it under the call to the agent, which the row of the ring names, so that a report that gets lost loses
    no recording. A talk that is interrupted by `*` has several.
    """
    told = read_turn(parameters(), 0)
    kept = told.recording_status == "completed" and bool(told.recording)
    if kept:
        with database().connection() as db:
            kept = recordings.keep(db, ring_id, told.recording, now())
    tell = _log.info if kept else _log.error
    tell("talk_recorded" if kept else "talk_not_recorded", ring=ring_id, recording=told.recording)
    return twiml(empty_document())


@bp.route("/agent/<int:ring_id>/menu/<int:asked>", methods=["GET", "POST"])
def menu(ring_id: int, asked: int) -> Response:
    """The agent's menu: 1 a colleague, 2 the queue, 3 the end, `*` back to the caller."""
    choose = _CHOICES.get(digits())
    if choose is None:
        return _menu(ring_id, asked + 1)
    ring = _ring(ring_id)
    return choose(ring) if ring is not None and _is_on(ring) else _gone()


def _menu(ring_id: int, asked: int, words: Words = ()) -> Response:
    ring = _ring(ring_id)
    if not _is_on(ring):
        return _gone()
    if asked > ASKED:
        return _end(ring_id)
    return twiml(documents.key((*words, _say("menu")), _place(ring_id, f"menu/{asked}")))


def _colleague(ring: Ring) -> Response:
    return twiml(documents.entry((_say("colleague"),), _place(ring.ring_id, "colleague")))


def _elsewhere(ring: Ring) -> Response:
    return twiml(documents.key((_say("elsewhere"),), _place(ring.ring_id, "elsewhere")))


def _finished(ring: Ring) -> Response:
    return _end(ring.ring_id)


def _back(ring: Ring) -> Response:
    return twiml(_connected(ring, ()))


_CHOICES: Final[Mapping[str, Callable[[Ring], Response]]] = {
    "1": _colleague,
    "2": _elsewhere,
    "3": _finished,
    "*": _back,
}


@bp.route("/agent/<int:ring_id>/colleague", methods=["GET", "POST"])
def colleague(ring_id: int) -> Response:
    """The 工号 of the agent who is to have the caller: one who is free."""
    ring = _ring(ring_id)
    if not _is_on(ring):
        return _gone()
    assert ring is not None
    keyed = digits()
    if keyed in {"", "*"}:
        return _menu(ring_id, 1)
    with database().connection() as db:
        found = next((one for one in agents.on_duty(db) if str(one.number) == keyed), None)
        is_free = found is not None and found.state is AgentState.FREE and found.agent_id != ring.agent.agent_id
        passed = is_free and found is not None and agent_rings.passed_on(db, ring_id, now(), to=found.agent_id)
    if not passed:
        return _menu(ring_id, 1, (_say("unavailable"),))
    office().serve()
    return twiml(documents.goodbye((_say("passed_on"),)))


@bp.route("/agent/<int:ring_id>/elsewhere", methods=["GET", "POST"])
def elsewhere(ring_id: int) -> Response:
    """The line or the language that the caller is to wait for."""
    ring = _ring(ring_id)
    if not _is_on(ring):
        return _gone()
    assert ring is not None
    if digits() not in ELSEWHERE:
        return _menu(ring_id, 1)
    line, speaks = ELSEWHERE[digits()]
    line = line or ring.entry.line
    with database().connection() as db:
        there = [one for one in agents.on_duty(db) if one.suits(line, speaks)]
        passed = bool(there) and agent_rings.passed_on(db, ring_id, now(), line=line, speaks=speaks)
    if not passed:
        return _menu(ring_id, 1, (_say("nobody"),))
    office().serve()
    return twiml(documents.goodbye((_say("passed_on"),)))


@bp.route("/agent/<int:ring_id>/status", methods=["GET", "POST"])
def hung_up(ring_id: int) -> Response:
    """An agent's telephone is put down, or was not picked up: the next agent, or the next caller."""
    status = given("CallStatus")
    if status in FINAL:
        with database().connection() as db:
            agent_rings.hung_up(db, ring_id, status, now())
        office().serve()
    return twiml(empty_document())


def _end(ring_id: int) -> Response:
    with database().connection() as db:
        agent_rings.finish(db, ring_id, now())
    return twiml(documents.goodbye((_say("ended"),)))


def _ring(ring_id: int) -> Ring | None:
    with database().connection() as db:
        return agent_rings.ring(db, ring_id)


def _is_on(ring: Ring | None) -> bool:
    """Whether agent and caller still have to do with each other."""
    if ring is None or ring.status not in {RingStatus.RINGING, RingStatus.TALKING}:
        return False
    return ring.entry.status is not EntryStatus.ENDED


def _gone() -> Response:
    return twiml(documents.goodbye((_say("gone"),)))


def _place(ring_id: int, step: str) -> str:
    return address(f"/voice/people/agent/{ring_id}/{step}")


def _say(id: str, **values: object) -> Prompt:
    return prompt(f"people.agent.{id}", LANGUAGE, **values)
