"""Forms: of the one kind there is, empty, as the vendor's document has it."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import kept

PUSH = "form-push"


def fetch(asked: Asked) -> dict[str, Any]:
    """Return the form of push factors; raises 20404 for any other."""
    if asked.sids["FormType"] != PUSH:
        raise asked.missing()
    return {
        "form_type": PUSH,
        "forms": {"create_factor": {}, "verify_factor": {}, "create_challenge": {}},
        "form_meta": {},
        "url": kept.place(asked, "Forms", PUSH),
    }


OPERATIONS = (Operation(method=HTTPMethod.GET, path="/v2/Forms/{FormType}", handler=fetch),)
"""What may be asked of forms."""
