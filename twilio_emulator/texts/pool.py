"""The senders of a Messaging Service: which of them a text goes from, and where one that comes to them is taken.

The vendor chooses the sender as a number of the receiver's own country or area (geomatch), and keeps to it for one
receiver (sticky sender), until there is one in the country where there was none before. What comes before what else is
chosen here, see docs/choices.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import phonenumbers

from twilio_emulator.desk import IN_PROCESS, Desk
from twilio_emulator.store import Message, MessagingService, Number, PoolSender, Store
from twilio_emulator.webhook import parameters

NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &._+-]{1,11}")
"""A name that may be shown as the sender."""
MOST_SENDERS = 400
"""Numbers and short codes in one pool; of names there is one a country (21714)."""
MOST_STICKY = 100_000
"""Receivers whose sender a service remembers; the oldest makes room."""


class Fit(IntEnum):
    """How well a sender fits a receiver, the best first."""

    SHORT_CODE = 0
    NAME_FOR_COUNTRY = 1
    NAME = 2
    SAME_AREA = 3
    SAME_COUNTRY = 4
    NORTH_AMERICAN = 5
    ABROAD = 6


AT_HOME = frozenset({Fit.SHORT_CODE, Fit.SAME_AREA, Fit.SAME_COUNTRY})
"""What takes a receiver away from a number abroad."""


def channel_of(address: str) -> str:
    """Return ``whatsapp`` of ``whatsapp:+…``; empty for a number, a short code or a name."""
    return address.rpartition(":")[0]


def digits_of(address: str) -> str:
    """Return the number of a sender or receiver without its channel."""
    return address.rpartition(":")[2]


def is_name(address: str) -> bool:
    """Whether a sender is a name, and no number, short code or channel."""
    return not channel_of(address) and not address.removeprefix("+").isdigit()


@lru_cache(maxsize=4096)
def region(number: str) -> str:
    """Return the country of a number; of one that only its country's plan knows, the plan's first."""
    found = parameters.country(number)
    if found or not number.startswith("+"):
        return found
    try:
        return phonenumbers.region_code_for_country_code(phonenumbers.parse(number).country_code or 0)
    except phonenumbers.NumberParseException:
        return ""


# -- who is in which pool


def service_of(store: Store, address: str) -> MessagingService | None:
    """Return the Messaging Service of a number, short code or channel's address, which is in one at most."""
    if not store.services or is_name(address):
        return None
    for one in store.services.values():
        if any(sender.address == address for sender in one.senders) and _owned(store, one, address):
            return one
    return None


def senders(store: Store, service: MessagingService) -> list[PoolSender]:
    """Return the senders that are still the account's, in the order in which they came."""
    return [one for one in service.senders if is_name(one.address) or _owned(store, service, one.address)]


def _owned(store: Store, service: MessagingService, address: str) -> bool:
    number = store.numbers.get(digits_of(address))
    return number is not None and number.account_sid == service.account_sid


def new_service(
    store: Store, now: datetime, friendly_name: str, addresses: Iterable[str], account_sid: str = "", **options: Any
) -> MessagingService:
    """Make a Messaging Service with these senders, and file it; an earlier one of the same ``sid`` is replaced.

    It is as old as that, and so are the senders it had; whoever was sent to from one of them still is.
    Unless something else is said, texts that come to its numbers are taken where the number itself says. Raises
    ``ValueError`` for a number that is not the account's or is in another service, ``TypeError`` for an option that
    there is not.
    """
    service = MessagingService(
        account_sid=account_sid or store.account.sid,
        friendly_name=friendly_name,
        created_at=now,
        updated_at=now,
        **{"use_inbound_webhook_on_number": not options.get("inbound_request_url"), **options},
    )
    before = store.services.get(service.sid)
    had = {one.address: one for one in before.senders} if before is not None else {}
    for address in dict.fromkeys(addresses):
        if not NAME.fullmatch(address) and not _owned(store, service, address):
            raise ValueError(f"{address} is no number of the account, and no name")
        if service_of(store, address) not in (None, before):
            raise ValueError(f"{address} is in another Messaging Service")
        service.senders.append(had.get(address) or PoolSender(address=address, created_at=now))
    if before is not None:
        service.created_at = before.created_at
        service.sticky.update(before.sticky)
    numbers = (store.numbers.get(digits_of(one.address)) for one in service.senders)
    if any(one is not None and one.app is not None for one in numbers):
        for name in ("inbound_request_url", "fallback_url", "status_callback"):
            if getattr(service, name):
                setattr(service, name, urljoin(IN_PROCESS, getattr(service, name)))
    store.services[service.sid] = service
    return service


