"""The engine alone: a short call is one document that speaks and hangs up, and the caller hears it to the end."""

from __future__ import annotations

from itertools import count

from benchmarks.measure import Figure, duration, rate
from twilio_emulator import Emulator
from twilio_emulator.engine import Entry, Session
from twilio_emulator.engine.inputs import PlaybackEnded, Reply

CALLS = 5000
ENTRY = Entry(url="http://127.0.0.1:5000/answer")
DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><Response><!--{}--><Say>Thank you.</Say><Hangup/></Response>'
_number = count()


def _call(body: bytes) -> None:
    session = Session(ENTRY)
    session.start()
    session.feed(Reply(200, "text/xml", body, ENTRY.url))
    session.feed(PlaybackEnded())
    assert session.over


def _different() -> int:
    """Every call has a document never seen before."""
    for _ in range(CALLS):
        _call(DOCUMENT.format(next(_number)).encode())
    return CALLS


def _same() -> int:
    """Applications repeat themselves; the engine remembers what a document means."""
    body = DOCUMENT.format("").encode()
    for _ in range(CALLS):
        _call(body)
    return CALLS


def figures() -> list[Figure]:
    """Measure the engine and the start of an emulator."""
    return [
        rate("engine: short calls, every document new", _different, at_least=20_000),
        rate("engine: short calls, the same document", _same),
        duration("Emulator() to ready, listening", _ready, below_ms=100),
    ]


_open: list[Emulator] = []
"""Closing is not measured, so those measured stay open until the end."""


def _ready() -> None:
    emulator = Emulator()
    assert emulator.url
    _open.append(emulator)
