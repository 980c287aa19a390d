"""The page of the operations: it is what its list and the emulator's tables say, and the list is the vendor's."""

from __future__ import annotations

import ast

import pytest

from docs import operations
from twilio_emulator.api import v2010


def test_the_page_is_what_the_list_and_the_tables_say() -> None:
    assert operations.PAGE.read_text(encoding="utf-8") == operations.page(), "write it anew with `make docs`"


@pytest.mark.parametrize("product", operations.TITLES)
def test_every_operation_the_vendor_documents_is_answered(product: str) -> None:
    there = operations.answered()
    named = [one for one in operations.kept() if one.product == product]
    assert named
    assert [one.name for one in named if one.key not in there] == []


def test_the_list_is_that_of_the_vendors_documents() -> None:
    documented = {one.key: one.name for one in operations.of_documents()}
    kept = {one.key: one.name for one in operations.kept()}
    assert not documented or kept == documented, "write it anew with `make docs`"


def test_nothing_is_answered_that_the_vendor_does_not_document() -> None:
    documented = {one.key for one in operations.kept()}
    assert sorted(one for one in operations.answered() - documented if one[0] in operations.TITLES) == []


def test_the_tests_that_are_named_are_there() -> None:
    there = {
        f"{file.name}::{node.name}"
        for file in operations.TESTS.glob("**/test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    named = {one.test for one in operations.kept() if one.test}
    assert len(named) > 50
    assert sorted(named - there) == []


def test_of_several_tests_the_one_that_does_little_else_is_named() -> None:
    found = operations.of_tests(
        {
            " /{AccountSid}/Calls.json POST": ["test_a.py::test_much", "test_b.py::test_one"],
            " /{AccountSid}/Calls.json GET": ["test_a.py::test_much"],
        }
    )
    calls = f"{v2010.PRODUCT.stem}/{{AccountSid}}/Calls.json"
    assert found == {("api", "POST", calls): "test_b.py::test_one", ("api", "GET", calls): "test_a.py::test_much"}
