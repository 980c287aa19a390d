"""What a verb is: a frozen record read from an element, and a generator that carries it out.

``run`` yields effects; a wait (see :mod:`twilio_emulator.engine.effects`) gives back the input that ended it, every
other effect gives back ``None``. It returns ``None`` to go on to the next verb, a :class:`Goto` to leave the document
for another, or :class:`HangUp`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, Self

from twilio_emulator.engine.attributes import Attribute
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import Effect, Purpose
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import Input
from twilio_emulator.engine.leg import Leg


@dataclass(frozen=True, slots=True, kw_only=True)
class Goto:
    """Leave this document for the one at ``url`` (relative to this one; empty: this one again)."""

    url: str
    method: str
    purpose: Purpose
    params: Mapping[str, str] = field(default_factory=dict)
    twiml: bytes | None = None
    """The document itself, where there is nothing to be fetched."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the queue one waits in; means something in the document that is heard there, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Only:
    """The verbs a document may use in its place; any other one is filed under ``code`` and passed over."""

    verbs: frozenset[str]
    code: int = 12200


class Interrupted(Exception):  # not an error: what happened elsewhere cuts a running verb short
    """Something happened that the running verb did not wait for, and that ends it: raised at the verb's wait.

    A verb that holds something (legs, a recording, a place in a queue) catches it, gives back what it holds by
    yielding effects that are no waits, and raises it again.
    """

    def __init__(self, got: Input) -> None:
        super().__init__(type(got).__name__)
        self.got = got


Outcome = Goto | HangUp | Leave | None
Running = Generator[Effect, Input | None, Outcome]
Acting = Generator[Effect, Input | None, None]


class Line(Protocol):
    """What a running verb may know of its call, and what it may ask of the session."""

    @property
    def leg(self) -> Leg:
        """The leg, to see whether it has been answered."""

    @property
    def now(self) -> float:
        """Seconds since the call was placed, when the latest input came."""

    def absolute(self, url: str) -> str:
        """Resolve ``url`` against the document; raises TwimlError 11100 where that gives no address."""

    def new_sid(self, prefix: str) -> str:
        """Make a SID of the kind ``prefix``."""

    def answer(self) -> Acting:
        """Pick up, where that has not been done."""

    def interruptible(self, *kinds: type) -> AbstractContextManager[None]:
        """While it is open, an input of one of ``kinds`` that nobody waits for raises :class:`Interrupted`."""

    def interlude(self, goto: Goto, only: Only, *, again: bool = False, heard: bool | None = False) -> Running:
        """Run another document, and those it leads to, while this one stands still; ``again`` and again if so wished.

        ``heard`` tells whether it was heard before, ``None`` that it is heard once while somebody waits for its end.
        Returns what ended it: ``None`` where it ran out of verbs. Raises TwimlError where it cannot be carried out.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(ABC):
    """A verb or a noun: one element of TwiML; ``line`` and ``column`` are where it stands in its document (from 1).

    What stands in no document has a line or a column of 0.
    """

    TAG: ClassVar[str]
    """The element's name."""
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]]
    """Every attribute, with its default and the code filed when it cannot be read."""
    CONTENT: ClassVar[tuple[type[Word], ...]] = ()
    """The elements that may stand within it."""

    line: int
    column: int = 0

    @classmethod
    @abstractmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Build it from ``element``, filing what is wrong with it in ``notices``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb(Word):
    """One TwiML verb: a word that can be carried out."""

    ANSWERS: ClassVar[bool]
    """Whether a ringing call is picked up before the verb runs (twilio-behaviour 2, rule 4)."""

    @abstractmethod
    def run(self, call: Line) -> Running:
        """Carry the verb out."""


def read_content(
    element: Element, content: tuple[type[Word], ...], notices: list[Notice], code: int = 12200
) -> list[Word]:
    """Read the children of ``element`` that are among ``content``; every other one is filed and passed over."""
    table = {word.TAG: word for word in content}
    found: list[Word] = []
    for child in element.elements:
        word = table.get(child.tag)
        if word is None:
            notices.append(child.remark(code, f"{child.tag} is not allowed within {element.tag}"))
        else:
            found.append(word.read(child, notices))
    return found


def refuse_children(element: Element, notices: list[Notice], code: int = 12200) -> None:
    """File every child element of a word that may have none."""
    read_content(element, (), notices, code)
