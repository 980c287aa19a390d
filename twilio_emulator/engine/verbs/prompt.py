"""``<Prompt>``: what a ``<Pay>`` says at one of its steps, instead of its own words (twilio-behaviour 3.11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from twilio_emulator.engine import attributes, cards
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.pause import Pause
from twilio_emulator.engine.verbs.play import Play
from twilio_emulator.engine.verbs.say import Say
from twilio_emulator.engine.verbs.verb import Word, read_content


class Step(StrEnum):
    """What is asked for, in the order in which it is."""

    CARD = "payment-card-number"
    EXPIRATION = "expiration-date"
    SECURITY = "security-code"
    POSTAL = "postal-code"
    ROUTING = "bank-routing-number"
    ACCOUNT = "bank-account-number"
    PROCESSING = "payment-processing"


class Fault(StrEnum):
    """What can be wrong with what was entered."""

    NONE = ""
    TIMEOUT = "input-timeout"
    CARD_NUMBER = "invalid-card-number"
    CARD_TYPE = "invalid-card-type"
    DATE = "invalid-date"
    SECURITY_CODE = "invalid-security-code"
    POSTAL_CODE = "invalid-postal-code"
    ROUTING_NUMBER = "invalid-bank-routing-number"
    ACCOUNT_NUMBER = "invalid-bank-account-number"
    MATCHING = "input-matching-failed"


ERRORS = {("timeout" if fault is Fault.TIMEOUT else str(fault)): fault for fault in Fault if fault}
"""The words of ``errorType``; only the first differs from what a callback is told."""
ASKING = {
    Step.CARD: "Please enter your card number, followed by the pound key.",
    Step.EXPIRATION: "Please enter the month and year your card expires, two digits each.",
    Step.SECURITY: "Please enter the security code of your card.",
    Step.POSTAL: "Please enter your billing postal code, followed by the pound key.",
    Step.ROUTING: "Please enter the nine digit routing number of your bank.",
    Step.ACCOUNT: "Please enter your bank account number, followed by the pound key.",
    Step.PROCESSING: "Thank you. Your payment is being processed.",
}
"""What is said where a document says nothing."""
SORRY = {
    Fault.TIMEOUT: "We did not receive that.",
    Fault.CARD_NUMBER: "That is not a valid card number.",
    Fault.CARD_TYPE: "That type of card is not accepted.",
    Fault.DATE: "That is not a valid date.",
    Fault.SECURITY_CODE: "That is not a valid security code.",
    Fault.POSTAL_CODE: "That is not a valid postal code.",
    Fault.ROUTING_NUMBER: "That is not a valid routing number.",
    Fault.ACCOUNT_NUMBER: "That is not a valid account number.",
    Fault.MATCHING: "What you entered does not match.",
}
"""What is said before that when something was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where a payment stands: the step, what was wrong just now, the attempt (from 1), the kind of card if known.

    With ``again`` the same is asked for a second time, to be compared.
    """

    step: Step
    fault: Fault = Fault.NONE
    attempt: int = 1
    card: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt(Word):
    """Words for a step; the faults, attempts and kinds of cards it is meant for are empty where it is for all."""

    TAG = "Prompt"
    CONTENT: ClassVar = (Say, Play, Pause)
    ATTRIBUTES: ClassVar = {
        "for": attributes.choice(*Step, default=""),
        "errorType": attributes.words(*ERRORS, default=()),
        "cardType": attributes.words(*cards.NAMES, default=()),
        "attempt": attributes.words(*(str(number) for number in range(1, 11)), default=()),
        "requireMatchingInputs": attributes.boolean(False),
    }

    said: tuple[Say | Play | Pause, ...]
    step: str
    faults: frozenset[Fault]
    kinds: frozenset[str]
    attempts: frozenset[int]
    again: bool

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read the words and what they are for; files 12200 and the remarks of Say, Play and Pause."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        if "for" not in element.attributes:
            notices.append(element.remark(12200, "Prompt does not say what it is for"))
        return cls(
            said=tuple(one for one in content if isinstance(one, Say | Play | Pause)),
            step=values["for"],
            faults=frozenset(ERRORS[word] for word in values["errorType"]),
            kinds=frozenset(values["cardType"]),
            attempts=frozenset(int(word) for word in values["attempt"]),
            again=values["requireMatchingInputs"],
            line=element.line,
            column=element.column,
        )

    def suits(self, moment: Moment) -> bool:
        """Whether it may be said at this moment."""
        return (
            self.step == moment.step
            and self.again is moment.again
            and (not self.faults or moment.fault in self.faults)
            and (not self.kinds or moment.card in self.kinds)
            and (not self.attempts or moment.attempt in self.attempts)
        )

    @property
    def narrowness(self) -> tuple[bool, bool, bool]:
        """How narrowly it is meant: for a fault before an attempt, and that before a kind of card."""
        return bool(self.faults), bool(self.attempts), bool(self.kinds)


def fitting(prompts: Iterable[Prompt], moment: Moment) -> Prompt | None:
    """Return the prompt that is meant for this moment most narrowly, the first of equal ones; ``None`` for none."""
    return max((one for one in prompts if one.suits(moment)), key=lambda one: one.narrowness, default=None)
