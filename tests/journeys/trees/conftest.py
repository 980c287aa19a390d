"""Somebody who walks the menus of both lines through the emulator, and knows which prompts the line has said."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import bindparam, event, make_url, select

from hotline import PinCost, Settings, Voice, create_app
from ivr.menus import MENUS
from models import CallRecord, Database, PinHasher
from models.policies.loading import load_policies
from models.seed import DemoPerson
from tests.conftest import SECRET_KEY, ManualNow
from twilio_emulator import Emulator

STRANGER = "+8612099990000"
"""A telephone that is bound to nobody."""
CHILD = "990115201805220183"
"""The ID number of the child among the demo people."""
FRESH_PIN = "380615"
"""What replaces an initial PIN."""
PLACE = select(CallRecord.place).where(CallRecord.call_sid == bindparam("sid"))
"""Where a caller is."""

DIGIT = "[零一二三四五六七八九]"
KINDS = {
    "date": f"{DIGIT}{{4}}年[一二三四五六七八九十]+月[一二三四五六七八九十]+日",
    "month": f"{DIGIT}{{4}}年[一二三四五六七八九十]+月",
    "year": f"{DIGIT}{{4}}",
    "money": "[零一二三四五六七八九十百千万亿两点元角分]+",
    "number": "[零一二三四五六七八九十百千]+",
    "phone": "[零幺二三四五六七八九，]+",
}
"""What a value of a kind looks like in Chinese, where telling prompts apart needs it."""


@cache
def _patterns(language: str) -> tuple[tuple[int, str, re.Pattern[str]], ...]:
    """Every prompt as a pattern of its words, with how much the pattern says of them."""
    found = []

    def add(table: Mapping[str, object], prefix: str) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                add(value, f"{prefix}{key}.")
            elif isinstance(value, str):
                pieces = re.split(r"(\{[^}]*\})", value)
                said = 0
                pattern = ""
                for piece in pieces:
                    kind = KINDS.get(piece.strip("{}").partition(":")[2]) if language == "zh-CN" else None
                    placeholder = piece.startswith("{")
                    pattern += (kind or ".*") if placeholder else re.escape(piece)
                    said += (3 if kind else 0) if placeholder else len(piece)
                found.append((said, prefix + key, re.compile(pattern)))

    for file in files("voice_prompts").iterdir():
        if file.name.endswith(f"{language}.toml"):
            add(tomllib.loads(file.read_text(encoding="utf-8")), "")
    return tuple(found)


@cache
def prompt_ids_of(text: str, language: str) -> frozenset[str]:
    """The prompts that these words are most likely of; none for words that are in no prompt."""
    matching = [(said, id) for said, id, pattern in _patterns(language) if pattern.fullmatch(text)]
    most = max((said for said, _ in matching), default=0)
    return frozenset(id for said, id in matching if said == most)


PATIENCE = 30.0
"""Seconds that nobody need listen without a way out."""
PER_SECOND = {"zh-CN": 4.0, "en-US": 2.5}
"""Characters of Chinese, and words of English, that are said in a second."""
SLOWLY = 0.8
"""The rate at which an elder caller is spoken to."""


def seconds(say: ElementTree.Element) -> float:
    """How long a <Say> takes."""
    language = say.get("language") or ""
    text = "".join(say.itertext())
    said = len(text) if language == "zh-CN" else len(text.split())
    return said / PER_SECOND[language] / (SLOWLY if say.find("prosody") is not None else 1.0)


def longest_unbroken(documents: Iterable[ElementTree.Element]) -> float:
    """How long, in seconds, somebody listens at most whom no key helps, to these documents one after the other.

    A key ends what is said inside a <Gather>; whatever is said outside of it goes on into the next document, where a
    <Redirect> leads there.
    """
    longest = unbroken = 0.0
    for document in documents:
        for verb in document:
            if verb.tag == "Say":
                unbroken += seconds(verb)
                longest = max(longest, unbroken)
            elif verb.tag == "Gather":
                assert verb.get("bargeIn", "true") == "true"
                longest = max([longest, *map(seconds, verb.iter("Say"))])
                unbroken = 0.0
            elif verb.tag != "Redirect":
                unbroken = 0.0
    return longest


class Walk:
    """One call of somebody who may know an ID number and a PIN, through the menus of a line."""

    def __init__(self, line: Emulator, database: Database, number: str, phone: str, person: DemoPerson | None) -> None:
        self.database = database
        self.person = person
        self.pin = person.pin if person else ""
        self.call = line.handset(phone).dial(number)

    @property
    def place(self) -> str:
        """Where the caller is, as the row of the call has it."""
        with self.database.connection() as db:
            return db.execute(PLACE, {"sid": self.call.sid}).scalar_one()

    @property
    def path(self) -> list[str]:
        """Every place that the caller came through."""
        with self.database.session() as db:
            path = db.scalars(select(CallRecord.path).where(CallRecord.call_sid == self.call.sid)).one()
        return str(path).split(">")

    @property
    def documents(self) -> list[ElementTree.Element]:
        """All that were given in this call."""
        return [ElementTree.fromstring(one.text) for one in self.call.exchanges if one.text.startswith("<?xml")]

    @property
    def xml(self) -> ElementTree.Element:
        """The document given last."""
        documents = [one.text for one in self.call.exchanges if "<Say" in one.text]
        return ElementTree.fromstring(documents[-1])

    @property
    def says(self) -> list[ElementTree.Element]:
        """What was said last."""
        return list(self.xml.iter("Say"))

    @property
    def words(self) -> str:
        """The words said last."""
        return "".join("".join(say.itertext()) for say in self.says)

    @property
    def sentences(self) -> list[frozenset[str]]:
        """What was said last, each time as the prompts that it can have been."""
        return [
            prompt_ids_of("".join(say.itertext()), "en" if say.get("language") == "en-US" else "zh-CN")
            for say in self.says
        ]

    @property
    def ids(self) -> frozenset[str]:
        """All that was said last."""
        return frozenset().union(*self.sentences)

    def press(self, keys: str) -> Walk:
        """Press keys, one after the other."""
        self.call.press(keys)
        return self

    def identify(self, pin: str | None = None) -> Walk:
        """Answer for as long as the line asks who is there."""
        for _ in range(6):
            match self.place:
                case "id_number" | "confirm_id":
                    assert self.person is not None
                    self.press(self.person.id_number.replace("X", "*") + "#")
                case "id_tail":
                    assert self.person is not None
                    self.press(self.person.id_number[-4:].replace("X", "*") + "#")
                case "pin":
                    self.press(f"{pin or self.pin}#")
                    if pin is not None:
                        break
                case _:
                    break
        return self

    def follow(self, path: str, pin: str | None = None) -> Walk:
        """Press the keys of a path, one in each menu, and answer what is asked between them."""
        for key in path:
            self.identify(pin)
            self.prepare()
            assert self.place in MENUS, f"no menu at {self.place}, {key} of {path}: {self.words}"
            self.press(key)
        return self.identify(pin)

    def to_the_end(self) -> str:
        """Hear the rest of a list or of the rules; all the words."""
        words = self.words
        while "offer.more" in self.ids:
            words += self.press("1").words
        return words

    def prepare(self) -> None:
        """Key the area code, the number to be called back, or a child's ID number, where a path leads through one."""
        match self.place:
            case "area_code":
                self.press("010#")
            case "callback_phone":
                self.press("13800000000#")
            case "child_id":
                self.press(f"{CHILD}#")


