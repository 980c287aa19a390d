"""Conferences and participants through the official client."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

LINE, ANN, BEN, CIM = "+15005550100", "+14155550111", "+14155550112", "+14155550113"


class Room:
    """Ann and Ben in a conference."""

    def __init__(self, emulator: Emulator, client: Client) -> None:
        self.ann, self.ben = (emulator.handset(number).dial(LINE) for number in (ANN, BEN))
        (self.conference,) = client.conferences.list()
        self.sid = str(self.conference.sid)


@pytest.fixture
def room(app: Any, emulator: Emulator, client: Client) -> Room:
    """A conference of two, through the client."""
    app.answers["/answer"] = (
        '<Response><Dial><Conference waitUrl="" statusCallback="/told" '
        'statusCallbackEvent="mute hold modify leave end">team</Conference></Dial><Say>Good bye</Say></Response>'
    )
    app.answers["/told"] = ""
    emulator.add_number(LINE, voice_url="/answer", app=app)
    return Room(emulator, client)


def told(app: Any) -> list[str]:
    """Return what was told, in the order in which it happened; it may have come in any."""
    events = [one.params for one in app.asked if one.path == "/told"]
    return [one["StatusCallbackEvent"] for one in sorted(events, key=lambda one: int(one["SequenceNumber"]))]


def test_a_conference_is_found_by_its_name_and_status_and_fetched(room: Room, client: Client) -> None:
    one = room.conference
    assert (one.friendly_name, one.status, one.reason_conference_ended) == ("team", "in-progress", None)
    assert [one.sid for one in client.conferences.list(friendly_name="team", status="in-progress")] == [room.sid]
    assert client.conferences.list(friendly_name="other") == []
    assert client.conferences.list(status="completed") == []
    assert client.conferences(room.sid).fetch().subresource_uris["participants"].endswith("/Participants.json")


def test_a_conference_is_listed_by_the_day_it_began(room: Room, emulator: Emulator, client: Client) -> None:
    today = emulator.clock.now().date()
    assert [one.sid for one in client.conferences.list(date_created=today)] == [room.sid]
    assert [one.sid for one in client.conferences.list(date_created_after=today)] == [room.sid]
    assert client.conferences.list(date_created_before=today) == []


def test_ending_a_conference_ends_the_calls_of_all_in_it(room: Room, emulator: Emulator, client: Client) -> None:
    ended = client.conferences(room.sid).update(status="completed")

    assert (ended.status, ended.reason_conference_ended) == ("completed", "conference-ended-via-api")
    assert [call.status for call in emulator.calls] == ["completed", "completed"]
    assert client.conferences(room.sid).participants.list() == []


def test_an_announcement_is_heard_by_all(app: Any, room: Room, client: Client) -> None:
    app.answers["/news"] = "<Response><Say>Five more minutes</Say></Response>"
    client.conferences(room.sid).update(announce_url="http://app.localhost/news")
    for call in (room.ann, room.ben):
        call.settle().hears("Five more minutes")


def test_a_participant_is_muted_put_on_hold_and_let_go(
    app: Any, room: Room, emulator: Emulator, client: Client
) -> None:
    participants = client.conferences(room.sid).participants
    second, first = participants.list()
    assert (first.muted, first.hold, first.status) == (False, False, "connected")

    assert participants(first.call_sid).update(muted=True).muted
    assert participants(second.call_sid).update(hold=True).hold
    assert [one.call_sid for one in participants.list(muted=True)] == [first.call_sid]
    assert [one.call_sid for one in participants.list(hold=True)] == [second.call_sid]
    assert participants(second.call_sid).update(end_conference_on_exit=True).end_conference_on_exit

    assert participants(second.call_sid).delete()

    room.ben.settle().hears("Good bye")
    emulator.switchboard.rest()
    assert client.conferences(room.sid).fetch().status == "completed"
    assert told(app) == [
        "participant-mute",
        "participant-hold",
        "participant-modify",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]


def test_one_participant_coaches_another(room: Room, client: Client) -> None:
    participants = client.conferences(room.sid).participants
    second, first = participants.list()

    coach = participants(second.call_sid).update(coaching=True, call_sid_to_coach=first.call_sid)

    assert (coach.coaching, coach.call_sid_to_coach) == (True, first.call_sid)
    assert not participants(second.call_sid).update(coaching=False).coaching
    with pytest.raises(TwilioRestException) as refused:
        participants(second.call_sid).update(coaching=True, call_sid_to_coach="CA" + "0" * 32)
    assert (refused.value.status, refused.value.code) == (400, 16028)


def test_somebody_is_called_into_a_conference_and_has_a_label(room: Room, emulator: Emulator, client: Client) -> None:
    emulator.handset(CIM).on_ring("ask")
    participants = client.conferences("team").participants

    called = participants.create(from_=LINE, to=CIM, label="guest", muted=True, beep="false")

    assert (called.conference_sid, called.status, called.label) == (room.sid, "queued", "guest")
    emulator.switchboard.rest()
    assert client.conferences(room.sid).participants(called.call_sid).fetch().status == "ringing"
    emulator.handset(CIM).calls[-1].pick_up()
    guest = client.conferences(room.sid).participants("guest").fetch()
    assert (guest.call_sid, guest.status, guest.muted) == (called.call_sid, "connected", True)
    assert len(client.conferences(room.sid).participants.list()) == 3


def test_a_conference_is_made_by_calling_people_into_it(app: Any, emulator: Emulator, client: Client) -> None:
    emulator.add_number(LINE, voice_url="/answer", app=app)
    called = [client.conferences("new room").participants.create(from_=LINE, to=to) for to in (ANN, BEN)]
    emulator.switchboard.rest()

    (conference,) = client.conferences.list()

    assert {one.conference_sid for one in called} == {conference.sid}
    assert (conference.friendly_name, conference.status) == ("new room", "in-progress")
    assert {one.call_sid for one in conference.participants.list()} == {one.call_sid for one in called}


def test_whoever_does_not_answer_is_no_participant(app: Any, emulator: Emulator, client: Client) -> None:
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.handset(ANN).on_ring("busy")
    called = client.conferences("room").participants.create(from_=LINE, to=ANN)
    emulator.switchboard.rest()
    assert client.conferences(called.conference_sid).participants(called.call_sid).fetch().status == "failed"
    assert client.conferences.list() == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": "nobody"}, 21211),
        ({"from_": "+14155550199"}, 21210),
        ({"label": "CA" + "1" * 32}, 16023),
        ({"max_participants": 1}, 16024),
        ({"wait_url": "nowhere"}, 21205),
        ({"beep": "loud"}, 20001),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(
    wrong: dict[str, Any], code: int, app: Any, emulator: Emulator, client: Client
) -> None:
    number = emulator.add_number(LINE, voice_url="http://example.org/")
    assert number.app is None
    with pytest.raises(TwilioRestException) as refused:
        client.conferences("room").participants.create(**{"from_": LINE, "to": ANN, **wrong})
    assert (refused.value.status, refused.value.code) == (400, code)


def test_who_is_not_there_is_not_found(room: Room, client: Client) -> None:
    for fetch in (
        client.conferences("CF" + "0" * 32).fetch,
        client.conferences(room.sid).participants("nobody").fetch,
    ):
        with pytest.raises(TwilioRestException) as refused:
            fetch()
        assert (refused.value.status, refused.value.code) == (404, 20404)


def test_a_conferences_recording_is_paused_stopped_and_deleted(app: Any, emulator: Emulator, client: Client) -> None:
    app.answers["/answer"] = (
        '<Response><Dial><Conference record="record-from-start">taped</Conference></Dial></Response>'
    )
    emulator.add_number(LINE, voice_url="/answer", app=app)
    calls = [emulator.handset(number).dial(LINE) for number in (ANN, BEN)]
    (conference,) = client.conferences.list()
    recordings = client.conferences(str(conference.sid)).recordings
    (running,) = recordings.list()
    assert (running.conference_sid, running.source, running.status) == (conference.sid, "Conference", "in-progress")

    assert recordings("Twilio.CURRENT").update(status="paused").status == "paused"
    assert recordings(str(running.sid)).update(status="in-progress").status == "in-progress"
    calls[0].speak("For the record")
    emulator.clock.advance(3)
    assert recordings(str(running.sid)).update(status="stopped").status == "stopped"

    emulator.clock.advance(2)
    assert recordings(str(running.sid)).fetch().status == "completed"
    results = client.recordings(str(running.sid)).add_on_results
    assert results.list() == []
    with pytest.raises(TwilioRestException) as none:
        results("XR" + "0" * 32).fetch()
    assert none.value.code == 20404
    assert recordings(str(running.sid)).delete()
    assert recordings.list() == []
