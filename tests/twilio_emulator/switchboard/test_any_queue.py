"""Calls join a queue, take from it, hang up and are sent elsewhere in any order: it keeps its order, and loses none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twilio_emulator import Emulator, LiveCall
from twilio_emulator.lines import queues

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

LINE, DESK, SLOW_DESK = "+15005550100", "+15005550101", "+15005550102"
NEW = "http://app.localhost/new"
WHISPER = 3
"""Seconds that a caller listens who is taken from the slow desk."""
ANSWERS = {
    "/answer": '<Response><Enqueue waitUrl="/wait" action="/done">support</Enqueue></Response>',
    "/wait": '<Response><Say>Please hold</Say><Gather timeout="2"/></Response>',
    "/take": '<Response><Dial timeout="600" action="/dialled"><Queue>support</Queue></Dial></Response>',
    "/slow": '<Response><Dial timeout="600" action="/dialled"><Queue url="/before">support</Queue></Dial></Response>',
    "/before": f'<Response><Pause length="{WHISPER}"/></Response>',
    **dict.fromkeys(("/done", "/dialled", "/new"), '<Response><Pause length="3600"/></Response>'),
}


@dataclass
class Pair:
    """Two that were put together, and when they can talk."""

    caller: LiveCall
    agent: LiveCall
    bridged_at: float


@dataclass
class Scene:
    """An emulator, and what ought to be there: who waits on either side, who is with whom, what came of whom."""

    emulator: Emulator
    waiting: list[LiveCall] = field(default_factory=list)
    idle: list[tuple[LiveCall, int]] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    results: list[tuple[str, str]] = field(default_factory=list)
    dialled: set[str] = field(default_factory=set)
    clock: float = 0.0

    def step(self, what: str, number: int) -> None:
        """Do one thing, both to the emulator and to what ought to be."""
        match what:
            case "join":
                self.waiting.append(self._dial(LINE))
            case "take":
                self.idle.append((self._dial(DESK), 0))
            case "take slowly":
                self.idle.append((self._dial(SLOW_DESK), WHISPER))
            case "pass":
                self.emulator.clock.advance(number)
                self.clock += number
            case "front":
                self._take_out()
            case _:
                everybody = [*self.waiting, *(one for one, _ in self.idle)]
                everybody += [one for pair in self.pairs for one in (pair.caller, pair.agent)]
                if everybody:
                    self._end(everybody[number % len(everybody)], hung=what == "hang up")
        while self.waiting and self.idle:
            caller, (agent, seconds) = self.waiting.pop(0), self.idle.pop(0)
            self.pairs.append(Pair(caller, agent, self.clock + seconds))

    def _dial(self, number: str) -> LiveCall:
        return self.emulator.handset(f"+1500556{len(self.emulator.calls):04d}").dial(number, settle=False)

    def _take_out(self) -> None:
        board = self.emulator.switchboard
        for queue in board.desk.store.queues.values():
            assert queues.dequeue(board.desk, queue, "Front", NEW) is bool(self.waiting)
        board.work()
        if self.waiting:
            self.results.append((self.waiting.pop(0).sid, "redirected"))

    def _end(self, who: LiveCall, *, hung: bool) -> None:
        """Let somebody hang up, or be sent elsewhere."""
        board = self.emulator.switchboard
        if hung:
            who.hang_up()
        else:
            assert board.update(who.sid, url=NEW)
            board.work()
        if who in self.waiting:
            self.waiting.remove(who)
            self.results.append((who.sid, "hangup" if hung else "redirected"))
        elif who in (one for one, _ in self.idle):
            self.idle = [one for one in self.idle if one[0] is not who]
            self.dialled |= {who.sid} if hung else set()
        else:
            pair = next(one for one in self.pairs if who in (one.caller, one.agent))
            self.pairs.remove(pair)
            bridged = self.clock >= pair.bridged_at
            if who is pair.agent:
                self.results.append((pair.caller.sid, "bridged" if bridged else "bridging-in-process"))
                self.dialled |= {who.sid} if hung else set()
                return
            self.dialled.add(pair.agent.sid)
            if hung:
                self.results.append((who.sid, "bridged" if bridged else "hangup"))
            else:
                self.results.append((who.sid, "redirected-from-bridged" if bridged else "redirected"))

    def check(self, app: App) -> None:
        """See that the records are what ought to be, and that everybody's application was told once."""
        store = self.emulator.switchboard.desk.store
        for queue in store.queues.values():
            assert [one.call_sid for one in queue.members] == [one.sid for one in self.waiting]
            assert [one.call_sid for one in queue.takers] == [one.sid for one, _ in self.idle]
        together = {frozenset((one.caller.sid, one.agent.sid)) for one in self.pairs}
        assert {frozenset(pair) for pair in store.partners.items()} == together
        told = [(one.params["CallSid"], one.params["QueueResult"]) for one in app.asked if one.path == "/done"]
        assert sorted(told) == sorted(self.results)
        dialled = [one.params["CallSid"] for one in app.asked if one.path == "/dialled"]
        assert sorted(dialled) == sorted(self.dialled)

    def check_conversations(self) -> None:
        """See that those who are connected hear each other, and nobody else."""
        for number, pair in enumerate(self.pairs):
            pair.agent.speak(f"Word {number}")
        for number, pair in enumerate(self.pairs):
            heard = pair.caller.transcript.count(f"Word {number}")
            assert heard == (self.clock >= pair.bridged_at)
            assert pair.caller.transcript.count("Word") == heard


STEPS = st.tuples(
    st.sampled_from(["join", "take", "take slowly", "hang up", "send elsewhere", "front", "pass"]), st.integers(0, 7)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=24))
def test_whatever_happens_the_order_is_kept_and_nobody_is_lost(app: App, steps: list[tuple[str, int]]) -> None:
    app.answers, app.asked = dict(ANSWERS), []
    with Emulator() as emulator:
        for line, path in ((LINE, "/answer"), (DESK, "/take"), (SLOW_DESK, "/slow")):
            emulator.add_number(line, voice_url=path, app=app)
        scene = Scene(emulator)
        scene.step("join", 0)  # so that there is a queue
        for what, number in steps:
            scene.step(what, number)
            scene.check(app)
        scene.step("pass", WHISPER)
        scene.check(app)
        scene.check_conversations()
