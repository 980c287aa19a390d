"""A plugin for pytest that notes which operations of the API each test has had carried out.

``python -m docs.operations`` runs the tests with it. A test that makes requests up proves no single operation, and is
left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.responses import Response

from twilio_emulator.api.operation import Endpoint, Incoming
from twilio_emulator.switchboard import Switchboard

GENERATED = ("test_any_", "test_generated")
"""How the names of files begin whose tests make requests up."""


class Noting:
    """Notes, and writes a file at the end: from each operation to the tests."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._test = ""
        self._noted: dict[str, set[str]] = {}

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Know which test it is."""
        generated = item.path.name.startswith(GENERATED)
        name = getattr(item, "originalname", None) or item.name
        self._test = "" if generated else f"{item.path.name}::{name}"

    def note(self, key: str) -> None:
        """Take it that the test that runs has had an operation carried out."""
        if self._test:
            self._noted.setdefault(key, set()).add(self._test)

    def pytest_sessionfinish(self) -> None:
        """Write it all down."""
        noted = {key: sorted(tests) for key, tests in sorted(self._noted.items())}
        self._file.write_text(json.dumps(noted), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the name of the file."""
    parser.addoption("--noted", help="where to write which test has had which operations carried out")


def pytest_configure(config: pytest.Config) -> None:
    """Look on whenever a request is carried out."""
    file = config.getoption("--noted")
    if not file:
        return
    noting = Noting(Path(file))
    config.pluginmanager.register(noting)
    carry_out = Endpoint.carry_out

    def watched(
        self: Endpoint, switchboard: Switchboard, incoming: Incoming, later: list[Callable[[], object]]
    ) -> Response:
        answer = carry_out(self, switchboard, incoming, later)
        if answer.status_code < 400:
            for method, operation in self.operations.items():
                if method == incoming.method:
                    noting.note(f"{self.prefix} {operation.path} {incoming.method}")
        return answer

    Endpoint.carry_out = watched  # type: ignore[method-assign]
