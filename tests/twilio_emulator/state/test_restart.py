"""What becomes of everything when the emulator is started again on the same directory."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.twilio_emulator.conftest import App
from tests.twilio_emulator.state.conftest import LINE, ME, in_memory, nothing_is_left, on_disk
from twilio_emulator import Emulator
from twilio_emulator.cli import main
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.state.journal import FILE, Journal, StateError
from twilio_emulator.store import Number

PATH = "https://api.twilio.com/2010-04-01/Accounts/{}/{}.json"


def ask(emulator: Emulator, method: str, path: str, **data: str) -> str:
    credentials = (emulator.account_sid, emulator.auth_token)
    answer = emulator.http_client().request(
        method, PATH.format(emulator.account_sid, path), data=data, auth=credentials
    )
    assert answer.ok, answer.text
    return answer.text


def with_line(directory: Path, app: App, **options: str) -> Emulator:
    emulator = Emulator(state=directory)
    emulator.add_number(LINE, voice_url="/answer", sms_url="/text", app=app, **options)
    return emulator


@pytest.mark.parametrize("waited", [0.0, 0.3, 0.7])
def test_a_text_that_was_on_its_way_arrives_and_its_callback_is_told(directory: Path, app: App, waited: float) -> None:
    app.answers["/told"] = ""
    with with_line(directory, app) as first:
        ask(first, "POST", "Messages", From=LINE, To=ME, Body="hi", StatusCallback="http://app.localhost/told")
        first.clock.advance(waited)
        status = first.messages[0].status

    with with_line(directory, app) as second:
        assert [(one.body, one.status) for one in second.messages] == [("hi", status)]
        second.clock.advance(10)
        assert second.messages[0].status == "delivered"
        assert [one.body for one in second.handset(ME).inbox] == ["hi"]

    told = [one.params["MessageStatus"] for one in app.asked]
    assert told == ["sent", "delivered"]


def test_a_scheduled_text_is_sent_when_its_time_has_come(directory: Path, app: App) -> None:
    with with_line(directory, app) as first:
        service = first.add_messaging_service("us", [LINE])
        ask(
            first, "POST", "Messages", MessagingServiceSid=service.sid, To=ME, Body="later", ScheduleType="fixed",
            SendAt="2026-03-02T03:00:00Z",
        )  # fmt: skip
        first.clock.advance(600)

    with with_line(directory, app) as second:
        assert second.clock.now().isoformat() == "2026-03-02T02:10:00+00:00"
        second.clock.advance(2990)
        assert second.messages[0].status == "scheduled"
        second.clock.advance(20)
        assert second.messages[0].status == "delivered"


def test_an_application_is_asked_again_about_a_text_that_it_had_not_answered(directory: Path, app: App) -> None:
    app.answers["/text"] = "<Response><Message>yes</Message></Response>"
    with with_line(directory, app) as first:
        message = first.handset(ME).text(LINE, "open?")
        first.switchboard.desk.store.messages[message.sid].asking = True  # as if it had been killed meanwhile
    asked = len(app.asked)

    with with_line(directory, app) as second:
        second.clock.advance(5)
        assert len(app.asked) == asked + 1
        second.clock.advance(5)
        assert len(app.asked) == asked + 1


def test_calls_that_were_live_are_over_and_their_recordings_complete(directory: Path, app: App) -> None:
    app.answers["/answer"] = "<Response><Say>After the tone.</Say><Record maxLength='60'/></Response>"
    with with_line(directory, app) as first:
        call = first.handset(ME).dial(LINE)
        first.clock.advance(3)
        call.speak("good day")
        first.handset("+15005550112").on_ring(answer="ask")
        ringing = first.call_out(LINE, "+15005550112", twiml="<Response/>")
        assert [one.status for one in first.recordings] == ["in-progress"]

    with with_line(directory, app) as second:
        answered, unanswered = second.calls
        assert (answered.status, unanswered.status) == (CallStatus.COMPLETED, CallStatus.FAILED)
        assert unanswered.sid == ringing.sid
        assert answered.ended_at is not None
        assert answered.answered_at is not None
        assert answered.lines[-1].text == "completed: the emulator stopped in the middle of the call"
        second.clock.advance(5)
        (recording,) = second.recordings
        assert (recording.status, recording.text) == ("completed", "good day")
        assert recording.call is answered


def test_whoever_wanted_to_hear_of_a_calls_end_is_told_once_when_the_emulator_is_up_again(
    directory: Path, app: App
) -> None:
    app.answers |= {"/answer": "<Response><Gather timeout='60'/></Response>", "/told": "", "/own": ""}
    with with_line(directory, app, status_callback="/told") as first:
        came_in = first.handset(ME).dial(LINE)
        first.handset("+15005550112").on_ring(answer="ask")
        first.handset("+15005550113").on_ring(answer="ask")
        for to, events in (("+15005550112", ["ringing", "completed"]), ("+15005550113", ["ringing"])):
            first.call_out(LINE, to, twiml="<Response/>", status_callback="/own", status_callback_event=events)
        first.clock.advance(5)
        ended = first.handset("+15005550114").dial(LINE)
        ended.hang_up()
    before = [one.path for one in app.asked].count("/told")
    assert before == 1

    for _ in range(3):  # however often it is started again, and however soon it is killed
        with with_line(directory, app, status_callback="/told"):
            pass
    assert [one.path for one in app.asked].count("/told") == before
    with with_line(directory, app, status_callback="/told") as second:
        second.clock.advance(5)
    with with_line(directory, app, status_callback="/told") as third:
        third.clock.advance(5)
        assert all(one.over for one in third.calls)

    told = [one.params for one in app.asked if one.path == "/told"][before:]
    assert [(one["CallSid"], one["CallStatus"], one["SequenceNumber"]) for one in told] == [
        (came_in.sid, "completed", "0")
    ]
    assert "CallDuration" in told[0]
    own = [
        (one.params["To"], one.params["CallStatus"], one.params["SequenceNumber"])
        for one in app.asked
        if one.path == "/own"
    ]
    assert own == [
        ("+15005550112", "ringing", "0"),
        ("+15005550113", "ringing", "0"),
        ("+15005550112", "failed", "1"),
    ]


def test_the_end_of_a_recorded_call_tells_of_its_recording_and_so_does_the_recording(directory: Path, app: App) -> None:
    app.answers |= {"/answer": "<Response><Gather timeout='60'/></Response>", "/told": "", "/recorded": ""}
    with with_line(directory, app) as first:
        call = first.call_out(
            LINE, ME, "/answer", status_callback="/told", record=True, recording_status_callback="/recorded"
        )
        first.clock.advance(3)
        call.speak("good day")
        first.clock.advance(3)
        assert [one.path for one in app.asked] == ["/answer"]

    with with_line(directory, app) as second:
        second.clock.advance(5)
        (recording,) = second.recordings
    told = {one.path: one.params for one in app.asked[1:]}
    assert len(app.asked) == 3
    assert (told["/told"]["CallStatus"], told["/told"]["RecordingSid"]) == ("completed", recording.sid)
    assert (told["/recorded"]["RecordingStatus"], told["/recorded"]["RecordingSid"]) == ("completed", recording.sid)


def test_a_snapshot_that_is_brought_back_tells_nobody_of_the_calls_it_ends(directory: Path, app: App) -> None:
    app.answers |= {"/answer": "<Response><Gather timeout='60'/></Response>", "/told": ""}
    with with_line(directory, app, status_callback="/told") as first:
        first.handset(ME).dial(LINE)
        first.restore(first.snapshot())
        first.clock.advance(5)
    with with_line(directory, app, status_callback="/told") as second:
        second.clock.advance(5)
        assert second.calls[0].over
    assert [one.path for one in app.asked] == ["/answer"]


def test_nobody_waits_in_a_queue_or_a_conference_any_more(directory: Path, app: App) -> None:
    documents = [
        "<Response><Enqueue>line</Enqueue></Response>",
        "<Response><Dial><Conference>room</Conference></Dial></Response>",
    ]
    app.answers["/answer"] = lambda _: documents[len(app.asked) % 2]
    with with_line(directory, app) as first:
        for number in (ME, "+15005550112"):
            first.handset(number).dial(LINE)
        assert [len(one.members) for one in first.switchboard.desk.store.queues.values()] == [1]
        assert not first.conferences[0].over

    with with_line(directory, app) as second:
        assert [len(one.members) for one in second.switchboard.desk.store.queues.values()] == [0]
        assert second.conferences[0].over
        assert second.conferences[0].participants == {}


def test_opt_outs_outcomes_and_what_the_api_made_stay(directory: Path, app: App) -> None:
    with with_line(directory, app) as first:
        first.handset(ME).text(LINE, "STOP")
        first.deliver("+15005550113", "undelivered", 30003)
        ask(first, "POST", "Keys", FriendlyName="mine")
        ask(first, "POST", "SIP/CredentialLists", FriendlyName="us")
        ask(first, "POST", "Usage/Triggers", UsageCategory="sms", TriggerValue="9", CallbackUrl="http://127.0.0.1/t")
        kept = first.snapshot().rows

    with with_line(directory, app) as second:
        store = second.switchboard.desk.store
        assert store.opted_out == {(ME, LINE)}
        assert store.outcomes["+15005550113"].error_code == 30003
        tables = {"keys", "shelves", "usage_triggers", "opted_out", "outcomes"}
        assert [row for row in in_memory(second) if row.table in tables] == [row for row in kept if row.table in tables]


def test_a_number_that_is_declared_again_has_its_new_urls_and_its_old_sid(directory: Path) -> None:
    with Emulator(state=directory) as first:
        sid = first.add_number(LINE, voice_url="http://127.0.0.1/old", friendly_name="Old").sid

    with Emulator(state=directory) as second:
        assert second.numbers[0].voice_url == "http://127.0.0.1/old"
        again = second.add_number(LINE, voice_url="http://127.0.0.1/new")
        assert (again.sid, again.voice_url, len(second.numbers)) == (sid, "http://127.0.0.1/new", 1)


def test_the_token_that_is_asked_for_wins_and_another_account_is_first_beside_the_old_one(directory: Path) -> None:
    one, other = "AC" + "1" * 32, "AC" + "2" * 32
    with Emulator(state=directory, account_sid=one, auth_token="a"):
        pass
    with Emulator(state=directory, account_sid=one, auth_token="b") as second:
        assert (second.account_sid, second.auth_token) == (one, "b")
    with Emulator(state=directory, account_sid=other, auth_token="c") as third:
        assert third.account_sid == other
        assert set(third.switchboard.desk.store.accounts) == {one, other}


def test_records_behave_as_ever_when_they_are_watched(directory: Path) -> None:
    with Emulator(state=directory) as emulator:
        number = emulator.add_number(LINE, voice_url="http://127.0.0.1/")
        plain = Number(
            phone_number=LINE, sid=number.sid, account_sid=number.account_sid, voice_url=number.voice_url,
            created_at=number.created_at, updated_at=number.updated_at,
        )  # fmt: skip
        assert number == plain
        assert plain == number
        assert repr(number) == repr(plain)
        assert isinstance(number, Number)
        number.friendly_name = "Desk"
        assert number != plain
        assert on_disk(emulator) == in_memory(emulator)


def test_what_was_written_and_has_not_changed_is_not_written_again(directory: Path, app: App) -> None:
    with with_line(directory, app) as emulator:
        assert emulator._keeper is not None
        statements: list[str] = []
        emulator._keeper._journal._file.set_trace_callback(statements.append)
        written = []
        for number in range(20):
            ask(emulator, "POST", "Messages", From=LINE, To=ME, Body=f"text {number}")
            written.append(sum("INTO records" in one for one in statements))
            statements.clear()
        assert max(written) <= 6
        assert nothing_is_left(emulator)


# -- directories and files that will not do


def refusal(*words: str) -> str:
    refused = CliRunner().invoke(main, ["run", "--port", "0", *words])
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output
    assert refused.output.count("\n") == 1
    return refused.output


def test_a_second_emulator_on_the_directory_is_one_sentence(directory: Path) -> None:
    with Emulator(state=directory):
        said = subprocess.run(
            [sys.executable, "-m", "twilio_emulator", "run", "--port", "0", "--state", str(directory)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert said.returncode == 1
        assert said.stderr == (
            f"Error: another emulator keeps its state in {directory}; stop it, or name another directory\n"
        )
        with pytest.raises(StateError, match="another emulator keeps its state"):
            Emulator(state=directory)
    Emulator(state=directory).close()


def test_a_file_that_is_no_database_is_one_sentence(directory: Path) -> None:
    directory.mkdir()
    (directory / FILE).write_text("my notes " * 500, encoding="utf-8")
    assert "is damaged: file is not a database; move it away" in refusal("--state", str(directory))
    assert (directory / FILE).read_text(encoding="utf-8").startswith("my notes")


def test_a_database_of_something_else_is_one_sentence(directory: Path) -> None:
    directory.mkdir()
    file = sqlite3.connect(directory / FILE)
    file.execute("CREATE TABLE songs (title)")
    file.close()
    assert "is a database of something else; name another directory" in refusal("--state", str(directory))


def test_a_file_of_another_version_is_one_sentence(directory: Path) -> None:
    Journal(directory).close()
    file = sqlite3.connect(directory / FILE)
    file.execute("PRAGMA user_version = 99")
    file.close()
    assert "was written by another version of the emulator (its format is 99" in refusal("--state", str(directory))


def test_a_row_that_makes_no_sense_is_one_sentence(directory: Path) -> None:
    with Emulator(state=directory) as emulator:
        emulator.add_number(LINE)
    file = sqlite3.connect(directory / FILE)
    file.execute("""UPDATE records SET value = '{"phone_number"' WHERE "table" = 'numbers'""")
    file.commit()
    file.close()
    assert "is damaged: what it says of numbers cannot be read" in refusal("--state", str(directory))


def test_a_file_with_a_hole_in_it_is_one_sentence(directory: Path, app: App) -> None:
    with with_line(directory, app) as emulator:
        for number in range(50):
            emulator.handset(ME).text(LINE, f"{number} " * 20)
    file = directory / FILE
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 9] = bytes(4096 * 6)
    file.write_bytes(content)
    assert "is damaged: " in refusal("--state", str(directory))


def test_a_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "no state can be kept in" in refusal("--state", str(tmp_path / "file" / "state"))


def test_what_cannot_be_written_is_not_acknowledged(directory: Path, app: App) -> None:
    with with_line(directory, app) as emulator:
        assert emulator._keeper is not None
        file = emulator._keeper._journal._file
        file.execute("PRAGMA query_only = ON")
        credentials = (emulator.account_sid, emulator.auth_token)
        url = PATH.format(emulator.account_sid, "Messages")
        data = {"From": LINE, "To": ME, "Body": "hi"}
        refused = emulator.http_client().request("POST", url, data=data, auth=credentials)
        file.execute("PRAGMA query_only = OFF")
        assert (refused.status_code, '"code":20500' in refused.text) == (500, True)
        assert "cannot be written" in refused.text
        assert on_disk(emulator) == in_memory(emulator)
