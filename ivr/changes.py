"""What a call changes besides proofs of identity: tickets with what they need, the binding, reminders, a lost card.

Each is done once however often the turn is delivered, and is kept with the turn.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final, cast

from sqlalchemy import Connection, Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from ivr.conversation import Conversation
from models import BindingStatus, Channel, PhoneBinding, Ticket, TicketKind, cases, notices, tickets
from models.columns import UtcDateTime
from models.identity import shanghai_date
from models.upsert import upsert
from models.vault import Sealed, Vault

MOST_PHONES: Final = 3
"""How many telephones one person can bind (domain 5)."""
CONSENT: Final = "voice PIN, consent 1"
"""How a binding was verified, and which text of the consent was agreed to (domain 7.10): `phone.consent`."""

_TICKETS: Final = cast(Table, Ticket.__table__)
_BINDINGS: Final = cast(Table, PhoneBinding.__table__)

_RECORDED: Final = (
    update(_TICKETS)
    .where(_TICKETS.c.kind == bindparam("of_kind"), _TICKETS.c.reference == bindparam("by_reference"))
    .values(recording=bindparam("sid"))
)
_ARRANGE: Final = (
    update(_TICKETS)
    .where(_TICKETS.c.number == bindparam("ticket"))
    .values(callback_at=bindparam("moment", type_=UtcDateTime()), due_on=bindparam("due"))
)
_HOLDER: Final = select(_BINDINGS.c.person_id).where(
    _BINDINGS.c.phone_hash == bindparam("phone"), _BINDINGS.c.status == BindingStatus.ACTIVE
)
_HELD: Final = (
    select(func.count())
    .select_from(_BINDINGS)
    .where(_BINDINGS.c.person_id == bindparam("person"), _BINDINGS.c.status == BindingStatus.ACTIVE)
)
# A number that two calls bind at once is bound by the first; the index of active bindings tells the other.
_BIND: Final = upsert(PhoneBinding, lambda insert: insert.on_conflict_do_nothing().returning(PhoneBinding.id))
_UNBIND: Final = (
    update(_BINDINGS)
    .where(
        _BINDINGS.c.person_id == bindparam("person"),
        _BINDINGS.c.phone_hash == bindparam("phone"),
        _BINDINGS.c.status == BindingStatus.ACTIVE,
    )
    .values(status=BindingStatus.REMOVED, removed_at=bindparam("at", type_=UtcDateTime()))
)


def recording_reference(call_sid: str, turn: int) -> str:
    """What tells one recording of a call from another; the question that it answers is part of it."""
    return f"{call_sid}:{turn}"


def open_recorded(call: Conversation, kind: TicketKind, recording_sid: str) -> str:
    """The ticket of what was said in answer to this turn's question; its number."""
    reference = recording_reference(call.call_sid, call.turn)
    person = call.verified_person
    return tickets.open(call.db, kind, call.caller or None, person, reference, call.at, recording=recording_sid)


def recording_is(db: Connection, kind: TicketKind, reference: str, recording_sid: str | None) -> None:
    """Note which recording a ticket has; None where the carrier kept none (twilio-behaviour 3.5)."""
    db.execute(_RECORDED, {"of_kind": kind, "by_reference": reference, "sid": recording_sid})


def open_callback(call: Conversation, phone: str, at: datetime) -> str:
    """The ticket to ring `phone`, E.164, at an aware moment; its number. A call has one, arranged anew at will."""
    # Another number is another ticket; the one of the calling number is what 0 would open, too.
    reference = call.call_sid if phone == call.caller else f"{call.call_sid}:{call.turn}"
    person = call.verified_person
    number = tickets.open(call.db, TicketKind.CALLBACK, phone, person, reference, call.at, callback_at=at)
    call.db.execute(_ARRANGE, {"ticket": number, "moment": at, "due": shanghai_date(at)})
    return number


class Bound(StrEnum):
    """How the calling number stands to the caller."""

    MINE = "mine"
    ANOTHERS = "anothers"
    FREE = "free"
    FULL = "full"
    """Free, but the person has as many as can be."""


def binding_of(call: Conversation) -> Bound:
    """Whether the calling number is bound, and to whom."""
    vault: Vault = call.db.info["vault"]
    holder = call.db.scalar(_HOLDER, {"phone": vault.phone_hash(call.caller)})
    if holder is not None:
        return Bound.MINE if holder == call.person_id else Bound.ANOTHERS
    held = call.db.scalar(_HELD, {"person": call.person_id}) or 0
    return Bound.FREE if held < MOST_PHONES else Bound.FULL


def bind(call: Conversation) -> bool:
    """Bind the calling number to the caller, who has proved who they are and agreed; False where it cannot be."""
    state = binding_of(call) if call.caller else Bound.ANOTHERS
    if state is Bound.FREE:
        vault: Vault = call.db.info["vault"]
        row = {
            "person_id": call.person,
            "phone_hash": vault.phone_hash(call.caller),
            "phone_sealed": vault.seal(Sealed.PHONE, call.caller),
            "status": BindingStatus.ACTIVE,
            "channel": Channel.VOICE,
            "verified_by": CONSENT,
            "bound_at": call.at,
        }
        if call.db.execute(_BIND(call.db), row).one_or_none() is None:
            return False
    elif state is not Bound.MINE:
        return False
    call.bound = call.person
    return True


def unbind(call: Conversation) -> None:
    """Remove the binding of the calling number to the caller, if there is one; it holds at once (domain 7.10)."""
    vault: Vault = call.db.info["vault"]
    call.db.execute(_UNBIND, {"person": call.person, "phone": vault.phone_hash(call.caller), "at": call.at})
    call.bound = None


def wants_reminders(call: Conversation) -> bool:
    """Whether the calling number has asked for reminders."""
    return bool(notices.preference(call.db, call.caller))


def set_reminders(call: Conversation, *, wanted: bool) -> None:
    """KT or TD, for the calling number."""
    if call.on_own_phone:
        notices.prefer(call.db, call.caller, wanted=wanted, at=call.at)


def report_card_lost(call: Conversation) -> None:
    """挂失: the caller's card; reported before, it stays as it was."""
    if not call.db.in_transaction():
        call.db.begin()  # so that there is one to join, whose end is left to the turn
    with Session(bind=call.db) as db:
        cases.report_card_lost(db, call.person, call.at, call.call_sid)
