"""What every page is made with: its language, its words, its headers, and what it says after a change."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from flask import Response, make_response, redirect, render_template, request

from hotline.desk import signing
from hotline.desk.words import FIRST, LANGUAGES, WORDS, place, word
from ivr.people.webhook import now
from models.identity import SHANGHAI
from models.policies.gazetteer import region_by_code

COOKIE: Final = "desk_language"
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # `same-origin`, not `no-referrer`: with the latter browsers send forms with "Origin: null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def language() -> str:
    """The language of this page."""
    chosen = request.args.get("lang") or request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else FIRST


def seal(response: Response) -> Response:
    """Give an answer its headers, and keep a language that was chosen."""
    response.headers.update(HEADERS)
    response.headers["Cache-Control"] = "no-cache" if request.endpoint == "desk.static" else "no-store"
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(
            COOKIE, language(), max_age=365 * 86400, path=signing.here(), httponly=True, samesite="Strict"
        )
    return response


def page(template: str, status_code: int = 200, /, **values: Any) -> Response:
    """A page, or a part of one."""
    spoken = language()

    def t(id: str, **of: object) -> str:
        return word(id, spoken, **of)

    said = f"said.{request.args.get('said', '')}"
    html = render_template(
        f"desk/{template}",
        t=t,
        place=lambda name: place(name, spoken),
        region=lambda code: _region(code, spoken),
        here=signing.here,
        language=spoken,
        languages=LANGUAGES,
        signed=signing.signed_in(),
        said=t(said) if said in WORDS else "",
        now=now(),
        clock=_clock,
        local=_local,
        percent=_percent,
        **values,
    )
    return make_response(html, status_code)


def back(path: str, said: str = "") -> Response:
    """To a page, which says what came of the change."""
    query = f"{'&' if '?' in path else '?'}said={said}" if said else ""
    answer = redirect(signing.here(path + query), 303)
    assert isinstance(answer, Response)
    return answer


def _region(code: str | None, spoken: str) -> str:
    found = region_by_code(code) if code else None
    if found is None:
        return "–"
    return found.name if spoken == FIRST else found.english


def _local(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else "–"


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%H:%M:%S}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
