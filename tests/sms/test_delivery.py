"""How texts come in: twice, at once, broken, from nowhere, and while the accounts are away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Database, Direction, MessageRecord, PinHasher, message_by_sid, migrate

if TYPE_CHECKING:
    from tests.sms.conftest import Enrol, Line

KEY = b"a key for tests only, 32 bytes at least"
SYS = "【12393医保】系统繁忙，查询未完成，请稍后再发。急需请致电12393。"
LINE_NUMBER = "+8612012393000"
STRANGER = "+8612099999999"
MARCH = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def test_the_same_message_again_gets_the_same_answer_and_has_no_second_effect(line: Line, enrol: Enrol) -> None:
    phone, sid = enrol(), line.new_sid()
    first = line.text("YE", phone, sid)
    again = line.text("YE", phone, sid)
    assert first == again
    assert "1234.56元" in (first or "")
    assert len(line.records()) == 1
    assert line.audited() == 1


def test_silence_is_repeated_as_silence(line: Line) -> None:
    sid = line.new_sid()
    assert line.text("STOP", sid=sid) is None
    assert line.text("STOP", sid=sid) is None
    assert len(line.records()) == 1


def test_one_message_delivered_eight_times_at_once_is_answered_alike_and_counted_once(line: Line, enrol: Enrol) -> None:
    phone, sid, together = enrol(), line.new_sid(), Barrier(8)

    def deliver(_: int) -> str | None:
        together.wait()
        return line.text("YE", phone, sid)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(deliver, range(8)))
    assert len(answers) == 1
    assert "1234.56元" in (answers.pop() or "")
    assert len(line.records()) == 1
    assert line.audited() == 1


def test_nothing_that_was_typed_or_answered_is_kept_in_clear(line: Line, enrol: Enrol) -> None:
    phone = enrol()
    with structlog.testing.capture_logs() as logs:
        answer = line.text("YE 绝密文字", phone)
        line.text("BD#11010519491231002X#135790", phone)
    kept = repr([vars(record) for record in line.records()]) + repr(logs)
    for secret in ("绝密", "11010519491231002X", "135790", "1234.56", "张", phone.removeprefix("+86")):
        assert secret not in kept
    (record, _) = line.records()
    assert record.read_answer(line.database.vault) == answer


def test_the_line_never_answers_its_own_number(line: Line) -> None:
    for sender in (LINE_NUMBER, LINE_NUMBER.replace("+", " ")):
        answer = line.post(From=sender, To=LINE_NUMBER, Body="YE", MessageSid=line.new_sid())
        assert line.heard(answer) is None
    assert line.records() == []


def test_a_plus_that_arrives_as_a_space_is_a_plus(line: Line, enrol: Enrol) -> None:
    assert "1234.56元" in (line.text("YE", enrol().replace("+", " ")) or "")


@pytest.mark.parametrize(
    "sender", ["", "BANK", "+", "+86" + "1" * 40, "\x00", "余额", "whatsapp:+8612000000001", "x" * 10000]
)
def test_a_text_from_nowhere_is_met_with_silence(line: Line, sender: str) -> None:
    assert line.text("YE", sender) is None
    assert line.records() == []


def test_a_webhook_without_any_field_is_met_with_silence(line: Line) -> None:
    assert line.heard(line.post()) is None
    assert line.heard(line.app.test_client().get("/sms/incoming")) is None
    assert line.heard(line.app.test_client().post("/sms/incoming", json={"From": STRANGER})) is None


def test_a_text_without_a_body_is_an_unknown_command(line: Line) -> None:
    answer = line.post(From=STRANGER, To=LINE_NUMBER, MessageSid=line.new_sid())
    assert "指令有误" in (line.heard(answer) or "")


@pytest.mark.parametrize("sid", ["", "SM", "CA" + "0" * 32, "SM" + "0" * 100, "SM\x00", "余额"])
def test_a_text_without_a_usable_sid_is_answered_each_time(line: Line, enrol: Enrol, sid: str) -> None:
    phone = enrol()
    for _ in range(2):
        answer = line.post(From=phone, To=LINE_NUMBER, Body="YE", MessageSid=sid)
        assert "1234.56元" in (line.heard(answer) or "")
    assert [record.message_sid for record in line.records()] == [None, None]


@pytest.mark.parametrize("size", [100_000, 400_000])
def test_an_enormous_body_is_an_unknown_command(line: Line, size: int) -> None:
    assert "指令有误" in (line.text("余" * (size // 3)) or "")
    assert "指令有误" in (line.text("查" * (size // 3)) or "")


def test_a_body_too_large_for_the_framework_still_gets_an_answer_and_no_error(line: Line) -> None:
    line.app.config["MAX_FORM_MEMORY_SIZE"] = 1000
    fields = {"From": STRANGER, "To": LINE_NUMBER, "Body": "x" * 2000}
    answer = line.app.test_client().post("/sms/incoming", data=fields, content_type="multipart/form-data")
    assert line.heard(answer) == SYS


def test_invalid_utf_8_is_an_unknown_command(line: Line) -> None:
    body = f"From=%2B8612099999999&To=&Body=%FF%FE%C3%28&MessageSid={line.new_sid()}"
    answer = line.app.test_client().post("/sms/incoming", data=body, content_type="application/x-www-form-urlencoded")
    assert "指令有误" in (line.heard(answer) or "")


def test_a_webhook_may_come_by_get(line: Line, enrol: Enrol) -> None:
    fields = {"From": enrol(), "To": LINE_NUMBER, "Body": "YE", "MessageSid": line.new_sid()}
    assert "1234.56元" in (line.heard(line.app.test_client().get("/sms/incoming", query_string=fields)) or "")


@pytest.fixture
def senders() -> Iterator[int]:
    return count(1)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(max_size=2000))
def test_any_text_gets_a_signed_answer_or_silence(line: Line, senders: Iterator[int], body: str) -> None:
    encodable = body.encode("utf-8", "replace").decode()
    answer = line.text(encodable, f"+8612011{next(senders):06d}")
    assert answer is None or re.match(r"【12393医保】|\[12393\] ", answer)


@pytest.mark.requirement("S99")
def test_while_the_accounts_are_away_a_text_reads_busy_and_works_again_by_itself(line: Line, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/not/yet/here.sqlite3"
    away = Database(url, KEY, pin_hasher=PinHasher.cheap())
    busy, sid = line.over(away), line.new_sid()
    assert busy.text("YE", sid=sid) == SYS
    assert len(SYS) == 37
    migrate(url)
    assert "本机未绑定" in (busy.text("YE", sid=sid) or "")
    away.dispose()


@pytest.mark.requirement("S99")
def test_accounts_without_tables_read_busy(line: Line, tmp_path: Path) -> None:
    bare = Database(f"sqlite:///{tmp_path}/bare.sqlite3", KEY, pin_hasher=PinHasher.cheap())
    assert line.over(bare).text("YE") == SYS
    bare.dispose()


def test_an_answer_sealed_with_another_key_reads_busy(line: Line) -> None:
    sid = line.new_sid()
    line.text("YE", sid=sid)
    other = Database(line.database.url, b"another key of thirty-two bytes!", pin_hasher=PinHasher.cheap())
    assert line.over(other).text("YE", sid=sid) == SYS
    other.dispose()


@pytest.fixture
def sent(database: Database) -> str:
    """A text of ours that is on its way; its SID."""
    sid = f"SM{12393:032x}"
    with database.session() as db:
        db.add(
            MessageRecord(
                message_sid=sid,
                direction=Direction.OUTGOING,
                sender_hash=database.vault.phone_hash(STRANGER),
                status="queued",
                at=MARCH,
            )
        )
    return sid


@pytest.mark.parametrize(
    ("reports", "kept"),
    [
        ([("sent", ""), ("delivered", "")], ("delivered", None)),
        ([("delivered", ""), ("sent", "")], ("delivered", None)),
        ([("sent", ""), ("undelivered", "30003")], ("undelivered", "30003")),
        ([("failed", "x" * 99)], ("failed", None)),
        ([("queued", "")], ("queued", None)),
        ([("nonsense", ""), ("", "")], ("queued", None)),
    ],
)
def test_a_status_is_kept_in_whatever_order_reports_arrive(
    line: Line, sent: str, reports: list[tuple[str, str]], kept: tuple[str, str | None]
) -> None:
    for status, error in reports:
        answer = line.post("/sms/status", MessageSid=sent, MessageStatus=status, ErrorCode=error)
        assert line.heard(answer) is None
    with line.database.session() as db:
        record = message_by_sid(db, sent)
        assert record is not None
        assert (record.status, record.error) == kept


def test_a_status_of_no_text_of_ours_changes_nothing(line: Line) -> None:
    sid = line.new_sid()
    line.text("YE", sid=sid)
    for named in (sid, line.new_sid(), "", "\x00"):
        assert line.heard(line.post("/sms/status", MessageSid=named, MessageStatus="delivered")) is None
    assert [record.status for record in line.records()] == ["received"]
