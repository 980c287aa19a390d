"""Whatever a store holds comes back from its rows as it was."""

from __future__ import annotations

from collections import deque
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twilio_emulator.state.codec import LEFT_OUT, REFERRED, Damaged, Row
from twilio_emulator.state.keeper import codec
from twilio_emulator.state.tagged import from_json, to_json
from twilio_emulator.store import Call, Exchange, Message, Store, TwilioAccount

TIMES = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
WORDS = st.text(max_size=12)
LOOSE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | WORDS
    | TIMES
    | st.dates()
    | st.binary(max_size=8)
    | st.decimals(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS, inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.tuples(WORDS, st.integers()), inner, max_size=2)
    ),
    max_leaves=6,
)
"""What a field of no type of its own may hold."""


def anything(kind: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return values of a type, as far as a field of a record has such."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return LOOSE
    if kind is datetime:
        return TIMES
    if kind is float:
        return st.floats(0, 1e6, allow_nan=False)
    if kind is str:
        return WORDS
    if is_dataclass(kind):
        return record(kind, depth)  # type: ignore[arg-type]
    if origin in (list, deque):
        return st.lists(anything(inner[0], depth + 1), max_size=2).map(origin)
    if origin is tuple:
        if inner[-1] is Ellipsis:
            return st.lists(anything(inner[0], depth + 1), max_size=2).map(tuple)
        return st.tuples(*(anything(one, depth + 1) for one in inner))
    if origin in (set, frozenset):
        return st.sets(anything(inner[0], depth + 1), max_size=3).map(origin)
    if isinstance(origin, type) and issubclass(origin, dict):
        return st.dictionaries(anything(inner[0], depth + 1), anything(inner[1], depth + 1), max_size=2)
    if inner:  # a union, or one of several words
        return st.one_of(*(st.none() if one is type(None) else anything(one, depth) for one in inner))
    return st.from_type(kind)


CODES = st.sampled_from([0, 30003, 11200, 12200])


def record(kind: type, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return records with any values in every field that is kept."""
    hints = get_type_hints(kind)
    without = LEFT_OUT.get(kind, frozenset())
    if kind.__name__ == "Outcome":  # it refuses what makes no sense
        return st.builds(kind, after=st.floats(0, 100))
    given_fields = {}
    for one in fields(kind):
        if one.name in without or not one.init:
            continue
        if one.default is MISSING and one.default_factory is MISSING:
            given_fields[one.name] = anything(hints[one.name], depth + 1)
        elif depth < 4:
            given_fields[one.name] = st.just(MISSING) | anything(hints[one.name], depth + 1)
    return st.fixed_dictionaries(given_fields).map(
        lambda values: kind(**{name: value for name, value in values.items() if value is not MISSING})
    )


def emptied() -> Store:
    return Store(account=TwilioAccount(sid="AC0", auth_token=""))


KEPT = [one.name for one in fields(Store) if one.name not in LEFT_OUT[Store] | REFERRED[Store] | {"exchanges"}]


@pytest.mark.parametrize("name", KEPT)
def test_every_table_comes_back_as_it_was(name: str) -> None:
    hint = get_type_hints(Store)[name]

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(anything(hint))
    def comes_back(value: Any) -> None:
        store = emptied()
        held = getattr(store, name)
        if isinstance(held, dict | set):
            held.update(value)
        elif isinstance(held, list):
            held.extend(value)
        else:
            setattr(store, name, value)
        for call in store.calls.values():
            call.exchanges.clear()
        rows = codec().rows(store)

        again = emptied()
        codec().fill(again, rows)

        assert codec().rows(again) == rows
        if name != "recordings":  # of whose calls they keep only what is not heard
            assert getattr(again, name) == held if isinstance(held, dict | set | list) else True

    comes_back()


def exchange(number: int, subject_sid: str, body: bytes = b"") -> Exchange:
    return Exchange(
        number=number,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        purpose="answer",
        subject_sid=subject_sid,
        method="POST",
        url="http://127.0.0.1/",
        params=(("A", "1"), ("A", "\ud800")),
        signature="",
        body=body,
    )


def test_an_exchange_belongs_to_its_call_again_and_is_the_same_object_in_both_places() -> None:
    store, at = emptied(), datetime(2026, 3, 2, tzinfo=UTC)
    call = Call(sid="CA1", account_sid="AC0", from_="+1", to="+2", placed_at=at)
    text = Message(
        sid="SM1", account_sid="AC0", from_="+1", to="+2", body="", at=at, direction="inbound", status="", segments=1
    )
    store.add_call(call)
    store.add_message(text)
    subjects: tuple[Call | Message, ...] = (call, text, call)
    for number, subject in enumerate(subjects):
        kept = store.add_exchange(at, "answer", subject, "http://127.0.0.1/", "POST", {})
        store.keep_body(kept, b"<Response/>" * number)
    older = exchange(-1, "CA1")  # the store itself has forgotten it
    call.exchanges.insert(0, older)

    again = emptied()
    codec().fill(again, codec().rows(store))

    assert [one.number for one in again.calls["CA1"].exchanges] == [-1, 0, 2]
    assert again.messages["SM1"].exchanges[0] is next(one for one in again.exchanges if one.number == 1)
    assert again.exchange_count == 3
    assert again.body_bytes == store.body_bytes == 33


def test_what_a_record_fills_in_by_itself_when_it_is_made_is_not_filled_in_again() -> None:
    store, at = emptied(), datetime(2026, 3, 2, tzinfo=UTC)
    call = Call(sid="CA1", account_sid="AC0", from_="+1", to="+2", placed_at=at)
    call.rang_at = None  # it was taken back before it rang
    text = Message(
        sid="MM1", account_sid="AC0", from_="+1", to="+2", body="", at=at, direction="inbound", status="", segments=1,
        media=("http://127.0.0.1/a.png",),
    )  # fmt: skip
    text.files.clear()  # deleted by the API
    store.add_call(call)
    store.add_message(text)

    again = emptied()
    codec().fill(again, codec().rows(store))

    assert again.calls["CA1"].rang_at is None
    assert again.messages["MM1"].files == []


@given(LOOSE)
def test_a_value_of_no_declared_type_comes_back(value: Any) -> None:
    assert from_json(to_json(value)) == value


def test_what_cannot_be_kept_is_refused_and_not_lost_in_silence() -> None:
    with pytest.raises(TypeError, match="a object cannot be kept"):
        to_json({"a": object()})
    assert from_json(to_json({"$": {1: Decimal(2)}, "b": date(2026, 3, 2)})) == {
        "$": {1: Decimal(2)},
        "b": date(2026, 3, 2),
    }


def test_a_row_that_makes_no_sense_is_named_and_one_of_an_unknown_table_left_alone() -> None:
    codec().fill(emptied(), [Row("of another version", '"a"', "1")])
    with pytest.raises(Damaged, match="of calls cannot be read"):
        codec().fill(emptied(), [Row("calls", '"CA1"', '{"sid":"CA1"}')])
