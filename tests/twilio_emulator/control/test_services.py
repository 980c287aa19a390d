"""Messaging Services by the control API."""

from typing import Any

import httpx
import pytest

ME, LINE = "+15005550111", "+15005550100"


def test_a_service_is_made_with_its_senders_and_listed(api: httpx.Client) -> None:
    made = api.post("/services", json={"friendly_name": "Ours", "senders": [LINE, "12333", "Bureau"]})
    assert made.status_code == 201
    service = made.json()
    assert (service["friendly_name"], service["senders"]) == ("Ours", [LINE, "12333", "Bureau"])
    assert service["advanced_opt_out"] is False
    assert api.get("/services").json() == {"services": [service]}
    api.post("/messages", json={"from": ME, "to": LINE, "body": "YE"})
    exchange = api.get("/exchanges/0").json()
    assert {"name": "MessagingServiceSid", "value": service["sid"]} in exchange["params"]


def test_advanced_opt_out_is_switched_on_with_words_and_answers(api: httpx.Client) -> None:
    words = {"advanced_opt_out": True, "stop": ["BAJA"], "stopped": "Adiós."}
    assert api.post("/services", json={"senders": [LINE], **words}).json()["advanced_opt_out"] is True
    api.post("/messages", json={"from": ME, "to": LINE, "body": "baja"})
    bodies = [one["body"] for one in api.get("/messages", params={"number": ME}).json()["messages"]]
    assert "Adiós." in bodies
    exchange = api.get("/exchanges/0").json()
    assert {"name": "OptOutType", "value": "STOP"} in exchange["params"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"senders": ["+15005550199"]}, "is no number of the account"),
        ({"senders": "Bureau"}, "senders must be a list"),
        ({"senders": [7]}, "senders must be a text"),
        ({"validity_period": 0}, "validity_period must be a whole number"),
        ({"status_callback": "ftp://x"}, "status_callback must be an absolute"),
        ({"colour": "red"}, "'colour' is not known"),
    ],
)
def test_what_cannot_be_is_refused(body: dict[str, Any], message: str, api: httpx.Client) -> None:
    answer = api.post("/services", json=body)
    assert (answer.status_code, message in answer.json()["message"]) == (422, True)
    assert api.get("/services").json() == {"services": []}


def test_a_number_is_in_one_service(api: httpx.Client) -> None:
    assert api.post("/services", json={"senders": [LINE]}).status_code == 201
    answer = api.post("/services", json={"senders": [LINE]})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_sender")
