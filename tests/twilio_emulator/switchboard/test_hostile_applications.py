"""Applications that mean no good, or do not know better: every one of them comes to an end."""

import struct
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx
import pytest
from flask import Flask, request

from twilio_emulator.emulator import Emulator
from twilio_emulator.engine.inputs import FetchFailed
from twilio_emulator.handset import Handset
from twilio_emulator.webhook.client import Request, Webhooks

LINE = "+15005550100"
Headers = list[tuple[str, str]]


def app_of(body: str, headers: Headers) -> Callable[..., Iterable[bytes]]:
    def app(_environ: dict[str, Any], start_response: Callable[[str, Headers], object]) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return [body.encode()]

    return app


def test_two_applications_that_answer_twofold_are_cut(emulator: Emulator, handset: Handset) -> None:
    twice = app_of("<Response><Message>a</Message><Message>b</Message></Response>", [("Content-Type", "text/xml")])
    emulator.add_number(LINE, sms_url="/text", app=twice)
    emulator.add_number("+15005550101", sms_url="/text", app=twice)

    emulator.handset("+15005550101").text(LINE, "hello")

    assert len(emulator.messages) < 50
    assert 14107 in {notice.code for exchange in emulator.exchanges for notice in exchange.notices}


def test_a_sound_of_no_length_looped_for_ever_comes_to_the_calls_end(emulator: Emulator, handset: Handset) -> None:
    asked = []
    app = Flask("loop")

    @app.post("/answer")
    def answer() -> tuple[str, dict[str, str]]:
        return "<Response><Play loop='0'>/empty.wav</Play></Response>", {"Content-Type": "text/xml"}

    @app.get("/empty.wav")
    def empty() -> tuple[bytes, dict[str, str]]:
        asked.append(request.path)
        head = struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", 0)
        return b"RIFF" + struct.pack("<I", 4 + len(head)) + b"WAVE" + head, {"Content-Type": "audio/wav"}

    emulator.add_number(LINE, voice_url="/answer", app=app)

    call = handset.dial(LINE)

    assert call.status == "completed"
    assert call.duration == 100
    assert len(asked) == 1


@pytest.mark.parametrize("name", ["Content-Disposition", "Set-Cookie"])
def test_a_header_in_chinese_costs_no_answer(name: str, emulator: Emulator, handset: Handset) -> None:
    headers = [("Content-Type", "text/xml"), ("Set-Cookie", "a=b"), (name, "c=\u00e4\u00f6")]
    emulator.add_number(
        LINE, voice_url="/answer", app=app_of("<Response><Say>Fine.</Say><Redirect/></Response>", headers)
    )

    handset.dial(LINE, settle=False).hears("Fine.").hang_up()


def ask(app: Callable[..., Iterable[bytes]], ceiling: float = 15.0) -> object:
    request = Request(url="http://app.localhost/", method="POST", params={}, token="t", app=app)
    return Webhooks(ceiling=ceiling).send(request).got


def test_an_application_object_that_takes_too_long_is_given_up() -> None:
    late = time.monotonic() + 0.05

    def app(_environ: dict[str, Any], start_response: Callable[[str, Headers], object]) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml")])
        while time.monotonic() < late:
            yield b" "
        yield b"<Response/>"

    got = ask(app, ceiling=0.01)

    assert isinstance(got, FetchFailed)
    assert got.code == 11203


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    def app(_environ: dict[str, Any], start_response: Callable[[str, Headers], object]) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml")])
        while True:
            yield b"x" * 65536

    got = ask(app)

    assert not isinstance(got, FetchFailed)


def test_in_real_time_a_text_returns_with_its_answer() -> None:
    with Emulator(clock="real") as emulator:
        reply = app_of("<Response><Message>Open.</Message></Response>", [("Content-Type", "text/xml")])
        emulator.add_number(LINE, sms_url="/text", app=reply)
        handset = emulator.handset("+15005550111")

        handset.text(LINE, "open?")

        assert handset.inbox[-1].body == "Open."


def test_a_listener_who_heard_nothing_yet_misses_nothing_after_a_drop(emulator: Emulator) -> None:
    def first_id(after: str = "") -> str:
        with httpx.stream("GET", f"{emulator.url}/emulator/v1/events{after}") as events:
            for line in events.iter_lines():
                if line.startswith("id: "):
                    return line.removeprefix("id: ")
        raise AssertionError("no id came")

    position = first_id()
    emulator.handset("+15005550111").dial("+15005550122").hang_up()

    with httpx.stream("GET", f"{emulator.url}/emulator/v1/events?after={position}") as events:
        topics = []
        for line in events.iter_lines():
            if line.startswith("event: "):
                topics.append(line.removeprefix("event: "))
            if len(topics) == 3:
                break

    assert topics[0] == "hello"
    assert "call" in topics
