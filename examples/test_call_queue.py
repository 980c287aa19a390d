"""A queue with agents: callers hear their place and music, agents take them in the order in which they came."""

import io
import wave

from flask import Flask, Response, request

from twilio_emulator import Emulator, Handset

HELP, AGENTS = "+15005550100", "+15005550101"
XML = {"Content-Type": "text/xml"}
app = Flask("help")


@app.get("/music.wav")
def music() -> Response:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(b"\x80" * 8000 * 20)  # twenty seconds, pianissimo
    return Response(file.getvalue(), content_type="audio/wav")


@app.post("/answer")
def answer() -> tuple[str, dict[str, str]]:
    return '<Response><Enqueue waitUrl="/wait" action="/done">help</Enqueue></Response>', XML


@app.post("/wait")
def wait() -> tuple[str, dict[str, str]]:
    position = request.form["QueuePosition"]
    choice = '<Gather numDigits="1" action="/call-back"><Say>Press 1 to be called back.</Say></Gather>'
    return f"<Response><Say>You are number {position}.</Say>{choice}<Play>/music.wav</Play></Response>", XML


@app.post("/call-back")
def call_back() -> tuple[str, dict[str, str]]:
    return "<Response><Leave/></Response>", XML


@app.post("/done")
def done() -> tuple[str, dict[str, str]]:
    said = "We call you back." if request.form["QueueResult"] == "leave" else "Thank you for calling."
    return f"<Response><Say>{said}</Say></Response>", XML


@app.post("/take")
def take() -> tuple[str, dict[str, str]]:
    again = "<Redirect>/take</Redirect>"
    return f'<Response><Dial><Queue url="/before">help</Queue></Dial>{again}</Response>', XML


@app.post("/before")
def before() -> tuple[str, dict[str, str]]:
    return "<Response><Say>Here is your agent.</Say></Response>", XML


def test_an_agent_takes_the_callers_in_their_order(emulator: Emulator, handset: Handset) -> None:
    emulator.add_number(HELP, voice_url="/answer", app=app)
    emulator.add_number(AGENTS, voice_url="/take", app=app)
    first = handset.dial(HELP).hears("You are number 1")
    second = emulator.handset("+15005550112").dial(HELP).hears("You are number 2")

    agent = emulator.handset("+15005550121").dial(AGENTS)
    agent.speak("What can I do for you?")
    first.hears("Here is your agent").hears("What can I do")
    second.wait(30).hears("[music.wav]").hears("You are number 1")

    first.hang_up()
    agent.settle().speak("And for you?")
    second.hears("And for you")
    agent.hang_up()
    second.settle().hears("Thank you for calling")


def test_a_caller_who_presses_1_need_not_wait(emulator: Emulator, handset: Handset) -> None:
    emulator.add_number(HELP, voice_url="/answer", app=app)
    call = handset.dial(HELP).hears("Press 1")
    call.press("1").hears("We call you back")
    assert call.status == "completed"
