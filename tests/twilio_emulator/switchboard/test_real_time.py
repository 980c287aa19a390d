"""The same line on the real clock, over real HTTP: short, because it really takes its time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Serve

LINE, OTHER_LINE = "+15005550100", "+15005550101"


def test_a_call_and_a_text_in_real_time(app: App, serve: Serve) -> None:
    app.answers |= {
        "/answer": '<Response><Gather numDigits="1" action="/keyed" timeout="1"><Say>Hi</Say></Gather></Response>',
        "/keyed": '<Response><Say>Yes</Say><Gather numDigits="1" timeout="1"/></Response>',
        "/sms": "<Response><Message>1.00</Message></Response>",
        "/status": (204, {}, ""),
    }
    home = serve(app)
    began = time.monotonic()
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, f"{home}/answer", f"{home}/sms", status_callback=f"{home}/status")
        handset = emulator.handset("+15005550111")
        call = handset.dial(LINE)
        call.hears("Hi")
        call.press("1").hears("Yes")
        call.wait(0.05).hang_up()
        assert call.status == "completed"
        with pytest.raises(RuntimeError, match="real time"):
            emulator.clock.advance(1)
        handset.dial(LINE, settle=False).hang_up()
        assert handset.text(LINE, "YE").status == "received"
        silent = handset.dial(LINE)
        with pytest.raises(AssertionError, match="not heard: 'Goodbye'"):
            silent.hears("Goodbye")
        silent.hang_up()
        assert silent.status == "completed"
    assert 1.0 < time.monotonic() - began < 3.0


def test_closing_in_the_middle_of_a_call_is_harmless(app: App, serve: Serve) -> None:
    app.answers["/answer"] = '<Response><Say>Hi</Say><Pause length="60"/></Response>'
    home = serve(app)
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, f"{home}/answer")
        emulator.handset("+15005550111").dial(LINE, settle=False)


def test_a_caller_who_is_connected_with_another_application_is_waited_for_by_nobody(app: App, serve: Serve) -> None:
    """It is the far end that becomes quiet, on a leg of its own."""
    app.answers |= {
        "/answer": f"<Response><Dial>{OTHER_LINE}</Dial></Response>",
        "/far": '<Response><Gather timeout="8"><Say>Hi</Say></Gather></Response>',
    }
    home = serve(app)
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, f"{home}/answer")
        emulator.add_number(OTHER_LINE, f"{home}/far")
        began = time.monotonic()
        call = emulator.handset("+15005550111").dial(LINE).hears("Hi")
        assert time.monotonic() - began < 4.0
        call.hang_up()
