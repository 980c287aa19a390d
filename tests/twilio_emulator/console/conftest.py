"""The console over an application of its own, in real time."""

import io
import math
import struct
import wave
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask, Response, request
from playwright.sync_api import Page

from twilio_emulator import Emulator
from twilio_emulator.store import Contact

ME = "+8612000000001"
FRIEND = "+8612000000002"
LINE = "12393"
TUNES = "12333"
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
LONG = "This prompt goes on and on, so that nobody could hear it to its end in the time a test may take. " * 4


def tone_wav(seconds: float = 3.0) -> bytes:
    """A WAV of 440 Hz, 8 kHz, loud enough to be measured."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        samples = (int(12_000 * math.sin(place * 440 * math.tau / 8000)) for place in range(int(seconds * 8000)))
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()


def twiml(verbs: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>', content_type="text/xml")


def make_app() -> Flask:
    """A menu, a tune, an echo: everything the page has to show."""
    app = Flask("console-tests")

    @app.post("/answer")
    def answer() -> Response:
        return twiml(
            '<Gather numDigits="1" timeout="30" action="/menu"><Say>Welcome. Press one for hostility.</Say></Gather>'
        )

    @app.post("/menu")
    def menu() -> Response:
        hostile = HOSTILE.replace("&", "&amp;").replace("<", "&lt;")
        prompt = f"<Say>You pressed {request.form['Digits']}. {hostile}</Say>"
        return twiml(f'<Gather numDigits="3" timeout="30" action="/code" colour="red">{prompt}<Pause/></Gather>')

    @app.post("/code")
    def code() -> Response:
        return twiml(f"<Say>Thank you for {request.form['Digits']}.</Say><Pause length='30'/>")

    @app.post("/tunes")
    def tunes() -> Response:
        prompt = f"<Gather numDigits='2' timeout='30' action='/quiet'><Say>{LONG}</Say></Gather>"
        return twiml(f"<Play>/tone.wav</Play>{prompt}")

    @app.post("/quiet")
    def quiet() -> Response:
        return twiml("<Pause length='30'/>")

    @app.get("/tone.wav")
    def tone() -> Response:
        return Response(tone_wav(), content_type="audio/wav")

    @app.post("/text")
    def text() -> Response:
        body = request.form["Body"].replace("&", "&amp;").replace("<", "&lt;")
        return twiml(f"<Message>You wrote: {body}</Message>")

    return app


@pytest.fixture
def real() -> Iterator[Emulator]:
    """An emulator in real time, with two numbers and two contacts."""
    people = [
        Contact(phone_number=ME, name="张丽", hint="在职 · 1357X"),
        Contact(phone_number=FRIEND, name="王建国"),
    ]
    app = make_app()
    with Emulator(clock="real", contacts=people) as emulator:
        emulator.add_number(LINE, voice_url="/answer", sms_url="/text", app=app, friendly_name="Hotline")
        emulator.add_number(TUNES, voice_url="/tunes", app=app)
        yield emulator


@pytest.fixture
def console(real: Emulator, page: Page) -> Callable[..., Page]:
    """Open the console: ``console(to=LINE)``."""

    def open_console(**presets: str) -> Page:
        page.goto(f"{real.url}/?{urlencode(presets)}")
        page.wait_for_selector("body[data-ready]")
        return page

    return open_console


QUIET = """() => {
  const ends = performance.getEntriesByType("resource").map((one) => one.responseEnd);
  return performance.now() - Math.max(0, ...ends) > 300;
}"""


@pytest.fixture
def quiet(page: Page) -> Callable[[], None]:
    """Return how to wait until the page has asked nothing for a moment.

    What it asked about a call that is forgotten before the answer would be refused, and a browser complains of that.
    """

    def wait() -> None:
        page.wait_for_function(QUIET)

    return wait
