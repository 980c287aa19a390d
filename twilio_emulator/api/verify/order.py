"""Reads what a code is to be and how it is to be sent (twilio-behaviour 8).

``CustomMessage``, ``ChannelConfiguration`` but for its sender, ``TemplateCustomSubstitutions``, ``DeviceIp``,
``EnableSnaClientToken``, ``RiskCheck`` and ``Tags`` are accepted, and nothing comes of them on a desk.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from http import HTTPStatus

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.verify import kept
from twilio_emulator.api.verify.kept import INVALID
from twilio_emulator.api.verify.templates import BASE, BUILT_IN, WARNING, Template
from twilio_emulator.api.verify.words import locale_for
from twilio_emulator.store import Shelved

register(
    {
        60008: "Unsupported carrier: no carrier vouches for anybody here; use another channel",
        60204: "Service does not support this feature: {name}",
        60206: "'Amount' & 'Payee' params are required",
        60214: "Call channel is not supported when using PSD2",
    }
)
register({60205: "SMS is not supported by landline phone number"}, HTTPStatus.FORBIDDEN)
CHANNELS = ("sms", "call", "email", "whatsapp", "sna", "auto")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_CODE = re.compile(r"[A-Za-z0-9]{4,10}")
_DIGITS = re.compile(r"[0-9A-Da-d#*wW]{1,32}")
_HASH = re.compile(r"[A-Za-z0-9+/]{11}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A code as it was asked for; ``code`` is empty where one is to be drawn, ``name`` is who sends it."""

    to: str
    channel: str
    locale: str
    name: str
    template: Template
    code: str
    amount: str
    payee: str
    send_digits: str
    app_hash: str
    email_from: str


def read(asked: Asked, service: Shelved) -> Order:
    """Read the form of a new verification; raises 60200 and the codes above."""
    to, channel = kept.needed(asked, "To"), asked.choice("Channel", CHANNELS, "", INVALID)
    if not channel:
        raise ApiError(INVALID, name="Channel", value="")
    if channel == "email":
        _matching(to, _EMAIL, "To")
    else:
        kept.phone_number(asked, "To", to)
    if channel == "sna":
        raise ApiError(60008)
    channel = "sms" if channel == "auto" else channel
    _check_what_is_passed_over(asked)
    amount, payee = _transaction(asked, service, channel)
    locale = _matching(asked.text("Locale"), _LOCALE, "Locale")
    return Order(
        to=to,
        channel=channel,
        locale=locale_for(locale, to if channel != "email" else ""),
        name=asked.text("CustomFriendlyName").strip()[:64] or service.values["friendly_name"],
        template=_template(asked, service),
        code=_custom_code(asked, service),
        amount=amount,
        payee=payee,
        send_digits=_matching(asked.text("SendDigits"), _DIGITS, "SendDigits"),
        app_hash=_matching(asked.text("AppHash"), _HASH, "AppHash"),
        email_from=_email_from(asked),
    )


def _matching(value: str, form: re.Pattern[str], name: str) -> str:
    """Return what was sent, where anything was; raises 60200 where it has not the form."""
    if value and not form.fullmatch(value):
        raise ApiError(INVALID, name=name, value=value[:60])
    return value


def _transaction(asked: Asked, service: Shelved, channel: str) -> tuple[str, str]:
    """Return the amount and the payee that a code is for, where the service has transactions (PSD2)."""
    amount, payee = asked.text("Amount").strip()[:100], asked.text("Payee").strip()[:200]
    if not service.values["psd2_enabled"]:
        if amount or payee:
            raise ApiError(60204, name="Amount and Payee need Psd2Enabled")
        return "", ""
    if not amount or not payee:
        raise ApiError(60206)
    if channel == "call":
        raise ApiError(60214)
    return amount, payee


def _template(asked: Asked, service: Shelved) -> Template:
    sid = asked.text("TemplateSid") or service.values["default_template_sid"]
    if not sid:
        return WARNING if service.values["do_not_share_warning_enabled"] else BASE
    if sid not in BUILT_IN:
        raise ApiError(INVALID, name="TemplateSid", value=sid[:60])
    return BUILT_IN[sid]


def _custom_code(asked: Asked, service: Shelved) -> str:
    code = asked.text("CustomCode")
    if code and not service.values["custom_code_enabled"]:
        raise ApiError(60204, name="CustomCode needs CustomCodeEnabled")
    return _matching(code, _CODE, "CustomCode")


def _email_from(asked: Asked) -> str:
    sender = kept.read_object(asked, "ChannelConfiguration").get("from", "")
    return _matching(sender if isinstance(sender, str) else "?", _EMAIL, "ChannelConfiguration")


def _check_what_is_passed_over(asked: Asked) -> None:
    """Raise 60200 for what has no form, though nothing comes of it."""
    kept.read_object(asked, "TemplateCustomSubstitutions")
    asked.choice("RiskCheck", ("enable", "disable"), "", INVALID)
    asked.boolean("EnableSnaClientToken", False, INVALID)
    tags = kept.read_strings(asked, "Tags", 4096) or {}
    if len(tags) > 10 or any(len(part) > 128 for tag in tags.items() for part in tag):
        raise ApiError(INVALID, name="Tags", value=asked.text("Tags")[:60])
    address = asked.text("DeviceIp")
    try:
        if address:
            ipaddress.ip_address(address)
    except ValueError:
        raise ApiError(INVALID, name="DeviceIp", value=address[:60]) from None
