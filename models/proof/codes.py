"""One-time codes by text (domain 4.3, L3): six digits, ten minutes, three tries, one purpose, used once.

Only a keyed hash of number, purpose and code is stored. A try is counted in the same statement that looks for a live
code, so that texts that arrive at once are evaluated three times at most.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, update

from models.database import Db
from models.tables.one_time_code import CodePurpose, OneTimeCode
from models.upsert import upsert
from models.vault import Vault

VALID_FOR: Final = timedelta(minutes=10)
"""How long a code can be used."""
MOST_TRIES: Final = 3
"""How often one may be guessed at."""
DIGITS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """The code was right, and is used up now; `person_id` is whom it was sent for."""

    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """The code was wrong; `person_id` is whom the one that was sent is for, None where none is live."""

    person_id: int | None


_ISSUE: Final = upsert(
    OneTimeCode,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[OneTimeCode.phone_hash, OneTimeCode.purpose],
        set_={
            name: insert.excluded[name]
            for name in ("code_hash", "person_id", "sent_at", "expires_at", "tries", "used_at")
        },
    ),
)

_TRY: Final = (
    update(OneTimeCode)
    .where(
        OneTimeCode.phone_hash == bindparam("phone"),
        OneTimeCode.purpose == bindparam("what_for"),
        OneTimeCode.used_at.is_(None),
        OneTimeCode.expires_at > bindparam("now"),
        OneTimeCode.tries < MOST_TRIES,
    )
    .values(tries=OneTimeCode.tries + 1)
    .returning(OneTimeCode.code_hash, OneTimeCode.person_id)
    .execution_options(synchronize_session=False)
)


def issue(db: Db, e164: str, purpose: CodePurpose, person_id: int, at: datetime) -> str:
    """A new code for a number, in place of any older one for that purpose; kept when the transaction commits."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    vault: Vault = db.info["vault"]
    db.execute(
        _ISSUE(db),
        {
            "phone_hash": vault.phone_hash(e164),
            "purpose": purpose,
            "code_hash": _hash(vault, e164, purpose, code),
            "person_id": person_id,
            "sent_at": at,
            "expires_at": at + VALID_FOR,
            "tries": 0,
            "used_at": None,
        },
    )
    return code


def redeem(db: Db, e164: str, purpose: CodePurpose, code: str, at: datetime) -> Redeemed | Wrong:
    """Whether this is the live code of a number; the try counts. Kept when the transaction commits."""
    vault: Vault = db.info["vault"]
    phone_hash = vault.phone_hash(e164)
    live = db.execute(_TRY, {"phone": phone_hash, "what_for": purpose, "now": at}).one_or_none()
    if live is None or live.person_id is None:
        return Wrong(person_id=None)
    if not hmac.compare_digest(live.code_hash, _hash(vault, e164, purpose, code)):
        return Wrong(person_id=live.person_id)
    db.execute(
        update(OneTimeCode)
        .where(OneTimeCode.phone_hash == phone_hash, OneTimeCode.purpose == purpose)
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    return Redeemed(person_id=live.person_id)


def _hash(vault: Vault, e164: str, purpose: CodePurpose, code: str) -> bytes:
    """The number's own keyed hash, of a text that no telephone number is."""
    return vault.phone_hash(f"code:{purpose}:{e164}:{code}")
