"""A key in a menu costs one read and one write; the line is quick because of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from tests.ivr.conftest import Caller


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The statements are the same on every database; one is enough."""
    return sqlite_url


@contextmanager
def statements() -> Iterator[list[str]]:
    """The first words of every statement that runs meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement.split()[0])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("key", ["3", "4", "5", "7", "#", "*", "8"])
def test_a_key_in_a_menu_is_one_read_and_one_write(caller: Caller, key: str) -> None:
    caller.dials()
    with statements() as seen:
        caller.keys(key)
    assert seen == ["SELECT", "UPDATE"]


def test_a_silence_is_one_read_and_one_write(caller: Caller) -> None:
    caller.dials()
    with statements() as seen:
        caller.waits()
    assert seen == ["SELECT", "UPDATE"]


def test_words_in_a_menu_are_one_read_and_one_write(caller: Caller) -> None:
    caller.dials()
    with statements() as seen:
        caller.sends(caller.gather.get("action", ""), Digits="", SpeechResult="我的医保还有多少钱")
    caller.hears("请输入十八位身份证号码")
    assert seen == ["SELECT", "UPDATE"]
