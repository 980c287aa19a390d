"""The page's files, answered from memory for as long as they are on disk as they were read.

There are some fifty small ones, all asked for at once when a page opens: reading each on a worker thread, as files of
any size have to be, would take most of the time that the page needs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

NAME = re.compile(r"[a-z][a-z0-9-]*\.(js|css|svg|html)")
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "html": "text/html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file as it was read: ``stamp`` are its time (ns) and its size, ``tag`` its content's."""

    stamp: tuple[int, int]
    content: bytes
    tag: str


class Files:
    """The files of one folder; none beneath it, and nothing that is not one of :data:`TYPES`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, _File] = {}

    def answer(self, request: Request, name: str, headers: Mapping[str, str] | None = None) -> Response:
        """Answer with the file called ``name``; 304 where the asker has it, 404 where there is none."""
        known = NAME.fullmatch(name)
        file = self._file(name) if known is not None else None
        if known is None or file is None:
            return PlainTextResponse("Not Found", 404)
        told = {**(headers or {}), "ETag": file.tag}
        if file.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=told)
        return Response(file.content, headers=told, media_type=TYPES[known[1]])

    def _file(self, name: str) -> _File | None:
        """Return a file as it is on disk now; ``None`` where there is none."""
        path = self._folder / name
        try:
            about = path.stat()
            stamp = (about.st_mtime_ns, about.st_size)
            found = self._read.get(name)
            if found is None or found.stamp != stamp:
                content = path.read_bytes()
                found = _File(stamp=stamp, content=content, tag=f'"{hashlib.sha256(content).hexdigest()[:24]}"')
                self._read[name] = found
        except OSError:
            return None
        return found
