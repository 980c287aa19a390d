"""Every coded remark that was made, as far as whoever asks may hear of it."""

from __future__ import annotations

from collections.abc import Iterator

from twilio_emulator.api.asked import Asked
from twilio_emulator.remarks import Remark, of_call, of_store


def of_account(asked: Asked) -> Iterator[Remark]:
    """Yield every remark of the account, the latest first."""
    yield from of_store(asked.store, asked.account.sid)


__all__ = ["Remark", "of_account", "of_call"]
