"""What comes with a call that is dialled: SIP headers, parameters for an application, the number it is to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator, Handset

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE = "+15005550100"


def test_a_sip_telephone_is_rung_at_its_preferred_address_with_its_headers(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers["/answer"] = """<Response><Dial><Sip>
<Uri priority="2">sip:later@example.com</Uri>
<Uri priority="1" weight="10" username="me" password="secret">sip:seldom@example.com</Uri>
<Uri priority="1" weight="90">sip:bob@example.com;transport=tls?X-Desk=3</Uri>
<Headers><Header name="X-Ticket" value="17"/><Header name="User-to-User" value="abc"/></Headers>
</Sip></Dial></Response>"""
    emulator.add_number(LINE, voice_url="/answer", app=app)
    handset.dial(LINE)
    _, leg = emulator.calls
    assert leg.to == "sip:bob@example.com"
    notes = [line.text for line in leg.lines]
    assert [note for note in notes if note.startswith("brings")] == [
        "brings SipHeader_X-Desk: 3",
        "brings SipHeader_X-Ticket: 17",
        "brings SipHeader_User-to-User: abc",
    ]


def test_a_header_that_a_caller_may_not_set_and_headers_that_are_too_long_are_left_away(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers["/answer"] = f"""<Response>
<Dial><Sip><Uri>sip:bob@example.com</Uri>
<Headers><Header name="Via" value="1"/><Header name="X-A" value="2"/></Headers></Sip></Dial>
<Dial><Sip>sip:bob@example.com<Headers><Header name="X-B" value="{"x" * 1100}"/></Headers></Sip></Dial>
</Response>"""
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE)
    leg = emulator.calls[-1]
    assert [line.text for line in leg.lines if "brings" in line.text] == ["brings SipHeader_X-A: 2"]
    assert [notice.code for notice in call.exchanges[0].notices] == [13252, 13253]


@pytest.mark.parametrize("copied", ["true", "false"])
def test_an_application_is_given_parameters_and_may_be_called_by_the_number_its_caller_dialled(
    copied: str, app: App, emulator: Emulator, handset: Handset
) -> None:
    other = emulator.add_application("/other", app=app)
    app.answers |= {
        "/answer": f"""<Response><Dial><Application copyParentTo="{copied}" customerId="C1">
<ApplicationSid>{other.sid}</ApplicationSid><Parameter name="ticket" value="17"/><Parameter name="From" value="me"/>
</Application></Dial></Response>""",
        "/other": "<Response><Say>Here is the other one</Say></Response>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    handset.dial(LINE).hears("Here is the other one")
    asked = app.asked[-1].params
    assert (asked["ticket"], asked["From"]) == ("17", handset.phone_number)
    assert asked["To"] == (LINE if copied == "true" else other.sid)


GREETED = {
    "client:bob": """<Client url="/greeting" method="GET" statusCallback="/status" statusCallbackMethod="GET"
        statusCallbackEvent="initiated ringing answered completed">
        <Identity>bob</Identity><Parameter name="desk" value="3"/></Client>""",
    "sip:bob@example.com": """<Sip url="/greeting" method="GET" statusCallback="/status" statusCallbackMethod="GET"
        statusCallbackEvent="initiated ringing answered completed" username="me" password="secret"
        >sip:bob@example.com</Sip>""",
    "whatsapp:+15005550112": """<WhatsApp url="/greeting" method="GET" statusCallback="/status"
        statusCallbackMethod="GET" statusCallbackEvent="initiated ringing answered completed"
        >+15005550112</WhatsApp>""",
}
"""Who is rung, by whom: each is greeted, and each reports its progress."""


@pytest.mark.parametrize("who", list(GREETED))
def test_whoever_is_rung_is_greeted_and_reported(who: str, app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers |= {
        "/answer": f"<Response><Dial>{GREETED[who]}</Dial></Response>",
        "/greeting": "<Response><Say>A call for you</Say></Response>",
        "/status": (204, {}, ""),
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = handset.dial(LINE)
    emulator.handset(who).calls[-1].hears("A call for you").hang_up()
    assert call.status == "completed"
    told = [asked.params["CallStatus"] for asked in app.asked if asked.path == "/status"]
    assert told == ["initiated", "ringing", "in-progress", "completed"]
    assert {one.split()[0] for one in app.paths[1:]} == {"GET"}


def test_a_sip_telephone_is_examined_for_being_a_machine(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers |= {
        "/answer": """<Response><Dial><Sip machineDetection="DetectMessageEnd" machineDetectionTimeout="20"
            machineDetectionSpeechThreshold="2000" machineDetectionSpeechEndThreshold="1000"
            machineDetectionSilenceTimeout="3000" amdStatusCallback="/amd" amdStatusCallbackMethod="GET"
            >sip:bob@example.com</Sip></Dial></Response>""",
        "/amd": (204, {}, ""),
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    greeting = "This is the machine of Bob, who is out; say something after the tone."
    emulator.handset("sip:bob@example.com").on_ring("machine", greeting=greeting)
    handset.dial(LINE)
    emulator.clock.advance(20)
    assert app.paths == ["POST /answer", "GET /amd"]
    assert app.asked[-1].params["AnsweredBy"] == "machine_end_beep"


def test_an_application_may_be_greeted_and_reported_as_well(app: App, emulator: Emulator, handset: Handset) -> None:
    other = emulator.add_application("/other", app=app)
    app.answers |= {
        "/answer": f"""<Response><Dial><Application url="/greeting" method="GET" statusCallback="/status"
            statusCallbackMethod="GET" statusCallbackEvent="answered">{other.sid}</Application></Dial></Response>""",
        "/greeting": "<Response/>",
        "/status": (204, {}, ""),
        "/other": "<Response><Say>One moment</Say><Pause/><Say>Here is the other one</Say></Response>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    handset.dial(LINE).hears("Here is the other one")
    assert sorted(app.paths) == ["GET /greeting", "GET /status", "POST /answer", "POST /other"]


def test_a_sim_card_is_rung_by_its_sid(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers["/answer"] = f"<Response><Dial><Sim>DE{'0' * 32}</Sim></Dial></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    handset.dial(LINE).speak("Is the meter there?")
    emulator.handset(f"DE{'0' * 32}").calls[-1].hears("meter")
