"""What is listened to: every prompt as callers hear it, every recording, and answers with amounts drawn at random."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Final

from voice_prompts.catalogue import Placeholder, Template, prompt, templates
from voice_prompts.errors import RecordingError
from voice_prompts.listening.neighbours import neighbours
from voice_prompts.phrases import Pause
from voice_prompts.reading import MOST_MONEY, read
from voice_prompts.recorded import Recordings
from voice_prompts.rendering.recipe import PIECES
from voice_prompts.splicing import Part, splice

SEED: Final = 12393
"""Of everything that is drawn, so that the same recordings give the same trials."""
AMOUNTS: Final[Mapping[str, int]] = {"zh-CN": 300, "en": 100}
"""By language, the answers that hold an amount."""
OTHERS: Final[Mapping[str, int]] = {"zh-CN": 60, "en": 30}
"""By language, those that hold dates, counts, digits and no amount."""
NEIGHBOURS: Final = 24
"""Sentences that an answer with an amount has to be told from, at most."""
EDGES: Final = (1, 10, 1000, 1001, 10_000, 10_005, 1_000_000, 1_050_030, 20_200_002_00, 0, 200, 100_000_000, MOST_MONEY)
"""Amounts in fen that are tried in any case: 0.01, 0.10, 10, 10.01, 100, 100.05, 10,000, 10,500.30 …"""


Words = tuple[str, Mapping[str, object]]
"""A prompt's id, and what stands in those of its places that hold words, by their names."""


class Kind(StrEnum):
    """What a trial shows."""

    PROMPT = "prompts"
    """A prompt as callers hear it, with what stands in its places."""
    RECORDING = "recordings"
    """The recording of a sentence or a part of one, out of all context."""
    FRAGMENT = "fragments"
    """A recorded piece of a value, out of all context."""
    ANSWER = "answers"
    """An answer joined out of recordings."""
    WHOLE = "whole"
    """The same words said in one go: what is wrong here, too, is the recogniser's or the voice's, not the joins'."""
    SECOND = "prompts, second voice"
    """A prompt that was badly understood, said by another voice: is it the voice, or the words and the recogniser?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Words to be heard: `name` is the id of their prompt, `amounts` in fen what they say of money.

    `neighbours` are the same words with one of the amounts taken for another that is close to it.
    """

    language: str
    kind: Kind
    name: str
    words: str
    amounts: tuple[int, ...] = ()
    neighbours: tuple[str, ...] = ()

    def around(self) -> Iterator[tuple[str, str]]:
        """The words before and behind each of the amounts."""
        start = 0
        for fen in self.amounts:
            said = read(fen, "money", self.language)
            at = self.words.index(said, start)
            start = at + len(said)
            yield self.words[:at], self.words[start:]


def recorded(folder: Path, language: str) -> list[Trial]:
    """Every recording of a language, in the order of its words. Raises RecordingError where no manifest lists them."""
    file = folder / f"manifest.{language}.json"
    try:
        listed = {row["words"]: row["ids"] for row in json.loads(file.read_text(encoding="utf-8"))}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise RecordingError(f"{file} is no manifest: {error}") from error
    return [
        Trial(
            language=language,
            kind=Kind.FRAGMENT if set(ids) <= PIECES else Kind.RECORDING,
            name=", ".join(ids),
            words=words,
        )
        for words, ids in sorted(listed.items())
    ]


def prompts(recordings: Recordings, language: str, words: Iterable[Words] = ()) -> list[Trial]:
    """Every prompt of which all is recorded, once, and as often as `words` has something to stand in its places.

    What stands in its other places is drawn. Words that only stand in other prompts, under `word`, are heard there.
    """
    draw = Random(f"{SEED} {language} prompts")  # noqa: S311
    sayable = {
        id: template
        for id, template in templates(language).items()
        if not id.startswith("word.") and _kinds(template) <= VALUES.keys()
    }
    nothing: Mapping[str, object] = {}
    found = []
    for id, given in (*((id, nothing) for id in sayable), *words):
        values = _values(templates(language)[id], draw) | dict(given)
        said = prompt(id, language, **values).text
        if recordings.cut(language, said) is not None:
            found.append(Trial(language=language, kind=Kind.PROMPT, name=id, words=said))
    return found


def _values(template: Template, draw: Random) -> dict[str, object]:
    """By their names, values such as callers hear for the places of a prompt, as far as their kinds can be drawn."""
    places = [part for part in template if isinstance(part, Placeholder) and part.kind in VALUES]
    return {part.name: _everyday(part)(draw) for part in places}


def _everyday(part: Placeholder) -> Callable[[Random], object]:
    if part.kind == "digits" and not part.argument:  # the end of a number, or a clerk's: four digits
        return lambda draw: f"{draw.randrange(10_000):04}"
    return EVERYDAY.get(part.name, EVERYDAY.get(part.kind, VALUES[part.kind]))


