"""The pytest fixtures that come with the installed package; nothing of the emulator is imported until one is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from twilio_emulator.emulator import Emulator
    from twilio_emulator.handset import Handset

CALLER = "+15005550111"
"""The number of the fixture ``handset``."""


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Return a fresh emulator in virtual time.

    ``TWILIO_REGION`` and ``TWILIO_EDGE`` are unset: they would make an SDK mangle a local address.
    """
    from twilio_emulator.emulator import Emulator

    monkeypatch.delenv("TWILIO_REGION", raising=False)
    monkeypatch.delenv("TWILIO_EDGE", raising=False)
    with Emulator() as running:
        yield running


@pytest.fixture
def handset(emulator: Emulator) -> Handset:
    """Return a handset in the caller's hand."""
    return emulator.handset(CALLER)
