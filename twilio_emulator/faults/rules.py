"""The rules in force, in their order, and every strike there was.

Whoever asks holds the lock of the desk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from twilio_emulator.faults.fault import Fault, Occasion
from twilio_emulator.faults.kinds import KINDS, Target

KEPT = 10_000
"""Strikes that are remembered."""


@dataclass(slots=True, kw_only=True)
class Strike:
    """A fault that struck: ``number`` counts from 0, ``rule`` is the number of its rule, ``what`` was struck.

    ``fault`` is what was done, of a mix what was drawn. ``exchanges`` are the numbers of the webhooks it shows in; they
    may come later. ``subject_sid`` is the call or text it belongs to. For a limit ``wait`` is how many seconds there
    are until the next request would be answered.
    """

    number: int
    rule: int
    at: datetime
    fault: Fault
    target: Target
    what: str
    subject_sid: str
    exchanges: list[int] = field(default_factory=list)
    wait: float = 0.0

    @property
    def kind(self) -> str:
        """The name of the fault."""
        return self.fault.kind

    @property
    def sentence(self) -> str:
        """What was done, in one sentence."""
        return self.fault.sentence


class Rule:
    """A fault in force; ``seen`` counts the occasions it was meant for, ``struck`` are those it struck.

    One that is switched off (``enabled`` False) keeps its place and its counts; it sees nothing and strikes nothing.
    """

    def __init__(self, faults: Faults, number: int, fault: Fault) -> None:
        self._faults = faults
        self.number = number
        self.fault = fault
        self.seen = 0
        self.count = 0
        self.enabled = True
        self._draws: dict[Target, Random] = {}
        self._asked: dict[str, deque[datetime]] = {}

    @property
    def struck(self) -> list[Strike]:
        """Its strikes, oldest first."""
        return [one for one in self._faults.struck if one.rule == self.number]

    def begin_anew(self) -> None:
        """Count and draw from the beginning."""
        self.seen = self.count = 0
        self._draws.clear()
        self._asked.clear()

    def switch(self, enabled: bool) -> None:
        """Let it strike again from now on, or no more until it is switched on."""
        if self.enabled is not enabled:
            self.enabled = enabled
            self._faults.changed()

    def remove(self) -> None:
        """Let it strike no more; harmless where it does not any longer."""
        self._faults.remove(self.number)

    def strikes(self, occasion: Occasion, at: datetime) -> tuple[Fault, float] | None:
        """Return what is done on this occasion, and the wait of a limit; ``None`` where nothing is."""
        fault = self.fault
        if not self.enabled or (fault.times and self.count >= fault.times) or not fault.fits(occasion):
            return None
        wait = self._over(occasion.account, at) if fault.kind == "limit" else 0.0
        if wait is None:
            return None
        self.seen += 1
        if self.seen % fault.every or not self._drawn(occasion.target):
            return None
        if fault.kind == "mix":
            fault = self._one_of_all(occasion)
        self.count += 1
        return fault, wait

    def _random(self, target: Target) -> Random:
        """Return the draws for one target, so that what happens to others does not change them."""
        if target not in self._draws:
            self._draws[target] = Random(f"{self.fault.seed} {target}")  # noqa: S311  # it is to be foreseen
        return self._draws[target]

    def _drawn(self, target: Target) -> bool:
        return self.fault.probability >= 1 or self._random(target).random() < self.fault.probability

    def _one_of_all(self, occasion: Occasion) -> Fault:
        kinds = [one for one in KINDS.values() if one.mixed and occasion.target in one.strikes]
        drawn = self._random(occasion.target).choice(kinds).name
        # In the place of one that cannot be held back, the draw stays one draw.
        return Fault(kind="late" if drawn == "reordered" and occasion.behind else drawn)

    def _over(self, account: str, at: datetime) -> float | None:
        """Count a request; return how long to wait where there were too many, ``None`` where there were not."""
        span = timedelta(seconds=self.fault.seconds or 0.0)
        answered = self._asked.setdefault(account, deque())
        while answered and answered[0] + span <= at:
            answered.popleft()
        if len(answered) < (self.fault.most or 1):
            answered.append(at)
            return None
        return (answered[0] + span - at).total_seconds()


class Faults:
    """The rules, of which the first that strikes is the one that does; nothing at all without any.

    ``changed`` is called when there are other rules than before, or one is switched on or off.
    """

    def __init__(self) -> None:
        self.rules: tuple[Rule, ...] = ()
        self.changed: Callable[[], None] = lambda: None
        self._struck: deque[Strike] = deque(maxlen=KEPT)
        self._rules_made = 0
        self._strikes_made = 0

    def __bool__(self) -> bool:
        """Whether anything may be struck."""
        return any(rule.enabled for rule in self.rules)

    def add(self, kind: str | Fault, **told: Any) -> Rule:
        """Let a fault strike from now on; ``told`` are the keys of :class:`Fault`.

        ``add("status", status=503, url="*/answer", times=1)``. Raises ``ValueError``, which names the key.
        """
        fault = kind if isinstance(kind, Fault) else Fault(kind=kind, **told)
        rule = Rule(self, self._rules_made, fault)
        self._rules_made += 1
        self.rules = (*self.rules, rule)
        self.changed()
        return rule

    def find(self, number: int) -> Rule | None:
        """Return the rule of that number; ``None`` where there is none, or no longer."""
        return next((one for one in self.rules if one.number == number), None)

    def mix(self, seed: int, share: float = 0.1, **told: Any) -> Rule:
        """Let faults of all kinds strike a ``share`` of everything, drawn at random.

        The same seed and the same traffic are struck the same. ``told`` are matchers, or ``on`` for one target only.
        """
        return self.add("mix", seed=seed, probability=share, **told)

    @property
    def struck(self) -> list[Strike]:
        """What was struck, oldest first."""
        return list(self._struck)

    def remove(self, number: int) -> bool:
        """Take a rule away; False where there is none of this number."""
        before = self.rules
        self.rules = tuple(one for one in before if one.number != number)
        if len(self.rules) == len(before):
            return False
        self.changed()
        return True

    def clear(self) -> None:
        """Take every rule away, and forget what was struck."""
        self.rules = ()
        self._struck.clear()
        self.changed()

    def begin_anew(self) -> None:
        """Forget what was struck; the rules stay, and strike the same once more."""
        self._struck.clear()
        for rule in self.rules:
            rule.begin_anew()

    def strike(self, occasion: Occasion, at: datetime) -> Strike | None:
        """Return what befalls this occasion, and remember it; ``None`` where nothing does."""
        for rule in self.rules:
            found = rule.strikes(occasion, at)
            if found is not None:
                fault, wait = found
                strike = Strike(
                    number=self._strikes_made,
                    rule=rule.number,
                    at=at,
                    fault=fault,
                    target=occasion.target,
                    what=occasion.what,
                    subject_sid=occasion.subject_sid,
                    wait=wait,
                )
                self._strikes_made += 1
                self._struck.append(strike)
                return strike
        return None
