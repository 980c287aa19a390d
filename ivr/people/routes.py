"""The blueprints of this package, and the apology for what went wrong in one of their views."""

from __future__ import annotations

from flask import Response, request

from ivr.people import agents, callbacks, callers, desk, documents
from ivr.people.webhook import twiml
from voice_prompts import LANGUAGES, prompt

__all__ = ["GUARDED", "OPEN", "agents", "apologise", "desk"]

GUARDED = (callers.bp, callbacks.bp)
"""What only Twilio may reach."""
OPEN = (callers.sound,)
"""What anybody may."""


def apologise() -> Response:
    """In both languages, because the caller's is in a row that may be what cannot be reached; then the call ends.

    Who waits hears music, and waits on: Twilio asks again when it has run out.
    """
    if request.endpoint == "people.wait":
        return twiml(documents.waiting((), callers.music_at("long")))
    return twiml(documents.goodbye([prompt("busy", language) for language in LANGUAGES]))
