"""The two clocks."""

from __future__ import annotations

import gc
import logging
import threading
import weakref
from datetime import UTC, datetime
from functools import partial

import pytest

from twilio_emulator.clock import EPOCH, ManualClock, RealClock


def test_manual_time_stands_still_until_it_is_moved_and_everything_due_happens_in_order() -> None:
    clock = ManualClock()
    told: list[tuple[str, float]] = []

    def tell(name: str) -> None:
        told.append((name, (clock.now() - EPOCH).total_seconds()))

    def one() -> None:
        tell("one")
        clock.call_later(2, lambda: tell("three"))

    clock.call_later(5, lambda: tell("five"))
    clock.call_later(1, one)
    clock.call_later(1, lambda: tell("also one"))
    clock.call_later(-3, lambda: tell("at once"))
    clock.call_later(4, lambda: tell("never")).cancel()
    assert clock.now() == EPOCH
    clock.advance(4.5)
    assert told == [("at once", 0.0), ("one", 1.0), ("also one", 1.0), ("three", 3.0)]
    assert clock.step()
    assert told[-1] == ("five", 5.0)
    assert not clock.step()
    clock.advance(0)
    assert (clock.now() - EPOCH).total_seconds() == 5.0


def test_a_cancelled_timer_lets_go_of_what_it_held() -> None:
    class Held:
        def call(self) -> None:
            raise AssertionError("never")

    clock, held = ManualClock(), Held()
    gone = weakref.ref(held)
    clock.call_later(3600, held.call).cancel()
    del held
    gc.collect()
    assert gone() is None
    clock.advance(7200)


def test_real_time_calls_what_is_due_in_order_and_survives_what_it_raises(caplog: pytest.LogCaptureFixture) -> None:
    passed = [0.0]  # seconds; they pass at once, however long it takes to say what is due
    clock, done, told = RealClock(real=lambda: passed[0]), threading.Event(), []

    def fail() -> None:
        raise LookupError("trouble")

    clock.call_later(0.04, done.set)
    clock.call_later(0.02, lambda: told.append("second"))
    clock.call_later(0, fail)
    clock.call_later(0.01, lambda: told.append("first"))
    clock.call_later(0.01, lambda: told.append("never")).cancel()
    passed[0] = 1.0
    with caplog.at_level(logging.ERROR):
        assert done.wait(5)
    assert told == ["first", "second"]
    assert "a timer failed" in caplog.text
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 1
    clock.close()
    clock.close()


def test_a_real_clock_that_was_never_used_can_be_closed() -> None:
    RealClock().close()


def test_cancelled_timers_are_forgotten_long_before_they_are_due() -> None:
    told: list[int] = []
    for clock in (ManualClock(), RealClock()):
        timers = [clock.call_later(3600, partial(told.append, number)) for number in range(10)]
        for _ in range(20_000):
            clock.call_later(1800, told.clear).cancel()
        timers[3].cancel()

        assert len(clock._due) < 5000
        if isinstance(clock, ManualClock):
            clock.advance(3600)
        else:
            clock.close()
    assert told == [0, 1, 2, 4, 5, 6, 7, 8, 9]
