"""Documents that are too long, too deep, too many or in every script there is: each call ends, and nothing else."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import pytest

from twilio_emulator.emulator import Emulator
from twilio_emulator.engine.leg import FINAL
from twilio_emulator.engine.session import Limits
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS, Word
from twilio_emulator.handset import Handset, LiveCall

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App, Serve

LINE, OTHER_LINE = "+15005550100", "+15005550109"
CALLEE, BYSTANDER = "+15005550112", "+15005550119"
pytestmark = pytest.mark.endurance
STAY = '<Response><Gather numDigits="1" timeout="600"><Say>Still here.</Say></Gather><Redirect/></Response>'


def codes(call: LiveCall) -> list[int]:
    return [notice.code for exchange in call.exchanges for notice in exchange.notices]


def dial(emulator: Emulator, app: App, answer: Any, **options: Any) -> LiveCall:
    """Call an application that answers so."""
    app.answers["/answer"] = answer
    emulator.add_number(LINE, voice_url="/answer", sms_url="/answer", app=app)
    return emulator.handset("+15005550111").dial(LINE, **options)


@pytest.fixture
def bystander(emulator: Emulator, app: App) -> Iterator[LiveCall]:
    """Return another call, which goes on as if nothing were the matter."""
    app.answers["/stay"] = STAY
    emulator.add_number(OTHER_LINE, voice_url="/stay", app=app)
    call = emulator.handset(BYSTANDER).dial(OTHER_LINE).hears("Still here.")
    yield call
    call.press("1").hears("Still here.").hang_up()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
TOO_MUCH = {
    "entities within entities": (f'<!DOCTYPE Response [<!ENTITY l0 "ha">{LAUGHS}]><Response>&l9;</Response>', 12100),
    "a long entity, many times": (
        f'<!DOCTYPE Response [<!ENTITY a "{"a" * 30_000}">]><Response><Say>{"&a;" * 9000}</Say></Response>',
        12100,
    ),
    "an entity of a file": ('<!DOCTYPE R [<!ENTITY f SYSTEM "file:///etc/passwd">]><Response>&f;</Response>', 12100),
    "a parameter entity": ('<!DOCTYPE R [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]><Response/>', 12100),
    "an entity nobody declared": ("<Response><Say>&nbsp;</Say></Response>", 12100),
    "a hundred elements deep": ("<Response>" + "<Say>" * 100 + "</Say>" * 100 + "</Response>", 12100),
    "a hundred thousand elements deep": ("<a>" * 20_000, 12100),
    "ten megabytes": (f"<Response><Say>{'a' * 10 * 1024 * 1024}</Say></Response>", 11750),
    "ten megabytes of nothing": (" " * 10 * 1024 * 1024, 11750),
    "four thousand verbs": (f"<Response>{'<Say>a</Say>' * 4000}</Response>", 12400),
    "a NUL": ("<Response><Say>&#0;</Say></Response>", 12100),
    "half a pair": ("<Response><Say>&#xD83D;</Say></Response>", 12100),
    "a NUL in an attribute": ("<Response><Say voice='&#0;'>a</Say></Response>", 12100),
}

NO_FAULT_OF_A_TEXT = {"ten megabytes of nothing", "four thousand verbs"}
"""No answer is an answer to a text, and those verbs say nothing in one."""


@pytest.mark.parametrize("name", TOO_MUCH)
@pytest.mark.parametrize("kind", ["call", "text"])
def test_a_document_that_is_too_much_ends_with_its_code(
    emulator: Emulator, app: App, bystander: LiveCall, name: str, kind: str
) -> None:
    answer, code = TOO_MUCH[name]
    tracemalloc.start()
    if kind == "call":
        call = dial(emulator, app, answer)
        found = codes(call)
        assert call.status in FINAL
    else:
        emulator.add_number(LINE, sms_url="/answer", app=app)
        app.answers["/answer"] = answer
        message = emulator.handset("+15005550111").text(LINE, "hi")
        found = [notice.code for exchange in message.exchanges for notice in exchange.notices]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [code] or (kind == "text" and name in NO_FAULT_OF_A_TEXT)
    assert most < 40 * 1024 * 1024


@pytest.mark.parametrize("name", ["entities within entities", "ten megabytes", "a hundred elements deep"])
def test_so_it_is_in_real_time_over_http(app: App, serve: Serve, name: str) -> None:
    answer, code = TOO_MUCH[name]
    app.answers |= {"/answer": answer, "/stay": STAY}
    home = serve(app)
    with Emulator(clock="real") as emulator:
        emulator.add_number(LINE, voice_url=f"{home}/answer")
        emulator.add_number(OTHER_LINE, voice_url=f"{home}/stay")
        bystander = emulator.handset(BYSTANDER).dial(OTHER_LINE).hears("Still here.")
        call = emulator.handset("+15005550111").dial(LINE, settle=False)
        bystander.press("1").hears("Still here.").hang_up()
        call.hears("an application error has occurred").hang_up()
        assert call.status in FINAL
        assert codes(call) == [code]


# -- every script, everywhere

STRINGS = {
    "astral": "\U0001f4de\U00020000\U0010fffd",
    "right to left": "\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627\u2066",
    "marks": "e\u0301\u0301\u0301 \u200d\ufeff\u2028\x85",
    "blanks": " \t\n ",
    "markup": "]]> &amp; <!-- ' \" %s {0} \\ ../../ \r\nX: y",
    "digits": "\u0661\u0662\u0663 \u00b2 \uff11",
    "huge": "9" * 5000,
    "long": "\u8a71" * 10_000,
    "negative": "-1",
    "nan": "nan inf 1e999 0x10",
    "url": "http://[::1:99999/\u8a71?\u8a71#rc=99&rp=\u8a71",
    "port": "http://a:99999999/",
    "socket": "ws://\udcff".encode("utf-8", "replace").decode() + "\u8a71",
}


def words(found: tuple[type[Word], ...]) -> Iterator[tuple[type[Word], ...]]:
    """Every word of the tables within every other one it may stand in, by one way that leads there."""
    ways: list[tuple[type[Word], ...]] = [(word,) for word in found]
    seen: set[tuple[type[Word], ...]] = set()
    for way in ways:
        if way[-2:] not in seen:
            seen.add(way[-2:])
            yield way
            ways += [(*way, word) for word in way[-1].CONTENT]


def spelled(path: tuple[type[Word], ...], value: str, *, inside: str = "") -> str:
    """Write a document in which the last word of ``path`` has ``value`` for every attribute."""
    *within, word = path
    written = "".join(f" {name}={quoteattr(value)}" for name in word.ATTRIBUTES)
    text = inside.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    document = f"<{word.TAG}{written}>{text}</{word.TAG}>"
    for outer in reversed(within):
        document = f"<{outer.TAG}>{document}</{outer.TAG}>"
    return f"<Response>{document}</Response>"


PATHS = {"/".join(word.TAG for word in path): path for path in words(VERBS)}
MESSAGE_PATHS = {"/".join(word.TAG for word in path): path for path in words(MESSAGE_VERBS)}


@pytest.mark.parametrize("name", PATHS)
def test_any_text_in_any_attribute_is_read_or_remarked_on(
    emulator: Emulator, app: App, bystander: LiveCall, name: str
) -> None:
    for value in STRINGS.values():
        for inside in ("", value, "+15005550112"):
            call = dial(emulator, app, spelled(PATHS[name], value, inside=inside), settle=False)
            emulator.clock.advance(1)
            emulator.switchboard.press(call.sid, "1")
            emulator.switchboard.speak(call.sid, value[:100])
            emulator.clock.advance(1)
            call.hang_up()
            assert call.status in FINAL
            assert call.transcript.encode()
            assert set(codes(call)) <= {*range(10000, 70000)}
    assert set(emulator.switchboard.desk.lines) == {bystander.sid}


@pytest.mark.parametrize("name", MESSAGE_PATHS)
def test_any_text_in_any_attribute_of_an_answer_to_a_text_is(
    emulator: Emulator, app: App, bystander: LiveCall, name: str
) -> None:
    for value in STRINGS.values():
        for inside in ("", value):
            dial(emulator, app, spelled(MESSAGE_PATHS[name], value, inside=inside)).hang_up()
            assert emulator.handset("+15005550111").text(LINE, value).body == value


def test_one_attribute_at_a_time_too(emulator: Emulator, app: App, bystander: LiveCall) -> None:
    """Where all are wrong at once, one of them may end a verb before the others are looked at."""
    for path in PATHS.values():
        *within, word = path
        for attribute in word.ATTRIBUTES:
            for value in (STRINGS["astral"], STRINGS["url"], STRINGS["huge"], ""):
                document = f"<{word.TAG} {attribute}={quoteattr(value)}>+15005550112</{word.TAG}>"
                for outer in reversed(within):
                    document = f"<{outer.TAG}>{document}</{outer.TAG}>"
                call = dial(emulator, app, f"<Response>{document}</Response>", settle=False)
                emulator.clock.advance(0.5)
                assert call.hang_up().status in FINAL


@pytest.mark.parametrize("said", ["\ud83d", "\ude00\ud83d", "a\x00b", "\U0010ffff", "\u202e" * 1000, " "])
def test_a_handset_may_say_and_write_anything(
    emulator: Emulator, handset: Handset, app: App, bystander: LiveCall, said: str
) -> None:
    document = '<Response><Gather input="speech" action="/answer"/><Redirect/></Response>'
    call = dial(emulator, app, document).speak(said)
    call.hang_up()
    handset.text(LINE, said)
    for asked in app.asked:
        assert all(value.encode() is not None for value in asked.params.values())
    assert call.status == "completed"


# -- a thousand of everything

MANY = {
    "nouns of a Dial": f"<Dial>{'<Number>+15005550112</Number>' * 1000}</Dial>",
    "nouns of a Dial that ring an application": f"<Dial>{f'<Number>{LINE}</Number>' * 1000}</Dial>",
    "nouns of a Dial, in turn": f"<Dial sequential='true'>{'<Number>+15005550112</Number>' * 1000}</Dial>",
    "conferences of a Dial": f"<Dial>{'<Conference>room</Conference>' * 1000}</Dial>",
    "queues": "".join(f"<Enqueue waitUrl='/leave'>q{number}</Enqueue>" for number in range(490)) + "<Redirect/>",
    "streams": "<Start><Stream url='ws://127.0.0.1:1/'/></Start>" * 499 + "<Redirect/>",
    "recordings": "<Start><Recording/></Start>" * 499 + "<Redirect/>",
    "transcriptions": "<Start><Transcription statusCallbackUrl='/status'/></Start>" * 499 + "<Redirect/>",
    "sessions of a recorder": "<Start><Siprec connectorName='a'/></Start>" * 499 + "<Redirect/>",
    "texts": "<Sms to='+15005550112'>Hello</Sms>" * 100 + "<Redirect/>",
    "tones": f"<Play digits='{'w1' * 20_000}'/>",
    "tones to a called party": f"<Dial><Number sendDigits='{'w1' * 20_000}'>+15005550112</Number></Dial>",
    "seconds of a recording": "<Record maxLength='86400' timeout='86400'/>",
    "seconds of a pause": "<Pause length='999999999'/>",
    "words": f"<Say loop='0'>{'word ' * 13_000}</Say>",
    "times nothing": "<Play loop='0'>/nothing</Play>",
    "attributes": "<Say {}>Hello</Say>".format(" ".join(f"a{number}=''" for number in range(5000))),
}


@pytest.mark.parametrize("name", MANY)
def test_a_thousand_of_anything_costs_its_own_call_only(
    emulator: Emulator, app: App, bystander: LiveCall, name: str
) -> None:
    app.answers |= {"/leave": "<Response><Leave/></Response>", "/status": (204, {}, "")}
    app.answers["/nothing"] = (200, {"Content-Type": "audio/wav"}, "")
    emulator.handset(CALLEE).on_ring("busy")
    call = dial(emulator, app, f"<Response>{MANY[name]}</Response>", settle=False)
    emulator.clock.advance(500)
    call.hang_up()
    desk = emulator.switchboard.desk
    assert call.status in FINAL
    assert set(desk.lines) == {bystander.sid}
    assert desk.conference_rooms == {}
    assert desk.jobs.waiting == 0
    assert len(app.asked) <= 2 * Limits().documents
    assert len(emulator.calls) <= 12 * Limits().silent_documents
    assert len(emulator.recordings) <= 100
    assert len(desk.store.queues) <= 1000
    assert len(emulator.exchanges) <= 2 * Limits().documents
    assert sum(len(one.notices) for one in call.exchanges) <= 1000 * Limits().silent_documents


def test_a_thousand_callers_may_come_into_a_conference_of_which_it_takes_250(
    emulator: Emulator, app: App, bystander: LiveCall
) -> None:
    app.answers["/answer"] = "<Response><Dial><Conference>room</Conference></Dial></Response>"
    emulator.add_number(LINE, voice_url="/answer", app=app)
    calls = [emulator.handset(f"+1500556{number:04}").dial(LINE, settle=False) for number in range(1000)]
    assert sum(call.status == "in-progress" for call in calls) == 250
    assert sum(16020 in codes(call) for call in calls) == 750
    for call in calls:
        call.hang_up()
    assert emulator.conference("room").status == "completed"


# -- what is remembered


def test_remarks_on_one_document_are_counted_not_listed_without_end(emulator: Emulator, app: App) -> None:
    many = " ".join(f'a{number}=""' for number in range(5000))
    call = dial(emulator, app, f"<Response><Say {many}>Hello</Say></Response>")
    call.hears("Hello")
    (exchange,) = call.exchanges
    assert len(exchange.notices) == 101
    assert exchange.notices[-1].detail == "4900 more remarks on this document"


def test_the_bodies_of_old_exchanges_make_room(emulator: Emulator, app: App) -> None:
    body = "<Response><Reject/>" + " " * 60_000 + "</Response>"
    for _ in range(1200):
        dial(emulator, app, body)
    kept = sum(len(exchange.body) for exchange in emulator.exchanges)
    assert kept <= 64 * 1024 * 1024
    assert emulator.exchanges[-1].body
    assert not emulator.exchanges[0].body


def test_large_documents_are_not_kept_by_the_hundred(emulator: Emulator, app: App) -> None:
    dial(emulator, app, "<Response><Reject/></Response>")
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(8):
        says = f"<Say a{number}=''>a</Say>" * 1000
        dial(emulator, app, f"<Response>{says}</Response>")
        emulator.switchboard.desk.store.clear()
    gc.collect()  # what is garbage already is not kept, whenever it is taken away
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 1024 * 1024


def test_one_call_that_lasts_does_not_keep_all_others_remembered(
    emulator: Emulator, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("twilio_emulator.store.CALLS_KEPT", 10)
    lasting = dial(emulator, app, STAY)
    for _ in range(30):
        dial(emulator, app, "<Response><Reject/></Response>")
    assert len(emulator.calls) == 10
    assert emulator.calls[0].sid == lasting.sid
