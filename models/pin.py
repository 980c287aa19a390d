"""PINs: how they are hashed and which ones are too easy (domain 7.4). Nothing here touches the database."""

import base64
import hmac
import itertools
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from models.identity import birth_of, initial_pin

PIN_LENGTH: Final = 6


class PinHasher:
    """argon2id with 19 MiB, 2 passes and 1 lane: about 25 ms a PIN, so that 5 tries are cheap and 10^6 are not."""

    def __init__(self, *, memory_kib: int = 19 * 1024, passes: int = 2) -> None:
        self._argon2 = PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
        )
        # Well-formed, of full cost, and matched by no PIN: what is verified where there is no hash to verify.
        salt, nothing = (base64.b64encode(os.urandom(n)).decode().rstrip("=") for n in (16, 32))
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={passes},p=1${salt}${nothing}"

    @classmethod
    def cheap(cls) -> "PinHasher":
        """For tests and benchmarks only: the same function at the least cost argon2 allows."""
        return cls(memory_kib=8, passes=1)

    def hash(self, pin: str) -> str:
        """The salted hash to store, with its parameters inside."""
        return self._argon2.hash(pin)

    def verify(self, pin_hash: str | None, pin: str) -> bool:
        """Whether `pin` belongs to `pin_hash`; takes the same time for None, where the answer is always no."""
        try:
            return self._argon2.verify(pin_hash or self._nobody, pin)
        except (VerificationError, InvalidHashError):
            return False


class PinFault(StrEnum):
    """Why a new PIN is refused."""

    NOT_SIX_DIGITS = "not_six_digits"
    SAME_DIGITS = "same_digits"
    STRAIGHT_RUN = "straight_run"
    COMMON = "common"
    INITIAL = "initial"
    BIRTHDAY = "birthday"
    PHONE_TAIL = "phone_tail"
    SAME_AS_OLD = "same_as_old"
    ID_NOT_CONFIRMED = "id_not_confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinOwner:
    """What is known of the person whose PIN is judged; `phones` are the bound numbers, E.164."""

    id_number: str
    phones: tuple[str, ...] = ()


def _repeats(pin: str, _owner: PinOwner) -> bool:
    return len(set(pin)) == 1


def _runs(pin: str, _owner: PinOwner) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    return steps in ({1}, {9})  # 890123 and 210987 run on through 0


def _is_common(pin: str, _owner: PinOwner) -> bool:
    """Two or three digits repeated, pairs, mirror images, and doubled ladders: what people try after 123456."""
    halves_repeat = pin[:3] == pin[3:]
    pairs_repeat = pin[:2] == pin[2:4] == pin[4:]
    mirrored = pin[:3] == pin[:2:-1]
    ladder_of_pairs = pin[0] == pin[1] and pin[2] == pin[3] and pin[4] == pin[5]
    triples = len(set(pin[:3])) == 1 and len(set(pin[3:])) == 1
    return halves_repeat or pairs_repeat or mirrored or ladder_of_pairs or triples


def _is_initial(pin: str, owner: PinOwner) -> bool:
    return pin == initial_pin(owner.id_number)


def _is_birthday(pin: str, owner: PinOwner) -> bool:
    return pin in birthday_pins(birth_of(owner.id_number))


def _is_phone_tail(pin: str, owner: PinOwner) -> bool:
    return any(phone.endswith(pin) for phone in owner.phones)


PIN_RULES: Final[tuple[tuple[PinFault, Callable[[str, PinOwner], bool]], ...]] = (
    (PinFault.SAME_DIGITS, _repeats),
    (PinFault.STRAIGHT_RUN, _runs),
    (PinFault.COMMON, _is_common),
    (PinFault.INITIAL, _is_initial),
    (PinFault.BIRTHDAY, _is_birthday),
    (PinFault.PHONE_TAIL, _is_phone_tail),
)
"""The rules for six digits, first fault first; each says whether the PIN breaks it."""

PIN_FAULTS: Final = tuple(PinFault)
"""Every fault that a channel must have words for."""


def birthday_pins(birth: date) -> frozenset[str]:
    """The six-digit ways to write a birth date."""
    forms: Iterable[str] = ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m", "%m%Y")
    return frozenset(birth.strftime(form) for form in forms)


def fault_in(pin: str, owner: PinOwner) -> PinFault | None:
    """The first rule that `pin` breaks for `owner`, or None; does not know the old PIN."""
    if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        return PinFault.NOT_SIX_DIGITS
    return next((fault for fault, breaks in PIN_RULES if breaks(pin, owner)), None)


def same(one: str, other: str) -> bool:
    """Equality that takes the same time wherever the difference is."""
    return hmac.compare_digest(one.encode(), other.encode())
