"""The words by which people opt out of texts, opt in again and ask for help, and what they are answered (4.6).

Every long number heeds the vendor's own. A Messaging Service with Advanced Opt-Out has words and answers of its own
beside them, on its short codes too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OptOutType(StrEnum):
    """What a word asks for; the parameter ``OptOutType`` of a webhook has it."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """Which words a Messaging Service heeds, and what it answers; an empty answer is none.

    A word is the whole text, in capitals or not. ``STOP``, ``START`` and ``HELP`` are always among them.
    """

    stop: tuple[str, ...] = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE")
    start: tuple[str, ...] = ("START", "YES", "UNSTOP")
    help: tuple[str, ...] = ("HELP", "INFO")
    stopped: str = (
        "You have successfully been unsubscribed. You will not receive any more messages from this number. "
        "Reply START to resubscribe."
    )
    started: str = (
        "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
        "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
    )
    helped: str = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."

    def kind_of(self, body: str) -> OptOutType | None:
        """Return what a text asks for, ``None`` where it is about something else."""
        word = body.strip().upper()
        for kind, words in (
            (OptOutType.STOP, self.stop),
            (OptOutType.START, self.start),
            (OptOutType.HELP, self.help),
        ):
            if word == kind or word in map(str.upper, words):
                return kind
        return None

    def answer_to(self, kind: OptOutType) -> str:
        """Return what somebody is answered who has asked for that."""
        return {OptOutType.STOP: self.stopped, OptOutType.START: self.started, OptOutType.HELP: self.helped}[kind]


BY_DEFAULT = OptOut()
"""The vendor's own words and answers."""
