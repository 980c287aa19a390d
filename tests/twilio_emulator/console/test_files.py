"""The page's files: of the right type, asked after by their tag, and nothing that lies elsewhere."""

from pathlib import Path

import httpx
import pytest
from starlette.requests import Request

import twilio_emulator.console
from twilio_emulator import Emulator
from twilio_emulator.console.files import TYPES, Files

STATIC = Path(twilio_emulator.console.__file__).parent / "static"


def get(emulator: Emulator, path: str, **headers: str) -> httpx.Response:
    return httpx.get(emulator.url + path, headers=headers, trust_env=False)


def test_every_file_is_answered_with_its_type_and_not_twice(emulator: Emulator) -> None:
    files = sorted(STATIC.iterdir())
    assert files
    for path in files:
        answer = get(emulator, f"/console/{path.name}")
        assert answer.status_code == 200, path
        assert answer.content == path.read_bytes()
        assert answer.headers["content-type"].partition(";")[0] == TYPES[path.suffix[1:]]
        assert answer.headers["cache-control"] == "no-cache"
        again = get(emulator, f"/console/{path.name}", **{"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        other = get(emulator, f"/console/{path.name}", **{"if-none-match": '"another"'})
        assert other.status_code == 200


def test_the_page_names_every_module_so_that_none_waits_for_another(emulator: Emulator) -> None:
    link = get(emulator, "/").headers["link"]
    assert link.count("rel=modulepreload") == len(list(STATIC.glob("*.js")))
    assert "</console/main.js>; rel=modulepreload" in link


ELSEWHERE = (
    "nowhere.js",
    "../__init__.py",
    "..%2f__init__.py",
    "%2e%2e/__init__.py",
    "static/main.js",
    "",
    "main.js/",
    "a" * 3000,
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nothing_else_is_to_be_had(emulator: Emulator, path: str) -> None:
    assert get(emulator, f"/console/{path}").status_code == 404


def test_only_reading_is_possible(emulator: Emulator) -> None:
    answer = httpx.post(f"{emulator.url}/console/main.js", trust_env=False)
    assert answer.status_code == 405
    assert httpx.head(f"{emulator.url}/console/main.js", trust_env=False).status_code == 200


def test_a_file_that_is_written_anew_is_read_anew_and_one_that_is_gone_is_gone(tmp_path: Path) -> None:
    files, request = Files(tmp_path), Request({"type": "http", "headers": []})
    (tmp_path / "one.js").write_text("first", encoding="utf-8")
    assert files.answer(request, "one.js").body == b"first"
    (tmp_path / "one.js").write_text("the second", encoding="utf-8")
    assert files.answer(request, "one.js").body == b"the second"
    (tmp_path / "one.js").unlink()
    assert files.answer(request, "one.js").status_code == 404
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    assert files.answer(request, "secret.txt").status_code == 404
