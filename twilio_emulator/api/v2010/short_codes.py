"""Short codes of an account: numbers of three to six digits, such as 12393, to which one texts (twilio-behaviour 5.7).

Nobody buys one here: they are numbers like the others, given to the emulator. Their SIDs begin with ``SC``.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.store import Number

register({21402: "{name} is not a valid URL: {value}", 21403: "{name} is not a valid HTTP method: {value}"})
LONGEST_NAME = 64


def sid_of(number: Number) -> str:
    """Return the SID of a short code."""
    return number.short_code_sid


def described(asked: Asked, number: Number) -> dict[str, Any]:
    """Return the ShortCode resource."""
    return {
        "account_sid": number.account_sid,
        "api_version": formats.API_VERSION,
        "date_created": formats.date(number.created_at),
        "date_updated": formats.date(number.updated_at),
        "friendly_name": number.friendly_name or number.phone_number,
        "short_code": number.phone_number,
        "sid": sid_of(number),
        "sms_fallback_method": number.sms_fallback_method,
        "sms_fallback_url": formats.optional(number.sms_fallback_url),
        "sms_method": number.sms_method,
        "sms_url": formats.optional(number.sms_url),
        "uri": f"{formats.path(number.account_sid, 'SMS', 'ShortCodes', sid_of(number))}.json",
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the short codes, newest first, those of a name or with some digits where that is asked."""
    name, digits = asked.query.get("FriendlyName", ""), asked.query.get("ShortCode", "")
    found = (
        one
        for one in _all(asked)
        if (not name or name == (one.friendly_name or one.phone_number)) and digits in one.phone_number
    )
    return paging.page(asked, "short_codes", found, described, sid_of)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one short code."""
    return described(asked, _find(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Rename a short code, or have another address asked; raises 20001, 21402 and 21403."""
    number = _find(asked)
    name = asked.text("FriendlyName", number.friendly_name)
    if len(name) > LONGEST_NAME:
        raise ApiError(20001, name="FriendlyName")
    home = number.phone_number
    urls = {one: asked.url(one, 21402, home=home) for one in ("SmsUrl", "SmsFallbackUrl") if asked.has(one)}
    methods = {one: asked.method(one, code=21403) for one in ("SmsMethod", "SmsFallbackMethod") if asked.has(one)}
    number.friendly_name = name
    number.sms_url = urls.get("SmsUrl", number.sms_url)
    number.sms_fallback_url = urls.get("SmsFallbackUrl", number.sms_fallback_url)
    number.sms_method = methods.get("SmsMethod", number.sms_method)
    number.sms_fallback_method = methods.get("SmsFallbackMethod", number.sms_fallback_method)
    number.updated_at = asked.now()
    return described(asked, number)


def _all(asked: Asked) -> Iterator[Number]:
    for number in reversed(asked.store.numbers.values()):
        if number.account_sid == asked.account.sid and not number.phone_number.startswith("+"):
            yield number


def _find(asked: Asked) -> Number:
    return asked.own(next((one for one in _all(asked) if sid_of(one) == asked.sids["Sid"]), None))


OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/SMS/ShortCodes.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/SMS/ShortCodes/{Sid}.json", handler=fetch),
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/SMS/ShortCodes/{Sid}.json", handler=update),
)
"""What may be asked of short codes."""
