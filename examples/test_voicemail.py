"""A voicemail box: it greets, records, texts its owner what was said, and plays the message to her when she rings."""

from flask import Flask, request

from twilio_emulator import Emulator, Handset

BOX, OWNER = "+15005550100", "+15005550122"
Answer = tuple[str, dict[str, str]]
app = Flask("voicemail")
messages: list[str] = []
notes: list[str] = []


def twiml(verbs: str) -> Answer:
    return f"<Response>{verbs}</Response>", {"Content-Type": "text/xml"}


@app.post("/answer")
def answer() -> Answer:
    if request.form["From"] == OWNER:
        return twiml("".join(f"<Play>{url}</Play>" for url in messages) or "<Say>You have no messages.</Say>")
    return twiml(
        "<Say>Please leave a message after the tone.</Say>"
        '<Record action="/recorded" finishOnKey="#" transcribe="true" transcribeCallback="/transcribed"/>'
    )


@app.post("/recorded")
def recorded() -> Answer:
    messages.append(request.form["RecordingUrl"])
    return twiml("<Say>Thank you. Goodbye.</Say>")


@app.post("/transcribed")
def transcribed() -> Answer:
    notes.append(f"{request.form['From']}: {request.form['TranscriptionText']}")
    return twiml("")


def test_a_message_is_written_down_and_played_to_the_owner(emulator: Emulator, handset: Handset) -> None:
    messages.clear()
    notes.clear()
    emulator.add_number(BOX, voice_url="/answer", app=app)

    call = handset.dial(BOX).hears("after the tone").hears("[beep]")
    call.speak("This is Ada. Please call me back tomorrow.").press("#").hears("Thank you")
    emulator.clock.advance(10)  # seconds later the words are there

    assert notes == [f"{handset.phone_number}: This is Ada. Please call me back tomorrow."]
    emulator.handset(OWNER).dial(BOX).hears("Please call me back tomorrow")


def test_a_caller_who_just_hangs_up_leaves_a_message_too(emulator: Emulator, handset: Handset) -> None:
    messages.clear()
    emulator.add_number(BOX, voice_url="/answer", app=app)

    handset.dial(BOX).speak("Never mind.").hang_up()

    emulator.handset(OWNER).dial(BOX).hears("Never mind")
