"""A real hotline to measure: an SQLite file with the demo people in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Flask

from hotline import PinCost, Settings, Voice, create_app
from models import Database, PinHasher, migrate
from models.seed import FEWEST_PEOPLE, DemoPerson, demo_people, seed

SECRET_KEY = "a key that seals nothing but demo people"  # fictitious data


def environment_of(folder: Path, account_sid: str, auth_token: str) -> dict[str, str]:
    """Return the environment of a hotline whose database lies in ``folder``."""
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'hotline.sqlite3'}",
        "HOTLINE_SECRET_KEY": SECRET_KEY,
        "TWILIO_ACCOUNT_SID": account_sid,
        "TWILIO_AUTH_TOKEN": auth_token,
    }


def open_hotline(
    folder: Path, cost: PinCost, account_sid: str, auth_token: str, voice: Voice = Voice.RECORDED
) -> tuple[Flask, DemoPerson]:
    """Make the database and the application; return them with the person who calls."""
    usual = environment_of(folder, account_sid, auth_token)
    settings = Settings.from_environment({**usual, "HOTLINE_PIN_COST": str(cost), "HOTLINE_VOICE": str(voice)})
    migrate(settings.database_url)
    hasher = PinHasher.cheap() if cost is PinCost.CHEAP else PinHasher()
    database = Database(settings.database_url, settings.secret_key, pin_hasher=hasher)
    seed(database, people=FEWEST_PEOPLE, seed=1, as_of=date(2026, 3, 1))
    return create_app(settings, database=database), demo_people()[0]
