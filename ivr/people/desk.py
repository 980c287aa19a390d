"""签入、签出 by telephone: an agent rings the line from the own number, proves it with the PIN, and chooses."""

from __future__ import annotations

from typing import Final

from flask import Response
from sqlalchemy import Connection

from ivr.people import documents
from ivr.people.callers import bp
from ivr.people.documents import Words
from ivr.people.webhook import address, database, digits, given, now, office, parameters, twiml
from ivr.turn import read_turn
from models.people import agents
from models.people.agents import Listed
from voice_prompts import LANGUAGES, Prompt, prompt

ASKED: Final = 3
"""How often a PIN is asked for in one call."""
AS_CALLER: Final = "caller"
"""The value of `as` with which an agent rings the line like anybody else."""


def greeting(db: Connection, caller: str) -> str | None:
    """The document for an agent who rings the line; None for anybody else."""
    agent = agents.by_phone(db, caller) if caller else None
    return None if agent is None else _ask_pin(agent, 1)


def _ask_pin(agent: Listed, asked: int, words: Words = ()) -> str:
    asks = (*words, _say("pin", number=str(agent.number)))
    return documents.entry(asks, address(f"/voice/people/desk/pin/{asked}"))


@bp.route("/desk/pin/<int:asked>", methods=["GET", "POST"])
def pin(asked: int) -> Response:
    """The agent's PIN; just `#` goes on to what everybody hears."""
    keyed = digits()
    if not keyed:
        return twiml(documents.redirect(address(f"/voice/answer?as={AS_CALLER}")))
    with database().connection() as db:
        agent = _agent(db)
        if agent is None:
            return twiml(documents.goodbye(()))
        proved = agents.prove(db, agent.agent_id, keyed)
    if proved is None:
        return twiml(documents.goodbye((_say("locked"),)))
    if not proved:
        again = asked < ASKED
        wrong = _ask_pin(agent, asked + 1, (_say("wrong"),)) if again else documents.goodbye((_say("refused"),))
        return twiml(wrong)
    return twiml(_choice(agent))


def _choice(agent: Listed) -> str:
    asks = _say("sign_off" if agent.on_duty else "sign_on")
    return documents.key((asks,), address(f"/voice/people/desk/choice/{agent.agent_id}"))


@bp.route("/desk/choice/<int:agent_id>", methods=["GET", "POST"])
def choice(agent_id: int) -> Response:
    """1 signs on, 2 signs off. Only our own document leads here, after the PIN, and Twilio signs what it asks."""
    with database().connection() as db:
        agent = _agent(db)
        if agent is None or agent.agent_id != agent_id:
            return twiml(documents.goodbye(()))
        if digits() == "1":
            agents.sign_on(db, agent_id, now())
        elif digits() == "2":
            agents.sign_off(db, agent_id)
        else:
            return twiml(documents.goodbye((_say("signed_on" if agent.on_duty else "signed_off"),)))
    signed_on = digits() == "1"
    if signed_on:
        office().serve()
    return twiml(documents.goodbye((_say("signed_on" if signed_on else "signed_off"),)))


def _agent(db: Connection) -> Listed | None:
    caller = read_turn(parameters(), 0).caller
    return agents.by_phone(db, caller) if caller and not given("Direction").startswith("outbound") else None


def _say(id: str, **values: object) -> Prompt:
    return prompt(f"people.desk.{id}", LANGUAGES[0], **values)
