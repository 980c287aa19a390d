"""Pages of other origins, and names that are not ours, change nothing here."""

import httpx
import pytest

from twilio_emulator import Emulator

CALL = {"from": "+15005550111", "to": "+15005550122"}


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"])
def test_a_page_of_another_origin_is_refused(shared_api: httpx.Client, origin: str) -> None:
    answer = shared_api.post("/calls", json=CALL, headers={"origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert shared_api.get("/calls").json()["calls"] == []


def test_our_own_page_is_not(api: httpx.Client, emulator: Emulator) -> None:
    assert api.post("/calls", json=CALL, headers={"origin": emulator.url}).status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_can_send_is_refused(shared_api: httpx.Client, kind: str) -> None:
    answer = shared_api.post("/calls", content=b'{"from": "+15005550111"}', headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


@pytest.mark.parametrize("path", ["/", "/console/main.js", "/emulator/v1/calls", "/emulator/v1/events"])
def test_a_foreign_host_name_is_refused(shared_api: httpx.Client, path: str) -> None:
    address = httpx.URL(str(shared_api.base_url)).join(path)
    answer = shared_api.get(address, headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_the_page_may_load_nothing_from_anywhere_else(emulator: Emulator) -> None:
    for path in ("/", "/console/main.js", "/console/style.css", "/console/nowhere.js"):
        headers = httpx.get(emulator.url + path, trust_env=False).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "unsafe" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_answers_of_the_api_are_not_sniffed_or_kept(api: httpx.Client) -> None:
    headers = api.get("/calls").headers
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
