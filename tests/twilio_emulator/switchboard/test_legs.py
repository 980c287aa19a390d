"""Several telephones in one scene: who hears whom, who answers, and what the application does to a live call."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from twilio_emulator import Emulator, LiveCall
from twilio_emulator.engine.effects import Callbacks, Destination, DestinationKind, Detection
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.session import Entry
from twilio_emulator.lines.called_line import Plan

LINE, OTHER_LINE = "+15005550100", "+15005550101"
ALICE, BOB, CAROL = "+15005550111", "+15005550112", "+15005550113"


def test_two_people_hear_each_other_and_nobody_else_does(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = f"<Response><Dial>{BOB}</Dial></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    bystander = emulator.handset(CAROL).dial(BOB)

    alice = emulator.handset(ALICE).dial(LINE)
    (*_, bob) = emulator.handset(BOB).calls
    alice.speak("Is that Bob?")
    bob.hears("Is that Bob?").speak("It is").press("7")

    alice.hears("It is").hears("[tones 7]")
    assert "Bob?" not in bystander.transcript
    assert emulator.handset(BOB).calls[-1].status is CallStatus.IN_PROGRESS


def test_a_handset_that_is_asked_rings_until_somebody_picks_it_up(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = f"<Response><Dial>{BOB}</Dial></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(BOB).on_ring("ask")

    alice = emulator.handset(ALICE).dial(LINE)
    (bob,) = emulator.handset(BOB).calls
    assert (alice.status, bob.status) == (CallStatus.IN_PROGRESS, CallStatus.RINGING)
    alice.wait(8)
    bob.pick_up().speak("Hello?")

    alice.hears("Hello?")
    with pytest.raises(RuntimeError, match="does not ring"):
        bob.refuse()


@pytest.mark.parametrize(("how", "status"), [("busy", "busy"), ("reject", "no-answer")])
def test_a_handset_that_declines_is_busy_to_the_caller_or_does_not_answer(
    app: Any, emulator: Emulator, how: Literal["busy", "reject"], status: str
) -> None:
    app.answers["/answer"] = f'<Response><Dial action="/done">{BOB}</Dial></Response>'
    app.answers["/done"] = "<Response/>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(BOB).on_ring("ask")

    emulator.handset(ALICE).dial(LINE)
    emulator.handset(BOB).calls[-1].refuse(how)

    assert app.asked[-1].params["DialCallStatus"] == status


def test_an_application_reaches_another_one_and_the_caller_presses_keys_through_both(
    app: Any, emulator: Emulator
) -> None:
    app.answers["/answer"] = f'<Response><Dial action="/done">{OTHER_LINE}</Dial></Response>'
    app.answers["/done"] = "<Response><Say>Back again</Say></Response>"
    app.answers["/other"] = '<Response><Gather numDigits="1" action="/menu"><Say>Press a key</Say></Gather></Response>'
    app.answers["/menu"] = "<Response><Say>Thank you</Say><Hangup/></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.add_number(OTHER_LINE, voice_url="/other", app=app)

    alice = emulator.handset(ALICE).dial(LINE).hears("Press a key")
    alice.press("4").hears("Thank you").hears("Back again")

    assert next(one for one in app.asked if one.path == "/menu").params["Digits"] == "4"
    first, dialled, inbound = emulator.calls
    assert (dialled.direction, dialled.parent_sid) == ("outbound-dial", first.sid)
    assert (inbound.direction, inbound.to, inbound.parent_sid) == ("inbound", OTHER_LINE, "")
    assert {call.status for call in emulator.calls} == {CallStatus.COMPLETED}


def test_the_caller_of_two_applications_hangs_up_and_every_leg_ends(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = f"<Response><Dial>{OTHER_LINE}</Dial></Response>"
    app.answers["/other"] = "<Response><Pause length='600'/></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.add_number(OTHER_LINE, voice_url="/other", app=app)

    alice = emulator.handset(ALICE).dial(LINE, settle=False)
    emulator.clock.advance(1)
    alice.hang_up()

    assert all(call.over for call in emulator.calls)


def test_an_application_that_rejects_is_busy_to_the_leg_that_dialled_it(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = f'<Response><Dial action="/done">{OTHER_LINE}</Dial></Response>'
    app.answers["/done"] = "<Response/>"
    app.answers["/other"] = '<Response><Reject reason="busy"/></Response>'
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.add_number(OTHER_LINE, voice_url="/other", app=app)

    emulator.handset(ALICE).dial(LINE)

    assert app.asked[-1].params["DialCallStatus"] == "busy"


def test_applications_that_dial_one_another_come_to_an_end(app: Any, emulator: Emulator) -> None:
    app.answers["/one"] = f"<Response><Dial>{OTHER_LINE}</Dial></Response>"
    app.answers["/two"] = f"<Response><Dial>{LINE}</Dial></Response>"
    emulator.add_number(LINE, voice_url="/one", app=app)
    emulator.add_number(OTHER_LINE, voice_url="/two", app=app)

    alice = emulator.handset(ALICE).dial(LINE)

    assert alice.status is CallStatus.COMPLETED
    assert all(call.over for call in emulator.calls)
    assert any(notice.code == 12400 for one in emulator.exchanges for notice in one.notices)


def test_applications_cannot_ring_more_and_more_telephones(app: Any, emulator: Emulator) -> None:
    crowd = "".join(f"<Number>{LINE}</Number>" for _ in range(10))
    app.answers["/answer"] = f'<Response><Dial answerOnBridge="true">{crowd}</Dial></Response>'
    emulator.add_number(LINE, voice_url="/answer", app=app)

    alice = emulator.handset(ALICE).dial(LINE, settle=False)

    assert len(emulator.calls) < 10_500
    alice.hang_up()
    assert all(call.over for call in emulator.calls)


def test_an_application_is_dialled_by_its_sid(app: Any, emulator: Emulator) -> None:
    sales = emulator.add_application(voice_url="/sales", app=app)
    app.answers["/answer"] = (
        f"<Response><Dial><Application><ApplicationSid>{sales.sid}</ApplicationSid></Application></Dial></Response>"
    )
    app.answers["/sales"] = "<Response><Say>Sales speaking</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)

    emulator.handset(ALICE).dial(LINE).hears("Sales speaking")
    assert ["ApplicationSid" in one.params for one in app.asked] == [False, True]
    assert app.asked[-1].params["ApplicationSid"] == sales.sid


def test_the_ringing_tone_is_that_of_the_country_asked_for(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = f'<Response><Dial ringTone="uk">{BOB}</Dial></Response>'
    emulator.add_number(LINE, voice_url="/answer", app=app)
    assert f"rings {BOB}, the ringing tone is that of uk" in emulator.handset(ALICE).dial(LINE).transcript


@pytest.mark.parametrize(
    ("refer", "who"),
    [("", "<Sip>sip:bob@example.com</Sip>"), ('referUrl="/refer"', f"<Number>{BOB}</Number>")],
    ids=["without a referUrl", "not a SIP telephone"],
)
def test_nobody_else_passes_a_call_on(app: Any, emulator: Emulator, refer: str, who: str) -> None:
    app.answers["/answer"] = f"<Response><Dial {refer}>{who}</Dial></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = emulator.handset(ALICE).dial(LINE)
    other = LiveCall(emulator.switchboard, emulator.calls[-1])
    with pytest.raises(RuntimeError, match="cannot be passed on"):
        other.transfer("sip:carol@example.com")
    assert (call.status, other.status) == ("in-progress", "in-progress")


@pytest.mark.parametrize(("bob", "carol", "last"), [(3, 1, BOB), (1, 3, CAROL)])
def test_the_action_is_told_of_the_party_that_was_tried_last(
    app: Any, emulator: Emulator, bob: int, carol: int, last: str
) -> None:
    app.answers["/answer"] = (
        f'<Response><Dial action="/done"><Number>{BOB}</Number><Number>{CAROL}</Number></Dial></Response>'
    )
    app.answers["/done"] = "<Response/>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(BOB).on_ring("busy", after=bob)
    emulator.handset(CAROL).on_ring("unreachable", after=carol)
    emulator.handset(ALICE).dial(LINE)
    told = app.asked[-1].params
    (tried,) = (leg for leg in emulator.calls if leg.to == last)
    assert (told["DialCallSid"], told["DialCallStatus"], told["DialBridged"]) == (tried.sid, tried.status, "false")
    assert "DialCallDuration" not in told


# -- calls from the application


def test_a_call_from_the_application_asks_its_document_when_somebody_answers(app: Any, emulator: Emulator) -> None:
    app.answers["/reminder"] = '<Response><Gather numDigits="1" action="/ok"><Say>Press 1</Say></Gather></Response>'
    app.answers["/ok"] = "<Response><Say>Noted</Say></Response>"
    app.answers["/progress"] = "<Response/>"
    emulator.add_number(LINE, voice_url="/unused", app=app)
    emulator.handset(BOB).on_ring(True, after=6)

    call = emulator.call_out(
        LINE,
        BOB,
        "/reminder",
        status_callback="/progress",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    call.hears("Press 1").press("1").hears("Noted")

    told = [one.params for one in app.asked if one.path == "/progress"]
    assert [one["CallStatus"] for one in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [one["SequenceNumber"] for one in told] == ["0", "1", "2", "3"]
    asked = next(one.params for one in app.asked if one.path == "/reminder")
    assert (asked["Direction"], asked["CallStatus"], asked["From"], asked["To"]) == (
        "outbound-api",
        "in-progress",
        LINE,
        BOB,
    )


def test_a_call_from_the_application_that_nobody_answers_asks_for_no_document(app: Any, emulator: Emulator) -> None:
    emulator.add_number(LINE, voice_url="/unused", app=app)
    emulator.handset(BOB).on_ring("no-answer")

    call = emulator.call_out(LINE, BOB, "/reminder", timeout=20)

    assert (call.status, call.duration, app.asked) == (CallStatus.NO_ANSWER, 0, [])


def test_a_call_may_bring_its_document_along(emulator: Emulator) -> None:
    emulator.call_out(LINE, BOB, twiml="<Response><Say>Hello from nowhere</Say></Response>").hears("from nowhere")


GREETING = "You have reached Bob. I am not at home. Please leave your message after the tone and I will call you back."


@pytest.mark.parametrize(
    ("who", "detection", "answered_by"),
    [
        ({"answer": True}, Detection(), "human"),
        ({"answer": "machine", "greeting": GREETING}, Detection(), "machine_start"),
        ({"answer": "machine", "greeting": GREETING}, Detection(message_end=True), "machine_end_beep"),
        (
            {"answer": "machine", "greeting": GREETING, "beep": False},
            Detection(message_end=True),
            "machine_end_silence",
        ),
        ({"answer": "machine", "greeting": GREETING}, Detection(message_end=True, timeout=3), "unknown"),
        ({"answer": "machine", "greeting": "Bob"}, Detection(), "human"),
        ({"answer": "machine"}, Detection(), "unknown"),
        ({"answer": "fax"}, Detection(), "fax"),
    ],
)
def test_who_answers_is_found_out_before_the_document_is_asked_for(
    who: dict[str, Any], detection: Detection, answered_by: str, app: Any, emulator: Emulator
) -> None:
    app.answers["/reminder"] = "<Response/>"
    emulator.add_number(LINE, voice_url="/unused", app=app)
    emulator.handset(BOB).on_ring(**who)

    emulator.call_out(LINE, BOB, "/reminder", detection=detection)

    assert app.asked[0].params["AnsweredBy"] == answered_by
    assert emulator.calls[0].answered_by == answered_by


def test_detection_on_the_side_tells_its_callback_and_holds_nothing_back(app: Any, emulator: Emulator) -> None:
    app.answers["/reminder"] = "<Response><Pause length='20'/></Response>"
    app.answers["/amd"] = "<Response/>"
    emulator.add_number(LINE, voice_url="/unused", app=app)
    emulator.handset(BOB).on_ring("machine", greeting=GREETING)
    detection = Detection(blocking=False, callbacks=Callbacks(url="http://app.localhost/amd"))

    emulator.call_out(LINE, BOB, "/reminder", detection=detection)

    assert [one.path for one in app.asked] == ["/reminder", "/amd"]
    assert "AnsweredBy" not in app.asked[0].params
    assert app.asked[1].params["AnsweredBy"] == "machine_start"
    assert app.asked[1].params["MachineDetectionDuration"] == "2400"


def test_legs_are_given_up_in_the_order_in_which_they_were_rung(app: Any, emulator: Emulator) -> None:
    people = [f"+1500555012{number}" for number in range(6)]
    numbers = "".join(f'<Number statusCallback="/over">{person}</Number>' for person in people)
    app.answers |= {
        "/answer": f'<Response><Dial timeout="5" action="/done">{numbers}</Dial></Response>',
        "/over": "<Response/>",
        "/done": "<Response/>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    for person in people:
        emulator.handset(person).on_ring("no-answer")

    emulator.handset(ALICE).dial(LINE)

    told = [one.params for one in app.asked if one.path == "/over"]
    assert [params["To"] for params in told] == people
    (done,) = (one.params for one in app.asked if one.path == "/done")
    assert done["DialCallSid"] == told[0]["CallSid"]


@pytest.mark.parametrize("whisper", ["", 'url="/whisper"'], ids=["plain", "with a whisper"])
@pytest.mark.parametrize("other", ["busy", "reject", "unreachable", True])
def test_of_two_that_respond_at_the_same_moment_the_first_who_answers_is_connected(
    other: Any, whisper: str, app: Any, emulator: Emulator
) -> None:
    app.answers |= {
        "/answer": f"""<Response><Dial action="/done">
          <Number {whisper}>{BOB}</Number><Number>{CAROL}</Number></Dial></Response>""",
        "/whisper": "<Response><Say>A call for you</Say></Response>",
        "/done": "<Response/>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(CAROL).on_ring(other)

    alice = emulator.handset(ALICE).dial(LINE)
    (bob,) = emulator.handset(BOB).calls
    alice.wait(10).speak("Is that Bob?")
    bob.hears("Is that Bob?").hang_up()

    assert (app.asked[-1].path, app.asked[-1].params["DialCallStatus"]) == ("/done", "completed")
    assert app.asked[-1].params["DialCallSid"] == bob.sid
    assert int(app.asked[-1].params["DialCallDuration"]) >= 10
    assert emulator.switchboard.desk.lines == {}


def test_the_record_says_whose_turn_it_is_though_only_the_far_end_has_changed(app: Any, emulator: Emulator) -> None:
    app.answers |= {
        "/answer": f"<Response><Dial>{OTHER_LINE}</Dial></Response>",
        "/far": '<Response><Say>Hello</Say><Gather timeout="5"/><Say>Hello?</Say><Gather timeout="60"/></Response>',
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.add_number(OTHER_LINE, voice_url="/far", app=app)
    alice = emulator.handset(ALICE).dial(LINE)
    record = emulator.calls[0]

    assert record.listening
    emulator.clock.advance(5.1)
    assert not record.listening
    alice.settle()
    assert record.listening
    alice.hang_up()
    assert not record.listening


def test_a_leg_that_is_over_hears_nothing_more_of_the_far_end_of_its_wire(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = "<Response><Say>Hello</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)

    call = emulator.call_out(LINE, LINE, twiml="<Response><Hangup/></Response>")

    assert call.transcript.splitlines()[-1].endswith("completed: the application hung up")
    assert emulator.switchboard.desk.lines == {}


def test_legs_that_are_connected_in_a_ring_hear_a_word_once(app: Any, emulator: Emulator) -> None:
    waits, takes = "<Response><Enqueue>{}</Enqueue></Response>", "<Response><Dial><Queue>{}</Queue></Dial></Response>"
    app.answers |= {"/waits": waits.format("near"), "/takes": takes.format("near")}
    emulator.add_number(LINE, voice_url="/waits", app=app)
    emulator.add_number(OTHER_LINE, voice_url="/takes", app=app)
    one = emulator.call_out(LINE, LINE, twiml=waits.format("far"))
    other = emulator.call_out(LINE, OTHER_LINE, twiml=takes.format("far"))

    one.speak("Hello?")

    assert [call.status for call in emulator.calls] == [CallStatus.IN_PROGRESS] * 4
    assert other.transcript.count("« Hello?") == 1
    one.hang_up()
    assert "12400" not in one.transcript + other.transcript
    assert emulator.switchboard.desk.lines == {}


def test_two_echoes_that_are_connected_come_to_an_end(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = "<Response><Echo/></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    call = emulator.call_out(LINE, LINE, twiml="<Response><Echo/></Response>")

    call.speak("Hello?")

    assert "12400" in call.transcript
    assert emulator.switchboard.desk.lines == {}


# -- an update of a live call


def test_an_update_cuts_the_running_verb_at_once(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = '<Response><Say loop="50">Please hold the line.</Say><Say>never said</Say></Response>'
    app.answers["/agent"] = "<Response><Say>An agent is here</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    alice = emulator.handset(ALICE).dial(LINE, settle=False)
    emulator.clock.advance(2)

    assert emulator.update_call(alice.sid, url="http://app.localhost/agent")

    alice.hears("An agent is here")
    assert "never said" not in alice.transcript
    assert app.asked[-1].params["CallStatus"] == "in-progress"


@pytest.mark.mistake(40)
def test_an_update_wins_over_an_answer_that_is_still_on_its_way(app: Any, emulator: Emulator) -> None:
    """The old document's request is under way when the call is sent elsewhere: its answer comes, and is dropped."""

    def slow_action(asked: Any) -> str:
        assert emulator.switchboard.update(asked.params["CallSid"], url="http://app.localhost/new")
        return "<Response><Say>the old document</Say></Response>"

    app.answers["/answer"] = '<Response><Gather numDigits="1" action="/slow"/></Response>'
    app.answers["/slow"] = slow_action
    app.answers["/new"] = "<Response><Say>the new document</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)

    alice = emulator.handset(ALICE).dial(LINE).press("1").hears("the new document")

    assert "the old document" not in alice.transcript
    assert [one.path for one in app.asked] == ["/answer", "/slow", "/new"]


