"""Write operations.md anew: every operation of the vendor's documents, if it is answered, and a test that shows it.

The operations are kept in operations.txt, so that the page can be made where the vendor's documents are not; run by
``make docs``, this file writes both: which test has had which operation carried out is found by running the tests of
the API. A test compares the page with operations.txt and with the emulator's own tables, and operations.txt with the
documents where these are.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from twilio_emulator.api import PRODUCTS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "operations.md"
LIST = ROOT / "docs" / "operations.txt"
DOCUMENTS = ROOT.parent / "shared" / "twilio-oai"
TESTS = ROOT / "tests" / "twilio_emulator"
METHODS = ("get", "post", "delete", "put", "patch")
TITLES = {"api": "API 2010-04-01", "verify": "Verify v2", "lookups": "Lookup v2"}
"""The products whose documents there are, in the order of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """An operation of a document, and a test that shows it: ``file::function``, empty where none does."""

    product: str
    method: str
    path: str
    name: str
    test: str = ""

    def __str__(self) -> str:
        return "\t".join((self.product, self.method, self.path, self.name, self.test))

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from every other."""
        return self.product, self.method, self.path


def of_documents(folder: Path = DOCUMENTS) -> Iterator[Documented]:
    """Yield every operation of the vendor's documents in a folder, by the paths."""
    for product in TITLES:
        for file in sorted(folder.glob(f"twilio_{product}_*.json")):
            paths = json.loads(file.read_text(encoding="utf-8"))["paths"]
            for path, item in sorted(paths.items()):
                for method in METHODS:
                    if method in item:
                        name = item[method]["operationId"]
                        yield Documented(product=product, method=method.upper(), path=path, name=name)


def kept() -> list[Documented]:
    """Return the operations of the list."""
    found = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        product, method, path, name, test = line.split("\t")
        found.append(Documented(product=product, method=method, path=path, name=name, test=test))
    return found


def answered() -> set[tuple[str, str, str]]:
    """Return what the emulator answers."""
    return {
        (product.name, str(one.method.value), product.stem + one.path)
        for product in PRODUCTS
        for one in product.operations
    }


def of_tests(noted: Mapping[str, list[str]]) -> dict[tuple[str, str, str], str]:
    """Return the most telling test of each operation: the one that has had the fewest others carried out."""
    others = Counter(test for tests in noted.values() for test in tests)
    found = {}
    for product in PRODUCTS:
        for one in product.operations:
            tests = noted.get(f"{product.prefix} {one.path} {one.method.value}", [])
            if tests:
                best = min(tests, key=lambda test: (others[test], test))
                found[product.name, str(one.method.value), product.stem + one.path] = best
    return found


def noted() -> dict[str, list[str]]:
    """Run the tests of the API, and return what each operation was carried out by; raises where they fail to run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "noted.json"
        words = ["-p", "docs.noting", "--noted", str(file), "-n", "0", "-q", "-m", "not browser and not endurance"]
        subprocess.run([sys.executable, "-m", "pytest", *words, str(TESTS / "api")], cwd=ROOT, check=False)  # noqa: S603
        found: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
        return found


def _shown(test: str) -> str:
    if not test:
        return "–"
    file, _, name = test.partition("::")
    return f"{file}: {name.removeprefix('test_').replace('_', ' ')}"


def _section(title: str, operations: list[Documented]) -> Iterator[str]:
    there = answered()
    done = sum(one.key in there for one in operations)
    yield f"## {title}"
    yield ""
    yield f"{done} of {len(operations)} operations are answered."
    yield ""
    yield "| operation | | path | answered | shown by |"
    yield "|---|---|---|---|---|"
    for one in operations:
        state = "yes" if one.key in there else "**no**"
        yield f"| {one.name} | {one.method} | `{one.path}` | {state} | {_shown(one.test)} |"
    yield ""


def totals() -> Iterator[str]:
    """Yield a table: of how many operations of each product how many are answered."""
    operations, there = kept(), answered()
    yield "| product | answered | of |"
    yield "|---|---|---|"
    for product, title in TITLES.items():
        own = [one for one in operations if one.product == product]
        yield f"| {title} | {sum(one.key in there for one in own)} | {len(own)} |"


def page() -> str:
    """Return the whole page."""
    operations = kept()
    lines = [
        "# What the REST API answers",
        "",
        "Made by `make docs` from the vendor's OpenAPI documents, the emulator's own tables of operations and its",
        "tests; a test compares it with them. A test stands in a row when it has had that operation carried out; of",
        "several it is the one that does little else. Every answer that the tests get is compared with the documents,",
        "too. The attributes of TwiML are on [a page of their own](coverage.md).",
        "",
        *totals(),
        "",
    ]
    for product, title in TITLES.items():
        lines += _section(title, [one for one in operations if one.product == product])
    return "\n".join(lines[:-1]) + "\n"


def main() -> None:
    """Write the list, where the documents are, and the page."""
    tests = of_tests(noted())
    documented = list(of_documents()) or kept()
    found = [replace(one, test=tests.get(one.key, "")) for one in documented]
    LIST.write_text("".join(f"{one}\n" for one in found), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
