"""How the figures are counted: of calls, texts, exchanges and remarks that are handed in, and of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from math import ceil, inf
from typing import Literal, TypedDict
from urllib.parse import urlsplit

from twilio_emulator.control import rows
from twilio_emulator.remarks import Remark
from twilio_emulator.store import Call, Exchange, Message

MOST_SLOTS = 48
DAY = 86_400
SLOTS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY, 7 * DAY)
"""Seconds: the lengths of time that a range is divided into."""
LENGTHS = (0, 5, 10, 20, 30, 60, 120, 300, 600, 1800)
"""Seconds: where the bars of the durations begin; the last one has no end."""
CHOICE = 2
"""Keys: what is longer is no choice from a menu but an entry, of which nobody is told more than how long it is."""
LISTED = 12
"""Menus, and addresses, that are told of singly: those that are asked most."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""Where the first slot there can be begins."""


class SpreadJson(TypedDict):
    """How long things took, in seconds: the median, what 95 of 100 stay within, the longest; zeros where none was."""

    count: int
    p50: float
    p95: float
    longest: float


class SlotJson(TypedDict):
    """What happened from ``at`` until the next slot: ``unanswered`` are calls that ended without ever being answered.

    ``p50`` and ``p95`` are of the webhooks' times.
    """

    at: str
    calls: int
    unanswered: int
    texts_in: int
    texts_out: int
    webhooks: int
    p50: float
    p95: float


class LengthJson(TypedDict):
    """How many calls lasted from so many seconds to less than so many; ``below`` is null for the longest."""

    least: int
    below: int | None
    count: int


class ChoiceJson(TypedDict):
    """What callers did at a menu: ``how`` is ``keys``, ``entry`` (more than two keys), ``speech`` or ``nothing``.

    ``keys`` are told of a choice, ``length`` is how many keys an entry had.
    """

    how: str
    keys: str
    length: int
    count: int


class MenuJson(TypedDict):
    """What was chosen at one path of an action URL, the most frequent first."""

    path: str
    count: int
    choices: list[ChoiceJson]


class CodeJson(TypedDict):
    """How often a code was remarked."""

    code: int
    severity: str
    title: str
    count: int


class PathTimesJson(SpreadJson):
    """How long the webhooks of one path took."""

    path: str


