"""What an answer is about: the topic of a question about rules or ways, the number of a ticket."""

import re
from collections.abc import Mapping
from typing import Final

from understanding.answers import Intent
from understanding.table import Subject, words

_TICKET: Final = re.compile("(?<![0-9])[0-9]{10}(?![0-9])")


def topic_of(intent: Intent, text: str) -> str:
    """What a question about rules or ways is about, empty for any other."""
    subjects: Mapping[Intent, tuple[Subject, ...]] = {Intent.POLICY: words().topics, Intent.CHANNELS: words().guides}
    has_latin = any("a" <= character <= "z" for character in text)
    for subject in subjects.get(intent, ()):
        if any(term.find(text, has_latin) for term in subject.terms):
            return subject.topic
    return ""


def ticket_of(intent: Intent, text: str) -> str:
    """The number of the ticket that is asked about, empty where none is."""
    found = _TICKET.search(text) if intent is Intent.TICKET else None
    return found[0] if found else ""
