"""What was used: calls, texts, recordings and numbers, counted from the records of what really happened.

Everything that is remembered counts, and nothing else; what a thing costs is :mod:`twilio_emulator.api.v2010.prices`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from twilio_emulator.api.v2010 import prices
from twilio_emulator.api.v2010.incoming_phone_numbers import kind_of
from twilio_emulator.store import Call, Message, Store

MONTHLY = {"toll-free": Decimal("2.15"), "short code": Decimal("500.00")}
NUMBER = Decimal("1.15")
"""Dollars for a number, and for the dearer ones."""
TOTAL = "totalprice"


@dataclass(frozen=True, slots=True)
class Category:
    """What is counted together: its description, and what is counted and measured."""

    description: str
    count_unit: str
    usage_unit: str


CATEGORIES: dict[str, Category] = {
    "calls": Category("Voice Minutes", "calls", "minutes"),
    "calls-inbound": Category("Inbound Voice Minutes", "calls", "minutes"),
    "calls-inbound-local": Category("Inbound Local Calls", "calls", "minutes"),
    "calls-inbound-mobile": Category("Inbound Mobile Calls", "calls", "minutes"),
    "calls-inbound-tollfree": Category("Inbound Toll Free Calls", "calls", "minutes"),
    "calls-outbound": Category("Outbound Voice Minutes", "calls", "minutes"),
    "calls-client": Category("Client Minutes", "calls", "minutes"),
    "calls-sip": Category("SIP Minutes", "calls", "minutes"),
    "sms": Category("SMS", "messages", "segments"),
    "sms-inbound": Category("Inbound SMS", "messages", "segments"),
    "sms-inbound-longcode": Category("Inbound Long Code SMS", "messages", "segments"),
    "sms-inbound-shortcode": Category("Inbound Short Code SMS", "messages", "segments"),
    "sms-outbound": Category("Outbound SMS", "messages", "segments"),
    "sms-outbound-longcode": Category("Outbound Long Code SMS", "messages", "segments"),
    "sms-outbound-shortcode": Category("Outbound Short Code SMS", "messages", "segments"),
    "mms": Category("MMS", "messages", "messages"),
    "mms-inbound": Category("Inbound MMS", "messages", "messages"),
    "mms-outbound": Category("Outbound MMS", "messages", "messages"),
    "recordings": Category("Recordings", "recordings", "minutes"),
    "transcriptions": Category("Transcriptions", "transcriptions", "minutes"),
    "phonenumbers": Category("Phone Numbers", "numbers", "numbers"),
    "phonenumbers-local": Category("Local Phone Numbers", "numbers", "numbers"),
    "phonenumbers-mobile": Category("Mobile Phone Numbers", "numbers", "numbers"),
    "phonenumbers-tollfree": Category("Toll Free Phone Numbers", "numbers", "numbers"),
    "shortcodes": Category("Short Codes", "numbers", "numbers"),
    TOTAL: Category("Total Price", "", "usd"),
}
"""What is counted. Any other category of the vendor's is there too, and nothing is in it."""


@dataclass(frozen=True, slots=True)
class Used:
    """One thing that was used: when, of which categories, how much of it, and for how many dollars."""

    at: datetime
    categories: tuple[str, ...]
    usage: Decimal
    price: Decimal


@dataclass(slots=True)
class Sum:
    """What was used in all: how often, how much, for how many dollars."""

    count: int = 0
    usage: Decimal = Decimal()
    price: Decimal = Decimal()

    def add(self, used: Used, category: str) -> None:
        """Count one more."""
        self.count += 1
        self.usage += used.price if category == TOTAL else used.usage
        self.price += used.price


def everything(store: Store, accounts: Collection[str]) -> Iterator[Used]:
    """Yield what was used by these accounts, in no order."""
    for call in store.calls.values():
        if call.account_sid in accounts and call.over:
            yield _call(call)
    for message in store.messages.values():
        if message.account_sid in accounts:
            yield _message(message)
    for recording in store.recordings.values():
        if recording.call.account_sid in accounts and not recording.running:
            minutes = Decimal(-(-recording.duration // 60))
            yield Used(recording.started_at, ("recordings",), minutes, Decimal())
    for text in store.transcriptions.values():
        if text.account_sid in accounts:
            minutes = Decimal(-(-int(text.seconds) // 60))
            yield Used(text.created_at, ("transcriptions",), minutes, Decimal())
    for number in store.numbers.values():
        if number.account_sid in accounts and number.created_at is not None:
            kind = kind_of(number.phone_number) if number.phone_number.startswith("+") else "short code"
            below = ("phonenumbers", f"phonenumbers-{kind.replace('-', '')}")
            price = MONTHLY.get(kind, NUMBER)
            yield Used(number.created_at, ("shortcodes",) if kind == "short code" else below, Decimal(1), price)


def sums(used: Iterable[Used], first: date, last: date, category: str) -> Sum:
    """Return what was used of a category from one day to another, both included."""
    total = Sum()
    for one in used:
        if (category == TOTAL or category in one.categories) and first <= one.at.date() <= last:
            total.add(one, category)
    return total


def _call(call: Call) -> Used:
    categories = ["calls", "calls-inbound" if call.direction == "inbound" else "calls-outbound"]
    if call.to.startswith("client:"):
        categories.append("calls-client")
    elif call.to.startswith(("sip:", "sips:")):
        categories.append("calls-sip")
    elif call.direction == "inbound":
        categories.append(f"calls-inbound-{kind_of(call.to).replace('-', '')}")
    price = prices.of_call(call)
    return Used(call.placed_at, tuple(categories), Decimal(prices.minutes_of(call)), -Decimal(price or 0))


def _message(message: Message) -> Used:
    inbound = message.direction == "inbound"
    ours = message.to if inbound else message.from_
    way = "inbound" if inbound else "outbound"
    if message.media:
        categories: tuple[str, ...] = ("mms", f"mms-{way}")
    else:
        categories = ("sms", f"sms-{way}", f"sms-{way}-{'longcode' if ours.startswith('+') else 'shortcode'}")
    usage = Decimal(1 if message.media else message.segments)
    return Used(message.at, categories, usage, -Decimal(prices.of_message(message) or 0))
