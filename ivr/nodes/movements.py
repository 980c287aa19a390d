"""12393>1>2: where the money came from and went (S20, S23, S24, S30, S100, S108)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.conversation import Conversation
from ivr.nodes.balance import no_account
from ivr.nodes.node import THREE, Node, Spoken, is_first_page, private
from models import EntryKind, enquiry
from models.enquiry import Which
from models.months import YearMonth
from voice_prompts import Prompt


def payments(call: Conversation) -> Spoken:
    """The latest payments, three at a time; who misses money may say so (S30, S100)."""
    return _list(call, Which.PAYMENTS, "movements.payments")


def credits(call: Conversation) -> Spoken:
    """The latest credits, three at a time (S20)."""
    return _list(call, Which.CREDITS, "movements.credits")


def movements_of_month(call: Conversation) -> Spoken:
    """All that moved in the month that was keyed in."""
    return _list(call, Which.ALL, "movements.of_month", YearMonth.parse(call.month or ""))


def yearly(call: Conversation) -> Spoken:
    """The interest of the latest year and what was carried over at its end (S23, S24)."""
    found = call.answer = enquiry.yearly(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    if not isinstance(found, enquiry.Yearly):
        return no_account(call, found), None
    words = [call.say("movements.interest", year=found.year, amount=found.interest_fen)]
    if found.carried_over_fen is not None:
        words.append(call.say("movements.carried_over", amount=found.carried_over_fen))
    return (*words, call.say("movements.never_cleared")), None


def missing_money(call: Conversation) -> Spoken:
    """Why money may seem to be missing, and the way to dispute it (S30, S100)."""
    return (call.say("movements.causes"), call.say("movements.theft")), "dispute_choice"


NODES: Mapping[str, Node] = private(
    {
        "payments": payments,
        "credits": credits,
        "yearly": yearly,
        "movements_of_month": movements_of_month,
        "missing_money": missing_money,
    },
    back="movements",
)


def _list(call: Conversation, which: Which, intro: str, month: YearMonth | None = None) -> Spoken:
    found = call.answer = enquiry.movements(
        call.db, call.person, call.access, which, month=month, after=call.cursor, page=THREE
    )
    if isinstance(found, enquiry.NothingFound):
        call.offer("dispute")
        return (call.say("nothing"),), None
    if not isinstance(found, enquiry.Movements):
        return no_account(call, found), None
    call.following = found.after
    if which is not Which.CREDITS:
        call.offer("dispute")
    words = tuple(_one(call, movement) for movement in found.movements)
    if not is_first_page(call):
        return words, None
    return (call.say(intro, month=month.first) if month else call.say(intro), *words), None


def _one(call: Conversation, movement: enquiry.Movement) -> Prompt:
    # Direction is a word; where the kind does not imply it, it is said.
    either = movement.kind in (EntryKind.REVERSAL, EntryKind.ADJUSTMENT)
    table = ("gain" if movement.amount_fen >= 0 else "loss") if either else "movement"
    return call.say(
        "movements.one",
        day=movement.day,
        kind=call.word(table, movement.kind),
        amount=abs(movement.amount_fen),
    )
