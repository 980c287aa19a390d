"""What works alike at many leaves: lists, texts, entries, recordings, regions, hours, languages (domain 4.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import select

from models import CallRecord, Card, Database, PhoneBinding, Ticket, TicketKind, credentials, notices
from models.calendar import add_working_days
from models.people.tickets import DUE_AFTER
from models.tables.person import BindingStatus

if TYPE_CHECKING:
    from ivr.conversation import Conversation
    from models.seed import DemoPerson
    from tests.journeys.trees.conftest import Walk
    from twilio_emulator import Emulator

    Walking = Callable[..., Walk]
    Demo = Mapping[str, DemoPerson]

SATURDAY = datetime(2026, 3, 7, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai, on a day off."""
MAKE_UP_DAY = datetime(2026, 2, 28, 2, 0, tzinfo=UTC)
"""A Saturday that is worked for the Spring Festival."""
HOLIDAY = datetime(2026, 2, 17, 2, 0, tzinfo=UTC)
"""A Tuesday on which nobody works: the Spring Festival."""
LUNCH = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


class Texts:
    """The text channel as a call sees it, with what it was given."""

    def __init__(self, *, takes: bool = True) -> None:
        self.sent: list[tuple[str, object]] = []
        self.takes = takes

    def can_write(self, answer: object) -> bool:
        """Anything."""
        return True

    def send(self, call: Conversation, answer: object) -> bool:
        """Keep it."""
        self.sent.append((call.caller, answer))
        return self.takes


@pytest.fixture
def texts(hotline_app: Flask) -> Texts:
    """Where the answers go that callers have sent to their telephones."""
    hotline_app.extensions["texting"] = texts = Texts()
    return texts


def ticket_of(database: Database, kind: TicketKind) -> Ticket:
    with database.session() as db:
        return db.scalars(select(Ticket).where(Ticket.kind == kind, Ticket.reference.startswith("CA"))).one()


def memory_of(walked: Walk) -> str:
    with walked.database.session() as db:
        return str(db.scalars(select(CallRecord.memory).where(CallRecord.call_sid == walked.call.sid)).one())


# ── lists, three at a time


def test_a_list_is_told_three_at_a_time_and_heard_on_with_1(walk: Walking) -> None:
    caller = walk("12393", "employed").follow("121")
    first = caller.words
    assert len([one for one in caller.sentences if "movements.one" in one]) == 3
    second = caller.press("1").words
    assert "movements.payments" not in caller.ids
    assert len([one for one in caller.sentences if "movements.one" in one]) == 3
    assert first != second
    assert caller.press("#").words == second
    assert caller.press("*").press("1").words == first


def test_the_last_page_offers_no_more(walk: Walking) -> None:
    caller = walk("12393", "employed").follow("121")
    caller.to_the_end()
    assert "offer.more" not in caller.ids
    assert "wrong_key" in caller.press("1").ids


def test_a_silence_after_a_page_offers_the_next_still(walk: Walking) -> None:
    caller = walk("12393", "employed").follow("121")
    caller.call.wait(5)
    assert {"no_input", "offer.more", "offer.dispute"} <= caller.ids
    caller.press("1")
    assert "movements.one" in caller.ids


# ── the answer by text


def test_an_answer_is_sent_to_ones_own_telephone_by_2(walk: Walking, texts: Texts, demo: Demo) -> None:
    caller = walk("12393", "employed", own_phone=True).follow("11")
    assert "offer.send" in caller.ids
    caller.press("2")
    assert "send.sent" in caller.ids
    assert [phone for phone, _ in texts.sent] == [demo["employed"].phone]
    assert type(texts.sent[0][1]).__name__ == "Balance"
    assert "offer.send" not in caller.ids
    assert "wrong_key" in caller.press("2").ids


def test_the_page_at_hand_is_what_is_sent(walk: Walking, texts: Texts) -> None:
    caller = walk("12393", "employed", own_phone=True).follow("121").press("1")
    second = caller.words
    caller.press("2")
    assert "offer.more" in caller.ids
    assert caller.press("#").words.startswith(second[:20])
    assert type(texts.sent[0][1]).__name__ == "Movements"


def test_a_text_that_is_not_taken_is_said_so(walk: Walking, texts: Texts) -> None:
    texts.takes = False
    assert "send.failed" in walk("12393", "employed", own_phone=True).follow("11").press("2").ids


