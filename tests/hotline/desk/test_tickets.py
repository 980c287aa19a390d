"""Tickets, voicemail and call-backs as agents work through them on their page."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from hotline.desk.recordings import NoRecording, TwilioArchive
from models import AuditRow, OutgoingText, Ticket, TicketKind, TicketStatus, tickets
from models.notices import due
from models.people import work

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
STRANGER = "+8612099990001"


def opened(office: Any, phone: str | None = STRANGER, person: int | None = None, **more: Any) -> str:
    """The number of a complaint."""
    kind = more.pop("kind", TicketKind.COMPLAINT)
    reference = more.pop("reference", "CA1")
    with office.database.session() as db:
        return tickets.open(db, kind, phone, person, reference, office.now(), **more)


def kept(office: Any, number: str) -> Ticket:
    """A ticket as it stands."""
    with office.database.session() as db:
        found: Ticket = db.scalars(select(Ticket).where(Ticket.number == number)).one()
        return found


def test_tickets_are_listed_those_due_first_and_filtered(office: Any) -> None:
    office.agent()
    late = opened(office, kind=TicketKind.SUGGESTION)
    early = opened(office, reference="CA2")
    voice = opened(office, kind=TicketKind.VOICEMAIL, reference="CA3", recording="RE1")
    back = opened(office, kind=TicketKind.CALLBACK, reference="CA4")
    browser = office.browser().sign_in(101)

    page = browser.text("/tickets")

    assert page.index(voice) < page.index(early) < page.index(late)
    assert back not in page
    assert voice in browser.text("/tickets?kind=voicemail")
    assert early not in browser.text("/tickets?kind=voicemail")
    assert early not in browser.text("/tickets?status=answered")
    assert early not in browser.text("/tickets?mine=1")
    browser.post(f"/tickets/{early}/take")
    assert early in browser.text("/tickets?mine=1")
    assert early in browser.text("/tickets?status=in_progress")


@pytest.mark.parametrize("query", ["kind=nonsense", "page=0", "page=-1", "page=x", "page=99999999999", "status='--"])
def test_an_odd_filter_shows_a_page_all_the_same(office: Any, query: str) -> None:
    office.agent()
    opened(office)

    assert office.browser().sign_in(101).get(f"/tickets?{query}").status_code == 200


def test_more_than_a_page_is_shown_page_by_page(office: Any) -> None:
    office.agent()
    with office.database.session() as db:
        already = work.search(db)[1]  # those of the demo people
    numbers = {opened(office, reference=f"CA{number}") for number in range(60)}
    browser = office.browser().sign_in(101)

    pages = [browser.text(f"/tickets?page={page}") for page in (1, 2, 3, 4)]

    shown = [set(re.findall(r"/desk/tickets/(\d+)", page)) for page in pages]
    assert [len(one) for one in shown] == [25, 25, 10 + already, 0]
    assert numbers < set.union(*shown)
    assert len(set.union(*shown)) == 60 + already
    assert "第 1 页，共 3 页" in pages[0]
    assert f"共 {60 + already} 件" in pages[0]


def test_what_was_written_is_shown_as_text_and_the_person_masked(office: Any, demo: Any) -> None:
    zhang = demo["employed"]
    office.agent()
    number = opened(office, zhang.phone, zhang.person_id, text=HOSTILE)
    browser = office.browser().sign_in(101)

    page = browser.text(f"/tickets/{number}")
    browser.get(f"/tickets/{number}")

    assert "&lt;img src=x" in page
    assert "<img" not in page
    assert "张*明" in page
    assert zhang.name not in page
    assert zhang.phone[-8:] not in page
    with office.database.session() as db:
        rows = db.scalars(select(AuditRow).where(AuditRow.question == "ticket")).all()
    assert [(row.person_id, row.reference) for row in rows] == [(zhang.person_id, f"desk:101:{number}")]


def test_a_ticket_is_taken_and_answered_and_its_person_told_once(office: Any, demo: Any) -> None:
    zhang = demo["employed"]
    office.agent()
    number = opened(office, zhang.phone, zhang.person_id)
    browser = office.browser().sign_in(101)
    assert browser.post(f"/tickets/{number}/answer", answer="好").headers["Location"].endswith("said=not_yours")
    assert kept(office, number).status is TicketStatus.OPEN

    browser.post(f"/tickets/{number}/take")
    assert kept(office, number).status is TicketStatus.IN_PROGRESS
    answer = browser.post(f"/tickets/{number}/answer", answer=" 已核实，\n 已退还。 ")

    assert answer.headers["Location"].endswith("said=answered")
    assert kept(office, number).status is TicketStatus.ANSWERED
    assert "已核实， 已退还。" in browser.text(f"/tickets/{number}")
    assert browser.post(f"/tickets/{number}/close").headers["Location"].endswith("said=not_yours")
    with office.database.session() as db:
        (notice,) = due(db, office.now(), 10)
    assert notice.facts["number"] == number


def test_who_is_known_by_a_number_only_gets_the_answer_there(office: Any) -> None:
    office.agent()
    number = opened(office)
    browser = office.browser().sign_in(101)
    browser.post(f"/tickets/{number}/take")

    browser.post(f"/tickets/{number}/close")

    with office.database.session() as db:
        assert [text.event for text in db.scalars(select(OutgoingText))] == [f"ticket:{number}"]
    assert kept(office, number).status is TicketStatus.CLOSED


def test_of_two_agents_the_one_who_took_it_last_answers(office: Any) -> None:
    office.agent("李雷")
    office.agent("韩梅")
    number = opened(office)
    first, second = office.browser().sign_in(101), office.browser().sign_in(102)
    first.post(f"/tickets/{number}/take")
    second.post(f"/tickets/{number}/take")

    assert first.post(f"/tickets/{number}/answer", answer="一").headers["Location"].endswith("said=not_yours")
    assert second.post(f"/tickets/{number}/answer", answer="二").headers["Location"].endswith("said=answered")
    assert first.post(f"/tickets/{number}/take").headers["Location"].endswith("said=not_taken")


@pytest.mark.parametrize("words", ["", "  \n ", "答" * 2001])
def test_an_answer_that_is_empty_or_too_long_is_refused(office: Any, words: str) -> None:
    office.agent()
    number = opened(office)
    browser = office.browser().sign_in(101)
    browser.post(f"/tickets/{number}/take")

    assert browser.post(f"/tickets/{number}/answer", answer=words).headers["Location"].endswith("said=bad_answer")
    assert kept(office, number).status is TicketStatus.IN_PROGRESS


def test_a_ticket_that_is_not_there_is_said_not_to_be(office: Any) -> None:
    office.agent()
    browser = office.browser().sign_in(101)

    assert browser.get("/tickets/9999999999").status_code == 404
    assert browser.get("/tickets/9999999999/recording").status_code == 404
    assert browser.post("/tickets/9999999999/take").headers["Location"].endswith("said=not_taken")


def test_a_message_is_played_through_the_hotline_and_from_its_middle(office: Any, hotline_settings: Any) -> None:
    office.agent()
    office.emulator.clock.set_to(datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
    office.caller(1).press("1").speak("请问我的报销到哪里了").press("#").hears("工单号")
    with office.database.session() as db:
        number = db.scalars(select(Ticket.number).where(Ticket.kind == TicketKind.VOICEMAIL)).one()
    settings = dataclasses.replace(hotline_settings, api_base=office.emulator.url)
    office.app.extensions["archive"] = TwilioArchive(settings)
    browser = office.browser()
    assert browser.get(f"/tickets/{number}/recording").status_code == 303
    browser.sign_in(101)

    page = browser.text(f"/tickets/{number}")
    whole = browser.get(f"/tickets/{number}/recording")
    part = browser.get(f"/tickets/{number}/recording", Range="bytes=44-143")

    assert f'src="/desk/tickets/{number}/recording"' in page
    assert "RE" not in page.split("<main")[1]
    assert whole.get_data()[:4] == b"RIFF"
    assert (whole.mimetype, whole.headers["Cache-Control"]) == ("audio/wav", "no-store")
    assert (part.status_code, part.get_data()) == (206, whole.get_data()[44:144])


class Empty:
    """An archive that has nothing."""

    def fetch(self, recording_sid: str) -> bytes:
        """Nothing."""
        raise NoRecording(f"There is no {recording_sid[:2]}.")


def test_a_recording_that_twilio_has_no_longer_is_said_to_be_away(office: Any, hotline_settings: Any) -> None:
    office.agent()
    number = opened(office, recording="RE" + "0" * 32)
    browser = office.browser().sign_in(101)

    office.app.extensions["archive"] = Empty()
    assert browser.get(f"/tickets/{number}/recording").status_code == 404
    office.app.extensions["archive"] = TwilioArchive(
        dataclasses.replace(hotline_settings, api_base=office.emulator.url)
    )
    assert browser.get(f"/tickets/{number}/recording").status_code == 404
    office.app.extensions["archive"] = TwilioArchive(
        dataclasses.replace(hotline_settings, api_base="http://127.0.0.1:9")
    )
    assert browser.get(f"/tickets/{number}/recording").status_code == 404


@pytest.mark.parametrize("sid", ["../../secret", "RE1", "", "RE" + "0" * 32 + "\n"])
def test_only_recordings_are_asked_of_twilio(hotline_settings: Any, sid: str) -> None:
    with pytest.raises(NoRecording):
        TwilioArchive(hotline_settings).fetch(sid)


@pytest.fixture
def call_back(office: Any) -> Callable[[timedelta], str]:
    """Arranges a call-back to the stranger, some time from now; gives its number."""

    def arrange(after: timedelta) -> str:
        number = opened(office, kind=TicketKind.CALLBACK)
        with office.database.session() as db:
            db.execute(update(Ticket).where(Ticket.number == number).values(callback_at=office.now() + after))
        return number

    return arrange


def test_a_call_back_is_dialled_at_once_and_its_person_put_through(office: Any, call_back: Any) -> None:
    office.agent()
    number = call_back(timedelta(hours=3))
    stranger = office.emulator.handset(STRANGER)
    browser = office.browser().sign_in(101)
    assert "****0001" in browser.text("/call-backs")

    answer = browser.post(f"/call-backs/{number}/dial")

    assert answer.headers["Location"].endswith("said=dialled")
    stranger.calls[-1].press("1")
    office.takes()
    assert number in browser.text()


def test_at_night_nobody_is_dialled_and_the_arranged_time_stays(office: Any, call_back: Any) -> None:
    office.agent()
    office.emulator.clock.set_to(datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
    number = call_back(timedelta(hours=12))
    before = kept(office, number).callback_at

    answer = office.browser().sign_in(101).post(f"/call-backs/{number}/dial")

    assert answer.headers["Location"].endswith("said=not_dialled")
    assert kept(office, number).callback_at == before
