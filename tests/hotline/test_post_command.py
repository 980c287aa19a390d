"""`hotline post`: events from options and files, each once, and clear refusals without ID numbers."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from hotline.cli import hotline
from hotline.posting import EVENTS, EventRefused, fields_of, read, read_line
from models import Database, LedgerEntry, Notice, PostedEvent
from models.money import events
from models.proof.callers import caller_by_phone
from models.seed import DemoPerson
from tests.conftest import AS_OF, SECRET_KEY

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, on this test's database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("HOTLINE_SECRET_KEY", SECRET_KEY.decode())
    monkeypatch.setenv("HOTLINE_PIN_COST", "cheap")

    def invoke(*words: str, told: str = "") -> Result:
        return CliRunner().invoke(hotline, ["post", *words], input=told)

    return invoke


def credit(demo: Mapping[str, DemoPerson], number: str, **more: Any) -> dict[str, Any]:
    kind = {"event": "credit", "number": number, "id_number": demo["employed"].id_number, "kind": "employer_credit"}
    return {**kind, "amount_fen": 20000, "at": "2026-03-02T09:00", **more}


def write(path: Path, *told: Any) -> str:
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in told), encoding="utf-8")
    return str(path)


def credits_of(database: Database, *numbers: str) -> int:
    with database.session() as db:
        return len(db.scalars(select(LedgerEntry).where(LedgerEntry.external_number.in_(numbers))).all())


def test_every_event_of_the_accounts_can_be_posted_by_name() -> None:
    assert set(EVENTS.values()) == set(get_args(events.Event))
    for event in EVENTS.values():
        assert {field.target for field in fields_of(event)} == {field.name for field in fields(event)}
        assert all(field.expected for field in fields_of(event))


def test_the_manual_names_every_event_with_its_fields() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    events_only = page.partition("## What becomes")[0]
    shown = dict(re.findall(r"^\| `([a-z-]+)` \| ([a-z_ \[\]]+) \|$", events_only, re.MULTILINE))
    meant = {}
    for name, event in EVENTS.items():
        known = fields_of(event)
        optional = " ".join(field.name for field in known if not field.required)
        needed = " ".join(field.name for field in known if field.required)
        meant[name] = f"{needed} [{optional}]" if optional else needed
    assert shown == meant


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_has_a_command_with_help(name: str) -> None:
    shown = CliRunner().invoke(hotline, ["post", name, "--help"])
    assert shown.exit_code == 0
    assert f"Example: hotline post {name}" in shown.output
    for field in fields_of(EVENTS[name]):
        assert f"--{field.name.replace('_', '-')}" in shown.output


def test_one_event_is_posted_from_options(run: Run, database: Database, demo: Mapping[str, DemoPerson]) -> None:
    words = [
        "credit",
        "--number",
        "HR-1",
        "--at",
        "2026-03-02T09:00",
        "--kind",
        "employer_credit",
        "--amount-fen",
        "20000",
    ]
    first = run(*words, told=f"{demo['employed'].id_number}\n")
    assert first.exit_code == 0, first.output
    assert "Posted: " in first.output
    assert demo["employed"].id_number not in first.output
    again = run(*words, "--id-number", demo["employed"].id_number)
    assert "Posted before: " in again.output
    assert credits_of(database, "HR-1") == 1
    with database.session() as db:
        assert db.scalars(select(Notice).where(Notice.event == "credit:HR-1")).one()


def test_a_file_is_posted_whole_and_again_without_harm(
    run: Run, database: Database, demo: Mapping[str, DemoPerson], tmp_path: Path
) -> None:
    file = write(tmp_path / "events.jsonl", *(credit(demo, f"HR-{number}") for number in range(5)), "", "")
    first = run("--file", file)
    assert (first.exit_code, "5 posted, 0 posted before, 0 answered with a failure, 0 refused." in first.output) == (
        0,
        True,
    )
    again = run("--file", file)
    assert (again.exit_code, "0 posted, 5 posted before" in again.output) == (0, True)
    assert credits_of(database, *(f"HR-{number}" for number in range(5))) == 5


def test_standard_input_is_a_file_too(run: Run, database: Database, demo: Mapping[str, DemoPerson]) -> None:
    done = run("--file", "-", told=json.dumps(credit(demo, "HR-1")))
    assert (done.exit_code, "1 posted" in done.output) == (0, True)


def test_each_refusal_is_one_line_with_its_place_and_the_others_are_posted(
    run: Run, database: Database, demo: Mapping[str, DemoPerson], tmp_path: Path
) -> None:
    nobody = "999999199001010000"
    file = write(
        tmp_path / "events.jsonl",
        credit(demo, "HR-1"),
        "{",
        credit(demo, "HR-2", id_number=nobody),
        credit(demo, "HR-3", amount_fen="a lot"),
        credit(demo, "HR-1", amount_fen=30000),
        credit(demo, "HR-4"),
    )
    done = run("--file", file)
    assert done.exit_code == 1
    assert "2 posted, 0 posted before, 0 answered with a failure, 4 refused." in done.output
    lines = [line for line in done.output.splitlines() if line.startswith(file)]
    assert [line.removeprefix(f"{file}:").partition(":")[0] for line in lines] == ["2", "3", "4", "5"]
    assert lines[2].endswith("amount_fen is a whole number.")
    for id_number in (nobody, demo["employed"].id_number):
        assert id_number not in done.output
    assert credits_of(database, "HR-1", "HR-4") == 2
    assert credits_of(database, "HR-2", "HR-3") == 0


def test_a_bill_that_nobody_can_pay_is_answered_with_a_failure(
    run: Run, demo: Mapping[str, DemoPerson], tmp_path: Path
) -> None:
    bill = credit(demo, "BILL-1") | {"event": "bill", "service": "pharmacy", "cost_fen": 10**9}
    del bill["kind"], bill["amount_fen"]
    done = run("--file", write(tmp_path / "events.jsonl", bill))
    assert (done.exit_code, "1 answered with a failure" in done.output) == (0, True)
    assert "answered with insufficient" in done.output


def test_without_tables_nothing_is_posted_and_the_place_is_said(
    monkeypatch: pytest.MonkeyPatch, demo: Mapping[str, DemoPerson], tmp_path: Path
) -> None:
    from models.database import make_engine

    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    make_engine(url).connect().close()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("HOTLINE_SECRET_KEY", SECRET_KEY.decode())
    file = write(tmp_path / "events.jsonl", credit(demo, "HR-1"), credit(demo, "HR-2"))
    done = CliRunner().invoke(hotline, ["post", "--file", file])
    assert done.exit_code == 1
    assert f"{file}:1: stopped here" in done.output


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("[]", "an object"),
        ('{"event": 7, "number": "1"}', "^event is credit, "),
        ('{"event": "credit"}', "^number is "),
        ('{"event": "credit", "number": "1", "kind": "employer_credit"}', "id_number is missing: it is an ID number"),
        ('{"event": "credit", "number": "1", "11010119900101": 1}', "^One of the names is no field"),
        ('{"event": "credit", "number": "1", "amuont_fen": 1}', "^amuont_fen is no field"),
        ('{"event": "credit", "number": "1", "id_number": 5}', "^id_number is an ID number"),
        ('{"event": "refund", "number": "1", "original": "2", "at": "soon"}', "^at is a moment"),
        ('{"event": "freeze", "number": "1", "id_number": "1", "frozen": "yes"}', "^frozen is true or false"),
        ('{"event": "credit", "number": "1", "id_number": "1", "kind": "x"}', "^kind is one of "),
        (
            '{"event": "credit", "number": "1", "id_number": "1", "kind": "employer_credit", "amount_fen": 1.5}',
            "^amount",
        ),
    ],
)
def test_what_is_no_event_is_refused_by_the_name_of_the_field(told: str, sentence: str) -> None:
    with pytest.raises(EventRefused, match=sentence):
        read_line(told)


def test_an_event_shows_no_id_number_where_it_is_printed(demo: Mapping[str, DemoPerson]) -> None:
    assert demo["employed"].id_number not in repr(read(credit(demo, "HR-1")))


def test_the_register_of_posted_events_holds_no_id_number(
    run: Run, database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    run("--file", "-", told=json.dumps(credit(demo, "HR-1")))
    with database.session() as db:
        (row,) = db.scalars(select(PostedEvent).where(PostedEvent.external_number == "HR-1"))
        assert demo["employed"].id_number not in json.dumps(row.outcome)
        assert caller_by_phone(db, demo["employed"].phone or "", AS_OF) is not None
