"""Media streams over real websockets on the loopback interface, in virtual time and in real time."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from twilio_emulator import Emulator, LiveCall
from twilio_emulator.webhook.signature import sign
from twilio_emulator.webhook.sockets import SocketLimits

if TYPE_CHECKING:
    from websockets.sync.server import ServerConnection

    from tests.twilio_emulator.conftest import App, Bot, Peer, Talk, Talks

LINE, CALLER = "+15005550100", "+15005550111"
SILENCE = b"\xff" * 160
Serve = Callable[[str], LiveCall]


def dial(emulator: Emulator, app: App, document: str, **options: Any) -> LiveCall:
    """Call an application that answers with ``document``."""
    app.answers["/answer"] = f"<Response>{document}</Response>"
    app.answers.setdefault("/status", (204, {}, ""))
    emulator.add_number(LINE, voice_url="/answer", app=app)
    return emulator.handset(CALLER).dial(LINE, **options)


def connecting(bot: Bot, after: str = "") -> str:
    return f'<Connect><Stream url="{bot.url}" statusCallback="/status"/></Connect>{after}'


def told(app: App, name: str = "StreamEvent") -> list[str]:
    """Return what the callbacks have told."""
    return [one.params[name] for one in app.asked if one.path == "/status"]


def codes(call: LiveCall) -> list[int]:
    return [notice.code for exchange in call.exchanges for notice in exchange.notices]


def payloads(bot: Bot, track: str = "inbound") -> list[bytes]:
    found = [one["media"] for one in bot.of("media")]
    return [base64.b64decode(one["payload"]) for one in found if one["track"] == track]


def media(sid: str, seconds: float) -> str:
    payload = base64.b64encode(b"\x20" * round(seconds * 8000)).decode()
    return json.dumps({"event": "media", "streamSid": sid, "media": {"payload": payload}})


def mark(sid: str, name: str) -> str:
    return json.dumps({"event": "mark", "streamSid": sid, "mark": {"name": name}})


def greets(bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
    """Play a second of sound at the beginning, with a mark behind it; a star clears what is left, a 0 hangs up."""
    sid = message.get("streamSid", "")
    if message["event"] == "start":
        connection.send(media(sid, 0.4))
        connection.send(media(sid, 0.6))
        connection.send(mark(sid, "greeted"))
    elif message["event"] == "dtmf" and message["dtmf"]["digit"] == "*":
        connection.send(json.dumps({"event": "clear", "streamSid": sid}))
    elif message["event"] == "dtmf" and message["dtmf"]["digit"] == "0":
        connection.close()


def echoes(_bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
    """Send every frame back."""
    if message["event"] == "media":
        sid, payload = message["streamSid"], message["media"]["payload"]
        connection.send(json.dumps({"event": "media", "streamSid": sid, "media": {"payload": payload}}))


@pytest.mark.verified
@pytest.mark.mistake(42)
def test_messages_come_in_their_order_and_their_numbers_are_texts(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    document = f'<Connect><Stream url="{bot.url}"><Parameter name="who" value="Ann"/></Stream></Connect>'
    call = dial(emulator, app, document).wait(0.2).hang_up()
    assert bot.over().events == ["connected", "start", "media", "stop"]
    connected, start, *rest = bot.messages
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    sid = start["streamSid"]
    assert start["start"] == {
        "streamSid": sid,
        "accountSid": emulator.account_sid,
        "callSid": call.sid,
        "tracks": ["inbound"],
        "customParameters": {"who": "Ann"},
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
    }
    assert sid.startswith("MZ")
    assert len(sid) == 34
    assert [one["sequenceNumber"] for one in (start, *rest)] == [str(number) for number in range(1, 13)]
    frames = [one["media"] for one in bot.of("media")]
    assert [one["chunk"] for one in frames] == [str(number) for number in range(1, 11)]
    assert [one["timestamp"] for one in frames] == [str(number * 20) for number in range(10)]
    assert payloads(bot) == [SILENCE] * 10
    assert rest[-1]["stop"] == {"accountSid": emulator.account_sid, "callSid": call.sid}


@pytest.mark.verified
def test_the_upgrade_is_signed_over_its_address(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    dial(emulator, app, connecting(bot)).hang_up()
    assert bot.over().headers["x-twilio-signature"] == sign(emulator.auth_token, bot.url)
    assert bot.headers["user-agent"] == "TwilioProxy/1.1"


def test_a_relative_address_begins_at_the_document(emulator: Emulator, talks: Talks) -> None:
    bot = talks()
    bot.pages["/calls/answer"] = '<Response><Connect><Stream url="../media"/></Connect></Response>'
    home = bot.url.replace("ws:", "http:").replace("/talk", "/calls/answer")
    emulator.add_number(LINE, voice_url=home, voice_method="GET")
    call = emulator.handset(CALLER).dial(LINE).hang_up()
    bot.over()
    assert bot.path == "/media", call.transcript


@pytest.mark.verified
@pytest.mark.mistake(42)
def test_a_mark_comes_back_when_what_is_before_it_was_heard(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(greets)
    call = dial(emulator, app, connecting(bot)).wait(0.9)
    assert not bot.of("mark")
    call.wait(0.5).hears("[audio 1.0 s]")
    call.hang_up()
    bot.over()
    place = bot.messages.index(bot.of("mark")[0])
    assert bot.messages[place]["mark"] == {"name": "greeted"}
    assert bot.messages[place - 1]["media"]["timestamp"] == "980"
    assert bot.messages[place + 1]["media"]["timestamp"] == "1000"


@pytest.mark.verified
def test_a_clear_cuts_the_sound_off_and_brings_the_marks_back(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(greets)
    call = dial(emulator, app, connecting(bot)).wait(0.3).press("*").wait(0.1).hang_up()
    assert bot.over().events == ["connected", "start", "media", "dtmf", "mark", "media", "stop"]
    assert bot.of("dtmf")[0]["dtmf"] == {"track": "inbound_track", "digit": "*"}
    assert "[audio 0.3 s]" in call.transcript


def test_a_person_sounds_like_a_tone_while_speaking(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    dial(emulator, app, connecting(bot)).wait(0.1).speak("Good morning").wait(2).hang_up()
    heard = payloads(bot.over())
    loud = [place for place, payload in enumerate(heard) if payload != SILENCE]
    assert loud == list(range(5, 5 + len(loud)))
    assert len(loud) * 0.02 == pytest.approx(2 / 2.7, abs=0.02)


def test_what_is_sent_back_is_heard(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(echoes)
    call = dial(emulator, app, connecting(bot)).wait(1.0)
    call.wait(0.5).hang_up()
    bot.over()
    assert "[audio " in call.transcript


def test_an_application_that_is_behind_when_the_call_ends_learns_of_the_end_at_once(
    emulator: Emulator, app: App, talks: Talks
) -> None:
    ended = threading.Event()

    def lags(bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
        ended.wait(10)
        echoes(bot, connection, message)

    bot = talks(lags)
    dial(emulator, app, connecting(bot)).wait(1.0).hang_up()
    ended.set()
    bot.over()


@pytest.mark.verified
def test_the_document_goes_on_when_the_application_closes(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(greets)
    call = dial(emulator, app, connecting(bot, "<Say>Goodbye</Say>")).press("0").hears("Goodbye")
    assert call.status == "completed"
    assert told(app) == ["stream-started", "stream-stopped"]
    assert codes(call) == []


def test_callbacks_tell_of_the_beginning_and_the_end(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    call = dial(emulator, app, connecting(bot)).wait(1).hang_up()
    bot.over()
    assert told(app) == ["stream-started", "stream-stopped"]
    assert told(app, "Timestamp") == ["2026-03-02T02:00:00.000Z", "2026-03-02T02:00:01.000Z"]
    assert told(app, "StreamSid") == told(app, "StreamName") == [bot.of("start")[0]["streamSid"]] * 2
    assert told(app, "CallSid") == [call.sid] * 2


@pytest.mark.verified
def test_a_started_stream_hears_both_sides_beside_the_document_until_it_is_stopped(
    emulator: Emulator, app: App, talks: Talks
) -> None:
    bot = talks()
    document = f"""
        <Start><Stream url="{bot.url}" name="both" track="both_tracks" statusCallback="/status"/></Start>
        <Say>Hello</Say><Pause length="1"/><Stop><Stream name="both"/></Stop><Pause length="1"/>
    """
    call = dial(emulator, app, document).hears("Hello")
    assert bot.over().of("start")[0]["start"]["tracks"] == ["inbound", "outbound"]
    inbound, outbound = payloads(bot), payloads(bot, "outbound")
    assert len(inbound) == len(outbound) == int((call.duration - 1 + 0.37) / 0.02)
    assert set(inbound) == {SILENCE}
    assert sum(one != SILENCE for one in outbound) * 0.02 == pytest.approx(0.37, abs=0.02)
    chunks = [one["media"]["chunk"] for one in bot.of("media")]
    assert chunks[:4] == ["1", "1", "2", "2"]
    assert told(app) == ["stream-started", "stream-stopped"]
    assert told(app, "StreamName") == ["both", "both"]


def test_keys_are_told_to_a_stream_in_both_directions_only(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    app.answers["/end"] = "<Response/>"
    call = dial(emulator, app, f'<Start><Stream url="{bot.url}"/></Start><Gather numDigits="1" action="/end"/>')
    call.press("5")
    assert bot.over().events == ["connected", "start", "stop"]
    assert "presses 5" in call.transcript


def test_only_a_stream_within_connect_takes_messages(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(greets)
    call = dial(emulator, app, f'<Start><Stream url="{bot.url}"/></Start><Pause length="5"/>').hang_up()
    bot.over()
    assert codes(call) == [31951, 31951, 31951]
    assert "[audio" not in call.transcript


@pytest.mark.verified
def test_an_update_ends_the_stream_in_both_directions_and_no_other(emulator: Emulator, app: App, talks: Talks) -> None:
    one, both = talks(), talks()
    document = f'<Start><Stream url="{one.url}"/></Start>{connecting(both)}'
    call = dial(emulator, app, document).wait(0.1)
    assert emulator.update_call(call.sid, twiml="<Response><Pause length='3'/><Say>Elsewhere</Say></Response>")
    assert both.over().events == ["connected", "start", "media", "stop"]
    assert len(both.of("media")) == 5
    assert call.status == "completed"
    assert one.over().events == ["connected", "start", "media", "stop"]
    assert len(one.of("media")) > 150


def test_a_call_streams_four_tracks_one_way_at_most(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    stream = f'<Stream url="{bot.url}" track="both_tracks"/>'
    call = dial(emulator, app, f"<Start>{stream}{stream}{stream}</Start><Pause/>")
    assert codes(call) == [31960]


# -- what goes wrong


@pytest.fixture
def hasty() -> Iterator[Emulator]:
    """Return an emulator that waits for no websocket for long."""
    with Emulator(socket_limits=SocketLimits(handshake=0.3, moment=0.2)) as running:
        yield running


def failing(emulator: Emulator, app: App, url: str) -> LiveCall:
    document = f'<Connect><Stream url="{url}" statusCallback="/status"/></Connect><Say>On we go</Say>'
    return dial(emulator, app, document).hears("On we go")


def test_a_port_where_nobody_listens_is_31902(hasty: Emulator, app: App) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    call = failing(hasty, app, f"ws://127.0.0.1:{port}/media")
    assert codes(call) == [31902]
    assert told(app) == ["stream-error"]
    assert "refused" in told(app, "StreamError")[0]


def test_a_server_that_never_answers_is_31901(hasty: Emulator, app: App, peer: Callable[[Talk], Peer]) -> None:
    def mute(connection: socket.socket, over: threading.Event) -> None:
        over.wait(10)

    call = failing(hasty, app, peer(mute).url.replace("http", "ws"))
    assert codes(call) == [31901]


def test_an_answer_that_drips_is_31901(hasty: Emulator, app: App, peer: Callable[[Talk], Peer]) -> None:
    def drip(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nX-A: ")
        while not over.wait(0.02):
            connection.sendall(b"a")

    call = failing(hasty, app, peer(drip).url.replace("http", "ws"))
    assert codes(call) == [31901]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"",
    ],
    ids=["404", "redirect", "something else", "nothing"],
)
@pytest.mark.verified
def test_an_answer_that_is_no_upgrade_is_31920(
    hasty: Emulator, app: App, peer: Callable[[Talk], Peer], answer: bytes
) -> None:
    def other(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(4096)
        connection.sendall(answer)

    call = failing(hasty, app, peer(other).url.replace("http", "ws"))
    assert codes(call) == [31920]


def test_a_name_that_is_not_known_is_31904(hasty: Emulator, app: App) -> None:
    assert codes(failing(hasty, app, "ws://nowhere.invalid/media")) == [31904]


def test_tls_that_is_not_spoken_is_31910(hasty: Emulator, app: App, peer: Callable[[Talk], Peer]) -> None:
    def plain(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    assert codes(failing(hasty, app, peer(plain).url.replace("http", "wss"))) == [31910]


def sends(*messages: str | bytes) -> Callable[[Bot, ServerConnection, dict[str, Any]], None]:
    """Return a script that sends these when the stream has begun."""

    def script(_bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
        if message["event"] == "start":
            for one in messages:
                connection.send(one)

    return script


@pytest.mark.parametrize(
    "message",
    [
        "not JSON",
        "[]",
        "[" * 100_000,
        b"\x00\x01",
        '{"event": "media"}',
        '{"event": "dance", "streamSid": "x"}',
        '{"event": "media", "streamSid": "MZ0", "media": {"payload": "//"}}',
        '{"event": 5}',
    ],
    ids=range(8),
)
def test_a_wrong_message_is_31951_and_the_stream_goes_on(
    emulator: Emulator, app: App, talks: Talks, message: str | bytes
) -> None:
    bot = talks(sends(message))
    call = dial(emulator, app, connecting(bot)).wait(0.1)
    assert codes(call) == [31951]
    call.hang_up()
    assert len(bot.over().of("media")) == 5
    assert told(app) == ["stream-started", "stream-stopped"]


def test_of_many_wrong_messages_only_some_are_filed(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(sends(*["x"] * 500))
    call = dial(emulator, app, connecting(bot)).wait(0.1)
    assert codes(call) == [31951] * 10
    call.hang_up()
    bot.over()


def test_a_message_of_ten_megabytes_ends_the_stream_and_not_the_call(
    emulator: Emulator, app: App, talks: Talks
) -> None:
    bot = talks(sends("x" * 10_000_000))
    call = dial(emulator, app, connecting(bot, "<Say>On we go</Say>")).hears("On we go")
    bot.over()
    assert codes(call) == [31924]
    assert told(app) == ["stream-started", "stream-error"]


def test_a_connection_that_breaks_is_31921_and_the_document_goes_on(emulator: Emulator, app: App, talks: Talks) -> None:
    def breaks(_bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
        if message["event"] == "start":
            connection.close_socket()

    call = dial(emulator, app, connecting(talks(breaks), "<Say>On we go</Say>")).hears("On we go")
    assert codes(call) == [31921]
    assert call.status == "completed"


def test_an_application_that_floods_does_not_stop_time(hasty: Emulator, app: App, talks: Talks) -> None:
    stop = threading.Event()

    def floods(_bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
        if message["event"] == "start":
            text = media(message["streamSid"], 0.02)
            while not stop.is_set():
                connection.send(text)

    call = dial(hasty, app, connecting(talks(floods))).wait(0.3).hang_up()
    stop.set()
    assert call.duration == 0
    assert "[audio" in call.transcript


def test_more_than_is_taken_at_once_is_taken_a_little_later(
    emulator: Emulator, app: App, talks: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plays_a_lot(_bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
        if message["event"] == "start":
            for _ in range(100):
                connection.send(media(message["streamSid"], 0.02))

    monkeypatch.setattr("twilio_emulator.lines.intake.AT_ONCE", 30)
    call = dial(emulator, app, connecting(talks(plays_a_lot))).wait(3).hang_up()
    assert call.transcript.count("[audio 2.0 s]") == 1


def test_an_application_that_reads_nothing_holds_nobody_up(hasty: Emulator, app: App, talks: Talks) -> None:
    go_on = threading.Event()

    def reads_nothing(_bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
        go_on.wait(10)

    bot = talks(reads_nothing)
    call = dial(hasty, app, connecting(bot)).wait(60).hang_up()
    assert call.duration == 60
    assert not go_on.is_set()
    go_on.set()
    assert len(bot.over().of("media")) == 3000


def test_closing_the_emulator_closes_its_websockets(app: App, talks: Talks) -> None:
    bots = talks(), talks()
    for bot, clock in zip(bots, ("manual", "real"), strict=True):
        with Emulator(clock=clock) as emulator:  # type: ignore[arg-type]
            dial(emulator, app, connecting(bot)).settle()
        bot.over()


# -- time


def test_two_equal_calls_have_equal_transcripts(app: App, talks: Talks) -> None:
    pages = []
    for _ in range(2):
        bot = talks(greets)
        with Emulator() as emulator:
            call = dial(emulator, app, connecting(bot)).wait(0.3).press("*").speak("Hello").wait(1).hang_up()
            pages.append(call.transcript)
    assert pages[0] == pages[1]
    assert "a stream begins" in pages[0]


def greets_and_leaves(bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
    """Play a second of sound, and go when it has been heard."""
    greets(bot, connection, message)
    if message["event"] == "mark":
        connection.close()


def test_in_real_time_frames_come_as_time_goes(app: App, talks: Talks) -> None:
    bot = talks(greets_and_leaves)
    with Emulator(clock="real") as emulator:
        call = dial(emulator, app, connecting(bot))
        bot.over()
        call.hang_up()
    # The mark comes back when a second has been heard, and by then fifty frames are due, the last ones in one go.
    assert len(bot.of("media")) >= 45
    assert [one["mark"]["name"] for one in bot.of("mark")] == ["greeted"]
