"""Proof of identity: what a well-formed entry leads to (domain 4.1.5 and 4.1.6, 7.4, 7.5).

A caller whose number is bound proves themselves with the last four of their ID number and the PIN, anybody else with
the whole number and the PIN; so does who calls from a bound number that was not used for a year. What was wrong is
never said. A PIN that is still the initial one is replaced before anything is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr import records
from ivr.conversation import Conversation, Words
from ivr.menus import IDENTITY
from models import Level, credentials
from models.identity import shanghai_date
from models.pin import PinFault
from models.proof.callers import renew

CLOSED_AFTER = 3
"""How many refused identities close self-service for the rest of a call (domain 4.1.5)."""

WEAK_PROMPTS: Mapping[PinFault, str] = {
    PinFault.NOT_SIX_DIGITS: "pin.weak.format",
    PinFault.SAME_DIGITS: "pin.weak.repeated",
    PinFault.STRAIGHT_RUN: "pin.weak.run",
    PinFault.COMMON: "pin.weak.common",
    PinFault.INITIAL: "pin.weak.initial",
    PinFault.BIRTHDAY: "pin.weak.birthday",
    PinFault.PHONE_TAIL: "pin.weak.phone",
    PinFault.SAME_AS_OLD: "pin.weak.unchanged",
}
"""The prompt that names each reason for which a new PIN is refused; a wrong ID number is refused like any other."""

Outcome = tuple[Words, str]
"""What is said first, and where the caller goes next."""


def begin_identity(call: Conversation) -> str:
    """The entry by which this caller begins to prove who they are, or the end of self-service."""
    if call.refusals >= CLOSED_AFTER:
        return "closed"
    return "id_number" if call.known is None or call.uses_other_id else "id_tail"


def keep_candidate(call: Conversation, text: str) -> Outcome:
    """An ID number or the tail of one, kept sealed and unjudged until the PIN is there."""
    call.candidate = text
    # Whoever goes back from the tail to key a whole number means that number, whosever the telephone is.
    call.uses_other_id = call.place == "id_number"
    return (), "pin"


def verify(call: Conversation, pin: str) -> Outcome:
    """The PIN, judged together with what was entered before it."""
    candidate, call.candidate = call.candidate, None
    if candidate is None or call.refusals >= CLOSED_AFTER:
        return (), IDENTITY
    records.claim(call)
    if call.uses_other_id or call.known is None:
        result = credentials.verify_by_id(call.db, candidate, pin, call.at)
    else:
        result = credentials.verify_person(call.db, call.known, candidate, pin, call.at)
    if isinstance(result, credentials.Locked):
        return (), "locked"  # a refusal too, so that one call cannot go on to lock one person after another
    if isinstance(result, credentials.Refused):
        return _refuse(call)
    call.refusals -= 1  # the one that the claim counted
    if not result.must_change_pin:
        return _admit(call, result.person_id)
    call.changing = result.person_id
    if call.uses_other_id or call.known is None:
        call.candidate = candidate
        return (call.say("pin.must_change"),), "new_pin"
    return (call.say("pin.must_change"),), "confirm_id"


def confirm(call: Conversation, id_number: str) -> Outcome:
    """The whole ID number of a known caller, asked for because the initial PIN alone proves little."""
    call.candidate = id_number
    return (), "new_pin"


def first_new_pin(call: Conversation, pin: str) -> Outcome:
    """The new PIN for the first time: only its hash waits for the second."""
    id_number = (call.candidate or "").partition(" ")[0]
    call.candidate = f"{id_number} {call.pin_hasher.hash(pin)}"
    return (), "new_pin_again"


def second_new_pin(call: Conversation, pin: str) -> Outcome:
    """The new PIN for the second time: the change is made, or the reason is named why not."""
    id_number, _, first = (call.candidate or "").partition(" ")
    if call.identified and call.changing == call.person_id and not id_number:
        return _change_by_wish(call, first, pin)
    if not id_number or call.changing is None or call.refusals >= CLOSED_AFTER:
        return (), IDENTITY
    call.candidate = id_number
    if not call.pin_hasher.verify(first, pin):
        return (call.say("pin.mismatch"),), "new_pin"
    records.claim(call)
    result = credentials.change_pin(call.db, call.changing, pin, call.at, confirm_id=id_number, replaces_initial=True)
    if isinstance(result, credentials.PinRefused):
        if result.reason is PinFault.ID_NOT_CONFIRMED:
            return _refuse(call)
        call.refusals -= 1
        return (call.say(WEAK_PROMPTS[result.reason]),), "new_pin"
    call.refusals -= 1
    call.fresh_pin = True
    words, target = _admit(call, call.changing)
    return (call.say("pin.changed"), *words), target


def _change_by_wish(call: Conversation, first: str, pin: str) -> Outcome:
    """The second entry of a new PIN by somebody who has proved who they are and has a PIN of their own (12393>4>1)."""
    if not call.pin_hasher.verify(first, pin):
        return (call.say("pin.mismatch"),), "new_pin"
    result = credentials.change_pin(call.db, call.person, pin, call.at, confirm_id=None)
    if isinstance(result, credentials.PinRefused):
        return (call.say(WEAK_PROMPTS.get(result.reason, "refused")),), "new_pin"
    call.candidate = call.changing = None
    return (), "pin_changed"


STEPS: Mapping[str, Callable[[Conversation, str], Outcome]] = {
    "keep_candidate": keep_candidate,
    "verify": verify,
    "confirm": confirm,
    "first_new_pin": first_new_pin,
    "second_new_pin": second_new_pin,
}
"""What takes a well-formed entry, by the name in `entries.ENTRIES`."""


def _admit(call: Conversation, person_id: int) -> Outcome:
    call.person_id = person_id
    call.level = Level.VERIFIED
    call.changing = None
    call.candidate = None
    # A number that was not used for a year is its person's again (domain 5).
    if call.caller and call.bound is None and renew(call.db, call.caller, person_id, shanghai_date(call.at)):
        call.bound = person_id
    target, call.wants = call.wants or "personal", None
    return (), target


def _refuse(call: Conversation) -> Outcome:
    call.changing = None
    call.candidate = None
    if call.refusals >= CLOSED_AFTER:
        return (), "closed"
    return (call.say("refused"),), IDENTITY
