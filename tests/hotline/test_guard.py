"""The signature guard: nothing that Twilio did not sign is answered or kept (twilio-behaviour 5.8)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from hotline import Settings, create_app
from ivr.people import routes as people
from models import CallRecord, Database, MessageRecord

ORIGIN = "http://localhost"
SID = "CA" + "1" * 32
CALL = {"CallSid": SID, "From": "+8612099999999", "CallStatus": "ringing", "FromCity": ""}
OPEN = {"healthz", "metrics", "static"}
SOUNDS = {"answers", *(blueprint.name for blueprint in people.OPEN)}
"""What is played to callers, which a carrier fetches unsigned."""
AGENTS = "desk"
"""The pages of agents, who sign in: tests/hotline/desk has their guard."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """A signature is the same on every database; one is enough."""
    return sqlite_url


def sign(app: Flask, url: str, parameters: Any) -> dict[str, str]:
    """The header that the official validator wants for this request."""
    token = app.extensions["settings"].auth_token
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, parameters)}


def post(app: Flask, path: str, parameters: Mapping[str, str], **changes: str) -> TestResponse:
    """A POST signed over `parameters` and sent with `changes`."""
    headers = sign(app, ORIGIN + path, parameters)
    return app.test_client().post(path, data={**parameters, **changes}, headers=headers)


def kept(app: Flask) -> int:
    """How many calls and texts are in the database."""
    database: Database = app.extensions["database"]
    with database.session() as db:
        calls = db.scalar(select(func.count()).select_from(CallRecord)) or 0
        return calls + (db.scalar(select(func.count()).select_from(MessageRecord)) or 0)


def test_every_route_but_the_open_ones_refuses_what_is_not_signed(hotline_app: Flask) -> None:
    client = hotline_app.test_client()
    walked = 0
    for rule in hotline_app.url_map.iter_rules():
        if rule.endpoint in OPEN or rule.endpoint.partition(".")[0] in {*SOUNDS, AGENTS}:
            continue
        path = re.sub("<[^>]+>", "1", rule.rule)
        for method in rule.methods or ():
            for headers in ({}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": "bm9wZQ=="}):
                answer = client.open(path, method=method, data=CALL, headers=headers)
                assert answer.status_code == 403, (method, path)
                walked += 1
    assert walked >= 5 * 3 * 3
    assert kept(hotline_app) == 0


def test_a_refusal_is_one_log_line_without_personal_data(hotline_app: Flask) -> None:
    with capture_logs() as lines:
        hotline_app.test_client().post(
            "/voice/turn/1?From=%2B8612099999999", data={**CALL, "Digits": "990101198503120010"}
        )
    assert len(lines) == 1
    assert lines[0]["event"] == "webhook_refused"
    for secret in ("99999999", "9901", SID):
        assert secret not in repr(lines)


def test_a_signed_webhook_is_answered(hotline_app: Flask) -> None:
    assert post(hotline_app, "/voice/answer", CALL).status_code == 200
    assert kept(hotline_app) == 1


@pytest.mark.parametrize(
    "changes",
    [{"From": "+8612010000001"}, {"Digits": "1"}, {"FromCity": "Beijing"}, {"CallSid": "CA" + "2" * 32}],
)
def test_a_webhook_replayed_with_changes_is_refused(hotline_app: Flask, changes: dict[str, str]) -> None:
    assert post(hotline_app, "/voice/answer", CALL, **changes).status_code == 403
    assert kept(hotline_app) == 0


def test_a_signature_for_one_route_does_not_open_another(hotline_app: Flask) -> None:
    headers = sign(hotline_app, ORIGIN + "/voice/turn/1", CALL)
    client = hotline_app.test_client()
    assert client.post("/voice/turn/2", data=CALL, headers=headers).status_code == 403
    assert client.post("/voice/turn/1?busy=1", data=CALL, headers=headers).status_code == 403


def test_a_signature_by_another_token_is_refused(hotline_app: Flask) -> None:
    wrong = RequestValidator("another token").compute_signature(ORIGIN + "/voice/answer", CALL)
    answer = hotline_app.test_client().post("/voice/answer", data=CALL, headers={"X-Twilio-Signature": wrong})
    assert answer.status_code == 403


@pytest.mark.parametrize("signature", ["\xff", "=" * 5000, "a b", "é" * 28])
def test_a_signature_of_odd_characters_is_refused(hotline_app: Flask, signature: str) -> None:
    environ = {"HTTP_X_TWILIO_SIGNATURE": signature}
    answer = hotline_app.test_client().post("/voice/answer", data=CALL, environ_overrides=environ)
    assert answer.status_code == 403


def test_a_get_is_signed_over_its_query_as_it_was_written(hotline_app: Flask) -> None:
    path = f"/voice/answer?{urlencode(CALL)}&odd=%7e+%20~"
    headers = sign(hotline_app, ORIGIN + path, {})
    client = hotline_app.test_client()
    assert client.get(path, headers=headers).status_code == 200
    assert client.get(path + "&x=1", headers=headers).status_code == 403


def test_a_post_keeps_its_query_in_the_signed_address(hotline_app: Flask) -> None:
    assert post(hotline_app, "/voice/answer?line=12393", CALL).status_code == 200


def test_repeated_and_empty_parameters_take_part_in_the_signature(hotline_app: Flask) -> None:
    pairs = [*CALL.items(), ("AddOns", "b"), ("AddOns", "a"), ("AddOns", "b"), ("Empty", "")]
    headers = sign(hotline_app, ORIGIN + "/voice/answer", MultiDict(pairs))
    body = urlencode(pairs)
    client = hotline_app.test_client()
    form = "application/x-www-form-urlencoded"
    for content_type in (form, f"{form}; charset=UTF-8"):
        answer = client.post("/voice/answer", data=body, content_type=content_type, headers=headers)
        assert answer.status_code == 200
    fewer = urlencode([*pairs[:-1], ("Other", "")])
    assert client.post("/voice/answer", data=fewer, content_type=form, headers=headers).status_code == 403


@pytest.mark.parametrize("read_as", ["\ufffd\ufffd1", "%FF%FE1"])
def test_bytes_that_are_no_utf8_are_accepted_as_either_reading_and_answered(hotline_app: Flask, read_as: str) -> None:
    headers = sign(hotline_app, ORIGIN + "/voice/turn/1", {**CALL, "Digits": read_as})
    body = urlencode(CALL) + "&Digits=%FF%FE1"
    form = "application/x-www-form-urlencoded"
    answer = hotline_app.test_client().post("/voice/turn/1", data=body, content_type=form, headers=headers)
    assert answer.status_code == 200
    assert "欢迎致电" in answer.text


def test_raw_bytes_in_a_body_are_answered(hotline_app: Flask) -> None:
    headers = sign(hotline_app, ORIGIN + "/voice/answer", {**CALL, "FromCity": "\ufffd\ufffd"})
    body = urlencode({**CALL, "FromCity": "X"}).encode().replace(b"FromCity=X", b"FromCity=\xff\xfe")
    form = "application/x-www-form-urlencoded"
    answer = hotline_app.test_client().post("/voice/answer", data=body, content_type=form, headers=headers)
    assert answer.status_code == 200


def test_a_signed_body_of_100_kilobytes_is_answered(hotline_app: Flask) -> None:
    text = {"MessageSid": "SM" + "1" * 32, "From": "+8612010000001", "To": "+15005550100", "Body": "余" * 34_000}
    assert len(text["Body"].encode()) > 100_000
    answer = post(hotline_app, "/sms/incoming", text)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text.startswith("<?xml")
    assert post(hotline_app, "/voice/answer", {**CALL, "Digits": "1" * 100_000}).status_code == 200


def test_a_body_of_more_than_a_megabyte_is_refused_unread(hotline_app: Flask) -> None:
    assert post(hotline_app, "/voice/answer", {**CALL, "FromCity": "x" * 2**20}).status_code == 403


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=b", "application/json", "text/plain", ""])
def test_a_body_that_is_no_form_smuggles_nothing_past_the_signature(hotline_app: Flask, content_type: str) -> None:
    headers = sign(hotline_app, ORIGIN + "/voice/answer", {})
    body = f'--b\r\nContent-Disposition: form-data; name="CallSid"\r\n\r\n{SID}\r\n--b--\r\n'
    answer = hotline_app.test_client().post("/voice/answer", data=body, content_type=content_type, headers=headers)
    assert answer.status_code == 403
    assert kept(hotline_app) == 0


def test_a_json_body_is_judged_by_its_signed_hash_and_not_read_as_parameters(hotline_app: Flask) -> None:
    body = json.dumps({"CallSid": SID})
    path = f"/voice/answer?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    headers = sign(hotline_app, ORIGIN + path, {})
    client = hotline_app.test_client()
    assert client.post(path, data=body, content_type="application/json", headers=headers).status_code == 200
    assert client.post(path, data=body + " ", content_type="application/json", headers=headers).status_code == 403
    assert kept(hotline_app) == 0


@pytest.mark.parametrize("port", ["", ":80"])
def test_the_port_may_be_left_out_of_what_was_signed(hotline_app: Flask, port: str) -> None:
    headers = sign(hotline_app, f"http://localhost{port}/voice/answer", CALL)
    client = hotline_app.test_client()
    assert client.post("/voice/answer", data=CALL, headers=headers).status_code == 200


@pytest.mark.parametrize("public", ["https://hotline.example.org", "https://hotline.example.org:8443/12393"])
def test_behind_a_proxy_the_public_address_is_what_was_signed(
    hotline_settings: Settings, database: Database, public: str
) -> None:
    app = create_app(replace(hotline_settings, public_url=public), database=database)
    client = app.test_client()
    headers = sign(app, f"{public}/voice/answer", CALL)
    answer = client.post("/voice/answer", data=CALL, headers=headers, base_url="http://10.0.0.7:12394")
    assert answer.status_code == 200
    prefix = app.extensions["settings"].path_prefix
    assert f'action="{prefix}/voice/turn/1"' in answer.text
    forged = {"X-Forwarded-Host": "hotline.example.org", "X-Forwarded-Proto": "https"}
    inner = sign(app, "http://10.0.0.7:12394/voice/answer", CALL)
    answer = client.post("/voice/answer", data=CALL, headers=inner | forged, base_url="http://10.0.0.7:12394")
    assert answer.status_code == 403


def test_mounted_below_a_path_the_whole_path_is_signed_and_used(hotline_app: Flask) -> None:
    headers = sign(hotline_app, f"{ORIGIN}/12393/voice/answer", CALL)
    answer = hotline_app.test_client().post("/voice/answer", data=CALL, headers=headers, base_url=f"{ORIGIN}/12393")
    assert answer.status_code == 200
    assert 'action="/12393/voice/turn/1"' in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    extra=st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), st.text(st.characters(codec="utf-8"))
    )
)
def test_any_parameters_signed_by_the_official_validator_are_accepted(
    hotline_app: Flask, extra: dict[str, str]
) -> None:
    parameters = {**extra, **CALL}
    assert post(hotline_app, "/voice/status", parameters).status_code == 200
    assert post(hotline_app, "/voice/status", parameters, CallSid="CA" + "3" * 32).status_code == 403
