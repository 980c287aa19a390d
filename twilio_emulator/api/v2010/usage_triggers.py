"""Usage triggers: they tell an address when so much was used (twilio-behaviour 5.7)."""

from __future__ import annotations

import secrets
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from http import HTTPMethod
from typing import Any
from urllib.parse import urlencode

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import usage
from twilio_emulator.api.v2010.usage_records import day_of, month_of, year_of
from twilio_emulator.desk import Desk
from twilio_emulator.feed import News, Topic
from twilio_emulator.store import Message, UsageTrigger

register({21402: "{name} is not a valid URL: {value}", 21403: "{name} is not a valid HTTP method: {value}"})
RECURRING = ("daily", "monthly", "yearly", "alltime")
BY = ("count", "usage", "price")
SPANS = {"daily": day_of, "monthly": month_of, "yearly": year_of}
LONGEST_NAME = 64
MOST, FINEST = 10**12, -6
"""How large a value may be, and how many places it may have."""


def current(desk: Desk, trigger: UsageTrigger) -> Decimal:
    """Return how much has been used since it began, or began anew."""
    store, today = desk.store, desk.clock.now().date()
    accounts = {trigger.account_sid} | {
        one.sid for one in store.accounts.values() if one.owner_sid == trigger.account_sid
    }
    span = SPANS.get(trigger.recurring)
    first, last = span(today) if span is not None else (date.min, date.max)
    total = usage.sums(usage.everything(store, accounts), first, last, trigger.usage_category)
    if trigger.trigger_by == "count":
        return Decimal(total.count)
    return total.price if trigger.trigger_by == "price" else total.usage


def described(asked: Asked, trigger: UsageTrigger) -> dict[str, Any]:
    """Return the UsageTrigger resource."""
    path = formats.path(trigger.account_sid, "Usage", "Triggers", trigger.sid)
    return {
        "account_sid": trigger.account_sid,
        "api_version": formats.API_VERSION,
        "callback_method": trigger.callback_method,
        "callback_url": trigger.callback_url,
        "current_value": _written(current(asked.desk, trigger)),
        "date_created": formats.date(trigger.created_at),
        "date_fired": formats.date(trigger.fired_at),
        "date_updated": formats.date(trigger.updated_at),
        "friendly_name": formats.optional(trigger.friendly_name),
        "recurring": trigger.recurring,
        "sid": trigger.sid,
        "trigger_by": trigger.trigger_by,
        "trigger_value": trigger.trigger_value,
        "uri": f"{path}.json",
        "usage_category": trigger.usage_category,
        "usage_record_uri": _record_uri(trigger),
    }


