"""TS, JY, GD, RG, KT, TD: what makes work for people, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import Ticket, TicketKind, TicketStatus, notices, tickets
from models.calendar import USUAL_HOURS
from models.identity import SHANGHAI
from sms.when import wanted_moment

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.sms.conftest import Line

PHONE = "+8612055550000"
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai


def newest(line: Line) -> Ticket:
    with line.database.session() as db:
        return db.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()


@pytest.mark.requirement("S30")
@pytest.mark.requirement("S100")
@pytest.mark.parametrize(
    ("words", "kind", "named"),
    [
        ("窗口排队两个小时没人理", TicketKind.COMPLAINT, "投诉"),
        ("我的账户上个月少了300元，没有记录", TicketKind.DISPUTE, "账户异议"),
        ("你们重复扣款了", TicketKind.DISPUTE, "账户异议"),
        ("举报某诊所骗保", TicketKind.REPORT, "举报"),
    ],
)
def test_a_complaint_becomes_a_ticket_of_its_kind_due_in_five_working_days(
    line: Line, words: str, kind: TicketKind, named: str
) -> None:
    given = line.text(f"TS#{words}", PHONE)
    ticket = newest(line)
    assert given == (
        f"【12393医保】您的{named}已受理，工单号{ticket.number}，将在5个工作日内答复。查进度发GD#{ticket.number}。"
    )
    assert (ticket.kind, ticket.due_on) == (kind, date(2026, 3, 6))
    with line.database.session() as db:
        assert tickets.text_of(db, ticket.number) == words


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("投诉 服务态度差，请 处理 #急", "服务态度差，请 处理 #急"),
        ("ts＃Doctor Li was rude", "Doctor Li was rude"),
        ("查投訴，態度很差😡", "態度很差😡"),
        ("TS\n第一行\n第二行", "第一行\n第二行"),
        ("TS#我的身份证是11010519491231002X", "我的身份证是**************002X"),
    ],
)
def test_the_text_is_kept_as_it_was_written_but_for_id_numbers(line: Line, body: str, kept: str) -> None:
    assert line.key(body, PHONE) == "TS"
    with line.database.session() as db:
        assert tickets.text_of(db, newest(line).number) == kept


@pytest.mark.parametrize("body", ["TS", "TS#", "JY", "TS#" + "长" * 201, "JY#" + "长" * 2000])
def test_a_complaint_without_words_or_with_too_many_opens_nothing(line: Line, body: str) -> None:
    before = newest(line).id
    assert line.key(body, PHONE) == "TSTEXT"
    assert newest(line).id == before


def test_two_hundred_characters_are_taken(line: Line) -> None:
    assert line.key("TS#" + "长" * 200, PHONE) == "TS"


def test_a_suggestion_is_thanked_for(line: Line) -> None:
    given = line.text("建议#多开窗口", PHONE)
    assert given == f"【12393医保】感谢您的建议，编号{newest(line).number}，我们会认真研究。"
    assert newest(line).kind is TicketKind.SUGGESTION


def test_a_complaint_delivered_twice_is_one_ticket(line: Line) -> None:
    first = line.text("TS#态度差", PHONE, "SM90")
    before = newest(line).id
    assert line.text("TS#态度差", PHONE, "SM90") == first
    assert newest(line).id == before


def test_whoever_opened_a_ticket_hears_how_far_it_is_and_nobody_else(
    line: Line, demo: Mapping[str, DemoPerson]
) -> None:
    line.text("TS#态度差", PHONE)
    number = newest(line).number
    assert line.text(f"GD#{number}", PHONE) == (f"【12393医保】工单{number}：已受理，预计2026年03月06日前答复。")
    assert line.key(f"GD#{number}", "+8612055550001") == "NOB"
    assert line.key("GD#2603010099", "+8612055550001") == "NOB", "like one that there is not"
    assert line.key(f"GD#{number}", demo["employed"].phone or "") == "NODATA"
    assert line.key("GD#2603010099", demo["employed"].phone or "") == "NODATA"


def test_an_answer_is_read_in_pages(line: Line) -> None:
    line.text("TS#态度差", PHONE)
    number = newest(line).number
    sentence = "已核实您反映的情况，2026年03月01日窗口人员服务不当，已批评教育，退还费用1234.56元。"
    with line.database.session() as db:
        tickets.move(db, number, TicketStatus.ANSWERED, line.clock(), answer=sentence * 12)
    texts = [line.text(f"GD#{number}", PHONE) or ""]
    while texts[-1].endswith("回N看下一页。"):
        texts.append(line.text("N", PHONE) or "")
    said = "".join(text.removeprefix("【12393医保】").removesuffix("回N看下一页。") for text in texts)
    assert said.startswith(f"工单{number}：已答复。")
    assert said == f"工单{number}：已答复。" + sentence * 12
    assert 1 < len(texts) < 5
    assert all(record.segments <= 4 for record in line.records())


def test_a_ticket_number_that_is_none_is_answered_with_how_to_write_it(
    line: Line, demo: Mapping[str, DemoPerson]
) -> None:
    assert line.text("GD#12", demo["employed"].phone or "") == (
        "【12393医保】指令写法有误，请发GD#工单号。全部指令发BZ，人工请拨12393。"
    )


def test_a_call_back_is_registered_for_the_next_office_hour(line: Line) -> None:
    assert line.text("RG", PHONE) == (
        "【12393医保】已登记回电，工作日9:00至17:00将由人工拨打本机，请保持畅通。取消发RG#取消。"
    )
    ticket = newest(line)
    assert ticket.kind is TicketKind.CALLBACK
    assert ticket.callback_at == datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI), "the first is a Sunday"


def test_a_call_back_is_registered_for_a_time(line: Line) -> None:
    line.clock.at = MONDAY
    assert line.text("回电 明天下午3点半", PHONE) == (
        "【12393医保】已登记回电，03月03日15:30将由人工拨打本机，请保持畅通。取消发RG#取消。"
    )
    assert newest(line).callback_at == datetime(2026, 3, 3, 15, 30, tzinfo=SHANGHAI)


def test_a_second_call_back_takes_the_place_of_the_first(line: Line) -> None:
    line.text("RG#明天10点", PHONE)
    first = newest(line)
    line.text("RG#15:30", PHONE)
    with line.database.session() as db:
        replaced = db.get_one(Ticket, first.id)
        assert replaced.status is TicketStatus.CLOSED
    assert newest(line).status is TicketStatus.OPEN


def test_a_call_back_is_taken_back(line: Line) -> None:
    assert line.key("RG#取消", PHONE) == "RGNONE"
    line.text("RG", PHONE)
    assert line.key("RG#取消", "+8612055550001") == "RGNONE", "it is the caller's own"
    assert line.key("RG#取消", PHONE) == "RGOFF"
    assert newest(line).status is TicketStatus.CLOSED
    assert line.key("RG#取消", PHONE) == "RGNONE"


@pytest.mark.parametrize(
    "when", ["晚上8点", "周日10点", "12:30", "25:00", "10:75", "2月30日10点", "随便", "8月1日10点"]
)
def test_a_time_at_which_nobody_rings_is_answered_with_the_office_hours(line: Line, when: str) -> None:
    line.clock.at = MONDAY
    before = newest(line).id
    assert line.text(f"RG#{when}", PHONE) == (
        "【12393医保】请写30天内工作时间的时刻，如RG#明天10点或RG#15:30。"
        "人工时间：工作日9:00至12:00、13:00至17:00，最近可约03月02日10:00。"
    )
    assert newest(line).id == before


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("15:30", "2026-03-02 15:30"),
        ("1530", "2026-03-02 15:30"),
        ("9:00", "2026-03-03 09:00"),
        ("3点", "2026-03-02 15:00"),
        ("三点半", "2026-03-02 15:30"),
        ("下午两点一刻", "2026-03-02 14:15"),
        ("上午11点20分", "2026-03-02 11:20"),
        ("下午", "2026-03-02 14:00"),
        ("明天", "2026-03-03 09:00"),
        ("明天十点", "2026-03-03 10:00"),
        ("后天下午4点左右", "2026-03-04 16:00"),
        ("周五 9点", "2026-03-06 09:00"),
        ("星期三15点", "2026-03-04 15:00"),
        ("3月5日 10:30", "2026-03-05 10:30"),
        ("3月31号11点", "2026-03-31 11:00"),
        ("4月6日9点", None),  # 清明节
        ("周六10点", None),
        ("今天9点", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(said: str, meant: str | None) -> None:
    moment = wanted_moment(said, MONDAY, USUAL_HOURS)
    assert (moment and f"{moment:%Y-%m-%d %H:%M}") == meant


def test_notices_are_switched_on_and_off_and_the_newest_counts(line: Line) -> None:
    for body, key, wanted in (("KT", "KT", True), ("退订", "TD", False), ("t", "TD", False), ("开通", "KT", True)):
        assert line.key(body, PHONE) == key
        with line.database.session() as db:
            assert notices.preference(db, PHONE) is wanted


def test_a_number_that_refuses_notices_may_still_ask(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    phone = demo["employed"].phone or ""
    line.text("TD", phone)
    assert line.key("YE", phone) == "YE"
    line.clock.advance(timedelta(days=1))
    assert line.key("YE", phone) == "YE"
