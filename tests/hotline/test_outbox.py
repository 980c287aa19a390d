"""Texts that the hotline sends: once, at decent hours, and again where the carrier lost them."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from requests.exceptions import ReadTimeout
from twilio.http.response import Response

from hotline import Settings
from hotline.outbound import Carrier, OutgoingStatus, outbox, send_due, twilio_client
from hotline.outbound.carrier import Unsure, in_our_words
from hotline.outbound.hours import BACK_OFF, next_try
from hotline.outbound.sending import HANDING_OVER
from models import Database, PinHasher, notices
from models.identity import SHANGHAI
from models.seed import DemoPerson
from sms.replies import Reply
from tests.conftest import SECRET_KEY
from tests.hotline.conftest import WORDS, Post
from twilio_emulator import Handset

NIGHT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
"""22:00 in Shanghai."""
MORNING = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
"""08:00 of the next day."""


def test_a_text_reaches_the_handset_and_its_delivery_is_noted(post: Post, carrier: Carrier, zhang: Handset) -> None:
    assert post.put(zhang.phone_number)
    report = send_due(post.database, carrier, post.at)
    assert (report.sent, post.text.status) == (1, OutgoingStatus.SENT)
    post.later(10)
    assert [message.body for message in zhang.inbox] == [WORDS]
    text = post.text
    assert (text.status, text.tries, text.words_sealed) == (OutgoingStatus.DELIVERED, 1, None)
    assert text.message_sid == post.emulator.messages[-1].sid


def test_the_same_event_is_put_in_once(post: Post, carrier: Carrier, zhang: Handset) -> None:
    assert post.put(zhang.phone_number)
    assert not post.put(zhang.phone_number)
    send_due(post.database, carrier, post.at)
    send_due(post.database, carrier, post.at)
    assert len(zhang.inbox) == 1


def test_no_number_and_no_word_of_a_text_is_stored_in_clear(post: Post, zhang: Handset) -> None:
    post.put(zhang.phone_number)
    row = post.text
    stored = b"".join(value for value in vars(row).values() if isinstance(value, bytes))
    assert zhang.phone_number.encode() not in stored
    assert WORDS.encode() not in stored


def test_a_telephone_that_is_off_is_tried_again_later(post: Post, carrier: Carrier, zhang: Handset) -> None:
    post.emulator.deliver(zhang.phone_number, "undelivered", 30003)
    post.put(zhang.phone_number)
    send_due(post.database, carrier, post.at)
    post.later(10)
    text = post.text
    assert (text.status, text.error, text.next_try_at) == (OutgoingStatus.WAITING, "30003", post.at + BACK_OFF[0])
    assert send_due(post.database, carrier, post.at).sent == 0
    post.emulator.deliver(zhang.phone_number)
    post.later(300)
    assert send_due(post.database, carrier, post.at).sent == 1
    post.later(10)
    assert (post.text.status, post.text.tries, len(zhang.inbox)) == (OutgoingStatus.DELIVERED, 2, 1)


def test_what_failed_in_the_evening_waits_for_the_morning(post: Post, carrier: Carrier, zhang: Handset) -> None:
    post.now.moment = datetime(2026, 3, 2, 11, 59, tzinfo=UTC)
    post.emulator.deliver(zhang.phone_number, "undelivered", 30003)
    post.put(zhang.phone_number)
    send_due(post.database, carrier, post.at)
    post.later(10)
    assert post.text.next_try_at == MORNING
    for hour in range(12):
        assert send_due(post.database, carrier, NIGHT.replace(hour=12) + timedelta(hours=hour)).sent == 0
    assert send_due(post.database, carrier, MORNING).sent == 1


def test_after_the_last_try_a_text_has_failed(post: Post, carrier: Carrier, zhang: Handset) -> None:
    post.emulator.deliver(zhang.phone_number, "undelivered", 30003)
    post.put(zhang.phone_number)
    for _ in range(20):
        send_due(post.database, carrier, post.at)
        post.later(6 * 3600)
    assert (post.text.status, post.text.tries) == (OutgoingStatus.FAILED, len(BACK_OFF) + 1)
    assert post.text.words_sealed is None
    assert zhang.inbox == []


@pytest.mark.parametrize("code", [30004, 30005, 30006, 30007])
def test_a_final_refusal_of_the_carrier_is_final(code: int, post: Post, carrier: Carrier, zhang: Handset) -> None:
    post.emulator.deliver(zhang.phone_number, "undelivered", code)
    post.put(zhang.phone_number)
    send_due(post.database, carrier, post.at)
    post.later(10)
    assert (post.text.status, post.text.error) == (OutgoingStatus.FAILED, str(code))


def test_a_number_that_has_opted_out_at_the_carrier_is_not_tried_again(
    post: Post, hotline_app: Flask, hotline_settings: Settings, zhang: Handset
) -> None:
    post.emulator.add_number("+14155550100", sms_url="/sms/incoming", app=hotline_app)
    client = twilio_client(hotline_settings, post.emulator.http_client())
    carrier = Carrier(client, public_url="", numbers={"12393": "+14155550100"})
    zhang.text("+14155550100", "STOP")
    post.put(zhang.phone_number)
    before = len(zhang.inbox)
    assert send_due(post.database, carrier, post.at).refused == 1
    assert (post.text.status, post.text.error) == (OutgoingStatus.FAILED, "21610")
    assert len(zhang.inbox) == before


def test_at_night_only_what_was_asked_for_is_sent(post: Post, carrier: Carrier, zhang: Handset) -> None:
    post.now.moment = NIGHT
    post.put(zhang.phone_number, "unasked")
    post.put(zhang.phone_number, "asked", asked_for=True, words="【12393医保】您要的答复。")
    assert send_due(post.database, carrier, NIGHT).sent == 1
    assert [message.body for message in zhang.inbox] == ["【12393医保】您要的答复。"]
    assert send_due(post.database, carrier, MORNING).sent == 1


@pytest.mark.parametrize("hour", range(24))
def test_a_text_that_was_lost_is_tried_again_by_day_only(hour: int) -> None:
    at = datetime(2026, 3, 1, 16, 0, tzinfo=UTC) + timedelta(hours=hour)  # from midnight in Shanghai on
    for tries, wait in enumerate(BACK_OFF, start=1):
        again = next_try(tries, at, asked_for=False)
        assert again is not None
        assert 8 <= again.astimezone(SHANGHAI).hour < 20
        assert wait <= again - at <= wait + timedelta(hours=12)


def test_the_waits_grow_and_come_to_an_end() -> None:
    at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    waits = [next_try(tries, at, asked_for=True) for tries in range(1, 7)]
    assert waits[:4] == [at + wait for wait in BACK_OFF]
    assert waits[4:] == [None, None]
    assert list(BACK_OFF) == sorted(BACK_OFF)


def test_td_stops_what_is_in_the_outbox_already(post: Post, carrier: Carrier, zhang: Handset) -> None:
    post.put(zhang.phone_number, "unasked")
    post.put(zhang.phone_number, "asked", asked_for=True)
    with post.database.session() as db:
        notices.prefer(db, zhang.phone_number, wanted=False, at=post.at)
    assert send_due(post.database, carrier, post.at).sent == 1
    assert [text.status for text in post.texts] == [OutgoingStatus.UNWANTED, OutgoingStatus.SENT]


class Dying:
    """A client whose process ends at an order: before it has left, or after it was taken."""

    def __init__(self, client: Any, *, after: bool) -> None:
        self._client, self._after = client, after

    def request(self, *args: Any, **words: Any) -> Any:
        if self._after:
            self._client.request(*args, **words)
        raise KeyboardInterrupt


@pytest.mark.parametrize("after", [False, True], ids=["before the order", "after the order"])
def test_a_text_whose_worker_died_is_never_sent_again(
    after: bool, post: Post, carrier: Carrier, carrier_over: Callable[[Any], Carrier], zhang: Handset
) -> None:
    post.put(zhang.phone_number)
    dying = carrier_over(Dying(post.emulator.http_client(), after=after))
    with pytest.raises(KeyboardInterrupt):
        send_due(post.database, dying, post.at)
    assert (post.text.status, post.text.tries) == (OutgoingStatus.SENDING, 1)
    assert send_due(post.database, carrier, post.at).sent == 0
    post.later(60)
    # The report of the carrier names the text, so that what was taken is known to have arrived.
    assert post.text.status is (OutgoingStatus.DELIVERED if after else OutgoingStatus.SENDING)
    post.later(HANDING_OVER.total_seconds())
    assert send_due(post.database, carrier, post.at).sent == 0
    assert post.text.status is (OutgoingStatus.DELIVERED if after else OutgoingStatus.UNSURE)
    assert len(zhang.inbox) == int(after)
    assert (post.text.message_sid is not None) == after


@pytest.mark.parametrize("status", [401, 429, 503])
def test_an_order_that_was_not_taken_is_given_again(
    status: int, post: Post, carrier: Carrier, carrier_over: Callable[[Any], Carrier], zhang: Handset
) -> None:
    class Refusing:
        def request(self, *_args: Any, **_words: Any) -> Response:
            return Response(status, '{"code": 20429, "message": "Not now", "status": 429}')

    post.put(zhang.phone_number)
    assert send_due(post.database, carrier_over(Refusing()), post.at).put_off == 1
    post.later(300)
    assert send_due(post.database, carrier, post.at).sent == 1
    assert len(zhang.inbox) == 1


def test_an_order_whose_answer_is_an_error_of_the_carriers_is_not_given_again(
    post: Post, carrier: Carrier, carrier_over: Callable[[Any], Carrier], zhang: Handset
) -> None:
    class Failing:
        def request(self, *_args: Any, **_words: Any) -> Response:
            return Response(500, "<html>")

    post.put(zhang.phone_number)
    assert send_due(post.database, carrier_over(Failing()), post.at).unsure == 1
    post.later(86400)
    assert send_due(post.database, carrier, post.at).sent == 0
    assert (post.text.status, zhang.inbox) == (OutgoingStatus.UNSURE, [])


def test_where_nobody_listens_an_order_has_not_left(hotline_settings: Settings, post: Post, zhang: Handset) -> None:
    client = twilio_client(replace(hotline_settings, api_base="http://127.0.0.1:9"))
    post.put(zhang.phone_number)
    report = send_due(post.database, Carrier(client, public_url="", numbers={}), post.at)
    client.http_client.session.close()
    assert (report.put_off, post.text.error) == (1, "unreachable")


def test_reports_in_any_order_and_of_earlier_attempts_change_nothing_that_is_known(
    post: Post, carrier: Carrier, zhang: Handset
) -> None:
    post.emulator.deliver(zhang.phone_number, "undelivered", 30003)
    post.put(zhang.phone_number)
    send_due(post.database, carrier, post.at)
    post.later(10)
    first_sid = str(post.text.message_sid)
    post.emulator.deliver(zhang.phone_number, "sent")  # nothing more is heard of it
    post.later(300)
    send_due(post.database, carrier, post.at)
    text = post.text

    def report(attempt: int, sid: str, status: str, error: str | None = None) -> bool:
        with post.database.session() as db:
            return outbox.reported(db, text.id, attempt, sid, status, error, post.at)

    assert not report(1, first_sid, "undelivered", "30003")
    assert not report(1, first_sid, "delivered")
    assert not report(9, first_sid, "delivered")
    assert not report(2, "SM1", "no such status")
    assert post.text.status == "sent"
    assert report(2, str(text.message_sid), "delivered")
    assert not report(2, str(text.message_sid), "sent")
    assert not report(2, str(text.message_sid), "failed", "30008")
    assert post.text.status == "delivered"


def test_a_report_that_nobody_signed_is_refused(hotline_app: Any, post: Post, zhang: Handset) -> None:
    post.put(zhang.phone_number)
    said = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "delivered"}
    assert hotline_app.test_client().post(f"/sms/status/{post.text.id}/0", data=said).status_code == 403
    assert hotline_app.test_client().post("/voice/callback/2603020001/status/1", data=said).status_code == 403


@pytest.mark.postgresql
def test_two_workers_at_once_send_every_text_once(
    postgresql_url: str, demo: Mapping[str, DemoPerson], carrier_over: Callable[[Any], Carrier]
) -> None:
    phone = demo["employed"].phone
    assert phone is not None
    at = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    taken: list[str] = []
    start = threading.Barrier(2)

    class Counting:
        def request(self, *_args: Any, **words: Any) -> Response:
            taken.append(words["data"]["Body"])
            return Response(201, f'{{"sid": "SM{len(taken):032d}"}}')

    databases = [Database(postgresql_url, SECRET_KEY, pin_hasher=PinHasher.cheap()) for _ in range(2)]
    with databases[0].session() as db:
        for number in range(40):
            reply = Reply(key="TEST", text=f"第{number}条", segments=1)
            outbox.put(db, f"test:{number}", phone, reply, at, line="12393", asked_for=True)

    def work(database: Database) -> None:
        start.wait()
        send_due(database, carrier_over(Counting()), at)

    workers = [threading.Thread(target=work, args=(database,)) for database in databases]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for database in databases:
        database.dispose()
    assert sorted(taken) == sorted(f"第{number}条" for number in range(40))


def test_an_order_that_is_not_answered_may_have_been_taken() -> None:
    assert isinstance(in_our_words(ReadTimeout()), Unsure)
