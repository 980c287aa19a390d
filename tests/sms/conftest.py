"""A line that texts can be sent to: the blueprint in a bare Flask app, real accounts, a clock that is moved by hand."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import (
    AccountStatus,
    AuditRow,
    BindingStatus,
    Bucket,
    Channel,
    Credential,
    Database,
    Insurance,
    InsuranceStatus,
    InsuredClass,
    MessageRecord,
    Person,
    PersonalAccount,
    PhoneBinding,
    PinHasher,
    Region,
    Scheme,
    Tier,
    credentials,
    enquiry,
    ledger,
)
from models.identity import with_check_character
from models.policies.loading import load_policies
from models.vault import Sealed
from sms import bp
from tests.conftest import SECRET_KEY

LINE_NUMBER = "+8612012393000"
STRANGER = "+8612099999999"
MARCH = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai


@dataclass
class Clock:
    """The moment that the hotline believes it is."""

    at: datetime = MARCH

    def __call__(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Line:
    """The hotline's number, as somebody with a handset sees it."""

    app: Flask
    database: Database
    clock: Clock
    _sids: Iterator[int] = field(default_factory=lambda: count(1))

    def text(
        self, body: str, sender: str = STRANGER, sid: str | None = None, *, to: str = LINE_NUMBER, **fields: str
    ) -> str | None:
        """Send a text from a number; the reply, or None for silence."""
        return heard(self.post(From=sender, To=to, Body=body, MessageSid=sid or self.new_sid(), **fields))

    def key(self, body: str, sender: str = STRANGER) -> str:
        """Send a text; the key of its answer."""
        self.text(body, sender)
        return self.last().answer_key

    def last(self) -> MessageRecord:
        """What is kept of the newest text."""
        with self.database.session() as db:
            record = db.scalars(select(MessageRecord).order_by(MessageRecord.id.desc()).limit(1)).one()
            db.expunge(record)
            return record

    def lock(self, sender: str) -> None:
        """Fail five times at the PIN of the person bound to a number, by telephone."""
        with self.database.session() as db:
            caller = enquiry.caller_by_phone(db, sender, self.clock().date())
            assert caller is not None
            for _ in range(credentials.MOST_FAILURES):
                credentials.verify_person(db, caller.person_id, "0000", "000000", self.clock())

    def post(self, path: str = "/sms/incoming", **fields: str) -> TestResponse:
        """The webhook as it is."""
        return self.app.test_client().post(path, data=fields)

    def new_sid(self) -> str:
        return f"SM{next(self._sids):032x}"

    def heard(self, response: TestResponse) -> str | None:
        """The text of the one Message in a webhook's answer, None where it has none; the answer must be TwiML."""
        return heard(response)

    def over(self, database: Database) -> "Line":
        """The same line over other accounts."""
        return _line(database, self.clock)

    def records(self) -> list[MessageRecord]:
        """What is kept of the texts, oldest first."""
        with self.database.session() as db:
            return list(db.scalars(select(MessageRecord).order_by(MessageRecord.id)))

    def audited(self) -> int:
        """How many answers the audit remembers."""
        with self.database.session() as db:
            return db.scalar(select(func.count()).select_from(AuditRow)) or 0


def heard(response: TestResponse) -> str | None:
    """The text of the one Message in a webhook's answer, None where it has none; the answer must be TwiML."""
    assert response.status_code == 200
    assert response.mimetype == "text/xml"
    document = ElementTree.fromstring(response.data)
    assert document.tag == "Response"
    messages = document.findall("*")
    assert [message.tag for message in messages] in ([], ["Message"])
    return messages[0].text if messages else None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(database: Database, clock: Clock) -> Line:
    return _line(database, clock)


@pytest.fixture
def policy_line(line: Line) -> Line:
    """A line whose accounts hold the policies."""
    with line.database.session() as db:
        load_policies(db)
    return line


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def shared_line(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Line]:
    """Like `policy_line`, but one for all tests of a module that ask and change nothing, each from its own number."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("policies") / "hotline.sqlite3"
        shutil.copyfile(sqlite_template, path)
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("new_postgresql")()
    database = Database(url, SECRET_KEY, pin_hasher=PinHasher.cheap())
    with database.session() as db:
        load_policies(db)
    yield _line(database, Clock())
    database.dispose()


@pytest.fixture
def asker() -> str:
    """A number that has not been used yet."""
    return f"+86120777{next(_ASKERS):05d}"


_ASKERS = count(1)


def _line(database: Database, clock: Clock) -> Line:
    app = Flask(__name__)
    app.extensions |= {"database": database, "now": clock}
    app.register_blueprint(bp)
    return Line(app, database, clock)


Enrol = Callable[..., str]
"""Somebody new, by what is known of their insurance; returns the number their handset is bound to."""


@pytest.fixture
def enrol(database: Database) -> Enrol:
    numbers = count(1)

    def enrol(
        name: str = "张晓明",
        *,
        scheme: Scheme | None = Scheme.EMPLOYEE,
        tier: Tier | None = None,
        current_year_fen: int | None = 30000,
        carried_over_fen: int = 93456,
        frozen: bool = False,
        activated: bool = True,
    ) -> str:
        number = next(numbers)
        id_number = with_check_character(f"99000019800101{number:03d}")
        phone = f"+86120{number:08d}"
        with database.session() as db:
            if db.get(Region, "990000") is None:
                db.add(
                    Region(
                        code="990000",
                        name="演示市",
                        area_code="099",
                        interest_rate_ppm=3500,
                        current_year_first=True,
                    )
                )
            vault = database.vault
            person = Person(
                id_number_hash=vault.id_hash(id_number),
                id_number_sealed=vault.seal(Sealed.ID_NUMBER, id_number),
                name_sealed=vault.seal(Sealed.NAME, name),
                language="zh-CN",
            )
            db.add(person)
            db.flush()
            db.add(Credential(person_id=person.id, pin_hash=None, initial=True, set_at=MARCH))
            db.add(
                PhoneBinding(
                    person_id=person.id,
                    phone_hash=vault.phone_hash(phone),
                    phone_sealed=vault.seal(Sealed.PHONE, phone),
                    status=BindingStatus.ACTIVE,
                    channel=Channel.COUNTER,
                    verified_by="clerk",
                    bound_at=MARCH,
                )
            )
            if scheme is not None:
                db.add(
                    Insurance(
                        person_id=person.id,
                        region_code="990000",
                        scheme=scheme,
                        tier=tier,
                        insured_class=InsuredClass.WORKING,
                        status=InsuranceStatus.ACTIVE,
                        started_on=date(2013, 12, 1),
                    )
                )
            if current_year_fen is not None:
                account = PersonalAccount(
                    person_id=person.id,
                    status=AccountStatus.FROZEN if frozen else AccountStatus.NORMAL,
                    activated=activated,
                    as_of=MARCH.date(),
                    entries=0,
                    current_year_fen=0,
                    carried_over_fen=0,
                )
                db.add(account)
                db.flush()
                for bucket, fen in (
                    (Bucket.CURRENT_YEAR, current_year_fen),
                    (Bucket.CARRIED_OVER, carried_over_fen),
                ):
                    if fen:
                        ledger.adjust(db, account.id, bucket, fen, MARCH, f"opening {number} {bucket}")
        return phone

    return enrol
