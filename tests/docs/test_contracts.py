"""The arrows between the packages are held, and a broken one is caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).parent / "lint-imports"
BREACHES = {
    "the emulator imports the hotline": ("twilio_emulator/feed.py", "import models"),
    "the emulator imports the official client": ("twilio_emulator/webhook/client.py", "import twilio"),
    "the hotline imports the emulator": ("ivr/menus/menu.py", "import twilio_emulator"),
    "the accounts import the web framework": ("models/enquiry/balances.py", "import flask"),
    "the engine looks at the clock": ("twilio_emulator/engine/session.py", "import time"),
    "the words import the accounts": ("voice_prompts/catalogue.py", "import models"),
    "the matcher imports the accounts": ("understanding/matcher.py", "import models"),
    "a channel imports the other": ("ivr/views.py", "import sms"),
    "a leg imports whatever drives it": ("twilio_emulator/lines/line.py", "import twilio_emulator.lines.driver"),
    "the engine imports its driver": ("twilio_emulator/engine/leg.py", "import twilio_emulator.store"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in ("hotline", "ivr", "sms", "models", "understanding", "voice_prompts", "twilio_emulator"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    return folder


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_caught(breach: str, copy: Path) -> None:
    name, line = BREACHES[breach]
    path = copy / name
    kept = path.read_text(encoding="utf-8")
    path.write_text(f"{kept}\n{line}\n", encoding="utf-8")
    try:
        judged = lint(copy)
    finally:
        path.write_text(kept, encoding="utf-8")
    assert judged.returncode, breach
    assert "broken" in judged.stdout


def test_as_it_stands_nothing_is_broken(copy: Path) -> None:
    judged = lint(copy)
    assert not judged.returncode, judged.stdout
