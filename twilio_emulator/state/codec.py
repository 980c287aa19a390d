"""The store as rows of text and back, by the types of its fields: a new table or record is kept without a word here.

A field that is a dictionary has a row for each key, a set one for each element, and anything else is one row. Records
that refer to other records (a recording to its call) are whole again once everything has been read.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, MutableMapping, MutableSet
from dataclasses import fields, replace
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.json import JsonConverter, make_converter

from twilio_emulator.records import Call, Exchange, Message, Number
from twilio_emulator.state.tagged import from_json, to_json
from twilio_emulator.store import Store
from twilio_emulator.tape import Recording

LEFT_OUT: Mapping[type, frozenset[str]] = {
    Store: frozenset({"contacts", "bodies", "body_bytes"}),  # declared anew; the exchanges have the bodies
    Number: frozenset({"app"}),  # an object: attached again by the number's digits
    Call: frozenset({"exchanges", "chain"}),  # an exchange names its call; nothing goes on of a chain
    Message: frozenset({"exchanges", "chain", "written"}),
    Recording: frozenset({"cookies"}),
}
"""What is not kept, by record: the one place that says so."""
REFERRED: Mapping[type, frozenset[str]] = {
    Store: frozenset({"account"}),
    Recording: frozenset({"call", "number"}),
}
"""Fields that hold a record which has a place of its own; it is the one there wherever it still is."""

GUESSED: Mapping[type, tuple[str, ...]] = {Call: ("rang_at",), Message: ("files",)}
"""Fields that a record fills in when it is made without them; one that is read again has them as they were."""

SETS: tuple[Any, ...] = (set, frozenset)
EXCHANGES = "exchanges"
"""The table whose rows are by number, and which calls and texts share."""


class Row(NamedTuple):
    """One record: the name of its table, its key there, and its value, the two as JSON."""

    table: str
    key: str
    value: str


class Damaged(Exception):
    """A row cannot be read; the words say which and why."""


class Table(ABC):
    """One field of the store."""

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def keys(self, store: Store) -> Iterable[Hashable]:
        """Return the keys of its rows, in order."""

    @abstractmethod
    def key(self, key: Any) -> str:
        """Return a key as JSON."""

    @abstractmethod
    def value(self, store: Store, key: Any) -> str | None:
        """Return the value there as JSON, ``None`` where there is none."""

    @abstractmethod
    def fill(self, store: Store, rows: Iterable[Row]) -> None:
        """Let the field hold what these rows say, and nothing else."""


class _Keyed(Table):
    def __init__(self, name: str, converter: JsonConverter, kinds: tuple[Any, Any]) -> None:
        super().__init__(name)
        self._write_key, self._read_key = _json_of(converter, kinds[0])
        self._write, self._read = _json_of(converter, kinds[1])

    def keys(self, store: Store) -> Iterable[Hashable]:
        found: Mapping[Hashable, Any] = getattr(store, self.name)
        return found.keys()

    def key(self, key: Any) -> str:
        return self._write_key(key)

    def value(self, store: Store, key: Any) -> str | None:
        found: Mapping[Any, Any] = getattr(store, self.name)
        return self._write(found[key]) if key in found else None

    def fill(self, store: Store, rows: Iterable[Row]) -> None:
        found: MutableMapping[Any, Any] = getattr(store, self.name)
        found.clear()
        for row in rows:
            found[self._read_key(row.key)] = self._read(row.value)


class _Elements(Table):
    def __init__(self, name: str, converter: JsonConverter, kind: Any) -> None:
        super().__init__(name)
        self._write, self._read = _json_of(converter, kind)

    def keys(self, store: Store) -> Iterable[Hashable]:
        found: Iterable[Hashable] = getattr(store, self.name)
        return sorted(found, key=self.key)

    def key(self, key: Any) -> str:
        return self._write(key)

    def value(self, store: Store, key: Any) -> str | None:
        return "null" if key in getattr(store, self.name) else None

    def fill(self, store: Store, rows: Iterable[Row]) -> None:
        found: MutableSet[Any] = getattr(store, self.name)
        found.clear()
        for row in rows:
            found.add(self._read(row.key))


class _Exchanges(Table):
    """Those the store remembers, and older ones that a call or a text still has."""

    def __init__(self, name: str, converter: JsonConverter) -> None:
        super().__init__(name)
        self.write, self._read = _json_of(converter, Exchange)

    def keys(self, store: Store) -> Iterable[Hashable]:
        return sorted(exchanges_of(store))

    def key(self, key: Any) -> str:
        return str(key)

    def value(self, store: Store, key: Any) -> str | None:
        found = exchanges_of(store).get(key)
        return self.write(found) if found is not None else None

    def fill(self, store: Store, rows: Iterable[Row]) -> None:
        store.exchanges.clear()
        store.bodies.clear()
        store.body_bytes = 0
        for exchange in sorted((self._read(row.value) for row in rows), key=lambda one: one.number):
            store.exchanges.append(exchange)
            subject = store.calls.get(exchange.subject_sid) or store.messages.get(exchange.subject_sid)
            if subject is not None:
                subject.exchanges.append(exchange)
            if exchange.body:
                store.keep_body(exchange, exchange.body)


class _Whole(Table):
    """A field that is one row: a number, a list, a word."""

    def __init__(self, name: str, converter: JsonConverter, kind: Any) -> None:
        super().__init__(name)
        self._write, self._read = _json_of(converter, kind)

    def keys(self, store: Store) -> Iterable[Hashable]:
        return (None,)

    def key(self, key: Any) -> str:
        return "null"

    def value(self, store: Store, key: Any) -> str | None:
        return self._write(getattr(store, self.name))

    def fill(self, store: Store, rows: Iterable[Row]) -> None:
        for row in rows:
            found, value = getattr(store, self.name), self._read(row.value)
            if isinstance(found, list | deque):
                found.clear()
                found.extend(value)
            else:
                setattr(store, self.name, value)


class _First(Table):
    """The first account, by its SID."""

    def keys(self, store: Store) -> Iterable[Hashable]:
        return (None,)

    def key(self, key: Any) -> str:
        return "null"

    def value(self, store: Store, key: Any) -> str | None:
        return json.dumps(store.account.sid)

    def fill(self, store: Store, rows: Iterable[Row]) -> None:
        for row in rows:
            store.account = store.accounts[json.loads(row.value)]


def exchanges_of(store: Store) -> dict[int, Exchange]:
    """Return every exchange that anybody still has, by number."""
    found = {one.number: one for one in store.exchanges}
    for subjects in (store.calls, store.messages):
        for subject in subjects.values():
            found |= {one.number: one for one in subject.exchanges}
    return found


class Codec:
    """Knows how each field of the store is written; made once, and used by every emulator of the process."""

    def __init__(self) -> None:
        converter = _converter()
        hints = get_type_hints(Store)
        self.tables: dict[str, Table] = {}
        for one in fields(Store):
            if one.name not in LEFT_OUT[Store]:
                self.tables[one.name] = _table(one.name, hints[one.name], converter)
        # Records come before what is tied to them.
        for last in (EXCHANGES, "account"):
            self.tables[last] = self.tables.pop(last)

    def rows(self, store: Store) -> list[Row]:
        """Return everything the store holds; the caller holds the lock over it."""
        found = []
        for table in self.tables.values():
            if isinstance(table, _Exchanges):
                every = exchanges_of(store)
                found += [Row(table.name, str(number), table.write(every[number])) for number in sorted(every)]
                continue
            for key in list(table.keys(store)):
                value = table.value(store, key)
                if value is not None:
                    found.append(Row(table.name, table.key(key), value))
        return found

    def row(self, store: Store, table: str, key: Hashable) -> Row | None:
        """Return one record as it is now, ``None`` where it is no more."""
        value = self.tables[table].value(store, key)
        return Row(table, self.tables[table].key(key), value) if value is not None else None

    def exchange(self, exchange: Exchange) -> Row:
        """Return the row of an exchange."""
        table = self.tables[EXCHANGES]
        assert isinstance(table, _Exchanges)
        return Row(EXCHANGES, str(exchange.number), table.write(exchange))

    def fill(self, store: Store, rows: Iterable[Row]) -> None:
        """Let the store hold what these rows say, and nothing else; raises :class:`Damaged` where one makes no sense.

        Rows of a table that there is not are left alone.
        """
        by_table: dict[str, list[Row]] = {name: [] for name in self.tables}
        for row in rows:
            if row.table in by_table:
                by_table[row.table].append(row)
        for name, table in self.tables.items():
            try:
                table.fill(store, by_table[name])
            except Exception as error:  # whatever a strange value may raise
                raise Damaged(f"what it says of {name} cannot be read ({type(error).__name__}: {error})") from error
        for recording in store.recordings.values():
            recording.call = store.calls.get(recording.call.sid, recording.call)
            if recording.number is not None:
                sid, digits = recording.number.sid, recording.number.phone_number
                kept = store.applications.get(sid) or store.numbers.get(digits)
                recording.number = kept if kept is not None and kept.sid == sid else recording.number


def _table(name: str, hint: Any, converter: JsonConverter) -> Table:
    origin = get_origin(hint)
    if name == EXCHANGES:
        return _Exchanges(name, converter)
    if name == "account":
        return _First(name)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, value = get_args(hint)
        return _Keyed(name, converter, (key, value))
    if origin is set:
        return _Elements(name, converter, get_args(hint)[0])
    return _Whole(name, converter, hint)


def _json_of(converter: JsonConverter, kind: Any) -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    """Return how a value of that kind is written as JSON, and read."""
    write, read = converter.get_unstructure_hook(kind), converter.get_structure_hook(kind)
    return (
        lambda value: json.dumps(write(value), separators=(",", ":")),
        lambda text: read(json.loads(text), kind),
    )


def _converter() -> JsonConverter:
    converter = make_converter(detailed_validation=False)
    converter.register_unstructure_hook(bytes, lambda value: b64encode(value).decode())  # many times as fast as base 85
    converter.register_structure_hook(bytes, lambda value, _: b64decode(value, validate=True))
    converter.register_unstructure_hook(float, float)  # whole ones, too
    converter.register_unstructure_hook_func(lambda kind: kind is Any, to_json)
    converter.register_structure_hook_func(lambda kind: kind is Any, from_json)

    def in_order(kind: Any) -> Callable[[Any], list[Any]]:
        """Sets have no order; what is written has, so that equal stores read the same."""
        write = converter.get_unstructure_hook(get_args(kind)[0])
        return lambda value: sorted(map(write, value), key=json.dumps)

    converter.register_unstructure_hook_factory(lambda kind: get_origin(kind) in SETS, in_order)

    def stub(call: Call) -> Any:
        """What a recording says of its call, for when that is no more; all that was heard would be too much."""
        return converter.unstructure(replace(call, lines=[], exchanges=[]), Call)

    for record, names in LEFT_OUT.items():
        if record is not Store:
            without: dict[str, Any] = {name: override(omit=True) for name in names}
            written: dict[str, Any] = dict(without)
            if record is Recording:
                written["call"] = override(unstruct_hook=stub)
            converter.register_unstructure_hook(record, make_dict_unstructure_fn(record, converter, **written))
            converter.register_structure_hook(record, make_dict_structure_fn(record, converter, **without))
    for record, guessed in GUESSED.items():
        converter.register_structure_hook(record, _as_it_was(record, guessed, converter))
    return converter


def _as_it_was(record: type, names: Iterable[str], converter: JsonConverter) -> Callable[[Any, Any], Any]:
    """Return how a record is read that makes up what it is not told when it is made."""
    read, hints = converter.get_structure_hook(record), get_type_hints(record)

    def restored(value: Any, kind: Any) -> Any:
        found = read(value, kind)
        for name in names:
            setattr(found, name, converter.structure(value[name], hints[name]))
        return found

    return restored
