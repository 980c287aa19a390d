"""Write coverage.md anew: every verb, noun and attribute, whether it is carried out, and the tests that show it.

What there is comes from the emulator's own tables of words, what shows it from the tests: a test shows an attribute
when a document in it uses the attribute on that element. Run by ``make docs``; a test compares the page with both.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from twilio_emulator.engine.advice import nestings
from twilio_emulator.engine.attributes import Attribute
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS, Word

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "coverage.md"
TESTS = ROOT / "tests" / "twilio_emulator"
APART = ("cli/test_lint.py",)
"""Tests whose documents are looked at and not carried out."""
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

LATER: dict[int, str] = dict.fromkeys((16, 19, 20, 21, 22, 23, 25, 26, 27, 28, 39), "with the REST API")
"""Numbers that only the REST API can show, and what they come with."""

_TAG = re.compile(r"<!--.*?-->|<(/?)([A-Za-z][\w:.-]*)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*?)(/?)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*[\"'{]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One test: its file, its name as a sentence, the elements its documents use, the numbers it carries.

    A use is (parent, element, attribute); the parent is empty where a fragment does not tell, and the attribute where
    the element itself is meant.
    """

    file: str
    name: str
    uses: frozenset[tuple[str, str, str]]
    mistakes: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


def uses(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield what elements and attributes a piece of TwiML uses, well-formed or not."""
    opened: list[str] = []
    for match in _TAG.finditer(text):
        closing, tag, rest, empty = match.groups()
        if not tag:
            continue
        if closing:
            if tag in opened:
                del opened[len(opened) - 1 - opened[::-1].index(tag) :]
            continue
        parent = opened[-1] if opened else ""
        yield parent, tag, ""
        for name in _ATTRIBUTE.findall(rest):
            yield parent, tag, name
        if not empty:
            opened.append(tag)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in the documents of a case."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)


def of_cases(path: Path) -> Iterator[Shown]:
    """Yield the cases of a file of cases."""
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        found = frozenset(use for text in _texts(case["documents"]) for use in uses(text))
        yield Shown(file=path.name, name=case["name"], uses=found, mistakes=tuple(case.get("mistakes", ())))


def _strings(node: ast.AST) -> Iterator[str]:
    """Yield the texts in a piece of source; what is filled in is shown by an x."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, (str, bytes)):
            yield node.value if isinstance(node.value, str) else node.value.decode("utf-8", "replace")
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _strings(child)


def _marked(function: ast.FunctionDef) -> Iterator[int]:
    """Yield the numbers of ``pytest.mark.mistake`` on a test, or on a row of its parameters."""
    for decorator in function.decorator_list:
        for node in ast.walk(decorator):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "mistake":
                yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and type(arg.value) is int)


def _named(node: ast.AST) -> set[str]:
    """Return the names a piece of source refers to: a test's fixtures are its arguments."""
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return names | {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}


def of_source(path: Path) -> Iterator[Shown]:
    """Yield the tests of a Python file, each with the texts of the module's names that it uses."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    known: dict[str, ast.stmt] = {}
    for statement in module.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            known[statement.name] = statement
        elif isinstance(statement, ast.Assign):
            known |= {target.id: statement for target in statement.targets if isinstance(target, ast.Name)}
    for name, node in known.items():
        if not (isinstance(node, ast.FunctionDef) and name.startswith("test_")):
            continue
        reached: set[str] = {name}
        asked = [name]
        while asked:
            more = {one for one in _named(known[asked.pop()]) & known.keys() if not one.startswith("test_")} - reached
            reached |= more
            asked += more
        texts = [text for one in sorted(reached) for text in _strings(known[one])]
        found = frozenset(use for text in texts for use in uses(text))
        sentence = name.removeprefix("test_").replace("_", " ")
        yield Shown(file=path.name, name=sentence, uses=found, mistakes=tuple(_marked(node)))


@cache
def tests() -> tuple[Shown, ...]:
    """Return every test of the emulator, those of the case files first."""
    apart = {TESTS / name for name in APART}
    cases = [shown for path in sorted(TESTS.glob("verbs/*.toml")) for shown in of_cases(path)]
    sources = [path for path in sorted(TESTS.glob("**/test_*.py")) if path not in apart]
    return (*cases, *(shown for path in sources for shown in of_source(path)))


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
        shown = LATER[number] if number in LATER and not found else _names(found)
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


if __name__ == "__main__":
    main()
