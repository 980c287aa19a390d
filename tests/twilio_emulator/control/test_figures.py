"""The figures: counted of records that are made here, and asked for over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator import Emulator
from twilio_emulator.control.counting import FiguresJson, Happened, figures_of, slot_of, spread
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.store import Call, Exchange, Message

ME = "+15005550111"
LINE = "+15005550100"
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def call(after: float = 0.0, lasted: float | None = 7.0, status: CallStatus = CallStatus.COMPLETED) -> Call:
    placed = NINE + timedelta(seconds=after)
    answered = None if lasted is None else placed
    ended = placed + timedelta(seconds=lasted or 0)
    return Call(
        sid="CA", account_sid="AC", from_=ME, to=LINE, placed_at=placed, answered_at=answered, ended_at=ended,
        status=status,
    )  # fmt: skip


def text(after: float, direction: str) -> Message:
    at = NINE + timedelta(seconds=after)
    return Message(
        sid="SM", account_sid="AC", from_=ME, to=LINE, body="", at=at, direction=direction, status="sent", segments=1
    )


def asked(
    path: str = "/answer", *, seconds: float = 0.1, purpose: str = "answer", after: float = 0.0, status: int = 200,
    **params: str,
) -> Exchange:  # fmt: skip
    return Exchange(
        number=0, at=NINE + timedelta(seconds=after), purpose=purpose, subject_sid="CA", method="POST",
        url=f"http://127.0.0.1:5000{path}", params=tuple(params.items()), signature="", status=status, seconds=seconds,
    )  # fmt: skip


def counted(happened: Happened, **given: Any) -> FiguresJson:
    return figures_of(happened, **{"now": NINE, "since": NINE, "until": NINE + timedelta(minutes=10), **given})


def test_calls_and_texts_stand_in_the_slot_in_which_they_came() -> None:
    calls = [call(0), call(14.9), call(15), call(16, None, CallStatus.BUSY), call(17, None, CallStatus.RINGING)]
    texts = [text(0, "inbound"), text(599, "outbound-reply"), text(600, "outbound-api"), text(601, "inbound")]
    found = counted(Happened(calls=calls, texts=texts))
    assert (found["slot"], len(found["slots"])) == (15, 41)
    assert [slot["calls"] for slot in found["slots"][:3]] == [2, 3, 0]
    assert [slot["unanswered"] for slot in found["slots"][:3]] == [0, 1, 0]
    assert [slot["at"] for slot in found["slots"][:2]] == ["2026-03-02T09:00:00.000Z", "2026-03-02T09:00:15.000Z"]
    assert sum(slot["texts_in"] for slot in found["slots"]) == 1
    assert [slot["texts_out"] for slot in found["slots"][-2:]] == [1, 1]


def test_without_a_beginning_it_is_all_there_is() -> None:
    found = counted(Happened(calls=[call(90)], texts=[text(30, "inbound")]), since=None)
    assert found["since"] == "2026-03-02T09:00:30.000Z"
    assert sum(slot["calls"] + slot["texts_in"] for slot in found["slots"]) == 2


def test_where_nothing_happened_there_is_one_empty_slot() -> None:
    found = counted(Happened(), since=None)
    assert [slot["calls"] for slot in found["slots"]] == [0]
    assert found["durations"] == {"count": 0, "p50": 0.0, "p95": 0.0, "longest": 0.0}
    assert (found["menus"], found["errors"], found["paths"]) == ([], [], [])


def test_durations_are_those_of_calls_that_were_answered_and_are_over() -> None:
    talking = call(0, 5, CallStatus.IN_PROGRESS)
    talking.ended_at = None
    found = counted(Happened(calls=[*map(call, range(4), (3, 5, 9.9, 4000)), call(9, None, CallStatus.BUSY), talking]))
    assert found["durations"] == {"count": 4, "p50": 5.0, "p95": 4000.0, "longest": 4000.0}
    full = [(one["least"], one["below"], one["count"]) for one in found["lengths"] if one["count"]]
    assert full == [(0, 5, 1), (5, 10, 2), (1800, None, 1)]


def test_choices_are_counted_by_the_path_of_the_action() -> None:
    keys = ["1", "1", "2", "0#"]
    menu = [asked("/menu?n=1", purpose="action", Digits=one) for one in keys]
    entries = [asked("/id", purpose="action", Digits=one) for one in ("990101198503120010", "739204", "123456")]
    others = [
        asked("/menu", purpose="action", SpeechResult="my balance"),
        asked("/menu", purpose="action", Digits=""),
        asked("/menu", purpose="action", DialCallStatus="completed"),
        asked("/menu", purpose="action", Digits="#", RecordingUrl="http://127.0.0.1/RE"),
        asked("/menu", purpose="fallback", Digits="1"),
    ]
    menus = counted(Happened(exchanges=[*menu, *entries, *others]))["menus"]
    assert [(one["path"], one["count"]) for one in menus] == [("/menu", 6), ("/id", 3)]
    told = [(one["how"], one["keys"], one["length"], one["count"]) for one in menus[0]["choices"]]
    assert told == [("keys", "1", 1, 2), ("keys", "0#", 2, 1), ("keys", "2", 1, 1), ("nothing", "", 0, 1),
                    ("speech", "", 0, 1)]  # fmt: skip
    assert [(one["how"], one["keys"], one["length"], one["count"]) for one in menus[1]["choices"]] == [
        ("entry", "", 6, 2),
        ("entry", "", 18, 1),
    ]


def test_the_menus_and_addresses_asked_most_are_told_singly_and_the_others_counted() -> None:
    many = [asked(f"/menu/{number}", purpose="action", Digits="1") for number in range(15)]
    found = counted(Happened(exchanges=[*many, asked("/menu/14", purpose="action", Digits="2")]))
    assert (len(found["menus"]), found["menus_left"], found["menus"][0]["path"]) == (12, 3, "/menu/14")
    assert (len(found["paths"]), found["paths_left"], found["webhooks"]["count"]) == (12, 3, 16)


def test_times_are_those_of_requests_for_a_document_that_have_ended() -> None:
    took = [asked(seconds=one / 100, after=one) for one in range(1, 101)]
    callback = asked("/status", purpose="status", seconds=99)
    under_way = asked(status=0, seconds=99)
    found = counted(Happened(exchanges=[*took, callback, under_way]))
    assert found["webhooks"] == {"count": 100, "p50": 0.5, "p95": 0.95, "longest": 1.0}
    assert [(one["path"], one["count"]) for one in found["paths"]] == [("/answer", 100)]
    first = found["slots"][0]
    assert (first["webhooks"], first["p50"], first["p95"]) == (14, 0.07, 0.14)


@given(st.integers(min_value=0, max_value=4 * 10**9), st.floats(min_value=0, max_value=10**9))
def test_a_range_of_any_length_fits_into_the_plot(seconds: int, begins: float) -> None:
    width = slot_of(seconds)
    assert int((begins + seconds) // width) - int(begins // width) + 1 <= 48


@given(st.lists(st.floats(min_value=0, max_value=1e6), min_size=1))
def test_percentiles_are_values_that_were_there_and_stand_in_order(values: list[float]) -> None:
    found = spread(values)
    assert min(values) <= found["p50"] <= found["p95"] <= found["longest"] == max(values)
    assert {found["p50"], found["p95"]} <= set(values)
    assert sum(one <= found["p95"] for one in values) >= 0.95 * len(values)


def test_they_are_asked_for_over_http(api: httpx.Client, emulator: Emulator) -> None:
    phone = emulator.handset(ME)
    phone.dial(LINE).press("1").hang_up()
    emulator.add_number("+15005550122", voice_url="http://127.0.0.1:9/")
    phone.dial("+15005550122")
    phone.text(LINE, "hello")
    found = api.get("/figures").json()
    assert sum(slot["calls"] for slot in found["slots"]) == 2
    assert sum(slot["texts_in"] + slot["texts_out"] for slot in found["slots"]) == 2
    assert found["durations"]["count"] == 1
    assert [(one["path"], one["choices"][0]["keys"]) for one in found["menus"]] == [("/answer", "1")]
    assert [(one["code"], one["severity"], one["count"]) for one in found["errors"]] == [(11205, "error", 1)]
    assert {one["path"]: one["count"] for one in found["paths"]} == {"/answer": 2, "/": 1, "/text": 1}


def test_a_range_is_asked_for_by_its_ends_or_its_length(api: httpx.Client, emulator: Emulator) -> None:
    def calls(**query: Any) -> int:
        return sum(slot["calls"] for slot in api.get("/figures", params=query).json()["slots"])

    began = emulator.clock.now()
    for _ in range(3):
        emulator.handset(ME).dial(LINE).hang_up()
        emulator.clock.advance(60)
    assert (calls(), calls(last=30), calls(last=90), calls(last=150)) == (3, 0, 1, 2)
    first = (began + timedelta(seconds=30)).isoformat().replace("+00:00", "Z")
    assert (calls(until=first), calls(since=first), calls(until=first, last=1)) == (1, 2, 0)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=today", "since must be a moment with its zone"),
        ("since=2026-03-02T09:00:00", "since must be a moment with its zone"),
        ("until=0001-01-01T00:00:00Z", "until must be a moment with its zone"),
        ("until=9999-12-31T23:59:59-23:00", "until must be a moment with its zone"),
        ("last=0", "last must be a whole number"),
        ("last=60&since=2026-03-02T09:00:00Z", "last and since both say"),
        ("since=2026-03-02T09:00:00Z&until=2026-03-01T09:00:00Z", "since must not be later"),
        ("colour=red", "'colour' is not known"),
    ],
)
def test_a_wrong_range_is_refused_in_words(shared_api: httpx.Client, query: str, words: str) -> None:
    answer = shared_api.get(f"/figures?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_field")
    assert answer.json()["message"].startswith(words)


def test_ranges_of_a_thousand_years_are_answered(shared_api: httpx.Client) -> None:
    found = shared_api.get("/figures?since=1970-01-01T00:00:00Z&until=9999-12-31T23:59:59Z").json()
    assert 1 <= len(found["slots"]) <= 48
