"""What goes wrong in the emulator itself ends the call or text it concerns and no other, and the log has the cause."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator
from twilio_emulator.engine import effects
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.feed import News
from twilio_emulator.store import Message

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App
    from twilio_emulator.handset import LiveCall
    from twilio_emulator.lines.driver import Driver

LINE, OTHER_LINE = "+15005550100", "+15005550101"
ALICE, BOB = "+15005550111", "+15005550112"
FAILED = "12400 Internal failure"


class BrokenVoice:
    """A speech engine with a mistake in it."""

    name = "broken"

    def speak(self, text: str, language: str, voice: str, rate: float) -> bytes:
        raise LookupError(f"no voice says {text!r}")


def break_down(emulator: Emulator, kind: type[effects.Effect]) -> None:
    """Let whatever carries out an effect of this kind raise."""
    desk = emulator.switchboard.desk

    def fail(_driver: Driver, effect: effects.Effect) -> None:
        raise LookupError(f"nobody can carry out {type(effect).__name__}")

    desk.carry_out = {**desk.carry_out, kind: fail}


def has_failed(call: LiveCall, status: CallStatus = CallStatus.COMPLETED) -> bool:
    """Whether the call is over, with the remark in its transcript."""
    return call.status is status and FAILED in call.transcript and call.transcript.count(f"{status}: ") == 1


def test_an_effect_that_cannot_be_carried_out_ends_its_call_and_no_other(
    app: App, emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    app.answers |= {
        "/answer": '<Response><Say>Hi</Say><Gather numDigits="1" action="/key" timeout="60"/></Response>',
        "/key": "<Response><Play digits='1'/><Say>never said</Say></Response>",
        "/over": "<Response/>",
    }
    emulator.add_number(LINE, voice_url="/answer", status_callback="/over", app=app)
    break_down(emulator, effects.PlayDigits)
    bystander = emulator.handset(BOB).dial(LINE)

    with caplog.at_level(logging.ERROR):
        call = emulator.handset(ALICE).dial(LINE).press("1")

    assert has_failed(call)
    assert "never said" not in call.transcript
    assert [one.path for one in app.asked].count("/over") == 1
    assert "nobody can carry out PlayDigits" in caplog.text
    assert bystander.status is CallStatus.IN_PROGRESS
    assert list(emulator.switchboard.desk.lines) == [bystander.sid]


def test_a_call_that_fails_before_it_is_answered_has_failed(app: App, emulator: Emulator) -> None:
    app.answers["/answer"] = "<Response><Say>Hi</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    break_down(emulator, effects.Answer)

    assert has_failed(emulator.handset(ALICE).dial(LINE), CallStatus.FAILED)


def test_a_timer_that_raises_ends_its_call(app: App, emulator: Emulator) -> None:
    app.answers["/answer"] = "<Response><Say>Hi</Say><Play digits='1'/></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    break_down(emulator, effects.PlayDigits)

    assert has_failed(emulator.handset(ALICE).dial(LINE))


def test_work_that_raises_ends_its_call(app: App, emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    app.answers["/answer"] = "<Response><Say>Hi</Say><Pause length='60'/></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.switchboard.desk.speech = BrokenVoice()

    with caplog.at_level(logging.ERROR):
        call = emulator.handset(ALICE).dial(LINE)

    assert has_failed(call)
    assert "no voice says 'Hi'" in caplog.text


def test_a_call_that_fails_gives_back_whoever_it_had_dialled(app: App, emulator: Emulator) -> None:
    app.answers |= {
        "/answer": f'<Response><Dial><Number url="/whisper">{BOB}</Number></Dial></Response>',
        "/whisper": "<Response><Pause length='2'/></Response>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    break_down(emulator, effects.Connect)

    call = emulator.handset(ALICE).dial(LINE)
    emulator.clock.advance(3)

    assert has_failed(call)
    assert emulator.switchboard.desk.lines == {}


def test_a_call_that_fails_with_a_partner_from_a_queue_leaves_that_one_to_go_on(app: App, emulator: Emulator) -> None:
    app.answers |= {
        "/answer": '<Response><Enqueue action="/done">support</Enqueue></Response>',
        "/take": "<Response><Dial><Queue>support</Queue></Dial></Response>",
        "/done": '<Response><Gather timeout="60"/></Response>',
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.add_number(OTHER_LINE, voice_url="/take", app=app)
    waiting = emulator.handset(ALICE).dial(LINE)
    break_down(emulator, effects.Connect)

    assert has_failed(emulator.handset(BOB).dial(OTHER_LINE))

    waiting.settle()
    assert app.asked[-1].params["QueueResult"] == "bridging-in-process"
    assert emulator.switchboard.desk.store.partners == {}
    assert list(emulator.switchboard.desk.lines) == [waiting.sid]


def test_a_participant_that_fails_ends_the_conference_it_was_to_end_and_is_over_once(
    app: App, emulator: Emulator
) -> None:
    """The others are let out while its leg is being closed; one of them is the far end of its own wire."""
    app.answers |= {
        "/answer": "<Response><Dial><Conference>room</Conference></Dial></Response>",
        "/status": "<Response/>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    break_down(emulator, effects.PlayDigits)
    document = "<Response><Dial><Conference endConferenceOnExit='true' waitUrl=''>room</Conference></Dial></Response>"
    call = emulator.call_out(LINE, LINE, twiml=document, status_callback="/status")
    emulator.switchboard.desk.lines[call.sid].broken()
    emulator.switchboard.work()

    assert has_failed(call)
    assert [one.path for one in app.asked].count("/status") == 1
    assert emulator.switchboard.desk.lines == {}
    assert emulator.conferences[0].over


def test_an_announcement_that_fails_has_failed_and_the_conference_goes_on(app: App, emulator: Emulator) -> None:
    app.answers |= {
        "/answer": "<Response><Dial><Conference>room</Conference></Dial></Response>",
        "/news": "<Response><Say>News</Say></Response>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    calls = [emulator.handset(who).dial(LINE) for who in (ALICE, BOB)]
    break_down(emulator, effects.Speak)

    emulator.conference("room").announce("/news")

    assert [call.status for call in calls] == [CallStatus.IN_PROGRESS] * 2
    calls[0].speak("Still there?")
    calls[1].hears("Still there?")


def test_a_text_whose_answer_cannot_be_carried_out_is_answered_for(
    app: App, emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    app.answers["/text"] = "<Response><Message>Hello</Message></Response>"
    emulator.add_number(LINE, sms_url="/text", app=app)

    def fail(news: News) -> None:
        if isinstance(news.subject, Message) and news.subject.direction == "outbound-reply":
            raise LookupError("no room")

    emulator.switchboard.desk.feed.subscribe(fail)

    with caplog.at_level(logging.ERROR):
        message = emulator.handset(ALICE).text(LINE, "Hi")

    assert [notice.code for notice in message.exchanges[-1].notices] == [12400]
    assert "no room" in caplog.text


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_an_application_that_wants_to_end_the_process_ends_its_call(
    error: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    def app(_environ: object, _start_response: object) -> list[bytes]:
        raise error("enough")

    with Emulator(clock="real") as emulator, caplog.at_level(logging.ERROR):
        emulator.add_number(LINE, voice_url="/answer", app=app)
        over = threading.Event()
        emulator.switchboard.desk.feed.subscribe(lambda news: over.set() if getattr(news.subject, "over", 0) else None)
        call = emulator.handset(ALICE).dial(LINE, settle=False)
        assert over.wait(5)
        assert call.status is CallStatus.FAILED