def test_no_text_is_offered_to_a_telephone_that_is_not_the_callers(walk: Walking, texts: Texts, demo: Demo) -> None:
    assert "offer.send" not in walk("12393", "employed").follow("11").ids
    caller = walk("12393", "employed", own_phone=True)
    other = demo["no bound phone"]
    caller.press("1").press("*#").press(f"{other.id_number}#").press(f"{other.pin}#").press("1")
    assert "balance.amount" in caller.ids
    assert "offer.send" not in caller.ids
    assert "wrong_key" in caller.press("2").ids
    assert not texts.sent


def test_without_a_text_channel_none_is_offered(walk: Walking, hotline_app: Flask) -> None:
    hotline_app.extensions.pop("texting", None)
    caller = walk("12393", "employed", own_phone=True).follow("11")
    assert "offer.send" not in caller.ids
    assert "wrong_key" in caller.press("2").ids


# ── entries


@pytest.mark.requirement("S108")
@pytest.mark.parametrize("month", ["201901#", "203012#"])
def test_a_month_without_records_is_said_so_with_other_ways(walk: Walking, month: str) -> None:
    assert "nothing" in walk("12393", "employed").follow("124").press(month).ids


@pytest.mark.parametrize("keys", ["202613#", "202600#", "2026#", "199912#"])
def test_a_month_there_is_not_is_asked_again(walk: Walking, keys: str) -> None:
    caller = walk("12393", "employed").follow("124").press(keys)
    assert {"entry.wrong_month", "entry.year_month"} <= caller.ids
    assert "movements.of_month" in caller.press("202602#").ids


def test_a_third_month_there_is_not_arranges_a_call_back(walk: Walking) -> None:
    caller = walk("12393", "employed").follow("124").press("202613#").press("202613#").press("202613#")
    assert {"give_up", "agent.ticket"} <= caller.ids


def test_star_leaves_an_entry_for_the_menu_it_was_chosen_in(walk: Walking) -> None:
    assert walk("12393", "employed").follow("124").press("*#").place == "movements"
    assert walk("12393").follow("2").press("*#").place == "main"
    assert walk("12333").follow("55").press("*#").place == "social_tickets"


# ── regions


@pytest.mark.requirement("S104")
def test_an_area_code_there_is_not_is_asked_again(walk: Walking) -> None:
    caller = walk("12393").follow("2").press("0123#")
    assert {"region.unknown", "entry.area_code"} <= caller.ids
    assert "幺二三九三" in caller.words


def test_an_area_code_is_understood_without_its_nought(walk: Walking) -> None:
    assert "深圳市" in walk("12393").follow("2").press("755#").words


def test_places_that_share_an_area_code_are_chosen_between(walk: Walking) -> None:
    caller = walk("12393").follow("2").press("0774#")
    assert "梧州市，请按一。贺州市，请按二。" in caller.words
    assert "wrong_key" in caller.press("3").ids
    assert "贺州市，请按二" in caller.press("#").words
    assert caller.press("2").place == "policies"
    assert "贺州市" in caller.press("2").words


def test_a_known_callers_region_is_that_of_the_insurance(walk: Walking) -> None:
    caller = walk("12393", "employed", own_phone=True).follow("2")
    assert "当前地区是北京市" in caller.words
    assert "当前地区是北京市" in caller.press("#").words
    assert caller.press("1").place == "policies"


def test_a_fixed_lines_region_is_that_of_its_area_code(lines: Emulator, walk: Walking, database: Database) -> None:
    call = lines.handset("+8695112345678").dial("12393").press("2")
    assert "当前地区是银川市" in call.heard


@pytest.mark.parametrize("number", ["010-12393", "+861012393", "01012393"])
def test_an_area_code_in_front_of_the_number_is_the_region(
    lines: Emulator, hotline_app: Flask, hotline_settings: object, number: str
) -> None:
    from ivr.lines import called

    found = called(number, {})
    assert found.line == "12393"
    assert found.region is not None
    assert found.region.name == "北京市"


def test_another_region_is_asked_about_without_leaving_the_answer(walk: Walking) -> None:
    caller = walk("12393").follow("2").press("010#").follow("11")
    assert "北京市二零二五年" in caller.words
    caller.press("3").press("0755#")
    assert caller.place == "policy.outpatient"
    assert "深圳市" in caller.words
    assert caller.press("*").place == "ratios"


