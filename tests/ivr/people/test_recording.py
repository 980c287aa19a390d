"""What the greeting says is true: a talk with an agent is recorded, and nothing that is keyed is."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import select
from twilio.rest import Client

from models import AgentRing, TalkRecording
from models.seed import DemoPerson


@pytest.fixture
def twilio(desk: Any) -> Client:
    """The official client, to look at what Twilio has kept."""
    return Client(desk.emulator.account_sid, desk.emulator.auth_token, http_client=desk.emulator.http_client())


def talk(desk: Any) -> tuple[Any, Any]:
    """A caller and the agent they talk to."""
    desk.agent("李雷")
    caller = desk.caller(1)
    agent = desk.takes("李雷")
    desk.pass_by(5)
    agent.speak("您好，请讲")
    caller.speak("我想问生育津贴")
    return caller, agent


def recordings(desk: Any) -> list[tuple[int, str]]:
    """The recordings that the accounts know of, each with its ring."""
    with desk.database.session() as db:
        found = db.execute(select(TalkRecording.ring_id, TalkRecording.recording_sid)).all()
    return [(ring, sid) for ring, sid in found]


def reports(desk: Any, ring: int, **more: str) -> None:
    """Twilio reports a recording that is there."""
    app = desk.apps[0]
    data = {"CallSid": "CA1", "RecordingSid": "RE1", "RecordingStatus": "completed", **more}
    with app.test_request_context(f"/voice/people/agent/{ring}/recorded", method="POST", data=data):
        app.view_functions["people.recorded"](ring)


def test_a_recording_reported_twice_is_kept_once_and_one_of_no_talk_of_ours_never(desk: Any) -> None:
    _caller, agent = talk(desk)
    for ring in (1, 1, 2):
        reports(desk, ring)
    reports(desk, 1, RecordingSid="RE2'; --")
    assert recordings(desk) == [(1, "RE1")]
    agent.hang_up()


def test_a_talk_is_recorded_on_two_channels_under_the_call_that_the_row_names(
    desk: Any, twilio: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    caller, agent = talk(desk)
    agent.hang_up()
    desk.pass_by(30)

    with desk.database.session() as db:
        kept = db.scalars(select(AgentRing.call_sid)).one()
    assert kept == agent.sid
    (recording,) = twilio.recordings.list(call_sid=kept)
    assert (recording.channels, recording.source, recording.status) == (2, "DialVerb", "completed")
    assert int(recording.duration) >= 5
    assert twilio.recordings.list(call_sid=caller.sid) == []
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "talk_recorded" in line]
    assert [(one["ring"], one["recording"]) for one in reports] == [(1, recording.sid)]
    assert recordings(desk) == [(1, recording.sid)]


def test_a_talk_that_star_interrupts_has_a_recording_for_each_part_and_none_of_the_keys(
    desk: Any, twilio: Client
) -> None:
    caller, agent = talk(desk)
    agent.press("*").press("1").press("999#").press("*")  # a 工号 that nobody has, and back to the caller
    desk.pass_by(5)
    agent.speak("让您久等了")
    agent.hang_up()
    desk.pass_by(30)

    there = {one.sid for one in twilio.recordings.list(call_sid=agent.sid)}
    assert len(there) == 2
    assert {sid for _ring, sid in recordings(desk)} == there
    caller.hears("让您久等了")


def test_what_is_keyed_on_the_way_to_an_agent_is_in_no_recording(
    desk: Any, twilio: Client, demo: dict[str, DemoPerson]
) -> None:
    zhang = demo["employed"]
    assert zhang.phone is not None
    desk.agent("李雷")
    caller = desk.emulator.handset(zhang.phone).dial("12393")
    caller.press("1").press(f"{zhang.id_number[-4:]}#").press(f"{zhang.pin}#").press("0")
    agent = desk.takes("李雷")
    desk.pass_by(5)
    agent.hang_up()
    desk.pass_by(30)

    for exchange in (*caller.exchanges, *agent.exchanges):
        for verb in ElementTree.fromstring(exchange.text or "<none/>").iter():
            records = verb.tag == "Record" or "record" in verb.attrib
            assert records == (verb.tag == "Dial")  # in which nothing is asked and no keys are taken but `*`
    (recording,) = twilio.recordings.list()
    assert recording.call_sid == agent.sid


def test_a_recording_that_failed_is_told_as_a_fault(desk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    app = desk.apps[0]
    with app.test_request_context(
        "/voice/people/agent/1/recorded", method="POST", data={"CallSid": "CA1", "RecordingStatus": "absent"}
    ):
        answer = app.view_functions["people.recorded"](1)
    assert answer.get_data(as_text=True).endswith("<Response />")
    (report,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "talk_not_recorded" in line]
    assert report["level"] == "error"


def test_the_report_of_a_recording_is_believed_when_it_is_signed_only(desk: Any) -> None:
    answer = desk.apps[0].test_client().post("/voice/people/agent/1/recorded", data={"CallSid": "CA1"})
    assert answer.status_code == 403


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_whoever_is_called_back_is_told_of_the_recording(language: str) -> None:
    from voice_prompts import prompt

    for line in ("medical", "social"):
        assert {"zh-CN": "录音", "en": "recorded"}[language] in prompt(f"people.callback.{line}", language).text
