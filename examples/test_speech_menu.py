"""A menu that listens: it takes a word or a key, and shows what it understands while the caller still speaks."""

from flask import Flask, request
from twilio.twiml.voice_response import Gather, VoiceResponse

from twilio_emulator import Emulator, Handset

CINEMA = "+15005550100"
FILMS = {"1": ("harbour", "The Harbour begins at eight."), "2": ("orchard", "The Orchard begins at six.")}
app = Flask("cinema")
understood: list[str] = []


@app.post("/answer")
def answer() -> str:
    response = VoiceResponse()
    gather = Gather(
        input="speech dtmf",
        hints=", ".join(word for word, _ in FILMS.values()),
        speech_timeout="auto",
        num_digits=1,
        action="/chosen",
        partial_result_callback="/partial",
    )
    gather.say("Which film? Say its name, or press 1 for The Harbour and 2 for The Orchard.")
    response.append(gather)
    response.say("Another time, then.")
    return str(response)


@app.post("/partial")
def partial() -> tuple[str, int]:
    understood.append(request.form["UnstableSpeechResult"])
    return "", 204


@app.post("/chosen")
def chosen() -> str:
    said, key = request.form.get("SpeechResult", "").lower(), request.form.get("Digits", "")
    found = next((times for number, (word, times) in FILMS.items() if word in said or number == key), None)
    response = VoiceResponse()
    response.say(found or "We do not show that.")
    if found is None:
        response.redirect("/answer")
    return str(response)


def test_a_film_is_asked_for_by_its_name(emulator: Emulator, handset: Handset) -> None:
    understood.clear()
    emulator.add_number(CINEMA, voice_url="/answer", app=app)

    call = handset.dial(CINEMA).hears("Which film")
    call.speak("The Desert, please").wait(1).hears("We do not show that").hears("Which film")
    call.speak("The Orchard, please").wait(1).hears("begins at six")

    assert understood == ["The Desert, please", "The Orchard, please"]


def test_a_key_will_do_and_so_will_silence(emulator: Emulator, handset: Handset) -> None:
    emulator.add_number(CINEMA, voice_url="/answer", app=app)

    handset.dial(CINEMA).press("1").hears("begins at eight")
    handset.dial(CINEMA).wait(5).hears("Another time")
