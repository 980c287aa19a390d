"""Who takes part in the sound of a call is told whom it hears, whatever connects them."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from werkzeug import Request, Response

from twilio_emulator import Emulator
from twilio_emulator.feed import Earshot, Topic

ANN, BOB, EVE = "+15005550111", "+15005550122", "+15005550133"
DIAL, MEET, WAIT, TAKE = "+15005550100", "+15005550101", "+15005550102", "+15005550103"
DOCUMENTS = {
    "/dial": f"<Dial><Number>{BOB}</Number></Dial>",
    "/meet": "<Dial><Conference beep='false' waitUrl=''>room</Conference></Dial>",
    "/wait": "<Enqueue waitUrl='/hold'>desk</Enqueue>",
    "/hold": "<Pause length='60'/>",
    "/take": "<Dial><Queue>desk</Queue></Dial>",
}


@Request.application
def application(request: Request) -> Response:
    return Response(f"<Response>{DOCUMENTS[request.path]}</Response>", content_type="text/xml")


@pytest.fixture
def line(emulator: Emulator) -> Iterator[httpx.Client]:
    """Return a client of an emulator whose numbers dial, confer, wait in a queue, and take out of it."""
    for number, path in ((DIAL, "/dial"), (MEET, "/meet"), (WAIT, "/wait"), (TAKE, "/take")):
        emulator.add_number(number, voice_url=path, app=application)
    with httpx.Client(base_url=f"{emulator.url}/emulator/v1", trust_env=False) as client:
        yield client


def dial(line: httpx.Client, from_: str, to: str) -> str:
    sid: str = line.post("/calls", json={"from": from_, "to": to}).json()["sid"]
    return sid


def come(line: httpx.Client, page: str, sid: str, number: str) -> dict[str, Any]:
    answer = line.put(f"/hearing/{page}", json={"call_sid": sid, "number": number})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def told(emulator: Emulator, page: str) -> Earshot:
    """Return what a page was told last."""
    news = [one.subject for one in emulator.switchboard.desk.feed.latest(1000) if one.topic is Topic.EARSHOT]
    return [one for one in news if isinstance(one, Earshot) and one.page == page][-1]


def child_of(emulator: Emulator, sid: str) -> str:
    return next(one.sid for one in emulator.calls if one.parent_sid == sid)


def test_both_ends_of_a_dial_hear_each_other_until_one_hangs_up(line: httpx.Client, emulator: Emulator) -> None:
    sid = dial(line, ANN, DIAL)
    assert come(line, "page-of-ann", sid, ANN) == {
        "page": "page-of-ann",
        "call_sid": sid,
        "hears": [],
        "heard_by": [],
        "taped": False,
    }
    bobs = come(line, "page-of-bob", child_of(emulator, sid), BOB)
    assert (bobs["hears"], bobs["heard_by"]) == (["page-of-ann"], ["page-of-ann"])
    assert told(emulator, "page-of-ann").hears == ("page-of-bob",)
    line.post(f"/calls/{child_of(emulator, sid)}/hang-up", json={})
    assert told(emulator, "page-of-ann").hears == ()


def test_two_handsets_without_an_application_hear_each_other(line: httpx.Client, emulator: Emulator) -> None:
    sid = dial(line, ANN, BOB)
    come(line, "page-of-ann", sid, ANN)
    assert come(line, "page-of-bob", sid, BOB)["hears"] == ["page-of-ann"]
    assert told(emulator, "page-of-ann").hears == ("page-of-bob",)


def test_a_queue_connects_who_waits_with_who_takes(line: httpx.Client, emulator: Emulator) -> None:
    waits, takes = dial(line, ANN, WAIT), ""
    come(line, "page-of-ann", waits, ANN)
    takes = dial(line, BOB, TAKE)
    assert come(line, "page-of-bob", takes, BOB)["hears"] == ["page-of-ann"]


def test_a_wire_from_one_application_to_another_is_heard_through(line: httpx.Client, emulator: Emulator) -> None:
    DOCUMENTS["/onward"] = f"<Dial callerId='{ANN}'><Number>{DIAL}</Number></Dial>"
    emulator.add_number("+15005550104", voice_url="/onward", app=application)
    sid = dial(line, ANN, "+15005550104")
    come(line, "page-of-ann", sid, ANN)
    last = next(one.sid for one in emulator.calls if one.to == BOB)
    assert come(line, "page-of-bob", last, BOB)["heard_by"] == ["page-of-ann"]


def test_a_conference_is_heard_as_its_rules_have_it(line: httpx.Client, emulator: Emulator) -> None:
    pages = {"page-of-ann": ANN, "page-of-bob": BOB, "page-of-eve": EVE}
    sids = {page: dial(line, number, MEET) for page, number in pages.items()}
    for page, number in pages.items():
        come(line, page, sids[page], number)
    assert set(told(emulator, "page-of-ann").hears) == {"page-of-bob", "page-of-eve"}
    conference = emulator.conference("room")
    conference.participant(sids["page-of-bob"]).mute()
    assert told(emulator, "page-of-ann").hears == ("page-of-eve",)
    assert set(told(emulator, "page-of-bob").hears) == {"page-of-ann", "page-of-eve"}
    conference.participant(sids["page-of-bob"]).mute(False)
    conference.participant(sids["page-of-eve"]).coach(sids["page-of-bob"])
    assert told(emulator, "page-of-eve").heard_by == ("page-of-bob",)
    conference.participant(sids["page-of-ann"]).hold()
    assert (told(emulator, "page-of-ann").hears, told(emulator, "page-of-ann").heard_by) == ((), ())


def test_only_those_within_earshot_may_agree_on_anything(line: httpx.Client, emulator: Emulator) -> None:
    sid = dial(line, ANN, DIAL)
    come(line, "page-of-ann", sid, ANN)
    come(line, "page-of-bob", child_of(emulator, sid), BOB)
    come(line, "page-of-eve", dial(line, EVE, WAIT), EVE)
    word = {"to": "page-of-bob", "description": '{"type": "offer"}'}
    assert line.post("/hearing/page-of-ann/agreements", json=word).json() == {"page": "page-of-bob"}
    news = emulator.switchboard.desk.feed.latest(1)[0]
    assert (news.topic, getattr(news.subject, "sender", "")) == (Topic.AGREEMENT, "page-of-ann")
    for stranger in ("page-of-eve", "page-of-nobody"):
        refused = line.post(f"/hearing/{stranger}/agreements", json=word)
        assert (refused.status_code, refused.json()["code"]) == (409, "out_of_earshot")
    assert line.delete("/hearing/page-of-bob").json() == {"page": "page-of-bob"}
    assert line.post("/hearing/page-of-ann/agreements", json=word).status_code == 409
    assert line.delete("/hearing/page-of-bob").status_code == 200


def test_a_telephone_that_is_not_in_the_call_takes_no_part(line: httpx.Client, emulator: Emulator) -> None:
    sid = dial(line, ANN, DIAL)
    for number, call in ((EVE, sid), (ANN, "CA" + "0" * 32)):
        refused = line.put("/hearing/page-of-eve", json={"call_sid": call, "number": number})
        assert (refused.status_code, refused.json()["code"]) == (409, "not_in_progress")
    for page in ("short", "P" * 9, "x" * 65):
        assert line.delete(f"/hearing/{page}").status_code == 422
    line.post(f"/calls/{sid}/hang-up", json={})
    assert line.put("/hearing/page-of-ann", json={"call_sid": sid, "number": ANN}).status_code == 409
