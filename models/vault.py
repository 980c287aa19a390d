"""Fields at rest: encryption and keyed hashes, all keys derived from the one secret key.

An ID number, name or telephone number is stored twice: as AES-GCM ciphertext, to be shown to those who may see it, and,
where it must be found again, as an HMAC-SHA256 of itself. Neither can be made or read without the secret key.
"""

import hmac
import os
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.errors import VaultError

SHORTEST_KEY: Final = 16
"""Bytes a secret key must have at least."""

_VERSION: Final = b"\x01"
_NONCE: Final = 12


class Sealed(StrEnum):
    """What a ciphertext holds; a ciphertext of one kind does not open as another."""

    ID_NUMBER = "person.id_number"
    NAME = "person.name"
    PHONE = "phone"
    CANDIDATE = "call.candidate"
    SPOKEN = "call.answer"
    ANSWER = "message.answer"
    TICKET_TEXT = "ticket.text"
    TICKET_ANSWER = "ticket.answer"
    NOTICE = "notice.facts"
    WRAP_UP = "wrap_up.note"


def normal_id(id_number: str) -> str:
    """The one spelling of an ID number that is hashed and stored: no blanks, X in upper case."""
    return id_number.strip().upper()


class Vault:
    """Encrypts, decrypts and hashes fields; safe to share between threads.

    `secret_key` is any byte string of at least 16 bytes; a shorter one raises VaultError. Each use has a key of its
    own, derived by HKDF-SHA256, so that a ciphertext key never doubles as a hash key.
    """

    __slots__ = ("_address_key", "_ciphers", "_identity_key", "_phone_key")

    def __init__(self, secret_key: bytes) -> None:
        if len(secret_key) < SHORTEST_KEY:
            raise VaultError(f"The secret key has {len(secret_key)} bytes; give it at least {SHORTEST_KEY}.")
        self._ciphers = {kind: AESGCM(_derive(secret_key, f"seal:{kind}")) for kind in Sealed}
        self._identity_key = _derive(secret_key, "hash:id_number")
        self._phone_key = _derive(secret_key, "hash:phone")
        self._address_key = _derive(secret_key, "hash:address")

    def seal(self, kind: Sealed, text: str) -> bytes:
        """The ciphertext of `text`: one version byte, a random nonce, then the AES-GCM output."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._ciphers[kind].encrypt(nonce, text.encode(), kind.encode())

    def unseal(self, kind: Sealed, sealed: bytes) -> str:
        """The text that `seal` was given; raises VaultError when the key, the kind or the bytes do not fit."""
        if sealed[:1] != _VERSION:
            raise VaultError("A stored field has a form this version does not know.")
        nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return self._ciphers[kind].decrypt(nonce, body, kind.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise VaultError("The secret key is not the one this database was written with.") from error

    def id_hash(self, id_number: str) -> bytes:
        """The 32-byte keyed hash by which a person is found; well-formed or not, every string has one."""
        return hmac.digest(self._identity_key, normal_id(id_number).encode(), "sha256")

    def phone_hash(self, e164: str) -> bytes:
        """The 32-byte keyed hash by which a telephone number is found."""
        return hmac.digest(self._phone_key, e164.encode(), "sha256")

    def address_hash(self, address: str) -> bytes:
        """The 32-byte keyed hash by which a network address, or somebody at one, is found."""
        return hmac.digest(self._address_key, address.encode(), "sha256")


def _derive(secret_key: bytes, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"hotline-12393", info=use.encode()).derive(secret_key)
