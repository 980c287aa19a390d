"""What a command of the hotline needs of its environment: the settings it means, and the accounts opened with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from hotline.settings import PinCost, Settings
from models import Database, PinHasher

DEFAULT_DATABASE: Final = "sqlite:///var/hotline.sqlite3"

_STAND_INS: Final = {
    "DATABASE_URL": DEFAULT_DATABASE,
    "HOTLINE_SECRET_KEY": "stands in while another variable is judged",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "stands in",
}
"""Good values for what a command does not need, so that Settings' own rules judge what it does."""

OUTBOUND: Final = (
    "HOTLINE_SECRET_KEY",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_API_BASE",
    "HOTLINE_PUBLIC_URL",
    "HOTLINE_LINES",
    "HOTLINE_JOBS",
)
"""What sending and dialling need, or may be told."""


def settings_for(environment: Mapping[str, str], *meant: str) -> Settings:
    """Settings of which only the variables `meant`, the database's address and the price of a PIN count.

    Raises `SettingsError` for one of them that is needed and missing, or that cannot be meant.
    """
    counted = {*meant, "DATABASE_URL", "HOTLINE_PIN_COST"}
    given = {name: value for name, value in environment.items() if name in counted and value.strip()}
    missing = {name: "" for name in meant if name not in given}
    return Settings.from_environment({**_STAND_INS, **missing, **given})


def open_database(settings: Settings) -> Database:
    """The accounts that the settings name; connects at the first db session."""
    hasher = PinHasher.cheap() if settings.pin_cost is PinCost.CHEAP else PinHasher()
    return Database(settings.database_url, settings.secret_key, pin_hasher=hasher)


@contextmanager
def accounts(settings: Settings) -> Iterator[Database]:
    """The accounts, seen to be there and closed at the end; raises DatabaseUnavailable where they are not."""
    database = open_database(settings)
    try:
        database.ping()
        yield database
    finally:
        database.dispose()
