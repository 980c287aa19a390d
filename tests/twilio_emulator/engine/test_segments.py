"""Coding and segments (twilio-behaviour 4.5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.engine.segments import BASIC, EXTENDED, Encoding, segment, smart_encoded

GSM = st.text(st.sampled_from(sorted(BASIC | EXTENDED)), max_size=700)
ANY = st.text(st.characters(codec="utf-8"), max_size=300)


@pytest.mark.verified
@pytest.mark.parametrize(
    ("body", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("中" * 70, "UCS-2", 70, 1),
        ("中" * 71, "UCS-2", 71, 2),
        ("中" * 134, "UCS-2", 134, 2),
        ("中" * 135, "UCS-2", 135, 3),
        ("a" * 159 + "€", "GSM-7", 161, 2),
        ("a" * 158 + "€", "GSM-7", 160, 1),
        ("a" * 69 + "中", "UCS-2", 70, 1),
        ("a" * 70 + "中", "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("中" * 66 + "😀" + "中" * 66, "UCS-2", 134, 3),
        ("^{}\\[~]|€\f", "GSM-7", 20, 1),
        ("`", "UCS-2", 1, 1),
    ],
)
@pytest.mark.mistake(24)
def test_the_table(body: str, encoding: str, units: int, segments: int) -> None:
    """A pair that falls on the seam moves whole to the next segment."""
    counted = segment(body)
    assert (counted.encoding, counted.units, counted.segments) == (encoding, units, segments)


@given(body=GSM)
def test_gsm_text_fills_its_segments(body: str) -> None:
    counted = segment(body)
    assert counted.encoding is Encoding.GSM7
    assert counted.units == len(body) + sum(character in EXTENDED for character in body)
    if counted.segments == 1:
        assert counted.units <= 160
    else:
        assert counted.units > 160
        assert 152 * (counted.segments - 1) < counted.units <= 153 * counted.segments


@given(body=ANY)
def test_units_of_any_other_text_are_those_of_utf16(body: str) -> None:
    counted = segment(body)
    if counted.encoding is Encoding.UCS2:
        assert counted.units == len(body.encode("utf-16-le")) // 2
        assert counted.units <= (70 if counted.segments == 1 else 67 * counted.segments)
    else:
        assert set(body) <= BASIC | EXTENDED


@given(first=ANY, second=ANY)
def test_more_text_never_takes_fewer_segments(first: str, second: str) -> None:
    assert segment(first + second).segments >= max(segment(first).segments, segment(second).segments)


@given(body=GSM)
def test_one_chinese_character_switches_everything(body: str) -> None:
    counted = segment(body + "额")
    assert counted.encoding is Encoding.UCS2
    assert counted.units == len(body) + 1


def test_smart_encoding_replaces_look_alikes_and_leaves_other_texts_alone() -> None:
    assert smart_encoded("“It’s” – 5…") == '"It\'s" - 5...'
    assert smart_encoded("“你好” – 5…") == "“你好” – 5…"
    assert smart_encoded("plain") == "plain"
