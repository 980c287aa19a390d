"""Webhooks: who is told of factors and challenges, and the telling."""

from __future__ import annotations

import json
import uuid
from functools import partial
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import kept
from twilio_emulator.api.verify.kept import INVALID, Kind
from twilio_emulator.store import Message, Shelved
from twilio_emulator.verification import Challenge, Factor

EVERY = "*"
EVENTS = (EVERY, "factor.created", "factor.verified", "factor.deleted", "challenge.approved", "challenge.denied")


def described(asked: Asked, one: Shelved) -> dict[str, Any]:
    """Return the Webhook resource."""
    return {
        "sid": one.sid,
        "service_sid": one.parent_sid,
        "account_sid": one.account_sid,
        "friendly_name": one.values["friendly_name"],
        "event_types": list(one.values["event_types"]),
        "status": one.values["status"],
        "version": one.values["version"],
        "webhook_url": one.values["webhook_url"],
        "webhook_method": "POST",
        **kept.dates(one),
        "url": kept.place(asked, "Services", one.parent_sid, "Webhooks", one.sid),
    }


def create(asked: Asked) -> dict[str, Any]:
    """Tell an address of events from now on; raises 60200."""
    service = kept.service_of(asked)
    url = _url(asked)
    if not url:
        raise ApiError(INVALID, name="WebhookUrl", value="")
    values = {
        "friendly_name": kept.needed(asked, "FriendlyName"),
        "event_types": _events(asked),
        "webhook_url": url,
        "status": asked.choice("Status", ("enabled", "disabled"), "enabled", INVALID),
        "version": asked.choice("Version", ("v1", "v2"), "v2", INVALID),
    }
    return described(asked, kept.keep(asked, Kind.WEBHOOK, values, service.sid))


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the webhooks of a service, newest first."""
    found = kept.every(asked, Kind.WEBHOOK, kept.service_of(asked).sid)
    return paging.meta_page(asked, "webhooks", found, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one webhook."""
    return described(asked, _one(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Change a webhook; raises 60200."""
    one = _one(asked)
    values = {
        "friendly_name": asked.text("FriendlyName").strip() or one.values["friendly_name"],
        "event_types": _events(asked) if asked.has("EventTypes") else one.values["event_types"],
        "webhook_url": _url(asked) or one.values["webhook_url"],
        "status": asked.choice("Status", ("enabled", "disabled"), one.values["status"], INVALID),
        "version": asked.choice("Version", ("v1", "v2"), one.values["version"], INVALID),
    }
    kept.change(asked, one, values)
    return described(asked, one)


def delete(asked: Asked) -> None:
    """Tell that address no more."""
    kept.forget(asked, Kind.WEBHOOK, _one(asked))


def tell(asked: Asked, event: str, factor: Factor, challenge: Challenge | None = None) -> None:
    """Tell of an event, once the request is answered, everyone who wants to know."""
    params = {
        "type": event,
        "account_sid": factor.account_sid,
        "service_sid": factor.service_sid,
        "entity_identity": factor.identity,
        "factor_sid": factor.sid,
        "factor_type": factor.kind,
        "factor_friendly_name": factor.friendly_name,
    }
    if challenge is not None:
        params["challenge_sid"] = challenge.sid
        params["challenge_details"] = json.dumps(challenge.details)
        params["challenge_hidden_details"] = json.dumps(challenge.hidden_details)
        params["challenge_metadata"] = json.dumps(challenge.metadata)
    home = asked.store.in_process(factor.account_sid)
    for one in kept.every(asked, Kind.WEBHOOK, factor.service_sid):
        values = one.values
        if values["status"] == "enabled" and {EVERY, event} & set(values["event_types"]):
            told = {"uuid": str(uuid.uuid4()), **params}
            subject = _subject(asked, one)
            asked.later.append(partial(asked.desk.report, subject, home, values["webhook_url"], "POST", told))


def _subject(asked: Asked, one: Shelved) -> Message:
    """Return what an exchange is filed under: it is about neither a call nor a text, but about the webhook."""
    return Message(
        sid=one.sid,
        account_sid=one.account_sid,
        from_="",
        to="",
        body="",
        at=asked.now(),
        direction="",
        status="",
        segments=0,
    )


def _one(asked: Asked) -> Shelved:
    return kept.find(asked, Kind.WEBHOOK, asked.sids["Sid"], kept.service_of(asked).sid)


def _url(asked: Asked) -> str:
    home = asked.store.in_process(asked.account.sid)
    return asked.url("WebhookUrl", INVALID, home.phone_number if home is not None else "")


def _events(asked: Asked) -> list[str]:
    events = list(dict.fromkeys(asked.texts("EventTypes")))
    if not events or not set(events) <= set(EVENTS):
        raise ApiError(INVALID, name="EventTypes", value=" ".join(events)[:60])
    return events


MANY = "/v2/Services/{ServiceSid}/Webhooks"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=MANY, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=MANY, handler=list_all),
    Operation(method=HTTPMethod.GET, path=MANY + "/{Sid}", handler=fetch),
    Operation(method=HTTPMethod.POST, path=MANY + "/{Sid}", handler=update),
    Operation(method=HTTPMethod.DELETE, path=MANY + "/{Sid}", handler=delete),
)
"""What may be asked of webhooks."""
