"""Segment counting against the examples of twilio-behaviour.md 4.5 and against splitting by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.replies import yuan
from sms.segments import Encoding, measure

ESCAPED = "^{}\\[~]|€\f"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", Encoding.GSM_7, 0, 1),
        ("a" * 160, Encoding.GSM_7, 160, 1),
        ("a" * 161, Encoding.GSM_7, 161, 2),
        ("a" * 306, Encoding.GSM_7, 306, 2),
        ("a" * 307, Encoding.GSM_7, 307, 3),
        ("a" * 159 + "€", Encoding.GSM_7, 161, 2),
        ("a" * 158 + "€", Encoding.GSM_7, 160, 1),
        ("a" * 152 + "€" + "a" * 152, Encoding.GSM_7, 306, 3),
        ("中" * 70, Encoding.UCS_2, 70, 1),
        ("中" * 71, Encoding.UCS_2, 71, 2),
        ("中" * 134, Encoding.UCS_2, 134, 2),
        ("中" * 135, Encoding.UCS_2, 135, 3),
        ("🙂" * 35, Encoding.UCS_2, 70, 1),
        ("中" * 66 + "🙂" + "中" * 66, Encoding.UCS_2, 134, 3),
        ("a" * 70 + "`", Encoding.UCS_2, 71, 2),
    ],
)
def test_the_known_examples_are_counted_right(text: str, encoding: Encoding, units: int, segments: int) -> None:
    size = measure(text)
    assert (size.encoding, size.units, size.segments) == (encoding, units, segments)


def split_by_hand(units: str, several: int, lone: int, first_halves: set[str]) -> int:
    """Cut a string of units into segments, one unit earlier where the cut would part a pair."""
    if len(units) <= lone:
        return 1
    segments = 0
    while units:
        cut = several - 1 if len(units) > several and units[several - 1] in first_halves else several
        units, segments = units[cut:], segments + 1
    return segments


@given(st.text(st.sampled_from("ab 中文🙂𠀀。"), max_size=500))
def test_chinese_is_split_as_by_hand(text: str) -> None:
    text += "中"
    raw = text.encode("utf-16-be")
    units = "".join(chr(int.from_bytes(raw[place : place + 2], "big")) for place in range(0, len(raw), 2))
    high = {chr(code) for code in range(0xD800, 0xDC00)}
    assert measure(text).segments == split_by_hand(units, 67, 70, high)


@given(st.text(st.sampled_from("abc 1!é\n" + ESCAPED), max_size=1000))
def test_latin_is_split_as_by_hand(text: str) -> None:
    septets = "".join(f"\x1b{sign}" if sign in ESCAPED else sign for sign in text)
    assert measure(text).segments == split_by_hand(septets, 153, 160, {"\x1b"})


@given(st.text(max_size=300), st.text(max_size=300))
def test_more_text_never_takes_fewer_segments(text: str, more: str) -> None:
    assert measure(text + more).segments >= measure(text).segments


@given(st.integers(-(10**12), 10**12))
def test_an_amount_in_figures_is_the_fen_it_was(fen: int) -> None:
    assert round(float(yuan(fen)) * 100) == fen
    assert yuan(fen)[-3] == "."
