"""Who is at the page: a signed cookie after 工号 and PIN, a token in each form, and the same origin for each change.

The cookie holds an agent's key, the digest of their PIN's hash, when it was given and the token; it is read by nobody
but us, and a new PIN, or the end of a shift, ends it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Response, abort, current_app, g, redirect, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ivr.people.webhook import database, now
from models.people import agents, supervisors
from models.people.agents import Listed

COOKIE: Final = "desk"
SHIFT: Final = 12 * 3600
"""Seconds after which somebody who signed in is asked for the PIN again."""
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
View = Callable[..., Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """Whoever is signed in."""

    agent: Listed
    supervisor: bool
    token: str
    """What a form must bring along to change anything."""


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["settings"].secret_key, salt="hotline.desk")


def give(response: Response, agent: Listed, stamp: str) -> None:
    """Sign a browser in."""
    kept = {"agent": agent.agent_id, "pin": stamp, "token": secrets.token_urlsafe(24), "at": int(now().timestamp())}
    response.set_cookie(
        COOKIE,
        str(_signer().dumps(kept)),
        max_age=SHIFT,
        path=_path(),
        secure=_is_secure(),
        httponly=True,
        samesite="Strict",
    )


def take_back(response: Response) -> None:
    """Sign a browser out."""
    response.delete_cookie(COOKIE, path=_path(), secure=_is_secure(), httponly=True, samesite="Strict")


def here(path: str = "") -> str:
    """A path of these pages, prefixed as the proxy is."""
    prefix: str = current_app.extensions["settings"].path_prefix
    return f"{prefix}{request.root_path if not prefix else ''}/desk{path}"


def _path() -> str:
    return here()


def _is_secure() -> bool:
    public: str = current_app.extensions["settings"].public_url
    return request.is_secure or urlsplit(public).scheme == "https"


def signed_in() -> Signed | None:
    """Whoever the cookie names, if it still holds."""
    if "desk_signed" not in g:
        g.desk_signed = _read()
    signed: Signed | None = g.desk_signed
    return signed


def _read() -> Signed | None:
    try:
        kept = _signer().loads(request.cookies.get(COOKIE, ""))
        agent_id, stamp, token, at = int(kept["agent"]), str(kept["pin"]), str(kept["token"]), int(kept["at"])
    except (BadSignature, KeyError, TypeError, ValueError):
        return None
    if not 0 <= now().timestamp() - at < SHIFT:
        return None
    with database().connection() as db:
        agent = agents.by_id(db, agent_id)
        if agent is None or not hmac.compare_digest(supervisors.stamp(db, agent_id), stamp):
            return None
        return Signed(agent=agent, supervisor=supervisors.is_one(db, agent_id), token=token)


def agents_only(view: View) -> View:
    """A page for whoever is signed in; anybody else is asked to sign in."""

    @wraps(view)
    def guarded(*args: Any, **named: Any) -> Any:
        if signed_in() is None:
            return redirect(here("/sign-in"), 303) if request.method == "GET" else abort(403)
        return view(*args, **named)

    return guarded


def supervisors_only(view: View) -> View:
    """A page for supervisors."""

    @wraps(view)
    def guarded(*args: Any, **named: Any) -> Any:
        signed = signed_in()
        if signed is not None and not signed.supervisor:
            abort(403)
        return view(*args, **named)

    return agents_only(guarded)


def me() -> Signed:
    """Whoever is signed in, in a view that nobody else reaches."""
    signed = signed_in()
    assert signed is not None
    return signed


def check() -> None:
    """Refuse, with 403, what another site asks for, what comes by another name, and a change without its token."""
    if request.endpoint == "desk.static":
        return
    if not _is_our_host():
        abort(403)
    if request.method in {"GET", "HEAD"}:
        return
    if not _is_our_origin():
        abort(403)
    signed = signed_in()
    # Whoever is not signed in can change nothing, and has no token to bring.
    if signed is not None and not hmac.compare_digest(request.form.get("token", "").encode(), signed.token.encode()):
        abort(403)


def _is_our_host() -> bool:
    """Whether these pages are asked for by a name of theirs, and not by one that somebody else's leads here."""
    host = urlsplit(f"//{request.host}").hostname
    public = urlsplit(current_app.extensions["settings"].public_url).hostname
    return public is None or host == public or host in LOOPBACK


def _is_our_origin() -> bool:
    public = urlsplit(current_app.extensions["settings"].public_url)
    ours = {f"{request.scheme}://{request.host}", f"{public.scheme}://{public.netloc}"}
    return request.headers.get("Origin") in ours
