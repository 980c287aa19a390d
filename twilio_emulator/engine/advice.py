"""What was probably meant: the element a remark points at, looked up again in the tables of words.

The engine says what is wrong and goes on; here is said which name comes nearest, and where an element belongs. Names
are compared only when somebody asks, so a document of ten thousand unknown attributes costs a call nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from twilio_emulator.engine import faults
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.remedies import REMEDIES
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS, Word

ROOT = "Response"
SHOWN = 12
"""Names listed in one remedy at most."""
Table = tuple[type[Word], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An element of a document, the words that may stand where it stands, and the one it is, if it is one."""

    element: Element
    parent: str
    content: Table
    word: type[Word] | None


def vocabulary(*, messaging: bool) -> Table:
    """Return the verbs of a document for a call, or for a text."""
    return MESSAGE_VERBS if messaging else VERBS


def nestings(table: Iterable[type[Word]]) -> Iterator[tuple[str, type[Word]]]:
    """Yield every word of ``table`` with the name of what it may stand in, depth first, each pair once."""
    seen: set[tuple[str, type[Word]]] = set()

    def within(parent: str, words: Iterable[type[Word]]) -> Iterator[tuple[str, type[Word]]]:
        for word in words:
            if (parent, word) not in seen:
                seen.add((parent, word))
                yield parent, word
                yield from within(word.TAG, word.CONTENT)

    yield from within(ROOT, table)


def places(root: Element, *, messaging: bool = False) -> Iterator[Place]:
    """Yield every element below ``root`` that the engine reads, or passes over, by the tables."""

    def within(parent: Element, content: Table) -> Iterator[Place]:
        table = {word.TAG: word for word in content}
        for element in parent.elements:
            word = table.get(element.tag)
            yield Place(element=element, parent=parent.tag, content=content, word=word)
            if word is not None:
                yield from within(element, word.CONTENT)

    yield from within(root, vocabulary(messaging=messaging))


def remedy(notice: Notice, body: bytes, place: Place | None = None, *, messaging: bool = False) -> str:
    """Return one sentence on what to do about ``notice``, filed of ``body`` and, where there is one, of ``place``."""
    if notice.code == 12100:
        return faults.remedy(body, notice)
    told = ""
    if place is not None and place.word is None:
        told = _of_element(place, messaging)
    elif place is not None and place.word is not None:
        told = _of_attribute(place.element, place.word, notice, messaging)
    return told or REMEDIES[notice.code]


def _of_element(place: Place, messaging: bool) -> str:
    """What to do with an element that has no place where it stands."""
    tag = place.element.tag
    here = [word.TAG for word in place.content]
    if meant := _same_but_for_case(tag, here):
        return f"did you mean {meant}? Names are case-sensitive"
    homes = _homes(tag, messaging)
    if homes:
        return f"{tag} belongs within {_listed(homes)}"
    if _homes(tag, not messaging):
        kind = "a call" if messaging else "a text"
        return f"{tag} belongs in a document that answers {kind}"
    if meant := _nearest(tag, here):
        return f"did you mean {meant}?"
    known = sorted({word.TAG for _, word in nestings(vocabulary(messaging=messaging))})
    if (meant := _same_but_for_case(tag, known) or _nearest(tag, known)) and (homes := _homes(meant, messaging)):
        return f"did you mean {meant}? It belongs within {_listed(homes)}"
    return f"within {place.parent} may stand {_listed(here)}" if here else f"nothing may stand within {place.parent}"


def _of_attribute(element: Element, word: type[Word], notice: Notice, messaging: bool) -> str:
    """What to do with an attribute that the word does not have; empty where the remark is about something else."""
    said = notice.detail.split() if notice.code == 12200 else []
    name = next((one for one in said if one in element.attributes and one not in word.ATTRIBUTES), "")
    if not name:
        return ""
    here = list(word.ATTRIBUTES)
    if meant := _same_but_for_case(name, here):
        return f"did you mean {meant}? Names are case-sensitive"
    if meant := _nearest(name, here):
        return f"did you mean {meant}?"
    owners = sorted({one.TAG for _, one in nestings(vocabulary(messaging=messaging)) if name in one.ATTRIBUTES})
    if owners:
        return f"{name} is an attribute of {_listed(owners)}"
    return f"{word.TAG} has {_listed(here)}" if here else f"{word.TAG} has no attributes"


def _homes(tag: str, messaging: bool) -> list[str]:
    return sorted({parent for parent, word in nestings(vocabulary(messaging=messaging)) if tag == word.TAG})


def _same_but_for_case(name: str, names: Iterable[str]) -> str:
    """Return the name that is written like ``name`` but for case, hyphens and underscores; empty where none is."""
    return next((one for one in names if _bare(one) == _bare(name)), "")


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _nearest(name: str, names: Iterable[str]) -> str:
    """Return the name that differs least; empty where all are too far away."""
    by_lower = {one.lower(): one for one in names}
    found = get_close_matches(name.lower()[:80], by_lower, n=1)
    return by_lower[found[0]] if found else ""


def _listed(names: list[str]) -> str:
    shown = names[:SHOWN]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(shown) + more
