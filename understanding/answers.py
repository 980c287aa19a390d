"""What `understand` answers with, and everything that can be meant."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from understanding.periods import Period


class Intent(StrEnum):
    """What is wanted. Values in capitals are the text commands of domain.md 4.3, the others are asked by voice."""

    BALANCE = "YE"
    RECORDS = "MX"
    CREDITS = "HR"
    INTEREST = "LX"
    SHARING = "GJ"
    SHARING_RECORDS = "GJMX"
    INSURANCE = "ZT"
    CONTRIBUTIONS = "JF"
    YEARS = "NX"
    COUNTERS = "LJ"
    CLAIM = "BX"
    FILING = "BA"
    MATERNITY = "SY"
    PENSION = "YL"
    POLICY = "ZC"
    CHANNELS = "QD"
    NUMBERS = "DH"
    BIND = "BD"
    UNBIND = "JB"
    COMPLAINT = "TS"
    DISPUTE = "dispute"
    SUGGESTION = "JY"
    TICKET = "GD"
    CALL_BACK = "RG"
    REMIND = "KT"
    STOP_REMINDERS = "TD"
    HELP = "BZ"
    ENGLISH = "EN"
    FEE = "FEE"
    NEXT = "N"
    AGENT = "agent"
    REPEAT = "repeat"
    BACK = "back"
    GOODBYE = "goodbye"
    CHANGE_PIN = "change_pin"
    FORGOTTEN_PIN = "forgotten_pin"
    LOST_CARD = "lost_card"
    YES = "yes"
    NO = "no"
    REGION = "region"
    """A region's name and nothing else."""
    MONTH = "month"
    """A month or a year and nothing else."""

    @property
    def command(self) -> str:
        """The text command that answers it, empty where there is none."""
        return _COMMANDS.get(self, self.value if self.value.isupper() else "")


_COMMANDS: Final = {Intent.DISPUTE: "TS", Intent.AGENT: "RG"}

PERSONAL: Final = frozenset(
    {
        Intent.BALANCE,
        Intent.RECORDS,
        Intent.CREDITS,
        Intent.INTEREST,
        Intent.SHARING,
        Intent.SHARING_RECORDS,
        Intent.INSURANCE,
        Intent.CONTRIBUTIONS,
        Intent.YEARS,
        Intent.COUNTERS,
        Intent.CLAIM,
        Intent.FILING,
        Intent.MATERNITY,
        Intent.PENSION,
    }
)
"""What is answered with somebody's own data: never when another person is spoken of (domain.md 7.7)."""

COMMONLY_ASKED: Final = (Intent.BALANCE, Intent.RECORDS, Intent.POLICY)
"""What is offered to those who say that they want something of the hotline, but not what."""


class Reason(StrEnum):
    """Why a text gets no answer of the table."""

    OTHER_PERSON = "other_person"
    """Somebody else's data: only that person may ask."""
    CHILD = "child"
    """Data of a child that may be the caller's: parents ask for it by HZ or at 1 3 5, never here (domain.md 7.7)."""
    EMERGENCY = "emergency"
    """Somebody in danger: the answer is 110 and 120."""
    OTHER_SUBJECT = "other_subject"
    """Known not to be the hotline's: other accounts, hospital rankings, prices of implants."""
    GREETING = "greeting"
    """A greeting and nothing else."""
    NOTHING_SAID = "nothing_said"
    """Empty, signs, emoji, or only words that mean nothing."""
    UNKNOWN = "unknown"
    """No word of it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words found in the text that spoke for an intent, or against it where `weight` is below 0."""

    words: str
    weight: int

    def __str__(self) -> str:
        return f"{self.words} {self.weight:+d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One intent, far enough ahead of all others.

    `region` is a code of those handed in, `topic` a word that ZC or QD takes (门诊), `ticket` a ticket's number; each
    empty where the text names none.
    """

    intent: Intent
    score: int
    evidence: tuple[Evidence, ...]
    runner_up: Intent | None
    region: str = ""
    topic: str = ""
    period: Period | None = None
    ticket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Something of ours, but it is not said clearly which: ask. At most three candidates, the likeliest first."""

    candidates: tuple[Intent, ...]
    evidence: tuple[Evidence, ...]
    region: str = ""
    topic: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOurs:
    """Nothing that the hotline can answer, and why."""

    reason: Reason
    evidence: tuple[Evidence, ...] = ()


Answer = Understood | Unsure | NotOurs
"""What `understand` returns."""
