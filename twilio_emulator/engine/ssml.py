"""Speech markup inside ``<Say>``: the words, how fast, and how much silence lies between them."""

from __future__ import annotations

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
    try:
        if time.endswith("ms"):
            return min(max(float(time[:-2]) / 1000, 0.0), 10.0)
        if time.endswith("s"):
            return min(max(float(time[:-1]), 0.0), 10.0)
    except ValueError:
        pass
    return BREAKS.get(element.attributes.get("strength", "medium"), 0.5)


def _rate(value: str) -> float:
    if value.endswith("%"):
        try:
            return min(max(float(value[:-1]) / 100, 0.2), 2.0)
        except ValueError:
            return 1.0
    return RATES.get(value, 1.0)
