"""One fault as somebody wants it, and one occasion on which it may strike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from twilio_emulator.faults.kinds import HOW_OFTEN, KINDS, MATCHERS, PARAMETERS, Kind, Target

EVENTS = (
    "StatusCallbackEvent",
    "MessageStatus",
    "CallStatus",
    "RecordingStatus",
    "TranscriptionStatus",
    "TranscriptionEvent",
    "StreamEvent",
)
"""The parameters of a callback that say what it tells of."""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Something that a fault may strike; ``what`` it is in a few words, for whoever looks on.

    ``addresses`` are the numbers it is about, ``params`` what a callback tells. ``behind`` is set for a callback that
    goes while another one of its subject is held back: it cannot be held back, too.
    """

    target: Target
    account: str = ""
    addresses: tuple[str, ...] = ()
    url: str = ""
    method: str = ""
    purpose: str = ""
    path: str = ""
    subject_sid: str = ""
    params: Mapping[str, str] | None = None
    behind: bool = False

    @property
    def what(self) -> str:
        """What it is, such as ``POST http://127.0.0.1:5000/answer``."""
        if self.target is Target.TEXT:
            return f"the text to {self.addresses[-1]}"
        return f"{self.method} {self.url or self.path}"

    @cached_property
    def values(self) -> dict[str, tuple[str, ...]]:
        """What is compared with the patterns of a fault, by their keys."""
        told = self.params or {}
        return {
            "account": (self.account,),
            "phone_number": self.addresses,
            "url": (self.url.partition("#")[0],),
            "method": (self.method,),
            "purpose": (self.purpose,),
            "event": tuple(told[name] for name in EVENTS if name in told),
            "path": (self.path,),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: what it does (``kind``), on what occasions, how often; the keys are those of ``PARAMETERS``.

    Of ``seconds``, ``attempts``, ``status``, ``error_code`` and ``most`` a kind has those that its row names, with the
    row's defaults where nothing is said. Raises ``ValueError``, which begins with the key, for what it cannot be.
    """

    kind: str
    on: str = ""
    account: str = ""
    phone_number: str = ""
    url: str = ""
    method: str = ""
    purpose: str = ""
    event: str = ""
    path: str = ""
    every: int = 1
    times: int = 0
    probability: float = 1.0
    seed: int = 0
    seconds: float | None = None
    attempts: int | None = None
    status: int | None = None
    error_code: int | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        PARAMETERS["kind"].checked("kind", self.kind)
        row = KINDS[self.kind]
        for name, parameter in PARAMETERS.items():
            value = getattr(self, name)
            if value is None and name in row.defaults:
                object.__setattr__(self, name, row.defaults[name])
            elif value is None or value == "":
                continue
            elif name not in ALWAYS and name not in row.defaults:
                raise ValueError(f"{name} is nothing that {self.kind} can be told")
            else:
                object.__setattr__(self, name, parameter.checked(name, value))
        if self.on and self.on not in row.strikes:
            raise ValueError(f"on must be {' or '.join(row.strikes)}: {self.kind} strikes nothing else")
        for name in PATTERNS:
            if getattr(self, name) and not self.targets:
                raise ValueError(f"{name} is nothing by which a {self.on or ' or a '.join(row.strikes)} is known")

    @property
    def row(self) -> Kind:
        """The row of its kind."""
        return KINDS[self.kind]

    @property
    def on_the_way(self) -> bool:
        """Whether it befalls a request on its way to the application, rather than whether and when that is made."""
        return Target.WEBHOOK in self.row.strikes

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it can strike: what it was told, or all of its kind's by which its patterns can be known."""
        given = [name for name in PATTERNS if getattr(self, name)]
        possible = (Target(self.on),) if self.on else self.row.strikes
        return tuple(one for one in possible if all(name in MATCHERS[one] for name in given))

    @property
    def given(self) -> dict[str, Any]:
        """What it was told, by key, with the defaults of its kind."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if name == "kind" or value != DEFAULTS[name]}

    @property
    def sentence(self) -> str:
        """What it does, with its own numbers."""
        told = [f"{name} {getattr(self, name):g}" for name in self.row.defaults if getattr(self, name)]
        return f"{self.kind}: {self.row.says}" + (f" ({', '.join(told)})" if told else "")

    def fits(self, occasion: Occasion) -> bool:
        """Whether this is an occasion that it is meant for."""
        if occasion.target not in self.targets or (occasion.behind and self.kind == "reordered"):
            return False
        values = occasion.values
        return all(
            any(fnmatchcase(value, pattern) for value in values[name])
            for name in PATTERNS
            if (pattern := getattr(self, name))
        )


PATTERNS = ("account", "phone_number", "url", "method", "purpose", "event", "path")
"""The keys by which occasions are told apart."""
ALWAYS = frozenset({"kind", "on", *PATTERNS, *HOW_OFTEN})
"""The keys that have a place in every kind."""
DEFAULTS = {one.name: one.default for one in fields(Fault)}


def fault_from(mapping: Mapping[str, Any]) -> Fault:
    """Make a fault of what a configuration or a request says; raises ``ValueError``, which names the key."""
    unknown = sorted(set(mapping) - set(PARAMETERS))
    if unknown:
        raise ValueError(f"{unknown[0]} is not known; there are {', '.join(PARAMETERS)}")
    if "kind" not in mapping:
        raise ValueError(f"kind is missing; there are {', '.join(KINDS)}")
    for name, value in mapping.items():
        PARAMETERS[name].checked(name, value)
    return Fault(**mapping)
