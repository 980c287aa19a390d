"""Calls that wait in queues, and calls that take them out of there (twilio-behaviour 3.8).

Two legs that a queue puts together are partners until one of them gives the other up: ``store.partners`` is what
decides whether a word from one still reaches the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from twilio_emulator.desk import Desk
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.waiting import Taker
from twilio_emulator.lines.driver import Driver
from twilio_emulator.store import Queue, Speaker


def named(desk: Desk, account_sid: str, name: str) -> Queue | None:
    """Return the account's queue with the friendly name ``name``, if there is one."""
    own = (one for one in desk.store.queues.values() if one.account_sid == account_sid)
    return next((one for one in own if one.friendly_name == name), None)


def create(desk: Desk, account_sid: str, name: str) -> Queue:
    """Make a queue."""
    queue = Queue(account_sid=account_sid, friendly_name=name, date_created=desk.clock.now())
    desk.store.add_queue(queue)
    return queue


def dequeue(desk: Desk, queue: Queue, call_sid: str | Literal["Front"], url: str, method: str = "POST") -> bool:
    """Send a waiting call, or the first one, to the document at ``url``; False where it does not wait there.

    As the API's update of a member does (twilio-behaviour 5.7); the Enqueue's action is told ``redirected``.
    """
    with desk.lock:
        if call_sid == "Front" and queue.members:
            call_sid = queue.members[0].call_sid
        line = desk.lines.get(call_sid) if queue.position(call_sid) else None
        if line is None:
            return False
        line.write(Speaker.NOTE, f"the application takes the call out of the queue {queue.friendly_name}")
        line.update(inputs.Updated(url=url, method=method))
        return True


def join(driver: Driver, effect: effects.JoinQueue) -> None:
    """Let a call wait, unless the queue is full; where somebody waits for one they are put together at once."""
    desk, call = driver.desk, driver.line.call
    queue = named(desk, call.account_sid, effect.name) or create(desk, call.account_sid, effect.name)
    if queue.is_full(effect.max_size):
        driver.feed(inputs.QueueFull(max_size=queue.limit(effect.max_size)))
        return
    queue.join(call.sid, desk.clock.now())
    driver.line.write(Speaker.NOTE, f"waits in the queue {queue.friendly_name}")
    if not _put_together(desk, queue):
        driver.feed(_standing(driver, queue, effect.max_size))


def ask(driver: Driver, effect: effects.AskStanding) -> None:
    """Tell a call where it stands."""
    queue = driver.desk.store.queues.get(effect.queue_sid)
    if queue is None:  # the records have been cleared meanwhile
        driver.feed(inputs.Standing(queue_sid=effect.queue_sid, position=0, size=0, max_size=0, average=0))
    else:
        driver.feed(_standing(driver, queue, effect.max_size))


def take(driver: Driver, effect: effects.TakeFromQueue) -> None:
    """Let a call wait for somebody to take."""
    queue = named(driver.desk, driver.line.call.account_sid, effect.name)
    if queue is None:
        driver.line.write(Speaker.NOTE, f"there is no queue {effect.name}")
        driver.feed(inputs.NoSuchQueue())
        return
    driver.line.write(Speaker.NOTE, f"takes the next call from the queue {effect.name}")
    queue.take(Taker(call_sid=driver.line.call.sid, url=effect.url, method=effect.method))
    _put_together(driver.desk, queue)


def ready(driver: Driver, effect: effects.ReadyFor) -> None:
    """Tell a call's partner that it may be talked to."""
    if driver.desk.store.partners.get(driver.line.call.sid) == effect.sid:
        _tell(driver.desk, effect.sid, inputs.LegReady(driver.line.call.sid))


def leave(driver: Driver, effect: effects.LeaveQueue) -> None:
    """Let a call wait no longer, and part it from its partner."""
    line, store = driver.line, driver.desk.store
    sid = line.call.sid
    for queue in store.queues.values():
        if queue.position(sid):
            line.write(Speaker.NOTE, f"leaves the queue {queue.friendly_name}")
        queue.leave(sid)
    if line.room is not None:
        line.room.leave(line)
    partner = store.partners.pop(sid, "")
    if partner:
        store.partners.pop(partner, None)
        _tell(driver.desk, partner, inputs.LegEnded(sid, CallStatus.COMPLETED, left=effect.left))


def _standing(driver: Driver, queue: Queue, most: int | None) -> inputs.Standing:
    return inputs.Standing(
        queue_sid=queue.sid,
        position=queue.position(driver.line.call.sid),
        size=len(queue.members),
        max_size=queue.limit(most),
        average=queue.average_wait_time(driver.desk.clock.now()),
    )


def _put_together(desk: Desk, queue: Queue) -> bool:
    """Put the first of those who wait together with the first of those who take; False where one side is empty."""
    pair = queue.next_pair()
    if pair is None:
        return False
    member, taker = pair
    desk.store.partners[member.call_sid], desk.store.partners[taker.call_sid] = taker.call_sid, member.call_sid
    _tell(desk, taker.call_sid, inputs.LegAnswered(member.call_sid))
    taken = inputs.Dequeued(by=taker.call_sid, queue_sid=queue.sid, url=taker.url, method=taker.method)
    _tell(desk, member.call_sid, taken)
    return True


def _tell(desk: Desk, call_sid: str, what: inputs.Input) -> None:
    line = desk.lines.get(call_sid)
    if line is not None and line.driver is not None:
        line.driver.feed(what)


CARRY_OUT: dict[type[effects.Effect], Callable[[Driver, Any], None]] = {
    effects.JoinQueue: join,
    effects.AskStanding: ask,
    effects.TakeFromQueue: take,
    effects.ReadyFor: ready,
    effects.LeaveQueue: leave,
}
"""How each effect that concerns queues is carried out."""
