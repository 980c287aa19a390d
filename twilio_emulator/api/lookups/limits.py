"""Rate limits: how many lookups of a package an account may make before a rule's time is over.

A rule lasts ``ttl`` seconds from when it was set; what was looked up in that time counts, and too much is refused with
20429. Without a rule nothing is limited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from http import HTTPMethod
from typing import Any

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.store import Shelved, new_sid

SHELF = "lookup rate limits"
MOST, LONGEST = 1_000_000, 86_400
"""The highest limit, and the seconds a rule lasts at most."""
MOST_RULES = 1000
LONGEST_NAME = 64


def described(rule: Shelved) -> dict[str, Any]:
    """Return the rate limit."""
    return {
        "field": rule.values["field"],
        "limit": rule.values["limit"],
        "bucket": rule.values["bucket"],
        "owner": rule.account_sid,
        "ttl": rule.values["ttl"],
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the rules of the fields in the query, or all of them."""
    named = [value for name, value in asked.query_items if name == "Fields"]
    wanted = {one.strip() for value in named for one in value.split(",") if one.strip()}
    return {"rate_limits": [described(one) for one in _rules(asked) if not wanted or one.values["field"] in wanted]}


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one rule; raises 20404 for one that is over."""
    return described(_rule(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Set a rule, from now on; raises 20001."""
    field, bucket = asked.sids["Field"], asked.sids["Bucket"]
    if len(field) > LONGEST_NAME or len(bucket) > LONGEST_NAME:
        raise ApiError(20001, says=f"names have up to {LONGEST_NAME} characters")
    values = {
        "field": field,
        "bucket": bucket,
        "limit": _whole(asked, "limit", MOST),
        "ttl": _whole(asked, "ttl", LONGEST),
        "used": 0,
    }
    for one in list(_rules(asked)):
        if (one.values["field"], one.values["bucket"]) == (field, bucket):
            _drop(asked, one)
    shelf = asked.store.shelves.setdefault(SHELF, {})
    if len(shelf) >= MOST_RULES:
        raise ApiError(20001, says=f"there are {MOST_RULES} rules already")
    now = asked.now()
    rule = Shelved(sid=new_sid("LR"), account_sid=asked.account.sid, values=values, created_at=now, updated_at=now)
    shelf[rule.sid] = rule
    return described(rule)


def delete(asked: Asked) -> None:
    """Take a rule back."""
    _drop(asked, _rule(asked))


def count(asked: Asked, fields: Iterable[str]) -> None:
    """Count one lookup of these packages; raises 20429, and counts nothing, where a rule has been used up."""
    wanted = set(fields)
    rules = [one for one in _rules(asked) if one.values["field"] in wanted]
    if any(one.values["used"] >= one.values["limit"] for one in rules):
        raise ApiError(20429)
    for one in rules:
        one.values["used"] += 1


def _rules(asked: Asked) -> Iterator[Shelved]:
    """Yield the account's rules that last; the others are forgotten."""
    now = asked.now()
    for one in list(asked.store.shelves.get(SHELF, {}).values()):
        if one.created_at + timedelta(seconds=one.values["ttl"]) <= now:
            _drop(asked, one)
        elif one.account_sid == asked.account.sid:
            yield one


def _rule(asked: Asked) -> Shelved:
    wanted = (asked.sids["Field"], asked.sids["Bucket"])
    for one in _rules(asked):
        if (one.values["field"], one.values["bucket"]) == wanted:
            return one
    raise asked.missing()


def _drop(asked: Asked, rule: Shelved) -> None:
    del asked.store.shelves[SHELF][rule.sid]


def _whole(asked: Asked, name: str, most: int) -> int:
    value = asked.body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= most:
        raise ApiError(20001, says=f"{name} must be a whole number from 1 to {most}")
    return value


ONE = "/v2/RateLimits/Fields/{Field}/Bucket/{Bucket}"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/v2/RateLimits", handler=list_all),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.PUT, path=ONE, handler=update, takes_json=True),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete),
)
"""What may be asked of rate limits."""
