"""Numbers that can be had, country by country and kind by kind (twilio-behaviour 5.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import form, formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import offers
from twilio_emulator.api.v2010.offers import COUNTRIES, KINDS, Offer

MOST_MILES = 500
CLOSE = 25
"""Miles that are near, unless ``Distance`` says otherwise."""
PLACES: dict[str, Callable[[offers.Place], str]] = {
    "InRegion": lambda place: place.region,
    "InLocality": lambda place: place.locality,
    "InPostalCode": lambda place: place.postal_code,
    "InRateCenter": lambda place: _rate_center(place),
    "InLata": lambda place: place.lata,
}
"""The filters by place."""


def capabilities(phone_number: str) -> dict[str, bool]:
    """Return what a number can do: pictures travel in North America only."""
    return {"voice": True, "sms": True, "mms": phone_number.startswith("+1"), "fax": False}


def described(_asked: Asked, offer: Offer) -> dict[str, Any]:
    """Return the AvailablePhoneNumber resource."""
    place = offer.place
    return {
        "friendly_name": formats.formatted(offer.phone_number),
        "phone_number": offer.phone_number,
        "lata": place.lata if place else None,
        "locality": place.locality if place else None,
        "rate_center": _rate_center(place) if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "region": place.region if place else None,
        "postal_code": place.postal_code if place else None,
        "iso_country": offer.country,
        "address_requirements": "none",
        "beta": False,
        "capabilities": capabilities(offer.phone_number),
    }


def country_described(asked: Asked, code: str) -> dict[str, Any]:
    """Return the resource of a country."""
    path = formats.path(asked.account.sid, "AvailablePhoneNumbers", code)
    name, kinds = COUNTRIES[code]
    return {
        "country_code": code,
        "country": name,
        "uri": f"{path}.json",
        "beta": False,
        "subresource_uris": {form.snake(kind): f"{path}/{kind}.json" for kind in kinds},
    }


def list_countries(asked: Asked) -> dict[str, Any]:
    """Return every country at once."""
    return {"countries": [country_described(asked, code) for code in COUNTRIES], "uri": asked.path}


def fetch_country(asked: Asked) -> dict[str, Any]:
    """Return one country; raises 20404 where nothing is offered."""
    return country_described(asked, _country(asked))


def list_kind(kind: str, asked: Asked) -> dict[str, Any]:
    """Return what is offered of one kind and fits every filter; raises 20404 and 20001."""
    country = _country(asked)
    if kind not in COUNTRIES[country][1]:
        raise asked.missing()
    found = list(_fitting(asked, country, kind))
    return paging.page(asked, "available_phone_numbers", found, described, lambda offer: offer.phone_number[1:])


def offered(asked: Asked, area_code: str) -> Iterator[str]:
    """Yield the numbers that can be had in an area of North America."""
    for country in ("US", "CA"):
        yield from (one.phone_number for one in offers.search(country, "Local", (area_code,)) if _free(asked, one))


def _fitting(asked: Asked, country: str, kind: str) -> Iterator[Offer]:
    query = asked.query
    contains = query.get("Contains", "")
    pattern = offers.pattern_of(contains, country) if contains else ""
    area = query.get("AreaCode", "") or offers.area_of(query.get("NearNumber", ""))
    if (contains and not pattern) or not (area.isascii() and (area.isdigit() or not area)) or len(area) > 5:
        raise ApiError(20001, name="Contains" if contains else "AreaCode")
    areas = (area,) if area and kind == "Local" and country in ("US", "CA") else ()
    if area and not areas:
        return  # elsewhere, and among other numbers, there are no area codes
    near = _near(asked)
    for offer in offers.search(country, kind, areas, pattern):
        if (
            _free(asked, offer)
            and near(offer)
            and _able(asked, offer)
            and offers.area_of(offer.phone_number)[: len(area)] == area
        ):
            yield offer


def _free(asked: Asked, offer: Offer) -> bool:
    return offer.phone_number not in asked.store.numbers


def _able(asked: Asked, offer: Offer) -> bool:
    """Whether an offer can what is wanted; numbers in trial there are none."""
    can = capabilities(offer.phone_number)
    wanted = {name: asked.query.get(f"{name.capitalize()}Enabled", "").lower() for name in can}
    return all(value in ("", str(can[name]).lower()) for name, value in wanted.items())


def _near(asked: Asked) -> Callable[[Offer], bool]:
    """Return whether an offer is where it is wanted, and near what was named."""
    wanted = {of: asked.query[name].lower() for name, of in PLACES.items() if asked.query.get(name)}
    point = asked.query.get("NearLatLong", "")
    try:
        latitude, longitude = map(float, point.split(",")) if point else (0.0, 0.0)
        miles = min(float(asked.query.get("Distance", "") or CLOSE), MOST_MILES)
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError("nowhere on Earth")
    except ValueError:
        raise ApiError(20001, name="NearLatLong") from None

    def is_near(offer: Offer) -> bool:
        place = offer.place
        if place is None:
            return not wanted and not point
        at = all(of(place).lower() == value for of, value in wanted.items())
        return at and (not point or place.miles_from(latitude, longitude) <= miles)

    return is_near


def _rate_center(place: offers.Place) -> str:
    return place.locality.upper()[:10]


def _country(asked: Asked) -> str:
    code = asked.sids["CountryCode"].upper()
    if code not in COUNTRIES:
        raise asked.missing()
    return code


COUNTRY = "/{AccountSid}/AvailablePhoneNumbers/{CountryCode}"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/AvailablePhoneNumbers.json", handler=list_countries),
    Operation(method=HTTPMethod.GET, path=f"{COUNTRY}.json", handler=fetch_country),
    *(
        Operation(method=HTTPMethod.GET, path=f"{COUNTRY}/{kind}.json", handler=partial(list_kind, kind))
        for kind in KINDS
    ),
)
"""What may be asked of numbers that can be had."""
