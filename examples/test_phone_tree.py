"""A phone tree of two levels, kept as a table: a key leads to a branch, a star leads back."""

from flask import Flask, request
from twilio.twiml.voice_response import Gather, VoiceResponse

from twilio_emulator import Emulator, Handset

LIBRARY = "+15005550100"
DESK = "+15005550199"
TREE = {
    "": ("City library. For opening hours press 1, for loans press 2, to talk to somebody press 0.", {"1", "2", "0"}),
    "1": ("We are open from ten to eight, on Sundays from ten to four. To go back press star.", set()),
    "2": ("To renew your loans press 1, to hear your fines press 2. To go back press star.", {"1", "2"}),
    "21": ("Your loans are renewed. Goodbye.", None),
    "22": ("You have no fines. Goodbye.", None),
}
app = Flask("library")


@app.post("/node/")
@app.post("/node/<at>")
def node(at: str = "") -> str:
    key = request.form.get("Digits", "")
    response = VoiceResponse()
    if (at, key) == ("", "0"):
        response.dial(DESK)
        return str(response)
    at = at[:-1] if key == "*" else at + key
    words, branches = TREE.get(at, TREE[""])
    if branches is None:
        response.say(words)
        return str(response)
    gather = Gather(num_digits=1, timeout=4, action=f"/node/{at if at in TREE else ''}")
    gather.say(words)
    response.append(gather)
    response.say("Nobody is there. Goodbye.")
    return str(response)


def test_the_tree_is_walked_down_and_up_again(emulator: Emulator, handset: Handset) -> None:
    emulator.add_number(LIBRARY, voice_url="/node/", app=app)

    call = handset.dial(LIBRARY).hears("press 1, for loans press 2")
    call.press("1").hears("ten to eight").press("*").hears("City library")
    call.press("2").hears("fines press 2").press("2").hears("no fines")

    assert call.status == "completed"


def test_zero_rings_the_desk_and_silence_ends_the_call(emulator: Emulator, handset: Handset) -> None:
    emulator.add_number(LIBRARY, voice_url="/node/", app=app)

    handset.dial(LIBRARY).press("0").speak("Do you have maps?")
    emulator.handset(DESK).calls[-1].hears("Do you have maps?")

    assert handset.dial(LIBRARY).wait(4).hears("Nobody is there").status == "completed"
