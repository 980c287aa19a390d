"""The signature of a webhook (twilio-behaviour 5.8), judged by the official validator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from wsgiref.util import request_uri

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from twilio_emulator.webhook.client import Request, Webhooks
from twilio_emulator.webhook.signature import sign

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Serve

TOKEN = "12345"
CALL = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
TEXT = {"Body": "你好", "From": "+14158675309", "MediaUrl0": ""}
BODY_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
PARAMS = st.dictionaries(WORDS.filter(bool), WORDS, max_size=6)


@pytest.mark.verified
@pytest.mark.parametrize(
    ("url", "params", "signature"),
    [
        ("https://mycompany.com/myapp.php?foo=1&bar=2", CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("http://127.0.0.1:5000/voice", CALL, "yVgWkLEOITcp2oLIQp1RzGr0f04="),
        ("http://127.0.0.1:5000/voice", {}, "8JSHj8GEM0vZyFEIJkskCoW76xQ="),
        ("http://127.0.0.1:5000/sms", TEXT, "8seJXfdxqEPh+6ECkHqYV4N1M2Q="),
        (f"https://example.com/hook?bodySHA256={BODY_HASH}", {}, "8zP4BSOTLR1x1Op1u6j899rpPJU="),
    ],
)
def test_the_known_signatures_come_out(url: str, params: dict[str, str], signature: str) -> None:
    assert sign(TOKEN, url, params.items()) == signature


@pytest.mark.verified
def test_of_a_repeated_name_the_distinct_values_are_signed_in_order() -> None:
    one = sign(TOKEN, "http://h/", [("a", "2"), ("a", "1"), ("a", "2")])
    assert one == sign(TOKEN, "http://h/", [("a", "1"), ("a", "2")])
    assert one == RequestValidator(TOKEN).compute_signature(
        "http://h/", MultiDict([("a", "2"), ("a", "1"), ("a", "2")])
    )


@pytest.mark.verified
@given(params=PARAMS)
@pytest.mark.mistake(29)
def test_the_official_validator_agrees_on_any_parameters(params: dict[str, str]) -> None:
    """Decoded values are signed, empty ones too."""
    url = "http://127.0.0.1:5000/voice?a=%20b"
    assert sign(TOKEN, url, params.items()) == RequestValidator(TOKEN).compute_signature(url, params)


@pytest.mark.verified
@given(
    params=PARAMS,
    method=st.sampled_from(["GET", "POST"]),
    url=st.sampled_from(
        [
            "http://App.localhost",
            "http://app.localhost:8080/a b/查询?q=余额&r=%E4%BD%A0#rc=2",
            "https://app.localhost/a/../b?x='\"<>{}|\\^`",
            "http://app.localhost:80/",
            "http://app.localhost/x?a=1&a=1&b",
        ]
    ),
)
def test_what_an_application_receives_passes_the_official_validator(
    params: dict[str, str], method: str, url: str
) -> None:
    """Over the URL as it is requested, without its fragment; by GET the parameters are in it, once."""
    seen: list[str] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        assert environ["QUERY_STRING"].isascii()
        form = dict(parse_qsl(environ["wsgi.input"].read().decode(), keep_blank_values=True))
        seen.append(request_uri(environ))
        assert RequestValidator(TOKEN).validate(seen[0], form, environ["HTTP_X_TWILIO_SIGNATURE"]), seen
        assert form == (params if method == "POST" else {})
        start_response("204 No Content", [])
        return []

    outcome = Webhooks().send(Request(url=url, method=method, params=params, token=TOKEN, app=app))
    assert getattr(outcome.got, "status", outcome.got) == 204
    assert len(seen) == 1


def test_the_signature_differs_where_anything_differs() -> None:
    whole = sign(TOKEN, "http://h/", CALL.items())
    assert whole != sign("other", "http://h/", CALL.items())
    assert whole != sign(TOKEN, "http://h/?", CALL.items())
    assert whole != sign(TOKEN, "http://h/", {**CALL, "Digits": "1235"}.items())


def test_over_a_socket_the_url_that_arrives_is_the_one_that_was_signed(app: App, serve: Serve) -> None:
    app.answers["/voice"] = "<Response/>"
    url = f"{serve(app)}/voice?name=余额 1&x=%2B"
    webhooks = Webhooks(2.0)
    outcome = webhooks.send(Request(url=url, method="POST", params=CALL, token=TOKEN))
    webhooks.close()
    (asked,) = app.asked
    assert asked.params == CALL
    assert outcome.signature == asked.headers["x-twilio-signature"]
    assert RequestValidator(TOKEN).validate(asked.url, asked.params, outcome.signature)
