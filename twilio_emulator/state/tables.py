"""The tables of a watched store: they note which of their rows come and go."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from twilio_emulator.records import Exchange
from twilio_emulator.state.codec import EXCHANGES

if TYPE_CHECKING:
    from twilio_emulator.state.watching import Watch


class _Table:
    """A dictionary of the store; everything that changes it goes through the two methods that note it."""

    _watch: Watch
    _name: str

    def __init__(self, watch: Watch, name: str, held: dict[Any, Any]) -> None:
        super().__init__()
        self._watch, self._name = watch, name
        for key, record in held.items():
            self[key] = record

    def replace(self, key: Any, record: Any) -> None:
        """Put the same record there as it is watched."""
        super().__setitem__(key, record)  # type: ignore[misc]

    def __setitem__(self, key: Any, record: Any) -> None:
        before = self.get(key)  # type: ignore[attr-defined]
        if before is not record:
            self._watch.forget(before)
        super().__setitem__(key, record)  # type: ignore[misc]
        watched = self._watch.look_through((self._name, key), record)
        if watched is not record:
            super().__setitem__(key, watched)  # type: ignore[misc]
        self._watch.mark((self._name, key))

    def __delitem__(self, key: Any) -> None:
        record = self[key]  # type: ignore[index]
        super().__delitem__(key)  # type: ignore[misc]
        self._watch.go((self._name, key), record)

    def pop(self, key: Any, *default: Any) -> Any:
        if key not in self:  # type: ignore[operator]
            if default:
                return default[0]
            raise KeyError(key)
        record = self[key]  # type: ignore[index]
        del self[key]
        return record

    def popitem(self, last: bool = True) -> tuple[Any, Any]:
        if not self:
            raise KeyError("the table is empty")
        key = next(reversed(self) if last else iter(self))  # type: ignore[call-overload]
        return key, self.pop(key)

    def clear(self) -> None:
        for key in list(self):  # type: ignore[call-overload]
            del self[key]

    def update(self, *held: Any, **named: Any) -> None:
        for key, record in dict(*held, **named).items():
            self[key] = record

    def setdefault(self, key: Any, default: Any = None) -> Any:
        if key not in self:  # type: ignore[operator]
            self[key] = default
        return self[key]  # type: ignore[index]

    def __ior__(self, held: Any) -> Any:
        self.update(held)
        return self


class _PlainTable(_Table, dict[Any, Any]):
    """A dictionary of the store."""


class _OrderedTable(_Table, OrderedDict[Any, Any]):
    """An ordered dictionary of the store."""

    def move_to_end(self, key: Any, last: bool = True) -> None:
        """Refuse: on disk a row stays where it is."""
        raise NotImplementedError("rows stay in the order in which they came")


class _Elements(set):  # type: ignore[type-arg]  # else its own operators would have to return what they change
    """A set of the store."""

    def __init__(self, watch: Watch, name: str, held: Iterable[Any]) -> None:
        super().__init__()
        self._watch, self._name = watch, name
        self.update(held)

    def add(self, one: Any) -> None:
        if one not in self:
            super().add(one)
            self._watch.mark((self._name, one))

    def discard(self, one: Any) -> None:
        if one in self:
            super().discard(one)
            self._watch.go((self._name, one), one)

    def remove(self, one: Any) -> None:
        if one not in self:
            raise KeyError(one)
        self.discard(one)

    def pop(self) -> Any:
        one = next(iter(self))
        self.discard(one)
        return one

    def clear(self) -> None:
        for one in list(self):
            self.discard(one)

    def update(self, *others: Iterable[Any]) -> None:
        for one in self._all(others):
            self.add(one)

    def difference_update(self, *others: Iterable[Any]) -> None:
        for one in self._all(others):
            self.discard(one)

    def __ior__(self, others: Any) -> Any:  # type: ignore[misc]
        self.update(others)
        return self

    def __isub__(self, others: Any) -> Any:  # type: ignore[misc]
        self.difference_update(others)
        return self

    def __iand__(self, others: Any) -> Any:  # type: ignore[misc]
        self.difference_update(set(self) - set(others))
        return self

    def intersection_update(self, *others: Iterable[Any]) -> None:
        for other in others:
            self.difference_update(set(self).difference(other))

    def symmetric_difference_update(self, other: Iterable[Any]) -> None:
        added, removed = set(other) - self, self & set(other)
        self.difference_update(removed)
        self.update(added)

    def __ixor__(self, other: Any) -> Any:  # type: ignore[misc]
        self.symmetric_difference_update(other)
        return self

    @staticmethod
    def _all(others: Iterable[Iterable[Any]]) -> Iterator[Any]:
        for other in others:
            yield from list(other)


class _Log(deque[Exchange]):
    """The exchanges of the store; what falls out of it may still be some call's."""

    def __init__(self, watch: Watch, held: deque[Exchange]) -> None:
        super().__init__(maxlen=held.maxlen)
        self._watch = watch
        self.extend(held)

    def append(self, exchange: Exchange) -> None:
        if len(self) == self.maxlen:
            self._watch.let_fall((self[0],))
        super().append(exchange)
        self._watch.know(exchange)

    def extend(self, exchanges: Iterable[Exchange]) -> None:
        for one in exchanges:
            self.append(one)

    def popleft(self) -> Exchange:
        self._watch.let_fall((self[0],))
        return super().popleft()

    def clear(self) -> None:
        self._watch.let_fall(tuple(self))
        super().clear()


def table_of(watch: Watch, name: str, field: Any) -> Any:
    """Return what is to stand in a store for a field of it, ``None`` where the field is no table."""
    if isinstance(field, deque) and name == EXCHANGES:
        return _Log(watch, field)
    if isinstance(field, OrderedDict):
        return _OrderedTable(watch, name, field)
    if isinstance(field, dict):
        return _PlainTable(watch, name, field)
    if isinstance(field, set):
        return _Elements(watch, name, field)
    return None


def put_back(table: Any, key: Any, record: Any) -> None:
    """Put what a row of a table holds there as it is watched; that is no change."""
    if isinstance(table, _Table):
        table.replace(key, record)
