"""Files that a handset sends with its texts: kept in memory, at an address of ours, for whoever has it.

They are as Twilio's own media are: an application that is told the address can fetch them, and so can the other end.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from http import HTTPMethod
from secrets import token_hex
from typing import TypedDict

from starlette.responses import Response

from twilio_emulator.control import fields
from twilio_emulator.control.attachments import MOST, PICTURES, SEALED, named
from twilio_emulator.control.openapi import PREFIX
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.outcomes import media_type

KEPT = 32
"""Files that are kept; the oldest makes room."""
MOST_BYTES = MOST * 4 // 3 + 4096
"""Bytes of a request with the longest file in it, in base 64."""


class FileJson(TypedDict):
    """Where a file is now, and of what type its name says it is."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file; ``token`` is the part of its address that nobody guesses."""

    token: str
    name: str
    content: bytes


class Files:
    """The latest files, by their tokens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: deque[File] = deque(maxlen=KEPT)

    def keep(self, name: str, content: bytes) -> File:
        """Take a file in."""
        file = File(token=token_hex(16), name=name, content=content)
        with self._lock:
            self._kept.append(file)
        return file

    def find(self, token: str) -> File | None:
        """Return a file that is still here."""
        with self._lock:
            return next((one for one in self._kept if one.token == token), None)


def keep_file(asked: Asked) -> FileJson:
    """Take a file in and give it an address."""
    name, content = named(asked.body["name"]), asked.body["data"]
    if not 0 < len(content) <= MOST:
        raise Refusal(422, "wrong_field", f"data must have 1 to {MOST} bytes")
    file = asked.state.files.keep(name, content)
    url = f"http://{asked.headers['host']}{PREFIX}/files/{file.token}/{file.name}"
    return {"url": url, "content_type": media_type(url)}


def get_file(asked: Asked) -> Response:
    """Return a file: a picture as one, anything else to be saved."""
    file = asked.state.files.find(asked.path["token"])
    if file is None or file.name != asked.path["name"]:
        raise Refusal(404, "unknown_file", "there is no such file, or it has made room for later ones")
    kind = media_type(file.name)
    saved = {} if kind in PICTURES else {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=kind, headers={**SEALED, **saved})


OPERATIONS = (
    Operation(
        method=HTTPMethod.POST,
        path="/files",
        summary="Keep a file, such as a picture to be sent with a text, and get its address",
        handler=keep_file,
        answer=FileJson,
        status=201,
        body={"name": fields.text(most=200), "data": fields.data()},
        most_bytes=MOST_BYTES,
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/files/{token}/{name}",
        summary="Get a file that was kept",
        handler=get_file,
        answer="application/octet-stream",
        refusals=(404,),
    ),
)
