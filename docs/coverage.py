"""Write coverage.md anew: every verb, noun and attribute, whether it is carried out, and the tests that show it.

What there is comes from the emulator's own tables of words, what shows it from the tests: a test shows an attribute
when a document in it uses the attribute on that element. Run by ``make docs``; a test compares the page with both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docs import operations
from docs.shown import ROOT, Shown, of_source, tests, uses
from twilio_emulator.engine.advice import nestings
from twilio_emulator.engine.attributes import Attribute
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS, Word

PAGE = ROOT / "docs" / "coverage.md"
SHOWN = 2
"""Tests that are all named in a cell; of more the first is named, and the others are counted."""

NOT_OFFERED: dict[str, str] = {
    "Connect › Autopilot": "Twilio has switched Autopilot off; no call can reach it any more",
    "Response › Prompt": "the official client offers it as a verb; it means something within Pay only",
    "Response › Queue": "the official client offers it as a verb; it means something within Dial only",
}
"""What Twilio's manual or its official client names, as "parent › element", and why it is not here."""

MISTAKES: dict[int, str] = {
    1: "a Gather without input asks nothing and goes on to the next verb",
    2: "the finishing key alone is no input",
    3: "Gather's clock starts after the prompts and restarts at every key",
    4: "the finishing key is not among the Digits, a star is",
    5: "only Gather and Record have an action by default; Dial and Enqueue have none",
    6: "nothing after a Record is reached",
    7: "Record ends at any key of a set, Gather at one",
    8: "a caller who hangs up ends a Record with Digits=hangup",
    9: "a Dial that was answered ends as completed",
    10: "after a conference there is no DialCallSid and no DialCallDuration",
    11: "a rejected call ends as no-answer",
    12: "a Hangup at the beginning answers first",
    13: "a Pause at the beginning, and answerOnBridge, delay the answer",
    14: "what is heard before a conference comes once, what is heard in a queue again and again",
    15: "a conference reports to its first participant's callback, and starts with two",
    16: "no record of a call says initiated or answered",
    17: "a callback that names no events is told of the end only",
    18: "Duration counts minutes, CallDuration seconds",
    19: "a call that is cancelled while it is queued is reported to nobody",
    20: "a text's first status is not reported, nor is sending",
    21: "a text that was just created is queued, accepted or scheduled",
    22: "a text that was refused leaves no record",
    23: "STOP blocks and is answered, and the application is told all the same",
    24: "a text is cut into parts of 153 or 67 characters",
    25: "durations, prices and parts are texts in JSON, a text's error code is a number",
    26: "dates are those of e-mail in the 2010 API, and ISO ones in the newer",
    27: "a list's envelope has its ten names and no others, and addresses without a host",
    28: "the members of a queue are called queue_members",
    29: "a signature covers the decoded parameters, the empty ones too, and no fragment",
    30: "a POST keeps the query of its address, and relative addresses start at the document",
    31: "cookies last as long as the call",
    32: "a redirect of HTTP loses the Digits",
    33: "a 5xx is not asked again; a failed connect is, once",
    34: "12200 is a warning, and the call goes on",
    35: "what a callback answers is not carried out",
    36: "a callback that fails harms no call",
    37: "plain text is read aloud, and sound is played",
    38: "loop=0 repeats, a thousand times at most",
    39: "canceled ends what is not answered yet, completed any call",
    40: "an update of a call interrupts the running verb",
    41: "a leg that Dial makes begins as initiated, never as queued",
    42: "a stream's numbers are texts, connected comes first, and a mark comes back when it was heard",
    43: "Caller, Called and their places go with every webhook",
    44: "names of elements and attributes are case-sensitive",
    45: "nothing may stand before the XML declaration",
}
"""What emulators, and people, commonly get wrong: how it is. A test carries the numbers of those it shows."""


def showing(word: type[Word], parents: Sequence[str], attribute: str = "") -> list[Shown]:
    """Return the tests that use ``attribute`` on ``word`` (empty: the word itself), the most telling first."""
    wanted = {(parent, word.TAG, attribute) for parent in (*parents, "")}
    found = [shown for shown in tests() if shown.uses & wanted]

    def telling(shown: Shown) -> tuple[bool, bool]:
        elsewhere = not shown.file.startswith(f"{word.TAG.lower()}.")
        return elsewhere, re.search(rf"\b{re.escape(attribute or word.TAG)}\b", shown.name) is None

    return sorted(found, key=telling)


