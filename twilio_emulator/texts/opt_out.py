"""STOP, START and HELP: who wants no more texts of a number (twilio-behaviour 4.6).

The number's application is told of the text all the same. Short codes have no such handling of their own.
"""

from __future__ import annotations

import re

from twilio_emulator.store import Store

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})
TOLL_FREE = re.compile(r"\+18(?:00|33|44|55|66|77|88)\d{7}")
"""Numbers on which only ``START`` and ``UNSTOP`` take a person back."""

STOPPED = "You are unsubscribed and will get no more messages from this number. Reply START to subscribe again."
STARTED = "You are subscribed again and will get messages from this number. Reply HELP for help, STOP to unsubscribe."
HELPED = "Reply STOP to get no more messages from this number. Message and data rates may apply."


def refuses(store: Store, person: str, sender: str) -> bool:
    """Whether ``person`` has said that nothing more shall come from ``sender``, or from its Messaging Service."""
    return bool(store.opted_out) and (person, home_of(store, sender)) in store.opted_out


def heed(store: Store, person: str, number: str, body: str) -> str:
    """Take what ``person`` has written to ``number``; return what is answered automatically, empty for other words."""
    word = body.strip().upper()
    if not number.startswith("+") or word not in STOP | START | HELP:
        return ""
    pair = (person, home_of(store, number))
    if word in STOP:
        store.opted_out.add(pair)
        return STOPPED
    if word in HELP:
        return HELPED
    if pair not in store.opted_out or (word == "YES" and TOLL_FREE.fullmatch(number)):
        return ""
    store.opted_out.discard(pair)
    return STARTED


def home_of(store: Store, sender: str) -> str:
    """Return the Messaging Service that ``sender`` is in, by its SID, or ``sender`` itself where it is in none."""
    return next((sid for sid, one in store.services.items() if sender in one.senders), sender)
