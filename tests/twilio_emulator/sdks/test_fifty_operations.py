"""The official clients for Python and for Node carry out the same fifty operations, and meet the same."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.twilio_emulator.sdks.conftest import Running, Start

HERE = Path(__file__).parent
OPERATIONS: list[dict[str, Any]] = tomllib.loads((HERE / "operations.toml").read_text(encoding="utf-8"))["operation"]
Told = dict[str, Any]
"""What came of one operation, as a suite prints it."""
MADE_UP = (
    (re.compile(r"\b([A-Z]{2})[0-9a-f]{32}\b"), r"\1…"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "a secret"),
    (re.compile(r"\d{4}-\d\d-\d\d(?:[ T][\d:.]+(?:Z|\+00:00)?)?"), "a moment"),
    (re.compile(r"\+1415\d{7}"), "the number"),
    (re.compile(r"\+1213555\d{3}(\d)"), r"handset \1"),
    (re.compile(r"\(\d{3}\) \d{3}-\d{4}"), "a number"),
    (re.compile(r"\bfifty-\d{4}"), "a name"),
)
"""What differs from one run to the next, and what it is compared as."""
LASTED = frozenset({"duration", "queue_time", "wait_time"})
"""How long something took, which the machine decides."""
DECIMAL = re.compile(r"-?\d+\.\d+")


def levelled(value: Any) -> Any:
    """Return a value without what differs from run to run, and however a language writes a decimal number."""
    if isinstance(value, dict):
        return {name: levelled(one) if name not in LASTED else "so long" for name, one in value.items()}
    if isinstance(value, list):
        return [levelled(one) for one in value]
    if isinstance(value, float) or (isinstance(value, str) and DECIMAL.fullmatch(value)):
        return round(float(value), 5)
    if isinstance(value, str):
        for pattern, word in MADE_UP:
            value = pattern.sub(word, value)
    return value


def named(value: Any) -> Any:
    """Return a value with the names of the API in it, where a client has names of its own."""
    if isinstance(value, dict):
        return {re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower(): named(one) for name, one in value.items()}
    return [named(one) for one in value] if isinstance(value, list) else value


def properties(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a resource; Node leaves out what is not there."""
    return {name: value for name, value in named(resource).items() if value is not None}


def unexpected(operation: dict[str, Any], told: Told) -> list[str]:
    """Return what of an operation came otherwise than the table has it."""
    wrong = []
    if told["answers"] != operation["answers"]:
        wrong.append(f"answered {told['answers']}")
    if told.get("refused") != operation.get("refused"):
        wrong.append(f"refused with {told.get('refused')}: {told.get('words')}")
    elif "resources" in told:
        resources = [properties(one) for one in told["resources"]]
        if len(resources) != operation.get("count", 1):
            wrong.append(f"{len(resources)} came back")
        first = resources[0] if resources else {}
        wrong += [
            f"{name} is {first.get(name)!r}"
            for name, value in operation.get("first", {}).items()
            if first.get(name) != value
        ]
    return wrong


def different(python: Told, node: Told) -> list[str]:
    """Return where the two clients make something else of an operation."""
    if "words" in python:
        return [] if levelled(python["words"]).endswith(levelled(node["words"])) else [f"{python['words']!r} in Python"]
    wrong = []
    for ours, theirs in zip(python["resources"], node["resources"], strict=True):
        one, other = levelled(properties(ours)), levelled(properties(theirs))
        wrong += [
            f"{name} is {one.get(name)!r} in Python and {other.get(name)!r} in Node"
            for name in sorted(one.keys() | other.keys())
            if one.get(name) != other.get(name)
        ]
    return wrong


def told_by(process: subprocess.Popen[str]) -> list[Told]:
    """Return what a suite printed; fails with its last words where it broke off."""
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said[-3000:]
    return [json.loads(line) for line in said.splitlines()]


def test_python_and_node_carry_out_the_same_fifty_operations_on_one_emulator(
    running: Running, node: Start, tmp_path: Path
) -> None:
    shutil.copy(HERE / "node" / "operations.mjs", tmp_path)
    by_node = node("operations.mjs", environment={**running.environment, "HANDSETS": "+1213555011"})
    by_python = subprocess.Popen(
        [sys.executable, str(HERE / "operations.py")],
        env={**running.environment, "HANDSETS": "+1213555012"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with by_node, by_python:
        of_node, of_python = told_by(by_node), told_by(by_python)

    names = [operation["name"] for operation in OPERATIONS]
    assert len(names) == 50
    assert [told["name"] for told in of_python] == names
    assert [told["name"] for told in of_node] == names
    wrong = [
        f"{operation['name']} ({who}): {one}"
        for operation, ours, theirs in zip(OPERATIONS, of_python, of_node, strict=True)
        for who, found in (
            ("Python", unexpected(operation, ours)),
            ("Node", unexpected(operation, theirs)),
        )
        for one in found
    ]
    assert not wrong, "\n".join(wrong)
    assert [
        f"{ours['name']}: {one}"
        for ours, theirs in zip(of_python, of_node, strict=True)
        for one in different(ours, theirs)
    ] == []
