"""Who does the work."""

from __future__ import annotations

import logging
import threading

import pytest

from twilio_emulator.jobs import InlineJobs, PooledJobs


def test_inline_work_waits_until_it_is_run_and_then_all_of_it_is_done() -> None:
    jobs, done = InlineJobs(), []

    def first() -> None:
        done.append("first")
        jobs.submit(lambda: done.append("added on the way"))
        jobs.run()
        assert jobs.inside
        done.append("first is over")

    jobs.submit(first)
    jobs.submit(lambda: done.append("second"))
    assert done == []
    jobs.run()
    assert done == ["first", "first is over", "second", "added on the way"]
    assert not jobs.inside
    jobs.run()


def test_inline_work_that_raises_reaches_whoever_runs_it_and_the_rest_can_still_be_done() -> None:
    jobs, done = InlineJobs(), []

    def fail() -> None:
        raise LookupError("trouble")

    jobs.submit(fail)
    jobs.submit(lambda: done.append("rest"))
    with pytest.raises(LookupError):
        jobs.run()
    jobs.run()
    assert done == ["rest"]


def test_work_that_waits_for_another_thread_does_not_keep_that_thread_from_its_own() -> None:
    jobs, done = InlineJobs(), []

    def other() -> None:
        jobs.submit(lambda: done.append("inner"))
        jobs.run()
        done.append("other is over")

    def outer() -> None:
        thread = threading.Thread(target=other, daemon=True)
        thread.start()
        thread.join(5)
        done.append("outer")

    jobs.submit(outer)
    jobs.run()
    assert done == ["inner", "other is over", "outer"]


def test_a_thread_whose_work_another_one_has_taken_waits_until_it_is_done() -> None:
    jobs, done = InlineJobs(), []
    begun, go_on, submitted = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        assert go_on.wait(5)
        done.append("slow")

    def owner() -> None:
        jobs.submit(slow)
        submitted.set()
        assert begun.wait(5)
        jobs.run()
        done.append("owner")

    thread = threading.Thread(target=owner)
    thread.start()
    assert submitted.wait(5)
    taker = threading.Thread(target=jobs.run)
    taker.start()
    assert begun.wait(5)
    go_on.set()
    thread.join(5)
    taker.join(5)
    assert done == ["slow", "owner"]


def test_many_threads_get_all_their_work_done() -> None:
    jobs, done = InlineJobs(), []

    def work(name: int) -> None:
        for turn in range(50):
            jobs.submit(lambda turn=turn: done.append((name, turn)))  # type: ignore[misc]
            jobs.run()
            assert (name, turn) in done

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(done) == 400


def test_pooled_work_is_done_soon_and_what_it_raises_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    jobs, done = PooledJobs(threads=1), threading.Event()

    def fail() -> None:
        raise LookupError("trouble")

    with caplog.at_level(logging.ERROR):
        jobs.submit(fail)
        jobs.submit(done.set)
        assert done.wait(5)
    assert "a job failed" in caplog.text
    jobs.close()
    jobs.submit(done.clear)
    assert done.is_set(), "a closed pool takes nothing more and does not mind"


def test_everybody_rests_once_the_last_piece_of_work_is_done() -> None:
    jobs, go_on, begun = InlineJobs(), threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        assert go_on.wait(5)

    def work() -> None:
        jobs.submit(slow)
        jobs.run()

    assert jobs.rest(0)
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    assert begun.wait(5)
    assert not jobs.rest(0)
    go_on.set()
    assert jobs.rest(5)
    worker.join(5)
