"""What a caller of the control API is told when it cannot have its way: a status, a code, a sentence.

Refusal
└── WrongField    one value of the request is not what it should be: 422
"""

from __future__ import annotations

from starlette.responses import JSONResponse


class Refusal(Exception):
    """The request is refused; ``code`` is for a program, ``message`` for a person."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def response(self) -> JSONResponse:
        """Return the refusal as it goes over the wire."""
        return JSONResponse({"code": self.code, "message": self.message}, self.status)


class WrongField(Refusal):
    """A field of the body or the query is wrong; the words say which and what it should be."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(422, "wrong_field", f"{name} {expected}")
        self.name = name
