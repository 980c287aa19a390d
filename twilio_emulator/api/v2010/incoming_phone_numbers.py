"""The account's numbers: buying them, saying who answers, giving them back (twilio-behaviour 5.7).

A number that is bought rings at once. Short codes are no numbers of this kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from http import HTTPMethod
from typing import Any

import phonenumbers

from twilio_emulator.api import form, formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.form import Kind, Parameter
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import answering, offers
from twilio_emulator.api.v2010.available_phone_numbers import capabilities, offered
from twilio_emulator.feed import Topic
from twilio_emulator.store import Number

register(
    {
        21421: "{value} is no phone number, or no {kind} one",
        21422: "{value} is not available",
        21451: "AreaCode must be three digits: {value}",
        21452: "No phone numbers found in area code {value}",
        21628: "The address is not valid",
    }
)
UNAVAILABLE, INVALID, ALWAYS = "+15005550000", "+15005550001", "+15005550006"
"""Numbers that can never be bought, as the vendor's test credentials have them, and one that can."""
ALWAYS_AREA = "500"
KINDS = {"Local": "local", "Mobile": "mobile", "TollFree": "toll-free"}
"""The lists by kind, and what their numbers are called."""
TABLE = (
    *answering.TABLE,
    Parameter("VoiceApplicationSid", Kind.SID, prefix="AP", code=21420),
    Parameter("SmsApplicationSid", Kind.SID, prefix="AP", code=21420),
    Parameter("VoiceReceiveMode", Kind.CHOICE, default="voice", allowed=("voice", "fax")),
    Parameter("AddressSid", Kind.SID, prefix="AD"),
    Parameter("IdentitySid", Kind.SID, prefix="RI"),
    Parameter("BundleSid", Kind.SID, prefix="BU"),
    Parameter("TrunkSid", Kind.SID, prefix="TK"),
    Parameter("EmergencyStatus", Kind.CHOICE, default="Inactive", allowed=("Active", "Inactive")),
    Parameter("EmergencyAddressSid", Kind.SID, prefix="AD"),
)


def described(number: Number) -> dict[str, Any]:
    """Return the IncomingPhoneNumber resource, but for its ``type``."""
    registered = number.emergency_status == "Active" and number.emergency_address_sid
    return {
        "account_sid": number.account_sid,
        "address_requirements": "none",
        "api_version": formats.API_VERSION,
        "beta": False,
        "capabilities": capabilities(number.phone_number),
        "date_created": formats.date(number.created_at),
        "date_updated": formats.date(number.updated_at),
        "phone_number": number.phone_number,
        "origin": "twilio",
        "sid": number.sid,
        "uri": f"{formats.path(number.account_sid, 'IncomingPhoneNumbers', number.sid)}.json",
        "emergency_address_status": "registered" if registered else "unregistered",
        "status": "in-use",
        **form.shown(_values(number), TABLE),
        "friendly_name": number.friendly_name or formats.formatted(number.phone_number),
    }


def typed(number: Number) -> dict[str, Any]:
    """Return the resource with its ``type``, which the lists by kind do without."""
    return {**described(number), "type": kind_of(number.phone_number)}


