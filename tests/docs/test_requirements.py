"""The page of the requirements: every row is there, has its paths and commands, and is shown through both channels."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from docs import marked, requirements
from docs.requirements import Row, leads_to, rows
from ivr.lines import LINES
from ivr.menus import MENUS
from sms.commands import COMMANDS

IDS = [f"S{number}" for number in range(1, 109)]


def test_the_page_is_what_the_rows_the_tables_and_the_tests_say() -> None:
    assert requirements.PAGE.read_text(encoding="utf-8") == requirements.page(), "write it anew with `make docs`"


def test_every_row_of_the_documents_is_there_once_and_in_order() -> None:
    assert [row.id for row in rows()] == IDS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_every_row_is_answered_and_shown(row: Row) -> None:
    assert requirements.missing(row) == []


def test_no_cell_is_empty() -> None:
    lines = [line for line in requirements.page().splitlines() if line.startswith("| S")]
    assert len(lines) == len(IDS)
    assert not [line for line in lines if [cell for cell in line.strip("| ").split(" | ") if not cell.strip()]]


def test_every_row_says_its_own_in_one_sentence() -> None:
    assert len({row.says for row in rows()}) == len(IDS)
    assert [row.id for row in rows() if not row.says.endswith(".")] == []
    assert [row.id for row in rows() if not row.kinds or set(row.kinds) - requirements.KINDS.keys()] == []


def test_no_marker_is_beyond_what_is_read() -> None:
    _, beyond = marked.everywhere()
    assert beyond == ()


def test_tests_are_marked_with_rows_that_there_are() -> None:
    every, _ = marked.everywhere()
    assert sorted({one for shown in every for one in shown.requirements} - set(IDS)) == []


def test_every_command_about_an_account_a_policy_or_a_way_is_named_by_a_row() -> None:
    """What is left are the commands about the number itself, what a complaint becomes, and how to use the line."""
    named = {body.partition("#")[0] for row in rows() for body in row.text}
    others = {"LJ", "BD", "YZ", "JB", "JY", "GD", "RG", "KT", "TD", "N", "FEE", "EN"}
    assert named | others == {command.keyword for command in COMMANDS}
    assert not named & others


# ── paths


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("12393", "main"),
        ("12333", "social_main"),
        ("12393>0", "agent"),
        ("12393>1>1", "balance"),
        ("12333>1>1", "balance"),
        ("12393>1>2>3", "yearly"),
        ("12393>2", "policy_region"),
        ("12393>2>3", "policy.account"),
        ("12393>2>1>1", "policy.outpatient"),
        ("12393>5>1", "complaint"),
        ("12393>1>2>4", "year_month"),
    ],
)
def test_a_path_leads_where_its_keys_lead(path: str, place: str) -> None:
    assert leads_to(path) == place


@pytest.mark.parametrize(
    "path", ["", "12345>1", "12393>7", "12393>1>1>1", "12393>1>2>5", "12393>2>6", "12393>0>1", "12393>", "12393>3>1>3"]
)
def test_a_path_that_is_none_leads_nowhere(path: str) -> None:
    assert leads_to(path) is None


def test_every_key_of_every_menu_can_be_written_as_a_path() -> None:
    def walk(path: str, menu: str) -> Iterator[str]:
        for item in MENUS[menu].items:
            yield f"{path}>{item.key}"
            if item.target in MENUS:
                yield from walk(f"{path}>{item.key}", item.target)

    paths = [path for line in LINES for path in walk(line, LINES[line].menu)]
    assert len(paths) > 60
    assert [path for path in paths if leads_to(path) is None] == []


# ── what is missing


WHOLE = next(row for row in rows() if row.id == "S24")


@pytest.mark.parametrize(
    ("row", "lacking"),
    [
        (replace(WHOLE, voice=("12393>1>9",)), ["12393>1>9 leads nowhere"]),
        (replace(WHOLE, text=("LX", "XYZ#1")), ["XYZ#1 is no command"]),
        (replace(WHOLE, replies=("NOSUCH",)), ["there is no answer NOSUCH"]),
        (replace(WHOLE, voice=()), ["no path is named"]),
        (replace(WHOLE, text=()), ["no command is named"]),
        (replace(WHOLE, id="S0"), ["no test shows it by telephone", "no test shows it by text"]),
        (replace(WHOLE, id="S0", text=(), not_by_text="because"), ["no test shows it by telephone"]),
    ],
)
def test_what_keeps_a_row_from_being_answered_is_said(row: Row, lacking: list[str]) -> None:
    assert requirements.missing(WHOLE) == []
    assert requirements.missing(row) == lacking


# ── markers


def read(source: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found, beyond = marked.of_source("shop/test_shop.py", source)
    assert beyond == []
    return [(one.name, one.case, one.requirements) for one in found]


def test_markers_are_found_on_tests_and_on_rows_of_their_parameters() -> None:
    assert read(
        """
import pytest

each = pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.requirement("S9"), id="nine")])
requirement = pytest.mark.requirement

@pytest.mark.requirement("S1", "S2")
@requirement("S3")
@pytest.mark.parametrize("x", [1, pytest.param("余额", 2, marks=[requirement("S4"), pytest.mark.requirement("S5")])])
def test_the_shop_is_open(x):
    pass

@each
def test_nine_is_nine(x):
    pass

def test_nothing_is_marked():
    pass
"""
    ) == [
        ("the shop is open", "余额-2", ("S4", "S5")),
        ("the shop is open", "", ("S1", "S2", "S3")),
        ("nine is nine", "nine", ("S9",)),
    ]


def test_markers_are_found_on_rows_that_are_made_by_functions_and_from_tables() -> None:
    assert read(
        """
import pytest

def row(ids: str, *words: str, number: str = "12393", who="") -> object:
    \"\"\"A row.\"\"\"
    marks = [pytest.mark.requirement(one) for one in ids.split()]
    return pytest.param(number, words, marks=marks, id=f"{ids.replace(' ', '-')}-{number}")

REGION = "2 010#"
OWN = (row("S1 S2", "a", "b"), row("S3", f"{REGION} 3", number="12333"))
RULES: dict[str, tuple[object, str]] = {"S4": (Topic.QUERY, "words"), "S5": (Topic.QUERY, "others")}

@pytest.mark.parametrize(("number", "words"), [*OWN])
def test_own(number, words):
    pass

@pytest.mark.parametrize(
    argnames="x", argvalues=[pytest.param(id, *rest, marks=pytest.mark.requirement(id)) for id, rest in RULES.items()]
)
def test_rules(x):
    pass
"""
    ) == [
        ("own", "S1-S2-12393", ("S1", "S2")),
        ("own", "S3-12333", ("S3",)),
        ("rules", "S4-words", ("S4",)),
        ("rules", "S5-others", ("S5",)),
    ]


@pytest.mark.parametrize(
    "rows",
    ["[pytest.param(x, marks=pytest.mark.requirement(x)) for x in shelf()]", "made_elsewhere(requirement('S' + x))"],
)
def test_a_marker_that_cannot_be_read_is_not_passed_over(rows: str) -> None:
    source = f"""
import pytest
requirement = pytest.mark.requirement

@pytest.mark.parametrize("x", {rows})
def test_the_shop_is_open(x):
    pass
"""
    assert marked.of_source("test_shop.py", source) == ([], [5])
