"""Every verb by its cases, and the greater nouns: what an application serves, what a caller does, what comes of it.

The cases are data, one file per verb (``say.toml`` ...). The keys of a case:

    name        a sentence; numbers in ``mistakes`` are those of twilio-behaviour 9, and stand in the test's id
    verified    the expected behaviour was read in the vendor's own manual
    documents   what is served, by path: text is TwiML; a table may have body, type, status, location, sound (seconds)
    number      more fields of the dialled number, such as voice_method
    caller      who calls or texts, where that is not the usual handset
    text        the words of a text: the case is about a text, not a call; media, the addresses of what comes with it;
                of what the caller does there is only advance
    handsets    how other telephones meet a call, by number: a table with answer, after, greeting, beep
    settle      false: return at the first ring, so that what follows happens while something is still being said
    does        what the caller does, in order: press, speak, wait, advance (seconds), hang_up; or hears, nothing_heard;
                with by, another telephone does it, on its latest call: pick_up, refuse, transfer, or dial (true);
                or what the application does to the live call: update (TwiML, or a path), end
    heard       everything that came out of the handset, in order; or heard_times, only how many
    heard_by    the same for other telephones, by number
    legs        the calls besides the caller's own, in order: to and status; from, and other fields, where they matter
    requests    everything the application was asked: "METHOD path", or a table with ask, params (some of them), without
    notices     the codes filed, in order
    status, duration, answered_after, seconds   of the call; the last is from ring to end
    inbox       the bodies that the sender's handset got
    sent        every text the application sent: from, to, body, and others of its fields, where they matter
"""

from __future__ import annotations

import io
import re
import tomllib
import wave
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from twilio_emulator import Emulator, LiveCall
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS, Verb, Word
from twilio_emulator.engine.verbs.conference import Conference
from twilio_emulator.store import Call, Exchange, Message, Speaker

FOLDER = Path(__file__).parent
KEYS = frozenset(
    {
        "name", "verified", "mistakes", "documents", "number", "text", "settle", "does", "heard", "heard_times",
        "handsets", "heard_by", "legs", "requests", "notices", "status", "duration", "answered_after", "seconds",
        "inbox", "sent", "caller", "media",
    }
)  # fmt: skip
ALL_VERBS: tuple[type[Verb], ...] = tuple(dict.fromkeys(VERBS + MESSAGE_VERBS))
GREATER_NOUNS: tuple[type[Word], ...] = (Conference,)
"""Nouns with files of their own."""
NAMES = {"from": "from_"}
LINE, CALLER = "+15005550100", "+15005550111"


def cases_of(path: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return cases


def every_case() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.toml")):
        for case in cases_of(path):
            numbers = "".join(f" (mistake {number})" for number in case.get("mistakes", ()))
            marks = [pytest.mark.verified] if case.get("verified") else []
            yield pytest.param(case, id=f"{path.stem}: {case['name']}{numbers}", marks=marks)


@cache
def silence(seconds: float) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(100)
        sound.writeframes(b"\x80" * round(seconds * 100))
    return file.getvalue()


@dataclass
class Application:
    """Serves the documents of a case and remembers what it was asked."""

    documents: dict[str, Any]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method, path, query = environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]
        form = environ["wsgi.input"].read().decode()
        params = dict(parse_qsl(form if method == "POST" else query, keep_blank_values=True))
        shown = f"{path}?{query}" if query and method == "POST" else path
        self.asked.append((f"{method} {shown}", params))
        served = self.documents.get(shown, self.documents.get(path))
        if isinstance(served, list):
            served = served.pop(0) if len(served) > 1 else served[0]
        if served is None:
            served = {"status": 404, "body": "not here", "type": "text/plain"}
        if isinstance(served, str):
            served = {"body": served.strip()}
        kind = served.get("type", "audio/wav" if "sound" in served else "text/xml")
        headers = [("Content-Type", kind)] if kind else []
        if "location" in served:
            headers.append(("Location", served["location"]))
        start_response(f"{served.get('status', 200)} Here", headers)
        return [silence(served["sound"]) if "sound" in served else served.get("body", "").encode()]


def act(emulator: Emulator, call: LiveCall, step: dict[str, Any]) -> None:
    """Do one thing the caller does, or somebody else."""
    if "dial" in step:
        emulator.handset(step["by"]).dial(LINE)
        return
    if "by" in step:
        number = step["by"]
        latest = [one for one in emulator.calls if number in (one.from_, one.to)][-1]
        call = LiveCall(emulator.switchboard, latest)
    ((what, value),) = ((name, value) for name, value in step.items() if name != "by")
    match what:
        case "press":
            call.press(value)
        case "speak":
            call.speak(value)
        case "wait":
            call.wait(value)
        case "advance":
            emulator.clock.advance(value)
        case "hang_up":
            call.hang_up()
        case "pick_up":
            call.pick_up()
        case "refuse":
            call.refuse()
        case "transfer":
            call.transfer(value)
        case "update":
            how = {"twiml": value} if value.startswith("<") else {"url": f"http://app.localhost{value}"}
            assert emulator.update_call(call.sid, **how)
        case "end":
            assert emulator.end_call(call.sid)
        case "hears":
            call.hears(value)
        case "nothing_heard":
            assert not call.heard, call.transcript
        case _:
            raise ValueError(f"a caller cannot {what}")


