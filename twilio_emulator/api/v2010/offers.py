"""Numbers that can be had: made up from the plans of the countries, the same ones in every run.

An offer follows from its country, its kind and its place in the series alone; what is asked for narrows the series
down, or is written into it. Whatever is a number of that kind by its country's plan may come up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import asin, cos, radians, sin, sqrt

import phonenumbers
from phonenumbers import PhoneNumberType as Type

MOST = 100
"""Offers that one search comes to."""
TRIES = 20
"""Numbers that are tried for each offer, before there are none."""
MILES = 3958.8
"""The radius of the Earth."""
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
KINDS: dict[str, tuple[int, ...]] = {
    "Local": (Type.FIXED_LINE, Type.FIXED_LINE_OR_MOBILE),
    "TollFree": (Type.TOLL_FREE,),
    "Mobile": (Type.MOBILE, Type.FIXED_LINE_OR_MOBILE),
    "National": (Type.UAN,),
    "SharedCost": (Type.SHARED_COST,),
    "Voip": (Type.VOIP,),
    "MachineToMachine": (Type.MOBILE,),
}
"""The kinds of numbers, and what the plans call them."""
COUNTRIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "US": ("United States", ("Local", "TollFree")),
    "CA": ("Canada", ("Local", "TollFree")),
    "AU": ("Australia", ("Local", "TollFree", "Mobile", "SharedCost")),
    "AT": ("Austria", ("Local", "Mobile")),
    "BE": ("Belgium", ("Local", "TollFree", "Mobile")),
    "BR": ("Brazil", ("Local", "TollFree", "Mobile")),
    "CH": ("Switzerland", ("Local", "Mobile")),
    "DE": ("Germany", ("Local", "TollFree", "Mobile")),
    "ES": ("Spain", ("Local", "Mobile")),
    "FR": ("France", ("Local", "TollFree", "Mobile", "Voip")),
    "GB": ("United Kingdom", ("Local", "TollFree", "Mobile", "National", "Voip")),
    "HK": ("Hong Kong", ("Local", "TollFree", "Mobile")),
    "IE": ("Ireland", ("Local", "TollFree", "Mobile", "Voip")),
    "IT": ("Italy", ("Local", "TollFree", "Mobile")),
    "JP": ("Japan", ("Local", "TollFree", "Voip")),
    "MX": ("Mexico", ("Local", "TollFree")),
    "NL": ("Netherlands", ("Local", "TollFree", "Mobile", "MachineToMachine")),
    "NZ": ("New Zealand", ("Local", "TollFree", "Mobile")),
    "PL": ("Poland", ("Local", "TollFree", "Mobile")),
    "SE": ("Sweden", ("Local", "TollFree", "Mobile", "MachineToMachine")),
    "SG": ("Singapore", ("Local", "TollFree", "Mobile")),
    "TW": ("Taiwan", ("Local", "TollFree")),
}
"""The countries with what is offered there, by their codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an area code of North America is; ``lata`` is the telephone companies' name of the region."""

    country: str
    locality: str
    region: str
    postal_code: str
    latitude: float
    longitude: float
    lata: str

    def miles_from(self, latitude: float, longitude: float) -> float:
        """Return how far away a place is, in miles."""
        here, there = radians(self.latitude), radians(latitude)
        across = sin((there - here) / 2) ** 2
        across += cos(here) * cos(there) * sin(radians(longitude - self.longitude) / 2) ** 2
        return 2 * MILES * asin(sqrt(across))


def _place(row: str) -> Place:
    country, locality, region, postal_code, latitude, longitude, lata = row.split("|")
    return Place(
        country=country,
        locality=locality,
        region=region,
        postal_code=postal_code,
        latitude=float(latitude),
        longitude=float(longitude),
        lata=lata,
    )


