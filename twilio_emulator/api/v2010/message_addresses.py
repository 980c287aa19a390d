"""From whom and to whom a new text goes: own numbers, names, channels, and what is no number (twilio-behaviour 4.7)."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from twilio_emulator.api import knowing
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.store import MessagingService
from twilio_emulator.texts import pool
from twilio_emulator.webhook import parameters

register(
    {
        21265: "'To' number cannot be a Short Code: {value}",
        21266: "'To' and 'From' number cannot be the same: {value}",
        21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {value}",
        21603: "A 'From' phone number is required.",
        21604: "A 'To' phone number is required.",
        21606: (
            "The From phone number {value} is not a valid, SMS-capable inbound phone number or short code for your "
            "account."
        ),
        21611: "This 'From' number {value} has exceeded the maximum number of queued messages",
        21612: "Message cannot be sent with the current combination of 'To' ({value}) and 'From' ({sender}) parameters",
        21614: "'To' number is not a valid mobile number: {value}",
        21635: "'To' number cannot be a landline: {value}",
        21703: "The Messaging Service does not have a phone number available to send a message",
        21705: "The Messaging Service Sid {value} is invalid",
        21709: "Alpha Sender ID {value} is not authorized for this Messaging Service",
        21711: "The 'From' number {value} is not associated with the Messaging Service",
        21910: "The 'From' and 'To' pair contains an invalid combination: both must use the same channel",
    }
)
MAGIC_FROM = "+15005550006"
"""A number that may always be shown."""
MAGIC_SENDERS = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
MAGIC_RECIPIENTS = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
"""Numbers that are always refused, as the vendor's test credentials have them, unless somebody has them here."""
_SHORT_CODE = re.compile(r"\d{3,6}")
_NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{9}")
_CHANNEL = re.compile(r"([a-z]+):(\S{1,80})")


def sender_of(asked: Asked, to: str) -> tuple[MessagingService | None, str, bool]:
    """Return the Messaging Service that is to send, if one is, the sender, and whether the service chooses it yet.

    Until it has, the sender is one of its own in whose country ``to`` is read. Raises 21603, 21606, 21703, 21705…
    """
    from_ = asked.text("From").strip()
    service_sid = asked.text("MessagingServiceSid").strip()
    if from_.startswith("MG") and len(from_) == 34:
        service_sid, from_ = service_sid or from_, ""
    if not service_sid:
        if not from_:
            raise ApiError(21603)
        return None, _own(asked, from_, to), False
    service = asked.store.services.get(service_sid)
    if service is None or service.account_sid != asked.account.sid:
        raise ApiError(21705, value=service_sid[:60])
    if from_:
        sender = _own(asked, from_, to)
        if all(one.address != sender for one in service.senders):
            raise ApiError(21709 if pool.is_name(sender) else 21711, value=sender)
        return service, sender, False
    sender = pool.first(asked.store, service, to)
    if not sender:
        raise ApiError(21703)
    return service, sender, True


def chosen_of(asked: Asked, service: MessagingService, to: str) -> str:
    """Return the sender that a Messaging Service chooses for a receiver; raises 21703."""
    sender = pool.choose(asked.store, service, to)
    if not sender:
        raise ApiError(21703)
    return sender


def _own(asked: Asked, from_: str, to: str) -> str:
    """Return the sender, one of the account's own numbers or a name; raises 21212, 21606, 21611 and 21612."""
    numbers = asked.store.numbers
    if from_ not in numbers and f"+{from_}" in numbers:  # the plus was sent as itself, and so came as a blank
        from_ = f"+{from_}"
    number = numbers.get(from_)
    if number is not None:
        if number.account_sid != asked.account.sid:
            raise ApiError(21606, value=from_)
        return from_
    if from_ in MAGIC_SENDERS:
        raise _refused(MAGIC_SENDERS[from_], from_, "From")
    if from_ == MAGIC_FROM:
        return from_
    channel = _CHANNEL.fullmatch(from_)
    if channel is not None:
        if channel[2] not in numbers or numbers[channel[2]].account_sid != asked.account.sid:
            raise ApiError(21606, value=from_[:60])
        return from_
    if pool.NAME.fullmatch(from_):
        if to.startswith("+1"):  # the carriers there take no names
            raise ApiError(21612, value=to[:60], sender=from_)
        return from_
    if _SHORT_CODE.fullmatch(from_) or _reach(from_):
        raise ApiError(21606, value=from_)
    raise _refused(21212, from_[:60], "From")


def recipient_of(asked: Asked, to: str, sender: str) -> str:
    """Return the receiver's number as E.164; raises 21211, 21265, 21635, 21910 and those of the magic numbers."""
    numbers = asked.store.numbers
    if (_CHANNEL.fullmatch(to) or _CHANNEL.fullmatch(sender)) and to.partition(":")[0] != sender.partition(":")[0]:
        raise ApiError(21910)
    if _CHANNEL.fullmatch(to):
        return to
    if _SHORT_CODE.fullmatch(to):
        raise ApiError(21265, value=to)
    if to not in numbers:
        to = parameters.dialled(to, sender)
    if to in MAGIC_RECIPIENTS and to not in numbers:
        raise _refused(MAGIC_RECIPIENTS[to], to, "To", sender)
    reach = _reach(to)
    if not reach and to not in numbers:
        raise _refused(21211, to[:60], "To")
    by_plan = reach == "landline" and to not in numbers
    if knowing.is_landline(asked.store, asked.account.sid, to, otherwise=by_plan):
        raise ApiError(21635, value=to)
    return to


def _refused(code: int, value: str, name: str, sender: str = "") -> ApiError:
    """Return a refusal; calls have other words for two of the codes."""
    says = {
        21211: f"The '{name}' number {value} is not a valid phone number.",
        21212: f"The '{name}' number {value} is not a valid phone number, shortcode, or alphanumeric sender ID.",
    }
    return ApiError(code, says=says.get(code, ""), value=value, sender=sender)


@lru_cache(maxsize=65_536)
def _reach(number: str) -> str:
    """Return ``landline`` or ``mobile``, where a number may be that, and nothing where it is no number in E.164."""
    if _NORTH_AMERICAN.fullmatch(number):
        return "mobile"  # there nobody can tell
    if not (number.startswith("+") and number.isascii() and number[1:].isdigit()):
        return ""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    fixed = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE
    return "landline" if fixed else "mobile"
