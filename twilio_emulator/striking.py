"""Where faults strike what goes out to applications and receivers: webhooks, callbacks and texts.

What befalls an attempt at a webhook is carried out in ``webhook/meddling.py``; requests to the API are struck in
``api/outage.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from twilio_emulator.clock import Clock, Timer
from twilio_emulator.faults import Faults, Occasion, Strike, Target
from twilio_emulator.feed import Feed, Topic
from twilio_emulator.jobs import Job, Jobs
from twilio_emulator.outcomes import MessageStatus, Outcome
from twilio_emulator.store import Call, Exchange, Message

Make = Callable[[Strike | None, Job], None]
"""Makes a callback that may have been struck, and then does the job it is given."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Held:
    """A callback that waits for the next one of its subject; ``timer`` lets it go where none comes."""

    job: Job
    timer: Timer | None = None
    gone: bool = False


class Striking:
    """Asks the rules, tells the news of each strike, and carries out what befalls callbacks and texts."""

    def __init__(self, faults: Faults, feed: Feed, clock: Clock, jobs: Jobs, lock: threading.RLock) -> None:
        self._faults = faults
        self._feed = feed
        self._clock = clock
        self._jobs = jobs
        self._lock = lock
        self._held: dict[str, _Held] = {}
        self._accepted: dict[str, Outcome] = {}

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to be asked or waited for: no rule, and no callback held back."""
        return not self._faults and not self._held

    def strike(self, occasion: Occasion) -> Strike | None:
        """Return what befalls this occasion, after telling of it; ``None`` where nothing does."""
        with self._lock:
            strike = self._faults.strike(occasion, self._clock.now())
            if strike is not None:
                self._feed.publish(Topic.FAULT, strike, strike.subject_sid)
            return strike

    def webhook(
        self, subject: Call | Message, purpose: str, url: str, method: str, params: Mapping[str, str]
    ) -> Strike | None:
        """Return what befalls the request for a document."""
        return self.strike(_occasion(Target.WEBHOOK, subject, purpose, url, method, params))

    def show(self, strike: Strike, exchange: Exchange) -> None:
        """Note a strike with the exchange it shows in."""
        with self._lock:
            exchange.faults.append(strike.sentence)
            strike.exchanges.append(exchange.number)
            self._feed.publish(Topic.FAULT, strike, strike.subject_sid)

    def callback(
        self, subject: Call | Message, purpose: str, url: str, method: str, params: Mapping[str, str], make: Make
    ) -> None:
        """Have a callback made: soon, or as what befalls it says."""
        with self._lock:
            held = self._held.get(subject.sid)
            occasion = _occasion(Target.CALLBACK, subject, purpose, url, method, params, behind=held is not None)
            strike = self.strike(occasion)
            then: Job = partial(self._release, subject.sid, held) if held is not None else _nothing
            job = partial(make, strike, then)
            seconds = strike.fault.seconds or 0.0 if strike is not None else 0.0
            match strike.kind if strike is not None else "":
                case "dropped":
                    return
                case "late":
                    self._clock.call_later(seconds, partial(self._jobs.submit, job))
                    return
                case "reordered":
                    self._held[subject.sid] = held = _Held(job=job)
                    held.timer = self._clock.call_later(seconds, partial(self._release, subject.sid, held))
                    return
                case "doubled":
                    self._jobs.submit(partial(make, strike, _nothing))
        self._jobs.submit(job)

    def outcome(self, message: Message, outcome: Outcome) -> Outcome:
        """Return what becomes of a text: ``outcome``, unless a fault befalls it; each is asked about once."""
        with self._lock:
            if message.sid in self._accepted:
                return self._accepted.pop(message.sid)
            strike = self.strike(
                Occasion(
                    target=Target.TEXT,
                    account=message.account_sid,
                    addresses=(message.from_, message.to),
                    subject_sid=message.sid,
                )
            )
            if strike is not None:
                outcome = _outcome_of(strike, outcome)
            if message.status == MessageStatus.ACCEPTED:  # it is asked about again once it is queued
                self._accepted[message.sid] = outcome
            return outcome

    def forget(self) -> None:
        """Forget what is held back and what was struck; the rules stay, and begin anew."""
        with self._lock:
            self._faults.begin_anew()
            for held in self._held.values():
                held.gone = True
            self._held.clear()
            self._accepted.clear()

    def _release(self, sid: str, held: _Held) -> None:
        """Let a callback go that was held back."""
        with self._lock:
            if held.gone:
                return
            held.gone = True
            if held.timer is not None:
                held.timer.cancel()
            if self._held.get(sid) is held:
                del self._held[sid]
        self._jobs.submit(held.job)


def _nothing() -> None:
    """What is done after a callback, mostly."""


def _occasion(
    target: Target,
    subject: Call | Message,
    purpose: str,
    url: str,
    method: str,
    params: Mapping[str, str],
    *,
    behind: bool = False,
) -> Occasion:
    return Occasion(
        target=target,
        account=subject.account_sid,
        addresses=(subject.from_, subject.to),
        url=url,
        method=method.upper(),
        purpose=purpose,
        subject_sid=subject.sid,
        params=params,
        behind=behind,
    )


def _outcome_of(strike: Strike, before: Outcome) -> Outcome:
    """Return what becomes of a text that is struck; where it waits longer, the rest is as it was ``before``."""
    fault = strike.fault
    match strike.kind:
        case "delayed":
            return replace(before, after=before.after + (fault.seconds or 0.0))
        case "lost":
            return replace(before, status=MessageStatus.SENT, error_code=0)
        case _:
            return replace(before, status=MessageStatus(strike.kind), error_code=fault.error_code or 0)
