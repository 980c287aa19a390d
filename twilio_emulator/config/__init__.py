"""The configuration file of ``twilio-emulator run``: what there is before anybody dials.

[[numbers]]
phone_number = "12393"
voice_url = "http://127.0.0.1:12394/voice/answer"
sms_url = "http://127.0.0.1:12394/sms/incoming"

[[handsets]]
phone_number = "+8612000000001"
name = "Zhang"
hint = "PIN 135790"

Every kind of table, with its keys, is a row of :data:`twilio_emulator.config.sections.SECTIONS`; ``[speech]``, of which
there is one, is in :mod:`twilio_emulator.config.hearing`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from twilio_emulator.config import hearing
from twilio_emulator.config.place import line_of
from twilio_emulator.config.sections import SECTIONS, Declared
from twilio_emulator.control.fields import Field, read_all
from twilio_emulator.control.refusal import WrongField
from twilio_emulator.emulator import Emulator
from twilio_emulator.sound.registry import UnknownPart
from twilio_emulator.store import WsgiApp


class ConfigError(Exception):
    """The file cannot be used; the words name the file, the line, the key, and what is expected there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One table of the file: ``values`` by their keys, the ``line`` it begins at."""

    values: Mapping[str, Any]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the file at ``path`` declares: its tables by their sections."""

    path: Path = Path()
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    @property
    def own_account(self) -> tuple[str, str]:
        """The SID and the token of the file's first account, which is the emulator's own; empty where it has none."""
        accounts = self.rows.get("accounts", ())
        return (accounts[0].values["sid"], accounts[0].values["auth_token"]) if accounts else ("", "")

    def hearing(self, engine: str | None = None, recogniser: str | None = None) -> hearing.Hearing:
        """Return the file's speech engine and recogniser, or those that an option names.

        Raises :class:`ConfigError` where there is none of that name.
        """
        rows = self.rows.get(hearing.NAME, ())
        try:
            return hearing.from_values(rows[0].values if rows else {}, engine, recogniser)
        except UnknownPart as error:
            where = f"{self.path}, line {rows[0].line}: {hearing.NAME}: " if rows and not (engine or recogniser) else ""
            raise ConfigError(f"{where}{error}") from error

    def declare(self, emulator: Emulator, app: WsgiApp | None = None) -> None:
        """Make everything that is declared; ``app`` answers the numbers. Raises :class:`ConfigError`."""
        for name, section in SECTIONS.items():
            for row in self.rows.get(name, ()):
                try:
                    section.declare(Declared(emulator=emulator, app=app, values=row.values))
                except ValueError as error:
                    raise ConfigError(f"{self.path}, line {row.line}: {name}: {error}") from error


def load(path: Path) -> Config:
    """Read ``path``; raises :class:`ConfigError`."""
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    for name in tables:
        if name not in SECTIONS and name != hearing.NAME:
            line = line_of(text, (name,))
            known = ", ".join((*SECTIONS, hearing.NAME))
            raise ConfigError(f"{path}, line {line}: {name} is not known; there are {known}")
    return Config(path=path, rows={name: _rows(path, text, name, found) for name, found in tables.items()})


def _rows(path: Path, text: str, name: str, found: Any) -> tuple[Row, ...]:
    """Return the tables of a section, their values checked."""
    if name == hearing.NAME:
        if not isinstance(found, dict):
            raise ConfigError(f"{path}, line {line_of(text, (name,))}: write [{name}], once")
        values = _checked(path, text, hearing.KEYS, (name,), found)
        return (Row(values=values, line=line_of(text, (name,))),)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ConfigError(f"{path}, line {line_of(text, (name,))}: write [[{name}]] before each of the {name}")
    return tuple(
        Row(values=_checked(path, text, SECTIONS[name].keys, (name, place), row), line=line_of(text, (name, place)))
        for place, row in enumerate(found)
    )


def _checked(
    path: Path, text: str, keys: Mapping[str, Field], at: tuple[str | int, ...], row: dict[str, Any]
) -> Mapping[str, Any]:
    try:
        for key in row:
            if key not in keys:
                raise WrongField(key, f"is not known; there are {', '.join(keys)}")
        return read_all(keys, row)
    except WrongField as wrong:
        line = line_of(text, (*at, wrong.name) if wrong.name in row else at)
        raise ConfigError(f"{path}, line {line}: {at[0]}: {wrong}") from wrong
