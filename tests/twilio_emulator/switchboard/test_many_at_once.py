"""Many calls in real time, acted on from several threads at once: all come to their end, and nothing is left behind."""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from twilio_emulator import Emulator
from twilio_emulator.engine.errors import TwimlError
from twilio_emulator.engine.leg import FINAL
from twilio_emulator.lines import queues

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_emulator.live_conference import LiveConference

LINES = [f"+1500555010{number}" for number in range(3)]
PEOPLE = [f"+150055702{number:02d}" for number in range(12)]
CALLS, THREADS, ACTS = 60, 4, 400
HOME = "http://app.localhost"
EVENTS = f'statusCallback="{HOME}/told" statusCallbackEvent="start end join leave mute hold"'
ROOM = f'record="record-from-start" waitUrl="{HOME}/wait" {EVENTS}'
DOCUMENTS = [
    f'<Gather numDigits="1" input="dtmf speech" timeout="1" action="{HOME}/next"/><Redirect>{HOME}/next</Redirect>',
    f'<Dial action="{HOME}/next" hangupOnStar="true"><Conference {ROOM}>one</Conference></Dial>',
    f'<Dial action="{HOME}/next"><Conference endConferenceOnExit="true" {ROOM}>two</Conference></Dial>',
    f'<Enqueue action="{HOME}/next" waitUrl="{HOME}/wait">support</Enqueue>',
    f'<Dial action="{HOME}/next" record="record-from-answer"><Queue url="{HOME}/wait">support</Queue></Dial>',
    f'<Dial action="{HOME}/next"><Number>{PEOPLE[0]}</Number><Number url="{HOME}/wait">{PEOPLE[1]}</Number></Dial>',
    f'<Dial action="{HOME}/next" record="record-from-ringing-dual"><Number>{LINES[0]}</Number></Dial>',
    f'<Record maxLength="2" playBeep="false" action="{HOME}/next"/>',
]


class Application:
    """Answers with any document, and counts who is told of whose end."""

    def __init__(self) -> None:
        self._random = random.Random(1)
        self.told_of_the_end: Counter[str] = Counter()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        params = parse_qs(environ["wsgi.input"].read().decode())
        match environ["PATH_INFO"]:
            case "/over":
                self.told_of_the_end[params["CallSid"][0]] += 1
                body = ""
            case "/told":
                body = ""
            case "/wait":
                body = '<Pause length="1"/>'
            case _:
                body = self._random.choice(DOCUMENTS)
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [f"<Response>{body}</Response>".encode()]


class Crowd:
    """People and applications that do anything to calls that last."""

    def __init__(self, emulator: Emulator, seed: int) -> None:
        self._emulator = emulator
        self._random = random.Random(seed)

    def act(self) -> None:
        """Do so many things; raises what goes wrong."""
        for _ in range(ACTS):
            lasting = list(self._emulator.switchboard.desk.lines)
            if lasting:
                self._do(self._random.choice(lasting))

    def _do(self, sid: str) -> None:
        board, chosen = self._emulator.switchboard, self._random
        match chosen.randrange(14):
            case 0 if chosen.random() < 0.2:
                board.hang_up(sid)
            case 1 if chosen.random() < 0.2:
                board.end_call(sid)
            case 2 | 3:
                board.update(sid, url=f"{HOME}/next")
            case 4 | 5 | 6:
                board.press(sid, chosen.choice("12*#"))
            case 7 | 8:
                board.speak(sid, "sales")
            case 9:
                board.pick_up(sid) or board.refuse(sid)
            case 10:
                for queue in list(board.desk.store.queues.values()):
                    queues.dequeue(board.desk, queue, "Front", f"{HOME}/next")
            case _:
                live = [one for one in self._emulator.conferences if not one.over]
                if live:
                    self._moderate(self._emulator.conference(chosen.choice(live).sid))

    def _moderate(self, room: LiveConference) -> None:
        """Do something to somebody in a room, who may have left it meanwhile."""
        participants, chosen = room.participants, self._random
        if not participants:
            return
        one, other = chosen.choice(participants), chosen.choice(participants)
        match chosen.randrange(7):
            case 0:
                one.mute()
            case 1:
                one.hold()
            case 2:
                one.hold(False)
            case 3:
                one.kick()
            case 4:
                one.announce(f"{HOME}/wait")
            case 5:
                room.announce(f"{HOME}/wait")
            case _:
                with suppress(TwimlError):  # nobody coaches himself
                    one.coach(other.call_sid)


def test_many_calls_that_are_acted_on_from_everywhere_at_once_leave_nothing_behind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = Application()
    failures: list[BaseException] = []

    def run(crowd: Crowd) -> None:
        try:
            crowd.act()
        except BaseException as error:
            failures.append(error)

    with Emulator(clock="real") as emulator, caplog.at_level(logging.WARNING, "twilio_emulator"):
        board, desk = emulator.switchboard, emulator.switchboard.desk
        for line in LINES:
            emulator.add_number(line, voice_url="/next", status_callback="/over", app=app)
        for number, person in enumerate(PEOPLE):
            emulator.handset(person).on_ring(("ask", "busy", True)[number % 3], after=0.05 * (number % 2))
        threads = [threading.Thread(target=run, args=(Crowd(emulator, seed),)) for seed in range(THREADS)]
        for number in range(CALLS):
            board.place_call(PEOPLE[number % len(PEOPLE)], LINES[number % len(LINES)])
            if number == CALLS // 4:
                for thread in threads:
                    thread.start()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()

        nobody = threading.Event()
        stop = desk.feed.subscribe(lambda _: None if desk.lines else nobody.set())
        while desk.lines:
            for sid in list(desk.lines):
                board.hang_up(sid)
            nobody.wait(0.05)
        stop()

        assert failures == []
        assert caplog.text == ""
        assert desk.conference_rooms == {}
        assert desk.store.partners == {}
        assert not any(queue.members or queue.takers for queue in desk.store.queues.values())
        assert not any(recording.running for recording in emulator.recordings)
        for call in emulator.calls:
            ends = [line for line in call.lines if line.text.startswith(f"{call.status}: ")]
            assert (call.status in FINAL, len(ends)) == (True, 1), call.lines
            assert (call.answered_at is None) == (call.status != "completed")
        assert max(app.told_of_the_end.values(), default=1) == 1
