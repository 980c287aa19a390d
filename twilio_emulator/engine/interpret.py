"""From an application's answer to the verbs to run (twilio-behaviour 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from twilio_emulator.engine.document import Element, read
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import Reply
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS, Verb
from twilio_emulator.engine.verbs.message import Message
from twilio_emulator.engine.verbs.play import Play
from twilio_emulator.engine.verbs.say import Say

MARKUP = frozenset({"text/xml", "application/xml", "text/html"})
AUDIO = frozenset(
    {
        "audio/mpeg", "audio/wav", "audio/wave", "audio/x-wav", "audio/aiff", "audio/x-aifc", "audio/x-aiff",
        "audio/gsm", "audio/x-gsm", "audio/ulaw",
    }
)  # fmt: skip
"""The sounds that can be played (twilio-behaviour 3.2)."""

LONGEST_KEPT = 4096
"""Bytes of a document that is kept as it was read, which takes some hundred times as much."""


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs of one ``<Response>`` in order, and what was remarked on reading them."""

    verbs: tuple[Verb, ...]
    notices: tuple[Notice, ...]


def interpret(reply: Reply, *, messaging: bool = False) -> Document:
    """Turn an answer into a document; raises :class:`TwimlError` where it is none (11200–12300)."""
    if not 200 <= reply.status < 300:
        raise TwimlError(11200, f"the application answered with status {reply.status}")
    kind = reply.content_type.partition(";")[0].strip().lower()
    if messaging and not reply.body.strip():
        return Document((), ())  # an empty answer to a text is no reply, and no error (4.2)
    if kind in MARKUP:
        return _document(reply.body, messaging)
    if kind == "text/plain":
        return _plain(reply.body, messaging)
    if kind in AUDIO and not messaging:
        return Document((Play(url=reply.url, loop=1, digits="", sound=reply, line=0),), ())
    if not reply.body.strip():
        raise TwimlError(11770, "the answer has no body")
    raise TwimlError(12300, f"the answer is {kind or 'of no stated type'}")


def complaint(reply: Reply) -> str:
    """Say what is wrong with the answer to a callback; empty for nothing at all and for a document (1.8).

    What such a document says is carried out by nobody.
    """
    if reply.status >= 400:
        return f"the callback answered {reply.status}"
    if not reply.body.strip():
        return ""
    kind = reply.content_type.partition(";")[0].strip().lower()
    if kind not in MARKUP:
        return f"the callback answered {kind or 'something of no stated type'}; answer 204, or an empty Response"
    try:
        read(reply.body)
    except TwimlError as error:
        return f"the callback answered no document: {error.notice.detail}; answer 204, or an empty Response"
    return ""


def _plain(body: bytes, messaging: bool) -> Document:
    """Plain text that is no document is read aloud, or sent back."""
    try:
        return _document(body, messaging)
    except TwimlError as error:
        if error.notice.code == 11750:
            raise
        text = body.decode("utf-8", "replace").strip()
    if not text:
        raise TwimlError(11770, "the answer has no body")
    said = Element("Say" if not messaging else "Message", {}, 1, 1, [text])
    notices: list[Notice] = []
    verb: Verb = Message.read(said, notices) if messaging else Say.read(said, notices)
    return Document((verb,), tuple(notices))


def _document(body: bytes, messaging: bool) -> Document:
    """Read a document's verbs; the same bytes always mean the same, and applications repeat themselves."""
    return _kept(body, messaging) if len(body) <= LONGEST_KEPT else verbs_in(read(body), messaging=messaging)


@lru_cache(maxsize=512)
def _kept(body: bytes, messaging: bool) -> Document:
    return verbs_in(read(body), messaging=messaging)


def verbs_in(root: Element, *, messaging: bool = False) -> Document:
    """Read the verbs that stand directly within ``root``; what is no verb there is filed and passed over."""
    table = {verb.TAG: verb for verb in (MESSAGE_VERBS if messaging else VERBS)}
    notices: list[Notice] = []
    verbs: list[Verb] = []
    for element in root.elements:
        verb = table.get(element.tag)
        if verb is None:
            detail = f"{element.tag} is not known here and is passed over"
            notices.append(element.remark(12200, detail))
        else:
            verbs.append(verb.read(element, notices))
    return Document(tuple(verbs), tuple(notices))
