"""The configuration file of ``twilio-emulator run``: numbers, and the people in the contacts.

[[numbers]]
phone_number = "12393"
voice_url = "http://127.0.0.1:12394/voice/answer"
sms_url = "http://127.0.0.1:12394/sms/incoming"

[[contacts]]
phone_number = "+8612000000001"
name = "Zhang"
hint = "PIN 135790"
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from twilio_emulator.store import Contact, Number


class ConfigError(Exception):
    """The file cannot be used; the words name the file, the key, and what is expected there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the file declares."""

    numbers: tuple[Number, ...] = ()
    contacts: tuple[Contact, ...] = ()


NUMBER_KEYS = frozenset(field.name for field in fields(Number) if field.type == "str") - {"sid"}
CONTACT_KEYS = frozenset(field.name for field in fields(Contact))


def load(path: Path) -> Config:
    """Read ``path``; raises :class:`ConfigError`."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    unknown = set(table) - {"numbers", "contacts"}
    if unknown:
        raise ConfigError(f"{path}: {sorted(unknown)[0]} is not known; there are numbers and contacts")
    return Config(
        numbers=tuple(Number(**row) for row in _rows(path, table, "numbers", NUMBER_KEYS)),
        contacts=tuple(Contact(**row) for row in _rows(path, table, "contacts", CONTACT_KEYS)),
    )


def _rows(path: Path, table: dict[str, Any], name: str, known: frozenset[str]) -> list[dict[str, Any]]:
    """Return the tables of an array, each with known keys and texts as values."""
    rows = table.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{path}: write [[{name}]] before each of the {name}")
    for place, row in enumerate(rows, start=1):
        where = f"{path}: {name} {place}"
        for key, value in row.items():
            if key not in known:
                raise ConfigError(f"{where}: {key} is not known; there are {', '.join(sorted(known))}")
            if not isinstance(value, str):
                raise ConfigError(f"{where}: {key} is to be a text in quotes")
        if not row.get("phone_number"):
            raise ConfigError(f"{where}: phone_number is missing")
    return rows
