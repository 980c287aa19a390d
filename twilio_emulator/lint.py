"""``twilio-emulator lint``: everything Twilio would warn of or refuse in a document, before anybody rings.

The rules are the engine's own: a document is read by the reader that calls use, and each remark is shown with its place
and a remedy. Twilio stops at the first error; here reading goes on as far as anything can be read. What no code of
Twilio's covers, such as a verb that is never reached, is a hint.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from twilio_emulator.engine import advice
from twilio_emulator.engine.document import Element, parse
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import FetchFailed, Reply
from twilio_emulator.engine.interpret import AUDIO, interpret, verbs_in
from twilio_emulator.engine.session import Entry, Session
from twilio_emulator.findings import Finding, Level, Report, as_json, as_lines, exit_code
from twilio_emulator.store import Call, Message, TwilioAccount, new_sid
from twilio_emulator.webhook import parameters
from twilio_emulator.webhook.client import MAX_DOCUMENT, Request, Webhooks
from twilio_emulator.webhook.overrides import overrides_of

INLINE = "http://document.invalid/"
"""Where a document lies that was given by itself: relative addresses in it are taken for granted."""
CALLER, NUMBER = "+15005550111", "+15005550100"
LEAVING = {
    "Redirect": "leads to another document",
    "Record": "ends with the document that its action answers",
    "Hangup": "ends the call",
    "Reject": "ends the call",
    "Leave": "leaves the queue",
}
"""Verbs after which a document never goes on (twilio-behaviour 3.12), and why."""
LEAVING_WITH_ACTION = frozenset({"Dial", "Enqueue", "Connect", "Refer", "Pay", "Message"})
"""Verbs after which it does not go on where they have an ``action``."""


class NotRead(Exception):
    """There is no document to be checked; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def inline(body: bytes) -> Reply:
    """Return a document that lies in a file as an application would answer it."""
    return Reply(200, "text/xml", body, INLINE)


def fetch(webhooks: Webhooks, url: str, *, method: str, messaging: bool, account: TwilioAccount) -> Reply:
    """Ask an application for its document, as a call or a text would; raises :class:`NotRead`."""
    now = datetime.now(UTC)
    if messaging:
        text = Message(
            sid=new_sid("SM"),
            account_sid=account.sid,
            from_=CALLER,
            to=NUMBER,
            body="lint",
            at=now,
            direction="inbound",
            status="received",
            segments=1,
        )
        params = parameters.of_message(text)
    else:
        call = Call(sid=new_sid("CA"), account_sid=account.sid, from_=CALLER, to=NUMBER, placed_at=now)
        params = parameters.of_call(call)
    request = Request(url=url, method=method, params=params, token=account.auth_token)
    got = webhooks.send(request).got
    if isinstance(got, FetchFailed):
        raise NotRead(_finding(Notice(code=got.code, detail=got.detail), b""))
    if not 200 <= got.status < 300:
        detail = f"the application answered with status {got.status}"
        raise NotRead(_finding(Notice(code=11200, detail=detail), b""))
    return got


def lint(
    places: Sequence[str], webhooks: Webhooks, *, method: str, messaging: bool, account: TwilioAccount
) -> list[Report]:
    """Check every one of ``places``: a file, ``-`` for standard input, or a URL to be asked by ``method``."""
    reports = []
    for place in places:
        try:
            if place.startswith(("http://", "https://")):
                reply = fetch(webhooks, place, method=method, messaging=messaging, account=account)
            else:
                reply = inline(_contents(place))
        except NotRead as failure:
            reports.append(Report(place=place, findings=(failure.finding,), read=False))
        else:
            reports.append(Report(place=place, findings=tuple(check(reply, messaging=messaging))))
    return reports


def _contents(place: str) -> bytes:
    """Read a file, as far as a document can reach; raises :class:`NotRead`."""
    try:
        if place == "-":
            return sys.stdin.buffer.read(MAX_DOCUMENT + 1)
        with Path(place).open("rb") as file:
            return file.read(MAX_DOCUMENT + 1)
    except OSError as error:
        detail = f"it cannot be read: {error.strerror}"
        raise NotRead(
            Finding(level=Level.ERROR, detail=detail, remedy="name a file, a URL, or - for what is piped in")
        ) from error


def check(reply: Reply, *, messaging: bool = False) -> list[Finding]:
    """Return all that is to be said of an answer, in the order of the document."""
    kind = reply.content_type.partition(";")[0].strip().lower()
    fatal: Notice | None = None
    try:
        interpret(reply, messaging=messaging)
    except TwimlError as error:
        fatal = error.notice
    found = [_finding(fatal, reply.body)] if fatal and fatal.code != 12102 else []
    if len(reply.body) > MAX_DOCUMENT or (kind in AUDIO and fatal is None):
        return found
    try:
        root = parse(reply.body)
    except TwimlError as error:
        if fatal is None and kind == "text/plain":
            found.append(_as_plain_text(reply.body, error.notice, messaging))
        return found
    if root.tag != advice.ROOT:
        found.append(_wrong_root(root))
        if root.tag.lower() != advice.ROOT.lower():
            return found
    within = [*_coded(root, reply, messaging), *_hints(root, messaging)]
    return found + sorted(within, key=lambda finding: (finding.line, finding.column))


