"""Every command at every level of proof, right and wrong. The table demands a case of each command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models import Level
from sms.commands import COMMANDS, Command

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.sms.conftest import Line

BY_KEYWORD = {command.keyword: command for command in COMMANDS}


class Case:
    """What follows a command, whom of the demo people it is asked as, and the answers it gets."""

    def __init__(self, key: str, after: str = "", person: str = "employed", stranger: str | None = None) -> None:
        self.key = key
        self.after = after
        self.person = person
        self.stranger = stranger
        """What an unbound number is answered; None: NOB."""


CASES: Mapping[str, Case] = {
    "YE": Case("YE"),
    "MX": Case("MX"),
    "HR": Case("HR"),
    "LX": Case("LX"),
    "GJ": Case("GJ"),
    "GJMX": Case("GJMX"),
    "HZ": Case("HZZT", "#参保", person="new mother"),
    "ZT": Case("ZT"),
    "JF": Case("JF"),
    "NX": Case("NX"),
    "BX": Case("BX"),
    "BA": Case("BA", person="elder over 70"),
    "LJ": Case("LJ"),
    "SY": Case("SY", person="new mother"),
    "YL": Case("YL"),
    "ZC": Case("ZC", "#北京#门诊", stranger="ZC"),
    "QD": Case("QD", stranger="QD"),
    "DH": Case("DH", "#宁夏", stranger="DH"),
    "BD": Case("BDHAS", "#11010519491231002X#123456", stranger="DENY"),
    "YZ": Case("EXP", "#123456", stranger="EXP"),
    "JB": Case("JB"),
    "TS": Case("TS", "#窗口排队太久", stranger="TS"),
    "JY": Case("JY", "#希望多开一个窗口", stranger="JY"),
    "GD": Case("NODATA", "#2603019999"),
    "RG": Case("RG", stranger="RG"),
    "KT": Case("KT", stranger="KT"),
    "TD": Case("TD", stranger="TD"),
    "N": Case("NOMORE", stranger="NOMORE"),
    "FEE": Case("FEE", stranger="FEE"),
    "BZ": Case("BZ", stranger="BZ"),
    "EN": Case("EN", stranger="EN"),
}

everything = pytest.mark.parametrize("command", COMMANDS, ids=[command.keyword for command in COMMANDS])
proved = pytest.mark.parametrize(
    "command",
    [command for command in COMMANDS if command.level is Level.VERIFIED],
    ids=[command.keyword for command in COMMANDS if command.level is Level.VERIFIED],
)
bound = pytest.mark.parametrize(
    "command",
    [command for command in COMMANDS if command.level in (Level.BOUND, Level.VERIFIED)],
    ids=[command.keyword for command in COMMANDS if command.level in (Level.BOUND, Level.VERIFIED)],
)


def caller(demo: Mapping[str, DemoPerson], command: Command) -> tuple[str, str]:
    """The number of the case's person, and the last four of the ID number."""
    person = demo[CASES[command.keyword].person]
    assert person.phone
    return person.phone, person.id_number[-4:]


def test_every_command_has_its_case() -> None:
    assert set(CASES) == set(BY_KEYWORD)


@pytest.mark.requirement("S3")
@pytest.mark.requirement("S4")
@everything
def test_a_bound_number_with_the_right_proof_is_answered(
    policy_line: Line, demo: Mapping[str, DemoPerson], command: Command
) -> None:
    case = CASES[command.keyword]
    phone, tail = caller(demo, command)
    proof = f"#{tail}" if command.level is Level.VERIFIED else ""
    before = policy_line.audited()
    assert policy_line.key(f"{command.keyword}{proof}{case.after}", phone) == case.key
    record = policy_line.last()
    assert record.command == command.keyword
    if command.level in (Level.BOUND, Level.VERIFIED):
        assert record.level == command.level
        asks = command.keyword not in ("JB",)
        assert (policy_line.audited() > before) == asks, "personal data and nothing else is audited"


@everything
def test_an_unbound_number_learns_nothing_about_anybody(policy_line: Line, command: Command) -> None:
    case = CASES[command.keyword]
    proof = "#123X" if command.level is Level.VERIFIED else ""
    assert policy_line.key(f"{command.keyword}{proof}{case.after}") == (case.stranger or "NOB")
    assert policy_line.last().level == Level.NONE
    assert policy_line.audited() == 0


