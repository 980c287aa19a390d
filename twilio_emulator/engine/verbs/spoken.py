"""What a ``<Say>`` amounts to: words in order, cut into phrases of one tone with silence between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from twilio_emulator.engine.effects import Phrase


@dataclass(frozen=True, slots=True)
class Tone:
    """How words are to be said: in which ``language`` (empty: that of the ``<Say>``), how fast, how loud."""

    language: str = ""
    rate: float = 1.0
    decibels: float = 0.0


@dataclass(slots=True)
class _Draft:
    """A phrase while it is written; ``pause`` was asked for, ``breath`` is what a sentence leaves by itself."""

    tone: Tone
    words: str = ""
    pause: float = 0.0
    breath: float = 0.0
    closed: bool = False


@dataclass(slots=True)
class Speech:
    """The plain ``text`` as a transcript has it, and the phrases it is said in; ``home`` is the language around."""

    text: str = ""
    home: str = ""
    _drafts: list[_Draft] = field(default_factory=list)

    def add(self, text: str, tone: Tone, read: str = "") -> None:
        """Say ``text`` after what is said already; ``read`` is how it is read aloud, where that is another matter."""
        self.text += text
        last = self._drafts[-1] if self._drafts else None
        if last is None or last.closed or (last.tone != tone and text.strip()):
            last = _Draft(tone)
            self._drafts.append(last)
        last.words += read or text

    def be_silent(self, seconds: float) -> None:
        """Leave a pause that was asked for."""
        self.text += " "
        self._close().pause += seconds

    def draw_breath(self, seconds: float) -> None:
        """Begin a sentence anew; of several that end together the longest silence counts."""
        self.text += " "
        last = self._close()
        last.breath = max(last.breath, seconds if last.words.strip() else 0.0)

    def _close(self) -> _Draft:
        if not self._drafts:
            self._drafts.append(_Draft(Tone()))
        self._drafts[-1].closed = True
        return self._drafts[-1]

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Its words as they are read aloud; no breath is drawn after the last of them."""
        spoken = [place for place, draft in enumerate(self._drafts) if draft.words.strip()]
        last = spoken[-1] if spoken else -1
        found = (
            Phrase(
                text=" ".join(draft.words.split()),
                language=draft.tone.language,
                rate=draft.tone.rate,
                decibels=draft.tone.decibels,
                pause=draft.pause + (draft.breath if place != last else 0.0),
            )
            for place, draft in enumerate(self._drafts)
        )
        return tuple(phrase for phrase in found if phrase.text or phrase.pause)


def slowest(phrases: Sequence[Phrase]) -> float:
    """Return the slowest pace of their words."""
    return min((phrase.rate for phrase in phrases if phrase.text), default=1.0)


def silence(phrases: Sequence[Phrase]) -> float:
    """Return the seconds of silence among them."""
    return sum(phrase.pause for phrase in phrases)


def shared_language(phrases: Sequence[Phrase]) -> str:
    """Return the language of all their words; empty where that is the one around them, or there are several."""
    found = {phrase.language for phrase in phrases if phrase.text}
    return found.pop() if len(found) == 1 else ""
