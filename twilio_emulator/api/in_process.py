"""The API without a socket: what the official Python client takes as its ``http_client``."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Match

from twilio_emulator.api.errors import ApiError, rendered
from twilio_emulator.api.idempotency import token_of
from twilio_emulator.api.operation import JSON, Endpoint, Incoming, Product
from twilio_emulator.api.outage import Struck
from twilio_emulator.api.traffic import Visit
from twilio_emulator.switchboard import Switchboard

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as the client reads it."""

    status_code: int
    text: str
    raw_headers: Sequence[tuple[bytes, bytes]] = ()

    @property
    def headers(self) -> dict[str, str]:
        """What it says of itself, by names in small letters."""
        return {name.decode("latin-1"): value.decode("latin-1") for name, value in self.raw_headers}

    @property
    def content(self) -> str:
        """The body, which the client asks for by either name."""
        return self.text

    @property
    def ok(self) -> bool:
        """Whether it is no refusal."""
        return self.status_code < 400


class HttpClient:
    """Answers the client's requests in the thread that makes them, whatever host they name."""

    is_async = False
    timeout: float | None = None

    def __init__(self, switchboard: Switchboard, products: Sequence[Product]) -> None:
        self._switchboard = switchboard
        self._products = products
        self._found = lru_cache(maxsize=1024)(self._find)

    def request(
        self,
        method: str,
        url: str,
        params: Values | None = None,
        data: Values | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Answered:
        """Answer one request; in virtual time what it began has been done when this returns.

        Where a fault keeps the answer back for longer than ``timeout`` seconds, or for good, this raises what the
        client's own HTTP library would raise.
        """
        later: list[Callable[[], object]] = []
        visit = Visit(self._switchboard.desk)
        try:
            answer = self._answer(method.upper(), url, params or {}, data or {}, headers or {}, auth, later)
            visit.leave(answer)
        finally:
            visit.over()
        try:
            if isinstance(answer, Struck):
                answer.meet(timeout if timeout is not None else self.timeout)
        finally:
            for one in later:
                one()
            if later:
                self._switchboard.work()
        return Answered(answer.status_code, bytes(answer.body).decode("utf-8"), answer.raw_headers)

    def _answer(
        self,
        method: str,
        url: str,
        params: Values,
        data: Values,
        headers: Mapping[str, str],
        auth: tuple[str, str] | None,
        later: list[Callable[[], object]],
    ) -> Response:
        product, base, path, query = self._found(url)
        as_json = headers.get("Content-Type", "") == JSON
        for route in product.routes:
            endpoint = getattr(getattr(route, "endpoint", None), "__self__", None)
            matched, found = route.matches({"type": "http", "method": method, "path": product.prefix + path})
            if matched is Match.FULL and isinstance(endpoint, Endpoint):
                incoming = Incoming(
                    method=method,
                    base=base,
                    path=path,
                    sids=found["path_params"],
                    query_items=(*parse_qsl(query, keep_blank_values=True), *_pairs(params)),
                    authorization=f"Basic {base64.b64encode(':'.join(auth).encode()).decode()}" if auth else "",
                    form={} if as_json else _form(data),
                    body=data if as_json else None,
                    token=token_of(Headers(headers).raw) if headers and method == "POST" else "",
                )
                return endpoint.carry_out(self._switchboard, incoming, later)
        return rendered(ApiError(20404, path=path))

    def _find(self, url: str) -> tuple[Product, str, str, str]:
        """Return the product that a URL is one of, where the client believes it to be, the path there, and the query.

        A product is known by its host, ``verify.twilio.com``, and elsewhere by how the path begins, ``/verify``.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        host = parts.hostname or ""
        label = host.partition(".")[0] if host.endswith(".twilio.com") else parts.path.lstrip("/").partition("/")[0]
        for product in self._products:
            if product.name == label:
                at_home = product.prefix and host.endswith(".twilio.com")
                stem = "" if at_home else product.prefix
                return product, origin + stem, parts.path.removeprefix(stem), parts.query
        return self._products[0], origin, parts.path, parts.query


def _pairs(values: Values) -> list[tuple[str, str]]:
    """Return names and values as a form would carry them: a list is the name again and again."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        several = value if isinstance(value, list | tuple) else [value]
        pairs += [(name, _sendable(str(one))) for one in several if one is not None]
    return pairs


def _sendable(text: str) -> str:
    """Return ``text`` as the wire would carry it: half a surrogate pair becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _form(values: Values) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in _pairs(values):
        form.setdefault(name, []).append(value)
    return form
