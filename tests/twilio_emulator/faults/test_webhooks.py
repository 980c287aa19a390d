"""What befalls a webhook looks as it really would: its code, the fallback, the retries, the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator, Handset
from twilio_emulator.faults import KINDS, Target

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Serve

LINE = "+15005550100"
ASKED = [one for one in KINDS.values() if Target.WEBHOOK in one.strikes and one.name != "mix"]

CODES = {
    "refused": 11205,
    "unreachable": 11205,
    "dns": 11210,
    "tls": 11220,
    "reset": 11206,
    "status": 11200,
    "garbage": 12100,
    "empty": 11770,
    "cut": 11206,
    "silent": 11200,
}
"""What a document that was struck is filed with."""
REACHED = {"cut", "slow", "silent"}


def test_every_fault_of_a_document_is_shown_here() -> None:
    assert {one.name for one in ASKED} == set(CODES) | {"slow"}


@pytest.mark.parametrize("kind", CODES)
def test_the_caller_hears_the_fallback_and_the_exchange_says_why(
    emulator: Emulator, handset: Handset, app: App, kind: str
) -> None:
    rule = emulator.faults.add(kind, url="*/answer")
    call = handset.dial(LINE)
    call.hears("Sorry")
    asked, fallback = call.exchanges[:2]
    assert [one.code for one in asked.notices] == [CODES[kind]]
    assert dict(fallback.params)["ErrorCode"] == str(CODES[kind])
    assert ("POST /answer" in app.paths) is (kind in REACHED)
    assert asked.faults == [rule.fault.sentence]
    assert fallback.faults == []
    (strike,) = rule.struck
    assert (strike.exchanges, strike.kind, strike.subject_sid) == ([asked.number], kind, call.sid)
    assert strike.what == "POST http://app.localhost/answer"


@pytest.mark.parametrize(
    ("kind", "url"), [("refused", "http://127.0.0.1:9/answer"), ("dns", "http://nowhere.invalid/")]
)
def test_a_fault_on_demand_is_told_from_a_real_one_by_nobody(
    emulator: Emulator, handset: Handset, app: App, kind: str, url: str
) -> None:
    emulator.add_number("12345", voice_url=url)
    emulator.add_number("12346", voice_url=url.replace("9", "8"))
    real = handset.dial("12345").exchanges[0]
    emulator.faults.add(kind, url="*")
    struck = handset.dial("12346").exchanges[0]
    assert struck.failure.partition(":")[0] == real.failure.partition(":")[0]
    assert (struck.attempts, [one.code for one in struck.notices]) == (
        real.attempts, [one.code for one in real.notices]
    )  # fmt: skip


def test_a_status_may_be_any(emulator: Emulator, handset: Handset) -> None:
    emulator.faults.add("status", status=404, url="*/answer")
    asked = handset.dial(LINE).exchanges[0]
    assert (asked.status, "404" in asked.notices[0].detail) == (404, True)


def test_a_connection_that_is_refused_once_is_made_again_as_it_really_would_be(
    emulator: Emulator, handset: Handset, app: App
) -> None:
    emulator.faults.add("refused", attempts=1)
    call = handset.dial(LINE)
    call.hears("Press a key")
    assert call.exchanges[0].attempts == 2
    assert len(call.exchanges[0].faults) == 1


def test_the_retries_that_the_address_asks_for_are_made(emulator: Emulator, handset: Handset, app: App) -> None:
    emulator.add_number("12345", voice_url="/answer#rc=3&rp=5xx", app=app)
    emulator.faults.add("status", status=503, attempts=3)
    call = handset.dial("12345")
    call.hears("Press a key")
    assert (call.exchanges[0].attempts, app.paths) == (4, ["POST /answer"])


def test_a_slow_answer_takes_its_seconds_on_the_clock_and_none_of_the_wall(
    emulator: Emulator, handset: Handset
) -> None:
    emulator.faults.add("slow", seconds=7)
    began = emulator.clock.now()
    call = handset.dial(LINE)
    call.hears("Press a key")
    assert 7 <= (emulator.clock.now() - began).total_seconds() < 10
    assert 7 <= call.exchanges[0].seconds < 8
    assert call.exchanges[0].notices == []


def test_an_answer_that_is_too_late_is_given_up_when_a_real_one_would_be(
    emulator: Emulator, handset: Handset, app: App
) -> None:
    emulator.faults.add("slow", seconds=20, url="*/answer")
    began = emulator.clock.now()
    call = handset.dial(LINE)
    call.hears("Sorry")
    assert app.paths[:2] == ["POST /answer", "POST /sorry"]
    assert call.exchanges[0].failure == "11200 the application did not answer within 15 seconds"
    assert 15 <= (emulator.clock.now() - began).total_seconds() < 17


def test_silence_counts_against_the_limits_that_the_address_sets(
    emulator: Emulator, handset: Handset, app: App
) -> None:
    emulator.add_number("12345", voice_url="/answer#rt=2000&tt=5000&rc=5&rp=rt", app=app)
    emulator.faults.add("silent")
    began = emulator.clock.now()
    exchange = handset.dial("12345").exchanges[0]
    assert exchange.failure == "11203 no complete answer within 5 seconds"
    assert (exchange.attempts, app.paths) == (3, ["POST /answer"] * 3)
    assert 5 <= exchange.seconds < 6
    assert (emulator.clock.now() - began).total_seconds() >= 5


def test_a_caller_who_hangs_up_while_the_answer_is_awaited_is_gone(
    emulator: Emulator, handset: Handset, app: App
) -> None:
    emulator.faults.add("slow", seconds=10)
    call = handset.dial(LINE, settle=False)
    call.hang_up()
    emulator.clock.advance(30)
    assert call.status == "canceled"
    assert "Press" not in call.transcript


def test_the_answer_to_a_text_comes_when_the_clock_has_come_to_it(emulator: Emulator, handset: Handset) -> None:
    emulator.faults.add("slow", seconds=4)
    handset.text(LINE, "hi")
    assert handset.inbox == []
    emulator.clock.advance(4)
    assert [one.body for one in handset.inbox] == ["Hello"]


def test_what_is_kept_of_earlier_answers_does_not_hide_a_fault(emulator: Emulator, handset: Handset, app: App) -> None:
    app.answers["/kept"] = (200, {"Cache-Control": "max-age=600"}, "<Response><Say>Kept.</Say></Response>")
    emulator.add_number("12345", voice_url="/kept", voice_method="GET", app=app)
    handset.dial("12345").hears("Kept")
    rule = emulator.faults.add("refused", times=1)
    assert handset.dial("12345").exchanges[0].failure.startswith("11205")
    assert len(rule.struck) == 1
    handset.dial("12345").hears("Kept")


@pytest.mark.parametrize(
    ("told", "struck"),
    [
        ({"phone_number": LINE}, True),
        ({"phone_number": "+1500555*"}, True),
        ({"phone_number": "+15005550999"}, False),
        ({"purpose": "answer"}, True),
        ({"purpose": "action"}, False),
        ({"method": "POST"}, True),
        ({"method": "GET"}, False),
        ({"url": "http://app.localhost/answer"}, True),
        ({"url": "*/elsewhere"}, False),
        ({"account": "AC*"}, True),
        ({"account": "AC1"}, False),
        ({"on": "webhook"}, True),
        ({"on": "callback"}, False),
        ({"event": "completed"}, False),
    ],
)
def test_a_rule_strikes_what_it_is_meant_for(
    emulator: Emulator, handset: Handset, told: dict[str, str], struck: bool
) -> None:
    rule = emulator.faults.add("status", times=1, **told)
    call = handset.dial(LINE)
    assert (bool(rule.struck), "Sorry" in call.transcript) == (struck, struck)


def test_only_the_first_or_every_so_many_are_struck(emulator: Emulator, handset: Handset) -> None:
    def calls(count: int) -> list[bool]:
        return ["Sorry" in handset.dial(LINE).hang_up().transcript for _ in range(count)]

    rule = emulator.faults.add("refused", purpose="answer", times=2)
    assert calls(4) == [True, True, False, False]
    rule.remove()
    emulator.faults.add("refused", purpose="answer", every=3)
    assert calls(7) == [False, False, True, False, False, True, False]


def test_of_several_rules_the_first_that_strikes_does(emulator: Emulator, handset: Handset) -> None:
    emulator.faults.add("dns", url="*/answer", times=1)
    emulator.faults.add("tls", url="*/answer")
    codes = [handset.dial(LINE).hang_up().exchanges[0].notices[0].code for _ in range(2)]
    assert codes == [11210, 11220]


def test_a_rule_that_is_taken_away_strikes_no_more(emulator: Emulator, handset: Handset) -> None:
    rule = emulator.faults.add("refused")
    rule.remove()
    rule.remove()
    handset.dial(LINE).hears("Press a key")
    assert emulator.faults.struck == []


def test_over_a_socket_the_application_is_reached_or_not_in_just_the_same_way(app: App, serve: Serve) -> None:
    app.answers["/answer"] = "<Response><Say>Here.</Say></Response>"
    url = serve(app)
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, voice_url=f"{url}/answer")
        emulator.faults.add("reset", times=1)
        emulator.faults.add("slow", seconds=0.2)
        handset = emulator.handset("+15005550111")
        first = handset.dial(LINE).exchanges[0]
        assert (first.failure[:5], app.paths) == ("11206", [])
        second = handset.dial(LINE)
        second.hears("Here")
        assert second.exchanges[0].seconds >= 0.2
        assert app.paths == ["POST /answer"]
