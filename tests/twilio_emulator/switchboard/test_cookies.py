"""Cookies: one jar for a call, one for a pair of numbers (twilio-behaviour 1.5, 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from twilio_emulator import Emulator, Handset

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Asked, Serve

LINE, OTHER_LINE = "+15005550100", "+15005550101"


def answer(body: str, cookie: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
    return (200, {"Set-Cookie": cookie, **headers} if cookie else headers, body)


def cookies(app: App) -> list[str]:
    return [asked.headers.get("cookie", "") for asked in app.asked]


@pytest.mark.verified
@pytest.mark.mistake(31)
def test_a_call_keeps_its_cookies_across_redirects_gathers_and_its_end(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers |= {
        "/answer": answer("<Response><Redirect>/next</Redirect></Response>", "visit=1; Path=/"),
        "/next": answer('<Response><Gather numDigits="1" action="/hop"/></Response>', "step=2; Path=/"),
        "/hop": (302, {"Location": "/keyed", "Set-Cookie": "hop=3; Path=/"}, ""),
        "/keyed": answer("<Response/>", "visit=; Path=/; Max-Age=0"),
        "/status": (204, {}, ""),
    }
    emulator.add_number(LINE, voice_url="/answer", app=app, status_callback="/status")
    handset.dial(LINE).press("1")
    assert cookies(app) == ["", "visit=1", "visit=1; step=2", "visit=1; step=2; hop=3", "step=2; hop=3"]


@pytest.mark.verified
def test_the_next_call_begins_without_cookies(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers["/answer"] = answer("<Response/>", "visit=1")
    emulator.add_number(LINE, voice_url="/answer", app=app)
    handset.dial(LINE)
    handset.dial(LINE)
    assert cookies(app) == ["", ""]


def test_a_cookie_goes_only_where_it_belongs(app: App, emulator: Emulator, handset: Handset) -> None:
    app.answers |= {
        "/answer": answer("<Response><Redirect>/menu/one</Redirect></Response>", "narrow=1; Path=/menu"),
        "/menu/one": answer("<Response><Redirect>/two</Redirect></Response>", "secret=1; Path=/; Secure"),
        "/two": "<Response/>",
    }
    emulator.add_number(LINE, voice_url="/answer", app=app)
    handset.dial(LINE)
    assert cookies(app) == ["", "narrow=1", ""]


@pytest.mark.verified
def test_texts_share_their_cookies_by_pair_of_numbers_until_four_quiet_hours(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    def count(asked: Asked) -> tuple[int, dict[str, str], str]:
        seen = int(asked.headers.get("cookie", "n=0").removeprefix("n="))
        return answer(f"<Response><Message>{seen}</Message></Response>", f"n={seen + 1}")

    app.answers["/sms"] = count
    emulator.add_number(LINE, sms_url="/sms", app=app)
    emulator.add_number(OTHER_LINE, sms_url="/sms", app=app)
    other = emulator.handset("+15005550122")

    def told() -> str:
        return handset.inbox[-1].body

    handset.text(LINE, "a")
    assert told() == "0"
    emulator.clock.advance(4 * 3600)
    handset.text(LINE, "b")
    assert told() == "1"
    emulator.clock.advance(3 * 3600)
    handset.text(LINE, "c")
    assert told() == "2", "every text keeps the jar alive"
    other.text(LINE, "a")
    assert other.inbox[-1].body == "0", "another sender has a jar of its own"
    handset.text(OTHER_LINE, "a")
    assert told() == "0", "and so has another number"
    emulator.clock.advance(4 * 3600 + 1)
    handset.text(LINE, "d")
    assert told() == "0", "after more than four hours it is thrown away"


@pytest.mark.verified
def test_a_text_keeps_its_cookies_across_redirects_and_actions_and_its_callbacks_have_none(
    app: App, emulator: Emulator, handset: Handset
) -> None:
    app.answers |= {
        "/sms": answer("<Response><Redirect>/next</Redirect></Response>", "visit=1; Path=/"),
        "/next": answer('<Response><Message action="/sent" statusCallback="/status">a</Message></Response>', "step=2"),
        "/sent": "<Response/>",
        "/status": (204, {}, ""),
    }
    emulator.add_number(LINE, sms_url="/sms", app=app)
    handset.text(LINE, "go")
    emulator.clock.advance(5)
    assert app.paths == ["POST /sms", "POST /next", "POST /sent", "POST /status", "POST /status"]
    assert cookies(app) == ["", "visit=1", "visit=1; step=2", "", ""]
    assert [asked.params.get("Body") for asked in app.asked] == ["go", "go", None, None, None]


def test_over_real_http_cookies_belong_to_the_call_too(
    app: App, serve: Serve, emulator: Emulator, handset: Handset
) -> None:
    app.answers["/answer"] = answer("<Response><Redirect>/next</Redirect></Response>", "visit=1")
    app.answers["/next"] = "<Response/>"
    emulator.add_number(LINE, voice_url=f"{serve(app)}/answer")
    handset.dial(LINE)
    handset.dial(LINE)
    assert cookies(app) == ["", "visit=1", "", "visit=1"]


def test_jars_that_nobody_has_used_for_four_hours_are_kept_no_longer(app: App, emulator: Emulator) -> None:
    app.answers["/sms"] = answer("<Response/>", "n=1")
    emulator.add_number(LINE, sms_url="/sms", app=app)
    jars = emulator.switchboard.texts._conversations._jars
    for number in range(5):
        emulator.handset(f"+1500555013{number}").text(LINE, "a")
    emulator.clock.advance(3 * 3600)
    emulator.handset("+15005550131").text(LINE, "b")
    assert len(jars) == 5

    emulator.clock.advance(2 * 3600)
    emulator.handset("+15005550139").text(LINE, "c")

    assert [pair[0] for pair in jars] == ["+15005550131", "+15005550139"]
