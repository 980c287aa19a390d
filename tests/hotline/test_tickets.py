"""Tickets that people work on: listed, shown, answered, and whoever opened one is told, once, by text."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import update

from hotline.cli import hotline
from hotline.outbound import Carrier, send_due
from models import AccountsError, Database, Ticket, TicketKind, TicketStatus, tickets
from models.money.posting import person_of
from models.notices import due, prefer
from models.seed import DemoPerson
from tests.conftest import SECRET_KEY
from tests.hotline.conftest import Post
from twilio_emulator import Handset

STRANGER = "+8612099990001"
ANSWER = "已核实，多收的费用已退还。"

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Run:
    """Runs the command on the accounts of the test."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("HOTLINE_SECRET_KEY", SECRET_KEY.decode())
    monkeypatch.setenv("HOTLINE_PIN_COST", "cheap")
    monkeypatch.setenv("COLUMNS", "160")
    return lambda *words, **more: CliRunner().invoke(hotline, ["tickets", *words], **more)


def opened(post: Post, phone: str | None, person: DemoPerson | None = None, **more: Any) -> str:
    """The number of a complaint."""
    with post.database.session() as db:
        person_id = None if person is None else person_of(db, person.id_number)
        reference = more.pop("reference", "CA1")
        return tickets.open(db, TicketKind.COMPLAINT, phone, person_id, reference, post.at, **more)


def send_for_a_day(post: Post, carrier: Carrier, at: datetime) -> None:
    """Let the worker send what is due every four hours, day and night, from a moment on."""
    post.now.moment = at
    for _ in range(7):
        send_due(post.database, carrier, post.at)
        post.later(4 * 3600)


@pytest.mark.requirement("S3")
def test_the_person_of_a_ticket_is_told_the_answer_once(
    post: Post, carrier: Carrier, run: Run, zhang: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    number = opened(post, zhang.phone_number, demo["employed"], text="窗口多收了钱")
    assert "窗口多收了钱" in run("show", number).output
    assert run("answer", number, input=f"{ANSWER}\n").exit_code == 0
    again = run("close", number)
    assert isinstance(again.exception, AccountsError)
    assert str(again.exception) == f"Ticket {number} is answered already."
    send_for_a_day(post, carrier, post.notice.created_at)
    (message,) = zhang.inbox
    assert message.body == f"【12393医保】您的工单{number}已答复：{ANSWER}详情发GD#{number}。"


def test_a_ticket_of_nobody_known_is_told_to_the_number_it_came_from_and_a_closed_one_claims_no_answer(
    post: Post, carrier: Carrier, run: Run
) -> None:
    handset = post.emulator.handset(STRANGER)
    number = opened(post, STRANGER)
    assert run("close", number).output == f"Ticket {number} is closed.\n"
    send_for_a_day(post, carrier, post.text.created_at)
    (message,) = handset.inbox
    assert message.body == f"【12393医保】您的工单{number}已办结。详情发GD#{number}。"


def test_a_ticket_of_12333_is_answered_by_12333(
    post: Post, run: Run, hotline_app: Flask, demo: Mapping[str, DemoPerson]
) -> None:
    post.emulator.add_number("12333", voice_url="/voice/answer", status_callback="/voice/status", app=hotline_app)
    sid = post.emulator.handset(STRANGER).dial("12333").sid
    of_nobody = opened(post, STRANGER, reference=sid)
    of_somebody = opened(post, STRANGER, demo["employed"], reference=f"{sid}:3")
    for number in (of_nobody, of_somebody):
        run("answer", number, "--text", ANSWER)
    with post.database.session() as db:
        (notice,) = due(db, post.notice.created_at, 10)
    assert notice.facts["line"] == post.text.line == "12333"


def test_who_wants_no_notices_and_who_left_no_number_are_told_nothing(post: Post, carrier: Carrier, run: Run) -> None:
    handset = post.emulator.handset(STRANGER)
    with post.database.session() as db:
        prefer(db, STRANGER, wanted=False, at=post.at)
    for number in (opened(post, STRANGER), opened(post, None, reference="CA2")):
        assert run("answer", number, "--text", ANSWER).exit_code == 0
    send_for_a_day(post, carrier, post.text.created_at)
    assert handset.inbox == []


def test_the_list_shows_what_waits_those_due_first_and_no_number_of_anybody(
    post: Post, run: Run, database: Database
) -> None:
    with database.session() as db:
        db.execute(update(Ticket).values(status=TicketStatus.CLOSED))
    assert run("list").output == "No ticket waits for an answer.\n"
    first = opened(post, STRANGER, recording="RE1")
    with database.session() as db:
        soon = tickets.open(db, TicketKind.CALLBACK, STRANGER, None, "CA1", post.at, callback_at=post.at)
        done = tickets.open(db, TicketKind.SUGGESTION, STRANGER, None, "CA1", post.at)
        db.execute(update(Ticket).where(Ticket.number == done).values(status=TicketStatus.ANSWERED))
    shown = run("list").output
    assert shown.index(soon) < shown.index(first)
    assert "RE1" in shown
    assert done not in shown
    assert STRANGER[-8:] not in shown + run("show", first).output


@pytest.mark.parametrize("words", [("show", "1"), ("close", "1"), ("answer", "1", "--text", ANSWER)])
def test_a_ticket_that_there_is_not_is_said_to_be_none(run: Run, post: Post, words: tuple[str, ...]) -> None:
    assert str(run(*words).exception) == "There is no ticket 1."


@pytest.mark.parametrize("text", ["", "字" * 2001])
def test_an_answer_that_is_none_or_a_book_is_refused(run: Run, post: Post, text: str) -> None:
    number = opened(post, STRANGER)
    refused = run("answer", number, "--text", text)
    assert refused.exit_code == 2
    assert "an answer has 1 to 2000 characters" in refused.output
