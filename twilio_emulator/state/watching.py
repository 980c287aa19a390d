"""Notices which records of a store have changed, whoever changes them and however.

A store that is watched has tables that note which keys come and go. The records in them are given a class that differs
from their own by one thing, that setting an attribute is noted; so are the lists and dictionaries within them. A store
that nobody watches pays nothing for it, and a record that somebody adds to the store is watched without a word here.

What a record holds is looked through when it comes and whenever it is written: that is under the store's lock, between
two operations, so that nobody holds on to a list which is exchanged for a watched one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from twilio_emulator.records import Exchange
from twilio_emulator.state.codec import EXCHANGES, LEFT_OUT, REFERRED
from twilio_emulator.state.containers import base_of, watched
from twilio_emulator.state.tables import put_back, table_of
from twilio_emulator.store import Store

Root = tuple[str, Hashable]
"""A row of the store: its table and its key there."""

PLAIN = (str, int, float, bytes, tuple, frozenset, date, datetime, Decimal, Enum, type(None))
"""What does not change."""


class Watch:
    """Watches one store from its making on; ``wake`` is called when something has changed after nothing had.

    ``changed`` and ``gone`` are the rows that have changed, or are no more, since both were emptied; a row that has
    gone and come again is in both. A row that changes again is noted anew. ``exchanges`` are all that anybody still
    has, by number.
    """

    def __init__(self, store: Store, wake: Callable[[], None]) -> None:
        self.changed: dict[Root, object] = {}
        self.gone: dict[Root, object] = {}
        self.exchanges: dict[int, Exchange] = {}
        self._store = store
        self._wake = wake
        self._owners: dict[int, tuple[Root, Any]] = {}  # with the record, so that its number is nobody else's
        self._within: dict[Root, list[int]] = {}
        self._twins: dict[type, type] = {}
        self._plain: dict[type, type] = {}
        self._loose: list[Exchange] = []
        for one in fields(store):
            if one.name not in LEFT_OUT[Store] | REFERRED[Store]:
                setattr(store, one.name, self._field(one.name, getattr(store, one.name)))
        for subjects in (store.calls, store.messages):
            for subject in subjects.values():
                for exchange in subject.exchanges:
                    self.know(exchange)

    # -- what has changed

    @property
    def quiet(self) -> bool:
        """Whether nothing has changed."""
        return not (self.changed or self.gone or self._loose)

    def mark(self, root: Root) -> None:
        """Note that a row has changed."""
        if not self.changed:
            self._wake()
        self.changed[root] = object()

    def come(self, root: Root, record: Any) -> None:
        """Note a row that is new, and watch it."""
        self.mark(root)
        self.look_through(root, record)

    def go(self, root: Root, record: Any) -> None:
        """Note that a row is no more."""
        if self.quiet:
            self._wake()
        self.changed.pop(root, None)
        self.gone[root] = object()
        self._owners.pop(id(record), None)
        for one in self._within.pop(root, ()):
            self._owners.pop(one, None)
        if root[0] in ("calls", "messages"):
            self._loose += record.exchanges
        if root[0] == "calls":
            for sid, recording in self._store.recordings.items():  # it says the rest of its call itself now
                if recording.call is record:
                    self.mark(("recordings", sid))

    def let_go(self) -> None:
        """Note the exchanges that nobody has any more, among those that have lost somebody who had them."""
        loose, self._loose = self._loose, []
        if not loose:
            return
        kept = self._store.exchanges
        first = kept[0].number if kept else 0
        held = {id(one) for one in kept} if any(one.number >= first for one in loose) else set()
        for one in loose:
            subject = self._store.calls.get(one.subject_sid) or self._store.messages.get(one.subject_sid)
            if subject is not None and any(its is one for its in subject.exchanges):
                continue
            if id(one) not in held and self.exchanges.get(one.number) is one:
                del self.exchanges[one.number]
                self.go((EXCHANGES, one.number), one)

    def let_fall(self, exchanges: Iterable[Exchange]) -> None:
        """Note that the store itself does not remember these any more."""
        if self.quiet:
            self._wake()
        self._loose += exchanges

    def forget(self, record: Any) -> None:
        """Watch a record no longer that another has replaced."""
        self._owners.pop(id(record), None)

    # -- what is watched

    def look_through(self, root: Root, record: Any) -> Any:
        """Watch a record and all that is in it; return what is to stand in its place."""
        for one in self._within.pop(root, ()):
            self._owners.pop(one, None)
        return self._adopt(record, root)

    def current(self, root: Root) -> None:
        """Watch what a row holds now that it did not when it was looked through last."""
        table, key = root
        record = self._held(root)
        if record is not None:
            after = self.look_through(root, record)
            put_back(getattr(self._store, table), key, after)
        elif key is None:
            object.__setattr__(self._store, table, self.look_through(root, getattr(self._store, table)))

    def know(self, exchange: Exchange) -> None:
        """Watch an exchange; an earlier one of its number is nobody's any more."""
        before = self.exchanges.get(exchange.number)
        if before is not exchange:
            self.forget(before)
            self.exchanges[exchange.number] = exchange
            self.come((EXCHANGES, exchange.number), exchange)

    def _field(self, name: str, value: Any) -> Any:
        """Return what is to stand in the store for one of its fields."""
        table = table_of(self, name, value)
        if table is not None:
            return table
        self.mark((name, None))
        return self._adopt(value, (name, None))

    def _adopt(self, value: Any, root: Root) -> Any:
        kind = type(value)
        if kind in _LEAVES:
            return value
        if isinstance(value, PLAIN):
            _LEAVES.add(kind)
            return value
        if is_dataclass(kind):
            if kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]  # every dataclass has them
                _LEAVES.add(kind)
            else:
                self._record(value, self._plain.get(kind, kind), root)
            return value
        base = base_of(kind)
        if base is None:
            raise TypeError(f"{root[0]}: nobody can tell when a {kind.__name__} changes")
        return self._container(value, base, root)

    def _record(self, record: Any, kind: type, root: Root) -> None:
        twin = self._twin(kind)
        if type(record) is not twin:  # else this would be noted as a change of it
            record.__class__ = twin
        if self._owners.setdefault(id(record), (root, record))[0] != root:
            return  # it has a place of its own
        if record is not self._held(root):
            self._within.setdefault(root, []).append(id(record))
        for name in _looked_at(kind):
            before = getattr(record, name)
            if type(before) not in _LEAVES:
                after = self._adopt(before, root)
                if after is not before:
                    object.__setattr__(record, name, after)

    def _held(self, root: Root) -> Any:
        table, key = root
        if table == EXCHANGES:
            return self.exchanges.get(key)  # type: ignore[call-overload]
        held = getattr(self._store, table)
        return held.get(key) if isinstance(held, dict) else None

    def _container(self, value: Any, base: type, root: Root) -> Any:
        if base is dict:
            for key, one in value.items():
                after = self._adopt(one, root)
                if after is not one:
                    dict.__setitem__(value, key, after)
        elif base in (list, deque):
            for place, one in enumerate(value):
                if type(one) not in _LEAVES:
                    after = self._adopt(one, root)
                    if after is not one:
                        base.__setitem__(value, place, after)
        return watched(value, base, self.mark, root)

    def _twin(self, kind: type) -> type:
        """Return the class that differs from ``kind`` by noting what is set."""
        if kind in self._twins:
            return self._twins[kind]
        owners, mark, unnoted = self._owners, self.mark, LEFT_OUT.get(kind, frozenset())
        put = object.__setattr__

        def set_and_note(record: Any, name: str, value: Any) -> None:
            put(record, name, value)
            owned = owners.get(id(record))
            if owned is not None and name not in unnoted:
                mark(owned[0])

        def equals(one: Any, other: Any) -> Any:
            if not isinstance(other, kind):
                return NotImplemented
            return all(getattr(one, name) == getattr(other, name) for name in compared)

        compared = [one.name for one in fields(kind) if one.compare]
        body: dict[str, Any] = {"__slots__": (), "__setattr__": set_and_note, "__hash__": kind.__hash__}
        if kind.__dataclass_params__.eq:  # type: ignore[attr-defined]
            body["__eq__"] = equals
        for name in ("__module__", "__qualname__", "__doc__"):
            body[name] = getattr(kind, name)
        twin = self._twins[kind] = type(kind.__name__, (kind,), body)
        self._plain[twin] = kind
        return twin


def _looked_at(kind: type) -> list[str]:
    """Return the fields of a record in which there is something to be watched."""
    found = _LOOKED_AT.get(kind)
    if found is None:
        skipped: set[str] = set()
        for base in kind.__mro__:
            skipped |= LEFT_OUT.get(base, frozenset()) | REFERRED.get(base, frozenset())
        found = _LOOKED_AT[kind] = [one.name for one in fields(kind) if one.name not in skipped]
    return found


_LOOKED_AT: dict[type, list[str]] = {}
_LEAVES: set[type] = set()
"""Types that have been found to be of those that do not change."""
