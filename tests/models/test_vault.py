"""Fields at rest: nothing in clear in the file, nothing opened with another key or as another kind."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models import Database, MessageRecord, Person, PinHasher, Vault, VaultError, credentials, tickets
from models.seed import DemoPerson
from models.vault import Sealed

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KEY = b"a secret key for tests, 32 bytes"
VAULT = Vault(KEY)


@given(text=st.text(), kind=st.sampled_from(Sealed))
def test_what_is_sealed_opens_again(text: str, kind: Sealed) -> None:
    if not any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        assert VAULT.unseal(kind, VAULT.seal(kind, text)) == text


def test_the_same_text_is_never_sealed_alike() -> None:
    assert VAULT.seal(Sealed.NAME, "张晓明") != VAULT.seal(Sealed.NAME, "张晓明")


@pytest.mark.parametrize("spoilt", ["key", "kind", "last byte", "version", "nothing"])
def test_what_does_not_fit_is_not_opened(spoilt: str) -> None:
    sealed = VAULT.seal(Sealed.NAME, "张晓明")
    vault, kind = VAULT, Sealed.NAME
    if spoilt == "key":
        vault = Vault(KEY[::-1])
    elif spoilt == "kind":
        kind = Sealed.PHONE
    elif spoilt == "last byte":
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    else:
        sealed = b"\x02" + sealed[1:] if spoilt == "version" else b""
    with pytest.raises(VaultError):
        vault.unseal(kind, sealed)


def test_a_short_key_is_refused_in_one_sentence() -> None:
    with pytest.raises(VaultError, match="5 bytes; give it at least 16"):
        Vault(b"short")


def test_hashes_depend_on_the_key_and_on_what_is_hashed() -> None:
    assert VAULT.id_hash("990101198503120010") == Vault(KEY).id_hash(" 990101198503120010 ")
    assert VAULT.id_hash("99011019910205018x") == VAULT.id_hash("99011019910205018X")
    assert VAULT.id_hash("+8612010000001") != VAULT.phone_hash("+8612010000001")
    assert VAULT.id_hash("990101198503120010") != Vault(KEY[::-1]).id_hash("990101198503120010")
    assert len(VAULT.phone_hash("+8612010000001")) == 32


def written_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def test_the_file_holds_no_id_number_name_phone_or_pin_in_clear(
    sqlite_url: str, tmp_path: Path, demo: Mapping[str, DemoPerson]
) -> None:
    database = Database(sqlite_url, KEY, pin_hasher=PinHasher.cheap())
    with database.session() as db:
        for person in demo.values():
            credentials.verify_by_id(db, person.id_number, person.pin, NOW)
            tickets.open(db, "callback", person.phone, person.person_id, f"CA{person.person_id}", NOW)
            message = MessageRecord(
                direction="incoming", sender_hash=database.vault.phone_hash(person.phone or ""), at=NOW
            )
            message.keep_answer(database.vault, f"【12393医保】{person.name}，余额1234.56元。")
            db.add(message)
    there = written_bytes(tmp_path)
    assert b"argon2id" in there  # it is the right file, and not a compressed one
    for person in demo.values():
        assert person.id_number.encode() not in there
        assert person.id_number[:14].encode() not in there
        assert person.name.encode() not in there
        if person.phone:
            assert person.phone.encode() not in there
            assert person.phone[-11:].encode() not in there
        if person.new_pin:
            assert person.new_pin.encode() not in there
    database.dispose()


def test_no_column_of_any_row_holds_them_in_clear(sqlite_url: str, demo: Mapping[str, DemoPerson]) -> None:
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    secrets = [
        secret
        for person in demo.values()
        for secret in (person.id_number, person.name, person.phone, person.new_pin)
        if secret
    ]
    for table in tables:
        for row in connection.execute(f"SELECT * FROM {table}"):
            for value in row:
                shown = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                assert not any(secret in shown for secret in secrets), (table, shown)
    connection.close()


def test_the_database_opens_with_its_own_key_alone(sqlite_url: str, demo: Mapping[str, DemoPerson]) -> None:
    database = Database(sqlite_url, KEY[::-1])
    with database.session() as db:
        sealed = db.scalars(select(Person.name_sealed).limit(1)).one()
        with pytest.raises(VaultError, match="not the one this database was written with"):
            database.vault.unseal(Sealed.NAME, sealed)
    database.dispose()