@pytest.mark.requirement("S105")
def test_a_year_without_figures_is_told_the_latest_and_its_year(walk: Walking) -> None:
    caller = walk("12393").follow("2").press("010#").follow("11")
    assert "没有查到二零二六年的标准，以下是最近年度的。北京市二零二五年" in caller.words


def test_what_is_said_of_the_year_goes_before_the_first_figure_of_another_year(walk: Walking) -> None:
    caller = walk("12393").follow("2").press("0566#").follow("5")
    assert "policy.other_year" not in caller.ids  # the general rules are of every year
    told = caller.to_the_end()
    assert told.count("没有查到二零二六年的标准，以下是最近年度的。") == 1
    assert re.search("以下是最近年度的。池州市二零[零一二三四五六七八九]{2}年", told)


@pytest.mark.requirement("S104")
def test_a_region_without_figures_is_given_its_own_hotline(walk: Walking) -> None:
    caller = walk("12393").follow("2").press("0351#").follow("11")
    assert "暂无太原市这方面的资料，请拨打零三五幺，幺二三九三咨询" in caller.words


@pytest.mark.requirement("S106")
def test_disputed_figures_are_not_told(walk: Walking) -> None:
    words = walk("12393").follow("2").press("010#").follow("11").to_the_end()
    assert "自付上限" not in words
    assert "具体以当地医保局规定为准" in words


# ── recordings and tickets


@pytest.mark.requirement("S3")
@pytest.mark.parametrize(("path", "kind"), [("51", TicketKind.COMPLAINT), ("52", TicketKind.SUGGESTION)])
def test_what_is_said_becomes_a_ticket_with_its_recording(
    walk: Walking, lines: Emulator, database: Database, path: str, kind: TicketKind
) -> None:
    caller = walk("12393").follow(path)
    assert caller.xml.find("Record") is not None
    caller.call.speak("医院多收了我三百块").press("#")
    assert {"ticket.promise", "ticket.number"} <= caller.ids
    lines.clock.advance(10)
    ticket = ticket_of(database, kind)
    assert (ticket.recording or "").startswith("RE")
    assert ticket.due_on == add_working_days(date(2026, 3, 2), DUE_AFTER[kind])
    assert ticket.contact_hash == database.vault.phone_hash("+8612099990000")


def test_who_hangs_up_after_speaking_is_heard_all_the_same(walk: Walking, lines: Emulator, database: Database) -> None:
    caller = walk("12393").follow("51")
    caller.call.speak("医院多收了我三百块")
    caller.call.hang_up()
    lines.clock.advance(10)
    assert (ticket_of(database, TicketKind.COMPLAINT).recording or "").startswith("RE")


def test_a_recording_is_taken_back_by_star(walk: Walking, database: Database) -> None:
    caller = walk("12393").follow("51")
    caller.call.speak("算了")
    assert caller.press("*").place == "tickets"
    with database.session() as db:
        assert not db.scalars(select(Ticket).where(Ticket.reference.startswith("CA"))).all()


def test_nought_in_a_recording_asks_for_a_person(walk: Walking) -> None:
    caller = walk("12393").follow("51")
    caller.call.speak("喂")
    assert "agent.ticket" in caller.press("0").ids


def test_two_complaints_in_a_call_are_two_tickets(walk: Walking, database: Database) -> None:
    caller = walk("12393").follow("51")
    caller.call.speak("第一件")
    caller.press("#").press("*").press("1")
    caller.call.speak("第二件")
    caller.press("#")
    with database.session() as db:
        found = db.scalars(select(Ticket).where(Ticket.reference.startswith("CA"))).all()
    assert len({ticket.number for ticket in found}) == len({ticket.recording for ticket in found}) == 2


@pytest.mark.requirement("S30")
@pytest.mark.requirement("S100")
def test_missing_money_is_explained_and_disputed(walk: Walking, database: Database, demo: Demo) -> None:
    caller = walk("12393", "employed").follow("121").press("4")
    assert {"movements.causes", "movements.theft", "menu.dispute_choice"} <= caller.ids
    caller.press("1")
    caller.call.speak("二月十号的二百元不是我刷的")
    assert "ticket.number" in caller.press("#").ids
    assert ticket_of(database, TicketKind.DISPUTE).person_id == demo["employed"].person_id