def create(asked: Asked) -> dict[str, Any]:
    """Make a trigger; a value with a plus counts from what was used already. Raises 20001, 21402 and 21403."""
    now, category = asked.now(), asked.text("UsageCategory")
    if category not in usage.CATEGORIES:
        raise ApiError(20001, name="UsageCategory")
    trigger = UsageTrigger(
        account_sid=asked.account.sid,
        usage_category=category,
        trigger_value="",
        callback_url=asked.url("CallbackUrl", 21402),
        callback_method=asked.method("CallbackMethod", code=21403),
        friendly_name=asked.text("FriendlyName")[:LONGEST_NAME],
        recurring=asked.choice("Recurring", RECURRING, "alltime"),
        trigger_by=asked.choice("TriggerBy", BY, "usage"),
        created_at=now,
        updated_at=now,
    )
    if not trigger.callback_url:
        raise ApiError(21402, name="CallbackUrl")
    trigger.trigger_value = _value(asked, trigger)
    asked.store.usage_triggers[trigger.sid] = trigger
    asked.later.append(partial(_look, asked.desk))
    return described(asked, trigger)


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the account's triggers, newest first; ``Recurring``, ``TriggerBy`` and ``UsageCategory`` choose."""
    query = asked.query
    found = [
        one
        for one in reversed(asked.store.usage_triggers.values())
        if one.account_sid == asked.account.sid
        and query.get("Recurring", "") in ("", one.recurring)
        and query.get("TriggerBy", "") in ("", one.trigger_by)
        and query.get("UsageCategory", "") in ("", one.usage_category)
    ]
    return paging.page(asked, "usage_triggers", found, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one trigger."""
    return described(asked, _trigger(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Rename a trigger, or let it tell another address; raises 21402 and 21403."""
    trigger = _trigger(asked)
    url, method = asked.url("CallbackUrl", 21402), asked.method("CallbackMethod", trigger.callback_method, 21403)
    trigger.callback_url, trigger.callback_method = url or trigger.callback_url, method
    trigger.friendly_name = asked.text("FriendlyName", trigger.friendly_name)[:LONGEST_NAME]
    trigger.updated_at = asked.now()
    return described(asked, trigger)


def delete(asked: Asked) -> None:
    """Forget a trigger."""
    del asked.store.usage_triggers[_trigger(asked).sid]


def watch(desk: Desk) -> None:
    """Look from now on, whenever something was used, which triggers have been reached."""
    waiting: list[int] = []

    def look() -> None:
        waiting.clear()
        _look(desk)

    def heard(news: News) -> None:
        if (
            desk.store.usage_triggers
            and desk.age not in waiting
            and news.topic in (Topic.CALL, Topic.MESSAGE, Topic.NUMBER)
        ):
            waiting[:] = [desk.age]  # a look that was dropped is waited for no longer
            desk.jobs.submit(look)

    desk.feed.subscribe(heard)


def _look(desk: Desk) -> None:
    """Let those triggers tell that have been reached, each once in its span of time."""
    with desk.lock:
        now = desk.clock.now()
        for trigger in list(desk.store.usage_triggers.values()):
            span = SPANS.get(trigger.recurring)
            done = trigger.fired_at is not None and (span is None or span(trigger.fired_at.date()) == span(now.date()))
            value = Decimal() if done else current(desk, trigger)
            if not done and value >= Decimal(trigger.trigger_value):
                trigger.fired_at = trigger.updated_at = now
                _tell(desk, trigger, value)


def _tell(desk: Desk, trigger: UsageTrigger, value: Decimal) -> None:
    params = {
        "AccountSid": trigger.account_sid,
        "UsageTriggerSid": trigger.sid,
        "UsageCategory": trigger.usage_category,
        "TriggerBy": trigger.trigger_by,
        "TriggerValue": trigger.trigger_value,
        "CurrentValue": _written(value),
        "Recurring": trigger.recurring,
        "DateFired": formats.date(desk.clock.now()) or "",
        "UsageRecordUri": _record_uri(trigger),
        "IdempotencyToken": f"{trigger.sid}-FIRES-{secrets.token_hex(4)}",
    }
    # What an exchange is about is a call or a text; this one is about neither, and is filed under the trigger.
    subject = Message(
        sid=trigger.sid,
        account_sid=trigger.account_sid,
        from_="",
        to="",
        body="",
        at=desk.clock.now(),
        direction="",
        status="",
        segments=0,
    )
    home = desk.store.in_process(trigger.account_sid)
    desk.report(subject, home, trigger.callback_url, trigger.callback_method, params)


def _value(asked: Asked, trigger: UsageTrigger) -> str:
    sent = asked.text("TriggerValue").strip()
    try:
        value = Decimal(sent)
    except InvalidOperation:
        raise ApiError(20001, name="TriggerValue") from None
    if not value.is_finite() or abs(value) > MOST or int(value.as_tuple().exponent) < FINEST:
        raise ApiError(20001, name="TriggerValue")
    return _written(value + current(asked.desk, trigger) if sent.startswith("+") else value)


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _record_uri(trigger: UsageTrigger) -> str:
    path = formats.path(trigger.account_sid, "Usage", "Records.json")
    return f"{path}?{urlencode({'Category': trigger.usage_category})}"


def _trigger(asked: Asked) -> UsageTrigger:
    return asked.own(asked.store.usage_triggers.get(asked.sids["Sid"]))


MANY, ONE = "/{AccountSid}/Usage/Triggers.json", "/{AccountSid}/Usage/Triggers/{Sid}.json"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=MANY, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=MANY, handler=list_all),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.POST, path=ONE, handler=update),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete, status=204),
)
"""What may be asked of triggers."""
