"""Who asks: the account's SID and token, or a key's, by HTTP Basic (twilio-behaviour 5.1)."""

from __future__ import annotations

import base64
import binascii
import hmac
from functools import lru_cache

from twilio_emulator.api.errors import ApiError
from twilio_emulator.store import Store, TwilioAccount


def account_of(store: Store, header: str, wanted: str, path: str) -> TwilioAccount:
    """Return the account the path names, when whoever asks may act for it.

    That is the account itself, its parent, or a key of either. Raises 20003 for wrong credentials, 20005 where whoever
    asks is suspended or closed, 20404 for an account that is none of theirs.
    """
    user, secret = _credentials(header)
    account = _known(store, user, secret)
    if account.status != "active":
        raise ApiError(20005)
    if not wanted or wanted == account.sid:
        return account
    other = store.accounts.get(wanted)
    if other is None or other.owner_sid != account.sid:
        raise ApiError(20404, path=path)
    return other


def _known(store: Store, user: str, secret: str) -> TwilioAccount:
    """Return the account that ``user`` stands for; raises 20003 where the secret is wrong."""
    account = store.accounts.get(user)
    if account is not None and hmac.compare_digest(account.auth_token.encode(), secret.encode()):
        return account
    key = store.keys.get(user)
    if key is not None and hmac.compare_digest(key.secret.encode(), secret.encode()):
        return store.accounts[key.account_sid]
    raise ApiError(20003)


@lru_cache(maxsize=64)
def _credentials(header: str) -> tuple[str, str]:
    scheme, _, packed = header.partition(" ")
    if scheme.lower() != "basic":
        raise ApiError(20003)
    try:
        user, _, secret = base64.b64decode(packed, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise ApiError(20003) from None
    return user, secret
