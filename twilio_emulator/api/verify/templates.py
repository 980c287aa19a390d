"""Templates: the words of a code as a list; there are those that are built in, and no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify.words import ENGLISH, WORDINGS, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template; ``text`` picks its words from those of a language."""

    sid: str
    friendly_name: str
    channels: tuple[str, ...]
    text: Callable[[Wording], str]


BASE = Template(
    sid="HJ" + "0" * 31 + "1",
    friendly_name="Base verification template",
    channels=("sms", "voice"),
    text=lambda wording: wording.code,
)
WARNING = Template(
    sid="HJ" + "0" * 31 + "2",
    friendly_name="Base verification template with a warning",
    channels=("sms",),
    text=lambda wording: wording.code + wording.warning,
)
PLAIN = Template(
    sid="HJ" + "0" * 31 + "3",
    friendly_name="Verification template without a name",
    channels=("sms", "voice"),
    text=lambda wording: wording.plain,
)
BUILT_IN = {one.sid: one for one in (BASE, WARNING, PLAIN)}


def described(asked: Asked, template: Template) -> dict[str, Any]:
    """Return the Template resource."""
    at = formats.iso(asked.store.account.created_at)
    return {
        "sid": template.sid,
        "account_sid": asked.account.sid,
        "friendly_name": template.friendly_name,
        "channels": list(template.channels),
        "translations": {
            locale: {
                "is_default_translation": locale == ENGLISH,
                "status": "approved",
                "locale": locale,
                "text": template.text(wording),
                "date_updated": at,
                "date_created": at,
            }
            for locale, wording in WORDINGS.items()
        },
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the templates, those of one name where the query has it."""
    name = asked.query.get("FriendlyName", "")
    found = [one for one in BUILT_IN.values() if name in ("", one.friendly_name)]
    return paging.meta_page(asked, "templates", found, described)


OPERATIONS = (Operation(method=HTTPMethod.GET, path="/v2/Templates", handler=list_all),)
"""What may be asked of templates."""
