"""The signature of a webhook, written from its description (twilio-behaviour 5.8)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable


def sign(token: str, url: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """Sign ``url`` (no fragment) and the form's ``params`` with the account's ``token``.

    Names in ascending order, each followed by its value; of a repeated name the distinct values, sorted. HMAC-SHA1,
    base64.
    """
    pieces = [url]
    for name, value in sorted(set(params)):
        pieces += (name, value)
    digest = hmac.digest(token.encode(), "".join(pieces).encode(), hashlib.sha1)
    return base64.b64encode(digest).decode()
