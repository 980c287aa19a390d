"""Which exchange a request is about, for which account it was made, and whose application it asks."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from twilio_emulator.control import rows
from twilio_emulator.control.operation import Asked
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rows import Kept
from twilio_emulator.desk import Desk
from twilio_emulator.rest_log import RestRequest
from twilio_emulator.store import Exchange, Number, Store, WsgiApp

ID = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")


def find(asked: Asked) -> Kept:
    """Return the exchange that the path names; raises :class:`Refusal` 404 where there is none, or no longer."""
    written = asked.path["id"]
    desk = asked.switchboard.desk
    if ID.fullmatch(written):
        first, dot, second = written.partition(".")
        with desk.lock:
            if dot:
                request = desk.rest_log.find(int(second))
                if request is not None and rows.key_of_id(written) == rows.key_of(request):
                    return request
            else:
                kept = desk.store.exchanges
                place = int(first) - kept[0].number if kept else -1
                if 0 <= place < len(kept):
                    return kept[place]
    raise Refusal(404, "unknown_exchange", f"there is no exchange {written[:60]!r}, or no longer")


def account_of(store: Store, one: Exchange) -> str:
    """Return the SID of the account a webhook was made for."""
    subject = store.calls.get(one.subject_sid) or store.messages.get(one.subject_sid)
    return subject.account_sid if subject is not None else dict(one.params).get("AccountSid", store.account.sid)


def app_of(desk: Desk, one: Exchange, url: str) -> WsgiApp | None:
    """Return the application object that answers ``url`` for the call or text of ``one``, if one does."""
    for number in _numbers(desk, one):
        app = desk.app_for(number, url)
        if app is not None:
            return app
    return None


def _numbers(desk: Desk, one: Exchange) -> Iterator[Number]:
    """Yield whose application it may be: the number that was called first, then the others of the account."""
    store, account_sid = desk.store, account_of(desk.store, one)
    subject = store.calls.get(one.subject_sid) or store.messages.get(one.subject_sid)
    for digits in (subject.to, subject.from_) if subject is not None else ():
        number = store.answering(digits)
        if number is not None:
            yield number
    for number in (*store.applications.values(), *store.numbers.values()):
        if number.account_sid in ("", account_sid):
            yield number


def place_of(app: WsgiApp) -> tuple[str, str] | None:
    """Return the module that has ``app``, and under which name; ``None`` where none has."""
    home = getattr(app, "import_name", None)
    first = [sys.modules[home]] if isinstance(home, str) and home in sys.modules else []
    for module in (*first, *list(sys.modules.values())):
        name = getattr(module, "__name__", "")
        if name in ("", "__main__") or not all(part.isidentifier() for part in name.split(".")):
            continue
        for attribute, value in list(getattr(module, "__dict__", {}).items()):
            if value is app and attribute.isidentifier():
                return name, attribute
    return None


def offers(desk: Desk, one: Kept) -> list[str]:
    """Return what can be done with an exchange: ``replay``, ``curl``, ``pytest``."""
    if isinstance(one, RestRequest):
        return ["curl"]
    app = app_of(desk, one, one.url)
    found = ["replay"] + ["curl"] * (app is None)
    if one.status and not one.redirects and (app is None or place_of(app) is not None):
        found.append("pytest")
    return found


__all__ = ["ID", "account_of", "app_of", "find", "offers", "place_of"]
