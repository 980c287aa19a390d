"""Queues with several telephones: who is taken by whom, who hangs up first, and what each application is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator, LiveCall, store
from twilio_emulator.lines import queues
from twilio_emulator.store import Queue

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, DESK = "+15005550100", "+15005550101"
ANN, BEN, CAT = "+15005550111", "+15005550112", "+15005550113"
ADA, BOB = "+15005550121", "+15005550122"
SILENCE = '<Response><Pause length="600"/></Response>'


@dataclass
class Hall:
    """One line that queues its callers, and one that takes them for the agents who ring it."""

    emulator: Emulator
    app: App

    def rings(self, number: str, settle: bool = True) -> LiveCall:
        """A caller rings the line."""
        return self.emulator.handset(number).dial(LINE, settle=settle)

    def takes(self, number: str, settle: bool = True) -> LiveCall:
        """An agent rings for the next caller."""
        return self.emulator.handset(number).dial(DESK, settle=settle)

    def pass_by(self, seconds: float) -> None:
        self.emulator.clock.advance(seconds)

    @property
    def queue(self) -> Queue:
        (queue,) = self.emulator.switchboard.desk.store.queues.values()
        return queue

    @property
    def waiting(self) -> list[str]:
        """The numbers of those who wait, in order."""
        calls = {one.sid: one.from_ for one in self.emulator.calls}
        return [calls[one.call_sid] for one in self.queue.members]

    def told(self, path: str) -> list[dict[str, str]]:
        """What the application was told at ``path``."""
        return [one.params for one in self.app.asked if one.path == path]

    def result(self, call: LiveCall) -> tuple[str, str]:
        """What the Enqueue of ``call`` came to, and how long it had waited."""
        (told,) = [one for one in self.told("/done") if one["CallSid"] == call.sid]
        return told["QueueResult"], told["QueueTime"]

    def dialled(self, call: LiveCall) -> dict[str, str]:
        """What the action of an agent's Dial was told."""
        (told,) = [one for one in self.told("/dialled") if one["CallSid"] == call.sid]
        return {name[4:]: value for name, value in told.items() if name.startswith("Dial")}


def dial(queue: str = "<Queue>support</Queue>", attributes: str = "") -> str:
    return f'<Response><Dial action="/dialled" {attributes}>{queue}</Dial></Response>'


