"""Logging: one JSON line an event on standard output, never a number, a key or a word of the caller's.

Errors are logged by their types and the places they passed, never by their messages: a driver's message may
quote the values it choked on.
"""

from __future__ import annotations

import logging
import sys
from itertools import islice
from traceback import extract_tb

import structlog

from voice_prompts import PromptError

INNERMOST = 5
"""How many places of a traceback are logged, from the innermost outwards."""


def configure_logging() -> None:
    """Make structlog write JSON lines, once for the process; a configuration made before stays."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )


def cause(error: BaseException) -> dict[str, object]:
    """What a log may say of an error: its type, the types that caused it, and where it happened."""
    kinds: list[str] = []
    link: BaseException | None = error
    while link is not None and len(kinds) < INNERMOST:
        kinds.append(f"{type(link).__module__}.{type(link).__qualname__}")
        link = link.__cause__ or link.__context__
    frames = reversed(extract_tb(error.__traceback__))
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in islice(frames, INNERMOST)]
    fault = {"fault": str(error.fault)} if isinstance(error, PromptError) else {}
    return {"error": kinds[0], **fault, "causes": kinds[1:], "at": places}
