"""What a call changes, on both databases: tickets, the binding, reminders, a lost card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from ivr import changes
from ivr.conversation import Conversation
from models import BindingStatus, Card, Database, Level, PhoneBinding, Ticket, TicketKind, notices, tickets
from models.proof.binding import Bound
from voice_prompts import prompt

if TYPE_CHECKING:
    from models.seed import DemoPerson

Calling = Callable[..., AbstractContextManager[Conversation]]

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FREE = "+8612099990000"


@pytest.fixture
def call(database: Database, demo: Mapping[str, DemoPerson]) -> Calling:
    """A turn of somebody who has proved who they are, kept at its end."""

    @contextmanager
    def turn(situation: str = "employed", caller: str = FREE, number: int = 3) -> Iterator[Conversation]:
        with database.connection() as db:
            yield Conversation(
                db=db,
                at=AT,
                call_sid="CA1",
                caller=caller,
                turn=number,
                person_id=demo[situation].person_id,
                level=Level.VERIFIED,
            )

    return turn


def test_a_recording_is_one_ticket_however_often_it_is_delivered(call: Calling, database: Database) -> None:
    for _ in range(2):
        with call() as one:
            number = changes.open_recorded(one, TicketKind.COMPLAINT, "RE1")
    with call(number=9) as one:
        assert changes.open_recorded(one, TicketKind.COMPLAINT, "RE2") != number
    with database.connection() as db:
        tickets.set_recording(db, TicketKind.COMPLAINT, changes.recording_reference("CA1", 9), None)
    with database.session() as db:
        rows = db.execute(
            select(Ticket.number, Ticket.recording, Ticket.due_on)
            .where(Ticket.reference.startswith("CA"))
            .order_by(Ticket.number)
        )
        assert [(row.recording, row.due_on) for row in rows] == [("RE1", date(2026, 3, 9)), (None, date(2026, 3, 9))]


def test_a_call_has_one_call_back_which_may_be_arranged_anew(call: Calling, database: Database) -> None:
    for hour in (3, 6):
        with call() as one:
            number = changes.open_callback(one, FREE, AT.replace(hour=hour))
    with database.session() as db:
        ticket = db.scalars(select(Ticket).where(Ticket.reference == "CA1")).one()
        assert (ticket.number, ticket.callback_at) == (number, AT.replace(hour=6))


def test_a_number_is_bound_to_one_person_and_a_person_has_three(call: Calling, database: Database) -> None:
    with call() as one:
        assert changes.binding_of(one) is Bound.FREE
        assert changes.bind(one)
        assert changes.bind(one)  # the same turn once more
        assert changes.binding_of(one) is Bound.MINE
        assert one.on_own_phone
    with call("resident") as one:
        assert changes.binding_of(one) is Bound.ANOTHERS
        assert not changes.bind(one)
    with call(caller="+8612099990001") as one:
        assert changes.bind(one)
    with call(caller="+8612099990002") as one:
        assert changes.binding_of(one) is Bound.FULL
        assert not changes.bind(one)
    with call() as one:
        changes.unbind(one)
        changes.unbind(one)
        assert changes.binding_of(one) is Bound.FREE
    with call("resident") as one:
        assert changes.bind(one)
    with database.session() as db:
        phone = PhoneBinding.phone_hash == database.vault.phone_hash(FREE)
        assert db.scalar(select(func.count()).select_from(PhoneBinding).where(phone)) == 2
        active = phone, PhoneBinding.status == BindingStatus.ACTIVE
        assert db.scalar(select(func.count()).select_from(PhoneBinding).where(*active)) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", "绑定后，本机可以发短信查询您的医保账户，并接收您开通的提醒。您可以随时解除绑定。"),
        (
            "en",
            "Once bound, this phone can ask about your account by text message and gets the reminders you switch on. "
            "You can remove the binding at any time.",
        ),
    ],
)
def test_what_a_binding_was_agreed_to_is_kept_with_it(
    call: Calling, database: Database, language: str, words: str
) -> None:
    assert prompt("phone.consent", language).text == words
    with call() as one:
        changes.bind(one)
    with database.session() as db:
        kept = PhoneBinding.phone_hash == database.vault.phone_hash(FREE)
        assert db.scalars(select(PhoneBinding.verified_by).where(kept)).one() == changes.CONSENT
    assert changes.CONSENT == "voice PIN, consent 1", "other words are another number"


def test_a_withheld_number_is_never_bound(call: Calling) -> None:
    with call(caller="") as one:
        assert not changes.bind(one)


def test_reminders_are_kept_for_ones_own_telephone_only(
    call: Calling, database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    phone = demo["employed"].phone or ""
    with call(caller=phone) as one:
        changes.set_reminders(one, wanted=True)
        assert not changes.wants_reminders(one)  # not on their own telephone, as far as this call knows
        one.bound = one.person_id
        changes.set_reminders(one, wanted=True)
        assert changes.wants_reminders(one)
    with database.connection() as db:
        assert notices.preference(db, phone) is True


def test_a_lost_card_stays_as_it_was_reported_first(
    call: Calling, database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    with call() as one:
        changes.report_card_lost(one)
        one.at = AT.replace(hour=9)
        changes.report_card_lost(one)
    with database.session() as db:
        assert db.get_one(Card, demo["employed"].person_id).lost_at == AT
