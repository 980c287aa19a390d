"""The words of the pages: in both languages, for everything there is, and none without a use."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import hotline.desk
from hotline.desk.places import PLACES
from hotline.desk.plots import Columns
from hotline.desk.words import WORDS
from ivr.entries import ENTRIES, RECORDINGS
from ivr.menus import MENUS
from ivr.nodes import NODES
from ivr.people.waiting import QUEUE
from models import AgentState, RingStatus, TicketKind, TicketStatus, WrapUpCode
from models.people.callbacks import PLACE

DESK = Path(hotline.desk.__file__).parent
SOURCES = "".join(
    file.read_text(encoding="utf-8") for file in [*DESK.glob("templates/desk/*.html"), *DESK.glob("*.py")]
)


def test_every_place_of_the_menus_has_a_name() -> None:
    assert set(PLACES) == {*MENUS, *ENTRIES, *RECORDINGS, *NODES, QUEUE, PLACE}


def test_every_kind_state_and_code_has_a_word() -> None:
    for prefix, members in (
        ("kind", TicketKind),
        ("status", TicketStatus),
        ("code", WrapUpCode),
        ("state", AgentState),
        ("ring", set(RingStatus) - {RingStatus.RINGING, RingStatus.TALKING}),
    ):
        assert {f"{prefix}.{member}" for member in members} <= set(WORDS)


@pytest.mark.parametrize("id", WORDS)
def test_a_sentence_needs_the_same_values_in_both_languages(id: str) -> None:
    chinese, english = ({name for _, name, _, _ in Formatter().parse(words) if name} for words in WORDS[id])

    assert chinese == english
    assert all(WORDS[id]) or id == "rank.2"


def test_every_word_that_a_page_says_is_there() -> None:
    said = set(re.findall(r"""\bt\(["']([a-z_.0-9]+)["']""", SOURCES))
    said |= {f"said.{name}" for name in re.findall(r'back\([^)]*?, "([a-z_]+)"\)', SOURCES)}

    assert {id for id in said if not id.endswith(".")} <= set(WORDS)  # one that ends so is put together


def test_bars_stand_on_the_floor_and_below_the_top_of_a_scale_that_reads_well() -> None:
    plot = Columns.of([("09", (7, 3)), ("10", (0, 0)), ("11", (20, 1))])

    assert [value for _, value in plot.scale] == [0, 10, 20]
    assert all(bar.y >= 8 and round(bar.y + bar.height, 1) == 198 for bar in plot.bars)
    assert [bar.value for bar in plot.bars] == [7, 3, 0, 0, 20, 1]


def test_a_plot_of_nothing_has_a_scale_all_the_same() -> None:
    assert [value for _, value in Columns.of([]).scale] == [0, 2, 4]
