"""The pytest fixtures, as somebody else's test file uses them."""

from __future__ import annotations

import pytest

SHOP = '''
import pytest

ANSWER = b"""<Response><Gather numDigits="1" action="/keyed"><Say>Welcome to the shop</Say></Gather></Response>"""
KEYED = b"<Response><Say>We are open</Say></Response>"


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [KEYED if environ["PATH_INFO"] == "/keyed" else ANSWER]


@pytest.fixture
def call(emulator, handset):
    emulator.add_number("+15005550100", voice_url="/answer", app=app)
    return handset.dial("+15005550100")
'''
OPTIONS = ("-p", "no:cacheprovider", "-p", "no:randomly")


def test_a_user_s_test_passes_with_the_fixtures_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        SHOP
        + """
def test_the_shop_is_open(call, handset):
    call.hears("Welcome").press("1").hears("open")
    assert call.status == "completed"
    assert handset.phone_number == "+15005550111"


def test_every_test_has_an_emulator_of_its_own(emulator):
    assert emulator.calls == []
"""
    )
    pytester.runpytest_inprocess(*OPTIONS).assert_outcomes(passed=2)


def test_a_failing_hears_shows_the_transcript(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        SHOP
        + """
def test_the_shop_is_closed(call):
    call.press("1").hears("closed")
"""
    )
    result = pytester.runpytest_inprocess(*OPTIONS)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*AssertionError: not heard: 'closed'",
            "*heard: 'We are open'",
            "*+15005550111 calls +15005550100",
            "*« Welcome to the shop",
            "*» presses 1",
            "*« We are open",
            "*· completed: the document came to its end",
        ]
    )


def test_settings_that_would_bend_a_local_address_are_unset(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    pytester.makepyfile(
        """
import os


def test_region_and_edge(emulator):
    assert "TWILIO_REGION" not in os.environ
    assert "TWILIO_EDGE" not in os.environ
"""
    )
    pytester.runpytest_inprocess(*OPTIONS).assert_outcomes(passed=1)


def test_the_fixtures_are_described(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_nothing(): pass")
    result = pytester.runpytest_inprocess("--fixtures", *OPTIONS)
    result.stdout.fnmatch_lines(["emulator*", "*fresh emulator in virtual time*", "handset*"])
