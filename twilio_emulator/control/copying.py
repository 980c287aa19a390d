"""An exchange as something to be pasted: a command of curl, a test of pytest. Both run as they stand."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from http import HTTPMethod
from pprint import pformat
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.responses import Response

from twilio_emulator.control import rows
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.whose import account_of, app_of, find, place_of
from twilio_emulator.rest_log import RestRequest
from twilio_emulator.store import Exchange, Store
from twilio_emulator.webhook.address import address_of
from twilio_emulator.webhook.answer import Failed
from twilio_emulator.webhook.client import CEILING
from twilio_emulator.webhook.signature import sign

KEPT_HEADERS = frozenset({"User-Agent", "Cookie", "Authorization"})
"""Headers of a webhook that are given again as they were; the signature is made anew."""
NO_ADDRESS = "the application is an object in the emulator's own process, and nothing outside can ask it"


def as_curl(asked: Asked) -> Response:
    """Return the command that asks the same."""
    one = find(asked)
    store = asked.store
    if isinstance(one, RestRequest):
        text = _curl(
            one.method,
            _at_home(one.url, asked.switchboard.desk.url()),
            (),
            _sent(one),
            _user(store, one),
            as_json=one.as_json,
        )
    else:
        if app_of(asked.switchboard.desk, one, one.url) is not None:
            raise Refusal(409, "no_address", f"{NO_ADDRESS}; curl cannot, and replay can")
        url, form = _asked_for(one)
        text = _curl(one.method, url, _headers(store, one, url, form), form, "")
    return Response(text, media_type="text/plain")


def as_pytest(asked: Asked) -> Response:
    """Return the test that asks the same and expects the same answer."""
    one = find(asked)
    if isinstance(one, RestRequest):
        raise Refusal(409, "not_a_webhook", "a test is of what the application answers; this was asked of the API")
    if not one.status or one.redirects:
        why = "the answer came from another address, after a redirect" if one.redirects else "there was no answer"
        raise Refusal(409, "no_answer", f"{why}, so there is nothing that a test of this address could expect")
    app = app_of(asked.switchboard.desk, one, one.url)
    place = place_of(app) if app is not None else None
    if app is not None and place is None:
        raise Refusal(409, "no_address", f"{NO_ADDRESS}, and no module has it under a name; put it in one")
    url, form = _asked_for(one)
    text = _test(one, url, dict(_headers(asked.store, one, url, form)), dict(form), place)
    return Response(text, media_type="text/plain")


def _asked_for(one: Exchange) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the address and the form of the first request, before any redirect; raises :class:`Refusal` 409."""
    try:
        bare = address_of(one.url).url
    except Failed as failure:
        raise Refusal(409, "no_address", failure.detail) from None
    if one.method.upper() != "GET":
        return bare, one.params
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in one.params)
    return (f"{bare}{'&' if '?' in bare else '?'}{query}" if query else bare), ()


def _headers(store: Store, one: Exchange, url: str, form: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers that matter, signed with the account's token as it is now."""
    signature = sign(store.token_of(account_of(store, one)), url, form)
    kept = [(name, value) for name, value in one.sent if name in KEPT_HEADERS]
    return [*kept, ("X-Twilio-Signature", signature)]


def _user(store: Store, one: RestRequest) -> str:
    """Return who asked the API, with the secret, as curl wants it."""
    key = store.keys.get(one.user)
    if key is not None:
        return f"{key.sid}:{key.secret}"
    return f"{one.user}:{store.accounts[one.user].auth_token}" if one.user in store.accounts else ""


def _at_home(url: str, home: str) -> str:
    """Return where the emulator answers ``url``: what was asked in its own process named the vendor's host."""
    parts = urlsplit(url)
    label, _, domain = (parts.hostname or "").partition(".")
    if domain != "twilio.com" and not domain.endswith(".twilio.com"):
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{home}{'' if label == 'api' else f'/{label}'}{parts.path}{query}"


def _sent(one: RestRequest) -> tuple[tuple[str, str], ...]:
    """Return what was sent in the body: the first of the parameters are those of the address."""
    return one.params[len(parse_qsl(urlsplit(one.url).query, keep_blank_values=True)) :]


def _curl(
    method: str,
    url: str,
    headers: Iterable[tuple[str, str]],
    params: Iterable[tuple[str, str]],
    user: str,
    *,
    as_json: bool = False,
) -> str:
    words = [f"curl --request {shlex.quote(method)} {shlex.quote(url)}"]
    if user:
        words.append(f"--user {shlex.quote(user)}")
    words += [f"--header {shlex.quote(f'{name}: {value}')}" for name, value in headers]
    if as_json:
        body = ", ".join(f"{json.dumps(name, ensure_ascii=False)}: {value}" for name, value in params)
        return " \\\n  ".join([*words, f"--json {shlex.quote(f'{{{body}}}')}"]) + "\n"
    words += [f"--data-urlencode {shlex.quote(f'{quote(name)}={value}')}" for name, value in params]
    return " \\\n  ".join(words) + "\n"


def _test(one: Exchange, url: str, headers: dict[str, str], form: dict[str, str], place: tuple[str, str] | None) -> str:
    """Write the test: of a document it compares what it means, of anything else the words."""
    document = rows.is_document(one)
    slug = re.sub("[^a-z0-9]+", "_", urlsplit(url).path.lower()).strip("_") or "root"
    asking = f"httpx.request({one.method!r}, URL, headers=HEADERS, data=FORM, timeout={CEILING:g}, trust_env=False)"
    lines = [f'"""What {one.method} {slug} has answered once, it answers again."""', ""]
    lines += ["from xml.etree.ElementTree import canonicalize", ""] if document else []
    lines += ["import httpx", *([f"from {place[0]} import {place[1]}"] if place else []), ""]
    lines += [
        f"URL = {url!r}",
        f"HEADERS = {pformat(headers, sort_dicts=False, width=100)}",
        f"FORM = {pformat(form, sort_dicts=False, width=100)}",
        f"ANSWER = {_literal(one.text) if document else repr(one.body)}",
        "",
        "",
        f"def test_{one.method.lower()}_{slug}_answers_as_it_did():",
    ]
    if place:
        lines += [
            f"    with httpx.Client(transport=httpx.WSGITransport(app={place[1]})) as client:",
            f"        answer = client.request({one.method!r}, URL, headers=HEADERS, data=FORM)",
        ]
    else:
        lines.append(f"    answer = {asking}")
    lines.append(f"    assert answer.status_code == {one.status}")
    same = "canonicalize(answer.text, strip_text=True) == canonicalize(ANSWER, strip_text=True)"
    lines.append(f"    assert {same if document else 'answer.content == ANSWER'}")
    return "\n".join(lines) + "\n"


def _literal(text: str) -> str:
    """Return ``text`` as Python writes it, over as many lines as it has."""
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return repr(text)
    return "(\n" + "".join(f"    {line!r}\n" for line in lines) + ")"


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/traffic/{id}/curl",
        summary="Read one of them as a command of curl, signed anew",
        handler=as_curl,
        answer="text/plain",
        refusals=(404, 409),
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/traffic/{id}/pytest",
        summary="Read a webhook as a test that expects the same answer",
        handler=as_pytest,
        answer="text/plain",
        refusals=(404, 409),
    ),
)