def test_a_ticket_is_told_to_whom_opened_it_and_to_nobody_else(walk: Walking, database: Database) -> None:
    caller = walk("12393").follow("51")
    caller.call.speak("我要投诉一家药店多收了钱")
    caller.press("#").call.hang_up()
    number = ticket_of(database, TicketKind.COMPLAINT).number
    mine = walk("12393").follow("53").press(f"{number}#")
    assert {"ticket.state", "ticket.due"} <= mine.ids
    other = walk("12393", "elder over 70", own_phone=True).press("2").follow("53").press(f"{number}#")
    assert "ticket.unknown" in other.ids
    heard = other.words
    nobody = walk("12393", "elder over 70", own_phone=True).press("2").follow("53").press("2603029999#")
    assert nobody.words == heard


def test_a_call_back_is_arranged_for_another_number_in_office_hours_only(walk: Walking, database: Database) -> None:
    caller = walk("12393").follow("54").press("2").press("12345#")
    assert "wrong_entry" in caller.ids or "entry.wrong_phone" in caller.ids
    caller.press("01066668888#").press("4")
    assert "entry.wrong_time" in caller.press("03071000#").ids
    assert "entry.wrong_time" in caller.press("13321000#").ids
    assert "callback.arranged" in caller.press("03051430#").ids
    ticket = ticket_of(database, TicketKind.CALLBACK)
    assert ticket.callback_at == datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
    assert ticket.contact_hash == database.vault.phone_hash("+861066668888")


def test_the_number_to_call_back_is_never_in_the_row_in_clear(walk: Walking) -> None:
    caller = walk("12393").follow("54").press("2").press("13800001111#")
    assert "13800001111" not in memory_of(caller)
    with caller.database.session() as db:
        row = db.scalars(select(CallRecord).where(CallRecord.call_sid == caller.call.sid)).one()
        assert row.candidate is not None
        assert b"13800001111" not in row.candidate


# ── office hours


@pytest.mark.parametrize("moment", [SATURDAY, HOLIDAY, LUNCH])
def test_after_hours_nought_says_the_hours_and_leaves_a_message_or_a_call_back(
    walk: Walking, hotline_app: Flask, database: Database, moment: datetime
) -> None:
    hotline_app.extensions["now"].moment = moment
    caller = walk("12393").press("0")
    assert {"agent.hours_twice", "menu.after_hours"} <= caller.ids
    assert "九点到十二点和十三点到十七点" in caller.words
    caller.press("1")
    caller.call.speak("请回电")
    assert "ticket.number" in caller.press("#").ids
    assert ticket_of(database, TicketKind.VOICEMAIL).recording is not None


def test_a_weekend_that_is_worked_has_office_hours(walk: Walking, hotline_app: Flask) -> None:
    hotline_app.extensions["now"].moment = MAKE_UP_DAY
    assert "agent.ticket" in walk("12393").press("0").ids


def test_after_hours_a_call_back_is_arranged_for_the_next_working_day(
    walk: Walking, hotline_app: Flask, database: Database
) -> None:
    hotline_app.extensions["now"].moment = SATURDAY
    caller = walk("12393").press("0").press("2").press("1").press("1")
    assert "三月九日九点整" in caller.words


def test_after_hours_whoever_keeps_silent_is_called_back_in_the_end(walk: Walking, hotline_app: Flask) -> None:
    hotline_app.extensions["now"].moment = SATURDAY
    caller = walk("12393")
    for _ in range(3):
        caller.call.wait(5)
    assert {"give_up_closed", "agent.hours_twice", "menu.after_hours"} <= caller.ids
    for _ in range(3):
        caller.call.wait(5)
    assert {"give_up", "agent.ticket"} <= caller.ids
    assert caller.call.status == "completed"


# ── PIN, telephone, reminders, card


def test_a_pin_is_changed_by_wish_and_the_old_one_is_worth_nothing(walk: Walking, demo: Demo) -> None:
    caller = walk("12393", "employed").follow("41").press("380615#").press("380615#")
    assert "pin.changed" in caller.ids
    with caller.database.session() as db:
        at = datetime(2026, 3, 2, 3, tzinfo=UTC)
        assert isinstance(credentials.verify_by_id(db, demo["employed"].id_number, "380615", at), credentials.Verified)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("380615#", "380616#", "pin.mismatch"),
        ("123456#", "123456#", "pin.weak.run"),
        ("739204#", "739204#", "pin.weak.unchanged"),
    ],
)
def test_a_new_pin_that_is_not_taken_is_asked_for_again(walk: Walking, first: str, second: str, said: str) -> None:
    caller = walk("12393", "employed").follow("41").press(first).press(second)
    assert {said, "entry.new_pin"} <= caller.ids
    assert "pin.changed" in caller.press("380615#").press("380615#").ids


