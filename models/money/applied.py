"""What it is to apply an event: a handler for each kind, and the facts that are kept of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.errors import LedgerError
from models.money.authorising import account_of

Facts = dict[str, str | int | None]
"""The numbers behind an event, without personal data; `failure` says why it was answered with one."""
Handlers = Mapping[type, Callable[[Session, Any, str, datetime], Facts]]
"""Each kind of event with what applies it, under its number and at its aware moment."""


def account_for(db: Session, person_id: int) -> int:
    """The personal account of somebody. Raises LedgerError where there is none."""
    account = account_of(db, person_id)
    if account is None:
        raise LedgerError("The person has no personal account.")
    return account
