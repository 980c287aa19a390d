"""How numbers, dates and their like are read aloud, in Chinese and in English; the transcript has them as written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator import Emulator
from twilio_emulator.engine.verbs.readings import DIGITS, READINGS, chinese_number, read_as

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

UNITS = {"十": 10, "百": 100, "千": 1000}


def parsed(said: str) -> int:
    """Return the number that Chinese words say."""
    total = section = digit = 0
    for character in said:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in UNITS:
            section += (digit or (1 if not section else 0)) * UNITS[character]
            digit = 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        else:
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    return total + section + digit


@given(st.integers(0, 10**12 - 1))
def test_every_chinese_number_can_be_told_from_its_words(number: int) -> None:
    said = chinese_number(number)
    assert parsed(said) == number
    assert "零零" not in said
    assert number == 0 or not said.endswith("零")


@given(st.dates(date(1000, 1, 1)))
def test_every_date_is_read_the_same_however_it_is_written(day: date) -> None:
    orders = {"ymd": f"{day:%Y-%m-%d}", "mdy": f"{day:%m/%d/%Y}", "dmy": f"{day:%d.%m.%Y}", "yyyymmdd": f"{day:%Y%m%d}"}
    for language in ("zh-CN", "en-US"):
        (said,) = {read_as("date", written, order, language) for order, written in orders.items()}
        assert said
    assert read_as("date", f"{day:%Y-%m-%d}", "", "zh-CN").endswith("日")


@pytest.mark.parametrize(
    ("kind", "written", "order", "chinese", "english"),
    [
        ("digits", "4 50", "", "四 五 零", "4 5 0"),
        ("characters", "A7", "", "A 7", "A 7"),
        ("telephone", "+86 10-1234", "", "+ 八 六，一 零，一 二 三 四", "+ 8 6, 1 0, 1 2 3 4"),
        ("cardinal", "-1,234.50", "", "负一千二百三十四点五零", "-1234.50"),
        ("number", "10", "", "十", "10"),
        ("ordinal", "23", "", "第二十三", "23rd"),
        ("ordinal", "112", "", "第一百一十二", "112th"),
        ("fraction", "2+1/2", "", "二又二分之一", "2 and a half"),
        ("time", "1'21\"", "", "一分钟二十一秒", "1 minute 21 seconds"),
        ("date", "03/02/2026", "mdy", "二零二六年三月二日", "March 2nd, 2026"),
        ("date", "7/1", "md", "七月一日", "July 1st"),
        ("date", "2026-07", "ym", "二零二六年七月", "July, 2026"),
        ("expletive", "darn", "", "beep", "beep"),
    ],
)
def test_what_is_written_is_read_as_the_kind_it_is_said_to_be(
    kind: str, written: str, order: str, chinese: str, english: str
) -> None:
    assert (read_as(kind, written, order, "cmn-CN"), read_as(kind, written, order, "en-GB")) == (chinese, english)


@pytest.mark.parametrize(
    ("kind", "written", "order"),
    [
        ("date", "13/13/2026", "mdy"),
        ("date", "soon", ""),
        ("cardinal", "many", ""),
        ("ordinal", "-1", ""),
        ("fraction", "half", ""),
        ("time", "noon", ""),
        ("unit", "10 kg", ""),
        ("address", "1 Main St", ""),
        ("", "12", ""),
    ],
)
def test_what_cannot_be_read_so_is_said_as_it_is_written(kind: str, written: str, order: str) -> None:
    assert read_as(kind, written, order, "en-US") == ""


@given(
    st.sampled_from(READINGS), st.text(max_size=40), st.sampled_from(["", "mdy", "y"]), st.sampled_from(["zh", "en"])
)
def test_no_text_is_too_strange_to_be_read_as_anything(kind: str, written: str, order: str, language: str) -> None:
    assert isinstance(read_as(kind, written, order, language), str)


def test_a_number_stands_in_the_transcript_as_written_and_takes_as_long_as_its_words(
    emulator: Emulator, app: App
) -> None:
    app.answers["/answer"] = (
        "<Response><Say voice='Polly.Zhiyu'>余额<say-as interpret-as='cardinal'>12345678</say-as>元</Say></Response>"
    )
    emulator.add_number("+15005550100", voice_url="/answer", app=app)
    call = emulator.handset("+15005550111").dial("+15005550100").hears("余额12345678元")
    (line,) = (line for line in emulator.calls[0].lines if line.language)
    assert [one.text for one in line.phrases] == ["余额一千二百三十四万五千六百七十八元"]
    assert line.seconds == pytest.approx(18 / 4.5, abs=0.01)
    assert call.status == "completed"
