"""What is sent and dialled, through the emulator: the outbox, a carrier without a socket, a moment that is moved."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from twilio.http import HttpClient

from hotline import Settings
from hotline.outbound import Carrier, OutgoingText, outbox, twilio_client
from models import Database, Notice, notices
from models.money.posting import person_of
from models.seed import DemoPerson
from models.tables.notice import NoticeKind
from sms.replies import Reply
from twilio_emulator import Emulator, Handset

WORDS = "【12393医保】这是一条提醒。"


class Post:
    """The hotline's outbound side in one test: puts texts and notices down, and says what became of them."""

    def __init__(self, database: Database, emulator: Emulator, app: Flask) -> None:
        self.database = database
        self.emulator = emulator
        self.now = app.extensions["now"]

    @property
    def at(self) -> datetime:
        """The hotline's moment."""
        moment: datetime = self.now()
        return moment

    def put(self, phone: str, event: str = "test:1", *, asked_for: bool = False, words: str = WORDS) -> bool:
        """Put a text into the outbox."""
        with self.database.session() as db:
            reply = Reply(key="TEST", text=words, segments=1)
            return outbox.put(db, event, phone, reply, self.at, line="12393", asked_for=asked_for)

    def announce(self, person: DemoPerson, event: str = "claim:1:paid", **facts: Any) -> bool:
        """Put down a notice of money that arrived."""
        told = {"kind": "employer_credit", "amount_fen": 20000, "day": "2026-03-02", "total_fen": 143456, **facts}
        with self.database.session() as db:
            person_id = person_of(db, person.id_number)
            assert person_id is not None
            return notices.announce(db, person_id, NoticeKind.CREDIT, event, told, self.at)

    def later(self, seconds: float) -> None:
        """Let time pass for the hotline and for the line."""
        self.now.moment += timedelta(seconds=seconds)
        self.emulator.clock.advance(seconds)

    @property
    def text(self) -> OutgoingText:
        """The one text in the outbox."""
        (text,) = self.texts
        return text

    @property
    def texts(self) -> list[OutgoingText]:
        """All texts of the outbox."""
        with self.database.session() as db:
            return list(db.scalars(select(OutgoingText).order_by(OutgoingText.id)))

    @property
    def notice(self) -> Notice:
        """The one notice."""
        with self.database.session() as db:
            return db.scalars(select(Notice)).one()


@pytest.fixture
def post(database: Database, line: Emulator, hotline_app: Flask) -> Post:
    """The outbound side of the hotline behind `line`."""
    return Post(database, line, hotline_app)


@pytest.fixture
def carrier_over(hotline_settings: Settings) -> Callable[[HttpClient], Carrier]:
    """Makes a carrier that orders by a client of HTTP."""
    return lambda client: Carrier(twilio_client(hotline_settings, client), public_url="", numbers={})


@pytest.fixture
def carrier(line: Emulator, carrier_over: Callable[[Any], Carrier]) -> Carrier:
    """The carrier, without a socket."""
    return carrier_over(line.http_client())


@pytest.fixture
def zhang(demo: Mapping[str, DemoPerson], line: Emulator) -> Handset:
    """The telephone of somebody employed, who answers it."""
    assert demo["employed"].phone is not None
    return line.handset(demo["employed"].phone)
