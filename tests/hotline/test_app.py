"""The whole app: health, metrics, logs, and what becomes of the unexpected."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from hotline import Settings, create_app
from models import Database
from models.seed import DemoPerson

CALL = {"CallSid": "CA" + "1" * 32, "From": "+8612010000001", "CallStatus": "in-progress"}


def post(app: Flask, path: str, **parameters: str) -> TestResponse:
    """A webhook as Twilio sends it."""
    given = CALL | parameters
    token = app.extensions["settings"].auth_token
    signature = RequestValidator(token).compute_signature(f"http://localhost{path}", given)
    return app.test_client().post(path, data=given, headers={"X-Twilio-Signature": signature})


def counts(app: Flask) -> dict[str, float]:
    """What /metrics tells: samples with their labels → value."""
    told: dict[str, float] = {}
    for family in text_string_to_metric_families(app.test_client().get("/metrics").text):
        for sample in family.samples:
            told[" ".join([sample.name, *sample.labels.values()])] = sample.value
    return told


def test_health_is_200_while_the_database_answers(hotline_app: Flask) -> None:
    answer = hotline_app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"database": "ready"})


def test_health_is_503_while_the_database_is_away(hotline_settings: Settings) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none", hotline_settings.secret_key)
    answer = create_app(hotline_settings, database=away).test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"database": "away"})


def test_health_is_503_before_the_tables_are_made(hotline_settings: Settings, tmp_path: Any) -> None:
    empty = Database(f"sqlite:///{tmp_path}/empty.sqlite3", hotline_settings.secret_key)
    assert create_app(hotline_settings, database=empty).test_client().get("/healthz").status_code == 503
    empty.dispose()


def test_metrics_count_turns_texts_and_refusals_with_their_time(hotline_app: Flask) -> None:
    post(hotline_app, "/voice/answer")
    post(hotline_app, "/voice/turn/1", Digits="1")
    post(hotline_app, "/sms/incoming", MessageSid="SM" + "1" * 32, Body="YE", To="+15005550100")
    hotline_app.test_client().post("/voice/answer", data=CALL)
    told = counts(hotline_app)
    assert told["hotline_turns_total"] == 2
    assert told["hotline_texts_total"] == 1
    assert told["hotline_refusals_total unsigned"] == 1
    assert told["hotline_webhook_seconds_count voice"] == 2
    assert told["hotline_webhook_seconds_count text"] == 1
    assert told["hotline_webhook_seconds_sum voice"] > 0


def test_two_apps_in_one_process_count_apart(hotline_app: Flask, hotline_settings: Settings) -> None:
    other = create_app(hotline_settings)
    post(hotline_app, "/voice/answer")
    assert counts(hotline_app)["hotline_turns_total"] == 1
    assert counts(other)["hotline_turns_total"] == 0


def test_no_log_line_of_a_whole_call_holds_personal_data(hotline_app: Flask, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    with capture_logs() as lines:
        post(hotline_app, "/voice/answer")
        for turn, keys in enumerate(("1", person.id_number[-4:], person.pin, "1", "0"), 1):
            assert post(hotline_app, f"/voice/turn/{turn}", Digits=keys, FinishedOnKey="#").status_code == 200
        post(hotline_app, "/voice/status", CallStatus="completed")
        post(hotline_app, "/voice/answer", CallSid="")
        post(hotline_app, "/sms/incoming", MessageSid="SM" + "1" * 32, Body="YE", To="+15005550100")
    assert {"call_began", "call_ended"} <= {line["event"] for line in lines}
    for secret in ("12010000001", person.id_number, "0010'", person.pin, person.name, "张", "一千二百"):
        assert secret not in repr(lines)


@pytest.mark.parametrize("path", ["/voice/answer", "/voice/turn/1", "/voice/status"])
def test_an_unexpected_error_becomes_the_spoken_apology_and_a_log_line_with_its_cause(
    hotline_app: Flask, path: str
) -> None:
    post(hotline_app, "/voice/answer", CallSid="CA2")
    works = hotline_app.extensions["now"]

    def broken() -> datetime:
        raise LookupError("about +8612010000001") from ValueError("123456")

    hotline_app.extensions["now"] = broken
    with capture_logs() as lines:
        answer = post(hotline_app, path, CallStatus="completed")
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert "系统繁忙" in answer.text
    assert "<Gather" in answer.text
    failed = [line for line in lines if line["event"] == "request_failed"]
    assert [line["error"] for line in failed] == ["builtins.LookupError"]
    assert failed[0]["causes"] == ["builtins.ValueError"]
    assert failed[0]["call_sid"] == CALL["CallSid"]
    assert any("broken" in place for place in failed[0]["at"])
    assert "12010000001" not in repr(lines)
    assert "123456" not in repr(lines)
    hotline_app.extensions["now"] = works
    assert "欢迎致电" in post(hotline_app, "/voice/answer", CallSid="CA3").text
    assert counts(hotline_app)["hotline_failures_total LookupError"] == 1


def test_an_unsigned_request_gets_no_apology_even_when_all_is_broken(hotline_app: Flask) -> None:
    hotline_app.extensions["now"] = None
    hotline_app.extensions["database"] = None
    assert hotline_app.test_client().post("/voice/answer", data=CALL).status_code == 403


def test_what_is_no_webhook_is_not_found_and_not_explained(hotline_app: Flask) -> None:
    client = hotline_app.test_client()
    assert client.get("/").status_code == 404
    assert client.get("/voice/").status_code == 404
    assert client.put("/healthz").status_code == 405


def test_an_error_outside_a_webhook_tells_nothing(hotline_app: Flask) -> None:
    hotline_app.extensions["database"] = None
    answer = hotline_app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (500, "Internal error.\n")


def test_importing_the_hotline_reads_no_environment_and_starts_no_thread() -> None:
    program = (
        "import os, threading\n"
        "class Closed(dict):\n"
        "    def __getitem__(self, name):\n"
        "        assert not name.startswith(('DATABASE', 'TWILIO', 'HOTLINE')), name\n"
        "        return super().__getitem__(name)\n"
        "    def get(self, name, other=None):\n"
        "        return self[name] if name in self else other\n"
        "os.environ = Closed(os.environ)\n"
        "import hotline, ivr, sms\n"
        "assert threading.active_count() == 1\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, timeout=60)


def test_logs_are_json_lines() -> None:
    program = (
        "from hotline.logs import configure_logging\n"
        "import structlog\n"
        "configure_logging(); configure_logging()\n"
        "structlog.get_logger('x').warning('told', number=1, place='张')\n"
        "structlog.get_logger('x').debug('not told')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, timeout=60, capture_output=True)
    line = json.loads(done.stdout)
    assert (line["event"], line["level"], line["number"], line["place"]) == ("told", "warning", 1, "张")
    assert line["timestamp"].endswith("Z")
