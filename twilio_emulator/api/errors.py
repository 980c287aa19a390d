"""What the API refuses with: Twilio's number, its words, the HTTP status (twilio-behaviour 5.9).

A handler raises :class:`ApiError`; what goes over the wire is shaped here, and nowhere else.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

MORE_INFO = "https://www.twilio.com/docs/errors/{code}"

CODES: dict[int, tuple[HTTPStatus, str]] = {
    20001: (HTTPStatus.BAD_REQUEST, "Invalid parameter"),
    20003: (HTTPStatus.UNAUTHORIZED, "Authenticate"),
    20004: (HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed"),
    20005: (HTTPStatus.FORBIDDEN, "Account not active"),
    20006: (HTTPStatus.FORBIDDEN, "Access denied"),
    20404: (HTTPStatus.NOT_FOUND, "The requested resource {path} was not found"),
    20409: (HTTPStatus.CONFLICT, "Conflict"),
    20413: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request body is too large"),
    20415: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The request body must be a form"),
    20429: (HTTPStatus.TOO_MANY_REQUESTS, "Too Many Requests"),
}
"""The general codes, with the status and the words; each resource adds its own by :func:`register`."""


def register(codes: dict[int, str], status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
    """Add a resource's codes, refusals of what was sent unless ``status`` says otherwise, with their words."""
    for code, message in codes.items():
        CODES[code] = (status, message)


class ApiError(Exception):
    """A refusal: ``code`` is Twilio's; ``words`` fill the blanks of its message, unless it ``says`` something else."""

    def __init__(self, code: int, *, says: str = "", **words: object) -> None:
        status, message = CODES[code]
        self.code, self.status, self.message = code, status, says or message.format_map(_Blanks(words))
        super().__init__(f"{code}: {self.message}")


class _Blanks(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def rendered(error: ApiError) -> JSONResponse:
    """Return the answer that carries ``error``."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "more_info": MORE_INFO.format(code=error.code),
        "status": int(error.status),
    }
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.code == 20003 else {}
    return JSONResponse(body, int(error.status), headers=headers)
