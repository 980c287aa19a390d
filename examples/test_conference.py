"""A weekly meeting: listeners wait with music until the chair comes, who ends it for everybody by leaving."""

from flask import Flask, request

from twilio_emulator import Emulator, LiveCall

OFFICE, CHAIR = "+15005550100", "+15005550111"
app = Flask("meeting")
happened: list[str] = []


@app.post("/answer")
def answer() -> tuple[str, dict[str, str]]:
    chair = str(request.form["From"] == CHAIR).lower()
    room = f'startConferenceOnEnter="{chair}" endConferenceOnExit="{chair}" waitUrl="/wait"'
    told = 'statusCallback="/told" statusCallbackEvent="start join leave end"'
    dial = f"<Dial><Conference {room} {told}>weekly</Conference></Dial>"
    return f"<Response>{dial}<Say>The meeting is over.</Say></Response>", {"Content-Type": "text/xml"}


@app.post("/wait")
def wait() -> tuple[str, dict[str, str]]:
    return "<Response><Say>The meeting begins soon.</Say></Response>", {"Content-Type": "text/xml"}


@app.post("/told")
def told() -> tuple[str, int]:
    happened.append(request.form["StatusCallbackEvent"])
    return "", 204


def test_a_meeting_begins_and_ends_with_its_chair(emulator: Emulator) -> None:
    emulator.add_number(OFFICE, voice_url="/answer", app=app)

    def join(number: str) -> LiveCall:
        return emulator.handset(number).dial(OFFICE)

    bob, eve = join("+15005550112"), join("+15005550113")
    bob.hears("begins soon")
    chair = join(CHAIR)
    chair.speak("Good morning, everybody")
    bob.hears("Good morning")

    meeting = emulator.conference("weekly")
    meeting.participant(eve.sid).mute()
    eve.speak("sorry, the dog")
    assert "dog" not in bob.heard

    chair.hang_up()
    bob.settle().hears("The meeting is over")
    assert meeting.status == "completed"
    assert happened == [*["participant-join"] * 3, "conference-start", *["participant-leave"] * 3, "conference-end"]
