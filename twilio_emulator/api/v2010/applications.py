"""Applications: where to ask, for whoever names them instead of addresses (twilio-behaviour 5.7)."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import form, formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.form import Kind, Parameter
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import answering
from twilio_emulator.store import Number, new_sid

TABLE = (
    *answering.TABLE,
    Parameter("SmsStatusCallback", Kind.URL, code=21402),
    Parameter("MessageStatusCallback", Kind.URL, code=21402),
    Parameter("PublicApplicationConnectEnabled", Kind.BOOLEAN, default=False),
)


def described(_asked: Asked, application: Number) -> dict[str, Any]:
    """Return the Application resource."""
    return {
        "account_sid": application.account_sid,
        "api_version": formats.API_VERSION,
        "date_created": formats.date(application.created_at),
        "date_updated": formats.date(application.updated_at),
        "sid": application.sid,
        "uri": f"{formats.path(application.account_sid, 'Applications', application.sid)}.json",
        **form.shown(_values(application), TABLE),
    }


def create(asked: Asked) -> dict[str, Any]:
    """Make an application; raises 21402, 21403, 21405 and 21406."""
    values = form.created(asked, TABLE)
    answering.check(asked, values)
    application = Number(phone_number="", sid=new_sid("AP"), account_sid=asked.account.sid, **values)
    return described(asked, asked.switchboard.add_application(application))


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the account's applications, newest first, or those of one ``FriendlyName``."""
    name = asked.query.get("FriendlyName", "")
    found = [
        one
        for one in reversed(asked.store.applications.values())
        if one.account_sid == asked.account.sid and name in ("", one.friendly_name)
    ]
    return paging.page(asked, "applications", found, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one application."""
    return described(asked, _application(asked))


def update(asked: Asked) -> dict[str, Any]:
    """Change what was sent; raises 21402, 21403, 21405 and 21406."""
    application = _application(asked)
    values = {**_values(application), **form.changed(asked, TABLE)}
    answering.check(asked, values)
    for name, value in values.items():
        setattr(application, name, value)
    application.updated_at = asked.now()
    return described(asked, application)


def delete(asked: Asked) -> None:
    """Forget an application; the numbers that named it are answered at their own addresses."""
    sid = _application(asked).sid
    del asked.store.applications[sid]
    for number in asked.store.numbers.values():
        if number.voice_application_sid == sid:
            number.voice_application_sid = ""
        if number.sms_application_sid == sid:
            number.sms_application_sid = ""


def _application(asked: Asked) -> Number:
    return asked.own(asked.store.applications.get(asked.sids["Sid"]))


def _values(application: Number) -> dict[str, Any]:
    return {one.name: getattr(application, one.name) for one in TABLE}


APPLICATION = "/{AccountSid}/Applications/{Sid}.json"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Applications.json", handler=create, status=201),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Applications.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path=APPLICATION, handler=fetch),
    Operation(method=HTTPMethod.POST, path=APPLICATION, handler=update),
    Operation(method=HTTPMethod.DELETE, path=APPLICATION, handler=delete, status=204),
)
"""What may be asked of applications."""
