"""What every request of the control API has to pass: no other site's page may change anything here.

A browser lets any page send a form, and some JSON, to a loopback address; it names that page in ``Origin``, and it
never sends ``application/json``, or a ``DELETE``, to a foreign origin without asking first. The host itself is checked
before.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twilio_emulator.control.refusal import Refusal

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


class Guard:
    """An ASGI middleware that answers 403 or 415 to what must not change anything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = _refusal(scope) if scope["type"] == "http" else None
        if refusal is not None:
            await refusal.response()(scope, receive, send_guarded)
        else:
            await self._app(scope, receive, send_guarded)


def _refusal(scope: Scope) -> Refusal | None:
    if scope["method"] in SAFE:
        return None
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is not None and origin != f"{scope['scheme']}://{headers.get('host', '')}":
        return Refusal(403, "cross_site", "a page of another origin may not change anything here")
    if scope["method"] == "DELETE":
        return None
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return Refusal(415, "not_json", "send application/json")
    return None
