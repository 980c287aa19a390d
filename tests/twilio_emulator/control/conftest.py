"""The control API as a program in any language meets it: over HTTP."""

from collections.abc import Iterator
from html import escape
from urllib.parse import parse_qsl

import httpx
import pytest
from werkzeug import Request, Response

from twilio_emulator import Emulator

ME = "+15005550111"
LINE = "+15005550100"


@Request.application
def application(request: Request) -> Response:
    """A menu by voice, an echo by text, a sound."""
    form = dict(parse_qsl(request.get_data(as_text=True)))
    said = form.get("Digits") or form.get("SpeechResult")
    match request.path:
        case "/answer" if said:
            words = f"<Say>You said {said}.</Say><Gather numDigits='1'><Say>Again?</Say></Gather>"
        case "/answer":
            words = "<Gather numDigits='1' input='dtmf speech'><Say>Press one.</Say></Gather><Say>Bye.</Say>"
        case "/text":
            words = f"<Message>You wrote {escape(form['Body'])}</Message>"
        case "/play":
            words = "<Play>/sound.wav</Play><Play>/answer</Play><Play digits='12'/>"
        case "/sound.wav":
            return Response(WAV, content_type="audio/wav")
        case _:
            return Response("no", 404)
    return Response(f"<Response>{words}</Response>", content_type="text/xml")


WAV = bytes.fromhex("524946462c00000057415645666d74201000000001000100401f0000401f0000010008006461746108000000") + bytes(
    [128] * 8
)


@pytest.fixture
def api(emulator: Emulator) -> Iterator[httpx.Client]:
    """Return a client of the control API of an emulator that has one number."""
    with client_of(emulator) as client:
        yield client


@pytest.fixture(scope="module")
def shared_api() -> Iterator[httpx.Client]:
    """Return a client of an emulator that all tests of a module share: for what changes nothing."""
    with Emulator() as emulator, client_of(emulator) as client:
        yield client


def client_of(emulator: Emulator) -> httpx.Client:
    emulator.add_number(LINE, voice_url="/answer", sms_url="/text", app=application)
    emulator.add_number("12333", voice_url="/play", app=application)
    return httpx.Client(base_url=f"{emulator.url}/emulator/v1", trust_env=False)


@pytest.fixture
def sid(api: httpx.Client) -> str:
    """Return the SID of a call whose caller is being waited for."""
    placed: str = api.post("/calls", json={"from": ME, "to": LINE}).json()["sid"]
    return placed
