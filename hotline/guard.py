"""The signature guard: no webhook is answered unless Twilio signed it.

Applied once, to a set of blueprints; a view cannot forget it. The signature is judged by the official
`RequestValidator`. What was verified is what the views read: the guard sets `request.form` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from hmac import compare_digest
from urllib.parse import unquote

import structlog
from flask import Flask, Request, Response, request
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import ImmutableMultiDict

BODY_LIMIT = 1024 * 1024
"""Largest webhook body read, in bytes. Twilio's own stay below 64 KB; more than this is refused unread."""

_SIGNATURE = "HTTP_X_TWILIO_SIGNATURE"
_FORM = "application/x-www-form-urlencoded"
_log = structlog.get_logger("hotline.guard")


class Parameters(ImmutableMultiDict[str, str]):
    """A webhook's form parameters, repeated and empty ones included."""

    getall = dict.__getitem__
    """Every value of a name: the first way the official validator asks a mapping for repeated values."""


def guard(
    app: Flask,
    *,
    blueprints: Collection[str],
    auth_token: str,
    public_url: str,
    refused: Callable[[str], None],
) -> None:
    """Refuse, with 403, every request to `blueprints` that was not signed with `auth_token`.

    `public_url` is scheme, host and path prefix over which Twilio computed the signature; empty takes them
    from the request, which is right when no proxy rewrites it. `refused` is called with the reason, one word.
    """
    validator = RequestValidator(auth_token)
    guarded = frozenset(blueprints)

    def check() -> Response | None:
        # The request itself: judging it looks at it twenty times, and through Flask's proxy a look costs a microsecond.
        asked: Request = request._get_current_object()  # type: ignore[attr-defined]
        if asked.blueprint not in guarded:
            return None
        try:
            reason = _fault(validator, asked, public_url)
        except Exception as error:
            # A request so broken that it cannot be judged is a request that Twilio did not sign.
            reason = type(error).__name__
        if reason is None:
            return None
        refused(reason)
        _log.warning("webhook_refused", reason=reason, endpoint=asked.endpoint, method=asked.method)
        return Response("Signature missing or wrong.\n", status=403, mimetype="text/plain")

    app.before_request(check)


def _fault(validator: RequestValidator, asked: Request, public_url: str) -> str | None:
    """Why this request cannot be trusted, or None when its signature is right."""
    signature = asked.environ.get(_SIGNATURE)
    if not signature:
        return "unsigned"
    url = _signed_url(asked, public_url)
    form = _form(asked)
    if form is None:
        return _other_body_fault(validator, asked, url, signature)
    if _is_right(validator, url, form, signature):
        asked.form = form
        return None
    # Bytes that are not UTF-8 have no agreed text to sign. Werkzeug's reading (the escape left as it is) is the
    # other one in use; whoever signed either of them held the token.
    other = Parameters(_pairs(asked.get_data(), errors="werkzeug.url_quote"))
    if other != form and _is_right(validator, url, other, signature):
        asked.form = form
        return None
    return "wrong"


def _signed_url(asked: Request, public_url: str) -> str:
    """The URL as Twilio requested it, byte for byte: never rebuilt from decoded parts."""
    environ = asked.environ
    base = public_url or f"{asked.scheme}://{environ.get('HTTP_HOST') or asked.host}"
    url = f"{base}{asked.root_path.rstrip('/') if not public_url else ''}{asked.path}"
    query = environ.get("QUERY_STRING", "")
    return f"{url}?{query}" if query else url


def _form(asked: Request) -> Parameters | None:
    """The form parameters with undecodable bytes replaced, or None when the body is something else."""
    body = asked.get_data(cache=True)
    if asked.content_type == _FORM or asked.mimetype == _FORM:
        return Parameters(_pairs(body, errors="replace"))
    return None if body else Parameters()


def _pairs(body: bytes, *, errors: str) -> list[tuple[str, str]]:
    """What `parse_qsl` makes of a form with `keep_blank_values`, in half its time: most words hold no escape."""
    pairs = []
    for field in body.decode("utf-8", "replace").replace("+", " ").split("&"):
        if field:
            name, _, value = field.partition("=")
            if "%" in field:
                name, value = unquote(name, errors=errors), unquote(value, errors=errors)
            pairs.append((name, value))
    return pairs


def _is_right(validator: RequestValidator, url: str, form: Parameters, signature: str) -> bool:
    # The exact URL is nearly always what was signed, and asking for it alone halves the cost. `validate`
    # then allows for Twilio naming the default port or leaving the port out.
    try:
        expected = validator.compute_signature(url, form)
        given = signature.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return compare_digest(expected.encode("ascii"), given) or bool(validator.validate(url, form, signature))


def _other_body_fault(validator: RequestValidator, asked: Request, url: str, signature: str) -> str | None:
    """Judge a body that is not a form: Twilio signs its SHA-256 as a query parameter, `bodySHA256`."""
    if "bodySHA256" not in asked.args:
        return "body"
    text = asked.get_data().decode("utf-8")
    if not validator.validate(url, text, signature):
        return "wrong"
    asked.form = Parameters()
    return None
