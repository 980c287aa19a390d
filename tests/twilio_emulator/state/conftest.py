"""What the tests of state share: an application, and a look at what is on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from twilio_emulator import Emulator
from twilio_emulator.state.codec import Row
from twilio_emulator.state.keeper import codec
from twilio_emulator.store import Store, TwilioAccount

LINE, ME = "+15005550100", "+15005550111"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Return a directory that is not there yet."""
    return tmp_path / "state"


def in_memory(emulator: Emulator) -> list[Row]:
    """Return everything the emulator knows."""
    desk = emulator.switchboard.desk
    with desk.lock:
        return codec().rows(desk.store)


def on_disk(emulator: Emulator) -> list[Row]:
    """Return what another emulator would know that read the file now."""
    assert emulator._keeper is not None
    emulator._keeper.write()
    store = Store(account=TwilioAccount(sid="AC0", auth_token=""))
    codec().fill(store, emulator._keeper.read())
    return codec().rows(store)


def nothing_is_left(emulator: Emulator) -> bool:
    """Whether there is nothing to be written: what was written and has not changed since is not written again."""
    assert emulator._keeper is not None
    return emulator._keeper._watch.quiet
