"""Conferences with several telephones: who hears what, what an application may do to them, and what it is told."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator, LiveCall
from twilio_emulator.engine.conference import WORDS
from twilio_emulator.engine.errors import TwimlError
from twilio_emulator.lines import conferences, moderation
from twilio_emulator.lines.called_line import Plan
from twilio_emulator.lines.conferences import plan
from twilio_emulator.live_conference import LiveConference

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Asked

LINE = "+15005550100"
ADA, BOB, EVE = "+15005550111", "+15005550112", "+15005550113"
EVENTS = " ".join(WORDS)
ROOM = f'<Conference beep="false" statusCallback="/told" statusCallbackEvent="{EVENTS}">room</Conference>'


def document(room: str = ROOM, after: str = "<Say>Outside</Say>") -> str:
    return f"<Response><Dial>{room}</Dial>{after}</Response>"


def heard(call: LiveCall) -> list[str]:
    """Everything that came out of this telephone, but for the music."""
    lines = (line.partition(" « ")[2] for line in call.transcript.splitlines())
    return [line for line in lines if line and line != "[music]"]


def events(app: App) -> list[dict[str, str]]:
    return [one.params for one in app.asked if one.path == "/told"]


def names(app: App) -> list[str]:
    return [one["StatusCallbackEvent"] for one in events(app)]


@pytest.fixture
def three(app: App, emulator: Emulator) -> list[LiveCall]:
    """Ada, Bob and Eve, who are in a conference that has begun."""
    app.answers |= {"/answer": document(), "/told": (204, {}, "")}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    return [emulator.handset(number).dial(LINE) for number in (ADA, BOB, EVE)]


@pytest.fixture
def room(three: list[LiveCall], emulator: Emulator) -> LiveConference:
    """What they are in."""
    return emulator.conference("room")


def test_all_hear_each_other(three: list[LiveCall], room: LiveConference) -> None:
    ada, bob, eve = three
    assert room.status == "in-progress"
    assert [one.call_sid for one in room.participants] == [ada.sid, bob.sid, eve.sid]
    ada.speak("Good morning")
    bob.press("1")
    assert heard(ada) == ["[tones 1]"]
    assert heard(bob) == ["Good morning"]
    assert heard(eve) == ["Good morning", "[tones 1]"]


def test_mute_and_unmute(three: list[LiveCall], room: LiveConference, app: App) -> None:
    ada, bob, _ = three
    room.participant(ada.sid).mute()
    ada.speak("secret")
    bob.speak("public")
    room.participant(ada.sid).mute(False)
    ada.speak("again")
    assert heard(bob) == ["again"]
    assert heard(ada) == ["public"]
    told = [one for one in events(app) if "mute" in one["StatusCallbackEvent"]]
    assert [(one["StatusCallbackEvent"], one["CallSid"], one["Muted"]) for one in told] == [
        ("participant-mute", ada.sid, "true"),
        ("participant-unmute", ada.sid, "false"),
    ]


def test_one_on_hold_hears_its_document_again_and_again_and_nothing_else(
    three: list[LiveCall], room: LiveConference, app: App, emulator: Emulator
) -> None:
    ada, bob, eve = three
    app.answers["/hold"] = "<Response><Gather/><Pause length='10'/></Response>"
    room.participant(bob.sid).hold(True, "/hold")
    ada.speak("He is away")
    bob.speak("Hello?")
    emulator.clock.advance(25)
    assert heard(bob) == []
    assert heard(ada) == []
    assert heard(eve) == ["He is away"]
    assert [one.method for one in app.asked if one.path == "/hold"] == ["GET", "GET", "GET"]
    assert {notice.code for one in bob.exchanges for notice in one.notices} == {13238}
    room.participant(bob.sid).hold(False)
    ada.speak("Welcome back")
    assert heard(bob) == ["Welcome back"]
    assert [one for one in names(app) if "hold" in one] == ["participant-hold", "participant-unhold"]


def test_hold_without_a_document_is_music_and_one_that_cannot_be_had_is_silence(
    three: list[LiveCall], room: LiveConference
) -> None:
    ada, bob, _ = three
    room.participant(bob.sid).hold()
    assert "[music]" in bob.transcript
    room.participant(bob.sid).hold(True, "/gone")
    assert [notice.code for one in bob.exchanges for notice in one.notices] == [11200]
    room.participant(bob.sid).hold(False)
    ada.speak("There you are")
    assert heard(bob) == ["There you are"]


def test_hold_in_a_room_that_waits_goes_back_to_the_waiting(app: App, emulator: Emulator) -> None:
    app.answers |= {
        "/answer": document('<Conference waitUrl="/wait">room</Conference>'),
        "/wait": "<Response><Say>Please wait</Say></Response>",
        "/other": "<Response><Say>Wait longer</Say></Response>",
        "/hold": "<Response><Say>On hold</Say><Pause length='600'/></Response>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada = emulator.handset(ADA).dial(LINE)
    participant = emulator.conference("room").participants[0]
    participant.hold(True, "/hold")
    participant.hold(False)
    participant.wait("/other")
    participant.wait("")
    assert heard(ada) == ["Please wait", "On hold", "Please wait", "Wait longer"]
    participant.wait(None)
    assert "[music]" in ada.transcript
    participant.hold(True, "/hold")
    bob = emulator.handset(BOB).dial(LINE).speak("Anybody?")
    participant.hold(False)
    assert heard(ada)[-1] == "On hold", "who is on hold hears neither the beginning nor the others"
    ada.speak("I am back")
    assert heard(bob) == ["I am back"]


def test_a_coach_is_heard_by_one_alone(three: list[LiveCall], room: LiveConference, app: App) -> None:
    ada, bob, eve = three
    room.participant(eve.sid).coach(ada.sid)
    eve.speak("Ask for the number")
    ada.speak("What is the number?")
    room.participant(eve.sid).coach(None)
    eve.speak("Hello both")
    assert heard(ada) == ["Ask for the number", "Hello both"]
    assert heard(bob) == ["What is the number?", "Hello both"]
    assert heard(eve) == ["What is the number?"]
    assert [one["Coaching"] for one in events(app) if one["StatusCallbackEvent"] == "participant-modify"] == [
        "true",
        "false",
    ]
    with pytest.raises(TwimlError, match="16028"):
        room.participant(eve.sid).coach("CA0")


def test_a_coach_comes_in_by_its_document(app: App, emulator: Emulator) -> None:
    app.answers["/answer"] = document("<Conference>room</Conference>")
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada, bob = (emulator.handset(number).dial(LINE) for number in (ADA, BOB))
    app.answers["/answer"] = document(f'<Conference beep="false" coach="{ada.sid}">room</Conference>')
    emulator.handset(EVE).dial(LINE).speak("psst")
    assert heard(ada) == ["[beep]", "psst"]
    assert heard(bob) == []


def test_an_announcement_to_all_and_one_to_one_alone(
    three: list[LiveCall], room: LiveConference, app: App, emulator: Emulator
) -> None:
    ada, bob, eve = three
    app.answers["/words"] = "<Response><Say>Five minutes left</Say><Gather/></Response>"
    app.answers["/private"] = "<Response><Say>Your battery is low</Say></Response>"
    room.announce("/words")
    room.participant(bob.sid).announce("/private", method="GET")
    assert heard(ada) == heard(eve) == ["Five minutes left"]
    assert heard(bob) == ["Five minutes left", "Your battery is low"]
    assert [one.path for one in app.asked if one.path in ("/words", "/private")] == ["/words", "/private"]
    to_all, to_one = (one for one in events(app) if one["StatusCallbackEvent"] == "announcement-end")
    assert to_all["AnnounceUrl"].endswith("/words")
    assert "CallSid" not in to_all
    assert (to_one["CallSid"], to_one["Muted"]) == (bob.sid, "false")
    ada.speak("Thank you")
    assert heard(eve)[-1] == "Thank you"
    assert {notice.code for one in ada.exchanges for notice in one.notices} == {13238}
    assert emulator.calls[0].sid == ada.sid
    assert len(emulator.calls) == 3, "an announcement is no call"


@pytest.mark.parametrize("answer", [(500, {}, "broken"), "<Oops", (200, {"Content-Type": "image/png"}, b"x")])
def test_an_announcement_that_cannot_be_made_is_told(
    answer: object, three: list[LiveCall], room: LiveConference, app: App
) -> None:
    app.answers["/words"] = answer  # type: ignore[assignment]
    room.announce("/words")
    assert names(app)[-1] == "announcement-fail"
    assert events(app)[-1]["ReasonAnnouncementFailed"]
    assert [heard(call) for call in three] == [[], [], []]
    assert room.status == "in-progress"


def test_an_announcement_during_the_music_leaves_the_waiting_as_it_is(app: App, emulator: Emulator) -> None:
    app.answers |= {
        "/answer": document('<Conference waitUrl="/wait">room</Conference>'),
        "/wait": "<Response><Pause length='30'/><Say>Still waiting</Say></Response>",
        "/words": "<Response><Say>Somebody is coming</Say></Response>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada = emulator.handset(ADA).dial(LINE)
    emulator.conference("room").announce("/words")
    ada.wait(30)
    assert heard(ada) == ["Somebody is coming", "Still waiting"]
    assert [one.path for one in app.asked].count("/wait") == 1


def test_one_who_is_taken_out_goes_on_with_its_own_document(
    three: list[LiveCall], room: LiveConference, app: App
) -> None:
    ada, bob, _ = three
    room.participant(bob.sid).kick()
    bob.hears("Outside")
    ada.speak("Is he gone?")
    assert heard(bob) == ["Outside"]
    left = events(app)[3 + 1]
    assert left["StatusCallbackEvent"] == "participant-leave"
    assert (left["CallSid"], left["ParticipantCallStatus"]) == (bob.sid, "in-progress")
    assert left["ReasonParticipantLeft"] == "participant_updated_via_api"


def test_the_last_one_taken_out_ends_it(three: list[LiveCall], room: LiveConference) -> None:
    for participant in room.participants:
        participant.kick()
    assert room.status == "completed"
    assert room.record.reason_conference_ended == "last-participant-kicked"
    assert room.record.call_sid_ending_conference == three[-1].sid


def test_ended_for_the_application_everybody_is_hung_up(three: list[LiveCall], room: LiveConference, app: App) -> None:
    room.end()
    assert [call.status for call in three] == ["completed"] * 3
    assert [heard(call) for call in three] == [[], [], []]
    assert names(app)[-4:] == ["participant-leave"] * 3 + ["conference-end"]
    end = events(app)[-1]
    assert end["ReasonConferenceEnded"] == "conference-ended-via-api"
    assert "CallSidEndingConference" not in end
    assert room.record.call_sid_ending_conference == ""
    room.end()
    room.announce("/words")
    with pytest.raises(LookupError):
        room.participant(three[0].sid)


def test_exit_may_be_made_to_end_it_and_to_beep(three: list[LiveCall], room: LiveConference, app: App) -> None:
    ada, bob, eve = three
    room.participant(ada.sid).beep_on_exit()
    room.participant(bob.sid).end_on_exit()
    ada.hang_up()
    assert heard(bob) == heard(eve) == ["[beep]"]
    bob.hang_up()
    eve.settle()
    assert heard(eve) == ["[beep]", "Outside"]
    assert room.record.reason_conference_ended == "participant-with-end-conference-on-exit-left"
    assert names(app).count("participant-modify") == 2


def test_what_is_told_comes_in_order_with_its_numbers(three: list[LiveCall], room: LiveConference, app: App) -> None:
    ada, *_ = three
    ada.speak("One two three")
    ada.wait(5)
    for call in three:
        call.hang_up()
    assert [int(one["SequenceNumber"]) for one in events(app)] == list(range(1, len(events(app)) + 1))
    assert names(app) == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-join",
        "participant-speech-start",
        "participant-speech-stop",
        "participant-leave",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    assert {one["ConferenceSid"] for one in events(app)} == {room.sid}
    assert {one["FriendlyName"] for one in events(app)} == {"room"}
    assert not any({"From", "To", "CallStatus"} & one.keys() for one in events(app))


def test_a_callback_that_fails_harms_nothing(app: App, emulator: Emulator) -> None:
    app.answers |= {"/answer": document(), "/told": (500, {}, "no")}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada, bob = (emulator.handset(number).dial(LINE) for number in (ADA, BOB))
    ada.speak("All is well")
    assert heard(bob) == ["All is well"]
    assert {notice.code for one in ada.exchanges for notice in one.notices} == {15003}


def test_a_room_that_is_over_is_another_one_when_it_is_entered_again(app: App, emulator: Emulator) -> None:
    app.answers["/answer"] = document("<Conference>room</Conference>")
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(ADA).dial(LINE).hang_up()
    first = emulator.conference("room")
    emulator.handset(ADA).dial(LINE)
    second = emulator.conference("room")
    assert (first.status, second.status) == ("completed", "init")
    assert first.sid != second.sid
    assert emulator.conference(first.sid).status == "completed"
    assert second.sid.startswith("CF")
    with pytest.raises(LookupError):
        emulator.conference("another room")


def test_the_record_names_the_first_region_and_its_days(app: App, emulator: Emulator) -> None:
    emulator.add_number(LINE, voice_url="/answer", app=app)
    for region in ("", ' region="ie1"', ' region="us1"'):
        app.answers["/answer"] = document(f"<Conference{region}>room</Conference>")
        emulator.handset(ADA).dial(LINE)
        emulator.clock.advance(60)
    (record,) = emulator.conferences
    assert record.region == "ie1"
    assert (record.date_updated - record.date_created).total_seconds() == 120
    assert [at - record.date_created for at in record.joined_at.values()] == [timedelta(minutes=n) for n in range(3)]


def test_a_conference_entered_again_by_the_document_that_follows_it(app: App, emulator: Emulator) -> None:
    """Everybody is out before anybody goes on, so nobody meets the room that is over."""
    app.answers["/answer"] = document('<Conference endConferenceOnExit="true">room</Conference>')
    emulator.add_number(LINE, voice_url="/answer", app=app)
    first = emulator.handset(ADA).dial(LINE)
    app.answers["/answer"] = document("<Conference>room</Conference>", "<Dial><Conference>room</Conference></Dial>")
    bob, eve = (emulator.handset(number).dial(LINE) for number in (BOB, EVE))
    first.hang_up()
    room = emulator.conference("room")
    assert room.status == "in-progress"
    assert [one.call_sid for one in room.participants] == [bob.sid, eve.sid]
    bob.speak("Shall we go on?")
    assert heard(eve)[-1] == "Shall we go on?"


def test_an_update_of_the_one_who_ends_it_lets_the_others_out(app: App, emulator: Emulator) -> None:
    app.answers |= {"/answer": document('<Conference endConferenceOnExit="true">room</Conference>')}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada, bob = (emulator.handset(number).dial(LINE) for number in (ADA, BOB))
    assert emulator.update_call(ada.sid, twiml="<Response><Say>Elsewhere</Say></Response>")
    bob.settle()
    assert heard(ada)[-1] == "Elsewhere"
    assert heard(bob)[-1] == "Outside"
    assert emulator.conference("room").status == "completed"


def test_the_recording_hears_all_but_who_is_muted_coaching_or_on_hold(app: App, emulator: Emulator) -> None:
    app.answers["/answer"] = document('<Conference beep="false" record="record-from-start">room</Conference>')
    app.answers["/words"] = "<Response><Say>Recorded</Say></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada = emulator.handset(ADA).dial(LINE)
    assert not emulator.switchboard.desk.store.recordings
    bob, eve = (emulator.handset(number).dial(LINE) for number in (BOB, EVE))
    room = emulator.conference("room")
    ada.speak("First").wait(5)
    room.participant(ada.sid).mute()
    ada.speak("Second").wait(5)
    room.participant(bob.sid).coach(ada.sid)
    bob.speak("Third").wait(5)
    room.announce("/words")
    for call in (ada, bob):
        call.hang_up()
    eve.speak("Last").wait(5)
    eve.hang_up()
    (recording,) = emulator.switchboard.desk.store.recordings.values()
    assert [one.text for one in recording.words] == ["First", "Recorded", "Last"]
    assert recording.conference_sid == room.sid
    assert not recording.running


def test_a_call_from_the_api_comes_straight_into_the_room(app: App, emulator: Emulator) -> None:
    app.answers["/answer"] = document("<Conference>R&amp;D</Conference>")
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada = emulator.handset(ADA).dial(LINE)
    into = plan("R&D", {"participantLabel": 'the "guest"', "beep": "onEnter", "waitUrl": ""}, time_limit=60)
    call = LiveCall(emulator.switchboard, emulator.switchboard.call_out(LINE, BOB, into)).settle()
    room = emulator.conference("R&D")
    assert [one.label for one in room.participants] == ["", 'the "guest"']
    assert room.participant('the "guest"').call_sid == call.sid
    ada.speak("You are in")
    assert heard(call) == ["You are in"]
    assert heard(ada) == ["[beep]"]
    emulator.clock.advance(60)
    assert call.status == "completed"
    with pytest.raises(ValueError, match="colour"):
        plan("R&D", {"colour": "red"})
    assert isinstance(into, Plan)


def test_a_wire_that_leads_into_the_room_twice_echoes_nothing(app: App, emulator: Emulator) -> None:
    """The application calls a number of its own, and both ends of that call are in the room."""
    app.answers["/answer"] = document('<Conference beep="false">room</Conference>')
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada, bob = (emulator.handset(number).dial(LINE) for number in (ADA, BOB))
    emulator.call_out("+15005550109", LINE, twiml=document('<Conference beep="false">room</Conference>'))
    room = emulator.conference("room")
    assert len(room.participants) == 4
    ada.speak("Is there an echo?")
    assert heard(bob) == ["Is there an echo?"]
    assert heard(ada) == []
    app.answers["/words"] = "<Response><Say>Attention</Say></Response>"
    room.announce("/words")
    assert heard(bob) == ["Is there an echo?", "Attention"]
    room.end()
    assert all(call.over for call in emulator.calls)


def test_a_bridged_call_becomes_a_conference_of_three(app: App, emulator: Emulator) -> None:
    """The called party is sent there first; the caller follows by its action, and a third one calls in."""
    app.answers |= {
        "/answer": '<Response><Dial action="/room">+15005550112</Dial></Response>',
        "/room": document('<Conference beep="false">room</Conference>'),
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada = emulator.handset(ADA).dial(LINE)
    bob = emulator.handset(BOB).calls[-1]
    ada.speak("Wait, I add Eve")
    assert heard(bob) == ["Wait, I add Eve"]
    assert emulator.update_call(bob.sid, url="http://app.localhost/room")
    ada.settle()
    app.answers["/answer"] = app.answers["/room"]
    eve = emulator.handset(EVE).dial(LINE)
    eve.speak("Here I am")
    assert heard(ada) == ["Here I am"]
    assert heard(bob) == ["Wait, I add Eve", "Here I am"]
    ada.hang_up()
    bob.speak("Only we two")
    assert heard(eve) == ["Only we two"]


def test_an_announcement_stops_when_everybody_has_gone(app: App, emulator: Emulator) -> None:
    app.answers |= {
        "/answer": document(),
        "/told": (204, {}, ""),
        "/words": '<Response><Say loop="0">On</Say></Response>',
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada, bob = (emulator.handset(number).dial(LINE) for number in (ADA, BOB))
    room = conferences.find(emulator.switchboard.desk, emulator.conference("room").sid)
    assert room is not None
    with emulator.switchboard.desk.lock:
        moderation.announce(room, "http://app.localhost/words")
    emulator.clock.advance(2)
    assert len(heard(ada)) > 2
    ada.hang_up()
    bob.hang_up()
    emulator.clock.advance(5)
    assert room.announcing == 0
    assert not emulator.clock.step()


@pytest.mark.parametrize("ends", ["true", "false"])
def test_two_who_leave_at_the_same_moment_leave_once_each(ends: str, app: App) -> None:
    app.answers |= {"/told": (204, {}, "")}
    app.answers["/answer"] = document(
        f'<Conference endConferenceOnExit="{ends}" waitUrl="" statusCallback="/told" statusCallbackEvent="leave end">'
        "room</Conference>",
        "<Pause length='60'/>",
    )
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, voice_url="/answer", app=app)
        calls = [emulator.handset(number).dial(LINE) for number in (ADA, BOB, EVE)]
        room = emulator.conference("room")
        gate = threading.Barrier(2)

        def hang_up(call: LiveCall) -> None:
            gate.wait()
            call.hang_up()

        threads = [threading.Thread(target=hang_up, args=(call,)) for call in calls[:2]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [call.status for call in calls[:2]] == ["completed", "completed"]
        assert room.status == ("completed" if ends == "true" else "in-progress")
        calls[2].hang_up()
        assert room.status == "completed"
        assert emulator.switchboard.desk.conference_rooms == {}


def test_two_conferences_read_the_same_byte_for_byte(app: App) -> None:
    app.answers |= {"/answer": document(), "/told": (204, {}, ""), "/words": "<Response><Say>Now</Say></Response>"}

    def pages() -> list[str]:
        with Emulator() as emulator:
            emulator.add_number(LINE, voice_url="/answer", app=app)
            calls = [emulator.handset(number).dial(LINE) for number in (ADA, BOB, EVE)]
            calls[0].speak("Hello")
            room = emulator.conference("room")
            room.announce("/words")
            room.participants[1].hold()
            calls[2].wait(9).hang_up()
            room.end()
            return [call.transcript for call in calls]

    first = pages()
    assert pages() == first
    assert "CA" not in "".join(first)
    assert "enters the conference room" in first[0]


def test_an_application_may_moderate_from_the_middle_of_its_own_webhook(app: App, emulator: Emulator) -> None:
    """A callback that ends the conference by the API must not wait for itself."""

    def told(asked: Asked) -> tuple[int, dict[str, str], str]:
        if asked.params["StatusCallbackEvent"] == "conference-start":
            emulator.conference("room").participants[0].mute()
        return (204, {}, "")

    app.answers |= {"/answer": document(), "/told": told}
    emulator.add_number(LINE, voice_url="/answer", app=app)
    ada, bob = (emulator.handset(number).dial(LINE) for number in (ADA, BOB))
    ada.speak("Nobody hears it")
    assert heard(bob) == []
    assert emulator.conference("room").participants[0].record.muted
