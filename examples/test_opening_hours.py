"""Any Twilio application: here a shop of twenty lines, given as an object, rung without a socket."""

from flask import Flask, request

from twilio_emulator import Emulator, Handset

SHOP = "+15005550100"
app = Flask("shop")


@app.post("/answer")
def answer() -> tuple[str, dict[str, str]]:
    menu = '<Gather numDigits="1" action="/chosen"><Say>For opening hours, press 1.</Say></Gather>'
    return f"<Response>{menu}<Say>Goodbye.</Say></Response>", {"Content-Type": "text/xml"}


@app.post("/chosen")
def chosen() -> tuple[str, dict[str, str]]:
    said = "We are open from nine to five." if request.form["Digits"] == "1" else "There is no such key."
    return f"<Response><Say>{said}</Say></Response>", {"Content-Type": "text/xml"}


def test_a_caller_hears_the_opening_hours(emulator: Emulator, handset: Handset) -> None:
    emulator.add_number(SHOP, voice_url="/answer", app=app)

    call = handset.dial(SHOP).hears("press 1").press("1").hears("nine to five")

    assert call.status == "completed"


def test_silence_ends_the_call(emulator: Emulator, handset: Handset) -> None:
    emulator.add_number(SHOP, voice_url="/answer", app=app)

    handset.dial(SHOP).wait(5).hears("Goodbye")
