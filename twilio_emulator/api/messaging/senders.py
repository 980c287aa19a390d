"""The senders of a Messaging Service, a list for each kind: numbers, short codes, names, channels.

One table of lists, and the four operations that all of them share. A number or short code may be in one service only;
of names a service has one for each country, and one for all others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPMethod, HTTPStatus
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.form import is_sid
from twilio_emulator.api.messaging import services
from twilio_emulator.api.operation import Operation
from twilio_emulator.store import MessagingService, Number, PoolSender
from twilio_emulator.texts import pool

register(
    {
        21708: "Alpha Sender ID is missing from the request",
        21709: "Alpha Sender ID {value} is invalid",
        21714: "Messaging Service number pool size limit reached",
    }
)
register(
    {
        21710: "Phone Number or Short Code is already in the Messaging Service.",
        21712: "Phone Number or Short Code is associated with another Messaging Service.",
    },
    HTTPStatus.CONFLICT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderList:
    """One list: ``name`` is its path's last word, ``array`` what the list is called in an answer.

    ``owner`` is the name of the service's SID in the path, and ``owned`` in the answer. ``holds`` tells whose list a
    sender is on, ``sid_of`` what its SID is there, ``shown`` its own properties, and ``read`` takes it from a form.
    """

    name: str
    array: str
    holds: Callable[[PoolSender], bool]
    sid_of: Callable[[Asked, PoolSender], str]
    shown: Callable[[PoolSender], Mapping[str, Any]]
    read: Callable[[Asked], tuple[str, str]]
    owner: str = "ServiceSid"
    owned: str = "service_sid"

    @property
    def path(self) -> str:
        """The path of the list."""
        return f"/v1/Services/{{{self.owner}}}/{self.name}"

    def all(self, asked: Asked, service: MessagingService) -> list[PoolSender]:
        """Return the senders on it, those that came last first."""
        return [one for one in reversed(pool.senders(asked.store, service)) if self.holds(one)]

    def described(self, service: MessagingService, asked: Asked, sender: PoolSender) -> dict[str, Any]:
        """Return the resource of one sender."""
        sid = self.sid_of(asked, sender)
        return {
            "sid": sid,
            "account_sid": service.account_sid,
            self.owned: service.sid,
            "date_created": formats.iso(sender.created_at),
            "date_updated": formats.iso(sender.created_at),
            **self.shown(sender),
            "url": f"{asked.base}/v1/Services/{service.sid}/{self.name}/{sid}",
        }


# -- what each kind is


def _number_of(asked: Asked, sender: PoolSender) -> Number:
    return asked.store.numbers[pool.digits_of(sender.address)]


def _named(asked: Asked, parameter: str, prefix: str, sid_of: Callable[[Number], str]) -> Number:
    """Return the account's number that a form names by its SID; raises 20001 and 20404."""
    sid = asked.text(parameter)
    if not is_sid(sid, prefix):
        raise ApiError(20001, name=parameter)
    found = (one for one in asked.store.numbers.values() if sid_of(one) == sid)
    return asked.own(next(found, None))


def _read_number(asked: Asked) -> tuple[str, str]:
    number = _named(asked, "PhoneNumberSid", "PN", lambda one: one.sid)
    if not number.phone_number.startswith("+"):
        raise asked.missing()
    return number.phone_number, ""


def _read_short_code(asked: Asked) -> tuple[str, str]:
    number = _named(asked, "ShortCodeSid", "SC", lambda one: one.short_code_sid)
    if number.phone_number.startswith("+"):
        raise asked.missing()
    return number.phone_number, ""


def _read_channel(asked: Asked) -> tuple[str, str]:
    return f"whatsapp:{_named(asked, 'Sid', 'XE', lambda one: one.channel_sid).phone_number}", ""


def _read_name(asked: Asked) -> tuple[str, str]:
    name = asked.text("AlphaSender").strip()
    if not name:
        raise ApiError(21708)
    if not pool.NAME.fullmatch(name):
        raise ApiError(21709, value=name[:60])
    return name, ""


def _read_name_for_country(asked: Asked) -> tuple[str, str]:
    name, _ = _read_name(asked)
    country = asked.text("IsoCountryCode").strip().upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise ApiError(20001, name="IsoCountryCode")
    return name, country


def _can(sender: PoolSender) -> list[str]:
    """Return what a number can do: pictures travel in North America only."""
    return ["MMS", "SMS", "Voice"] if sender.address.startswith("+1") else ["SMS", "Voice"]


