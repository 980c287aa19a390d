"""From an event that a bureau posts to the text on a handset, and back to the row that says it arrived."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from twilio.http.response import Response

from hotline.jobs import Office
from hotline.outbound import Carrier, OutgoingStatus, outbox, send_due
from hotline.posting import apply, read
from models import (
    BindingStatus,
    Database,
    Notice,
    NoticeStatus,
    PhoneBinding,
    PinHasher,
    Ticket,
    TicketKind,
    callbacks,
    notices,
    tickets,
)
from models.money.posting import person_of
from models.notices import Facts
from models.seed import DemoPerson, demo_people
from models.tables.notice import NoticeKind
from tests.conftest import SECRET_KEY
from tests.hotline.conftest import Post
from tests.hotline.test_outbox import MORNING, NIGHT
from twilio_emulator import Handset


def test_from_an_event_to_the_handset_and_back(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    told = {
        "event": "credit",
        "number": "HR-1",
        "id_number": demo["employed"].id_number,
        "kind": "employer_credit",
        "amount_fen": 20000,
        "at": "2026-03-02T09:00",
    }
    for _ in range(2):  # a bureau's system may tell it twice
        apply(post.database, read(told), post.at)
        send_due(post.database, carrier, post.at)
    post.later(10)
    (message,) = zhang.inbox
    assert message.body.startswith("【12393医保】2026年03月02日您的医保个人账户划入200.00元，余额")
    notice = post.notice
    assert (notice.status, notice.message_sid, notice.tries) == (NoticeStatus.DELIVERED, message.sid, 1)
    assert post.text.status is OutgoingStatus.DELIVERED


@pytest.mark.requirement("S89")
def test_a_maternity_allowance_that_was_paid_is_told_by_text(
    post: Post, carrier: Carrier, demo: Mapping[str, DemoPerson]
) -> None:
    mother = demo["new mother"]
    assert mother.phone is not None
    for step, status in enumerate(("received", "reviewing", "paid")):
        told = {"event": "maternity", "number": f"SY-{step}", "id_number": mother.id_number, "case": "SY26020099"}
        apply(post.database, read({**told, "status": status, "days": 158, "amount_fen": 3_000_000}), post.at)
    send_due(post.database, carrier, post.at)
    (message,) = post.emulator.handset(mother.phone).inbox
    assert "生育津贴：2026年03月02日已发放，158天" in message.body


@pytest.mark.requirement("S86")
@pytest.mark.requirement("S87")
def test_a_claims_decision_is_told_by_text(post: Post, carrier: Carrier, zhang: Handset) -> None:
    person = next(one for one in demo_people() if one.phone == zhang.phone_number)
    told = {"event": "claim-received", "id_number": person.id_number, "case": "BX2603010099", "kind": "outpatient"}
    apply(
        post.database,
        read({**told, "number": "BX-1", "expense_on": "2026-01-10", "amount_fen": 50000}),
        post.at - timedelta(days=40),
    )
    for step, status in enumerate(("reviewing", "approved")):
        moved = {"event": "claim-moved", "number": f"BX-2-{step}", "case": "BX2603010099", "status": status}
        apply(post.database, read(moved), post.at)
    send_due(post.database, carrier, post.at)
    (message,) = zhang.inbox
    assert "报销单尾号0099" in message.body


def test_a_notice_that_was_lost_is_sent_again_by_day_and_not_at_night(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    post.now.moment = datetime(2026, 3, 2, 11, 58, tzinfo=UTC)  # two minutes before eight in the evening
    post.emulator.deliver(zhang.phone_number, "undelivered", 30003)
    post.announce(demo["employed"])
    send_due(post.database, carrier, post.at)
    post.later(10)
    post.emulator.deliver(zhang.phone_number)
    while post.at < MORNING:
        assert send_due(post.database, carrier, post.at).sent == 0
        post.later(1800)
    assert send_due(post.database, carrier, post.at).sent == 1
    post.later(10)
    assert (len(zhang.inbox), post.notice.status, post.notice.tries) == (1, NoticeStatus.DELIVERED, 2)


def test_a_notice_of_the_night_waits_for_the_morning(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    post.now.moment = NIGHT
    post.announce(demo["employed"])
    assert send_due(post.database, carrier, NIGHT).worded == 0
    assert zhang.inbox == []
    report = send_due(post.database, carrier, MORNING)
    assert (report.worded, report.sent, len(zhang.inbox)) == (1, 1, 1)


def test_who_has_sent_td_gets_nothing_and_kt_brings_it_back(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    for number, wanted in enumerate((False, True)):
        with post.database.session() as db:
            notices.prefer(db, zhang.phone_number, wanted=wanted, at=post.at)
        post.announce(demo["employed"], f"credit:{number}")
        send_due(post.database, carrier, post.at)
        assert len(zhang.inbox) == int(wanted)
    with post.database.session() as db:
        statuses = db.scalars(select(Notice.status).order_by(Notice.id)).all()
    assert statuses == [NoticeStatus.UNWANTED, NoticeStatus.SENT]


def test_who_has_no_bound_number_gets_nothing(post: Post, carrier: Carrier, demo: Mapping[str, DemoPerson]) -> None:
    unbound = next(person for person in demo.values() if person.phone is None)
    post.announce(unbound)
    assert send_due(post.database, carrier, post.at).sent == 0
    assert post.notice.status is NoticeStatus.UNWANTED


def test_a_number_that_was_unbound_meanwhile_gets_nothing(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    post.emulator.deliver(zhang.phone_number, "undelivered", 30003)
    post.announce(demo["employed"])
    send_due(post.database, carrier, post.at)
    post.later(10)
    post.emulator.deliver(zhang.phone_number)
    with post.database.session() as db:
        db.execute(update(PhoneBinding).values(status=BindingStatus.REMOVED, removed_at=post.at))
    post.later(3600)
    assert send_due(post.database, carrier, post.at).sent == 0
    assert (post.text.status, post.notice.status) == (OutgoingStatus.UNWANTED, NoticeStatus.UNWANTED)


def test_a_notice_that_cannot_be_worded_holds_up_no_other(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    with post.database.session() as db:
        person_id = person_of(db, demo["employed"].id_number)
        assert person_id is not None
        notices.announce(db, person_id, NoticeKind.CLAIM, "claim:1:paid", {"nothing": "fits"}, post.at)
    post.announce(demo["employed"], "credit:1")
    send_due(post.database, carrier, post.at)
    assert len(zhang.inbox) == 1
    with post.database.session() as db:
        assert db.execute(select(Notice.status, Notice.error).order_by(Notice.id)).all() == [
            (NoticeStatus.FAILED, "wording"),
            (NoticeStatus.SENT, None),
        ]


def test_hundreds_of_notices_leave_in_one_run_or_the_next(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    for number in range(150):
        post.announce(demo["employed"], f"credit:{number}")
    report = send_due(post.database, carrier, post.at, most=100)
    assert (report.worded, report.sent) == (150, 100)
    assert send_due(post.database, carrier, post.at).sent == 50
    assert len({message.sid for message in zhang.inbox}) == 150


def test_a_number_that_was_not_used_for_a_year_gets_no_notice(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    with post.database.session() as db:
        db.execute(update(PhoneBinding).values(last_used_on=date(2025, 2, 1)))
    post.announce(demo["employed"])
    send_due(post.database, carrier, post.at)
    assert zhang.inbox == []
    assert post.notice.status is NoticeStatus.UNWANTED


def test_a_call_back_arranged_by_telephone_is_confirmed_once(post: Post, carrier: Carrier, zhang: Handset) -> None:
    at_three = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    for reference, when in (("CA1", at_three), ("SM1", at_three), ("CA2", None)):
        with post.database.session() as db:
            number = tickets.open(db, TicketKind.CALLBACK, zhang.phone_number, None, reference, post.at)
            db.execute(update(Ticket).where(Ticket.number == number).values(callback_at=when))
    for _ in range(2):
        send_due(post.database, carrier, post.at)
        post.later(60)
    (message,) = zhang.inbox
    assert message.body.startswith("【12393医保】已约定")


def test_a_call_back_arranged_anew_is_confirmed_with_its_new_moment(
    post: Post, carrier: Carrier, zhang: Handset
) -> None:
    for hour in (6, 7):
        with post.database.session() as db:
            when = datetime(2026, 3, 2, hour, 0, tzinfo=UTC)
            callbacks.arrange(db, zhang.phone_number, None, "CA1:4", post.at, when)
        for _ in range(2):
            send_due(post.database, carrier, post.at)
            post.later(60)
    assert [message.body[12:23] for message in zhang.inbox] == ["03月02日14:00", "03月02日15:00"]


def test_the_outbox_counts_its_texts(post: Post, carrier: Carrier, zhang: Handset) -> None:
    post.put(zhang.phone_number, "1")
    send_due(post.database, carrier, post.at)
    post.put(zhang.phone_number, "2")
    with post.database.session() as db:
        assert dict(outbox.counts(db)) == {OutgoingStatus.SENT: 1, OutgoingStatus.WAITING: 1}


@pytest.mark.requirement("S47")
def test_a_premium_is_collected_at_the_months_end_and_told_in_the_morning(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    told = {
        "event": "premium",
        "number": "PR-1",
        "authoriser": demo["employed"].id_number,
        "member": demo["child in a family"].id_number,
        "amount_fen": 40500,
        "for_year": 2027,
        "at_month_end": True,
    }
    apply(post.database, read(told), post.at)
    two_at_night = datetime(2026, 3, 31, 18, 0, tzinfo=UTC)  # in Shanghai it is April
    post.now.moment = two_at_night
    office = Office(database=post.database, carrier=carrier, now=post.now)
    for _ in range(2):
        office.night()
        office.texts()
    assert zhang.inbox == []
    post.later(6 * 3600)
    office.texts()
    (message,) = zhang.inbox
    assert "2026年03月31日共济代缴2027年居民医保费405.00元成功" in message.body


@pytest.mark.postgresql
def test_two_workers_at_once_send_one_text_a_notice(
    postgresql_url: str, demo: Mapping[str, DemoPerson], carrier_over: Callable[[Any], Carrier]
) -> None:
    at = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    bodies: list[str] = []
    start = threading.Barrier(2)

    class Counting:
        def request(self, *_args: Any, **words: Any) -> Response:
            bodies.append(words["data"]["Body"])
            return Response(201, f'{{"sid": "SM{uuid4().hex}"}}')

    databases = [Database(postgresql_url, SECRET_KEY, pin_hasher=PinHasher.cheap()) for _ in range(2)]
    with databases[0].session() as db:
        person_id = person_of(db, demo["employed"].id_number)
        assert person_id is not None
        for number in range(1, 41):
            facts: Facts = {"kind": "employer_credit", "amount_fen": number, "day": "2026-03-02", "total_fen": 1}
            notices.announce(db, person_id, NoticeKind.CREDIT, f"credit:{number}", facts, at)

    def work(database: Database) -> None:
        start.wait()
        for _ in range(3):
            send_due(database, carrier_over(Counting()), at)

    workers = [threading.Thread(target=work, args=(database,)) for database in databases]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for database in databases:
        database.dispose()
    assert len(bodies) == len(set(bodies)) == 40