@proved
@pytest.mark.requirement("S96")
def test_details_need_the_last_four_of_the_id_number(
    line: Line, demo: Mapping[str, DemoPerson], command: Command
) -> None:
    phone, _ = caller(demo, command)
    assert line.text(command.keyword, phone) == (
        f"【12393医保】为保护您的信息，请加身份证后四位重发，如{command.keyword}#123X。"
    )
    assert line.audited() == 0


@proved
def test_the_wrong_last_four_are_refused_and_count_to_the_lock_of_all_channels(
    line: Line, demo: Mapping[str, DemoPerson], command: Command
) -> None:
    phone, tail = caller(demo, command)
    for _ in range(4):
        assert line.key(f"{command.keyword}#999X", phone) == "DENY"
    assert line.key(f"{command.keyword}#999X", phone) == "LOCK"
    assert line.key(f"{command.keyword}#{tail}", phone) == "LOCK", "right, but too late"
    assert line.key("YE", phone) == "LOCK"
    assert line.audited() == 0
    line.clock.advance(timedelta(hours=24))
    assert line.key(f"{command.keyword}#{tail}", phone) == CASES[command.keyword].key


@bound
def test_a_locked_person_is_told_nothing(line: Line, demo: Mapping[str, DemoPerson], command: Command) -> None:
    phone, tail = caller(demo, command)
    line.lock(phone)
    proof = f"#{tail}" if command.level is Level.VERIFIED else ""
    after = CASES[command.keyword].after
    assert line.key(f"{command.keyword}{proof}{after}", phone) == "LOCK"
    assert line.audited() == 0


@proved
def test_once_proved_the_last_four_are_not_asked_again_for_a_quarter_of_an_hour(
    line: Line, demo: Mapping[str, DemoPerson], command: Command
) -> None:
    phone, tail = caller(demo, command)
    assert line.key(f"LJ#{tail}", phone) in ("LJ", "NODATA")
    line.clock.advance(timedelta(minutes=14, seconds=59))
    assert line.key(command.keyword, phone) == CASES[command.keyword].key
    line.clock.advance(timedelta(seconds=1))
    assert line.key(command.keyword, phone) == "NEEDID", "what was answered within it does not lengthen it"


def test_a_wrong_answer_proves_nothing_and_neither_does_a_bound_number(
    line: Line, demo: Mapping[str, DemoPerson]
) -> None:
    phone = demo["employed"].phone or ""
    line.text("YE", phone)
    line.text("MX#999X", phone)
    assert line.key("MX", phone) == "NEEDID"


def test_a_right_tail_forgives_no_earlier_failure(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    phone = person.phone or ""
    for _ in range(4):
        assert line.key("MX#999X", phone) == "DENY"
    assert line.key(f"MX#{person.id_number[-4:]}", phone) == "MX"
    assert line.key("MX#999X", phone) == "LOCK"


def test_the_proof_of_one_number_is_none_for_another(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    one, other = demo["employed"], demo["elder over 70"]
    line.text(f"MX#{one.id_number[-4:]}", one.phone or "")
    assert line.key("MX", other.phone or "") == "NEEDID"


@pytest.mark.parametrize(
    ("situation", "key"),
    [
        pytest.param("resident", "YE0", marks=[pytest.mark.requirement("S26"), pytest.mark.requirement("S102")]),
        pytest.param(
            "Shenzhen tier 2", "YESZ", marks=[pytest.mark.requirement("S27"), pytest.mark.requirement("S102")]
        ),
        pytest.param("Shenzhen tier 3", "YESZ", marks=pytest.mark.requirement("S27")),
        pytest.param(
            "zero balance",
            "YEZ",
            marks=[pytest.mark.requirement("S25"), pytest.mark.requirement("S107")],
        ),
        pytest.param("frozen account", "YEF"),
        pytest.param("employed", "YE", marks=[pytest.mark.requirement("S1"), pytest.mark.requirement("S2")]),
    ],
)
def test_a_balance_is_answered_by_what_there_is(
    line: Line, demo: Mapping[str, DemoPerson], situation: str, key: str
) -> None:
    assert line.key("YE", demo[situation].phone or "") == key
