"""Notifications: every coded remark of the account or of one call, as the API 2010-04-01 has it (5.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging, remarks
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import MORE_INFO, ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.remarks import Remark
from twilio_emulator.api.v2010 import live
from twilio_emulator.engine.errors import Severity

LOGS = {Severity.ERROR: "0", Severity.WARNING: "1"}


def described(asked: Asked, remark: Remark) -> dict[str, Any]:
    """Return the Notification resource as lists have it."""
    parts = ("Calls", asked.sids["CallSid"]) if "CallSid" in asked.sids else ()
    path = formats.path(remark.account_sid, *parts, "Notifications", remark.sid)
    at = formats.date(remark.at)
    return {
        "account_sid": remark.account_sid,
        "api_version": formats.API_VERSION,
        "call_sid": formats.optional(remark.call_sid),
        "date_created": at,
        "date_updated": at,
        "error_code": str(remark.code),
        "log": LOGS[remark.severity],
        "message_date": at,
        "message_text": remark.summary,
        "more_info": MORE_INFO.format(code=remark.code),
        "request_method": remark.exchange.method if remark.exchange is not None else None,
        "request_url": formats.optional(remark.url),
        "sid": remark.sid,
        "uri": f"{path}.json",
    }


def described_in_full(asked: Asked, remark: Remark) -> dict[str, Any]:
    """Return the Notification resource by itself: with the request and what was answered to it."""
    return {
        **described(asked, remark),
        "request_variables": remark.request_variables,
        "response_headers": remark.response_headers,
        "response_body": remark.response_body,
    }


def _remarks(asked: Asked) -> Iterator[Remark]:
    return remarks.of_call(live.call_of(asked)) if "CallSid" in asked.sids else remarks.of_account(asked)


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the remarks that fit every filter; raises 20001 for a level (``Log``) or a date that is none."""
    log = asked.query.get("Log", "")
    if log not in ("", *LOGS.values()):
        raise ApiError(20001)
    asked.check_dates("MessageDate")
    fitting: Sequence[Remark] = [
        one for one in _remarks(asked) if log in ("", LOGS[one.severity]) and asked.within("MessageDate", one.at)
    ]
    return paging.page(asked, "notifications", fitting, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one remark in full."""
    sid = asked.sids["Sid"]
    return described_in_full(asked, asked.own(next((one for one in _remarks(asked) if one.sid == sid), None)))


OF_CALL = "/{AccountSid}/Calls/{CallSid}/Notifications"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Notifications.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Notifications/{Sid}.json", handler=fetch),
    Operation(method=HTTPMethod.GET, path=f"{OF_CALL}.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path=OF_CALL + "/{Sid}.json", handler=fetch),
)
"""What may be asked of notifications."""
