"""What a telephone number tells of itself, by the countries' numbering plans, and what somebody has said of it.

The plans are those of ``phonenumbers``. In North America they do not tell a mobile telephone from one on a wall; such
a number counts as mobile, which is how a desk treats it: it takes texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult, carrier

HOME = "US"
"""The country in which a number is read that names none."""
LINE_TYPES: dict[int, str] = {
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
    PhoneNumberType.TOLL_FREE: "tollFree",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "sharedCost",
    PhoneNumberType.VOIP: "nonFixedVoip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
    PhoneNumberType.UNKNOWN: "unknown",
}
EVERY_LINE_TYPE = tuple(dict.fromkeys([*LINE_TYPES.values(), "fixedVoip"]))
_UNREADABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: "INVALID_COUNTRY_CODE",
    NumberParseException.NOT_A_NUMBER: "NOT_A_NUMBER",
    NumberParseException.TOO_SHORT_AFTER_IDD: "TOO_SHORT",
    NumberParseException.TOO_SHORT_NSN: "TOO_SHORT",
    NumberParseException.TOO_LONG: "TOO_LONG",
}
_IMPOSSIBLE = {
    ValidationResult.INVALID_COUNTRY_CODE: "INVALID_COUNTRY_CODE",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "TOO_SHORT",
    ValidationResult.TOO_SHORT: "TOO_SHORT",
    ValidationResult.INVALID_LENGTH: "INVALID_LENGTH",
    ValidationResult.TOO_LONG: "TOO_LONG",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the plan of its country says of a number; ``error`` is why it is none, and then the rest is empty."""

    phone_number: str
    error: str = ""
    calling_code: str = ""
    country: str = ""
    national_format: str = ""
    line_type: str = "unknown"
    carrier_name: str = ""


@dataclass(slots=True, kw_only=True)
class KnownNumber:
    """What somebody has said of a number; an empty text leaves it to the plan.

    ``sim_swapped_at`` is when its card was changed last, ``risk_score`` 0 to 100.
    """

    line_type: str = ""
    carrier_name: str = ""
    mobile_country_code: str = ""
    mobile_network_code: str = ""
    caller_name: str = ""
    caller_type: str = ""
    line_status: str = ""
    sim_swapped_at: datetime | None = None
    call_forwarding: bool = False
    reassigned: bool = False
    risk_score: int = 0


@dataclass(slots=True, kw_only=True)
class LineTypeOverride:
    """The line type an account has put in the place of the plan's, and why."""

    phone_number: str
    account_sid: str
    line_type: str
    original_line_type: str
    reason: str
    at: datetime


@lru_cache(maxsize=4096)
def examine(number: str, country: str = "") -> Plan:
    """Return what is known of ``number``, E.164 or written as in ``country`` (two letters)."""
    try:
        parsed = phonenumbers.parse(number, country.upper() or HOME)
    except NumberParseException as error:
        return Plan(phone_number=number, error=_UNREADABLE.get(error.error_type, "NOT_A_NUMBER"))
    full = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    result = phonenumbers.is_possible_number_with_reason(parsed)
    if result in _IMPOSSIBLE:
        return Plan(phone_number=full, error=_IMPOSSIBLE[result])
    if not phonenumbers.is_valid_number(parsed):
        return Plan(phone_number=full, error="INVALID_BUT_POSSIBLE")
    return Plan(
        phone_number=full,
        calling_code=str(parsed.country_code),
        country=phonenumbers.region_code_for_number(parsed) or "",
        national_format=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL),
        line_type=LINE_TYPES.get(phonenumbers.number_type(parsed), "unknown"),
        carrier_name=carrier.name_for_number(parsed, "en"),
    )


def is_country(code: str) -> bool:
    """Whether ``code`` is a country's two letters, in either case."""
    return code.upper() in phonenumbers.SUPPORTED_REGIONS
