"""Webhooks: sign a request, send it over HTTP or straight into a WSGI application, bring back the answer.

What is Twilio's own here (twilio-behaviour 1.5, 1.7): fifteen seconds in all, one more try after a failed connect and
after nothing else, redirects followed at most ten times and always by GET without the parameters, cookies kept for
the call. The socket side of the ceiling is in ``deadline.py``.
"""

from __future__ import annotations

import socket
import ssl
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import quote_plus, urldefrag, urljoin, urlsplit

import httpx

from twilio_emulator import deadline, wsgi
from twilio_emulator.engine.inputs import FetchFailed, Reply
from twilio_emulator.signature import sign
from twilio_emulator.store import WsgiApp

CEILING = 15.0
"""Seconds a webhook may take in all; nothing can raise it."""
CONNECT_CEILING = 5.0
MAX_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307})
"""What is followed; any other 3xx is no redirect (https://www.twilio.com/docs/api/errors/11216)."""
MAX_DOCUMENT = 256 * 1024
"""Bytes read of a document before giving up; the engine refuses it at a quarter of that, with its own words."""
USER_AGENT = "TwilioProxy/1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One webhook to be made; ``cookies`` are the jar of the call or of the pair of numbers."""

    url: str
    method: str
    params: Mapping[str, str]
    token: str
    app: WsgiApp | None = None
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    signed: bool = True
    max_bytes: int = MAX_DOCUMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a webhook: the engine's input, and what the inspector shows beside it."""

    got: Reply | FetchFailed
    signature: str
    seconds: float
    redirects: tuple[str, ...]


class _Failed(Exception):
    def __init__(self, code: int, detail: str) -> None:
        self.code, self.detail = code, detail


class Webhooks:
    """The client; safe to use from several threads at once."""

    def __init__(self, ceiling: float = CEILING) -> None:
        self._ceiling = ceiling
        self._client: httpx.Client | None = None

    def close(self) -> None:
        """Close every connection."""
        if self._client is not None:
            self._client.close()

    def send(self, request: Request) -> Outcome:
        """Make the request and wait for the answer, at most fifteen seconds; never raises."""
        began = time.monotonic()
        url, signature = request.url, ""
        redirects: list[str] = []
        got: Reply | FetchFailed
        token = str(uuid.uuid4())
        method, params = request.method.upper(), request.params
        try:
            url = _on_the_wire(url)
            while True:
                if method == "GET" and params:
                    url += ("&" if urlsplit(url).query else "?") + _encoded(params)
                body = _encoded(params).encode() if method == "POST" else b""
                signature = sign(request.token, url, params.items() if method == "POST" else ())
                headers = self._headers(request, method, signature, token)
                answer = self._once(request, method, url, headers, body, began + self._ceiling)
                if not 300 <= answer.status < 400:
                    got = Reply(answer.status, answer.header("content-type"), answer.body, url)
                    break
                redirects.append(url)
                if len(redirects) > MAX_REDIRECTS:
                    raise _Failed(11215, f"more than {MAX_REDIRECTS} redirects")
                url = _target(url, answer)
                method, params = "GET", {}
        except _Failed as failure:
            got = FetchFailed(failure.code, failure.detail, url)
        except (httpx.InvalidURL, ValueError) as error:
            got = FetchFailed(11100, f"{url[:200]!r} is not a URL: {error}", url)
        return Outcome(got=got, signature=signature, seconds=time.monotonic() - began, redirects=tuple(redirects))

    def _headers(self, request: Request, method: str, signature: str, token: str) -> list[tuple[str, str]]:
        headers = [("User-Agent", USER_AGENT), ("Accept", "*/*")]
        if request.signed:
            headers += [("X-Twilio-Signature", signature), ("I-Twilio-Idempotency-Token", token)]
        if method == "POST":
            headers.append(("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"))
        return headers

    def _once(
        self, request: Request, method: str, url: str, headers: list[tuple[str, str]], body: bytes, due: float
    ) -> wsgi.Answer:
        """Make one request, with the jar's cookies, and keep those it brings."""
        if request.cookies:
            headers = [*headers, *_crumbs(request.cookies, method, url)]
        if request.app is not None and urlsplit(url).netloc == urlsplit(_on_the_wire(request.url)).netloc:
            answer = self._in_process(request.app, method, url, headers, body, due, request.max_bytes)
        else:
            answer = self._over_http(method, url, headers, body, due, request.max_bytes)
        given = [value for name, value in answer.headers if name.lower() == "set-cookie"]
        if given:
            baked = [(b"set-cookie", value.encode("latin-1", "replace")) for value in given]
            response = httpx.Response(answer.status, headers=baked, request=httpx.Request(method, url))
            request.cookies.extract_cookies(response)
        return answer

    def _in_process(
        self, app: WsgiApp, method: str, url: str, headers: list[tuple[str, str]], body: bytes, due: float, most: int
    ) -> wsgi.Answer:
        try:
            answer = wsgi.call(app, method, url, headers, body, most)
        except Exception as error:
            raise _Failed(11200, f"the application raised {error!r}") from error
        if time.monotonic() > due:
            raise _Failed(11203, f"no answer within {self._ceiling:g} seconds")
        return answer

    def _over_http(
        self, method: str, url: str, headers: list[tuple[str, str]], body: bytes, due: float, most: int
    ) -> wsgi.Answer:
        try:
            return self._stream(method, url, headers, body, due, most)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            pass  # one more try after a failed connect is the default policy, and the only one
        except httpx.HTTPError as error:
            raise _failure(error) from error
        try:
            return self._stream(method, url, headers, body, due, most)
        except httpx.HTTPError as error:
            raise _failure(error) from error

    def _stream(
        self, method: str, url: str, headers: list[tuple[str, str]], body: bytes, due: float, most: int
    ) -> wsgi.Answer:
        if self._client is None:
            # A jar that takes nothing: cookies belong to a call, never to the client.
            empty = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
            self._client = httpx.Client(cookies=empty, trust_env=False, transport=deadline.Transport())
        left = due - time.monotonic()
        if left <= 0:
            raise _Failed(11203, f"no answer within {self._ceiling:g} seconds")
        timeout = httpx.Timeout(left, connect=min(CONNECT_CEILING, left))
        with (
            deadline.by(due),
            self._client.stream(method, url, content=body, headers=headers, timeout=timeout) as response,
        ):
            pieces, size = [], 0
            try:
                for piece in response.iter_bytes():
                    pieces.append(piece)
                    size += len(piece)
                    if size > most:
                        break
            except httpx.TimeoutException as error:
                detail = f"the answer was not complete within {self._ceiling:g} seconds"
                raise _Failed(11203, detail) from error
            return wsgi.Answer(response.status_code, list(response.headers.multi_items()), b"".join(pieces))