@pytest.fixture(scope="session")
def told_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo people, and the policy table as the files have it."""
    path = tmp_path_factory.mktemp("told") / "told.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", SECRET_KEY, pin_hasher=PinHasher.cheap())
    with database.connection() as db:
        load_policies(db)
    database.dispose()
    return path


@pytest.fixture(scope="session")
def kept_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all the walks of this process, which remembers how its statements are compiled."""
    path = tmp_path_factory.mktemp("walked") / "hotline.sqlite3"
    database = Database(f"sqlite:///{path}", SECRET_KEY, pin_hasher=PinHasher.cheap())
    # Nothing here need outlive the machine; waiting for the disk would be a fifth of all the time.
    event.listen(database.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    yield database
    database.dispose()


@pytest.fixture
def database_url(kept_database: Database) -> str:
    """The trees are the same on every database; one is enough."""
    return kept_database.url


@pytest.fixture
def database(kept_database: Database, told_template: Path) -> Database:
    """The accounts, as the template has them, whatever the walk before did."""
    path = Path(make_url(kept_database.url).database or "")
    kept_database.dispose()  # the last connection takes its write-ahead log with it
    for left in (f"{path}-wal", f"{path}-shm"):
        assert not Path(left).exists(), "somebody still has a connection"
    shutil.copyfile(told_template, path)
    return kept_database


@pytest.fixture(scope="session")
def hotline_settings(kept_database: Database) -> Settings:
    """The settings of a hotline without a proxy."""
    return Settings(
        database_url=kept_database.url,
        secret_key=SECRET_KEY,
        account_sid="AC" + "0" * 32,
        auth_token="a token for tests",
        voice=Voice.SAY,  # what is said is in the document
        pin_cost=PinCost.CHEAP,
    )


@pytest.fixture(scope="session")
def kept_app(hotline_settings: Settings, kept_database: Database) -> Flask:
    """One hotline for all the walks of this process: its routes are the same in each."""
    return create_app(hotline_settings, now=ManualNow(), database=kept_database)


@pytest.fixture
def hotline_app(kept_app: Flask, database: Database) -> Iterator[Flask]:
    """The whole hotline at its first moment; what a test puts in the place of a part is taken out again."""
    parts = dict(kept_app.extensions)
    kept_app.extensions["now"] = ManualNow()
    yield kept_app
    kept_app.extensions.clear()
    kept_app.extensions.update(parts)


@pytest.fixture(scope="session")
def closing() -> Iterator[Callable[[Emulator], None]]:
    """Closes an emulator while the next walk is under way: its server takes a fifth of a second to end."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        closed: list[Future[None]] = []
        yield lambda emulator: closed.append(aside.submit(emulator.close))
        for one in closed:
            one.result()


@pytest.fixture
def line(hotline_app: Flask, hotline_settings: Settings, closing: Callable[[Emulator], None]) -> Iterator[Emulator]:
    """12393 through the whole hotline, without a socket, in virtual time."""
    emulator = Emulator(account_sid=hotline_settings.account_sid, auth_token=hotline_settings.auth_token)
    emulator.add_number("12393", voice_url="/voice/answer", status_callback="/voice/status", app=hotline_app)
    yield emulator
    closing(emulator)


@pytest.fixture
def lines(line: Emulator, hotline_app: Flask) -> Emulator:
    """Both lines."""
    line.add_number("12333", voice_url="/voice/answer", status_callback="/voice/status", app=hotline_app)
    return line


Walking = Callable[..., Walk]


@pytest.fixture
def walk(lines: Emulator, database: Database, demo: Mapping[str, DemoPerson]) -> Iterator[Walking]:
    """Dial a line as somebody in a situation of the demo people, from a stranger's telephone or their own.

    Afterwards, nothing that was said in any of the calls may have lasted too long.
    """
    walks: list[Walk] = []

    def dial(number: str, situation: str = "", *, own_phone: bool = False) -> Walk:
        person = demo[situation] if situation else None
        phone = person.phone if person is not None and own_phone else STRANGER
        assert phone is not None
        walks.append(Walk(lines, database, number, phone, person))
        return walks[-1]

    yield dial
    for walked in walks:
        assert longest_unbroken(walked.documents) <= PATIENCE