@pytest.fixture
def hall(app: App, emulator: Emulator) -> Hall:
    app.answers |= {
        "/answer": '<Response><Enqueue waitUrl="/wait" action="/done">support</Enqueue></Response>',
        "/wait": SILENCE,
        "/done": "<Response><Say>Thank you for calling</Say></Response>",
        "/take": dial(),
        "/dialled": "<Response><Say>The next one, please</Say></Response>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    emulator.add_number(DESK, voice_url="/take", app=app)
    return Hall(emulator, app)


# -- who is taken by whom


@pytest.mark.verified
def test_callers_are_taken_in_the_order_in_which_they_came(hall: Hall) -> None:
    ann, ben = hall.rings(ANN), hall.rings(BEN)
    assert hall.waiting == [ANN, BEN]
    ada = hall.takes(ADA)
    bob = hall.takes(BOB)
    ada.speak("Ada here")
    ann.hears("Ada here")
    bob.speak("Bob here")
    ben.hears("Bob here")
    assert "Bob" not in ann.heard
    assert hall.waiting == []


@pytest.mark.verified
def test_an_agent_at_an_empty_queue_waits_until_somebody_joins_it(hall: Hall) -> None:
    hall.rings(ANN).hang_up()
    ada = hall.takes(ADA)
    hall.pass_by(20)
    ben = hall.rings(BEN)
    ben.speak("Anybody there?")
    ada.hears("Anybody there")
    assert [one.path for one in hall.app.asked].count("/wait") == 1, "nobody waits, so nothing is asked"
    ben.hang_up()
    assert hall.result(ben) == ("bridged", "0")


def test_agents_who_wait_get_callers_in_the_order_in_which_they_came(hall: Hall) -> None:
    hall.rings(ANN).hang_up()
    ada, bob = hall.takes(ADA), hall.takes(BOB)
    ben, cat = hall.rings(BEN), hall.rings(CAT)
    ben.speak("I am Ben")
    cat.speak("I am Cat")
    assert (ada.heard, bob.heard) == ("I am Ben", "I am Cat")


@pytest.mark.verified
def test_nobody_comes_within_the_time_that_dial_gives_and_its_five_seconds(hall: Hall) -> None:
    hall.app.answers["/take"] = dial(attributes='timeout="10"')
    hall.rings(ANN).hang_up()
    ada = hall.takes(ADA)
    assert ada.status == "in-progress"
    ada.wait(15).hears("The next one")
    assert hall.dialled(ada) == {"CallStatus": "no-answer"}
    assert ada.duration == 16
    ben = hall.rings(BEN)
    assert hall.waiting == [BEN], "the agent is gone"
    ben.hang_up()


@pytest.mark.verified
def test_a_queue_that_does_not_exist_is_an_error_and_nobody_waits(hall: Hall) -> None:
    ada = hall.takes(ADA)
    assert hall.dialled(ada) == {"CallStatus": "failed"}
    assert ada.status == "completed"


def test_a_queues_name_is_checked_in_dial_too(hall: Hall) -> None:
    hall.app.answers["/take"] = dial('<Queue method="PUT"/>', 'record="true"')
    ada = hall.takes(ADA)
    assert hall.dialled(ada) == {"CallStatus": "failed"}
    assert [one.code for one in ada.exchanges[0].notices] == [14210, 14212]
    hall.app.answers["/take"] = dial(f"<Queue>{'a' * 65}</Queue>")
    assert [one.code for one in hall.takes(BOB).exchanges[0].notices] == [14213]
    hall.app.answers["/take"] = dial('<Queue url="http://[">support</Queue>')
    hall.rings(ANN)
    cat = hall.takes(CAT)
    assert [one.code for one in cat.exchanges[0].notices] == [14211]
    assert hall.waiting == [ANN]


def test_a_queue_and_a_number_cannot_be_dialled_at_once(hall: Hall) -> None:
    hall.app.answers["/take"] = dial("<Queue>support</Queue><Number>+15005550199</Number>")
    ann = hall.rings(ANN)
    ada = hall.takes(ADA)
    assert [one.code for one in ada.exchanges[0].notices] == [13000]
    assert hall.waiting == [ANN]
    ann.hang_up()


@pytest.mark.verified
def test_a_full_queue_turns_callers_away(hall: Hall) -> None:
    hall.app.answers["/answer"] = (
        '<Response><Enqueue waitUrl="" action="/done" maxQueueSize="2">support</Enqueue></Response>'
    )
    hall.rings(ANN)
    hall.rings(BEN)
    cat = hall.rings(CAT)
    cat.hears("Thank you for calling")
    told = hall.app.asked[-1].params
    assert told["QueueResult"] == "queue-full"
    assert not {"QueueSid", "QueueTime"} & told.keys()
    assert [one.code for one in cat.exchanges[0].notices] == [14207]
    assert hall.waiting == [ANN, BEN]
    hall.queue.max_size = 3
    assert hall.rings(CAT).status == "completed", "the document's own bound holds as well"


@pytest.mark.verified
def test_each_caller_is_told_where_he_stands_now(hall: Hall) -> None:
    hall.app.answers["/wait"] = '<Response><Pause length="10"/></Response>'
    ann = hall.rings(ANN)
    hall.pass_by(4)
    hall.rings(BEN)
    hall.pass_by(2)
    cat = hall.rings(CAT)
    told = hall.app.asked[-1].params
    assert told["CallSid"] == cat.sid
    assert [told["QueuePosition"], told["CurrentQueueSize"], told["MaxQueueSize"]] == ["3", "3", "1000"]
    assert [told["QueueTime"], told["AvgQueueTime"]] == ["0", str((6 + 2 + 0) // 3)]
    ann.hang_up()
    hall.pass_by(10)
    told = hall.app.asked[-1].params
    assert [told["CallSid"], told["QueuePosition"], told["CurrentQueueSize"]] == [cat.sid, "2", "2"]
    assert [told["QueueTime"], told["AvgQueueTime"]] == ["10", "11"]


def test_a_queue_stays_when_it_is_empty_and_keeps_its_sid(hall: Hall) -> None:
    hall.rings(ANN).hang_up()
    hall.rings(BEN).hang_up()
    sids = {one.params["QueueSid"] for one in hall.app.asked if one.path == "/done"}
    assert sids == {hall.queue.sid}
    assert hall.queue.sid.startswith("QU")
    assert hall.queue.friendly_name == "support"


def test_the_oldest_queue_in_which_nobody_waits_makes_room(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "QUEUES_KEPT", 2)
    hall.rings(ANN)
    for name in ("one", "two", "three"):
        hall.app.answers["/answer"] = f"<Response><Enqueue>{name}</Enqueue></Response>"
        hall.rings(BEN).hang_up()
    kept = hall.emulator.switchboard.desk.store.queues.values()
    assert [one.friendly_name for one in kept] == ["support", "three"]
    hall.app.answers["/answer"] = "<Response><Enqueue>four</Enqueue></Response>"
    hall.rings(BEN)
    hall.app.answers["/answer"] = "<Response><Enqueue>five</Enqueue></Response>"
    hall.rings(CAT)
    assert [one.friendly_name for one in kept] == ["support", "four", "five"]


# -- who hangs up first


def test_a_caller_who_hangs_up_while_waiting_makes_room(hall: Hall) -> None:
    ann, ben = hall.rings(ANN), hall.rings(BEN)
    hall.pass_by(7)
    ann.hang_up()
    assert hall.result(ann) == ("hangup", "7")
    assert hall.waiting == [BEN]
    hall.takes(ADA).speak("Hello")
    ben.hears("Hello")


@pytest.mark.verified
@pytest.mark.mistake(5)
def test_the_caller_hangs_up_first_and_the_agent_goes_on(hall: Hall) -> None:
    ann = hall.rings(ANN)
    hall.pass_by(3)
    ada = hall.takes(ADA)
    hall.pass_by(60)
    ann.hang_up()
    ada.settle().hears("The next one, please")
    assert hall.result(ann) == ("bridged", "3")
    told = hall.dialled(ada)
    assert told == {"CallStatus": "completed", "CallSid": ann.sid, "CallDuration": "60", "Bridged": "true"}


@pytest.mark.verified
def test_the_agent_hangs_up_first_and_the_caller_goes_on(hall: Hall) -> None:
    ann = hall.rings(ANN)
    ada = hall.takes(ADA)
    hall.pass_by(60)
    assert not hall.told("/done"), "the action waits for the end of the conversation"
    ada.hang_up()
    ann.settle().hears("Thank you for calling")
    assert hall.result(ann) == ("bridged", "0")
    assert hall.dialled(ada)["CallStatus"] == "completed"


def test_a_caller_who_hangs_up_before_being_connected_ends_the_dial_and_no_more(hall: Hall) -> None:
    hall.app.answers |= {"/take": dial('<Queue url="/before">support</Queue>'), "/before": SILENCE}
    ann, ben = hall.rings(ANN), hall.rings(BEN)
    ada = hall.takes(ADA, settle=False)
    hall.pass_by(2)
    ann.hang_up()
    ada.settle().hears("The next one")
    assert hall.result(ann) == ("hangup", "0")
    assert hall.dialled(ada) == {"CallStatus": "completed", "CallSid": ann.sid, "Bridged": "false"}
    assert hall.waiting == [BEN]
    ben.hang_up()


def test_an_agent_who_hangs_up_before_being_connected_leaves_the_caller_to_the_action(hall: Hall) -> None:
    hall.app.answers |= {"/take": dial('<Queue url="/before">support</Queue>'), "/before": SILENCE}
    ann = hall.rings(ANN)
    hall.pass_by(5)
    ada = hall.takes(ADA, settle=False)
    hall.pass_by(2)
    ada.hang_up()
    ann.settle().hears("Thank you for calling")
    assert hall.result(ann) == ("bridging-in-process", "5")
    assert hall.dialled(ada)["CallStatus"] == "canceled"


def test_an_agent_who_hangs_up_while_waiting_takes_nobody(hall: Hall) -> None:
    hall.rings(ANN).hang_up()
    hall.takes(ADA).hang_up()
    ben = hall.rings(BEN)
    assert hall.waiting == [BEN]
    assert ben.status == "in-progress"


# -- what is heard first


def test_a_document_that_cannot_be_had_keeps_nobody_apart(hall: Hall) -> None:
    hall.app.answers["/take"] = dial('<Queue url="/gone">support</Queue>')
    ann = hall.rings(ANN)
    ada = hall.takes(ADA)
    ann.speak("Hello")
    ada.hears("Hello")
    assert [one.code for one in ann.exchanges[-1].notices] == [11200]


@pytest.mark.verified
def test_the_document_heard_first_is_told_who_takes_the_call(hall: Hall) -> None:
    hall.app.answers |= {
        "/take": dial('<Queue url="/before" method="POST">support</Queue>'),
        "/before": "<Response><Say>An agent comes</Say></Response>",
    }
    ann = hall.rings(ANN)
    hall.pass_by(9)
    ada = hall.takes(ADA)
    (told,) = hall.told("/before")
    assert told["CallSid"] == ann.sid
    assert told["DequeingCallSid"] == ada.sid
    assert told["QueueSid"] == hall.queue.sid
    assert told["QueueTime"] == "9"
    assert not ada.heard


# -- what the agent's Dial sets


@pytest.mark.verified
def test_a_star_ends_the_conversation_and_both_go_on(hall: Hall) -> None:
    hall.app.answers["/take"] = dial(attributes='hangupOnStar="true"')
    ann = hall.rings(ANN)
    ada = hall.takes(ADA)
    hall.pass_by(5)
    ada.press("1")
    assert "[tones 1]" in ann.heard
    ada.press("*").hears("The next one")
    ann.settle().hears("Thank you for calling")
    assert hall.dialled(ada)["CallDuration"] == "5"
    assert hall.result(ann) == ("bridged", "0")
    assert (ann.status, ada.status) == ("completed", "completed")


def test_a_star_ends_the_wait_for_a_caller(hall: Hall) -> None:
    hall.app.answers["/take"] = dial(attributes='hangupOnStar="true"')
    hall.rings(ANN).hang_up()
    ada = hall.takes(ADA).press("*")
    assert hall.dialled(ada) == {"CallStatus": "canceled"}


@pytest.mark.verified
def test_a_time_limit_ends_the_conversation_and_both_go_on(hall: Hall) -> None:
    hall.app.answers["/take"] = dial(attributes='timeLimit="60"')
    ann = hall.rings(ANN)
    ada = hall.takes(ADA)
    ada.wait(60).hears("The next one")
    ann.settle().hears("Thank you for calling")
    assert hall.dialled(ada)["CallDuration"] == "60"


def test_with_answer_on_bridge_the_agent_is_answered_when_a_caller_comes(hall: Hall) -> None:
    hall.app.answers["/take"] = dial(attributes='answerOnBridge="true"')
    hall.rings(ANN).hang_up()
    ada = hall.takes(ADA)
    assert ada.status == "ringing"
    hall.pass_by(8)
    hall.rings(BEN)
    assert ada.status == "in-progress"
    hall.pass_by(3)
    ada.hang_up()
    assert ada.duration == 3


def test_the_conversation_is_recorded_from_its_beginning(hall: Hall) -> None:
    hall.app.answers["/take"] = dial(attributes='record="record-from-answer"')
    ann = hall.rings(ANN)
    ada = hall.takes(ADA)
    ann.speak("This is on it")
    hall.pass_by(10)
    ann.hang_up()
    ada.settle()
    (recording,) = hall.emulator.switchboard.desk.store.recordings.values()
    assert recording.call.sid == ada.sid
    (told,) = hall.told("/dialled")
    assert recording.sid in told["RecordingUrl"]


# -- from outside


@pytest.mark.verified
def test_a_bridged_caller_who_is_sent_elsewhere_was_redirected_from_bridged(hall: Hall) -> None:
    hall.app.answers["/new"] = "<Response><Say>Another desk</Say></Response>"
    ann = hall.rings(ANN)
    ada = hall.takes(ADA)
    hall.pass_by(4)
    hall.emulator.update_call(ann.sid, url="http://app.localhost/new")
    ann.hears("Another desk")
    ada.settle().hears("The next one")
    assert hall.result(ann) == ("redirected-from-bridged", "0")
    assert hall.dialled(ada) == {"CallStatus": "completed", "CallSid": ann.sid, "Bridged": "true"}
    assert "Thank you" not in ann.transcript


def test_an_agent_who_is_sent_elsewhere_leaves_the_caller_to_the_action(hall: Hall) -> None:
    hall.app.answers["/new"] = "<Response><Say>A break</Say></Response>"
    ann = hall.rings(ANN)
    ada = hall.takes(ADA)
    hall.emulator.update_call(ada.sid, url="http://app.localhost/new")
    ada.hears("A break")
    ann.settle().hears("Thank you for calling")
    assert hall.result(ann) == ("bridged", "0")
    assert not hall.told("/dialled")


def test_an_ended_call_leaves_the_queue(hall: Hall) -> None:
    ann = hall.rings(ANN)
    hall.emulator.end_call(ann.sid)
    assert hall.result(ann)[0] == "hangup"
    assert hall.waiting == []


@pytest.mark.verified
def test_a_member_is_taken_out_by_its_sid_or_from_the_front(hall: Hall) -> None:
    hall.app.answers["/new"] = "<Response><Say>This way</Say></Response>"
    ann, ben, cat = hall.rings(ANN), hall.rings(BEN), hall.rings(CAT)
    desk, url = hall.emulator.switchboard.desk, "http://app.localhost/new"
    hall.pass_by(6)
    assert queues.dequeue(desk, hall.queue, ben.sid, url)
    ben.settle().hears("This way")
    assert queues.dequeue(desk, hall.queue, "Front", url, "GET")
    ann.settle().hears("This way")
    assert hall.waiting == [CAT]
    assert [hall.result(one) for one in (ann, ben)] == [("redirected", "6"), ("redirected", "6")]
    assert not queues.dequeue(desk, hall.queue, ben.sid, url)
    cat.hang_up()
    assert not queues.dequeue(desk, hall.queue, "Front", url)
    assert [one.method for one in hall.app.asked if one.path == "/new"] == ["POST", "GET"]
    assert "Thank you" not in ann.transcript


# -- time


def test_a_line_that_waits_in_a_queue_is_quiet_and_goes_on_hearing_music(hall: Hall) -> None:
    hall.app.answers["/answer"] = "<Response><Enqueue>support</Enqueue></Response>"
    ann = hall.rings(ANN)
    assert ann.heard == "[music]"
    ann.wait(150)
    assert ann.heard == "[music]\n[music]"
    hall.pass_by(3600)
    assert ann.status == "in-progress"
    assert ann.transcript.count("[music]") == 63


def test_a_document_heard_again_and_again_leaves_the_line_quiet_after_the_first_time(hall: Hall) -> None:
    hall.app.answers["/wait"] = "<Response><Say>All lines are busy</Say><Say>Please hold</Say></Response>"
    ann = hall.rings(ANN)
    ann.hears("Please hold")
    assert ann.transcript.count("All lines are busy") == 2, "the second time has begun"
    ann.wait(10).hears("Please hold")


def test_two_runs_have_the_same_transcripts(app: App) -> None:
    def run() -> list[str]:
        app.answers |= {
            "/answer": '<Response><Enqueue waitUrl="/wait">support</Enqueue></Response>',
            "/wait": '<Response><Say>Please hold</Say><Pause length="3"/></Response>',
            "/take": '<Response><Dial><Queue url="/before">support</Queue></Dial></Response>',
            "/before": "<Response><Say>Here we go</Say></Response>",
        }
        with Emulator() as emulator:
            emulator.add_number(LINE, voice_url="/answer", app=app)
            emulator.add_number(DESK, voice_url="/take", app=app)
            hall = Hall(emulator, app)
            ann, ben = hall.rings(ANN), hall.rings(BEN)
            hall.pass_by(17)
            ada = hall.takes(ADA)
            ada.speak("Hello")
            ann.hang_up()
            ben.wait(3)
            return [one.transcript for one in (ann, ben, ada)]

    assert run() == run()
