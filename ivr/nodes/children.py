"""12393>1>3>5: what a parent asks for a child under fourteen, and how that begins and ends (domain 7.7).

Of the child a caller hears relation, surname and the tail of its ID number. Why a child is refused is never said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr import changes
from ivr.conversation import Conversation
from ivr.nodes.family import relative
from ivr.nodes.node import Node, Spoken, is_first_page, page_of, private
from models import Relation, enquiry
from models.enquiry import Question
from models.policies.gazetteer import region_by_code
from voice_prompts import Prompt


def child_query(call: Conversation) -> Spoken:
    """The child that is to be asked for; which one, where there are several."""
    return _which(call, "child_answers")


def child_release(call: Conversation) -> Spoken:
    """The child that shall not be asked for any more; which one, where there are several."""
    return _which(call, "child_release_choice")


def pick_child(target: str) -> Callable[[Conversation, str], str | None]:
    """Where the key of a child leads; None for a key that has none."""

    def pick(call: Conversation, key: str) -> str | None:
        children = _children(call)
        if not key.isdigit() or not 1 <= int(key) <= len(children):
            return None
        call.child = children[int(key) - 1].person_id
        return target

    return pick


def child_bound(call: Conversation) -> Spoken:
    """Let the caller, who has agreed, ask for the child whose ID number was keyed; one refusal for all reasons."""
    if call.candidate is not None:
        call.child = changes.guard_child(call, call.candidate)
        call.candidate = None
        call.came_from = "children"  # there is nothing more to agree to
    child = next((child for child in _children(call) if child.person_id == call.child), None)
    if child is None:
        return (call.say("child.refused"),), None
    return (call.say("child.bound", who=who(call, child), tail=child.id_tail),), None


def child_released(call: Conversation) -> Spoken:
    """End it, at once."""
    changes.release_child(call)
    return (call.say("child.released"),), None


def child_balance(call: Conversation) -> Spoken:
    """What is in the child's account, or why there is none (S26)."""
    found = _ask(call, Question.BALANCE)
    if found is None:
        return (call.say("child.none"),), None
    name, answer = who(call, found.child), found.answer
    if isinstance(answer, enquiry.Balance):
        return (call.say("child.amount", who=name, as_of=answer.as_of, total=answer.total_fen),), None
    if isinstance(answer, enquiry.NoAccount):
        return (call.say("child.no_account", who=name),), None
    return (call.say("child.not_insured", who=name),), None


def child_participation(call: Conversation) -> Spoken:
    """Whether and where the child is insured (S101)."""
    found = _ask(call, Question.PARTICIPATION)
    if found is None:
        return (call.say("child.none"),), None
    name, answer = who(call, found.child), found.answer
    if not isinstance(answer, enquiry.Participation):
        return (call.say("child.not_insured", who=name),), None
    place = region_by_code(answer.region_code)
    told = call.say(
        "child.status",
        who=name,
        scheme=call.word("scheme", answer.scheme),
        region=call.place_name(place) if place else answer.region_name,
        status=call.word("insurance", answer.status),
        since=answer.ended_on or answer.since,
    )
    return (told,), None


def child_contributions(call: Conversation) -> Spoken:
    """What was paid for the child last, three at a time (S16, S17)."""
    found = _ask(call, Question.CONTRIBUTIONS)
    if found is None:
        return (call.say("child.none"),), None
    if not isinstance(found.answer, enquiry.Contributions):
        return (call.say("nothing"),), None
    words = [call.say("child.contributions", who=who(call, found.child))] if is_first_page(call) else []
    return (*words, *(_paid(call, one) for one in page_of(call, found.answer.recent))), None


def _paid(call: Conversation, one: enquiry.PaidMonth) -> Prompt:
    values = {"person": one.person_fen, "unit": one.unit_fen}
    if one.months > 1:
        return call.say("child.paid_year", year=one.month.year, **values)
    return call.say("child.paid_month", month=one.month.first, **values)


def who(call: Conversation, child: enquiry.Child) -> str:
    """A child as its parent hears of it: 女儿张女士; the relation alone in English."""
    return relative(call, enquiry.Relative(masked_name=child.masked_name, female=child.female, relation=Relation.CHILD))


def _children(call: Conversation) -> tuple[enquiry.Child, ...]:
    found = enquiry.children(call.db, call.person, call.access)
    return found.children if isinstance(found, enquiry.Children) else ()


def _which(call: Conversation, target: str) -> Spoken:
    children = _children(call)
    if not children:
        return (call.say("child.none"), call.say("after_answer")), None
    if len(children) == 1:
        (child,) = children
        call.child = child.person_id
        return (call.say("child.chosen", who=who(call, child), tail=child.id_tail),), target
    return tuple(
        call.say("child.choice", who=who(call, child), tail=child.id_tail, key=key)
        for key, child in enumerate(children, 1)
    ), None


def _ask(call: Conversation, question: Question) -> enquiry.OfChild | None:
    """What there is on the child chosen; None where the caller may not ask for it, or no longer."""
    if call.child is None:
        return None
    found = enquiry.of_child(call.db, call.person, call.child, call.access, question)
    if not isinstance(found, enquiry.OfChild):
        return None
    call.answer = found
    return found


NODES: Mapping[str, Node] = private(
    {
        "child_balance": child_balance,
        "child_participation": child_participation,
        "child_contributions": child_contributions,
    },
    back="child_answers",
) | {
    **private({"child_bound": child_bound, "child_released": child_released}, back="children"),
    "child_query": Node(speak=child_query, identified=True, back="children", pick=pick_child("child_answers")),
    "child_release": Node(
        speak=child_release, identified=True, back="children", pick=pick_child("child_release_choice")
    ),
}