LISTS = (
    SenderList(
        name="PhoneNumbers",
        array="phone_numbers",
        holds=lambda sender: sender.address.startswith("+"),
        sid_of=lambda asked, sender: _number_of(asked, sender).sid,
        shown=lambda sender: {
            "phone_number": sender.address,
            "country_code": formats.optional(pool.region(sender.address)),
            "capabilities": _can(sender),
        },
        read=_read_number,
    ),
    SenderList(
        name="ShortCodes",
        array="short_codes",
        holds=lambda sender: sender.address.isdigit(),
        sid_of=lambda asked, sender: _number_of(asked, sender).short_code_sid,
        shown=lambda sender: {"short_code": sender.address, "country_code": None, "capabilities": ["SMS"]},
        read=_read_short_code,
    ),
    SenderList(
        name="AlphaSenders",
        array="alpha_senders",
        holds=lambda sender: pool.is_name(sender.address) and not sender.country,
        sid_of=lambda asked, sender: sender.sid,
        shown=lambda sender: {"alpha_sender": sender.address, "capabilities": ["SMS"]},
        read=_read_name,
    ),
    SenderList(
        name="DestinationAlphaSenders",
        array="alpha_senders",
        holds=lambda sender: pool.is_name(sender.address),
        sid_of=lambda asked, sender: sender.sid,
        shown=lambda sender: {
            "alpha_sender": sender.address,
            "capabilities": ["SMS"],
            "iso_country_code": sender.country,
        },
        read=_read_name_for_country,
    ),
    SenderList(
        name="ChannelSenders",
        array="senders",
        holds=lambda sender: bool(pool.channel_of(sender.address)),
        sid_of=lambda asked, sender: _number_of(asked, sender).channel_sid,
        shown=lambda sender: {
            "sender": sender.address,
            "sender_type": "WhatsApp",
            "country_code": formats.optional(pool.region(pool.digits_of(sender.address))),
        },
        read=_read_channel,
        owner="MessagingServiceSid",
        owned="messaging_service_sid",
    ),
)
"""Every list there is."""


# -- what may be asked of them


def create(kind: SenderList, asked: Asked) -> dict[str, Any]:
    """Take a sender in; raises 20001, 20404, 21708, 21709, 21710, 21712 and 21714."""
    service = services.find(asked, kind.owner)
    address, country = kind.read(asked)
    here = pool.senders(asked.store, service)
    if any((one.address, one.country) == (address, country) for one in here):
        raise ApiError(21710)
    if pool.service_of(asked.store, address) is not None:
        raise ApiError(21712)
    if pool.is_name(address):
        full = any(pool.is_name(one.address) and one.country == country for one in here)
    else:
        full = sum(not pool.is_name(one.address) for one in here) >= pool.MOST_SENDERS
    if full:
        raise ApiError(21714)
    sender = PoolSender(address=address, country=country, created_at=asked.now())
    service.senders.append(sender)
    return kind.described(service, asked, sender)


def list_all(kind: SenderList, asked: Asked) -> dict[str, Any]:
    """Return the senders of a service; of names, those for a country where that is asked."""
    service = services.find(asked, kind.owner)
    country = asked.query.get("IsoCountryCode", "")
    found = [one for one in kind.all(asked, service) if not country or one.country == country.upper()]
    return paging.meta_page(
        asked, kind.array, found, partial(kind.described, service), lambda one: kind.sid_of(asked, one)
    )


def fetch(kind: SenderList, asked: Asked) -> dict[str, Any]:
    """Return one sender."""
    service = services.find(asked, kind.owner)
    return kind.described(service, asked, _find(kind, asked, service))


def delete(kind: SenderList, asked: Asked) -> None:
    """Take a sender out; a number stays the account's."""
    service = services.find(asked, kind.owner)
    pool.take_out(service, _find(kind, asked, service))


def _find(kind: SenderList, asked: Asked, service: MessagingService) -> PoolSender:
    found = (one for one in kind.all(asked, service) if kind.sid_of(asked, one) == asked.sids["Sid"])
    return asked.own(next(found, None))


OPERATIONS = tuple(
    Operation(method=method, path=path, handler=partial(handler, kind), status=status)
    for kind in LISTS
    for method, path, handler, status in (
        (HTTPMethod.POST, kind.path, create, 201),
        (HTTPMethod.GET, kind.path, list_all, 200),
        (HTTPMethod.GET, f"{kind.path}/{{Sid}}", fetch, 200),
        (HTTPMethod.DELETE, f"{kind.path}/{{Sid}}", delete, 204),
    )
)
"""What may be asked of senders."""
