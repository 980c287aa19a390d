"""The address of a webhook, taken apart once: what goes over the wire, what is signed, what is neither.

The fragment (connection overrides) and the userinfo (sent as Basic authorization) are no part of the URL that is
requested and signed (twilio-behaviour 1.7, 5.8).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus, urldefrag, urljoin, urlsplit

import httpx

from twilio_emulator.webhook.answer import Answer, Failed
from twilio_emulator.webhook.overrides import Overrides, overrides_of

REDIRECTS = frozenset({301, 302, 303, 307})
"""What is followed; any other 3xx is no redirect (https://www.twilio.com/docs/api/errors/11216)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a webhook goes.

    ``url`` is requested and signed: percent-encoded, with a path. ``document`` is the same with its userinfo, so that a
    relative URL in the document keeps it. ``authorization`` is the header's value, empty where there is no userinfo.
    """

    url: str
    document: str
    origin: tuple[str, str]
    authorization: str
    overrides: Overrides


@lru_cache(maxsize=256)
def address_of(url: str) -> Address:
    """Take ``url`` apart; raises :class:`Failed` 11100 where it is no absolute http address."""
    try:
        _ = urlsplit(url).port  # httpx is content with what is no host and no port
        start, _, query = urldefrag(url).url.partition("?")
        # A "?" with nothing behind it is nothing that an application could sign: it does not see it.
        whole = httpx.URL(f"{start}?{query}" if query else start)
    except (httpx.InvalidURL, ValueError) as error:
        raise Failed(11100, f"{url[:200]!r} is not a URL: {error}") from None
    if whole.scheme not in ("http", "https") or not whole.host:
        raise Failed(11100, f"{url[:200]!r} is not an absolute http address")
    whole = whole.copy_with(path=whole.path)
    bare = whole.copy_with(userinfo=b"") if whole.userinfo else whole
    authorization = ""
    if whole.userinfo:
        pair = f"{whole.username}:{whole.password}".encode()
        authorization = f"Basic {base64.b64encode(pair).decode()}"
    return Address(
        url=str(bare),
        document=str(whole),
        origin=(whole.scheme, bare.netloc.decode("ascii")),
        authorization=authorization,
        overrides=overrides_of(url),
    )


def redirected(address: Address, answer: Answer) -> Address:
    """Return where a redirect from ``address`` leads; raises :class:`Failed` 11216 where that is nowhere.

    Within one origin the userinfo goes along, as the caller of an application would expect; elsewhere it does not.
    """
    location = answer.header("location")
    if answer.status not in REDIRECTS or not location:
        raise Failed(11216, f"a redirect with status {answer.status} and Location {location[:200]!r}")
    try:
        target = address_of(urljoin(address.document, _text(location)))
    except (Failed, ValueError):
        raise Failed(11216, f"a redirect to {location[:200]!r}") from None
    if address.authorization and not target.authorization and target.origin == address.origin:
        userinfo = httpx.URL(address.document).userinfo
        target = address_of(str(httpx.URL(target.document).copy_with(userinfo=userinfo)))
    return target


def _text(header: str) -> str:
    """Return a header that was sent as UTF-8, which many do though it is to be percent-encoded."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


_quoted = lru_cache(maxsize=4096)(quote_plus)
"""Names repeat in every webhook, and most values in every webhook of a call."""


def form(params: Mapping[str, str]) -> str:
    """Return ``params`` as a form, in UTF-8; raises ``ValueError`` for half a surrogate pair."""
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in params.items()])


def with_query(url: str, params: Mapping[str, str]) -> str:
    """Return ``url`` with ``params`` behind the query it has already."""
    if not params:
        return url
    joint = "" if url.endswith("&") else "&" if "?" in url else "?"
    return f"{url}{joint}{form(params)}"


__all__ = ["Address", "address_of", "form", "redirected", "with_query"]
