"""Messaging configurations: through which Messaging Service codes for a country are sent."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import kept
from twilio_emulator.api.verify.kept import INVALID, Kind
from twilio_emulator.api.verify.sending import EVERYWHERE
from twilio_emulator.numbering import is_country
from twilio_emulator.store import Shelved

register({60213: "A Messaging Configuration already exists for the country '{name}'"})


def described(asked: Asked, one: Shelved) -> dict[str, Any]:
    """Return the MessagingConfiguration resource."""
    country = one.values["country"]
    return {
        "account_sid": one.account_sid,
        "service_sid": one.parent_sid,
        "country": country,
        "messaging_service_sid": one.values["messaging_service_sid"],
        **kept.dates(one),
        "url": kept.place(asked, "Services", one.parent_sid, "MessagingConfigurations", country),
    }


def create(asked: Asked) -> dict[str, Any]:
    """Send the codes for a country (or ``all`` others) through a Messaging Service; raises 60200 and 60213."""
    service = kept.service_of(asked)
    country = asked.text("Country").strip()
    country = EVERYWHERE if country.lower() == EVERYWHERE else country.upper()
    if country != EVERYWHERE and not is_country(country):
        raise ApiError(INVALID, name="Country", value=country[:60])
    values = {"country": country, "messaging_service_sid": _messaging_service(asked)}
    if any(one.values["country"] == country for one in kept.every(asked, Kind.MESSAGING, service.sid)):
        raise ApiError(60213, name=country)
    return described(asked, kept.keep(asked, Kind.MESSAGING, values, service.sid))


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the configurations of a service, newest first."""
    found = kept.every(asked, Kind.MESSAGING, kept.service_of(asked).sid)
    return paging.meta_page(asked, "messaging_configurations", found, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return the configuration for a country."""
    return described(asked, _one(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Send the codes for a country through another Messaging Service; raises 60200."""
    one = _one(asked)
    kept.change(asked, one, {"messaging_service_sid": _messaging_service(asked)})
    return described(asked, one)


def delete(asked: Asked) -> None:
    """Send the codes for a country from Verify's own number again."""
    kept.forget(asked, Kind.MESSAGING, _one(asked))


def _one(asked: Asked) -> Shelved:
    wanted = asked.sids["Country"].upper()
    for one in kept.every(asked, Kind.MESSAGING, kept.service_of(asked).sid):
        if one.values["country"].upper() == wanted:
            return one
    raise asked.missing()


def _messaging_service(asked: Asked) -> str:
    sid = asked.text("MessagingServiceSid").strip()
    found = asked.store.services.get(sid)
    if found is None or found.account_sid != asked.account.sid:
        raise ApiError(INVALID, name="MessagingServiceSid", value=sid[:60])
    return sid


MANY = "/v2/Services/{ServiceSid}/MessagingConfigurations"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=MANY, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=MANY, handler=list_all),
    Operation(method=HTTPMethod.GET, path=MANY + "/{Country}", handler=fetch),
    Operation(method=HTTPMethod.POST, path=MANY + "/{Country}", handler=update),
    Operation(method=HTTPMethod.DELETE, path=MANY + "/{Country}", handler=delete),
)
"""What may be asked of messaging configurations."""
