"""A call as it runs: the document, the verb that is being carried out, what it waits for, what has been gathered.

Read anew whenever the news say ``live``, ``line``, ``call`` or ``exchange`` of the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from http import HTTPMethod
from typing import TypedDict

from twilio_emulator.control.awaiting import AwaitedJson, awaited
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.engine.document import Element, parse
from twilio_emulator.engine.errors import TwimlError
from twilio_emulator.engine.session import Session
from twilio_emulator.engine.verbs import Verb
from twilio_emulator.engine.verbs.connect import Connect
from twilio_emulator.engine.verbs.dial import Dial
from twilio_emulator.engine.verbs.verb import Word
from twilio_emulator.store import Call, Exchange
from twilio_emulator.webhook import parameters


class DocumentJson(TypedDict):
    """An answer that is carried out, or was last; ``exchange`` is its webhook, null where it was handed over by REST.

    ``markup`` is whether it is well-formed XML, whose elements have numbers.
    """

    exchange: int | None
    url: str
    content_type: str
    markup: bool
    body: str


class WordJson(TypedDict):
    """A word of the document that is being carried out, and where it stands.

    ``element`` counts the elements in the order in which they begin, from 0 for the Response; null where it stands in
    no markup.
    """

    tag: str
    line: int
    column: int
    element: int | None


class StepJson(TypedDict):
    """A document on the way through the call: the webhook it answered, or is to answer while ``status`` is 0."""

    exchange: int
    purpose: str
    method: str
    url: str
    status: int
    failure: str


class VariableJson(TypedDict):
    """What the application was told beside the standard parameters, as it was sent last, and in which webhook."""

    name: str
    value: str
    exchange: int


class LiveJson(TypedDict):
    """A call as it runs, ``at`` seconds after it was placed; ``running`` are the words at work, the outermost first.

    ``awaits`` is null where the call is over, ``document`` where there is none yet. ``trail`` are the latest steps, the
    last of them last, after so many ``earlier`` ones. All but ``at``, ``over`` and ``awaits`` are of the call
    ``shown``: itself, or the one that has rung it, where nothing runs at its own end.
    """

    sid: str
    shown: str
    at: float
    over: bool
    document: DocumentJson | None
    running: list[WordJson]
    awaits: AwaitedJson | None
    trail: list[StepJson]
    earlier: int
    variables: list[VariableJson]


MOST_STEPS = 20
"""Steps of the way through a call that are told of."""
STATUS = "status"
"""The purpose of a callback, whose answer is carried out by nobody."""


def get_live(asked: Asked) -> LiveJson:
    """Return what runs on a call now; for a telephone that a call has rung, what runs on that one."""
    desk = asked.switchboard.desk
    with desk.lock:
        call = asked.call
        line = desk.lines.get(call.sid)
        own = line.driver is not None if line is not None else bool(_steps(call))
        shown = call if own else asked.store.calls.get(call.parent_sid, call)
        runs = desk.lines.get(shown.sid)
        session = runs.driver.session if runs is not None and runs.driver is not None else None
        steps = _steps(shown)
        return {
            "sid": call.sid,
            "shown": shown.sid,
            "at": ((call.ended_at or desk.clock.now()) - call.placed_at).total_seconds(),
            "over": call.over,
            "document": _document(session, steps),
            "running": _running(session),
            "awaits": awaited(call, line) if line is not None and not call.over else None,
            "trail": [_step(one) for one in steps[-MOST_STEPS:]],
            "earlier": max(len(steps) - MOST_STEPS, 0),
            "variables": _variables(shown, steps),
        }


def _steps(call: Call) -> list[Exchange]:
    """Return the webhooks of a call whose answers are carried out."""
    return [one for one in call.exchanges if one.purpose != STATUS]


def _document(session: Session | None, steps: list[Exchange]) -> DocumentJson | None:
    """Return the document at work; where none is, the last there was."""
    if session is not None and session.document is not None:
        reply = session.document
        return _shown(reply.number, reply.url, reply.content_type, reply.body)
    last = next((one for one in reversed(steps) if one.status), None)
    return _shown(last.number, last.url, last.content_type, last.body) if last is not None else None


def _shown(exchange: int | None, url: str, content_type: str, body: bytes) -> DocumentJson:
    """Return a document; of one that is no text, such as a sound, no body."""
    markup = bool(_places(body))
    readable = markup or content_type.startswith("text/")
    return {
        "exchange": exchange,
        "url": url,
        "content_type": content_type,
        "markup": markup,
        "body": body.decode("utf-8", "replace") if readable else "",
    }


@lru_cache(maxsize=64)
def _places(body: bytes) -> Mapping[tuple[int, int], tuple[int, str]]:
    """Return the number and the tag of every element by its line and column; nothing where it is no XML."""
    try:
        root = parse(body)
    except TwimlError:
        return {}
    return {(one.line, one.column): (number, one.tag) for number, one in enumerate(_within(root))}


def _within(element: Element) -> Iterator[Element]:
    """Yield an element and all that are in it, in the order in which they begin."""
    yield element
    for child in element.elements:
        yield from _within(child)


def _running(session: Session | None) -> list[WordJson]:
    """Return the verb, and the word within it that is at work."""
    if session is None or session.running is None:
        return []
    verb, waiting = session.running, session.waiting
    places = _places(session.document.body) if session.document is not None else {}
    place = (verb.line, verb.column)
    inner = (getattr(waiting, "line", 0), getattr(waiting, "column", 0))
    noun = _noun(verb)
    if inner not in places and noun is not None:
        inner = (noun.line, noun.column)
    words = [(verb.TAG, *place)]
    if inner in places and inner != place:
        words.append((places[inner][1], *inner))
    return [
        {"tag": tag, "line": line, "column": column, "element": places.get((line, column), (None,))[0]}
        for tag, line, column in words
    ]


def _noun(verb: Verb) -> Word | None:
    """Return the one noun that a verb is busy with; ``None`` where there is none, or there are several."""
    match verb:
        case Dial(place=Word() as noun):
            return noun
        case Dial(callees=(noun,)):
            return noun
        case Connect(partner=Word() as noun):
            return noun
    return None


def _step(one: Exchange) -> StepJson:
    return {
        "exchange": one.number,
        "purpose": one.purpose,
        "method": one.method,
        "url": one.url,
        "status": one.status,
        "failure": one.failure,
    }


def _variables(call: Call, steps: list[Exchange]) -> list[VariableJson]:
    """Return what each parameter said last that not every webhook has; the latest come last."""
    standard = set(parameters.of_call(call))
    found: dict[str, VariableJson] = {}
    for one in steps:
        for name, value in one.params:
            if name not in standard:
                found.pop(name, None)
                found[name] = {"name": name, "value": value, "exchange": one.number}
    return list(found.values())


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/calls/{sid}/live",
        summary="Read what runs on one call: document, verb, what is waited for, what was gathered",
        handler=get_live,
        answer=LiveJson,
        refusals=(404,),
    ),
)
