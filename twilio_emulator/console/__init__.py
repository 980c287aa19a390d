"""The console at ``/``: a handset in the browser, and what the application answers it.

Plain files, no build step: ``static/index.html`` is the page, ``static/main.js`` puts its modules together. They may
load nothing from anywhere else, run nothing written into the page, and be shown in nobody's frame.
"""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twilio_emulator.console.files import Files

STATIC = Path(__file__).with_name("static")
FILES = Files(STATIC)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
"""``no-cache`` asks again with the file's tag, so that an upgraded emulator never meets yesterday's page."""


class Sealed:
    """An ASGI middleware that sends :data:`HEADERS` with every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and seal what comes back."""

        async def send_sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, send_sealed)


async def _page(request: Request) -> Response:
    """Answer the page, and name its modules: the browser need not read one to learn of the next."""
    modules = ", ".join(f"</console/{path.name}>; rel=modulepreload" for path in sorted(STATIC.glob("*.js")))
    return FILES.answer(request, "index.html", {"Link": modules})


async def _icon(request: Request) -> Response:
    """Answer what a browser asks for beside any address, such as an answer of the API that is looked at."""
    return FILES.answer(request, "icon.svg")


async def _file(request: Request) -> Response:
    """Answer one of the page's files."""
    return FILES.answer(request, request.path_params["name"])


ROUTES: tuple[BaseRoute, ...] = (
    Route("/", _page, middleware=[Middleware(Sealed)]),
    Route("/favicon.ico", _icon, middleware=[Middleware(Sealed)]),
    Mount("/console", app=Sealed(ExceptionMiddleware(Router([Route("/{name}", _file)], redirect_slashes=False)))),
)