AREAS: dict[str, Place] = {
    area: _place(row)
    for area, row in {
        "415": "US|San Francisco|CA|94103|37.7749|-122.4194|722",
        "212": "US|New York|NY|10001|40.7128|-74.0060|132",
        "312": "US|Chicago|IL|60601|41.8781|-87.6298|358",
        "213": "US|Los Angeles|CA|90012|34.0522|-118.2437|730",
        "510": "US|Oakland|CA|94607|37.8044|-122.2712|722",
        "206": "US|Seattle|WA|98101|47.6062|-122.3321|674",
        "617": "US|Boston|MA|02108|42.3601|-71.0589|128",
        "512": "US|Austin|TX|78701|30.2672|-97.7431|558",
        "305": "US|Miami|FL|33130|25.7617|-80.1918|460",
        "303": "US|Denver|CO|80202|39.7392|-104.9903|656",
        "404": "US|Atlanta|GA|30303|33.7490|-84.3880|438",
        "602": "US|Phoenix|AZ|85003|33.4484|-112.0740|666",
        "503": "US|Portland|OR|97204|45.5152|-122.6784|672",
        "808": "US|Hilo|HI|96720|19.7200|-155.0900|834",
        "202": "US|Washington|DC|20001|38.9072|-77.0369|236",
        "416": "CA|Toronto|ON|M5H|43.6532|-79.3832|888",
        "514": "CA|Montreal|QC|H2Y|45.5017|-73.5673|888",
        "604": "CA|Vancouver|BC|V6B|49.2827|-123.1207|888",
        "403": "CA|Calgary|AB|T2P|51.0447|-114.0719|888",
    }.items()
}
"""Some area codes, and where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A number that can be had; ``place`` is known of some area codes."""

    phone_number: str
    country: str
    kind: str
    place: Place | None = None


def area_of(phone_number: str) -> str:
    """Return the area code of a number of North America; empty for any other."""
    return phone_number[2:5] if phone_number.startswith("+1") else ""


def search(country: str, kind: str, area_codes: tuple[str, ...] = (), contains: str = "") -> Iterator[Offer]:
    """Yield offers, at most :data:`MOST`; all in one of the ``area_codes``, where such are named.

    ``contains`` are digits that the national number has in a row, ``*`` for any of them.
    """
    example = _example(country, kind)
    if not example:
        return
    prefixes = area_codes or _prefixes(country, kind, example)
    if len(contains) > len(example):
        return
    for phone_number in _series(country, kind, len(example), prefixes, contains):
        yield Offer(phone_number=phone_number, country=country, kind=kind, place=AREAS.get(area_of(phone_number)))


def pattern_of(text: str, country: str) -> str:
    """Return a pattern of digits and stars as ``search`` takes it, letters as on the keypad; empty for what is none."""
    text = text.upper().translate(KEYPAD)
    if text.startswith("+"):
        text = text[1:].removeprefix(str(phonenumbers.country_code_for_region(country)))
    return text if text and all(one.isascii() and (one.isdigit() or one == "*") for one in text) else ""


def _example(country: str, kind: str) -> str:
    """Return the national digits of an example; empty where the country's plan has no such numbers."""
    for one in KINDS[kind]:
        number = phonenumbers.example_number_for_type(country, one)
        if number is not None:
            return phonenumbers.national_significant_number(number)
    return ""


def _prefixes(country: str, kind: str, example: str) -> tuple[str, ...]:
    if kind == "Local" and country in ("US", "CA"):
        return tuple(area for area, place in AREAS.items() if place.country == country)
    return (example[: max(3, len(example) - 6)],)


@lru_cache(maxsize=256)
def _series(country: str, kind: str, length: int, prefixes: tuple[str, ...], contains: str) -> tuple[str, ...]:
    code = phonenumbers.country_code_for_region(country)
    found: list[str] = []
    for place in range(MOST * TRIES):
        if len(found) == MOST:
            break
        prefix = prefixes[place % len(prefixes)]
        digest = int(sha256(f"{country} {kind} {prefix} {place}".encode()).hexdigest(), 16)
        digits = (prefix + str(digest))[:length]
        number = f"+{code}{_written(digits, contains, place)}"
        if _is_one(number, country, kind) and number not in found:
            found.append(number)
    return tuple(found)


def _written(digits: str, contains: str, place: int) -> str:
    """Return digits with what they are to contain written over them: at the end at first, then further in front."""
    if not contains:
        return digits
    room = len(digits) - len(contains)
    at = room - place // 2 % (room + 1) if place % 2 else room
    over = (old if new == "*" else new for old, new in zip(digits[at:], contains, strict=False))
    return digits[:at] + "".join(over) + digits[at + len(contains) :]


def _is_one(phone_number: str, country: str, kind: str) -> bool:
    number = phonenumbers.parse(phone_number)
    valid = phonenumbers.is_valid_number_for_region(number, country)
    return valid and phonenumbers.number_type(number) in KINDS[kind]
