"""Services: what the codes of an application look like, and how they are sent (twilio-behaviour 8)."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import form, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.form import Kind as Form
from twilio_emulator.api.form import Parameter
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import kept, templates
from twilio_emulator.api.verify.kept import INVALID, Kind
from twilio_emulator.store import Shelved


def _flag(name: str) -> Parameter:
    return Parameter(name, Form.BOOLEAN, default=False, code=INVALID)


def _one_of(name: str, *allowed: str) -> Parameter:
    return Parameter(name, Form.CHOICE, allowed=allowed, code=INVALID)


def _number(name: str, default: int, least: int, most: int) -> Parameter:
    return Parameter(name, Form.WHOLE, default=default, least=least, most=most, code=INVALID)


TABLE = (
    Parameter("FriendlyName", required=True, longest=32, code=INVALID),
    _number("CodeLength", 6, 4, 10),
    _flag("LookupEnabled"),
    _flag("Psd2Enabled"),
    _flag("SkipSmsToLandlines"),
    _flag("DtmfInputRequired"),
    Parameter("TtsName", code=INVALID),
    _flag("DoNotShareWarningEnabled"),
    _flag("CustomCodeEnabled"),
    _flag("Push.IncludeDate"),
    Parameter("Push.ApnCredentialSid", Form.SID, prefix="CR", code=INVALID),
    Parameter("Push.FcmCredentialSid", Form.SID, prefix="CR", code=INVALID),
    Parameter("Totp.Issuer", code=INVALID),
    _number("Totp.TimeStep", 30, 20, 60),
    _number("Totp.CodeLength", 6, 3, 8),
    _number("Totp.Skew", 1, 0, 2),
    Parameter("DefaultTemplateSid", Form.SID, prefix="HJ", code=INVALID),
    Parameter("Whatsapp.MsgServiceSid", Form.SID, prefix="MG", code=INVALID),
    Parameter("Whatsapp.From", code=INVALID),
    Parameter("Passkeys.RelyingParty.Id", code=INVALID),
    Parameter("Passkeys.RelyingParty.Name", code=INVALID),
    Parameter("Passkeys.RelyingParty.Origins", code=INVALID),
    _one_of("Passkeys.AuthenticatorAttachment", "platform", "cross-platform", "any"),
    _one_of("Passkeys.DiscoverableCredentials", "required", "preferred", "discouraged"),
    _one_of("Passkeys.UserVerification", "required", "preferred", "discouraged"),
    _flag("VerifyEventSubscriptionEnabled"),
)
BELOW = {
    "verification_checks": "VerificationCheck",
    "verifications": "Verifications",
    "rate_limits": "RateLimits",
    "messaging_configurations": "MessagingConfigurations",
    "entities": "Entities",
    "webhooks": "Webhooks",
    "access_tokens": "AccessTokens",
    "new_challenge": "Passkeys/Challenges",
    "approve_challenge": "Passkeys/ApproveChallenge",
    "new_factor": "Passkeys/Factors",
    "verify_factor": "Passkeys/VerifyFactor",
}
ORIGINS = "passkeys.relying_party.origins"
OWNED = (Kind.RATE_LIMIT, Kind.MESSAGING, Kind.WEBHOOK, Kind.ACCESS_TOKEN)


def described(asked: Asked, service: Shelved) -> dict[str, Any]:
    """Return the Service resource."""
    url = kept.place(asked, "Services", service.sid)
    return {
        "sid": service.sid,
        "account_sid": service.account_sid,
        **_nested(service.values),
        **kept.dates(service),
        "url": url,
        "links": {name: f"{url}/{path}" for name, path in BELOW.items()},
    }


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with those of one kind together: ``totp.skew`` is ``skew`` of ``totp``."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        *path, last = name.split(".")
        inner = nested
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = None if value == "" else value
    origins = values[ORIGINS]
    nested["passkeys"]["relying_party"]["origins"] = [one.strip() for one in origins.split(",") if one.strip()]
    return nested


def create(asked: Asked) -> dict[str, Any]:
    """Make a service; raises 60200."""
    values = form.created(asked, TABLE)
    _check(values)
    return described(asked, kept.keep(asked, Kind.SERVICE, values))


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the services, newest first."""
    return paging.meta_page(asked, "services", kept.every(asked, Kind.SERVICE), described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one service."""
    return described(asked, kept.service_of(asked, "Sid"))


def update(asked: Asked) -> dict[str, Any]:
    """Change a service; raises 60200."""
    service = kept.service_of(asked, "Sid")
    values = form.changed(asked, TABLE)
    _check(values)
    kept.change(asked, service, values)
    return described(asked, service)


def delete(asked: Asked) -> None:
    """Forget a service with all that belongs to it; its codes cannot be checked any more."""
    service, store = kept.service_of(asked, "Sid"), asked.store
    for limit in list(kept.every(asked, Kind.RATE_LIMIT, service.sid)):
        for bucket in list(kept.every(asked, Kind.BUCKET, limit.sid)):
            kept.forget(asked, Kind.BUCKET, bucket)
    for kind in OWNED:
        for one in list(kept.every(asked, kind, service.sid)):
            kept.forget(asked, kind, one)
    for records in (store.entities, store.factors, store.challenges):
        for sid in [one.sid for one in records.values() if one.service_sid == service.sid]:
            del records[sid]
    kept.forget(asked, Kind.SERVICE, service)


def _check(values: dict[str, Any]) -> None:
    """Raise 60200 for a template that there is not."""
    sid = values.get("default_template_sid", "")
    if sid and sid not in templates.BUILT_IN:
        raise ApiError(INVALID, name="DefaultTemplateSid", value=sid)


ONE = "/v2/Services/{Sid}"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/v2/Services", handler=create, status=201),
    Operation(method=HTTPMethod.GET, path="/v2/Services", handler=list_all),
    Operation(method=HTTPMethod.GET, path=ONE, handler=fetch),
    Operation(method=HTTPMethod.POST, path=ONE, handler=update),
    Operation(method=HTTPMethod.DELETE, path=ONE, handler=delete),
)
"""What may be asked of services."""