def words() -> dict[type[Word], list[str]]:
    """Return every word of the emulator, in the order of the page, with all it may stand in."""
    found: dict[type[Word], list[str]] = {}
    for parent, word in (*nestings(VERBS), *nestings(MESSAGE_VERBS)):
        parents = found.setdefault(word, [])
        if parent not in parents:
            parents.append(parent)
    return found


def _kinds(word: type[Word]) -> str:
    """Return what a document that may use ``word`` answers."""
    tables = {"calls": VERBS, "texts": MESSAGE_VERBS}
    return " and ".join(kind for kind, table in tables.items() if word in [one for _, one in nestings(table)])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _names(found: Sequence[Shown]) -> str:
    """Return one test or two by name, of more the first and the number of the others."""
    if not found:
        return "**none**"
    if len(found) <= SHOWN:
        return "; ".join(_cell(str(one)) for one in found)
    return f"{_cell(str(found[0]))}; {len(found) - 1} more"


def _value(value: object) -> str:
    """Return a default as it would be written in a document."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (tuple, frozenset)):
        return f"`{' '.join(map(str, value))}`" if value else "–"
    return "–" if value is None or value == "" else f"`{value}`"


def _row(word: type[Word], parents: Sequence[str], name: str, attribute: Attribute) -> str:
    state = f"noted: {_cell(attribute.noted)}" if attribute.noted else "executed"
    cells = (f"`{name}`", state, _value(attribute.default), _cell(attribute.values.replace(" | ", ", ")))
    return f"| {' | '.join(cells)} | {_names(showing(word, parents, name))} |"


def _section(word: type[Word], parents: Sequence[str]) -> Iterator[str]:
    above = [parent for parent in parents if parent != "Response"]
    heading = word.TAG if len(above) < len(parents) else f"{above[0]} › {word.TAG}"
    content = ", ".join(dict.fromkeys(f"`{child.TAG}`" for child in word.CONTENT))
    yield f"### {heading}"
    yield ""
    holds = f"may hold {content}" if content else "holds no elements"
    yield f"For {_kinds(word)}, within {', '.join(f'`{one}`' for one in parents)}; {holds}."
    yield f"Shown by {_names(showing(word, parents))}."
    yield ""
    if word.ATTRIBUTES:
        yield "| attribute | | default | values | shown by |"
        yield "|---|---|---|---|---|"
        yield from (_row(word, parents, name, attribute) for name, attribute in word.ATTRIBUTES.items())
        yield ""


def _mistakes() -> Iterator[str]:
    yield "| | how it is | shown by |"
    yield "|---|---|---|"
    for number, sentence in MISTAKES.items():
        found = [shown for shown in tests() if number in shown.mistakes]
        shown = _names(found)
        yield f"| {number} | {_cell(sentence)} | {shown} |"


def page() -> str:
    """Return the whole page."""
    table = words()
    attributes = [attribute for word in table for attribute in word.ATTRIBUTES.values()]
    noted = sum(bool(attribute.noted) for attribute in attributes)
    lines = [
        "# What is carried out",
        "",
        "Made by `make docs` from the emulator's tables of words and from its tests; a test compares it with both.",
        "*Executed* means that a call or a text goes differently for it. *Noted* means that the value is read and",
        "checked, and why nothing comes of it on a desk. A test stands in a row when a document in it uses that",
        "attribute there.",
        "",
        f"{len(table)} elements with {len(attributes)} attributes: {len(attributes) - noted} executed, {noted} noted.",
        "",
        "## Operations of the REST API",
        "",
        *operations.totals(),
        "",
        "Each with its test: [what the REST API answers](operations.md).",
        "",
        "## Elements",
        "",
    ]
    for word, parents in table.items():
        lines += _section(word, parents)
    lines += ["## Not offered", "", "| what | why |", "|---|---|"]
    lines += [f"| `{what}` | {why} |" for what, why in NOT_OFFERED.items()]
    lines += ["", "## What is commonly got wrong", "", *_mistakes()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


__all__ = [
    "MISTAKES",
    "NOT_OFFERED",
    "PAGE",
    "ROOT",
    "main",
    "of_source",
    "page",
    "showing",
    "tests",
    "uses",
    "words",
]

if __name__ == "__main__":
    main()
