"""Making a webhook once more, as it was or changed, signed anew.

The answer is shown and nothing else: no call and no text goes on by it, no fault strikes it, and it is not kept among
the webhooks. The application, for its part, is really asked, and does whatever it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPMethod
from typing import Any

import httpx

from twilio_emulator.chains import Chain
from twilio_emulator.control import fields, rows
from twilio_emulator.control.numbers import WebhookMethod
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rows import Kind, RowInFullJson
from twilio_emulator.control.whose import account_of, app_of, find
from twilio_emulator.desk import Desk
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import FetchFailed
from twilio_emulator.engine.interpret import complaint, interpret
from twilio_emulator.store import Exchange
from twilio_emulator.webhook.client import Outcome, Request

MOST_PARAMS = 200


def replay(asked: Asked) -> RowInFullJson:
    """Make the webhook again; what is not given is as it was."""
    original = find(asked)
    if not isinstance(original, Exchange):
        raise Refusal(409, "not_a_webhook", "this is a request to the API, which only its client can make again")
    desk = asked.switchboard.desk
    url, method = asked.body["url"] or original.url, str(asked.body["method"] or original.method)
    params = dict(original.params) if asked.body["params"] is None else asked.body["params"]
    with desk.lock:
        token = desk.store.token_of(account_of(desk.store, original))
        app = app_of(desk, original, url)
    request = Request(url=url, method=method, params=params, token=token, app=app, cookies=_cookies(original))
    with desk.chains.asking(Chain()):
        outcome = desk.webhooks.send(request)
    made = _as_exchange(original, request, outcome, desk)
    return {**rows.in_full(made, token), "id": ""}


def _cookies(one: Exchange) -> httpx.Cookies:
    """Return the cookies that went with a webhook the first time."""
    jar = httpx.Cookies()
    for name, value in one.sent:
        for crumb in value.split("; ") if name == "Cookie" else ():
            key, _, content = crumb.partition("=")
            jar.set(key, content)
    return jar


def _as_exchange(original: Exchange, request: Request, outcome: Outcome, desk: Desk) -> Exchange:
    """Return what came of it as a webhook that nobody keeps."""
    made = Exchange(
        number=original.number,
        at=desk.clock.now(),
        purpose=original.purpose,
        subject_sid=original.subject_sid,
        method=request.method,
        url=request.url,
        params=tuple(request.params.items()),
        signature=outcome.signature,
        seconds=outcome.seconds,
        notices=[*outcome.notices],
        redirects=outcome.redirects,
        attempts=outcome.attempts,
        waited=outcome.waited,
        signed_url=outcome.signed_url,
        sent=outcome.sent,
        received=outcome.received,
    )
    got = outcome.got
    if isinstance(got, FetchFailed):
        made.failure = f"{got.code} {got.detail}"
        made.notices.append(Notice(code=got.code, detail=got.detail))
        return made
    made.status, made.content_type, made.body = got.status, got.content_type, got.body
    if rows.kind_of(original) is Kind.CALLBACK:
        wrong = complaint(got)
        made.notices += [Notice(code=15003, detail=wrong)] if wrong else []
        return made
    try:
        made.notices += interpret(got, messaging=not original.subject_sid.startswith("CA")).notices
    except TwimlError as error:
        made.notices.append(error.notice)
    return made


def _params(name: str, value: Any) -> Mapping[str, str]:
    """Read parameters; raises ``ValueError`` for what are none, and for a name that is given twice."""
    expected = f"{name} must be a list of at most {MOST_PARAMS} objects with a name and a value"
    if not isinstance(value, list) or len(value) > MOST_PARAMS:
        raise ValueError(expected)
    found: dict[str, str] = {}
    for one in value:
        if not isinstance(one, dict) or set(one) != {"name", "value"}:
            raise ValueError(expected)
        key, content = one["name"], one["value"]
        if not isinstance(key, str) or not isinstance(content, str) or not key:
            raise ValueError(expected)
        if any("\ud800" <= character <= "\udfff" for character in key + content):
            raise ValueError(f"{name} must be well-formed Unicode")
        if key in found:
            raise ValueError(f"{name} must have every name once, and {key[:60]!r} is there twice")
        found[key] = content
    return found


PAIR = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1}, "value": {"type": "string"}},
    "required": ["name", "value"],
    "additionalProperties": False,
}
METHOD = replace(fields.one_of(WebhookMethod), required=False)
PARAMS = fields.judged({"type": "array", "items": PAIR, "maxItems": MOST_PARAMS}, "params", _params)

OPERATIONS = (
    Operation(
        method=HTTPMethod.POST,
        path="/traffic/{id}/replay",
        summary="Ask the application the same once more, or with other parameters, signed anew; no call goes on by it",
        handler=replay,
        answer=RowInFullJson,
        body={"url": fields.url(), "method": METHOD, "params": PARAMS},
        refusals=(404, 409),
    ),
)
