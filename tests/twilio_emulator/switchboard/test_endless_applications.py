"""Applications that never come to an end by themselves: each is brought to one, and nobody else notices."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from twilio_emulator.chains import EXHAUSTED, MOST_BEGUN
from twilio_emulator.emulator import Emulator
from twilio_emulator.engine.leg import FINAL
from twilio_emulator.engine.session import Limits
from twilio_emulator.handset import LiveCall

if TYPE_CHECKING:
    from websockets.sync.server import ServerConnection

    from tests.twilio_emulator.conftest import App, Asked, Bot, Peer, Serve, Talk, Talks

LINE, OTHER_LINE = "+15005550100", "+15005550109"
CALLER, CALLEE, BYSTANDER = "+15005550111", "+15005550112", "+15005550119"
pytestmark = pytest.mark.endurance
HANG_UP = "<Response><Hangup/></Response>"
STAY = """<Response><Gather numDigits="1" timeout="600" action="/stay"><Say>Still here.</Say></Gather></Response>"""


def document(body: str) -> str:
    return f"<Response>{body}</Response>"


def codes(call: LiveCall) -> list[int]:
    return [notice.code for exchange in call.exchanges for notice in exchange.notices]


def dial(
    emulator: Emulator, app: App, answer: Any, *, caller: str = CALLER, status_callback: str = "", settle: bool = True
) -> LiveCall:
    """Call an application that answers so."""
    app.answers["/answer"] = answer
    emulator.add_number(LINE, voice_url="/answer", sms_url="/text", status_callback=status_callback, app=app)
    return emulator.handset(caller).dial(LINE, settle=settle)


def until_quiet(emulator: Emulator) -> None:
    """In real time, wait until no webhook waits to be made, and none has been made for a moment."""
    moment = threading.Event()
    made = -1
    while made != len(emulator.exchanges):
        made = len(emulator.exchanges)
        moment.wait(0.5)


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


# -- documents that lead back to themselves

LOOPS = [
    "<Redirect/>",
    "<Redirect>/answer</Redirect>",
    "<Redirect method='GET'>?again</Redirect>",
    "<Gather timeout='1'/><Redirect/>",
    "<Gather timeout='1'><Say>Press a key.</Say></Gather><Redirect/>",
    "<Gather timeout='1' actionOnEmptyResult='true'/>",
    "<Gather input='speech' timeout='1' actionOnEmptyResult='true' action='/answer'/>",
    "<Record timeout='1' maxLength='1' playBeep='false'/><Redirect/>",
    "<Dial action='/answer'>+15005550112</Dial>",
    "<Dial action='/answer'><Queue>nobody</Queue></Dial>",
    "<Enqueue action='/answer' waitUrl='/leave'>q</Enqueue>",
    "<Pay action='/answer' tokenType='none'/>",
    "<Pay action='/answer' timeout='1'/>",
    "<Refer action='/answer'><Sip>sip:a@example.com</Sip></Refer>",
    "<Sms action='/answer' to='+15005550112'>Hello</Sms>",
    "<Connect action='/answer'><Stream url='ws://127.0.0.1:1/'/></Connect>",
    "<Start/><Stop/><Redirect/>",
]


@pytest.mark.parametrize("loop", LOOPS)
def test_a_document_that_leads_back_to_itself_ends_with_12400_and_says_where_the_loop_is(
    emulator: Emulator, app: App, loop: str
) -> None:
    app.answers["/leave"] = document("<Leave/>")
    emulator.handset(CALLEE).on_ring("busy")
    call = dial(emulator, app, document(loop), caller="sip:ann@example.com").wait(14_000)
    assert call.status in FINAL
    (notice,) = [one for exchange in call.exchanges for one in exchange.notices if one.code == 12400]
    assert re.search(r"\b(50|1000) documents\b.* in .*http://app.localhost/answer", notice.detail)
    assert "application error 12400" in call.transcript
    assert len(app.asked) <= 2 * Limits().documents


def test_http_redirects_without_end_are_followed_ten_times(emulator: Emulator, app: App) -> None:
    app.answers["/next"] = (302, {"Location": "/next"}, "")
    call = dial(emulator, app, (302, {"Location": "/next"}, ""))
    assert call.status == "failed"
    assert codes(call) == [11215]
    assert len(app.asked) == 11


BESIDE = {
    "waitUrl of a queue": ("<Enqueue waitUrl='/loop'>q</Enqueue>", ""),
    "waitUrl of a conference": ("<Dial><Conference waitUrl='/loop'>room</Conference></Dial>", ""),
    "whisper": ("<Dial><Number url='/loop'>+15005550112</Number></Dial>", ""),
    "holdUrl": ("<Dial><Conference>room</Conference></Dial>", "hold"),
    "announcement": ("<Dial><Conference>room</Conference></Dial>", "announce"),
    "announcement to one": ("<Dial><Conference>room</Conference></Dial>", "announce to one"),
}


@pytest.mark.parametrize("endless", ["<Redirect/>", "http", "", "<Redirect>/pingpong</Redirect>"])
@pytest.mark.parametrize("where", BESIDE)
def test_what_is_heard_beside_a_call_may_lead_nowhere_too(
    emulator: Emulator, app: App, where: str, endless: str
) -> None:
    app.answers["/loop"] = (302, {"Location": "/loop"}, "") if endless == "http" else document(endless)
    app.answers["/pingpong"] = document("<Redirect>/loop</Redirect>")
    answer, action = BESIDE[where]
    call = dial(emulator, app, document(answer), settle=False)
    emulator.clock.advance(1)
    if action:
        conference = emulator.conference("room")
        match action:
            case "hold":
                conference.participants[0].hold(url="/loop")
            case "announce":
                conference.announce("/loop")
            case _:
                conference.participants[0].announce("/loop")
    emulator.clock.advance(600)
    assert len(app.asked) < 15_000
    if endless == "http":
        assert 11215 in codes(call) or any(11215 in codes(one) for one in emulator.handset(CALLEE).calls)
    call.hang_up()
    assert call.status == "completed"


def test_a_queue_whose_callers_are_whispered_to_for_ever_puts_them_together_nevertheless(
    emulator: Emulator, app: App
) -> None:
    app.answers["/loop"] = document("<Redirect/>")
    waiting = dial(emulator, app, document("<Enqueue waitUrl=''>q</Enqueue>"))
    app.answers["/agent"] = document("<Dial><Queue url='/loop'>q</Queue></Dial>")
    emulator.add_number("+15005550108", voice_url="/agent", app=app)
    agent = emulator.handset(CALLEE).dial("+15005550108")
    waiting.speak("Is anybody there?")
    agent.hears("Is anybody there?")
    assert 12400 in codes(waiting)


def test_a_text_whose_answer_leads_back_to_itself_ends_with_12400(emulator: Emulator, app: App) -> None:
    for answer in ("<Redirect/>", "<Message action='/text'>Hello</Message>"):
        app.answers["/text"] = document(answer)
        emulator.add_number(LINE, sms_url="/text", app=app)
        message = emulator.handset(CALLER).text(LINE, "hi")
        assert 12400 in [notice.code for exchange in message.exchanges for notice in exchange.notices]
    assert len(app.asked) <= 2 * Limits().documents


# -- applications that use the emulator from within their own webhooks


def outgoing(emulator: Emulator) -> None:
    emulator.call_out(LINE, CALLEE, url="/answer", status_callback="/status")


def outgoing_to_itself(emulator: Emulator) -> None:
    emulator.call_out(LINE, LINE, url="/answer")


def dialling(emulator: Emulator) -> None:
    emulator.handset(CALLEE).dial(LINE)


def texting(emulator: Emulator) -> None:
    emulator.handset(CALLEE).text(LINE, "and another one")


def updating(emulator: Emulator) -> None:
    for call in emulator.calls:
        if call.to != OTHER_LINE:
            emulator.update_call(call.sid, url="/answer")


@pytest.mark.parametrize(
    ("act", "answer"),
    [
        (outgoing, ""),
        (outgoing, "<Say>Hello</Say>"),
        (outgoing_to_itself, "<Dial><Number>+15005550112</Number></Dial>"),
        (dialling, "<Hangup/>"),
        (dialling, f"<Sms to='{LINE}'>Hello</Sms>"),
        (texting, ""),
        (texting, f"<Sms to='{LINE}'>Hello</Sms>"),
        (updating, "<Say>Hello</Say>"),
    ],
)
def test_an_application_that_calls_back_from_every_webhook_comes_to_an_end(
    emulator: Emulator, app: App, act: Callable[[Emulator], None], answer: str
) -> None:
    def again(_asked: Asked) -> str:
        act(emulator)
        return document(answer)

    app.answers["/status"] = app.answers["/text"] = again
    emulator.add_number(LINE, voice_url="/answer", sms_url="/text", status_callback="/status", app=app)
    call = dial(emulator, app, again, status_callback="/status")
    emulator.clock.advance(20)
    call.hang_up()
    assert call.status in FINAL
    assert len(app.asked) <= 12 * MOST_BEGUN
    assert len(emulator.calls) <= 6 * MOST_BEGUN
    if act is not updating:
        details = [notice.detail for exchange in emulator.exchanges for notice in exchange.notices]
        assert details.count(EXHAUSTED) >= 1


def test_a_call_that_is_refused_says_why_and_tells_nobody(emulator: Emulator, app: App) -> None:
    def again(_asked: Asked) -> str:
        outgoing(emulator)
        return ""

    app.answers["/status"] = again
    call = dial(emulator, app, document("<Hangup/>"), status_callback="/status")
    refused = emulator.calls[-1]
    assert call.status == "completed"
    assert refused.status == "failed"
    assert refused.lines[0].text == f"error 12400 Internal failure: {EXHAUSTED}"
    assert refused.ended_at is not None
    assert not refused.exchanges


def test_an_announcement_from_within_a_webhook_moves_no_time(emulator: Emulator, app: App) -> None:
    before = emulator.clock.now()

    def announce(asked: Asked) -> str:
        if asked.params["StatusCallbackEvent"] == "participant-join":
            emulator.conference("room").announce("/words")
            assert emulator.clock.now() == before
        return ""

    app.answers |= {"/status": announce, "/words": document("<Say>Hello, all of you.</Say>")}
    attributes = "statusCallback='/status' statusCallbackEvent='join announcement'"
    call = dial(emulator, app, document(f"<Dial><Conference {attributes}>room</Conference></Dial>"))
    call.wait(5)
    assert "Hello, all of you." in call.transcript
    assert call.status == "in-progress"
    assert not codes(call)


def test_conference_events_that_are_answered_by_more_of_them_come_to_an_end(emulator: Emulator, app: App) -> None:
    def moderate(asked: Asked) -> str:
        participant = emulator.conference("room").participants[0]
        match asked.params["StatusCallbackEvent"]:
            case "participant-join" | "participant-unmute":
                participant.mute()
            case "participant-mute":
                participant.hold()
            case "participant-hold":
                participant.hold(False)
            case "participant-unhold":
                participant.mute(False)
                participant.announce("/nothing")
        return ""

    app.answers |= {"/status": moderate, "/nothing": document("")}
    events = "start end join leave mute hold announcement modify"
    attributes = f"statusCallback='/status' statusCallbackEvent='{events}'"
    call = dial(emulator, app, document(f"<Dial><Conference {attributes}>room</Conference></Dial>"))
    assert len(app.asked) <= 3 * MOST_BEGUN
    assert EXHAUSTED in [notice.detail for exchange in emulator.exchanges for notice in exchange.notices]
    call.hang_up()
    assert call.status == "completed"


def test_a_guest_that_calls_from_every_webhook_over_http_comes_to_an_end(
    emulator: Emulator, app: App, serve: Serve
) -> None:
    """The application is a server of its own and uses the control API, in virtual time."""

    guest = httpx.Client(timeout=30)

    def again(_asked: Asked) -> str:
        if len(app.asked) < 5 * MOST_BEGUN:
            placed = guest.post(f"{emulator.url}/emulator/v1/calls", json={"from": CALLEE, "to": LINE})
            assert placed.status_code == 201
        return HANG_UP

    app.answers["/answer"] = again
    emulator.add_number(LINE, voice_url=f"{serve(app)}/answer")
    call = emulator.handset(CALLER).dial(LINE)
    emulator.switchboard.work()
    guest.close()
    assert call.status == "completed"
    assert len(app.asked) == MOST_BEGUN + 1


def test_in_real_time_too_an_application_that_calls_from_every_webhook_comes_to_an_end() -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml")])
        if environ["PATH_INFO"] == "/stay":
            return [STAY.encode()]
        for _ in range(2):
            emulator.call_out(LINE, CALLEE, url="/answer", status_callback="/status")
        return [HANG_UP.encode()]

    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, voice_url="/answer", status_callback="/status", app=app)
        emulator.add_number(OTHER_LINE, voice_url="/stay", app=app)
        bystander = emulator.handset(BYSTANDER).dial(OTHER_LINE).hears("Still here.")
        call = emulator.handset(CALLER).dial(LINE)
        assert call.status == "completed"
        until_quiet(emulator)
        assert len(emulator.calls) <= 6 * MOST_BEGUN
        bystander.press("1").hears("Still here.").hang_up()


def test_in_real_time_an_answer_that_drips_and_a_websocket_that_floods_hold_up_nobody_else(
    app: App, serve: Serve, peer: Callable[[Talk], Peer], talks: Talks
) -> None:
    def drip(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 100\r\n\r\n")
        while not over.wait(0.05):
            connection.sendall(b" ")

    def flood(bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
        if message["event"] == "start":
            while not bot.closed.is_set():
                connection.send("x" * 1000)

    bot = talks(flood)
    app.answers |= {"/stay": STAY, "/flood": document(f"<Connect><Stream url='{bot.url}'/></Connect>")}
    home = serve(app)
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, voice_url=f"{peer(drip).url}#tt=1500")
        emulator.add_number("+15005550108", voice_url=f"{home}/flood")
        emulator.add_number(OTHER_LINE, voice_url=f"{home}/stay")
        bystander = emulator.handset(BYSTANDER).dial(OTHER_LINE).hears("Still here.")
        slow = emulator.handset(CALLER).dial(LINE, settle=False)
        flooded = emulator.handset(CALLEE).dial("+15005550108", settle=False)
        for _ in range(3):
            bystander.press("1").hears("Still here.")
        slow.hears("an application error has occurred").hang_up()
        assert 11203 in codes(slow)
        flooded.hang_up()
        # Ten of its messages are remarked on, and how it ended, which depends on who was first.
        assert sum(len(exchange.notices) for exchange in flooded.exchanges) <= 12
        bystander.press("1").hears("Still here.").hang_up()
