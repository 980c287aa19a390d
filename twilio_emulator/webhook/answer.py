"""What comes back from an application, over a socket or without one: an answer, or the reason why there is none."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from twilio_emulator.webhook.overrides import Retry

GZIP = 16 + zlib.MAX_WBITS
CODINGS = {"": False, "identity": False, "gzip": True, "x-gzip": True}
"""What a body may be packed with, and whether it has to be unpacked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an application answered; the names of ``headers`` are in lower case, ``whole`` is False for a cut body.

    ``waited`` is how many seconds it took until the answer began.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    whole: bool = True
    waited: float = 0.0

    def header(self, name: str) -> str:
        """Return the value of the header ``name`` (lower case), or nothing."""
        return next((value for key, value in self.headers if key == name), "")


class Failed(Exception):
    """No answer: Twilio's ``code``, the reason in words, and the kind of failure where one may try again after it."""

    def __init__(self, code: int, detail: str, kind: Retry | None = None) -> None:
        super().__init__(detail)
        self.code, self.detail, self.kind = code, detail, kind


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one webhook may take, in seconds: to connect, without a byte, and in ``total`` until ``due``.

    ``due`` is a moment on the monotonic clock, so that it holds for all attempts and all redirects together.
    """

    connect: float
    silence: float
    total: float
    due: float

    @property
    def over(self) -> bool:
        """Whether the whole time is over, or within a millisecond of it."""
        return time.monotonic() >= self.due - 0.001

    def exceeded(self) -> Failed:
        """Return the failure of a webhook whose whole time is over (11203): nothing is tried after it."""
        return Failed(11203, f"no complete answer within {self.total:g} seconds")

    def silent(self) -> Failed:
        """Return the failure of an application from which not a byte came in time.

        That is a read timeout, 11200 (twilio-behaviour 1.8), except where the URL sets a total below it: then the total
        is what was exceeded.
        """
        if self.total < self.silence:
            return self.exceeded()
        return Failed(11200, f"the application did not answer within {self.silence:g} seconds", Retry.READ)

    def stalled(self) -> Failed:
        """Return the failure of an answer that has begun and does not go on: 11200, and never tried again (1.7)."""
        return Failed(11200, f"the answer paused for more than {self.silence:g} seconds")


def coding_of(headers: list[tuple[str, str]]) -> str:
    """Return how the body is packed, from the header Content-Encoding; nothing where it is not."""
    return ", ".join([value for name, value in headers if name == "content-encoding"])


def unpacked(answer: Answer, most: int) -> Answer:
    """Return ``answer`` with its body unpacked, about ``most`` bytes of it; see :func:`collect`."""
    coding = coding_of(answer.headers)
    if not coding:
        return answer
    body, whole = collect([answer.body], coding, most)
    return Answer(answer.status, answer.headers, body, whole and answer.whole, answer.waited)


def collect(pieces: Iterable[bytes], coding: str, most: int) -> tuple[bytes, bool]:
    """Put a body together, about ``most`` bytes of it, and tell whether it is whole.

    ``coding`` is the Content-Encoding. A packed body is unpacked as it comes and no further than ``most``, however much
    it would unfold to. Raises :class:`Failed` 11206 for a coding that was not asked for, or is broken.
    """
    packed = CODINGS.get(coding.strip().lower())
    if packed is None:
        raise Failed(11206, f"the answer is packed with {coding[:40]!r}, and only gzip was asked for")
    taken: list[bytes] = []
    size = 0
    for piece in _gunzipped(pieces, most) if packed else pieces:
        if piece:
            taken.append(piece)
            size += len(piece)
        if size > most:
            return b"".join(taken), False
    return b"".join(taken), True


def _gunzipped(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    unpack = zlib.decompressobj(GZIP)
    came = False
    try:
        for piece in pieces:
            if unpack.eof:  # whatever follows is no part of it
                return
            came = came or bool(piece)
            yield unpack.decompress(piece, most + 1)
    except zlib.error as error:
        raise Failed(11206, f"the answer says it is gzip and is not: {error}") from error
    if came and not unpack.eof:
        raise Failed(11206, "the answer broke off in the middle of its gzip")


__all__ = ["Answer", "Failed", "Limits", "coding_of", "collect", "unpacked"]
