"""What a recogniser of speech is told, and what it makes of what was said (twilio-behaviour 3.4).

Words that are typed are heard as they were spoken. What a recogniser is told beforehand is checked as the manual has
it, and handed to one that listens to sound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from twilio_emulator.engine.inputs import Spoke

MODELS = (
    "default", "numbers_and_commands", "phone_call", "experimental_conversations", "experimental_utterances",
    "googlev2_long", "googlev2_short", "googlev2_telephony", "googlev2_telephony_short",
)  # fmt: skip
"""The models by name; ``deepgram_`` is followed by any of that vendor's."""
UNFILTERED = "numbers_and_commands"
"""The model without a filter."""
MOST_HINTS, LONGEST_HINT = 500, 100
PROFANE = ("arsehole", "asshole", "bastard", "bitch", "bullshit", "cunt", "fuck", "fucking", "shit")
"""The English words of which the filter leaves the first letter."""
LONGEST_SPEECH = 60.0
"""Seconds of speech that are listened to."""

_DEEPGRAM = re.compile(r"deepgram_[a-z0-9]+(-[a-z0-9]+)*")
_TAG = re.compile(r"multi|[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?", re.IGNORECASE)
_PROFANE = re.compile(rf"\b({'|'.join(PROFANE)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What an application expects to hear: in which ``language``, a tag, and as ``hints`` which words and phrases."""

    language: str = "en-US"
    hints: tuple[str, ...] = ()
    model: str = "default"


def hints(value: str) -> tuple[str, ...]:
    """Read the words and phrases to be expected, with commas between; raises ``ValueError``."""
    entries = tuple(entry.strip() for entry in value.split(",") if entry.strip())
    if len(entries) > MOST_HINTS:
        raise ValueError(f"has {len(entries)} entries; at most {MOST_HINTS} are taken")
    if any(len(entry) > LONGEST_HINT for entry in entries):
        raise ValueError(f"has an entry of more than {LONGEST_HINT} characters")
    return entries


def model(value: str) -> str:
    """Read the name of a model; raises ``ValueError``."""
    if value not in MODELS and not _DEEPGRAM.fullmatch(value):
        raise ValueError("is no model of the manual")
    return value


def language(value: str) -> str:
    """Read a language tag, whatever language it is; raises ``ValueError``."""
    if not _TAG.fullmatch(value):
        raise ValueError("is not a language tag")
    return value


def filtered(text: str) -> str:
    """Return ``text`` with stars for all but the first letter of each profane word."""
    return _PROFANE.sub(lambda match: match[0][0] + "*" * (len(match[0]) - 1), text)


def cut(said: Spoke, left: float) -> str:
    """Return what is said of ``said`` within ``left`` seconds: as many of its characters, to the end of a word."""
    if said.seconds <= left:
        return said.text
    text = said.text[: int(len(said.text) * left / said.seconds)]
    if " " in text and said.text[len(text) : len(text) + 1].strip():
        text = text.rpartition(" ")[0]
    return text.rstrip()