def check_requests(expected: list[Any], asked: list[tuple[str, dict[str, str]]]) -> None:
    """Compare what the application was asked with what a case says."""
    wanted: list[dict[str, Any]] = [{"ask": one} if isinstance(one, str) else one for one in expected]
    assert [line for line, _ in asked] == [one["ask"] for one in wanted]
    for one, (line, params) in zip(wanted, asked, strict=True):
        for name, value in one.get("params", {}).items():
            assert params.get(name) == value, (line, name, params)
        for name in one.get("without", ()):
            assert name not in params, (line, params)
        if one.get("bare"):
            assert not params, line


def heard_on(call: Call) -> list[str]:
    return [line.text for line in call.lines if line.speaker is Speaker.LINE]


def check_sent(case: dict[str, Any], messages: list[Message]) -> None:
    """Compare the texts that were sent with those of a case, if it says any."""
    if "sent" in case:
        assert len(messages) == len(case["sent"]), messages
        for message, wanted in zip(messages, case["sent"], strict=True):
            got = {name: getattr(message, NAMES.get(name, name)) for name in wanted}
            assert {**got, "media": " ".join(message.media)} == {"media": " ".join(message.media), **wanted}


def check_remarks(case: dict[str, Any], exchanges: list[Exchange], page: str) -> None:
    codes = [notice.code for exchange in exchanges for notice in exchange.notices]
    assert codes == case.get("notices", []), page


@pytest.mark.parametrize("case", list(every_case()))
def test_the_verb_behaves_as_its_case_says(case: dict[str, Any], emulator: Emulator) -> None:
    app = Application(dict(case["documents"]))
    options = case.get("number", {})
    emulator.add_number(LINE, voice_url="/answer", sms_url="/answer", app=app, **options)
    handset = emulator.handset(case.get("caller", CALLER))
    if "text" in case:
        message = handset.text(LINE, case["text"], tuple(case.get("media", ())))
        for step in case.get("does", ()):
            emulator.clock.advance(step["advance"])
        assert [one.body for one in handset.inbox] == case.get("inbox", [])
        check_sent(case, emulator.messages[1:])
        check_requests(case["requests"], app.asked)
        check_remarks(case, message.exchanges, repr(emulator.messages))
        return
    for number, meeting in case.get("handsets", {}).items():
        emulator.handset(number).on_ring(**meeting)
    call = handset.dial(LINE, settle=case.get("settle", True))
    for step in case.get("does", ()):
        act(emulator, call, step)
    record, *legs = emulator.calls
    heard = heard_on(record)
    if "heard_times" in case:
        assert len(heard) == case["heard_times"]
    else:
        assert heard == case.get("heard", []), call.transcript
    for number, words in case.get("heard_by", {}).items():
        theirs = [leg for leg in legs if number in (leg.from_, leg.to)]
        assert [word for leg in theirs for word in heard_on(leg)] == words, call.transcript
    assert len(legs) == len(case.get("legs", [])), call.transcript
    for leg, wanted in zip(legs, case.get("legs", []), strict=True):
        assert {name: getattr(leg, NAMES.get(name, name)) for name in wanted} == wanted, call.transcript
    check_sent(case, emulator.messages)
    check_requests(case["requests"], app.asked)
    check_remarks(case, call.exchanges, call.transcript)
    assert call.status == case["status"], call.transcript
    if "duration" in case:
        assert call.duration == case["duration"], call.transcript
    if "answered_after" in case:
        assert record.answered_at is not None
        assert (record.answered_at - record.placed_at).total_seconds() == pytest.approx(case["answered_after"])
    if "seconds" in case:
        assert record.ended_at is not None
        assert (record.ended_at - record.placed_at).total_seconds() == pytest.approx(case["seconds"], abs=0.01)


@pytest.mark.parametrize("verb", [*ALL_VERBS, *GREATER_NOUNS], ids=lambda verb: verb.TAG)
def test_every_verb_has_a_case_file_that_names_each_of_its_attributes(verb: type[Word]) -> None:
    cases = cases_of(FOLDER / f"{verb.TAG.lower()}.toml")
    served = repr([case["documents"] for case in cases]).replace("\\n", " ")
    elements = " ".join(re.findall(rf"<{verb.TAG}\b[^>]*>", served))
    missing = [name for name in verb.ATTRIBUTES if not re.search(rf"\s{name}=", elements)]
    assert not missing


def test_every_case_file_belongs_to_a_verb_and_uses_only_known_keys() -> None:
    files = sorted(FOLDER.glob("*.toml"))
    assert {path.stem for path in files} == {verb.TAG.lower() for verb in (*ALL_VERBS, *GREATER_NOUNS)}
    for path in files:
        for case in cases_of(path):
            assert set(case) <= KEYS, (path.name, case["name"])
            assert {"name", "documents", "requests"} <= set(case), (path.name, case["name"])
            assert "text" in case or "status" in case, (path.name, case["name"])
        names = [case["name"] for case in cases_of(path)]
        assert len(names) == len(set(names)), path.name
