"""0: a person. Every 0 leads to `agent`: the queue or a call back in office hours, after them a choice."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.conversation import Conversation, Words
from ivr.hours import is_open, office_hours
from ivr.nodes.node import Node, Spoken
from ivr.people.waiting import QUEUE, can_wait, join
from models import TicketKind, tickets


def agent(call: Conversation) -> Spoken:
    """A person is asked for: the queue where agents are on duty, a call back where none is, after hours a choice."""
    if not is_open(call):
        return tuple(_hours(call)), "after_hours"
    if not can_wait(call):
        return call_back(call)
    words = join(call)
    return ((call.say("people.full"),), "after_hours") if words is None else (words, QUEUE)


def call_back(call: Conversation) -> Spoken:
    """A ticket to be called back, its number said, and goodbye."""
    call.ended = True
    if not call.caller:
        return (call.say("agent.no_number"),), None
    number = tickets.open(call.db, TicketKind.CALLBACK, call.caller, call.verified_person, call.call_sid, call.at)
    return (call.say("agent.ticket", number=number),), None


def farewell(call: Conversation) -> Spoken:
    """The caller has said goodbye."""
    call.ended = True
    return (), None


NODES: Mapping[str, Node] = {
    "agent": Node(speak=agent),
    "call_back": Node(speak=call_back),
    "farewell": Node(speak=farewell),
}


def _hours(call: Conversation) -> Words:
    spans = office_hours(call).spans
    if len(spans) == 1:
        return (call.say("agent.hours", hours=spans[0]),)
    return (call.say("agent.hours_twice", morning=spans[0], afternoon=spans[-1]),)
