"""The API 2010-04-01 as XML, which is what an address without ``.json`` answers (twilio-behaviour 5.1).

Written from the JSON: every name in CamelCase, a list as an element with its place in its attributes. One resource is
called as the list it stands in is called in its path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

from twilio_emulator.api.errors import ApiError, rendered
from twilio_emulator.api.log import Asking
from twilio_emulator.api.operation import Endpoint, Product

JSON = ".json"
HEAD = "<?xml version='1.0' encoding='UTF-8'?>\n"
ENVELOPE = ("page", "page_size", "start", "end", "uri", "first_page_uri", "next_page_uri", "previous_page_uri")
"""What a list says of itself; in XML these are attributes."""
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may have."""


class Plain:
    """Answers, for a product whose paths end in ``.json``, those that do not."""

    def __init__(self, product: Product) -> None:
        self._routes = [
            route
            for route in product.routes
            if isinstance(route, Route) and isinstance(getattr(route.endpoint, "__self__", None), Endpoint)
        ]

    async def answer(self, request: Request) -> Response:
        """Return what the address with ``.json`` would, as XML; 20404 where there is none."""
        path = request.scope["path"]
        for route in self._routes:
            if path.endswith(JSON):
                break
            matched, found = route.matches({**request.scope, "path": path + JSON})
            if matched is Match.FULL:
                request.scope.update(found)
                answer: Response = await route.endpoint(request)
                return _written(answer, route.path)
        asking = Asking(request.app.state.switchboard.desk)
        refusal = rendered(ApiError(20404, path=path))
        asking.not_served(request, refusal)
        return refusal


def _written(answer: Response, template: str) -> Response:
    """Return the same answer as XML, unless it is no plain JSON; what is to be done behind it stays."""
    if type(answer) not in (Response, JSONResponse) or answer.headers.get("content-type") != "application/json":
        return answer
    found = json.loads(bytes(answer.body))
    written = Response((HEAD + document(found, template, answer.status_code)).encode(), answer.status_code)
    kept = [pair for pair in answer.raw_headers if pair[0] not in (b"content-type", b"content-length")]
    written.raw_headers += [(b"content-type", b"application/xml"), *kept]
    written.background = answer.background
    return written


def document(found: dict[str, Any], template: str, status: int = 200) -> str:
    """Return the document of one answer, without the XML declaration; ``template`` is its path with its blanks."""
    if status >= 400:
        inner = _element("RestException", found)
    elif [type(value) for name, value in found.items() if name not in ENVELOPE] == [list]:
        inner = _list(found)
    else:
        inner = _element(_resource(template), found)
    return f"<TwilioResponse>{inner}</TwilioResponse>"


def _list(found: dict[str, Any]) -> str:
    attributes = " ".join(
        f"{name.replace('_', '')}={_quoted(_plain(name, found[name]))}" for name in ENVELOPE if name in found
    )
    ((tag, records),) = ((_camel(name), value) for name, value in found.items() if name not in ENVELOPE)
    return f"<{tag} {attributes}>{''.join(_element(_singular(tag), one) for one in records)}</{tag}>"


def _element(tag: str, value: Any, name: str = "") -> str:
    """Return one value as an element, without content where there is none."""
    if value is None or value == "":
        return f"<{tag}/>"
    if isinstance(value, dict):
        inner = "".join(_members(value, uris=name == "subresource_uris"))
    elif isinstance(value, list):
        inner = "".join(_element(_singular(tag), one) for one in value)
    else:
        inner = escape(_text(_plain(name, value)))
    return f"<{tag}>{inner}</{tag}>"


def _members(value: dict[str, Any], *, uris: bool) -> Iterator[str]:
    for name, one in value.items():
        yield _element(_camel(name), one, "uri" if uris else name)


def _plain(name: str, value: Any) -> Any:
    """Return a value as XML has it: addresses lead to XML again."""
    if name.endswith("uri") and isinstance(value, str):
        path, mark, query = value.partition("?")
        return path.removesuffix(JSON) + mark + query
    return value


def _text(value: Any) -> str:
    """Return what is written for a value; what XML has no character for is shown as the one for that."""
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return NO_XML.sub("\ufffd", text)


def _quoted(value: Any) -> str:
    return quoteattr(_text(value))


def _camel(name: str) -> str:
    """Return ``date_created`` as ``DateCreated``; what cannot be an element's name becomes one."""
    found = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))
    return found if found[:1].isalpha() else f"Field{found}"


def _singular(name: str) -> str:
    """Return what one of ``Messages``, of ``Addresses``, of ``Countries``, of ``MediaList`` is called."""
    for ending, instead in (("List", ""), ("ies", "y"), ("sses", "ss"), ("s", "")):
        if name.endswith(ending) and not name.endswith("ss"):
            return name[: -len(ending)] + instead
    return name


def _resource(template: str) -> str:
    """Return what the resource at a path is called: as the last of its parts that is no blank."""
    return _singular([part for part in template.removesuffix(JSON).split("/") if not part.startswith("{")][-1])
