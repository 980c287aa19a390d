"""Cookies: a call has a jar, and so has a pair of numbers that text each other (twilio-behaviour 1.5)."""

from __future__ import annotations

import httpx

from twilio_emulator.webhook.answer import Answer


def crumbs(jar: httpx.Cookies, method: str, url: str) -> list[tuple[str, str]]:
    """Return the jar's cookies for ``url`` as a header, if it has any; one that cannot be sent is no cookie."""
    if not jar:
        return []
    asked = httpx.Request(method, url)
    try:
        jar.set_cookie_header(asked)
    except UnicodeError:
        return []
    return [("Cookie", asked.headers["cookie"])] if "cookie" in asked.headers else []


def take(jar: httpx.Cookies, answer: Answer, method: str, url: str) -> None:
    """Put the cookies an answer brings into the jar, as far as they may be set from ``url``."""
    given = [value for name, value in answer.headers if name == "set-cookie"]
    if given:
        baked = [(b"set-cookie", value.encode("latin-1", "replace")) for value in given]
        jar.extract_cookies(httpx.Response(answer.status, headers=baked, request=httpx.Request(method, url)))


__all__ = ["crumbs", "take"]
