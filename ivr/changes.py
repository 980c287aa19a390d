"""What a call changes besides proofs of identity: tickets with what they need, bindings, reminders, a lost card.

Each is done once however often the turn is delivered, and is kept with the turn. What may be done is `models`' to say.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ivr.conversation import Conversation
from models import Channel, TicketKind, binding, callbacks, guardians, notices, tickets
from models.money import cases
from models.proof.binding import Binding, Bound

CONSENT: Final = "voice PIN, consent 1"
"""How a binding was verified, and which text of the consent was agreed to (domain 7.10): `phone.consent`."""


CHILD_CONSENT: Final = "voice PIN, child consent 1"
"""The same for a child under fourteen: `menu.child_consent` (PIPL Art. 28 and 29)."""


def recording_reference(call_sid: str, turn: int) -> str:
    """What tells one recording of a call from another; the question that it answers is part of it."""
    return f"{call_sid}:{turn}"


def open_recorded(call: Conversation, kind: TicketKind, recording_sid: str) -> str:
    """The ticket of what was said in answer to this turn's question; its number."""
    reference = recording_reference(call.call_sid, call.turn)
    person = call.verified_person
    return tickets.open(call.db, kind, call.caller or None, person, reference, call.at, recording=recording_sid)


def open_callback(call: Conversation, phone: str, at: datetime) -> str:
    """The ticket to ring `phone`, E.164, at an aware moment; its number. A call has one, arranged anew at will."""
    # Another number is another ticket; the one of the calling number is what 0 would open, too.
    reference = call.call_sid if phone == call.caller else f"{call.call_sid}:{call.turn}"
    return callbacks.arrange(call.db, phone, call.verified_person, reference, call.at, at)


def binding_of(call: Conversation) -> Bound:
    """How the calling number stands to the caller."""
    return binding.standing(call.db, call.caller, call.person, call.at)


def bind(call: Conversation) -> bool:
    """Bind the calling number to the caller, who has proved who they are and agreed; False where it cannot be."""
    if not call.caller:
        return False
    outcome = binding.bind(call.db, call.caller, call.person, Channel.VOICE, CONSENT, call.at)
    if outcome not in {Binding.BOUND, Binding.ALREADY}:
        return False
    call.bound = call.person
    return True


def unbind(call: Conversation) -> None:
    """Remove the binding of the calling number to the caller, if there is one; it holds at once (domain 7.10)."""
    binding.unbind(call.db, call.caller, call.person, call.at)
    call.bound = None


def guard_child(call: Conversation, id_number: str) -> int | None:
    """Let the caller, who has proved who they are and agreed, ask for this child; its person id, None: refused."""
    child = guardians.guard(call.db, call.person, id_number, call.access, CHILD_CONSENT)
    return None if child is None else child.person_id


def release_child(call: Conversation) -> None:
    """End that the caller may ask for the child chosen, if so; it holds at once."""
    if call.child is not None:
        guardians.release(call.db, call.person, call.child, call.access)
    call.child = None


def wants_reminders(call: Conversation) -> bool:
    """Whether the calling number has asked for reminders."""
    return bool(notices.preference(call.db, call.caller))


def set_reminders(call: Conversation, *, wanted: bool) -> None:
    """KT or TD, for the calling number."""
    if call.on_own_phone:
        notices.prefer(call.db, call.caller, wanted=wanted, at=call.at)


def report_card_lost(call: Conversation) -> None:
    """挂失: the caller's card; reported before, it stays as it was."""
    cases.report_card_lost(call.db, call.person, call.at, call.call_sid)
