"""The hotline on a database of its own, with its fictitious people, behind an emulator."""

from datetime import date
from pathlib import Path

import pytest

from hotline import PinCost, Settings, create_app
from models import Database, PinHasher, migrate
from models.seed import FEWEST_PEOPLE, seed
from twilio_emulator import Emulator


@pytest.fixture
def line(emulator: Emulator, tmp_path: Path) -> str:
    """The number to dial."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'hotline.sqlite3'}",
        secret_key=b"a key for examples, of 32 bytes.",
        account_sid=emulator.account_sid,
        auth_token=emulator.auth_token,
        pin_cost=PinCost.CHEAP,
    )
    migrate(settings.database_url)
    database = Database(settings.database_url, settings.secret_key, pin_hasher=PinHasher.cheap())
    seed(database, people=FEWEST_PEOPLE, seed=1, as_of=date(2026, 3, 1))
    app = create_app(settings, database=database)
    emulator.add_number("12393", voice_url="/voice/answer", sms_url="/sms/incoming", app=app)
    return "12393"
