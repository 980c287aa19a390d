"""Calls through the official client: placing them, what they report, looking them up."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

LINE, BOB, CAROL = "+15005550100", "+15005550111", "+15005550112"
HOME = "http://app.localhost"
EVENTS = ["initiated", "ringing", "answered", "completed"]
HELLO = "<Response><Say>Hello from the desk</Say></Response>"
MENU = "<Response><Gather numDigits='1' action='/chosen' timeout='20'><Say>Press a key</Say></Gather></Response>"


@pytest.fixture
def line(app: Any, emulator: Emulator) -> str:
    """A number of the account, whose application knows some documents."""
    app.answers |= {"/hello": HELLO, "/menu": MENU, "/chosen": "<Response><Say>Thank you</Say></Response>"}
    app.answers["/told"] = "<Response/>"
    emulator.add_number(LINE, voice_url="/unused", app=app)
    return LINE


def told(app: Any, path: str = "/told") -> list[dict[str, str]]:
    """Return what was reported there."""
    return [one.params for one in app.asked if one.path == path]


def code(wrong: pytest.ExceptionInfo[TwilioRestException]) -> tuple[int, int | None]:
    """Return the status and the code of a refusal."""
    return wrong.value.status, wrong.value.code


# -- placing one


@pytest.mark.mistake(25)
@pytest.mark.mistake(26)
def test_a_call_is_queued_first_and_everything_that_is_not_known_yet_is_null(line: str, client: Client) -> None:
    answer = client.http_client.request(
        "POST",
        f"{client.api.base_url}/2010-04-01/Accounts/{client.username}/Calls.json",
        data={"To": BOB, "From": line, "Url": "/menu"},
        auth=(client.username, client.password),
    )
    call = json.loads(answer.text)
    assert answer.status_code == 201
    assert (call["status"], call["direction"], call["price_unit"]) == ("queued", "outbound-api", "USD")
    for unknown in ("start_time", "end_time", "duration", "price", "answered_by", "parent_call_sid"):
        assert call[unknown] is None
    assert call["date_created"] == "Mon, 02 Mar 2026 02:00:00 +0000"
    assert (call["from_formatted"], call["to_formatted"]) == ("(500) 555-0100", "(500) 555-0111")
    assert call["uri"] == f"/2010-04-01/Accounts/{client.username}/Calls/{call['sid']}.json"
    assert call["subresource_uris"]["user_defined_messages"].endswith(f"/{call['sid']}/UserDefinedMessages.json")


def test_the_document_is_asked_for_when_somebody_has_answered(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    bob = emulator.handset(BOB)
    bob.on_ring(True, after=6)

    sid = client.calls.create(to=BOB, from_=line, url="/menu", method="GET").sid

    bob.calls[-1].hears("Press a key").press("4").hears("Thank you")
    assert app.paths == ["GET /menu", "POST /chosen"]
    asked = app.asked[0].params
    assert (asked["CallSid"], asked["CallStatus"], asked["Direction"]) == (sid, "in-progress", "outbound-api")


@pytest.mark.mistake(25)
def test_a_call_that_is_over_has_its_length_and_its_price_as_text(
    line: str, emulator: Emulator, client: Client
) -> None:
    sid = str(client.calls.create(to=BOB, from_=line, url="/menu").sid)
    emulator.handset(BOB).calls[-1].wait(61).hang_up()

    call = client.calls(sid).fetch()

    assert (call.status, call.answered_by) == ("completed", None)
    assert isinstance(call.duration, str)
    assert int(call.duration) >= 20
    assert call.price in ("-0.01400", "-0.02800")
    assert call.end_time is not None
    assert call.start_time is not None
    assert call.start_time <= call.end_time


def test_a_document_may_be_brought_along_and_the_url_goes_before_it(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    client.calls.create(to=BOB, from_=line, twiml="<Response><Say>Brought along</Say></Response>")
    assert "Brought along" in emulator.handset(BOB).calls[-1].transcript
    assert app.asked == []

    client.calls.create(to=CAROL, from_=line, twiml="<Response><Say>Brought along</Say></Response>", url="/hello")
    assert "Hello from the desk" in emulator.handset(CAROL).calls[-1].transcript


def test_an_application_is_asked_and_told_in_place_of_what_else_is_given(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    application = emulator.add_application("/hello", app=app, status_callback="/told")

    client.calls.create(to=BOB, from_=line, application_sid=application.sid, url="/menu", status_callback="/elsewhere")

    assert "Hello from the desk" in emulator.handset(BOB).calls[-1].transcript
    assert app.paths == ["POST /hello", "POST /told"]
    assert told(app)[0]["ApplicationSid"] == application.sid


def test_a_fallback_is_asked_when_the_document_cannot_be_had(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    app.answers["/sorry"] = "<Response><Say>Try again later</Say></Response>"
    client.calls.create(to=BOB, from_=line, url="/gone", fallback_url="/sorry", fallback_method="GET")
    assert "Try again later" in emulator.handset(BOB).calls[-1].transcript
    assert told(app, "/sorry")[0]["ErrorCode"] == "11200"


def test_digits_are_sent_before_the_document_begins(line: str, emulator: Emulator, client: Client) -> None:
    client.calls.create(to=BOB, from_=line, url="/hello", send_digits="ww1234#", machine_detection="Enable")
    call = emulator.handset(BOB).calls[-1]
    assert call.transcript.index("[tones ww1234#]") < call.transcript.index("Hello from the desk")
    assert client.calls(call.sid).fetch().answered_by is None


def test_a_machine_is_found_before_the_document_or_beside_it(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    emulator.handset(BOB).on_ring("machine", greeting="You have reached Bob, who is not at home today; leave a message")
    sid = str(client.calls.create(to=BOB, from_=line, url="/hello", machine_detection="DetectMessageEnd").sid)
    emulator.switchboard.rest()
    assert app.asked[0].params["AnsweredBy"] == "machine_end_beep"
    assert client.calls(sid).fetch().answered_by == "machine_end_beep"

    client.calls.create(
        to=BOB, from_=line, url="/menu", machine_detection="Enable", async_amd="true",
        async_amd_status_callback="/told",
    )  # fmt: skip
    emulator.switchboard.rest()
    emulator.clock.advance(3)
    assert "AnsweredBy" not in app.asked[1].params
    assert told(app)[0]["AnsweredBy"] == "machine_start"


def test_a_call_may_be_recorded_from_the_answer_on(line: str, app: Any, emulator: Emulator, client: Client) -> None:
    client.calls.create(
        to=BOB, from_=line, url="/hello", record=True, recording_channels="dual", recording_track="outbound",
        trim="do-not-trim", recording_status_callback="/told", recording_status_callback_event=["in-progress"],
    )  # fmt: skip
    emulator.switchboard.rest()
    (recording,) = emulator.recordings
    assert (recording.channels, recording.track, recording.trim) == (2, "outbound", False)
    assert [one["RecordingStatus"] for one in told(app)] == ["in-progress"]


def test_it_rings_no_longer_than_its_timeout(line: str, app: Any, emulator: Emulator, client: Client) -> None:
    emulator.handset(BOB).on_ring(False)
    sid = str(client.calls.create(to=BOB, from_=line, url="/hello", timeout=20).sid)
    emulator.switchboard.rest()
    call = client.calls(sid).fetch()
    assert (call.status, call.duration, call.price, app.asked) == ("no-answer", None, None, [])
    assert emulator.clock.now() == datetime(2026, 3, 2, 2, 0, 20, tzinfo=UTC)


@pytest.mark.parametrize(("meeting", "status"), [("busy", "busy"), ("reject", "no-answer"), ("unreachable", "failed")])
def test_a_handset_that_does_not_answer_says_how_it_ended(
    meeting: Any, status: str, line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    emulator.handset(BOB).on_ring(meeting)
    client.calls.create(to=BOB, from_=line, url="/hello", status_callback="/told")
    emulator.switchboard.rest()
    assert [(one["CallStatus"], one["CallDuration"], one["Duration"]) for one in told(app)] == [(status, "0", "0")]


def test_it_lasts_no_longer_than_its_limit(line: str, emulator: Emulator, client: Client) -> None:
    client.calls.create(to=BOB, from_=line, twiml="<Response><Pause length='60'/></Response>", time_limit=15)
    emulator.switchboard.rest()
    emulator.clock.advance(60)
    call = emulator.handset(BOB).calls[-1]
    assert (call.status, call.duration) == ("completed", 15)


def test_a_call_to_a_number_of_ones_own_reaches_its_application(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    app.answers["/other"] = "<Response><Say>The other number</Say><Hangup/></Response>"
    emulator.add_number(CAROL, voice_url="/other", app=app)

    sid = client.calls.create(to=CAROL, from_=line, twiml="<Response><Pause length='9'/></Response>").sid

    emulator.switchboard.rest()
    there = client.calls.list(to=CAROL)
    assert {one.direction for one in there} == {"inbound", "outbound-api"}
    assert [one.sid for one in there if one.direction == "outbound-api"] == [sid]
    assert app.paths == ["POST /other"]
    assert {one.status for one in there} == {"completed"}


@pytest.mark.parametrize("to", ["client:joe", "sip:joe@example.com"])
def test_a_client_and_a_telephone_of_sip_may_be_called_by_any_name(
    to: str, line: str, emulator: Emulator, client: Client
) -> None:
    client.calls.create(to=to, from_="the-desk", twiml=HELLO)
    assert "Hello from the desk" in emulator.handset(to).calls[-1].transcript


def test_calls_wait_for_their_turn_where_they_are_paced(app: Any) -> None:
    with Emulator(calls_per_second=1) as emulator:
        client = Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())
        emulator.add_number(LINE, voice_url="/unused", app=app)
        emulator.handset(BOB).on_ring("ask")
        sids = [str(client.calls.create(to=BOB, from_=LINE, twiml=HELLO).sid) for _ in range(2)]
        assert client.calls(sids[1]).fetch().status == "queued"
        emulator.clock.advance(1)
        assert [client.calls(sid).fetch().status for sid in sids] == ["ringing", "ringing"]
        assert [client.calls(sid).fetch().queue_time for sid in sids] == ["0", "1000"]


# -- what is reported


@pytest.mark.mistake(17)
def test_without_named_events_only_the_end_is_reported(line: str, app: Any, emulator: Emulator, client: Client) -> None:
    client.calls.create(to=BOB, from_=line, url="/hello", status_callback="/told")
    emulator.switchboard.rest()
    assert [one["CallStatus"] for one in told(app)] == ["completed"]


@pytest.mark.mistake(16)
@pytest.mark.mistake(18)
def test_the_events_that_are_asked_for_are_reported_in_their_own_words(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    seen: list[str] = []

    def note(asked: Any) -> str:
        seen.append(client.calls(asked.params["CallSid"]).fetch().status)
        return ""

    app.answers["/told"] = note
    client.calls.create(
        to=BOB, from_=line, status_callback="/told", status_callback_event=EVENTS, status_callback_method="GET",
        twiml="<Response><Pause length='49'/></Response>",
    )  # fmt: skip
    emulator.handset(BOB).calls[-1].settle()

    words = ["initiated", "ringing", "in-progress", "completed"]
    assert [one["CallStatus"] for one in told(app)] == words
    assert [one["SequenceNumber"] for one in told(app)] == ["0", "1", "2", "3"]
    assert (told(app)[-1]["CallDuration"], told(app)[-1]["Duration"]) == ("49", "1")
    assert told(app)[-1]["CallbackSource"] == "call-progress-events"
    assert set(seen) <= {"queued", "ringing", "in-progress", "completed"}


# -- what is refused


@pytest.mark.parametrize(
    ("wrong", "expected", "says"),
    [
        ({"to": ""}, 21201, "No 'To' number is specified"),
        ({"from_": ""}, 21213, "No 'From' number is specified"),
        ({"to": "nobody"}, 21211, "The phone number you are attempting to call, nobody, is not valid."),
        ({"to": "+1999"}, 21211, "is not valid"),
        ({"to": "+15005550001"}, 21217, "does not appear to be valid"),
        ({"to": "+15005550002"}, 21214, "cannot be reached"),
        ({"to": "+15005550003"}, 21215, "not allowed to call"),
        ({"to": "+15005550004"}, 21216, "blocked"),
        ({"from_": CAROL}, 21210, f"The source phone number provided, {CAROL}, is not yet verified"),
        ({"from_": "+0800918468"}, 21212, "From is not a valid phone number: +0800918468"),
        ({"from_": "client:joe"}, 21212, "From is not a valid phone number: client:joe"),
        ({"url": ""}, 21205, "Url parameter is required."),
        ({"url": "not a url"}, 21205, "Url is not a valid URL"),
        ({"url": "ftp://example.com/x"}, 21205, "Url is not a valid URL"),
        ({"status_callback": "http://[::1"}, 21205, "StatusCallback is not a valid URL"),
        ({"fallback_url": "mailto:me@example.com"}, 21205, "FallbackUrl is not a valid URL"),
        ({"method": "PUT"}, 21209, "Method"),
        ({"status_callback_method": "put"}, 21209, "StatusCallbackMethod"),
        ({"send_digits": "call me"}, 21206, "SendDigits"),
        ({"send_digits": "1" * 33}, 21206, "SendDigits"),
        ({"timeout": 601}, 21208, "Timeout"),
        ({"timeout": -1}, 21208, "Timeout"),
        ({"time_limit": 0}, 20001, "Invalid parameter"),
        ({"application_sid": "AP" + "0" * 32}, 21218, "ApplicationSid"),
        ({"machine_detection": "Maybe"}, 21234, "MachineDetection"),
        ({"machine_detection": "Enable", "machine_detection_timeout": 1}, 21234, "MachineDetectionTimeout"),
        ({"status_callback_event": ["sometimes"]}, 20001, "Invalid parameter"),
        ({"recording_channels": "three", "record": True}, 20001, "Invalid parameter"),
        ({"twiml": "x" * 4001, "url": ""}, 20001, "Invalid parameter"),
    ],
)
def test_what_cannot_be_placed_is_refused_and_leaves_no_record(
    wrong: dict[str, Any], expected: int, says: str, line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    asked: dict[str, Any] = {"to": BOB, "from_": line, "url": f"{HOME}/hello"}
    if not isinstance(wrong.get("url"), str) or "://" in wrong.get("url", ""):
        asked["url"] = f"{HOME}/hello"
    emulator.add_number(line, voice_url=f"{HOME}/unused")  # of no application object: addresses must be whole
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(**{**asked, **wrong})
    assert code(refused) == (400, expected)
    assert says in str(refused.value.msg)
    assert client.calls.list() == []


def test_a_verified_number_may_be_shown(line: str, emulator: Emulator, client: Client) -> None:
    emulator.add_caller_id(CAROL)
    client.calls.create(to=BOB, from_=CAROL, twiml=HELLO)
    assert client.calls.list(from_=CAROL)[0].to == BOB


def test_a_call_of_somebody_else_is_not_found(client: Client) -> None:
    for ask in (client.calls("CA" + "0" * 32).fetch, client.calls("PN" + "0" * 32).delete):
        with pytest.raises(TwilioRestException) as refused:
            ask()
        assert code(refused) == (404, 20404)


def test_accounts_do_not_see_one_another(line: str, emulator: Emulator, client: Client) -> None:
    sid = str(client.calls.create(to=BOB, from_=line, twiml="<Response><Say/><Hangup/></Response>").sid)
    emulator.switchboard.rest()
    other = client.api.accounts.create(friendly_name="another")
    theirs = client.api.accounts(str(other.sid))
    for ask in (
        theirs.calls(sid).fetch,
        theirs.calls(sid).delete,
        theirs.calls(sid).recordings.create,
        lambda: theirs.calls(sid).update(status="completed"),
        lambda: theirs.calls(sid).streams.create(url="ws://127.0.0.1:9/"),
    ):
        with pytest.raises(TwilioRestException) as refused:
            ask()
        assert code(refused) == (404, 20404)
    assert theirs.calls.list() == []
    assert theirs.notifications.list() == []
    assert [one.error_code for one in client.notifications.list()] == ["13520"]
    with pytest.raises(TwilioRestException) as refused:
        theirs.calls.create(to=BOB, from_=line, twiml=HELLO)
    assert code(refused) == (400, 21210)


# -- looking them up


@pytest.mark.mistake(27)
def test_calls_are_listed_newest_first_by_every_filter(line: str, emulator: Emulator, client: Client) -> None:
    client.calls.create(to=BOB, from_=line, twiml=HELLO)
    emulator.switchboard.rest()
    emulator.clock.advance(86_400)
    emulator.handset(CAROL).on_ring("busy")
    client.calls.create(to=CAROL, from_=line, twiml=HELLO)
    emulator.switchboard.rest()

    def to(**filters: Any) -> list[str]:
        return [str(one.to) for one in client.calls.list(**filters)]

    first, second = date(2026, 3, 2), date(2026, 3, 3)
    assert to() == [CAROL, BOB]
    assert to(status="busy") == [CAROL]
    assert to(to=BOB) == [BOB]
    assert to(from_=BOB) == []
    assert to(start_time=first) == [BOB]
    assert to(start_time_before=second) == [BOB]
    assert to(start_time_after=second) == [CAROL]
    assert to(end_time_after=first) == [CAROL, BOB]
    assert to(end_time_before=datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) == []
    page = client.calls.page(page_size=1, status="busy")
    payload = page._payload
    assert set(payload) == {
        "page", "page_size", "start", "end", "uri", "first_page_uri", "next_page_uri", "previous_page_uri", "calls",
    }  # fmt: skip
    assert payload["uri"].startswith("/2010-04-01/")
    assert "Status=busy" in payload["first_page_uri"]


def test_those_that_a_dial_makes_are_found_by_their_parent(
    line: str, app: Any, emulator: Emulator, client: Client
) -> None:
    app.answers["/dial"] = f"<Response><Dial>{CAROL}</Dial></Response>"
    sid = str(client.calls.create(to=BOB, from_=line, url="/dial").sid)
    emulator.switchboard.rest()
    (child,) = client.calls.list(parent_call_sid=sid)
    assert (child.to, child.direction, child.parent_call_sid) == (CAROL, "outbound-dial", sid)


def test_a_status_that_is_none_and_a_date_that_is_none_are_refused(client: Client) -> None:
    for filters in ({"status": "initiated"}, {"start_time": "yesterday"}):
        with pytest.raises(TwilioException, match="20001"):
            client.calls.list(**filters)


def test_a_call_can_be_deleted_once_it_is_over(line: str, emulator: Emulator, client: Client) -> None:
    sid = str(client.calls.create(to=BOB, from_=line, url="/menu").sid)
    emulator.switchboard.rest()
    with pytest.raises(TwilioRestException) as refused:
        client.calls(sid).delete()
    assert code(refused) == (409, 20409)
    emulator.handset(BOB).calls[-1].hang_up()
    assert client.calls(sid).delete()
    assert client.calls.list() == []
