"""What the tests show: the words and attributes in their documents, and the mistakes they are marked with."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


TESTS = ROOT / "tests" / "twilio_emulator"


APART = ("cli/test_lint.py",)
"""Tests whose documents are looked at and not carried out."""


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