class FiguresJson(TypedDict):
    """Everything from ``since`` until ``until``, in slots of ``slot`` seconds; ``now`` is what time it is.

    ``durations`` are of calls that were answered and are over, ``webhooks`` of requests for a document that have ended.
    """

    now: str
    since: str
    until: str
    slot: int
    slots: list[SlotJson]
    durations: SpreadJson
    lengths: list[LengthJson]
    menus: list[MenuJson]
    menus_left: int
    errors: list[CodeJson]
    webhooks: SpreadJson
    paths: list[PathTimesJson]
    paths_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What there is to count, in any order."""

    calls: Sequence[Call] = ()
    texts: Sequence[Message] = ()
    exchanges: Sequence[Exchange] = ()
    remarks: Sequence[Remark] = ()

    def since(self, begin: datetime, end: datetime) -> Happened:
        """Return what happened from ``begin`` until ``end``, both included."""
        return Happened(
            calls=[one for one in self.calls if begin <= one.placed_at <= end],
            texts=[one for one in self.texts if begin <= one.at <= end],
            exchanges=[one for one in self.exchanges if begin <= one.at <= end],
            remarks=[one for one in self.remarks if begin <= one.at <= end],
        )

    @property
    def first(self) -> datetime | None:
        """When the first of it happened; ``None`` where nothing did."""
        moments = [*(one.placed_at for one in self.calls), *(one.at for one in self.texts)]
        return min([*moments, *(one.at for one in self.exchanges), *(one.at for one in self.remarks)], default=None)


@dataclass(slots=True)
class _Slot:
    calls: int = 0
    unanswered: int = 0
    texts_in: int = 0
    texts_out: int = 0
    seconds: list[float] = field(default_factory=list)


def figures_of(happened: Happened, *, now: datetime, since: datetime | None, until: datetime) -> FiguresJson:
    """Count what happened from ``since`` (``None``: from the first there is) until ``until``."""
    begin = since if since is not None else (happened.since(EARLIEST, until).first or until)
    found = happened.since(begin, until)
    width = slot_of((until - begin).total_seconds())
    asked = [one for one in found.exchanges if one.purpose != rows.STATUS and (one.status or one.failure)]
    menus, left = _menus(asked)
    paths = _by_path(asked)
    lasted = [one.duration for one in found.calls if one.answered_at is not None and one.ended_at is not None]
    return {
        "now": rows.time_of(now),
        "since": rows.time_of(begin),
        "until": rows.time_of(until),
        "slot": width,
        "slots": _slots(found, asked, begin, until, width),
        "durations": spread(lasted),
        "lengths": _lengths(lasted),
        "menus": menus,
        "menus_left": left,
        "errors": _codes(found.remarks),
        "webhooks": spread([one.seconds for one in asked]),
        "paths": paths[:LISTED],
        "paths_left": max(0, len(paths) - LISTED),
    }


def slot_of(seconds: float) -> int:
    """Return into slots of what length a range is divided, so that there are no more than there is room for."""
    for width in SLOTS:
        if seconds < width * (MOST_SLOTS - 1):
            return width
    return ceil(seconds / (MOST_SLOTS - 1) / (7 * DAY)) * 7 * DAY


def spread(values: Iterable[float]) -> SpreadJson:
    """Return count, median, 95th percentile and longest; a percentile is a value that really was (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        return {"count": 0, "p50": 0.0, "p95": 0.0, "longest": 0.0}
    p50, p95 = (float(ordered[ceil(share * len(ordered) / 100) - 1]) for share in (50, 95))
    return {"count": len(ordered), "p50": p50, "p95": p95, "longest": float(ordered[-1])}


def _slots(found: Happened, asked: Sequence[Exchange], begin: datetime, until: datetime, width: int) -> list[SlotJson]:
    first = int(begin.timestamp() // width)
    slots = [_Slot() for _ in range(int(until.timestamp() // width) - first + 1)]

    def at(moment: datetime) -> _Slot:
        return slots[int(moment.timestamp() // width) - first]

    for call in found.calls:
        slot = at(call.placed_at)
        slot.calls += 1
        slot.unanswered += call.over and call.answered_at is None
    for text in found.texts:
        slot = at(text.at)
        if text.direction == "inbound":
            slot.texts_in += 1
        else:
            slot.texts_out += 1
    for exchange in asked:
        at(exchange.at).seconds.append(exchange.seconds)
    told: list[SlotJson] = []
    for place, slot in enumerate(slots):
        times = spread(slot.seconds)
        told.append({
            "at": rows.time_of(datetime.fromtimestamp((first + place) * width, UTC)),
            "calls": slot.calls,
            "unanswered": slot.unanswered,
            "texts_in": slot.texts_in,
            "texts_out": slot.texts_out,
            "webhooks": times["count"],
            "p50": times["p50"],
            "p95": times["p95"],
        })  # fmt: skip
    return told


def _lengths(lasted: Sequence[int]) -> list[LengthJson]:
    bars: list[LengthJson] = []
    for least, below in pairwise((*LENGTHS, inf)):
        count = sum(least <= one < below for one in lasted)
        bars.append({"least": int(least), "below": None if below == inf else int(below), "count": count})
    return bars


def _menus(asked: Iterable[Exchange]) -> tuple[list[MenuJson], int]:
    """Return what was chosen at the paths that were asked most, and how many other paths there are."""
    chosen: dict[str, Counter[tuple[str, str, int]]] = {}
    for one in asked:
        if one.purpose == "action" and (choice := _choice(dict(one.params))) is not None:
            chosen.setdefault(urlsplit(one.url).path, Counter())[choice] += 1
    ordered = sorted(chosen.items(), key=lambda item: (-item[1].total(), item[0]))
    menus: list[MenuJson] = [
        {
            "path": path,
            "count": counted.total(),
            "choices": [
                {"how": how, "keys": keys, "length": length, "count": count}
                for (how, keys, length), count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
            ],
        }
        for path, counted in ordered[:LISTED]
    ]
    return menus, max(0, len(ordered) - LISTED)


def _choice(params: Mapping[str, str]) -> tuple[Literal["keys", "entry", "speech", "nothing"], str, int] | None:
    """Return how a caller answered, the keys and how many; ``None`` where nobody was asked for any."""
    if "RecordingUrl" in params or not {"Digits", "SpeechResult"} & params.keys():
        return None
    keys = params.get("Digits", "")
    if len(keys) > CHOICE:
        return "entry", "", len(keys)
    if keys:
        return "keys", keys, len(keys)
    return ("speech" if params.get("SpeechResult") else "nothing"), "", 0


def _by_path(asked: Iterable[Exchange]) -> list[PathTimesJson]:
    took: dict[str, list[float]] = {}
    for one in asked:
        took.setdefault(urlsplit(one.url).path, []).append(one.seconds)
    ordered = sorted(took.items(), key=lambda item: (-len(item[1]), item[0]))
    return [{"path": path, **spread(values)} for path, values in ordered]


def _codes(found: Sequence[Remark]) -> list[CodeJson]:
    counted = Counter(one.code for one in found)
    titles = {one.code: one for one in found}
    return [
        {"code": code, "severity": str(titles[code].severity), "title": titles[code].title, "count": count}
        for code, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]
