"""The REST API under ``/2010-04-01``, as applications ask it."""

from __future__ import annotations

from twilio_emulator.api import recordings

ROUTES = [*recordings.ROUTES]
