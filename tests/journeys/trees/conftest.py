"""Somebody who walks the menus of both lines through the emulator, and knows which prompts the line has said."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import Settings
from ivr.menus import MENUS
from models import CallRecord, Database, PinHasher
from models.policy_loading import load_policies
from models.seed import DemoPerson
from twilio_emulator import Emulator

STRANGER = "+8612099990000"
"""A telephone that is bound to nobody."""
FRESH_PIN = "380615"
"""What replaces an initial PIN."""


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
        with self.database.session() as db:
            return db.scalars(select(CallRecord.place).where(CallRecord.call_sid == self.call.sid)).one()

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
        """Key the area code, or the number to be called back, where a path leads through one."""
        match self.place:
            case "area_code":
                self.press("010#")
            case "callback_phone":
                self.press("13800000000#")


@pytest.fixture(scope="session")
def told_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo people, and the policy table as the files have it."""
    path = tmp_path_factory.mktemp("told") / "told.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", b"a secret key for tests, 32 bytes", pin_hasher=PinHasher.cheap())
    with database.connection() as db:
        load_policies(db)
    database.dispose()
    return path


@pytest.fixture
def database_url(told_template: Path, tmp_path: Path) -> str:
    """The trees are the same on every database; one is enough."""
    path = tmp_path / "hotline.sqlite3"
    shutil.copyfile(told_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def lines(line: Emulator, hotline_app: Flask, hotline_settings: Settings) -> Emulator:
    """Both lines, in virtual time."""
    line.add_number("12333", voice_url="/voice/answer", status_callback="/voice/status", app=hotline_app)
    return line


Walking = Callable[..., Walk]


@pytest.fixture
def walk(lines: Emulator, database: Database, demo: Mapping[str, DemoPerson]) -> Walking:
    """Dial a line as somebody in a situation of the demo people, from a stranger's telephone or their own."""

    def dial(number: str, situation: str = "", *, own_phone: bool = False) -> Walk:
        person = demo[situation] if situation else None
        phone = person.phone if person is not None and own_phone else STRANGER
        assert phone is not None
        return Walk(lines, database, number, phone, person)

    return dial
