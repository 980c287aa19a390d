"""Messaging Services: made, changed, listed and deleted; their senders have lists of their own.

Advanced Opt-Out has no parameter in the vendor's API; Python and the control API switch it on.
"""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import form, formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import register
from twilio_emulator.api.form import Kind, Parameter
from twilio_emulator.api.operation import Operation
from twilio_emulator.store import MessagingService

register({21713: "The Messaging Service use case is invalid: {value}"})
USECASES = {
    "notifications": ("Notify my users", "Alerts, reminders and news of orders, accounts and deliveries"),
    "marketing": ("Market my services", "Offers, product news and invitations to buy"),
    "verification": ("Verify users", "One-time codes and other checks of who somebody is"),
    "discussion": ("Engage in a discussion", "Conversations with people who write back"),
    "poll": ("Poll or survey my users", "Questions to which people answer with a text"),
    "undeclared": ("Something else", "What none of the others describes"),
}
"""What a service may be for, each with its purpose and a description."""
TABLE = (
    Parameter("FriendlyName", required=True, longest=64),
    Parameter("InboundRequestUrl", Kind.URL),
    Parameter("InboundMethod", Kind.METHOD, default="POST", code=20001),
    Parameter("FallbackUrl", Kind.URL),
    Parameter("FallbackMethod", Kind.METHOD, default="POST", code=20001),
    Parameter("StatusCallback", Kind.URL),
    Parameter("StickySender", Kind.BOOLEAN, default=True),
    Parameter("MmsConverter", Kind.BOOLEAN, default=True),
    Parameter("SmartEncoding", Kind.BOOLEAN, default=True),
    Parameter("ScanMessageContent", Kind.CHOICE, default="inherit", allowed=("inherit", "enable", "disable")),
    Parameter("FallbackToLongCode", Kind.BOOLEAN, default=True),
    Parameter("AreaCodeGeomatch", Kind.BOOLEAN, default=True),
    Parameter("ValidityPeriod", Kind.WHOLE, default=36_000, least=1, most=36_000),
    Parameter("SynchronousValidation", Kind.BOOLEAN, default=False),
    Parameter("Usecase", Kind.CHOICE, default="undeclared", allowed=tuple(USECASES), code=21713),
    Parameter("UseInboundWebhookOnNumber", Kind.BOOLEAN, default=False),
)
BELOW = {
    "phone_numbers": "PhoneNumbers",
    "short_codes": "ShortCodes",
    "alpha_senders": "AlphaSenders",
    "messages": "Messages",
    "us_app_to_person": "Compliance/Usa2p",
    "us_app_to_person_usecases": "Compliance/Usa2p/Usecases",
    "channel_senders": "ChannelSenders",
    "destination_alpha_senders": "DestinationAlphaSenders",
}
"""What belongs to a service, by the name of its link."""


def described(asked: Asked, service: MessagingService) -> dict[str, Any]:
    """Return the Service resource."""
    url = f"{asked.base}/v1/Services/{service.sid}"
    return {
        "sid": service.sid,
        "account_sid": service.account_sid,
        **form.shown({one.name: getattr(service, one.name) for one in TABLE}, TABLE),
        "us_app_to_person_registered": False,
        "date_created": formats.iso(service.created_at),
        "date_updated": formats.iso(service.updated_at),
        "url": url,
        "links": {name: f"{url}/{path}" for name, path in BELOW.items()},
    }


def create(asked: Asked) -> dict[str, Any]:
    """Make a service without senders; raises 20001 and 21713."""
    now = asked.now()
    values = form.created(asked, TABLE)
    service = MessagingService(account_sid=asked.account.sid, created_at=now, updated_at=now, **values)
    asked.store.services[service.sid] = service
    return described(asked, service)


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the services, newest first."""
    mine = (one for one in reversed(asked.store.services.values()) if one.account_sid == asked.account.sid)
    return paging.meta_page(asked, "services", mine, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one service."""
    return described(asked, find(asked, "Sid"))


def update(asked: Asked) -> dict[str, Any]:
    """Change what was sent; raises 20001 and 21713."""
    service = find(asked, "Sid")
    changed = form.changed(asked, TABLE)
    for name, value in changed.items():
        setattr(service, name, value)
    service.updated_at = asked.now()
    return described(asked, service)


def delete(asked: Asked) -> None:
    """Forget a service; its numbers stay the account's, and what it had scheduled fails when its time comes."""
    del asked.store.services[find(asked, "Sid").sid]


def usecases(asked: Asked) -> dict[str, Any]:
    """Return what a service may be for."""
    rows = USECASES.items()
    return {"usecases": [{"usecase": name, "purpose": why, "description": what} for name, (why, what) in rows]}


def find(asked: Asked, name: str) -> MessagingService:
    """Return the service that the path names; raises 20404."""
    return asked.own(asked.store.services.get(asked.sids[name]))


OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/v1/Services/Usecases", handler=usecases),
    Operation(method=HTTPMethod.POST, path="/v1/Services", handler=create, status=201),
    Operation(method=HTTPMethod.GET, path="/v1/Services", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/v1/Services/{Sid}", handler=fetch),
    Operation(method=HTTPMethod.POST, path="/v1/Services/{Sid}", handler=update),
    Operation(method=HTTPMethod.DELETE, path="/v1/Services/{Sid}", handler=delete),
)
"""What may be asked of services."""
