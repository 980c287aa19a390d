from twilio_emulator.emulator import Emulator

MENU = '<Response><Gather finishOnKey="#" action="/done"><Say>Key your number.</Say></Gather></Response>'


def test_keys_pressed_one_after_the_other_read_as_one_line(emulator: Emulator) -> None:
    def app(environ, start_response):  # type: ignore[no-untyped-def]
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [(MENU if environ["PATH_INFO"] == "/start" else "<Response><Say>Thanks.</Say></Response>").encode()]

    emulator.add_number("+15005550100", voice_url="/start", app=app)
    call = emulator.handset("+15005550111").dial("+15005550100")

    call.press("1234#")

    assert [line.split(" ", 1)[1] for line in call.transcript.splitlines()[1:]] == [
        "· answered",
        "« Key your number.",
        "» presses 1234#",
        "« Thanks.",
        "· completed: the document came to its end",
    ]


def test_keys_nobody_listened_for_stand_alone_and_say_so(emulator: Emulator) -> None:
    def app(environ, start_response):  # type: ignore[no-untyped-def]
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [b'<Response><Say>One moment.</Say><Pause length="5"/></Response>']

    emulator.add_number("+15005550100", voice_url="/start", app=app)
    call = emulator.handset("+15005550111").dial("+15005550100", settle=False)

    call.press("7")

    assert "» presses 7 (nobody is listening)" in call.transcript