def take_out(service: MessagingService, sender: PoolSender) -> None:
    """Take a sender out of a pool; whoever was sent to from it is sent to from another."""
    service.senders.remove(sender)
    for person in [one for one, kept in service.sticky.items() if kept == sender.address]:
        del service.sticky[person]


# -- who sends


def fit(service: MessagingService, sender: PoolSender, to: str) -> Fit | None:
    """Return how well a sender fits a receiver; ``None`` where it cannot send there at all."""
    address = sender.address
    if channel_of(address) != channel_of(to):
        return None
    home = region(digits_of(to))
    if is_name(address):
        if to.startswith("+1") or sender.country not in ("", home):  # carriers in North America take no names
            return None
        return Fit.NAME_FOR_COUNTRY if sender.country else Fit.NAME
    number = digits_of(address)
    if not number.startswith("+"):
        return Fit.SHORT_CODE
    american = number.startswith("+1")
    if service.area_code_geomatch and american and digits_of(to).startswith(number[:5]):
        return Fit.SAME_AREA
    if region(number) == home:
        return Fit.SAME_COUNTRY
    return Fit.NORTH_AMERICAN if american else Fit.ABROAD


def first(store: Store, service: MessagingService, to: str) -> str:
    """Return a sender of the receiver's channel, a number where there is one; empty where there is none.

    A receiver's number that is not E.164 is read in its country.
    """
    found = [one.address for one in senders(store, service) if channel_of(one.address) == channel_of(to)]
    return next((one for one in found if digits_of(one).startswith("+")), found[0] if found else "")


def choose(store: Store, service: MessagingService, to: str) -> str:
    """Return the sender of a text to ``to``; empty where none can send there."""
    fitting: dict[str, tuple[Fit, int]] = {}
    for one in senders(store, service):
        how = fit(service, one, to)
        if how is not None:
            fitting[one.address] = (how, one.chosen)
    if not fitting:
        return ""
    kept = service.sticky.get(to, "") if service.sticky_sender else ""
    if kept in fitting:
        abroad = fitting[kept][0] in (Fit.NORTH_AMERICAN, Fit.ABROAD)
        if not (abroad and any(how in AT_HOME for how, _ in fitting.values())):
            return kept
    return min(fitting, key=lambda address: fitting[address])


def settle(store: Store, message: Message) -> None:
    """Remember that the sender of ``message`` was chosen for its receiver."""
    service = store.services.get(message.service_sid)
    if service is None:
        return
    for one in service.senders:
        if one.address == message.from_:
            one.chosen += 1
    if service.sticky_sender:
        service.sticky[message.to] = message.from_
        if len(service.sticky) > MOST_STICKY:
            del service.sticky[next(iter(service.sticky))]


# -- who takes what comes in


def drops(store: Store, address: str) -> bool:
    """Whether texts to a number are not received: its service has no address for them, and not the number's either."""
    service = service_of(store, address)
    return service is not None and not service.use_inbound_webhook_on_number and not service.inbound_request_url


def answering(store: Store, address: str) -> Number | None:
    """Return the number as its texts are answered: by its service's application, unless that leaves it to the number.

    ``None`` where nobody answers.
    """
    number, service = store.answering(digits_of(address)), service_of(store, address)
    if number is None or service is None or service.use_inbound_webhook_on_number:
        return number
    url = service.inbound_request_url
    inside = urlsplit(url).netloc == urlsplit(IN_PROCESS).netloc
    return replace(
        number,
        sms_url=url,
        sms_method=service.inbound_method,
        sms_fallback_url=service.fallback_url,
        sms_fallback_method=service.fallback_method,
        app=number.app if inside else Desk.app_for(number, url),
    )
