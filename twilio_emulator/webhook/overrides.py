"""Connection overrides: what a webhook's URL asks for behind its ``#`` (twilio-behaviour 1.7).

``https://example.com/answer#rc=2&rp=5xx,ct&tt=8000`` is two retries, after a server error or a failed connect, eight
seconds in all. The fragment never goes over the wire and is no part of the signature. ``e`` (from which edge) and
``sni`` are read and shown; from one's own desk they change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urldefrag

from twilio_emulator.engine.errors import Notice


class Retry(StrEnum):
    """After which failures a webhook is made again."""

    CLIENT_ERROR = "4xx"
    SERVER_ERROR = "5xx"
    CONNECT = "ct"
    """No connection, TCP or TLS."""
    READ = "rt"
    """Connected, and not a byte of an answer in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """How one webhook is made: limits in seconds, ``retries`` after the first attempt, and after what.

    ``notices`` carries 11243 where the retry policy was none; ``ignored`` tells in words what else was given and not
    used, for which the catalogue has no code: the default holds instead.
    """

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    retry_on: frozenset[Retry] = frozenset({Retry.CONNECT})
    sni: bool = True
    edges: tuple[str, ...] = ("ashburn",)
    notices: tuple[Notice, ...] = ()
    ignored: tuple[str, ...] = ()


DEFAULTS = Overrides()
"""What holds for a URL that asks for nothing."""

POLICIES = {"all": frozenset(Retry)} | {one.value: frozenset({one}) for one in Retry}
"""What the words of ``rp`` mean."""


def overrides_of(url: str) -> Overrides:
    """Read the fragment of ``url``; of a key that is given twice the last one counts, and strange keys are passed over.

    Never raises: what is out of range or not understood leaves its default.
    """
    fragment = urldefrag(url).fragment
    if "=" not in fragment:
        return DEFAULTS
    given = _Given(dict(parse_qsl(fragment, keep_blank_values=True)))
    retry_on, notices = _policy(given.pairs.get("rp"))
    return Overrides(
        connect=given.number("ct", 100, 10_000, 5_000) / 1000,
        read=given.number("rt", 100, 15_000, 15_000) / 1000,
        total=given.number("tt", 100, 15_000, 15_000) / 1000,
        retries=given.number("rc", 0, 5, 1),
        retry_on=retry_on,
        sni=given.word("sni", ("y", "n")) == "y",
        edges=tuple(filter(None, given.pairs.get("e", "").split(","))) or DEFAULTS.edges,
        notices=notices,
        ignored=tuple(given.ignored),
    )


class _Given:
    """The pairs of a fragment, and what of them cannot be used."""

    def __init__(self, pairs: dict[str, str]) -> None:
        self.pairs = pairs
        self.ignored: list[str] = []

    def number(self, key: str, least: int, most: int, default: int) -> int:
        text = self.pairs.get(key, str(default))
        if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most:
            return int(text)
        self.ignored.append(f"{key}={text[:40]} is not from {least} to {most}: {default} is used")
        return default

    def word(self, key: str, words: tuple[str, ...]) -> str:
        text = self.pairs.get(key, words[0])
        if text in words:
            return text
        self.ignored.append(f"{key}={text[:40]} is not {' or '.join(words)}: {words[0]} is used")
        return words[0]


def _policy(text: str | None) -> tuple[frozenset[Retry], tuple[Notice, ...]]:
    """Return after which failures to try again; a word that means nothing spoils the whole list (11243)."""
    if text is None:
        return DEFAULTS.retry_on, ()
    words = [word.strip() for word in text.split(",")]
    if all(word in POLICIES for word in words):
        return frozenset().union(*(POLICIES[word] for word in words)), ()
    detail = f"rp={text[:40]} is not a list of 4xx, 5xx, ct, rt or all: ct is used"
    return DEFAULTS.retry_on, (Notice(code=11243, detail=detail),)


__all__ = ["DEFAULTS", "Overrides", "Retry", "overrides_of"]
