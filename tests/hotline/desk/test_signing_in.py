"""Who gets to the agents' pages, and what another site, another name and a stolen form cannot do there."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from typing import Any

import pytest

from models.people import agents

PIN, WRONG = "481516", "161718"


def test_an_agent_signs_in_with_number_and_pin_and_signs_out(office: Any) -> None:
    office.agent()
    browser = office.browser()
    assert browser.get().headers["Location"].endswith("/desk/sign-in")

    browser.sign_in(101)

    assert "李雷 101" in browser.text()
    browser.post("/sign-out")
    assert browser.get().status_code == 303


def test_the_cookie_is_kept_from_scripts_other_sites_and_other_pages(office: Any) -> None:
    office.agent()

    cookie = office.browser().post("/sign-in", number="101", pin=PIN).headers["Set-Cookie"]

    assert {"HttpOnly", "SameSite=Strict", "Path=/desk"} <= set(cookie.split("; "))


def test_behind_https_the_cookie_is_secure(office: Any, hotline_settings: Any) -> None:
    office.agent()
    client = office.app.test_client()
    origin = "https://localhost"

    answer = client.post(
        "/desk/sign-in", base_url=origin, data={"number": "101", "pin": PIN}, headers={"Origin": origin}
    )

    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("number", ["101", "999", "", "１０１", "1e2", "-101", "abcd"])
def test_a_wrong_pin_and_a_number_that_nobody_has_get_the_same_answer(office: Any, number: str) -> None:
    office.agent()

    answer = office.browser().post("/sign-in", number=number, pin=WRONG)

    assert answer.status_code == 403
    assert "工号或 PIN 不对" in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


def test_a_new_pin_ends_what_was_signed_in_with_the_old_one(office: Any) -> None:
    agent = office.agent()
    browser = office.browser().sign_in(101)

    with office.database.session() as db:
        agents.set_pin(db, agent.agent_id, "271828")

    assert browser.get().status_code == 303


def test_after_twelve_hours_the_pin_is_asked_for_again(office: Any) -> None:
    office.agent()
    browser = office.browser().sign_in(101)

    office.emulator.clock.advance(timedelta(hours=12).total_seconds() + 1)

    assert browser.get().status_code == 303


def test_a_cookie_of_another_make_opens_nothing(office: Any) -> None:
    office.agent()
    browser = office.browser()

    for forged in ("", "x", "eyJhZ2VudCI6MX0.abc.def"):
        browser.client.set_cookie("desk", forged, path="/desk", domain="app.localhost")
        assert browser.get().status_code == 303


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://app.localhost:81"])
def test_a_change_that_another_site_asks_for_is_refused(office: Any, origin: str) -> None:
    agent = office.agent(on=False)
    browser = office.browser().sign_in(101)

    assert browser.post("/duty", origin=origin, on="1").status_code == 403

    with office.database.session() as db:
        found = agents.by_id(db, agent.agent_id)
    assert found is not None
    assert not found.on_duty


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_a_change_without_its_token_is_refused(office: Any, token: str) -> None:
    office.agent(on=False)
    browser = office.browser().sign_in(101)

    assert browser.post("/duty", token=token, on="1").status_code == 403
    assert browser.post("/duty", on="1").status_code == 303


@pytest.mark.parametrize("path", ["/duty", "/pick-up/1", "/pass-on/1", "/wrap-up/1", "/tickets/1/take"])
def test_nobody_changes_anything_without_signing_in(office: Any, path: str) -> None:
    assert office.browser().post(path).status_code == 403


def test_every_page_but_the_way_in_asks_who_is_there(office: Any) -> None:
    walked = 0
    for rule in office.app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] != "desk" or rule.endpoint in {
            "desk.static",
            "desk.sign_in_page",
            "desk.sign_in",
        }:
            continue
        path = re.sub("<[^>]+>", "1", rule.rule).removeprefix("/desk")
        browser = office.browser()
        answer = browser.get(path) if "GET" in (rule.methods or ()) else browser.post(path)
        if answer.status_code == 303:
            assert answer.headers["Location"].endswith("/desk/sign-in"), path
        else:
            assert answer.status_code == 403, path
        walked += 1
    assert walked >= 16


def test_by_a_name_that_is_not_ours_nothing_is_shown(office: Any, hotline_settings: Any) -> None:
    office.app.extensions["settings"] = dataclasses.replace(hotline_settings, public_url="https://hotline.example")
    client = office.app.test_client()

    assert client.get("/desk/sign-in", base_url="http://rebound.example").status_code == 403
    assert client.get("/desk/sign-in", base_url="https://hotline.example").status_code == 200


def test_the_operations_page_is_for_supervisors(office: Any) -> None:
    office.agent("李雷")
    office.agent("韩梅", supervisor=True)

    agent, supervisor = office.browser().sign_in(101), office.browser().sign_in(102)

    assert agent.get("/operations").status_code == 403
    assert "/desk/operations" not in agent.text()
    assert supervisor.get("/operations").status_code == 200
    assert office.browser().get("/operations").status_code == 303


def test_every_page_forbids_scripts_and_frames_of_others_and_being_kept(office: Any) -> None:
    office.agent(supervisor=True)
    browser = office.browser().sign_in(101)

    for path in ("/", "/live", "/tickets", "/call-backs", "/operations", "/tickets/none", "/sign-in"):
        headers = browser.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_no_page_has_a_script_a_style_or_an_address_of_others_in_it(office: Any) -> None:
    office.agent(supervisor=True)
    browser = office.browser().sign_in(101)

    for path in ("/", "/tickets", "/call-backs", "/operations", "/sign-in"):
        html = browser.text(path)
        assert "<style" not in html
        assert " style=" not in html
        assert " on" not in html.replace(" on duty", "").split("<body")[0]
        assert "://" not in html.replace("http://www.w3.org", "")


def test_the_pages_speak_english_where_that_is_chosen_and_keep_to_it(office: Any) -> None:
    office.agent()
    browser = office.browser().sign_in(101)
    assert "排队" in browser.text()

    browser.get("/?lang=en")

    assert "Nobody waits." in browser.text()
    assert '<html lang="en">' in browser.text()


def test_behind_a_proxy_with_a_path_links_cookie_and_origin_are_the_public_ones(
    office: Any, hotline_settings: Any
) -> None:
    office.agent()
    office.app.extensions["settings"] = dataclasses.replace(hotline_settings, public_url="https://hotline.example/line")
    client = office.app.test_client()

    answer = client.post(
        "/desk/sign-in",
        base_url="http://hotline.example",  # the proxy ends https and takes the path off
        data={"number": "101", "pin": PIN},
        headers={"Origin": "https://hotline.example"},
    )

    assert answer.headers["Location"] == "/line/desk/"
    assert {"Secure", "Path=/line/desk"} <= set(answer.headers["Set-Cookie"].split("; "))
    page = client.get("/desk/sign-in", base_url="http://hotline.example").get_data(as_text=True)
    assert 'action="/line/desk/sign-in"' in page
    assert 'href="/desk' not in page
