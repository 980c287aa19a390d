"""What stands in a newcomer's way is named in one sentence, with the remedy."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def start(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run what ``make run`` runs, in ``folder``."""
    return subprocess.run(
        [sys.executable, str(folder / "demo.py")],
        env={**os.environ, "COLUMNS": "500", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "demo.py", tmp_path)
    return tmp_path


@pytest.fixture
def taken() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield str(listener.getsockname()[1])


@pytest.mark.parametrize("name", ["HOTLINE_PORT", "EMULATOR_PORT"])
def test_a_port_that_is_taken_is_named_with_the_way_round(name: str, folder: Path, taken: str) -> None:
    refused = start(folder, **{"HOTLINE_PORT": "0", "EMULATOR_PORT": "0", name: taken})

    assert refused.returncode == 1
    assert f"port {taken} is taken" in refused.stdout
    assert f"{name}={int(taken) + 100} make run" in refused.stdout
    assert len(refused.stdout.splitlines()) == 1


def test_a_folder_that_cannot_be_written_to_is_named(folder: Path) -> None:
    (folder / "var").write_text("in the way", encoding="utf-8")  # works as root too, whom no permission stops

    refused = start(folder, HOTLINE_PORT="0", EMULATOR_PORT="0")

    assert refused.returncode == 1
    assert "cannot be written to" in refused.stdout
    assert len(refused.stdout.splitlines()) == 1


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without a virtual environment."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    shutil.copytree(ROOT / "locks", tmp_path / "locks")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_a_python_that_is_too_old_is_named_with_what_is_needed(checkout: Path) -> None:
    old = checkout / "python-of-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)

    refused = subprocess.run(
        [str(checkout / ".ci" / "venv"), "run"],
        env={**os.environ, "PYTHON": str(old)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert "Python 3.11 or newer is needed" in refused.stderr
    assert "Python 3.9.2" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_python_without_venv_is_named_with_what_to_install(checkout: Path) -> None:
    bare = checkout / "bare-python"
    bare.write_text(f'#!/bin/sh\n[ "$1" = -m ] && exit 1\nexec {sys.executable} "$@"\n', encoding="utf-8")
    bare.chmod(0o755)

    refused = subprocess.run(
        [str(checkout / ".ci" / "venv"), "run"],
        env={**os.environ, "PYTHON": str(bare)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert "python3-venv" in refused.stderr.splitlines()[-1]
