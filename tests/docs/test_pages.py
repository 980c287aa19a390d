"""What the pages say is so: their blocks run, their links lead somewhere, and nothing is left out."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from hotline.cli import hotline
from twilio_emulator import Emulator, Handset
from twilio_emulator.cli import main as emulator_command
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def blocks(name: str, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall((ROOT / name).read_text(encoding="utf-8")) if kind == language]


def test_the_tests_on_the_page_about_testing_pass(pytester: pytest.Pytester) -> None:
    with_tests, without_pytest = blocks("docs/testing.md", "python")
    pytester.makepyfile(with_tests)
    pytester.runpytest_inprocess("-q").assert_outcomes(passed=2)
    exec(compile(without_pytest, "docs/testing.md", "exec"), {})


def test_the_tests_on_the_page_about_several_telephones_pass(pytester: pytest.Pytester) -> None:
    with_tests, without_pytest = blocks("docs/telephones.md", "python")
    pytester.makepyfile(with_tests)
    pytester.runpytest_inprocess("-q").assert_outcomes(passed=3)
    exec(compile(without_pytest, "docs/telephones.md", "exec"), {})


def test_the_test_on_the_page_about_streams_passes(pytester: pytest.Pytester) -> None:
    (with_test,) = blocks("docs/streams.md", "python")
    pytester.makepyfile(with_test)
    pytester.runpytest_inprocess("-q").assert_outcomes(passed=1)


@pytest.mark.parametrize("source", blocks("docs/api.md", "python"))
def test_the_examples_on_the_page_about_the_api_run(source: str) -> None:
    exec(compile(source, "docs/api.md", "exec"), {})


@pytest.mark.parametrize("source", [*blocks("docs/verify.md", "python"), *blocks("docs/lookup.md", "python")])
def test_the_examples_on_the_pages_about_verify_and_lookup_run(source: str) -> None:
    exec(compile(source, "docs/verify.md", "exec"), {})


@pytest.mark.parametrize("source", blocks("docs/messaging.md", "python"))
def test_the_examples_on_the_page_about_messages_run(source: str) -> None:
    exec(compile(source, "docs/messaging.md", "exec"), {})


def test_the_transcript_in_the_readme_is_what_a_caller_hears(line: Emulator, stranger: Handset) -> None:
    (shown,) = blocks("README.md", "text")
    call = stranger.dial("12393").press("1").press("990101198503120010#").press("739204#").press("1")
    call.hang_up()
    assert shown.strip() == call.transcript.strip()


def test_every_example_in_the_readme_runs(pytester: pytest.Pytester) -> None:
    for source in blocks("README.md", "python"):
        pytester.makepyfile(source)
        result = pytester.runpytest_inprocess("-q")
        assert result.ret == 0


def test_every_make_target_named_on_a_page_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`(?:\w+=\S+ )*make (\w+)", page.read_text(encoding="utf-8")))
        assert named <= targets, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_on_a_page_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("group", [hotline, emulator_command], ids=["hotline", "twilio-emulator"])
def test_every_command_has_help_with_an_example(group: click.Group) -> None:
    for command in [group, *group.commands.values()]:
        assert "Example" in (command.help or ""), command.name


def test_every_verb_is_named_on_the_page_about_the_emulator() -> None:
    page = (ROOT / "docs" / "emulator.md").read_text(encoding="utf-8")
    for verb in {*VERBS, *MESSAGE_VERBS}:
        assert f"`{verb.TAG}`" in page


def test_every_dependency_is_weighed() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for group in project["optional-dependencies"].values() for one in group)]
    named = {
        name.strip() for line in page.splitlines() if line.startswith("| ") for name in line.split("|")[1].split(",")
    }
    assert {re.split(r"[\[>=;]", one)[0] for one in wanted} - named == set()


def test_lock_files_name_no_host() -> None:
    for lock in (ROOT / "locks").iterdir():
        for line in lock.read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(r"[a-z0-9._-]+==\S+( ; .+)?", line), line


def test_both_commands_start_by_module_and_by_name() -> None:
    for words in (["-m", "twilio_emulator", "--version"], [str(Path(sys.executable).with_name("hotline")), "--help"]):
        command = [sys.executable, *words] if words[0] == "-m" else words
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
