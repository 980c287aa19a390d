"""Alerts: an entry of the vendor's debugger for every coded error and warning there was."""

from __future__ import annotations

from datetime import datetime
from http import HTTPMethod
from typing import Any
from urllib.parse import urlencode

from twilio_emulator.api import formats, paging, remarks
from twilio_emulator.api.asked import Asked, span
from twilio_emulator.api.errors import MORE_INFO, ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.remarks import Remark

LEVELS = ("error", "warning", "notice", "debug")
"""What may be asked for; there are no notices here, and nothing is debugged."""


def described(asked: Asked, remark: Remark) -> dict[str, Any]:
    """Return the Alert resource as lists have it."""
    at = formats.iso(remark.at)
    return {
        "sid": remark.sid,
        "account_sid": remark.account_sid,
        "alert_text": remark.summary,
        "api_version": formats.API_VERSION,
        "date_created": at,
        "date_generated": at,
        "date_updated": at,
        "error_code": str(remark.code),
        "log_level": str(remark.severity),
        "more_info": MORE_INFO.format(code=remark.code),
        "request_method": remark.exchange.method if remark.exchange is not None else None,
        "request_url": formats.optional(remark.url),
        "resource_sid": remark.subject_sid,
        "service_sid": None,
        "url": f"{asked.base}/v1/Alerts/{remark.sid}",
    }


def described_in_full(asked: Asked, remark: Remark) -> dict[str, Any]:
    """Return the Alert resource by itself: with the request and what was answered to it."""
    signature = remark.exchange.signature if remark.exchange is not None else ""
    return {
        **described(asked, remark),
        "request_headers": urlencode({"X-Twilio-Signature": signature}) if signature else "",
        "request_variables": remark.request_variables,
        "response_headers": remark.response_headers,
        "response_body": remark.response_body,
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the alerts that fit every filter, the latest first; raises 20001 for a level or a date that is none."""
    level = asked.query.get("LogLevel", "").lower()
    if level not in ("", *LEVELS):
        raise ApiError(20001, name="LogLevel", value=level[:60])
    since, until = _bound(asked, "StartDate"), _bound(asked, "EndDate")
    fitting = [
        one
        for one in remarks.of_account(asked)
        if level in ("", one.severity)
        and (since is None or one.at >= since[0])
        and (until is None or one.at < until[1])
    ]
    return paging.meta_page(asked, "alerts", fitting, described)


def _bound(asked: Asked, name: str) -> tuple[datetime, datetime] | None:
    """Return the day or the second that a filter names, from its beginning to its end."""
    value = asked.query.get(name, "")
    return span(value) if value else None


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one alert in full."""
    sid = asked.sids["Sid"]
    found = next((one for one in remarks.of_account(asked) if one.sid == sid), None)
    return described_in_full(asked, asked.own(found))


OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/v1/Alerts", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/v1/Alerts/{Sid}", handler=fetch),
)
"""What may be asked of alerts."""
