"""What a number and an application have in common: where they are asked, and what is wrong with that."""

from __future__ import annotations

from typing import Any

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.form import Kind, Parameter

register(
    {
        21402: "{name} is not a valid URL: {value}",
        21403: "{name} is not a valid HTTP method: {value}",
        21405: "Cannot set VoiceFallbackUrl without setting VoiceUrl",
        21406: "Cannot set SmsFallbackUrl without setting SmsUrl",
        21420: "{name} is no application of the account: {value}",
    }
)


def _url(name: str) -> Parameter:
    return Parameter(name, Kind.URL, code=21402)


def _method(name: str) -> Parameter:
    return Parameter(name, Kind.METHOD, default="POST", code=21403)


TABLE = (
    Parameter("FriendlyName", longest=64),
    _url("VoiceUrl"),
    _method("VoiceMethod"),
    _url("VoiceFallbackUrl"),
    _method("VoiceFallbackMethod"),
    _url("StatusCallback"),
    _method("StatusCallbackMethod"),
    Parameter("VoiceCallerIdLookup", Kind.BOOLEAN, default=False),
    _url("SmsUrl"),
    _method("SmsMethod"),
    _url("SmsFallbackUrl"),
    _method("SmsFallbackMethod"),
)
"""The parameters of both."""


def check(asked: Asked, values: dict[str, Any]) -> None:
    """Raise 21405 or 21406 for a fallback of nothing, and 21420 for an application that is not the account's."""
    for name, code in (("voice", 21405), ("sms", 21406)):
        by = values.get(f"{name}_application_sid", "")
        if values[f"{name}_fallback_url"] and not values[f"{name}_url"] and not by:
            raise ApiError(code)
        application = asked.store.applications.get(by)
        if by and (application is None or application.account_sid != asked.account.sid):
            raise ApiError(21420, name=f"{name.capitalize()}ApplicationSid", value=by)
