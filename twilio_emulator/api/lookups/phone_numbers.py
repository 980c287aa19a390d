"""Numbers: what their countries' plans say, and the packages of knowledge that are asked for (twilio-behaviour 8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, knowing
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.lookups import limits
from twilio_emulator.api.operation import Operation
from twilio_emulator.numbering import KnownNumber, Plan, examine, is_country

PACKAGES = (
    "caller_name",
    "sim_swap",
    "call_forwarding",
    "line_type_intelligence",
    "line_status",
    "identity_match",
    "reassigned_number",
    "sms_pumping_risk",
    "phone_number_quality_score",
    "pre_fill",
)
"""What may be asked for with ``Fields``; each is null unless it is."""
ALWAYS = frozenset({"validation"})
"""What ``Fields`` may name too, and is there anyhow."""
SWAP_PERIOD, SWAP_PERIOD_WRITTEN = timedelta(hours=24), "PT24H"
STATUSES = {30003: "unreachable", 30005: "inactive"}
"""The status of a line whose texts come to that error (``emulator.deliver``)."""
MOST_AT_ONCE = 100
IDENTITY = {
    "first_name": "FirstName",
    "last_name": "LastName",
    "address_line1": "AddressLine1",
    "address_line2": "AddressLine2",
    "city": "City",
    "state": "State",
    "postal_code": "PostalCode",
    "address_country_code": "AddressCountryCode",
    "national_id": "NationalId",
    "date_of_birth": "DateOfBirth",
}
"""What a person may be compared by: in the JSON of a batch, and in a query."""


def fetch(asked: Asked) -> dict[str, Any]:
    """Look a number up: always 200, whether it is valid or not. Raises 20001 for a package that there is not."""
    query = asked.query
    fields = [one.strip() for one in query.get("Fields", "").split(",") if one.strip()]
    plan = _plan(asked.sids["PhoneNumber"], query.get("CountryCode", ""))
    person = {name: query.get(parameter, "") for name, parameter in IDENTITY.items()}
    found = _looked_up(asked, plan, fields, person, query.get("LastVerifiedDate", ""))
    return {**found, "url": f"{asked.base}/v2/PhoneNumbers/{plan.phone_number}"}


def _plan(number: str, country: str) -> Plan:
    if country and not is_country(country):
        raise ApiError(20001, says=f"CountryCode is none: {country[:60]}")
    return examine(number.strip(), country.upper())


def _looked_up(
    asked: Asked, plan: Plan, fields: list[str], person: Mapping[str, str], last_verified: str
) -> dict[str, Any]:
    if not set(fields) <= {*PACKAGES, *ALWAYS}:
        raise ApiError(20001, says=f"Fields has one that there is not: {', '.join(fields)[:200]}")
    verified = _date(last_verified)
    limits.count(asked, fields)
    packages: dict[str, Any] = dict.fromkeys(PACKAGES)
    if not plan.error:
        for name in set(fields) - ALWAYS:
            packages[name] = _package(asked, plan, name, person, verified)
    return {
        "calling_country_code": plan.calling_code or None,
        "country_code": plan.country or None,
        "phone_number": plan.phone_number,
        "national_format": plan.national_format or None,
        "valid": not plan.error,
        "validation_errors": [plan.error] if plan.error else None,
        **packages,
    }


def _date(value: str) -> str:
    """Return ``YYYYMMDD`` as an ISO date, empty where none was sent; raises 20001 for what is none."""
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise ApiError(20001, says=f"LastVerifiedDate is no date: {value[:60]}") from None


def _package(asked: Asked, plan: Plan, name: str, person: Mapping[str, str], verified: str) -> dict[str, Any]:
    """Return one package of knowledge, as a desk has it (docs/lookup.md)."""
    said = knowing.known(asked.store, plan.phone_number)
    line = knowing.line(asked.store, asked.account.sid, plan)
    carrier = {
        "carrier_name": line.carrier_name or None,
        "mobile_country_code": line.mobile_country_code or None,
        "mobile_network_code": line.mobile_network_code or None,
    }
    match name:
        case "caller_name":
            found = _caller(asked, plan, said)
        case "line_type_intelligence":
            found = {**carrier, "type": line.type}
        case "sim_swap":
            at = said.sim_swapped_at
            swapped = at is not None and asked.now() - SWAP_PERIOD <= at <= asked.now()
            found = {
                "last_sim_swap": {
                    "last_sim_swap_date": formats.iso(at),
                    "swapped_period": SWAP_PERIOD_WRITTEN,
                    "swapped_in_period": swapped,
                },
                **carrier,
            }
        case "call_forwarding":
            found = {"call_forwarding_enabled": said.call_forwarding}
        case "line_status":
            outcome = asked.store.outcomes.get(plan.phone_number)
            status = STATUSES.get(outcome.error_code, "active") if outcome is not None else "active"
            found = {"status": said.line_status or status}
        case "identity_match":
            found = _match(_name(asked, plan, said), person)
        case "reassigned_number":
            word = ("yes" if said.reassigned else "no") if verified else "no_data_available"
            found = {"last_verified_date": verified or None, "is_number_reassigned": word}
        case "sms_pumping_risk":
            found = {
                "carrier_risk_category": _category(said.risk_score),
                "number_blocked": False,
                "number_blocked_date": None,
                "number_blocked_last_3_months": False,
                "sms_pumping_risk_score": said.risk_score,
            }
        case "phone_number_quality_score":
            found = {
                "carrier_risk_score": said.risk_score,
                "carrier_risk_category": _category(said.risk_score),
                "disposable_phone_risk_score": 0,
                "disposable_phone_risk_category": "low",
                "quality_score": said.risk_score,
                "quality_category": _category(said.risk_score),
                "velocity_risk_score": 0,
                "velocity_risk_category": "low",
            }
        case _:
            first, last = _parts(_name(asked, plan, said))
            found = {
                "first_name": first or None,
                "last_name": last or None,
                "address_line": None,
                "country_code": plan.country,
                "state": None,
                "postal_code": None,
            }
    return {**found, "error_code": None}


def _name(asked: Asked, plan: Plan, said: KnownNumber) -> str:
    """Return the name of whoever has this number: what was said, a handset's, or that of an account's number."""
    number = asked.store.numbers.get(plan.phone_number)
    own = number.friendly_name if number is not None and number.friendly_name != plan.phone_number else ""
    return said.caller_name or asked.store.name_of(plan.phone_number) or own


def _caller(asked: Asked, plan: Plan, said: KnownNumber) -> dict[str, Any]:
    name = _name(asked, plan, said)
    kind = "BUSINESS" if plan.phone_number in asked.store.numbers else "CONSUMER" if name else "UNDETERMINED"
    return {"caller_name": name or None, "caller_type": said.caller_type or kind}


def _parts(name: str) -> tuple[str, str]:
    first, _, last = name.rpartition(" ")
    return first or last, last if first else ""


def _match(name: str, person: Mapping[str, str]) -> dict[str, Any]:
    """Compare a person with the name that is known; of all else there is nothing here to compare with."""
    known = dict(zip(("first_name", "last_name"), _parts(name), strict=True))
    words: dict[str, str | None] = {}
    for part in ("first_name", "last_name"):
        told, right = person.get(part, ""), known[part]
        equal = "exact_match" if told.casefold() == right.casefold() else "no_match"
        words[part] = (equal if right else "no_data_available") if told else None
    compared = [word for word in words.values() if word in ("exact_match", "no_match")]

    def other(*names: str) -> str | None:
        return "no_data_available" if any(person.get(one) for one in names) else None

    return {
        "first_name_match": words["first_name"],
        "last_name_match": words["last_name"],
        "address_lines_match": other("address_line1", "address_line2"),
        "city_match": other("city"),
        "state_match": other("state"),
        "postal_code_match": other("postal_code"),
        "address_country_match": other("address_country_code"),
        "national_id_match": other("national_id"),
        "date_of_birth_match": other("date_of_birth"),
        "summary_score": 100 * compared.count("exact_match") // len(compared) if compared else 0,
        "error_message": None,
    }


def _category(score: int) -> str:
    return "low" if score < 60 else "moderate" if score < 75 else "mild" if score < 90 else "high"


def query(asked: Asked) -> dict[str, Any]:
    """Look up to 100 numbers up at once; raises 20001 for what is no list of them."""
    wanted = asked.body.get("phone_numbers")
    if not isinstance(wanted, list) or not 0 < len(wanted) <= MOST_AT_ONCE:
        raise ApiError(20001, says=f"phone_numbers must be a list of 1 to {MOST_AT_ONCE}")
    return {"phone_numbers": [_one_of_many(asked, one) for one in wanted]}


def _one_of_many(asked: Asked, wanted: Any) -> dict[str, Any]:
    number = _text(wanted, "phone_number")
    if not number:
        raise ApiError(20001, says="phone_number is missing")
    fields = wanted.get("fields") or []
    if not isinstance(fields, list) or not all(isinstance(one, str) for one in fields):
        raise ApiError(20001, says="fields must be a list of texts")
    identity = wanted.get("identity_match") or {}
    person = {name: _text(identity, name) for name in IDENTITY}
    verified = _text(wanted.get("reassigned_number") or {}, "last_verified_date")
    found = _looked_up(asked, _plan(number, _text(wanted, "country_code")), fields, person, verified)
    return {"correlation_id": _text(wanted, "correlation_id") or None, "twilio_error_code": None, **found}


def _text(values: Any, name: str) -> str:
    value = values.get(name) or "" if isinstance(values, dict) else None
    if not isinstance(value, str) or len(value) > 1000:
        raise ApiError(20001, says=f"{name} must be a text")
    return value


OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/v2/PhoneNumbers/{PhoneNumber}", handler=fetch),
    Operation(method=HTTPMethod.POST, path="/v2/batch/query", handler=query, takes_json=True),
)
"""What may be asked of numbers."""