def answers(recordings: Recordings, language: str) -> list[Trial]:
    """Answers with amounts drawn from the whole range, then others; only those of which all is recorded."""
    draw = Random(f"{SEED} {language}")  # noqa: S311  to be the same every time
    sayable = {id: template for id, template in templates(language).items() if _kinds(template) <= VALUES.keys()}
    with_money = {id: template for id, template in sayable.items() if "money" in _kinds(template)}
    others = {id: template for id, template in sayable.items() if _kinds(template) and id not in with_money}
    amounts = _amounts(draw)
    found = [*_drawn(recordings, language, with_money, AMOUNTS[language], draw, amounts)]
    return [*found, *_drawn(recordings, language, others, OTHERS[language], draw, amounts)]


def _drawn(
    recordings: Recordings,
    language: str,
    among: Mapping[str, Template],
    wanted: int,
    draw: Random,
    amounts: Iterator[int],
) -> Iterator[Trial]:
    """So many answers, each prompt about as often as any other; none of one that lacks a recording."""
    ids = list(among)
    found = 0
    while found < wanted and ids:
        id = ids[found % len(ids)]
        values = {
            part.name: next(amounts) if part.kind == "money" else VALUES[part.kind](draw)
            for part in among[id]
            if isinstance(part, Placeholder)
        }
        words = prompt(id, language, **values).text
        if recordings.cut(language, words) is None:
            ids.remove(id)
            continue
        money = [part.name for part in among[id] if isinstance(part, Placeholder) and part.kind == "money"]
        fen = {name: value for name in money if isinstance(value := values[name], int)}
        yield Trial(
            language=language,
            kind=Kind.ANSWER,
            name=id,
            words=words,
            amounts=tuple(fen[name] for name in money),
            neighbours=tuple(prompt(id, language, **values | slip).text for slip in _slips(fen, words)),
        )
        found += 1


def _slips(fen: Mapping[str, int], words: str) -> list[dict[str, int]]:
    """Values to put in the place of amounts by their names, one at a time, drawn from all their neighbours."""
    every = [{name: near} for name, amount in fen.items() for near in neighbours(amount)]
    return Random(f"{SEED} {words}").sample(every, min(NEIGHBOURS, len(every)))  # noqa: S311


def spoken(recordings: Recordings, trial: Trial) -> bytes:
    """The sound of a trial as a caller gets it, mu-law. Raises RecordingError where some of it is not recorded."""
    if trial.kind in (Kind.RECORDING, Kind.FRAGMENT):
        return splice([Part(sound=recordings.sound(trial.language, trial.words), pause=Pause.NONE)])
    pieces = recordings.cut(trial.language, trial.words) or ()
    return splice(Part(sound=recordings.sound(trial.language, piece.words), pause=piece.pause) for piece in pieces)


def sample(trials: Sequence[Trial], most: int | None) -> list[Trial]:
    """So many of the trials, drawn at random and left in their order; all of them for None."""
    if most is None or most >= len(trials):
        return list(trials)
    chosen = Random(SEED).sample(range(len(trials)), most)  # noqa: S311
    return [trials[place] for place in sorted(chosen)]


def _kinds(template: Template) -> set[str]:
    return {part.kind for part in template if isinstance(part, Placeholder)}


def _amounts(draw: Random) -> Iterator[int]:
    """EDGES, then amounts of every length alike, some of their digits zero: those are the ones that are misread."""
    yield from EDGES
    while True:
        length = draw.randint(1, len(str(MOST_MONEY)))
        digits = [str(draw.randint(1, 9)) if draw.random() < 0.7 else "0" for _ in range(length - 1)]
        yield int(str(draw.randint(1, 9)) + "".join(digits))


def _hours(draw: Random) -> tuple[time, time]:
    start = draw.randint(7, 12)
    return time(start, draw.choice((0, 30))), time(draw.randint(start + 1, 19), draw.choice((0, 30)))


VALUES: Final[Mapping[str, Callable[[Random], object]]] = {
    "money": lambda draw: draw.randint(1, MOST_MONEY),
    "number": lambda draw: draw.randint(1, 28),
    "count": lambda draw: draw.randint(0, 120),
    "ordinal": lambda draw: draw.randint(1, 20),
    "date": lambda draw: date(draw.randint(2015, 2035), draw.randint(1, 12), draw.randint(1, 28)),
    "month": lambda draw: date(draw.randint(2015, 2035), draw.randint(1, 12), 1),
    "months": lambda draw: draw.randint(1, 480),
    "year": lambda draw: draw.randint(2015, 2035),
    "time": lambda draw: time(draw.randint(0, 23), draw.randint(0, 59)),
    "hours": _hours,
    "digits": lambda draw: f"{draw.randint(0, 10**10 - 1):010}",
    "percent": lambda draw: Decimal(draw.randint(1, 1000)) / 10,
}
"""The kinds of values that can be drawn, from all that can be said; names and places cannot."""
EVERYDAY: Final[Mapping[str, Callable[[Random], object]]] = {
    "money": lambda draw: draw.randrange(10 ** draw.randint(1, 7)),
    "key": lambda draw: draw.randint(1, 9),
    "tier": lambda draw: draw.randint(1, 3),
    "grade": lambda draw: draw.randint(1, 10),
    "divisor": lambda draw: draw.randint(56, 233),
    "minutes": lambda draw: draw.randint(1, 60),
    "days": lambda draw: draw.randint(1, 188),
}
"""By its kind or its name, what callers do hear in a place: a key is one of nine, an amount below 100,000 yuan."""