def test_a_telephone_is_bound_with_consent_and_unbound_at_once(walk: Walking, database: Database, demo: Demo) -> None:
    caller = walk("12393", "no bound phone").follow("42")
    assert {"phone.consent", "menu.bind"} <= caller.ids
    assert "phone.bound_now" in caller.press("1").ids
    with database.session() as db:
        row = db.scalars(select(PhoneBinding).where(PhoneBinding.person_id == demo["no bound phone"].person_id)).one()
        assert (row.status, row.verified_by) == (BindingStatus.ACTIVE, "voice PIN, consent 1")
    caller.press("*").press("2")
    assert {"phone.bound", "menu.unbind"} <= caller.ids
    assert "phone.unbound_now" in caller.press("1").ids
    with database.session() as db:
        assert db.scalars(select(PhoneBinding.status).where(PhoneBinding.id == row.id)).one() is BindingStatus.REMOVED


def test_a_telephone_of_somebody_else_is_not_taken_from_them(walk: Walking, demo: Demo) -> None:
    caller = walk("12393", "employed", own_phone=True)
    other = demo["no bound phone"]
    caller.press("4").press("2").press("*#").press(f"{other.id_number}#").press(f"{other.pin}#")
    assert "phone.anothers" in caller.ids


def test_reminders_are_for_bound_telephones_and_are_remembered(walk: Walking, database: Database, demo: Demo) -> None:
    assert "reminders.not_bound" in walk("12393", "employed").follow("44").ids
    caller = walk("12393", "employed", own_phone=True).follow("44").press("1")
    assert "reminders.switched_on" in caller.ids
    with database.session() as db:
        assert notices.preference(db, demo["employed"].phone or "") is True
    assert "reminders.on" in caller.press("*").press("4").ids
    assert "reminders.switched_off" in caller.press("2").ids
    with database.session() as db:
        assert notices.preference(db, demo["employed"].phone or "") is False


def test_a_lost_card_is_reported_once_and_only_with_a_pin_of_ones_own(
    walk: Walking, database: Database, demo: Demo
) -> None:
    caller = walk("12333", "employed").follow("31")
    assert {"card.about_to_report_tail", "menu.card_loss_confirm"} <= caller.ids
    assert "card.reported" in caller.press("1").ids
    with database.session() as db:
        assert db.get_one(Card, demo["employed"].person_id).lost_at is not None
    assert "card.lost_since" in caller.press("*").press("1").ids
    fresh = walk("12333", "initial PIN").follow("31").press("380615#").press("380615#")
    assert {"card.needs_agent", "agent.ticket"} <= fresh.ids
    with database.session() as db:
        assert db.get_one(Card, demo["initial PIN"].person_id).lost_at is None


# ── languages and what is never recorded


def test_english_has_the_whole_of_both_trees_and_the_rules_in_english(walk: Walking) -> None:
    caller = walk("12333", "employed").press("9").follow("134")
    assert all("en" in (say.get("language") or "") for say in caller.says)
    caller = walk("12393", "employed").press("9").press("2").press("010#").follow("11")
    assert {"policy.figures", "policy.closing"} <= caller.ids
    assert all("en" in (say.get("language") or "") for say in caller.says)


def test_cantonese_is_announced_where_guangdong_is_called(lines: Emulator, hotline_app: Flask) -> None:
    assert "请按八" not in lines.handset("+8612099990001").dial("12393").heard
    lines.add_number("+8602012393", voice_url="/voice/answer", app=hotline_app)
    assert "粤语服务，请按八" in lines.handset("+8612099990001").dial("+8602012393").heard


def test_a_number_of_ones_own_is_mapped_to_a_line(lines: Emulator, hotline_app: Flask) -> None:
    hotline_app.extensions["lines"] = {"+861066660000": "12333"}
    lines.add_number("+861066660000", voice_url="/voice/answer", app=hotline_app)
    assert "欢迎致电幺二三三三" in lines.handset("+8612099990001").dial("+861066660000").heard


def test_nothing_that_is_keyed_is_recorded(walk: Walking) -> None:
    caller = walk("12393", "initial PIN").follow("1").press("380615#").press("380615#")
    for exchange in caller.call.exchanges:
        assert "<Record" not in exchange.text
        assert "<Dial" not in exchange.text
