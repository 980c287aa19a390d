"""Applications that never come to an end by themselves: each is brought to one, and nobody else notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from twilio_emulator.chains import EXHAUSTED, MOST_BEGUN
from twilio_emulator.emulator import Emulator
from twilio_emulator.engine.leg import FINAL
from twilio_emulator.engine.session import Limits
from twilio_emulator.handset import Handset, LiveCall

if TYPE_CHECKING:
    from tests.twilio_emulator.switchboard.conftest import App, Asked, Serve

LINE, OTHER_LINE = "+15005550100", "+15005550109"
CALLER, CALLEE, BYSTANDER = "+15005550111", "+15005550112", "+15005550119"
HANG_UP = "<Response><Hangup/></Response>"
STAY = """<Response><Gather numDigits="1" timeout="600" action="/stay"><Say>Still here.</Say></Gather></Response>"""
Codes = Callable[[LiveCall], list[int]]


def document(body: str) -> str:
    return f"<Response>{body}</Response>"


def codes(call: LiveCall) -> list[int]:
    return [notice.code for exchange in call.exchanges for notice in exchange.notices]


def dial(emulator: Emulator, app: App, answer: Any, to: str = LINE) -> LiveCall:
    app.answers["/answer"] = answer
    emulator.add_number(to, voice_url="/answer", sms_url="/text", app=app)
    return emulator.handset(CALLER).dial(to)


@pytest.fixture(autouse=True)
def bystander(emulator: Emulator) -> Iterator[None]:
    """Keep another call alive, which goes on as if nothing were the matter."""

    def quiet(_environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [STAY.encode()]

    emulator.add_number(OTHER_LINE, voice_url="/stay", app=quiet)
    call = emulator.handset(BYSTANDER).dial(OTHER_LINE).hears("Still here.")
    yield
    assert call.status in ("in-progress", "completed")  # where hours have passed it was cut like any other
    call = call if call.status == "in-progress" else emulator.handset(BYSTANDER).dial(OTHER_LINE)
    call.press("1").hears("Still here.")
    assert len(call.exchanges) <= 30
    assert emulator.switchboard.desk.jobs.waiting == 0


# -- redirects

TWIML = "silent: more than 50 documents"


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        ("<Redirect/>", ""),
        ("<Redirect>/answer</Redirect>", ""),
        ("<Redirect method='GET'>?again</Redirect>", ""),
        ("<Gather timeout='1'/><Redirect/>", ""),
        ("<Gather timeout='1' actionOnEmptyResult='true'/>", ""),
        ("<Gather input='speech' timeout='1' actionOnEmptyResult='true' action='/answer'/>", ""),
        ("<Record timeout='1' maxLength='1' playBeep='false'/><Redirect/>", ""),
        ("<Dial action='/answer'>+15005550112</Dial>", "busy"),
        ("<Enqueue action='/answer' maxQueueSize='none' waitUrl='/leave'>q</Enqueue>", ""),
        ("<Dial action='/answer'><Queue>nobody</Queue></Dial>", ""),
        ("<Pay action='/answer' tokenType='none'/>", ""),
        ("<Pay action='/answer' timeout='1'/>", ""),
        ("<Refer action='/answer'><Sip>sip:a@example.com</Sip></Refer>", ""),
        ("<Sms action='/answer' to='+15005550112'>Hello</Sms>", ""),
        ("<Connect action='/answer'><Stream url='ws://127.0.0.1:1/'/></Connect>", ""),
        ("<Start/><Stop/><Redirect/>", ""),
    ],
)
def test_an_application_that_asks_itself_for_ever_ends_with_12400(
    emulator: Emulator, app: App, answer: str, after: str
) -> None:
    app.answers["/leave"] = document("<Leave/>")
    if after:
        emulator.handset(CALLEE).on_ring("busy")
    call = dial(emulator, app, document(answer)).wait(1800)
    assert call.status in FINAL
    assert codes(call).count(12400) == 1
    (notice,) = [one for exchange in call.exchanges for one in exchange.notices if one.code == 12400]
    assert "documents" in notice.detail
    assert len(app.asked) <= 2 * Limits().documents
    assert "application error 12400" in call.transcript
