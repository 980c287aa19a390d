"""Overrides: the line type that an account puts in the place of the plan's, and why."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, knowing
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.numbering import EVERY_LINE_TYPE, LineTypeOverride, Plan, examine

FIELDS = ("line_type", "line_type_intelligence")
"""What may be overridden, by either name."""


def described(one: LineTypeOverride) -> dict[str, Any]:
    """Return the override."""
    return {
        "phone_number": one.phone_number,
        "original_line_type": one.original_line_type,
        "overridden_line_type": one.line_type,
        "override_reason": one.reason,
        "override_timestamp": formats.iso(one.at),
        "overridden_by_account_sid": one.account_sid,
    }


def create(asked: Asked) -> dict[str, Any]:
    """Override a number's line type, anew where it was; raises 20001."""
    plan = _plan(asked)
    return _written(asked, plan)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return an override."""
    return described(_one(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Override a line type that was overridden before; raises 20001 and 20404."""
    _one(asked)
    return _written(asked, _plan(asked))


def delete(asked: Asked) -> None:
    """Let the plan say again what the line is."""
    one = _one(asked)
    del asked.store.line_types[f"{one.account_sid}:{one.phone_number}"]


def _written(asked: Asked, plan: Plan) -> dict[str, Any]:
    line_type, reason = asked.body.get("line_type"), asked.body.get("reason", "")
    if line_type not in EVERY_LINE_TYPE:
        raise ApiError(20001, says=f"line_type must be one of {', '.join(EVERY_LINE_TYPE)}")
    if not isinstance(reason, str) or len(reason) > 1000:
        raise ApiError(20001, says="reason must be a text")
    one = LineTypeOverride(
        phone_number=plan.phone_number,
        account_sid=asked.account.sid,
        line_type=line_type,
        original_line_type=knowing.original_type(asked.store, plan),
        reason=reason,
        at=asked.now(),
    )
    asked.store.line_types[f"{one.account_sid}:{one.phone_number}"] = one
    return described(one)


def _plan(asked: Asked) -> Plan:
    if asked.sids["Field"] not in FIELDS:
        raise ApiError(20001, says=f"only {' or '.join(FIELDS)} can be overridden")
    plan = examine(asked.sids["PhoneNumber"])
    if plan.error:
        raise ApiError(20001, says=f"PhoneNumber is not valid: {plan.error}")
    return plan


def _one(asked: Asked) -> LineTypeOverride:
    key = f"{asked.account.sid}:{_plan(asked).phone_number}"
    return asked.own(asked.store.line_types.get(key))


ONE = "/v2/PhoneNumbers/{PhoneNumber}/Overrides/{Field}"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.POST, path=ONE, handler=create, status=201, takes_json=True),
    Operation(method=HTTPMethod.PUT, path=ONE, handler=update, takes_json=True),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete),
)
"""What may be asked of overrides."""
