"""Resources that are kept and given back: one table, and the five operations that all of them share.

A shelf is a kind of resource; what may be asked of it follows from its row. What is on one belongs to an account, and
may belong to a resource on another shelf, with which it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import form, formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.form import Parameter
from twilio_emulator.api.operation import Operation
from twilio_emulator.store import Shelved, new_sid

EVERY = ("create", "list", "fetch", "update", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One kind of resource: ``name`` is its path's last word, ``array`` what its list is called.

    ``within`` is the shelf whose resources it belongs to; ``owner`` is then the name of that one's SID, in the path as
    ``Owner`` and in the answer as ``owner``, in snake case. ``place`` is what stands between the account and the name.
    ``below`` are the names and paths of what belongs to it. ``key`` is the name of the SID in the answer and in the
    path. A value of ``unique`` may be there once; another is refused with ``taken``. ``filters`` are the query
    parameters of its list. ``in_use`` tells why a resource cannot be deleted: a code, or 0.
    """

    name: str
    prefix: str
    array: str
    table: tuple[Parameter, ...]
    place: str = ""
    within: Shelf | None = None
    owner: str = ""
    below: Mapping[str, str] = field(default_factory=dict)
    key: str = "Sid"
    can: tuple[str, ...] = EVERY
    unique: str = ""
    taken: int = 20409
    filters: tuple[str, ...] = ()
    own: Callable[[Asked, Shelved], dict[str, Any]] = lambda asked, record: {}
    in_use: Callable[[Asked, Shelved], int] = lambda asked, record: 0
    prepared: Callable[[Asked, dict[str, Any]], None] = lambda asked, values: None
    dated: bool = True

    @property
    def path(self) -> str:
        """The path of its list, as the vendor's documents write it, without the ending."""
        above = self.within
        before = f"{above.path}/{{{self.owner}}}" if above is not None else f"/{{AccountSid}}{self.place}"
        return f"{before}/{self.name}"

    def where(self, asked: Asked, record: Shelved) -> str:
        """Return the path of one resource."""
        path = self.path.replace("{AccountSid}", record.account_sid).replace(f"{{{self.owner}}}", record.parent_sid)
        return f"{formats.BASE}{path}/{record.sid}"

    def all(self, asked: Asked) -> Iterator[Shelved]:
        """Yield what the account has on it, newest first; of one that belongs to another, what belongs to that."""
        parent = self.parent(asked)
        for record in reversed(asked.store.shelves.get(self.name, {}).values()):
            if record.account_sid == asked.account.sid and record.parent_sid == parent:
                yield record

    def parent(self, asked: Asked) -> str:
        """Return the SID of what it belongs to; raises 20404 where there is none."""
        return self.within.find(asked, asked.sids[self.owner]).sid if self.within is not None else ""

    def find(self, asked: Asked, sid: str) -> Shelved:
        """Return one resource of the account; raises 20404."""
        return asked.own(asked.store.shelves.get(self.name, {}).get(sid))

    def described(self, asked: Asked, record: Shelved) -> dict[str, Any]:
        """Return the resource as an answer has it."""
        path = self.where(asked, record)
        dates = {
            "date_created": formats.date(record.created_at),
            "date_updated": formats.date(record.updated_at),
        }
        return {
            form.snake(self.key): record.sid,
            "account_sid": record.account_sid,
            **({form.snake(self.owner): record.parent_sid} if self.owner else {}),
            **form.shown(record.values, self.table),
            **(dates if self.dated else {}),
            "uri": f"{path}.json",
            **(
                {"subresource_uris": {name: f"{path}/{sub}.json" for name, sub in self.below.items()}}
                if self.below
                else {}
            ),
            **self.own(asked, record),
        }


def put(asked: Asked, shelf: Shelf, values: dict[str, Any], parent_sid: str = "") -> Shelved:
    """Put a new resource on a shelf."""
    now = asked.now()
    record = Shelved(
        sid=new_sid(shelf.prefix),
        account_sid=asked.account.sid,
        parent_sid=parent_sid,
        values=values,
        created_at=now,
        updated_at=now,
    )
    asked.store.shelves.setdefault(shelf.name, {})[record.sid] = record
    return record


def create(shelf: Shelf, asked: Asked) -> dict[str, Any]:
    """Make one; raises the codes of its table, and ``taken``."""
    parent = shelf.parent(asked)
    values = form.created(asked, shelf.table)
    shelf.prepared(asked, values)
    _refuse_twice(shelf, asked, values, None)
    return shelf.described(asked, put(asked, shelf, values, parent))


def list_all(shelf: Shelf, asked: Asked) -> dict[str, Any]:
    """Return a page of them; a filter wants the very value."""
    wanted = {form.snake(name): asked.query[name] for name in shelf.filters if asked.query.get(name)}
    found = (
        record
        for record in list(shelf.all(asked))
        if all(str(record.values[name]).lower() == value.lower() for name, value in wanted.items())
    )
    return paging.page(asked, shelf.array, found, shelf.described)


def fetch(shelf: Shelf, asked: Asked) -> dict[str, Any]:
    """Return one."""
    return shelf.described(asked, _one(shelf, asked))


def update(shelf: Shelf, asked: Asked) -> dict[str, Any]:
    """Change what was sent; raises the codes of its table, and ``taken``."""
    record = _one(shelf, asked)
    values = {**record.values, **form.changed(asked, shelf.table)}
    shelf.prepared(asked, values)
    _refuse_twice(shelf, asked, values, record)
    record.values = values
    record.updated_at = asked.now()
    return shelf.described(asked, record)


def delete(shelf: Shelf, asked: Asked) -> None:
    """Forget one, with what belongs to it; raises the code of what still needs it."""
    record = _one(shelf, asked)
    code = shelf.in_use(asked, record)
    if code:
        raise ApiError(code)
    for others in asked.store.shelves.values():
        for sid in [one.sid for one in others.values() if one.parent_sid == record.sid]:
            del others[sid]
    del asked.store.shelves[shelf.name][record.sid]


def _one(shelf: Shelf, asked: Asked) -> Shelved:
    parent, record = shelf.parent(asked), shelf.find(asked, asked.sids[shelf.key])
    if record.parent_sid != parent:
        raise asked.missing()
    return record


def _refuse_twice(shelf: Shelf, asked: Asked, values: dict[str, Any], besides: Shelved | None) -> None:
    if shelf.unique and any(
        one is not besides and one.values[shelf.unique] == values[shelf.unique] for one in shelf.all(asked)
    ):
        raise ApiError(shelf.taken, name=shelf.unique)


def operations(shelf: Shelf) -> tuple[Operation, ...]:
    """Return what may be asked of a shelf."""
    many, one = f"{shelf.path}.json", f"{shelf.path}/{{{shelf.key}}}.json"
    rows = {
        "create": (HTTPMethod.POST, many, create, 201),
        "list": (HTTPMethod.GET, many, list_all, 200),
        "fetch": (HTTPMethod.GET, one, fetch, 200),
        "update": (HTTPMethod.POST, one, update, 200),
        "delete": (HTTPMethod.DELETE, one, delete, 204),
    }
    return tuple(
        Operation(method=method, path=path, handler=partial(handler, shelf), status=status)
        for method, path, handler, status in (rows[name] for name in shelf.can)
    )
