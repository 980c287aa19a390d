"""INSERT … ON CONFLICT, which SQLite and PostgreSQL spell alike but SQLAlchemy keeps per dialect.

Building a statement costs more than running it, so each is built once for either database.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.database import Db

_DIALECTS: Final = {"sqlite": sqlite, "postgresql": postgresql}


def upsert(table: Any, build: Callable[[Any], Any]) -> Callable[[Db], Any]:
    """Build a statement from `insert(table)` of both dialects; the function returned picks the one that is asked."""
    built = {name: build(dialect.insert(table)) for name, dialect in _DIALECTS.items()}
    return lambda db: built[(db.get_bind() if isinstance(db, Session) else db).dialect.name]
