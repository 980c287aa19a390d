"""Keeps a store in a file: reads it at the beginning, and writes what has changed before anybody is told of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from typing import Any

from twilio_emulator.state.codec import EXCHANGES, Codec, Damaged, Row
from twilio_emulator.state.journal import Journal, StateError
from twilio_emulator.state.watching import PLAIN, Root, Watch
from twilio_emulator.store import Store

log = logging.getLogger(__name__)

CLOCK = Row("clock", '"now"', "")
"""Where the time of a virtual clock stands."""
SOON = 0.02
"""Seconds after which changes are written that nobody has asked about."""

codec = cache(Codec)
"""The codec, made when it is first needed."""


class Keeper:
    """Has the rows of one file in ``store``, and the changes of the store in the file.

    ``lock`` guards the store. Where time is virtual, ``now`` tells it, and it is kept. Raises :class:`StateError` where
    the file cannot be used.
    """

    def __init__(
        self,
        store: Store,
        journal: Journal,
        lock: AbstractContextManager[Any],
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._store, self._journal, self._lock, self._now = store, journal, lock, now
        self._pending, self._closing = threading.Event(), threading.Event()
        self._codec = codec()
        rows = journal.read()
        self.began_at: datetime | None = None
        try:
            self._load(rows)
        except Damaged as error:
            journal.close()
            raise journal.damaged(error) from error
        self._watch = Watch(store, self._pending.set)
        written = {(one.table, one.key) for one in rows}
        for root in [root for root in self._watch.changed if self._name(root) in written]:
            del self._watch.changed[root]
        self._single = {
            name: "" for name, table in self._codec.tables.items() if isinstance(getattr(store, name), PLAIN)
        } | {"account": ""}
        self._written_at: datetime | None = None
        self._thread = threading.Thread(target=self._go_on, name="emulator-state", daemon=True)
        self._thread.start()

    def write(self) -> None:
        """Write what has changed. Raises :class:`StateError` where that cannot be; it is tried again next time."""
        watch = self._watch
        now = self._now() if self._now is not None else None
        if watch.quiet and now == self._written_at:
            return
        with self._lock:
            watch.let_go()
            changed, gone = dict(watch.changed), dict(watch.gone)
            rows = [row for row in map(self._row, changed) if row is not None]
            for name, before in self._single.items():
                row = self._codec.row(self._store, name, None)
                if row is not None and row.value != before:
                    rows.append(row)
            if now is not None:
                rows.append(CLOCK._replace(value=now.isoformat()))
            self._journal.write([self._name(root) for root in gone], rows)
            self._written_at = now
            for noted, written in ((watch.changed, changed), (watch.gone, gone)):
                for root, note in written.items():
                    if noted.get(root) is note:  # and has not changed again meanwhile
                        del noted[root]
            for row in rows:
                if row.table in self._single:
                    self._single[row.table] = row.value

    def read(self) -> list[Row]:
        """Return what is in the file."""
        with self._lock:
            return self._journal.read()

    def close(self) -> None:
        """Write what is left, and let others have the file."""
        self._closing.set()
        self._pending.set()
        self._thread.join()
        try:
            self.write()
        finally:
            self._journal.close()

    def _load(self, rows: list[Row]) -> None:
        """Read what is in the file; the account that was asked for is the first one, with the token that was."""
        store, asked = self._store, self._store.account
        try:
            self.began_at = next((datetime.fromisoformat(one.value) for one in rows if one[:2] == CLOCK[:2]), None)
        except ValueError as error:
            raise Damaged(f"what it says of the time cannot be read ({error})") from error
        self._codec.fill(store, rows)
        kept = store.accounts.setdefault(asked.sid, asked)
        kept.auth_token = asked.auth_token
        store.account = kept

    def _row(self, root: Root) -> Row | None:
        self._watch.current(root)
        table, key = root
        if table == EXCHANGES:
            exchange = self._watch.exchanges.get(key)  # type: ignore[call-overload]
            return self._codec.exchange(exchange) if exchange is not None else None
        return self._codec.row(self._store, table, key)

    def _name(self, root: Root) -> tuple[str, str]:
        return root[0], self._codec.tables[root[0]].key(root[1])

    def _go_on(self) -> None:
        """Write, soon after it, what changes without a request: a timer's doing, or a person's."""
        while True:
            self._pending.wait()
            self._pending.clear()
            if self._closing.wait(SOON):
                return
            try:
                self.write()
            except Exception:
                log.exception("the state could not be written")


__all__ = ["Keeper", "StateError"]
