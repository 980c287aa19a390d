"""Calls from the caller's side: what a handset can do, what is heard, when, and how a call ends."""

from __future__ import annotations

import re
import struct
import threading
from typing import TYPE_CHECKING, Any

import pytest

from twilio_emulator import Emulator, Handset
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.session import ANNOUNCEMENT, Limits
from twilio_emulator.store import Call

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Asked, Serve

LINE, FRIEND = "+15005550100", "+15005550122"
MENU = (
    '<Response><Gather numDigits="1" action="/keyed"><Say>Welcome. Press one.</Say></Gather><Say>Bye</Say></Response>'
)


def wav(seconds: float, title: str = "") -> tuple[int, dict[str, str], bytes]:
    """Return a WAV of 100 bytes a second; a ``title`` stands in its RIFF INFO."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    info = chunk(b"LIST", b"INFO" + chunk(b"IART", b"us") + chunk(b"INAM", title.encode() + b"\0")) if title else b""
    form = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 100, 100, 1, 8))
    body = b"WAVE" + form + info + chunk(b"data", b"\x80" * round(seconds * 100))
    return (200, {"Content-Type": "audio/wav"}, chunk(b"RIFF", body))


def test_the_line_of_the_design_works_as_it_is_written(app: App, serve: Serve) -> None:
    app.answers |= {"/answer": MENU, "/keyed": "<Response><Say>Your balance is 1.00.</Say></Response>"}
    app.answers["/sms"] = "<Response><Message>1.00</Message></Response>"
    home = serve(app)
    with Emulator() as emulator:
        emulator.add_number(LINE, voice_url=f"{home}/answer", sms_url=f"{home}/sms")
        handset = emulator.handset("+15005550111")
        call = handset.dial(LINE)
        call.hears("Welcome").hears(r"Press (one|two)").hears(re.compile("welcome", re.IGNORECASE))
        assert call.status == "in-progress"
        call.press("1").hears("balance")
        assert call.status == "completed"
        assert [one.purpose for one in call.exchanges] == ["answer", "action"]
        assert call.duration >= 1
        handset.text(LINE, "YE")
        assert handset.inbox[-1].body == "1.00"
        emulator.clock.advance(60)
        assert emulator.url.startswith("http://127.0.0.1:")


def test_what_was_not_heard_fails_with_the_whole_transcript(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers["/answer"] = MENU
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE)
    with pytest.raises(AssertionError) as failure:
        call.hears("Goodbye (")
    assert "not heard: 'Goodbye ('" in str(failure.value)
    assert call.transcript in str(failure.value)
    assert "« Welcome. Press one." in call.transcript


def test_only_what_came_since_the_caller_last_acted_counts_as_heard(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers |= {"/answer": MENU, "/keyed": MENU.replace("Welcome", "Again")}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE).press("1").hears("Again")
    with pytest.raises(AssertionError):
        call.hears("Welcome")
    call.wait(5).hears("Bye")
    assert call.heard == "Bye"


def test_what_is_no_key_cannot_be_pressed(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers["/answer"] = MENU
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE)
    with pytest.raises(ValueError, match="'x' is not on the key pad"):
        call.press("1x")
    assert app.paths == ["POST /answer"]


def test_a_key_in_the_middle_of_the_prompt_cuts_it_short(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers |= {
        "/answer": '<Response><Gather numDigits="1" action="/keyed"><Play>/long.wav</Play></Gather></Response>',
        "/long.wav": wav(60, "A very long welcome"),
        "/keyed": "<Response/>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE, settle=False)
    emulator.clock.advance(4)
    call.press("1")
    assert (call.status, call.duration) == ("completed", 4)


def test_words_and_keys_nobody_listens_for_are_noted_as_such(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers["/answer"] = '<Response><Play>/long.wav</Play><Gather timeout="1"/></Response>'
    app.answers["/long.wav"] = wav(10)
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE, settle=False)
    assert emulator.switchboard.press(call.sid, "5") is False
    assert emulator.switchboard.speak(call.sid, "hello") is False
    call.wait(9).speak("hello?")
    assert call.transcript.count("(nobody is listening)") == 3
    call.hang_up().hang_up()
    assert emulator.switchboard.press(call.sid, "5") is False, "nor does anybody when the call is over"
    assert call.transcript.endswith("the caller hung up")


def test_a_sound_shows_its_title_and_takes_its_length(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers["/answer"] = "<Response><Play>/a/welcome.wav</Play><Play>/a/plain.wav</Play></Response>"
    app.answers["/a/welcome.wav"] = wav(7.5, "欢迎致电 12393")
    app.answers["/a/plain.wav"] = wav(2.5)
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE).hears("欢迎致电 12393").hears("[plain.wav]")
    assert call.duration == 10
    assert [one.seconds for one in emulator.calls[0].lines if one.audio_url] == [7.5, 2.5]


def test_a_missing_sound_is_passed_over_with_its_code_in_the_transcript(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers["/answer"] = "<Response><Play>/none.wav</Play><Say>Hello</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE).hears("Hello")
    assert "error 11200 HTTP retrieval failure" in call.transcript
    assert [notice.code for notice in call.exchanges[0].notices] == [11200]


def ten_minutes(app: App) -> str:
    """Make a call of ten minutes through a menu and return its transcript."""
    app.answers |= {
        "/answer": '<Response><Gather timeout="30"><Play>/long.wav</Play></Gather><Redirect/></Response>',
        "/long.wav": wav(120, "Please wait"),
    }
    with Emulator() as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=app)
        call = emulator.handset("+15005550111").dial(LINE)
        for _ in range(4):
            call.wait(30)
        call.hang_up()
        assert call.duration == 720
        return call.transcript


def test_a_call_of_ten_minutes_reads_the_same_byte_for_byte_every_time(app: App) -> None:
    first = ten_minutes(app)
    assert ten_minutes(app) == first
    assert "12:00.0 » hangs up" in first


# -- how a handset meets a call


def test_a_handset_answers_unless_told_otherwise(emulator: Emulator, handset: Handset) -> None:
    call = handset.dial(FRIEND)
    assert call.status == "in-progress"
    call.press("12").speak("hello").wait(30).hang_up()
    assert (call.status, call.duration) == ("completed", 30)
    assert "says: hello" in call.transcript
    assert call.exchanges == []
    assert [one.sid for one in emulator.handset(FRIEND).calls] == [call.sid]


@pytest.mark.parametrize(
    ("how", "status", "seconds"),
    [(True, "in-progress", 0), ("busy", "busy", 0), ("no-answer", "no-answer", 60), (False, "no-answer", 60)],
)
def test_a_handset_meets_a_call_as_it_was_told(
    emulator: Emulator, handset: Handset, how: Any, status: str, seconds: int
) -> None:
    emulator.handset(FRIEND).on_ring(answer=how)
    began = emulator.clock.now()
    call = handset.dial(FRIEND)
    assert call.status == status
    assert (emulator.clock.now() - began).total_seconds() == seconds
    assert call.duration == 0


def test_a_handset_that_asks_rings_until_it_is_picked_up_refused_or_a_minute_has_passed(
    emulator: Emulator, handset: Handset
) -> None:
    board = emulator.switchboard
    emulator.handset(FRIEND).on_ring("ask")
    answered, refused, left = (handset.dial(FRIEND, settle=False) for _ in range(3))
    assert {one.status for one in (answered, refused, left)} == {"ringing"}
    assert board.pick_up(answered.sid)
    assert board.refuse(refused.sid)
    assert not board.pick_up(answered.sid)
    assert not board.refuse(answered.sid)
    emulator.clock.advance(60)
    assert [one.status for one in (answered, refused, left)] == ["in-progress", "busy", "no-answer"]
    assert not board.pick_up(left.sid)


def test_a_caller_who_gives_up_has_cancelled_the_call(emulator: Emulator, handset: Handset) -> None:
    emulator.handset(FRIEND).on_ring("ask")
    call = handset.dial(FRIEND, settle=False).hang_up()
    assert call.status == "canceled"
    emulator.clock.advance(120)
    assert call.status == "canceled"


def test_a_call_is_cut_after_four_hours(emulator: Emulator, handset: Handset) -> None:
    call = handset.dial(FRIEND)
    emulator.clock.advance(4 * 3600 - 1)
    assert call.status == "in-progress"
    emulator.clock.advance(1)
    assert (call.status, call.duration) == ("completed", 4 * 3600)


def test_a_number_without_application_rings_a_handset(emulator: Emulator, handset: Handset) -> None:
    emulator.add_number(LINE)
    assert handset.dial(LINE).status == "in-progress"


# -- when the application fails


@pytest.mark.parametrize(
    ("first", "status"),
    [("", "failed"), ("<Say>Hello</Say>", "completed")],
    ids=["before the call was answered", "after it was answered"],
)
def test_without_a_fallback_the_caller_hears_an_announcement(
    app: App, emulator: Emulator, handset: Handset, first: str, status: str
) -> None:
    app.answers["/answer"] = f"<Response>{first}<Redirect>/broken</Redirect></Response>"
    app.answers["/broken"] = (500, {}, "oops")
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE).hears(ANNOUNCEMENT)
    assert call.status == status
    assert "error 11200" in call.transcript


@pytest.mark.verified
@pytest.mark.mistake(34)
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, {}, "<Response/>"), 11200),
        ((200, {}, f"<Response>{' ' * 65_536}</Response>"), 11750),
        ((200, {}, ""), 11770),
        ((204, {}, ""), 11770),
        ("\n<?xml version='1.0'?><Response/>", 12100),
        ("<Response><Say>Fish & chips</Say></Response>", 12100),
        ("<Response version='3'/>", 12101),
        ("<response/>", 12102),
        ((200, {"Content-Type": "application/json"}, "{}"), 12300),
        ("<Response><Dial><Conference>a</Conference><Number>+15005550112</Number></Dial></Response>", 13000),
    ],
)
def test_an_error_goes_to_the_fallback_at_once(
    app: App, emulator: Emulator, handset: Handset, answer: Any, code: int
) -> None:
    app.answers |= {"/answer": answer, "/sorry": "<Response><Say>Sorry</Say></Response>"}
    emulator.add_number(LINE, voice_url="/answer", app=app, voice_fallback_url="/sorry")
    call = handset.dial(LINE).hears("Sorry")
    assert call.status == "completed"
    params = app.asked[-1].params
    assert (params["ErrorCode"], params["ErrorUrl"]) == (str(code), "http://app.localhost/answer")


@pytest.mark.verified
def test_the_fallback_is_told_what_was_wrong_and_goes_on_with_the_call(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers |= {
        "/answer": "<Response><Say>Hello</Say><Redirect>/broken?n=1</Redirect></Response>",
        "/broken": "<Response><Say>never said</Response>",
        "/sorry": '<Response><Gather numDigits="1" action="/keyed"><Say>Sorry. Press one.</Say></Gather></Response>',
        "/keyed": "<Response><Say>Thanks</Say></Response>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app, voice_fallback_url="/sorry", voice_fallback_method="GET")
    call = handset.dial(LINE).hears("Sorry")
    asked = app.asked[-1]
    assert (asked.method, asked.params["ErrorCode"]) == ("GET", "12100")
    assert asked.params["ErrorUrl"] == "http://app.localhost/broken?n=1"
    assert asked.params["CallSid"] == call.sid
    call.press("1").hears("Thanks")
    assert call.status == "completed"


def test_a_fallback_that_fails_too_leads_to_the_announcement(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers |= {"/answer": "", "/sorry": (200, {"Content-Type": "application/pdf"}, "%PDF")}
    emulator.add_number(LINE, voice_url="/answer", app=app, voice_fallback_url="/sorry")
    call = handset.dial(LINE).hears(ANNOUNCEMENT)
    assert [[notice.code for notice in one.notices] for one in call.exchanges] == [[11770], [12300]]
    assert call.status == "failed"


def test_an_application_that_raises_is_an_error_of_the_call_and_not_of_the_test(
    emulator: Emulator, handset: Handset
) -> None:
    def raising(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise KeyError("caller")

    emulator.add_number(LINE, voice_url="/answer", app=raising)
    call = handset.dial(LINE).hears(ANNOUNCEMENT)
    assert "KeyError" in call.exchanges[0].failure
    assert handset.dial(FRIEND).status == "in-progress", "and the emulator lives on"


def test_an_endless_gather_is_cut_with_its_code_and_the_fallback_may_take_over(app: App) -> None:
    app.answers["/answer"] = '<Response><Gather timeout="1" actionOnEmptyResult="true"/></Response>'
    app.answers["/sorry"] = "<Response><Say>Enough</Say></Response>"
    with Emulator(limits=Limits(documents=20)) as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=app, voice_fallback_url="/sorry")
        call = emulator.handset("+15005550111").dial(LINE)
        call.wait(30).hears("Enough")
        assert [one.code for one in call.exchanges[-2].notices] == [12400]
        assert app.asked[-1].params["ErrorCode"] == "12400"
        assert call.status == "completed"


# -- status callback


@pytest.mark.verified
@pytest.mark.mistake(18)
def test_the_status_callback_comes_once_with_seconds_and_minutes(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers |= {"/answer": '<Response><Say>Hi</Say><Pause length="70"/></Response>', "/status": (204, {}, "")}
    emulator.add_number(LINE, voice_url="/answer", app=app, status_callback="/status")
    call = handset.dial(LINE, settle=False)
    emulator.clock.advance(200)
    assert app.paths == ["POST /answer", "POST /status"]
    params = app.asked[-1].params
    assert (params["CallStatus"], params["CallDuration"], params["Duration"]) == ("completed", "70", "2")
    assert params["CallbackSource"] == "call-progress-events"
    assert params["Timestamp"] == "Mon, 02 Mar 2026 02:01:10 +0000"
    assert (params["CallSid"], params["SequenceNumber"]) == (call.sid, "0")


@pytest.mark.verified
@pytest.mark.parametrize("answer", [(500, {}, "oops"), (404, {}, "")])
@pytest.mark.mistake(36)
def test_a_failing_status_callback_leaves_a_warning_and_the_call_alone(
    app: App, emulator: Emulator, handset: Handset, answer: tuple[int, dict[str, str], str]
) -> None:
    app.answers |= {"/answer": "<Response><Say>Hi</Say></Response>", "/status": answer}
    emulator.add_number(LINE, voice_url="/answer", app=app, status_callback="/status")
    call = handset.dial(LINE)
    assert call.status == "completed"
    assert [notice.code for notice in call.exchanges[-1].notices] == [15003]


@pytest.mark.verified
@pytest.mark.parametrize(
    ("kind", "body", "codes"),
    [
        ("text/xml", "<Response/>", []),
        ("text/html", "<Response></Response>", []),
        ("text/html", "", []),
        ("text/plain", "OK", [15003]),
        ("application/json", "{}", [15003]),
        ("text/html", "thanks", [15003]),
        ("text/xml", "<Thanks/>", [15003]),
    ],
)
def test_a_status_callback_answers_nothing_or_a_document(
    app: App, emulator: Emulator, handset: Handset, kind: str, body: str, codes: list[int]
) -> None:
    app.answers |= {"/answer": "<Response/>", "/status": (200, {"Content-Type": kind}, body)}
    emulator.add_number(LINE, voice_url="/answer", app=app, status_callback="/status")
    assert [notice.code for notice in handset.dial(LINE).exchanges[-1].notices] == codes


@pytest.mark.parametrize("url", ["http://[", "http://127.0.0.1:1/status", "mailto:us"])
def test_a_status_callback_that_cannot_be_reached_leaves_a_warning_too(
    app: App, emulator: Emulator, handset: Handset, url: str
) -> None:
    app.answers["/answer"] = "<Response><Say>Hi</Say></Response>"
    emulator.add_number(LINE, voice_url="http://a/answer", app=app)
    emulator.switchboard.desk.store.numbers[LINE].status_callback = url
    call = handset.dial(LINE)
    assert call.status == "completed"
    assert [notice.code for notice in call.exchanges[-1].notices] == [15003]


@pytest.mark.verified
@pytest.mark.mistake(35)
def test_what_a_status_callback_answers_is_not_executed(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers |= {"/answer": "<Response/>", "/status": "<Response><Redirect>/never</Redirect></Response>"}
    emulator.add_number(LINE, voice_url="/answer", app=app, status_callback="/status", status_callback_method="GET")
    handset.dial(LINE)
    assert app.paths == ["POST /answer", "GET /status"]


# -- an application that calls back


def test_an_application_may_place_calls_and_send_texts_from_its_own_webhook(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    placed: list[Call] = []

    def answer(asked: Asked) -> str:
        if not placed:
            placed.append(emulator.switchboard.place_call("+15005550133", LINE))
            emulator.switchboard.send_text(LINE, handset.phone_number, "I am calling")
        return "<Response><Say>Hello</Say></Response>"

    app.answers["/answer"] = answer
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE).hears("Hello")
    assert call.status == "completed"
    assert handset.inbox[0].body == "I am calling"
    emulator.clock.advance(5)
    assert placed[0].status == "completed"


def test_a_handset_used_inside_a_webhook_does_not_move_the_time_of_the_call_it_is_in(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    seen: list[str] = []

    def keyed(asked: Asked) -> str:
        inner = emulator.handset("+15005550133").dial(LINE)
        seen.append(inner.status)
        return "<Response><Say>Done</Say></Response>"

    app.answers |= {"/answer": MENU, "/keyed": keyed}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE)
    before = emulator.clock.now()
    call.press("1").hears("Done")
    assert seen == ["ringing"]
    assert (emulator.clock.now() - before).total_seconds() < 10
    assert call.status == "completed"


def test_an_application_may_call_back_from_another_thread_and_wait_for_it(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    inner: list[str] = []

    def answer(asked: Asked) -> str:
        if asked.params["From"] != handset.phone_number:
            return "<Response><Say>Inner</Say></Response>"

        def call_back() -> None:
            inner.append(emulator.handset("+15005550133").dial(LINE).hears("Inner").status)

        thread = threading.Thread(target=call_back, daemon=True)
        thread.start()
        thread.join(5)
        return "<Response><Say>Outer</Say></Response>"

    app.answers["/answer"] = answer
    emulator.add_number(LINE, voice_url="/answer", app=app)
    assert handset.dial(LINE).hears("Outer").status == "completed"
    assert inner == ["completed"]


def test_a_guest_moves_no_time_while_the_application_thinks_about_somebody_else(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(_asked: Asked) -> str:
        asked.set()
        assert go_on.wait(10)
        return "<Response><Say>At last</Say></Response>"

    app.answers |= {"/answer": '<Response><Gather timeout="5" numDigits="1"/></Response>', "/slow": slow}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.add_number("+15005550101", voice_url="/slow", app=app)
    first = handset.dial(LINE)
    other = threading.Thread(target=lambda: emulator.handset("+15005550122").dial("+15005550101"), daemon=True)
    other.start()
    assert asked.wait(10)

    emulator.switchboard.settle(emulator.calls[-1].sid, guest=True)

    assert first.status is CallStatus.IN_PROGRESS
    assert emulator.calls[-1].status is CallStatus.RINGING
    go_on.set()
    other.join(10)
    assert emulator.calls[-1].over
