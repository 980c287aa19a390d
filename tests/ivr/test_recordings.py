"""What Twilio reports of recordings, in any order and more than once (twilio-behaviour 3.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import Database, Ticket

if TYPE_CHECKING:
    from tests.ivr.conftest import Caller

SID = "RE" + "a" * 32
KEPT = {"RecordingSid": SID, "RecordingDuration": "7", "Digits": "#"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is reported is the same on every database; one is enough."""
    return sqlite_url


def complains(caller: Caller) -> str:
    """Come to the tone; returns where the recording is to be sent."""
    record = caller.dials().keys("5", "1").xml.find("Record")
    assert record is not None
    assert record.get("finishOnKey") == "#*0"
    assert record.get("playBeep") == "true"
    assert record.get("transcribe") is None
    return record.get("action", "")


def tickets(caller: Caller) -> list[Ticket]:
    """The tickets of this call."""
    database: Database = caller.app.extensions["database"]
    with database.session() as db:
        return list(db.scalars(select(Ticket).where(Ticket.reference.startswith(caller.sid))))


def test_a_recording_delivered_twice_is_one_ticket(caller: Caller) -> None:
    action = complains(caller)
    first = caller.sends(action, **KEPT).heard
    assert caller.sends(action, **KEPT).heard == first
    assert [ticket.recording for ticket in tickets(caller)] == [SID]


def test_a_recording_that_arrives_after_the_call_is_over_is_filed(caller: Caller) -> None:
    action = complains(caller)
    caller.hangs_up()
    caller.sends(action, RecordingSid=SID, RecordingDuration="7", Digits="hangup").is_hung_up_on()
    caller.sends(action, RecordingSid=SID, RecordingDuration="7", Digits="hangup").is_hung_up_on()
    assert [ticket.recording for ticket in tickets(caller)] == [SID]


@pytest.mark.parametrize("nothing", [{}, {"RecordingSid": SID, "RecordingDuration": "0"}, {"RecordingSid": "no sid"}])
def test_where_nothing_was_said_it_is_asked_again(caller: Caller, nothing: dict[str, str]) -> None:
    caller.sends(complains(caller), Digits="", **nothing).hears("没有录到您的声音", "请在提示音后")
    assert caller.xml.find("Record") is not None
    assert not tickets(caller)


def test_the_third_time_nothing_is_said_arranges_a_call_back(caller: Caller) -> None:
    action = complains(caller)
    for _ in range(3):
        caller.sends(action, Digits="")
        record = caller.xml.find("Record")
        action = action if record is None else record.get("action", "")
    caller.hears("现在为您登记人工回电", "工单号").is_hung_up_on()


@pytest.mark.parametrize("status", ["absent", "failed"])
def test_a_recording_that_was_not_kept_is_taken_from_its_ticket(caller: Caller, status: str) -> None:
    action = complains(caller)
    record = caller.xml.find("Record")
    assert record is not None
    callback = record.get("recordingStatusCallback", "")
    caller.sends(action, **KEPT)
    caller.sends(callback, RecordingSid=SID, RecordingStatus="completed", RecordingDuration="7")
    assert [ticket.recording for ticket in tickets(caller)] == [SID]
    caller.sends(callback, RecordingSid=SID, RecordingStatus=status)
    assert [ticket.recording for ticket in tickets(caller)] == [None]


@pytest.mark.parametrize(
    "path", ["/voice/recording/nothing/2", "/voice/recording/complaint/x", "/voice/recording/dispute/99"]
)
def test_a_report_of_a_recording_nobody_knows_changes_nothing(caller: Caller, path: str) -> None:
    caller.sends(complains(caller), **KEPT)
    caller.sends(path, RecordingSid=SID, RecordingStatus="absent")
    assert [ticket.recording for ticket in tickets(caller)] == [SID]


def test_a_confidential_report_is_signed_like_any_webhook(caller: Caller) -> None:
    client = caller.app.test_client()
    assert client.post("/voice/recording/complaint/2", data={"CallSid": caller.sid}).status_code == 403
