"""Which requirements the tests show: their markers, read in the tests' source. Nothing is imported, and nothing is run.

A marker stands on a test, or on a row of its parameters; rows are often written by a function of the module, or made
from a table in it. So the few expressions that such rows are written in are worked out here: literals, names of the
module, comprehensions, methods of texts and tables, and functions that only give names to values and return one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"

UNKNOWN = object()
"""The value of what is not worked out here."""

METHODS: Mapping[type, tuple[str, ...]] = {
    str: ("join", "removeprefix", "removesuffix", "replace", "split"),
    dict: ("items", "keys", "values"),
}
"""Of texts and tables, what is worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One test, or one row of its parameters, and the requirements it is marked with."""

    file: str
    """Beneath `tests/`."""
    name: str
    """The test's name as a sentence."""
    case: str = ""
    """The id of the row; empty where the test itself is marked."""
    requirements: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}" + (f" [{self.case}]" if self.case else "")


@dataclass(frozen=True, slots=True)
class _Mark:
    """`pytest.mark.requirement` with the ids in it."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """`pytest.param` with the ids it is marked with."""

    ids: tuple[str, ...]
    name: str


class _Module:
    """A file of tests, whose expressions can be worked out."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.functions: dict[str, ast.FunctionDef] = {}
        self.values: dict[str, ast.expr] = {}
        self.read: dict[ast.Call, bool] = {}
        """The markers that were met, and whether all in them was an id each time."""
        self._asked: list[str] = []
        for statement in self.tree.body:
            if isinstance(statement, ast.FunctionDef):
                self.functions[statement.name] = statement
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    self.values |= dict(_named(target, statement.value))
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
                self.values[statement.target.id] = statement.value

    def is_marker(self, node: ast.Call) -> bool:
        """Whether a call makes a marker, by its own name or by another that the module gives to it."""
        function = self.values.get(node.func.id, node.func) if isinstance(node.func, ast.Name) else node.func
        return ast.unparse(function).endswith("mark.requirement")

    def value(self, node: ast.expr, names: Mapping[str, Any]) -> Any:
        """Work an expression out; UNKNOWN for what is none of those few."""
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                return names[node.id] if node.id in names else self._of_module(node.id)
            case ast.Tuple() | ast.List():
                return list(self._elements(node.elts, names))
            case ast.Dict():
                pairs = [
                    (self.value(key, names), value) for key, value in zip(node.keys, node.values, strict=True) if key
                ]
                return {key: self.value(value, names) for key, value in pairs if isinstance(key, str)}
            case ast.JoinedStr():
                parts = [self.value(part, names) for part in node.values]
                return "".join("…" if one is UNKNOWN else str(one) for one in parts)
            case ast.FormattedValue():
                return self.value(node.value, names)
            case ast.BinOp(op=ast.Add()):
                left, right = self.value(node.left, names), self.value(node.right, names)
                return left + right if type(left) is type(right) in (str, list) else UNKNOWN
            case ast.ListComp() | ast.GeneratorExp():
                return [self.value(node.elt, inner) for inner in self._each(node.generators, names)]
            case ast.Call():
                return self._call(node, names)
        return UNKNOWN

    def _of_module(self, name: str) -> Any:
        if name not in self.values or name in self._asked:
            return UNKNOWN
        self._asked.append(name)
        value = self.value(self.values[name], {})
        self._asked.pop()
        return value

    def _elements(self, nodes: Sequence[ast.expr], names: Mapping[str, Any]) -> Iterator[Any]:
        for node in nodes:
            if not isinstance(node, ast.Starred):
                yield self.value(node, names)
            elif isinstance(several := self.value(node.value, names), list):
                yield from several

    def _each(self, generators: Sequence[ast.comprehension], names: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Yield the names of a comprehension, bound to one thing after another."""
        if not generators:
            yield names
            return
        first, *others = generators
        over = self.value(first.iter, names)
        for one in over if isinstance(over, list) and not first.ifs else ():
            yield from self._each(others, {**names, **_bound(first.target, one)})

    def _call(self, node: ast.Call, names: Mapping[str, Any]) -> Any:
        if self.is_marker(node):
            given = list(self._elements(node.args, names))
            ids = tuple(one for one in given if isinstance(one, str))
            self.read[node] = self.read.get(node, True) and len(ids) == len(given) > 0
            return _Mark(ids)
        keywords = {one.arg: self.value(one.value, names) for one in node.keywords if one.arg}
        given = list(self._elements(node.args, names))
        match node.func:
            case ast.Attribute(attr="param"):
                name = keywords.get("id")
                words = [str(one) for one in given if isinstance(one, (str, int))]
                return _Case(_ids(keywords.get("marks")), name if isinstance(name, str) else "-".join(words))
            case ast.Attribute(value=owner, attr=method):
                return _said(self.value(owner, names), method, given)
            case ast.Name(id=name) if name in self.functions:
                return self._returned(self.functions[name], given, keywords)
        return UNKNOWN

    def _returned(self, function: ast.FunctionDef, given: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """Work out what a function of the module returns that does nothing but to name values."""
        arguments = function.args
        ordered = [one.arg for one in arguments.args]
        optional = zip(reversed(ordered), reversed(arguments.defaults), strict=False)
        names = {name: self.value(default, {}) for name, default in optional}
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            names[one.arg] = self.value(default, {}) if default else UNKNOWN
        names |= dict(zip(ordered, given, strict=False))
        if arguments.vararg:
            names[arguments.vararg.arg] = list(given[len(ordered) :])
        names |= keywords
        for statement in function.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    names[name] = self.value(value, names)
                case ast.Return(value=ast.expr() as value):
                    return self.value(value, names)
        return UNKNOWN


def _named(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that an assignment gives, each with its expression."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _named(one, its)


def _said(of: Any, method: str, given: Sequence[Any]) -> Any:
    """Return what a method of a text or a table says."""
    if method not in METHODS.get(type(of), ()) or UNKNOWN in given:
        return UNKNOWN
    made = getattr(of, method)(*given)
    return [list(one) if isinstance(one, tuple) else one for one in made] if isinstance(of, dict) else made


def _bound(target: ast.expr, value: Any) -> dict[str, Any]:
    """Return the names that a target of a comprehension gives to a value."""
    if isinstance(target, ast.Name):
        return {target.id: value}
    if isinstance(target, ast.Tuple) and isinstance(value, list):
        pairs = zip(target.elts, value, strict=False)
        return {name: part for one, each in pairs for name, part in _bound(one, each).items()}
    return {}


def _ids(value: Any) -> tuple[str, ...]:
    """Return the ids of one marker or of several."""
    several = value if isinstance(value, list) else [value]
    return tuple(one for mark in several if isinstance(mark, _Mark) for one in mark.ids)


def _rows(module: _Module, decorator: ast.Call) -> Iterator[_Case]:
    """Yield the rows of a test's parameters that carry an id."""
    named = {one.arg: one.value for one in decorator.keywords}
    rows = decorator.args[1] if len(decorator.args) > 1 else named.get("argvalues")
    made = module.value(rows, {}) if rows else UNKNOWN
    if isinstance(made, list):
        yield from (one for one in made if isinstance(one, _Case) and one.ids)


def of_source(file: str, source: str) -> tuple[list[Shown], list[int]]:
    """Return what the tests of a file are marked with, and the lines of markers that are beyond this module."""
    module = _Module(source)
    found = []
    for name, function in module.functions.items():
        if not name.startswith("test_"):
            continue
        sentence = name.removeprefix("test_").replace("_", " ")
        whole: tuple[str, ...] = ()
        for decorator in function.decorator_list:
            one = module.values.get(decorator.id, decorator) if isinstance(decorator, ast.Name) else decorator
            whole += _ids(module.value(one, {}))
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "parametrize":
                rows = _rows(module, one)
                found += [Shown(file=file, name=sentence, case=row.name, requirements=row.ids) for row in rows]
        if whole:
            found.append(Shown(file=file, name=sentence, requirements=whole))
    markers = [one for one in ast.walk(module.tree) if isinstance(one, ast.Call) and module.is_marker(one)]
    return found, [one.lineno for one in markers if not module.read.get(one)]


@cache
def everywhere() -> tuple[tuple[Shown, ...], tuple[str, ...]]:
    """Return what all tests are marked with, and where markers are that could not be read."""
    found: list[Shown] = []
    beyond: list[str] = []
    for path in sorted(TESTS.glob("**/test_*.py")):
        source = path.read_text(encoding="utf-8")
        if "mark.requirement" not in source or path == TESTS / "docs" / "test_requirements.py":
            continue
        file = path.relative_to(TESTS).as_posix()
        shown, lines = of_source(file, source)
        found += shown
        beyond += [f"{file}:{line}" for line in lines]
    return tuple(found), tuple(beyond)
