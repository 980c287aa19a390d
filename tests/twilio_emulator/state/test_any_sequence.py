"""After every step of any sequence of requests and telephones, what is on disk is what is in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.twilio_emulator.state.conftest import LINE, ME, in_memory, nothing_is_left, on_disk
from twilio_emulator import Emulator
from twilio_emulator.state.restoring import Snapshot

OTHER = "+15005550101"
SPARE = "+15005550006"
DOCUMENTS = (
    "<Response><Say>Hello.</Say><Gather action='/answer' numDigits='1'/></Response>",
    "<Response><Record transcribe='true' maxLength='9'/></Response>",
    "<Response><Enqueue>line</Enqueue></Response>",
    "<Response><Dial><Conference record='record-from-start'>room</Conference></Dial></Response>",
    f"<Response><Dial record='record-from-answer'><Number>{OTHER}</Number></Dial></Response>",
    f"<Response><Dial><Number>{ME}</Number></Dial></Response>",
    "<Response><Say>Wrong<",
    "<Response><Pause length='30'/></Response>",
)
CREATED: tuple[tuple[str, dict[str, str]], ...] = (
    ("Messages", {"From": LINE, "To": ME, "Body": "one", "StatusCallback": "http://app.localhost/told"}),
    ("Messages", {"From": LINE, "To": OTHER, "Body": "to ourselves"}),
    ("Messages", {"From": LINE, "To": "+15005550113", "Body": "two", "MediaUrl": "http://app.localhost/a.png"}),
    ("Messages", {"From": LINE, "Body": "to nobody"}),
    ("Calls", {"From": LINE, "To": ME, "Url": "http://app.localhost/answer", "Record": "true"}),
    ("Queues", {"FriendlyName": "line"}),
    ("Applications", {"FriendlyName": "one"}),
    ("Keys", {"FriendlyName": "one"}),
    ("IncomingPhoneNumbers", {"PhoneNumber": SPARE, "SmsUrl": "http://app.localhost/text"}),
    ("Usage/Triggers", {"UsageCategory": "sms", "TriggerValue": "3", "CallbackUrl": "http://app.localhost/told"}),
    ("SIP/CredentialLists", {"FriendlyName": "us"}),
)
CHANGED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("messages", "Messages", {"Body": ""}),
    ("calls", "Calls", {"Status": "completed"}),
    ("calls", "Calls", {"Twiml": DOCUMENTS[6]}),
    ("calls", "Calls", {"Twiml": DOCUMENTS[3]}),
    ("queues", "Queues", {"MaxSize": "7"}),
    ("applications", "Applications", {"FriendlyName": "two"}),
    ("keys", "Keys", {"FriendlyName": "two"}),
)
WHICH = st.integers(0, 5)


class AnySequence(RuleBasedStateMachine):
    """An emulator with two numbers and a few telephones, whose state is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._place = tempfile.TemporaryDirectory()
        self._served = 0
        self._snapshot: Snapshot | None = None
        self._open()

    def _open(self) -> None:
        self.emulator = Emulator(state=Path(self._place.name))
        for number in (LINE, OTHER):
            self.emulator.add_number(
                number, voice_url="/answer", sms_url="/text", status_callback="/told", app=self._answer
            )
        self.emulator.handset("+15005550112").on_ring(answer="ask")

    def teardown(self) -> None:
        self.emulator.close()
        self._place.cleanup()

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "text/xml")])
        if environ["PATH_INFO"] == "/text":
            return [b"<Response><Message>thanks</Message></Response>"]
        self._served += 1
        return [DOCUMENTS[self._served % len(DOCUMENTS)].encode()]

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None) -> int:
        emulator = self.emulator
        url = f"https://api.twilio.com/2010-04-01/Accounts/{emulator.account_sid}/{path}.json"
        credentials = (emulator.account_sid, emulator.auth_token)
        return emulator.http_client().request(method, url, data=data, auth=credentials).status_code

    def _one_of(self, table: str, which: int) -> str:
        found = list(getattr(self.emulator.switchboard.desk.store, table))
        return found[-1 - which % len(found)] if found else "XX"

    @invariant()
    def on_disk_is_what_is_in_memory(self) -> None:
        assert on_disk(self.emulator) == in_memory(self.emulator)
        assert nothing_is_left(self.emulator)

    @rule(what=st.sampled_from(CREATED))
    def create(self, what: tuple[str, dict[str, str]]) -> None:
        assert self._ask("POST", *what) < 500

    @rule(what=st.sampled_from(CHANGED), which=WHICH)
    def change(self, what: tuple[str, str, dict[str, str]], which: int) -> None:
        table, path, values = what
        assert self._ask("POST", f"{path}/{self._one_of(table, which)}", values) < 500

    @rule(what=st.sampled_from(CHANGED), which=WHICH)
    def remove(self, what: tuple[str, str, dict[str, str]], which: int) -> None:
        table, path, _ = what
        assert self._ask("DELETE", f"{path}/{self._one_of(table, which)}") < 500

    @rule(which=WHICH)
    def record(self, which: int) -> None:
        assert self._ask("POST", f"Calls/{self._one_of('calls', which)}/Recordings", {}) < 500

    @rule(body=st.sampled_from(["hi", "STOP", "START"]), to=st.sampled_from([LINE, OTHER, SPARE]))
    def text(self, body: str, to: str) -> None:
        self.emulator.handset(ME).text(to, body)

    @rule(from_=st.sampled_from([ME, "+15005550112", "+15005550113"]), to=st.sampled_from([LINE, OTHER]))
    def dial(self, from_: str, to: str) -> None:
        self.emulator.handset(from_).dial(to)

    @rule(which=WHICH, how=st.sampled_from(["1", "words", "pick up", "hang up"]))
    def act(self, which: int, how: str) -> None:
        board, sid = self.emulator.switchboard, self._one_of("calls", which)
        match how:
            case "pick up":
                board.pick_up(sid)
            case "hang up":
                board.hang_up(sid)
            case "1":
                board.press(sid, how)
            case _:
                board.speak(sid, how)
        board.work()

    @rule(seconds=st.sampled_from([0.3, 2.0, 40.0]))
    def wait(self, seconds: float) -> None:
        self.emulator.clock.advance(seconds)

    @rule()
    def remember(self) -> None:
        self._snapshot = self.emulator.snapshot()

    @precondition(lambda self: self._snapshot is not None)
    @rule()
    def go_back(self) -> None:
        assert self._snapshot is not None
        self.emulator.restore(self._snapshot)
        assert self.emulator.clock.now() == self._snapshot.at
        assert {row[:2] for row in in_memory(self.emulator)} == {row[:2] for row in self._snapshot.rows}
        assert not self.emulator.switchboard.desk.lines

    @rule()
    def forget(self) -> None:
        numbers = self.emulator.numbers
        self.emulator.reset()
        happened = [*self.emulator.calls, *self.emulator.messages, *self.emulator.exchanges]
        assert happened == []
        assert self.emulator.numbers == numbers

    @rule()
    def restart(self) -> None:
        before, now = {row[:2] for row in in_memory(self.emulator)}, self.emulator.clock.now()
        self.emulator.close()
        self._open()
        store = self.emulator.switchboard.desk.store
        partners = {row for row in before if row[0] == "partners"}
        assert {row[:2] for row in in_memory(self.emulator)} == before - partners
        assert all(call.over for call in store.calls.values())
        assert self.emulator.clock.now() == now


AnySequence.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnySequence = AnySequence.TestCase