def _finding(notice: Notice, body: bytes, place: advice.Place | None = None, *, messaging: bool = False) -> Finding:
    return Finding(
        level=Level(notice.severity),
        code=notice.code,
        title=notice.title,
        detail=notice.detail,
        remedy=advice.remedy(notice, body, place, messaging=messaging),
        line=notice.line,
        column=notice.column,
    )


def _hint(element: Element, detail: str, remedy: str) -> Finding:
    return Finding(level=Level.HINT, detail=detail, remedy=remedy, line=element.line, column=element.column)


def _as_plain_text(body: bytes, notice: Notice, messaging: bool) -> Finding:
    """Plain text that is no document is an answer too, though seldom the one that was meant."""
    detail = f"the answer is text/plain and no document, so it is {'sent back' if messaging else 'read aloud'}"
    meant = "answer a document with the type text/xml"
    if body.lstrip().startswith(b"<"):
        meant = f"as a document it has a fault at line {notice.line}: {advice.remedy(notice, body)}"
    return Finding(level=Level.HINT, detail=detail, remedy=meant)


def _wrong_root(root: Element) -> Finding:
    finding = _finding(root.remark(12102, f"the root element is {root.tag}"), b"")
    if root.tag.lower() == advice.ROOT.lower():
        return replace(finding, remedy=f"did you mean {advice.ROOT}? Names are case-sensitive")
    if root.tag.lower() == "html":
        return replace(finding, remedy="this is a web page, perhaps an error page; answer <Response> … </Response>")
    return finding


def _coded(root: Element, reply: Reply, messaging: bool) -> Iterator[Finding]:
    """Yield the engine's own remarks on what stands within the root, and on addresses that are none."""
    places = list(advice.places(root, messaging=messaging))
    by_position = {(place.element.line, place.element.column): place for place in places}
    for notice in verbs_in(root, messaging=messaging).notices:
        place = by_position.get((notice.line, notice.column))
        yield _finding(notice, reply.body, place, messaging=messaging)
    session = Session(Entry(url=reply.url))
    session.start()
    session.feed(Reply(200, "text/xml", b"<Response/>", reply.url))  # it stands in the document, as a call would
    for place in places:
        for address in _addresses(place):
            yield from _of_address(place.element, address, session)


def _of_address(element: Element, address: str, session: Session) -> Iterator[Finding]:
    """Yield what is wrong with an address that ``element`` names, and with what it asks for behind its ``#``."""
    try:
        session.absolute(address)
    except TwimlError as error:
        yield _finding(element.remark(11100, f"{element.tag}: {error.notice.detail}"), b"")
    asked = overrides_of(address)
    for notice in asked.notices:
        yield _finding(element.remark(notice.code, f"{element.tag}: {notice.detail}"), b"")
    for words in asked.ignored:
        yield _hint(element, f"{element.tag}: {words}", "write a value in its range, or leave it away")


def _addresses(place: advice.Place) -> Iterator[str]:
    """Yield every address an element names in its attributes or, where it has a field for it, in its text."""
    element, word = place.element, place.word
    if word is None:
        return
    for name, raw in element.attributes.items():
        attribute = word.ATTRIBUTES.get(name)
        if attribute is not None and attribute.values == "URL" and not raw.strip().startswith(("ws:", "wss:")):
            yield raw.strip()
    if "url" in word.__dataclass_fields__ and "url" not in word.ATTRIBUTES:
        yield element.text


def _hints(root: Element, messaging: bool) -> Iterator[Finding]:
    """Yield what Twilio carries out without a word, and nobody means."""
    verbs = {verb.TAG for verb in advice.vocabulary(messaging=messaging)}
    if root.text:
        detail = f"the text {root.text[:40]!r} stands within {root.tag} itself, where nobody hears it"
        yield _hint(root, detail, f"put it into {'Message' if messaging else 'Say'}")
    left: tuple[Element, str] | None = None
    for element in root.elements:
        if element.tag not in verbs:
            continue
        if left is not None:
            last, why = left
            detail = f"{element.tag} is never reached: {last.tag} in line {last.line} {why}"
            yield _hint(element, detail, f"put it before {last.tag}, or into the document that follows")
            return
        if why := _leaves(element):
            left = element, why


def _leaves(element: Element) -> str:
    """Return why a document does not go on after ``element``; empty where it does."""
    if why := LEAVING.get(element.tag, ""):
        return why
    if "action" in element.attributes and element.tag in LEAVING_WITH_ACTION:
        return "has an action, and ends with the document that it answers"
    if element.tag == "Gather" and element.attributes.get("actionOnEmptyResult") == "true":
        return "asks its action on silence too"
    return ""


__all__ = [
    "Finding", "Level", "NotRead", "Report", "as_json", "as_lines", "check", "exit_code", "fetch", "inline", "lint",
]  # fmt: skip