@lru_cache(maxsize=1024)
def _on_the_wire(url: str) -> str:
    """Return ``url`` as it is requested, and so as it is signed: percent-encoded, with a path, without a fragment.

    Raises ``_Failed`` 11100, ``httpx.InvalidURL`` or ``ValueError`` where it is no http address.
    """
    _ = urlsplit(url).port  # httpx is content with what is no host and no port
    address = httpx.URL(urldefrag(url).url)
    if address.scheme not in ("http", "https") or not address.host:
        raise _Failed(11100, f"{url[:200]!r} is not an absolute http address")
    return str(address.copy_with(path=address.path))


def _crumbs(cookies: httpx.Cookies, method: str, url: str) -> list[tuple[str, str]]:
    """Return the jar's cookies for ``url`` as a header; one that cannot be sent is no cookie."""
    asked = httpx.Request(method, url)
    try:
        cookies.set_cookie_header(asked)
    except UnicodeError:
        return []
    return [("Cookie", asked.headers["cookie"])] if "cookie" in asked.headers else []


_quoted = lru_cache(maxsize=4096)(quote_plus)
"""Names repeat in every webhook, and most values in every webhook of a call."""


def _encoded(params: Mapping[str, str]) -> str:
    """Return ``params`` as a form."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in params.items())


def _target(url: str, answer: wsgi.Answer) -> str:
    """Return where a redirect leads; raises ``_Failed`` 11216 where that is nowhere."""
    location = answer.header("location")
    if answer.status not in REDIRECTS or not location:
        raise _Failed(11216, f"a redirect with status {answer.status} and Location {location[:200]!r}")
    try:
        return _on_the_wire(urljoin(url, location))
    except (_Failed, httpx.InvalidURL, ValueError):
        raise _Failed(11216, f"a redirect to {location[:200]!r}") from None


def _failure(error: httpx.HTTPError) -> _Failed:
    """Translate the client's exception into Twilio's number."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return _Failed(11210, "the host name is not known")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _Failed(11237, f"the certificate is not valid: {cause.verify_message}")
        cause = cause.__cause__ or cause.__context__
    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return _Failed(11205, "no connection could be made; is the application running?")
        case httpx.TimeoutException():
            return _Failed(11200, "the application did not answer in time")
        case httpx.UnsupportedProtocol():
            return _Failed(11100, "the address is not http or https")
        case _:
            return _Failed(11206, f"the application broke off or does not speak HTTP ({type(error).__name__})")


__all__ = ["CEILING", "Outcome", "Request", "Webhooks"]
