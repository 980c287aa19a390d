"""Where in a TOML file something stands, which the standard library's parser does not tell."""

from __future__ import annotations

import tomllib
from typing import Any


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """Return the line, from 1, at which ``path`` begins: the names and places that lead to it.

    The file is read again as far as one line, as far as two, and so on; what is asked for begins after the last piece
    that could be read without it. The file as a whole has been read before.
    """
    lines = text.splitlines(keepends=True)
    read = 0
    for count in range(1, len(lines) + 1):
        try:
            found = tomllib.loads("".join(lines[:count]))
        except tomllib.TOMLDecodeError:  # in the middle of something
            continue
        if _has(found, path):
            return read + 1
        read = count
    return len(lines)


def _has(found: Any, path: tuple[str | int, ...]) -> bool:
    for step in path:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True
