"""A call as it runs: which word of which document, what it waits for, what was gathered, the way it came."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from twilio_emulator import Emulator

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

ME, LINE, OTHER = "+15005550111", "+15005550100", "+15005550112"
REDIRECT = "<Response><Redirect>/third</Redirect></Response>"
MENU = (
    "<Response><Gather numDigits='1' timeout='7' action='/menu'><Say>Welcome.</Say><Pause length='3'/>"
    "<Say>Press one.</Say></Gather></Response>"
)


class Looking:
    """A call of a telephone, and what the control API tells of it."""

    def __init__(self, emulator: Emulator, app: "App", answer: str, **more: str) -> None:
        app.answers |= {"/answer": answer, **{f"/{name}": document for name, document in more.items()}}
        emulator.add_number(LINE, "/answer", app=app)
        self.emulator = emulator
        self.call = emulator.handset(ME).dial(LINE, settle=False)
        self._api = f"{emulator.url}/emulator/v1/calls/{self.call.sid}/live"

    @property
    def now(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(self._api, trust_env=False).json()
        return found

    @property
    def words(self) -> list[tuple[str, int | None]]:
        """Return the words at work and their numbers in the document."""
        return [(word["tag"], word["element"]) for word in self.now["running"]]

    @property
    def awaits(self) -> tuple[str, float | None]:
        """Return what is waited for, and how long that takes by itself."""
        found = self.now["awaits"]
        return found["kind"], None if found["until"] is None else round(found["until"] - found["since"], 3)


def test_the_word_within_a_gather_is_told_from_the_gather(emulator: Emulator, app: "App") -> None:
    look = Looking(emulator, app, MENU)
    assert (look.words, look.awaits[0]) == ([("Gather", 1), ("Say", 2)], "words")
    emulator.clock.step()
    assert (look.words, look.awaits) == ([("Gather", 1), ("Pause", 3)], ("silence", 3.0))
    emulator.clock.step()
    assert look.words == [("Gather", 1), ("Say", 4)]
    emulator.clock.step()
    assert (look.words, look.awaits) == ([("Gather", 1)], ("caller", 7.0))
    assert (look.now["awaits"]["keys"], look.now["awaits"]["speech"]) == (True, False)


def test_two_words_on_one_line_are_told_apart(emulator: Emulator, app: "App") -> None:
    look = Looking(emulator, app, "<Response><Say>天气</Say><Say>好</Say></Response>")
    assert look.words == [("Say", 1)]
    emulator.clock.step()
    assert look.words == [("Say", 2)]


def test_what_was_gathered_is_told_as_it_was_sent_and_where(emulator: Emulator, app: "App") -> None:
    look = Looking(
        emulator,
        app,
        MENU,
        menu=REDIRECT,
        third="<Response><Record/></Response>",
    )
    assert look.now["variables"] == []
    look.call.settle().press("4")
    gathered = {one["name"]: (one["value"], one["exchange"]) for one in look.now["variables"]}
    assert gathered == {"Digits": ("4", 1), "FinishedOnKey": ("", 1), "msg": ("Gather End", 1)}
    assert look.words == [("Record", 1)]
    assert look.awaits == ("recording", 5.0)
    app.answers["/third"] = "<Response><Pause length='60'/></Response>"
    look.call.press("#")
    gathered = {one["name"]: (one["value"], one["exchange"]) for one in look.now["variables"]}
    assert gathered["Digits"] == ("#", 3)
    assert gathered["RecordingSid"][0] == emulator.recordings[0].sid


def test_the_way_through_the_documents_is_told(emulator: Emulator, app: "App") -> None:
    look = Looking(
        emulator,
        app,
        MENU,
        menu=REDIRECT,
        third="<Response><Pause/></Response>",
    )
    look.call.settle().press("4")
    trail = [(step["exchange"], step["purpose"], step["url"].rpartition("/")[2]) for step in look.now["trail"]]
    assert trail == [(0, "answer", "answer"), (1, "action", "menu"), (2, "redirect", "third")]


def test_of_a_long_way_the_latest_steps_are_told_and_how_many_came_before(emulator: Emulator, app: "App") -> None:
    look = Looking(emulator, app, "<Response><Pause/><Redirect>/answer</Redirect></Response>")
    for _ in range(30):
        emulator.clock.step()
    found = look.now
    assert (len(found["trail"]), found["earlier"]) == (20, 11)
    assert (found["trail"][-1]["exchange"], found["document"]["exchange"]) == (30, 30)


def test_a_callback_is_no_step_of_the_way(emulator: Emulator, app: "App") -> None:
    app.answers["/told"] = (204, {}, "")
    look = Looking(emulator, app, MENU)
    emulator.add_number(LINE, "/answer", app=app, status_callback="/told")
    emulator.handset(ME).dial(LINE).hang_up()
    sid = emulator.calls[-1].sid
    found = httpx.get(f"{emulator.url}/emulator/v1/calls/{sid}/live", trust_env=False).json()
    assert [step["purpose"] for step in found["trail"]] == ["answer"]
    assert look.now["sid"] != sid


def test_a_call_that_is_over_waits_for_nothing_and_keeps_its_last_document(emulator: Emulator, app: "App") -> None:
    look = Looking(emulator, app, MENU)
    look.call.settle().hang_up()
    found = look.now
    assert (found["over"], found["running"], found["awaits"]) == (True, [], None)
    assert (found["document"]["exchange"], found["document"]["body"], found["document"]["markup"]) == (0, MENU, True)


def test_in_a_queue_the_document_that_is_heard_there_is_shown_and_then_the_first_again(
    emulator: Emulator, app: "App"
) -> None:
    wait = "<Response><Say>Please wait.</Say><Leave/></Response>"
    look = Looking(
        emulator, app, "<Response><Enqueue waitUrl='/wait'>q</Enqueue><Pause length='9'/></Response>", wait=wait
    )
    found = look.now
    assert (found["document"]["body"], look.words) == (wait, [("Say", 1)])
    emulator.clock.step()
    found = look.now
    assert (found["document"]["body"][:18], look.words) == ("<Response><Enqueue", [("Pause", 2)])


def test_a_dial_waits_for_an_answer_and_then_people_talk(emulator: Emulator, app: "App") -> None:
    emulator.handset(OTHER).on_ring("ask")
    look = Looking(emulator, app, f"<Response><Dial timeout='20'>{OTHER}</Dial></Response>")
    assert (look.words, look.awaits) == ([("Dial", 1)], ("answer", 25.0))
    emulator.handset(OTHER).calls[0].pick_up()
    assert look.awaits == ("talk", None)
    far = emulator.handset(OTHER).calls[0].sid
    other = httpx.get(f"{emulator.url}/emulator/v1/calls/{far}/live", trust_env=False).json()
    assert (other["sid"], other["shown"], other["awaits"]["kind"]) == (far, look.call.sid, "talk")
    assert (other["document"], other["running"]) == (look.now["document"], look.now["running"])
    look.call.hang_up()
    other = httpx.get(f"{emulator.url}/emulator/v1/calls/{far}/live", trust_env=False).json()
    assert (other["over"], other["shown"], other["awaits"]) == (True, look.call.sid, None)


def test_a_call_between_two_telephones_has_no_document(emulator: Emulator) -> None:
    call = emulator.handset(ME).dial(OTHER)
    found = httpx.get(f"{emulator.url}/emulator/v1/calls/{call.sid}/live", trust_env=False).json()
    assert (found["document"], found["shown"], found["awaits"]["kind"]) == (None, call.sid, "talk")


def test_what_a_called_party_hears_first_is_its_own_document(emulator: Emulator, app: "App") -> None:
    whisper = "<Response><Say>A call for you.</Say></Response>"
    look = Looking(
        emulator, app, f"<Response><Dial><Number url='/whisper'>{OTHER}</Number></Dial></Response>", whisper=whisper
    )
    far = emulator.handset(OTHER).calls[0].sid
    other = httpx.get(f"{emulator.url}/emulator/v1/calls/{far}/live", trust_env=False).json()
    assert (other["shown"], other["document"]["body"], other["awaits"]["kind"]) == (far, whisper, "words")
    assert look.awaits[0] == "answer"


@pytest.mark.parametrize(
    ("within", "words"),
    [
        (OTHER, [("Dial", 1)]),
        (f"<Number>{OTHER}</Number>", [("Dial", 1), ("Number", 2)]),
        (f"<Number>{OTHER}</Number><Number>{ME}</Number>", [("Dial", 1)]),
        ("<Conference waitUrl=''>room</Conference>", [("Dial", 1), ("Conference", 2)]),
    ],
)
def test_the_noun_that_is_dialled_is_told_where_it_is_one(
    emulator: Emulator, app: "App", within: str, words: list[tuple[str, int]]
) -> None:
    emulator.handset(OTHER).on_ring("ask")
    assert Looking(emulator, app, f"<Response><Dial>{within}</Dial></Response>").words == words


def test_a_document_handed_over_by_rest_has_no_webhook(emulator: Emulator, app: "App") -> None:
    look = Looking(emulator, app, MENU)
    emulator.update_call(look.call.sid, twiml="<Response><Gather timeout='9'/></Response>")
    assert look.now["document"]["exchange"] is None
    assert (look.words, look.awaits) == ([("Gather", 1)], ("caller", 9.0))


@pytest.mark.parametrize(
    ("kind", "body", "shown"),
    [("text/plain", "Hello there", "Hello there"), ("audio/wav", "RIFF", "")],
)
def test_an_answer_without_markup_has_no_numbered_words(
    emulator: Emulator, app: "App", kind: str, body: str, shown: str
) -> None:
    app.answers["/answer"] = (200, {"Content-Type": kind}, body)
    emulator.add_number(LINE, "/answer", app=app)
    call = emulator.handset(ME).dial(LINE, settle=False)
    found = httpx.get(f"{emulator.url}/emulator/v1/calls/{call.sid}/live", trust_env=False).json()
    assert (found["document"]["markup"], found["document"]["body"]) == (False, shown)
    assert [word["element"] for word in found["running"]] == [None] * len(found["running"])


def test_what_runs_is_told_of_whenever_it_changes(emulator: Emulator, app: "App") -> None:
    look = Looking(emulator, app, MENU)
    told: list[tuple[str, str]] = []
    emulator.switchboard.desk.feed.subscribe(lambda news: told.append((news.topic, news.call_sid)))
    for _ in range(3):
        emulator.clock.step()
    assert told.count(("live", look.call.sid)) >= 3
    assert emulator.switchboard.desk.feed.latest(100)[-1].number > 0