def test_two_updates_one_after_the_other_leave_the_later_one_in_charge(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = "<Response><Say>Hold on</Say><Pause length='60'/></Response>"
    for name in ("one", "two"):
        app.answers[f"/{name}"] = f"<Response><Say>document {name}</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    alice = emulator.handset(ALICE).dial(LINE, settle=False)
    emulator.clock.advance(3)

    for name in ("one", "two"):
        assert emulator.switchboard.update(alice.sid, url=f"http://app.localhost/{name}")
    alice.settle()

    alice.hears("document two")
    assert "document one" not in alice.transcript


@pytest.mark.parametrize("seconds", [0.5, 2.5], ids=["while it is examined", "while tones are sent"])
@pytest.mark.parametrize("dialled", [False, True], ids=["called out", "dialled"])
def test_an_update_of_a_leg_that_has_just_answered_leaves_nothing_of_what_was_planned(
    seconds: float, dialled: bool, app: Any, emulator: Emulator
) -> None:
    app.answers |= {
        "/answer": f"""<Response><Dial>
          <Number url="/plan" machineDetection="Enable" sendDigits="WWWW1">{BOB}</Number></Dial></Response>""",
        "/plan": "<Response><Say>the old document</Say></Response>",
        "/new": '<Response><Say>the new document</Say><Gather timeout="60"/></Response>',
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    if dialled:
        emulator.handset(ALICE).dial(LINE, settle=False)
    else:
        url = "http://app.localhost/plan"
        plan, to = Plan(entry=Entry(url=url)), Destination(
            sid="", kind=DestinationKind.NUMBER, address=BOB, send_digits="WWWW1", detection=Detection()
        )  # fmt: skip
        emulator.switchboard.call_out(LINE, BOB, plan, to)
    (bob,) = emulator.handset(BOB).calls
    emulator.clock.advance(seconds)

    assert emulator.update_call(bob.sid, url="http://app.localhost/new")

    bob.hears("the new document").wait(30)
    assert "the old document" not in bob.transcript
    assert bob.status is CallStatus.IN_PROGRESS
    assert "/plan" not in [one.path for one in app.asked]


def test_an_update_saves_a_call_that_is_being_told_of_an_error(app: Any, emulator: Emulator) -> None:
    app.answers |= {
        "/answer": "<Response><Say>Hello</Say><Redirect>/wrong</Redirect></Response>",
        "/wrong": "no document",
        "/new": '<Response><Say>the new document</Say><Gather timeout="60"/></Response>',
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    alice = emulator.handset(ALICE).dial(LINE, settle=False)
    emulator.clock.advance(3)
    assert "an application error" in alice.transcript

    assert emulator.update_call(alice.sid, url="http://app.localhost/new")

    alice.hears("the new document")
    assert alice.status is CallStatus.IN_PROGRESS


def test_what_is_over_or_not_answered_cannot_be_sent_elsewhere(app: Any, emulator: Emulator) -> None:
    app.answers["/answer"] = "<Response><Reject/></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    alice = emulator.handset(ALICE).dial(LINE)

    assert not emulator.update_call(alice.sid, twiml="<Response/>")
    assert not emulator.end_call(alice.sid)


def test_an_inline_document_has_no_place_that_a_relative_address_could_begin_at(emulator: Emulator) -> None:
    call = emulator.call_out(LINE, BOB, twiml='<Response><Gather numDigits="1"/></Response>').press("1")

    assert "11100" in call.transcript


def test_a_caller_who_hangs_up_is_gone_though_the_action_has_no_address(emulator: Emulator) -> None:
    call = emulator.call_out(LINE, BOB, twiml=f'<Response><Dial action="/done">{CAROL}</Dial></Response>')
    call.hang_up()

    assert call.status is CallStatus.COMPLETED
    assert "11100" in call.transcript
    assert all(one.over for one in emulator.calls)


# -- time


def scene(emulator: Emulator, app: Any) -> str:
    app.answers["/answer"] = f'<Response><Say>One moment</Say><Dial action="/done" timeout="20">{BOB}</Dial></Response>'
    app.answers["/done"] = "<Response><Say>Thank you for calling</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(BOB).on_ring(True, after=11.5)
    alice = emulator.handset(ALICE).dial(LINE).speak("How long is ten minutes?").wait(600)
    bob = emulator.handset(BOB).calls[-1].speak("As long as this call").hang_up()
    alice.settle()
    return alice.transcript + bob.transcript


def test_two_runs_of_a_scene_of_ten_minutes_read_the_same(app: Any) -> None:
    pages = []
    for _ in range(2):
        with Emulator() as emulator:
            pages.append(scene(emulator, app))
    assert pages[0] == pages[1]
    assert "Thank you for calling" in pages[0]
