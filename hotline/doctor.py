"""What `hotline doctor` looks at: every setting, and whether what the settings name is there. It changes nothing.

← a new setting needs its line in `_SETTINGS`; a test walks all that `hotline.settings` reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from hotline.environment import open_database, settings_for
from hotline.settings import Settings, SettingsError, Voice
from models import AccountsError, Database, Person, VaultError
from models.identity import SHANGHAI
from models.vault import Sealed
from voice_prompts import LANGUAGES, PromptError, placeholders, prompt_ids

SILENT: Final = timedelta(minutes=3)
"""A worker that has taken no job for so long has ended: there is one every minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; `remedy` is empty when all is well."""

    subject: str
    remedy: str


_SETTINGS: Final[Mapping[str, str]] = {
    "HOTLINE_SECRET_KEY": "the secret key is set",
    "TWILIO_ACCOUNT_SID": "the Twilio account is set",
    "TWILIO_AUTH_TOKEN": "the Twilio auth token is set",
    "TWILIO_API_BASE": "the Twilio address is sound",
    "HOTLINE_PUBLIC_URL": "the public address is sound",
    "HOTLINE_LINES": "the numbers of the lines are sound",
    "HOTLINE_VOICE": "the way prompts are spoken is known",
    "HOTLINE_BAND": "the band that recordings are played in is known",
    "HOTLINE_PIN_COST": "the price of a PIN is known",
    "HOTLINE_JOBS": "the address of the queue is sound",
    "HOTLINE_PROXIES": "the number of proxies is sound",
}
"""What each setting is judged as, beside that of the database, which is tried."""


def examine(environment: Mapping[str, str], at: datetime) -> tuple[Finding, ...]:
    """What is found for the given environment variables at an aware moment."""

    def of(*names: str, accounts: bool = False) -> Settings:
        """The settings with these variables alone, so that each is blamed for itself only."""
        wanted = (*names, "DATABASE_URL") if accounts else names
        return settings_for({name: environment[name] for name in wanted if name in environment}, *names)

    def sound(name: str) -> Finding:
        return _judge(_SETTINGS[name], lambda: _sound(of(name)))

    return (
        _judge("the database answers", lambda: _database(of(accounts=True).database_url)),
        _judge("its tables are up to date", lambda: _tables(of(accounts=True).database_url)),
        *map(sound, _SETTINGS),
        _judge("the secret key fits", lambda: _key(of("HOTLINE_SECRET_KEY", accounts=True))),
        _judge("every prompt is there in every language", _prompts),
        _judge("the recordings are there", lambda: _recordings(of("HOTLINE_VOICE"))),
        _judge("Twilio can report texts and calls", lambda: _reports(of("HOTLINE_PUBLIC_URL"))),
        _judge("a worker is at work", lambda: _worker(of("HOTLINE_JOBS", accounts=True), at)),
    )


def _judge(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject=subject, remedy=look())
    except (SettingsError, AccountsError) as error:
        return Finding(subject=subject, remedy=str(error))


def _sound(_settings: Settings) -> str:
    """Settings that could be read are."""
    return ""


def _database(url: str) -> str:
    database = Database(url, b"looks at no sealed field")
    try:
        database.ping()
    except AccountsError as error:
        return f"{error} Start the database or correct DATABASE_URL."
    finally:
        database.dispose()
    return ""


def _tables(url: str) -> str:
    database = Database(url, b"looks at no sealed field")
    try:
        return "" if database.ready() else "Run `hotline migrate`."
    finally:
        database.dispose()


def _key(settings: Settings) -> str:
    """Whether the secret key opens what is stored; nothing stored or no database counts as well."""
    database = open_database(settings)
    try:
        with database.session() as db:
            sealed = db.scalar(select(Person.name_sealed).limit(1))
            if sealed is not None:
                database.vault.unseal(Sealed.NAME, sealed)
    except VaultError:
        return "HOTLINE_SECRET_KEY is not the one this database was written with: set that one, or seed a new file."
    except AccountsError:
        return ""
    finally:
        database.dispose()
    return ""


def _prompts() -> str:
    try:
        first, *others = ({id: placeholders(id, language) for id in prompt_ids(language)} for language in LANGUAGES)
    except PromptError as error:
        return f"{error}: mend the words in voice_prompts/."
    different = sorted({id for other in others for id in first.keys() | other.keys() if first.get(id) != other.get(id)})
    if different:
        return (
            f"{', '.join(different[:3])} is not the same in {', '.join(LANGUAGES)}: mend the words in voice_prompts/."
        )
    return ""


def _recordings(settings: Settings) -> str:
    from voice_prompts.recorded import Recordings

    if settings.voice is not Voice.RECORDED:
        return ""
    without = [language for language, lexicon in Recordings().lexicons.items() if not lexicon]
    if without:
        return (
            f"Nothing is recorded in {', '.join(without)}, so Twilio speaks it: run `make prompts`, or set "
            "HOTLINE_VOICE=say."
        )
    return ""


def _reports(settings: Settings) -> str:
    if not settings.public_url:
        return "HOTLINE_PUBLIC_URL is not set: give the address under which Twilio reports texts and calls."
    return ""


def _worker(settings: Settings, at: datetime) -> str:
    from hotline.jobs import QueueAway, last_pulse  # the queue's library is loaded by those who need it

    try:
        pulse = last_pulse(settings)
    except QueueAway as error:
        return str(error)
    if pulse is None:
        return "Nobody has done the timed work yet: run `hotline work`."
    if at - pulse > SILENT:
        return (
            f"The last sign of one is of {pulse.astimezone(SHANGHAI):%Y-%m-%d %H:%M} in Shanghai: run `hotline work`."
        )
    return ""
