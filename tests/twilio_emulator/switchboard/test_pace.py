"""A clock that goes faster, slower, not at all, and by jumps: what is due stays in its order and is never early."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.clock import EPOCH, ManualClock, RealClock
from twilio_emulator.due import FASTEST, Paced, Tempo, Timer

RATES = st.one_of(st.just(0.0), st.just(1.0), st.floats(0.01, FASTEST))
SECONDS = st.floats(0, 10_000, allow_subnormal=False)
ADDED = st.tuples(st.just("add"), SECONDS)
DONE = st.one_of(
    ADDED,
    st.tuples(st.just("cancel"), st.integers(0, 30)),
    st.tuples(st.just("pace"), RATES),
    st.tuples(st.just("pass"), SECONDS),
    st.tuples(st.just("skip"), st.none()),
)


@dataclass
class World:
    """Timers on a paced clock, and a real time that passes only here."""

    paced: Paced = field(default_factory=Paced)
    real: float = 1000.0
    timers: list[tuple[float, Timer]] = field(default_factory=list)
    cancelled: set[int] = field(default_factory=set)
    fired: list[tuple[int, float]] = field(default_factory=list)

    @property
    def reading(self) -> float:
        return self.paced.tempo.reading(self.real)

    def do(self, what: str, value: float | None) -> None:
        before = self.reading
        getattr(self, f"_{what}")(value)
        self._fire()
        assert self.reading >= before

    def _add(self, seconds: float) -> None:
        number = len(self.timers)
        timer = Timer(lambda: self.fired.append((number, self.reading)))
        self.timers.append((self.reading + seconds, timer))
        self.paced.add(seconds, timer, self.real)

    def _cancel(self, number: int) -> None:
        if number < len(self.timers) and number not in dict(self.fired):
            self.timers[number][1].cancel()
            self.cancelled.add(number)

    def _pace(self, rate: float) -> None:
        self.paced.pace(rate, self.real)

    def _skip(self, _: None) -> None:
        left = self.paced.left(self.real)
        assert self.paced.skip(self.real) == left

    def _pass(self, seconds: float) -> None:
        """Let time pass as the clock's thread does: it wakes when the next one is due, or a moment before."""
        until = self.real + seconds
        while (wait := self.paced.wait(self.real)) is not None and self.real + wait <= until:
            self.real = max(self.real + wait, math.nextafter(self.real, math.inf))
            self._fire()
        self.real = max(self.real, until)

    def _fire(self) -> None:
        while (timer := self.paced.take(self.real)) is not None:
            timer.call()


@given(st.lists(DONE, max_size=40))
def test_whatever_is_done_to_the_pace_timers_keep_their_order_and_none_is_early_late_or_lost(
    done: list[tuple[str, float | None]],
) -> None:
    world = World()
    for what, value in done:
        world.do(what, value)
    due = [(when, number) for number, (when, _) in enumerate(world.timers) if number not in world.cancelled]
    assert [number for number, _ in world.fired] == [number for when, number in sorted(due) if when <= world.reading]
    assert all(world.timers[number][0] <= reading for number, reading in world.fired)


@given(st.lists(SECONDS, max_size=15), st.lists(st.one_of(st.none(), st.tuples(RATES, SECONDS)), max_size=15))
def test_at_any_pace_things_happen_in_the_order_of_virtual_time(
    delays: list[float], course: list[tuple[float, float] | None]
) -> None:
    world, clock = World(), ManualClock()
    told: list[int] = []
    for number, delay in enumerate(delays):
        world.do("add", delay)
        clock.call_later(world.timers[number][0] - 1000.0, lambda number=number: told.append(number))  # type: ignore[misc]
    for one in course:
        if one is None:
            world.do("skip", None)
        else:
            world.do("pace", one[0])
            world.do("pass", one[1])
    while world.paced.left(world.real) is not None:
        world.do("skip", None)
    clock.advance(20_000)
    assert [number for number, _ in world.fired] == told
    assert len(told) == len(delays)


@given(st.floats(0.01, FASTEST), st.floats(0.1, 1000))
def test_what_is_due_in_so_many_seconds_takes_so_many_by_the_rate(rate: float, seconds: float) -> None:
    paced = Paced()
    paced.pace(rate, 0.0)
    paced.add(seconds, Timer(lambda: None), 0.0)
    assert paced.wait(0.0) == pytest.approx(seconds / rate)


def test_a_clock_that_stands_still_does_at_once_what_is_due_at_once_and_nothing_else() -> None:
    world = World()
    world.do("pace", 0.0)
    world.do("add", 5.0)
    world.do("add", 0.0)
    world.do("pass", 3600.0)
    assert [number for number, _ in world.fired] == [1]
    assert (world.paced.wait(world.real), world.paced.left(world.real)) == (None, 5.0)


def test_a_jump_to_what_is_overdue_is_none_and_the_clock_is_read_from_there() -> None:
    paced = Paced()
    paced.pace(10.0, 0.0)
    paced.add(20.0, Timer(lambda: None), 0.0)
    assert paced.skip(5.0) == 0.0
    assert paced.tempo == Tempo(rate=10.0, shown=50.0, since=5.0)


@pytest.mark.parametrize("rate", [-1.0, FASTEST * 1.01, math.nan, math.inf])
def test_a_pace_that_is_none_is_refused_and_changes_nothing(rate: float) -> None:
    clock = RealClock()
    with pytest.raises(ValueError, match="a clock goes at 0 to 100"):
        clock.pace(rate)
    assert clock.rate == 1.0


def test_a_real_clock_that_stands_still_jumps_to_what_is_due_and_goes_on_from_there() -> None:
    clock, first, second = RealClock(), threading.Event(), threading.Event()
    clock.pace(0.0)
    stood = clock.now()
    clock.call_later(3600, first.set)
    clock.call_later(7200, second.set)
    assert (clock.now(), clock.rate, clock.left()) == (stood, 0.0, 3600.0)
    assert clock.step()
    assert first.wait(5)
    assert (clock.now() - stood).total_seconds() == pytest.approx(3600)
    assert not second.is_set()
    clock.pace(1.0)
    assert 3590 < clock.ahead <= 3600
    assert clock.step()
    assert second.wait(5)
    assert not clock.step()
    assert clock.left() is None
    assert abs((clock.now() - datetime.now(UTC)).total_seconds() - clock.ahead) < 1
    clock.close()


def test_a_fast_clock_comes_early_to_what_is_due_and_is_ahead_afterwards() -> None:
    clock, done = RealClock(), threading.Event()
    before = clock.now()
    clock.call_later(20, done.set)
    clock.pace(FASTEST)
    assert done.wait(5)
    clock.pace(1.0)
    assert (clock.now() - before).total_seconds() >= 20
    assert clock.ahead > 15
    clock.close()


def test_a_pace_that_changes_wakes_the_thread_that_waits() -> None:
    clock, done = RealClock(), threading.Event()
    clock.call_later(100, done.set)
    clock.pace(0.0)
    clock.call_later(0, lambda: clock.pace(FASTEST))
    assert done.wait(5)
    clock.close()


def test_a_manual_clock_stands_still_by_itself_and_tells_what_comes_next() -> None:
    clock = ManualClock()
    assert (clock.rate, clock.left()) == (0.0, None)
    clock.call_later(4, lambda: None)
    clock.call_later(2, lambda: None).cancel()
    clock.advance(1)
    assert clock.left() == 3.0
    assert clock.step()
    assert (clock.now() - EPOCH).total_seconds() == 4.0
    assert clock.left() is None