def kind_of(phone_number: str) -> str:
    """Return ``local``, ``mobile`` or ``toll-free``: what the plan of its country says."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(phone_number))
    except phonenumbers.NumberParseException:
        return "local"
    return {phonenumbers.PhoneNumberType.MOBILE: "mobile", phonenumbers.PhoneNumberType.TOLL_FREE: "toll-free"}.get(
        kind, "local"
    )


def create(kind: str, asked: Asked) -> dict[str, Any]:
    """Buy a number; raises 21421, 21422, 21451, 21452 and what an update does."""
    values = form.created(asked, TABLE)
    _check(asked, values)
    phone_number = _wanted(asked, kind)
    number = Number(phone_number=phone_number, account_sid=asked.account.sid, **values)
    number = asked.switchboard.add_number(number)
    return described(number) if kind else typed(number)


def list_all(kind: str, asked: Asked) -> dict[str, Any]:
    """Return the account's numbers, newest first, or those of a ``kind``; ``PhoneNumber`` may have stars in it."""
    render = described if kind else typed
    return paging.page(asked, "incoming_phone_numbers", _fitting(asked, kind), lambda _asked, number: render(number))


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one number."""
    return typed(number_of(asked, "Sid"))


def update(asked: Asked) -> dict[str, Any]:
    """Change what was sent; raises 21402, 21403, 21405, 21406, 21420 and 21628.

    ``AccountSid`` gives the number to another account of the same owner.
    """
    number = number_of(asked, "Sid")
    values = {**_values(number), **form.changed(asked, TABLE)}
    _check(asked, values)
    owner = _new_owner(asked) if asked.text("AccountSid") else number.account_sid
    for name, value in values.items():
        setattr(number, name, value)
    number.account_sid = owner
    number.updated_at = asked.now()
    asked.desk.feed.publish(Topic.NUMBER, number)
    return typed(number)


def delete(asked: Asked) -> None:
    """Give a number back: it rings no more."""
    del asked.store.numbers[number_of(asked, "Sid").phone_number]


def number_of(asked: Asked, name: str) -> Number:
    """Return the number that the path names; raises 20404 where the account has none."""
    sid = asked.sids[name]
    return asked.own(next((one for one in _own(asked) if one.sid == sid), None))


def list_dependent(asked: Asked) -> dict[str, Any]:
    """Return the numbers that need an address; raises 20404 for one that is not there."""
    address = asked.own(asked.store.shelves.get("Addresses", {}).get(asked.sids["AddressSid"]))
    found = [one for one in _own(asked) if address.sid in (one.address_sid, one.emergency_address_sid)]
    return paging.page(asked, "dependent_phone_numbers", found, lambda _asked, number: _dependent(number))


def _dependent(number: Number) -> dict[str, Any]:
    """Return the DependentPhoneNumber resource, which is a smaller one."""
    left_out = ("address_sid", "beta", "identity_sid", "origin", "voice_receive_mode", "emergency_address_status")
    return {name: value for name, value in described(number).items() if name not in (*left_out, "bundle_sid", "status")}


def _values(number: Number) -> dict[str, Any]:
    return {one.name: getattr(number, one.name) for one in TABLE}


def _own(asked: Asked) -> Iterator[Number]:
    for number in reversed(asked.store.numbers.values()):
        if number.account_sid == asked.account.sid and number.phone_number.startswith("+"):
            yield number


def _fitting(asked: Asked, kind: str) -> Iterator[Number]:
    name, wanted = asked.query.get("FriendlyName", ""), asked.query.get("PhoneNumber", "")
    if asked.query.get("Beta", "").lower() == "true" or asked.query.get("Origin", "") not in ("", "twilio"):
        return
    pattern = ".".join(map(re.escape, wanted.upper().translate(offers.KEYPAD).split("*")))
    for number in list(_own(asked)):
        called = number.friendly_name or formats.formatted(number.phone_number)
        fits = name in ("", called) and re.search(pattern, number.phone_number)
        if fits and kind in ("", kind_of(number.phone_number)):
            yield number


def _check(asked: Asked, values: dict[str, Any]) -> None:
    answering.check(asked, values)
    addresses = asked.store.shelves.get("Addresses", {})
    for sid in (values["address_sid"], values["emergency_address_sid"]):
        if sid and (sid not in addresses or addresses[sid].account_sid != asked.account.sid):
            raise ApiError(21628)


def _wanted(asked: Asked, kind: str) -> str:
    """Return the number that is to be bought."""
    sent, area = asked.text("PhoneNumber").strip(), asked.text("AreaCode").strip()
    if not sent and area and not kind:
        return _in_area(asked, area)
    number = formats.e164(re.sub(r"[\s().-]", "", sent))
    if number is None or number == INVALID or kind not in ("", kind_of(number)):
        raise ApiError(21421, value=sent[:60] or "PhoneNumber", kind=kind)
    if number == UNAVAILABLE or number in asked.store.numbers:
        raise ApiError(21422, value=number)
    return number


def _in_area(asked: Asked, area: str) -> str:
    if not (area.isascii() and area.isdigit() and len(area) == 3):
        raise ApiError(21451, value=area[:60])
    if area == ALWAYS_AREA and ALWAYS not in asked.store.numbers:
        return ALWAYS
    found = next(offered(asked, area), "")
    if not found:
        raise ApiError(21452, value=area)
    return found


def _new_owner(asked: Asked) -> str:
    other = asked.store.accounts.get(asked.text("AccountSid"))
    family = {asked.account.sid, asked.account.owner_sid or asked.account.sid}
    if other is None or not {other.sid, other.owner_sid or other.sid} & family:
        raise asked.missing()
    return other.sid


MANY = "/{AccountSid}/IncomingPhoneNumbers"
OPERATIONS = (
    *(
        Operation(method=method, path=f"{MANY}{path}.json", handler=partial(handler, kind), status=status)
        for path, kind in (("", ""), *((f"/{name}", kind) for name, kind in KINDS.items()))
        for method, handler, status in ((HTTPMethod.POST, create, 201), (HTTPMethod.GET, list_all, 200))
    ),
    Operation(method=HTTPMethod.GET, path=f"{MANY}/{{Sid}}.json", handler=fetch),
    Operation(method=HTTPMethod.POST, path=f"{MANY}/{{Sid}}.json", handler=update),
    Operation(method=HTTPMethod.DELETE, path=f"{MANY}/{{Sid}}.json", handler=delete, status=204),
    Operation(
        method=HTTPMethod.GET,
        path="/{AccountSid}/Addresses/{AddressSid}/DependentPhoneNumbers.json",
        handler=list_dependent,
    ),
)
"""What may be asked of numbers."""
