"""Speech markup inside ``<Say>``: the words, how fast, and how much silence lies between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from twilio_emulator.engine.document import Element

RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "fast": 1.25, "x-fast": 1.5}
BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 1.0, "x-strong": 1.5}
TAGS = frozenset({"break", "emphasis", "lang", "p", "s", "phoneme", "prosody", "say-as", "sub", "w", "amazon:effect"})


@dataclass(slots=True)
class Speech:
    """What a ``<Say>`` amounts to: plain ``text``, the slowest ``rate`` asked for, and seconds of ``pauses``."""

    text: str = ""
    rate: float = 1.0
    pauses: float = 0.0


def flatten(element: Element) -> Speech:
    """Read the words of ``element`` in order, with the pace and the pauses its markup asks for."""
    speech = Speech()
    _gather(element, speech)
    speech.text = " ".join(speech.text.split())
    return speech


def _gather(element: Element, speech: Speech) -> None:
    for child in element.children:
        if isinstance(child, str):
            speech.text += child
        elif child.tag == "break":
            speech.pauses += _seconds(child)
            speech.text += " "
        elif child.tag == "sub":
            speech.text += child.attributes.get("alias", child.text)
        else:
            if child.tag == "prosody":
                speech.rate = min(speech.rate, _rate(child.attributes.get("rate", "medium")))
            _gather(child, speech)
            if child.tag in ("p", "s"):
                speech.text += " "


def _seconds(element: Element) -> float:
    time = element.attributes.get("time", "")
    scale = 0.001 if time.endswith("ms") else 1.0
    asked = _number(time.removesuffix("s").removesuffix("m")) if time.endswith("s") else None
    if asked is not None:
        return min(max(asked * scale, 0.0), 10.0)
    return BREAKS.get(element.attributes.get("strength", "medium"), 0.5)


def _rate(value: str) -> float:
    if value.endswith("%"):
        asked = _number(value[:-1])
        return 1.0 if asked is None else min(max(asked / 100, 0.2), 2.0)
    return RATES.get(value, 1.0)


def _number(text: str) -> float | None:
    """Read a finite number; ``nan`` and ``inf`` are none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
