"""Writing rows by the hundred thousand: `executemany` of tuples on SQLite, COPY on PostgreSQL.

Both write in the transaction of the db session they are given, through the constraints and triggers of the tables.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Load = Callable[[str, Sequence[str], Sequence[tuple[Any, ...]]], None]
"""Writes rows: (table, its columns, tuples in their order)."""


def loader(db: Session) -> Load:
    """The quick way to write rows into the database of `db`. Moments are texts without a zone and mean UTC."""
    connection: Any = db.connection().connection.driver_connection
    if db.get_bind().dialect.name == "sqlite":
        return _by_staging(connection)
    db.execute(text("SET LOCAL TIME ZONE 'UTC'"))
    return _by_copy(connection)


def _by_staging(connection: Any) -> Load:
    """Each batch goes into a bare temporary table and from there, in one statement, through checks and triggers.

    SQLite prepares the lists of a CHECK (… IN …) once a statement, which makes a statement a row twice as slow.
    """
    connection.execute("PRAGMA cache_size=-65536")

    def load(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        names, places = ", ".join(columns), ", ".join("?" * len(columns))
        for statement in (
            f"CREATE TEMP TABLE IF NOT EXISTS staged_{table} AS SELECT {names} FROM {table} LIMIT 0",  # noqa: S608
            f"DELETE FROM staged_{table}",  # noqa: S608
        ):
            connection.execute(statement)
        connection.executemany(f"INSERT INTO staged_{table} VALUES ({places})", rows)  # noqa: S608
        connection.execute(f"INSERT INTO {table} ({names}) SELECT * FROM staged_{table} ORDER BY rowid")  # noqa: S608

    return load


def _by_copy(connection: Any) -> Load:
    def load(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    return load


def continue_numbering(db: Session, tables: Sequence[str]) -> None:
    """Let the next row that PostgreSQL numbers by itself follow those that were written with a number."""
    if db.get_bind().dialect.name == "sqlite":
        return
    for table in tables:
        newest = f"(SELECT max(id) FROM {table})"  # noqa: S608  our own tables
        db.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest})"))
