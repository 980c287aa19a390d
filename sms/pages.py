"""Sentences into texts of four segments at most, each but the last ending in 回N看下一页 (domain 4.3).

A page ends where a sentence does; a sentence longer than a page is cut behind a mark, never inside an amount or a date.
English sentences are set apart by a blank and cut between clauses; a page takes twice as many of their characters.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sms.lines import CHINESE, ENGLISH, MEDICAL
from sms.replies import MORE, MORE_IN_ENGLISH, Reply, Step, reply
from sms.segments import measure

MOST_SEGMENTS = 4
"""More segments than these are never sent as one reply."""

LONGEST_SENTENCE = {CHINESE: 180, ENGLISH: 450}
"""Units that surely fit on a page with the signature, a title, the closing words and 回N."""

_MARKS = "。；，、！？ "
_WHOLE = re.compile(
    r"(?:[A-Z][a-z]{2} )?[0-9][0-9,.]*%?(?: to [0-9][0-9,.]*)?(?: (?:yuan|fen|(?:working )?days?|months?|years?))"
    r"|[0-9A-Za-z.#*:%/+-]+(?:年[0-9]+月[0-9]+日|年[0-9]+月|月[0-9]+日|万?元|[年月日%])?"
)
"""What is never cut: an amount, a date, a number, a word in Latin letters."""


def in_pages(
    key: str,
    field: str,
    sentences: Iterable[str],
    line: str = MEDICAL,
    /,
    *,
    asked: Step | None = None,
    closing: str = "",
    language: str = CHINESE,
    **values: str,
) -> Reply:
    """The first page of `sentences`, put into the placeholder `field` of a wording that has `more` besides.

    `asked` is the command that N goes on with; without one there is no next page, and what does not fit is left out.
    `closing` stands at the end of every page. Raises ValueError where there is no sentence.
    """
    between, more = (" ", MORE_IN_ENGLISH) if language == ENGLISH else ("", MORE)
    pieces = [piece for sentence in sentences for piece in cut(sentence + between, LONGEST_SENTENCE[language])]
    if not pieces:
        raise ValueError("a page has a sentence at least")

    def page(number: int) -> Reply:
        left = tuple(pieces[number:])
        ends = (closing, more if left and asked else "")
        after = "".join(f"{between}{end}" for end in ends if end)
        steps = {"N": replace(asked, rest=left, closing=closing)} if left and asked else {}
        told = "".join(pieces[:number]).rstrip(" ")
        return reply(key, line, steps, language=language, **{**values, field: told, "more": after})

    whole = page(len(pieces))
    if whole.segments <= MOST_SEGMENTS:
        return whole
    shown = next(number for number in range(len(pieces) - 1, 0, -1) if page(number).segments <= MOST_SEGMENTS)
    return page(shown)


def next_page(step: Step, line: str) -> Reply:
    """The page that N brings where the sentences are written already."""
    language = ENGLISH if "".join(step.rest).isascii() else CHINESE
    rest = [sentence.rstrip(" ") for sentence in step.rest] if language == ENGLISH else step.rest
    return in_pages("NEXT", "sentences", rest, line, asked=step, closing=step.closing, language=language)


def cut(sentence: str, longest: int = LONGEST_SENTENCE[CHINESE]) -> Sequence[str]:
    """A sentence in pieces of at most `longest` UTF-16 units, or longer where that alone keeps an amount whole."""
    pieces = []
    while measure(sentence).units > longest:
        at = _place(sentence, longest)
        if at >= len(sentence):
            break
        pieces.append(sentence[:at])
        sentence = sentence[at:]
    return (*pieces, sentence) if sentence else tuple(pieces)


def _place(sentence: str, longest: int) -> int:
    """Where to cut: behind the last mark that fits, else before what must stay whole, else as late as possible."""
    room, used = 0, 0
    for character in sentence:
        used += 2 if ord(character) > 0xFFFF else 1
        if used > longest:
            break
        room += 1
    inside = {place for whole in _WHOLE.finditer(sentence) for place in range(whole.start() + 1, whole.end())}
    allowed = [place for place in range(1, room + 1) if place not in inside]
    marked = [place for place in allowed if sentence[place - 1] in _MARKS]
    clauses = [place for place in marked if sentence[:place].endswith(("; ", ". "))]
    late = [place for place in clauses if place > longest // 3] or [place for place in marked if place > longest // 3]
    if late or allowed:
        return (late or allowed)[-1]
    return next((place for place in range(room + 1, len(sentence)) if place not in inside), len(sentence))
