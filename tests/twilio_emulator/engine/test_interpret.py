"""Which answers are documents, words or sounds, and which are none (twilio-behaviour 1.6, 4.1, 4.2)."""

from __future__ import annotations

import pytest

from twilio_emulator.engine.document import MAX_BYTES
from twilio_emulator.engine.errors import TwimlError
from twilio_emulator.engine.inputs import Reply
from twilio_emulator.engine.interpret import AUDIO, Document, interpret
from twilio_emulator.engine.verbs.message import Message
from twilio_emulator.engine.verbs.play import Play
from twilio_emulator.engine.verbs.say import Say

HELLO = b"<Response><Say>Hello</Say></Response>"


def answer(kind: str, body: bytes, *, status: int = 200, messaging: bool = False) -> Document:
    return interpret(Reply(status, kind, body, "http://a/x"), messaging=messaging)


def code(kind: str, body: bytes, *, status: int = 200, messaging: bool = False) -> int:
    with pytest.raises(TwimlError) as refused:
        answer(kind, body, status=status, messaging=messaging)
    return refused.value.notice.code


@pytest.mark.verified
@pytest.mark.parametrize(
    "kind", ["text/xml", "application/xml", "text/html", "TEXT/XML", "text/xml; charset=utf-8", "text/plain"]
)
def test_markup_is_executed(kind: str) -> None:
    (verb,) = answer(kind, HELLO).verbs
    assert isinstance(verb, Say)


@pytest.mark.verified
def test_plain_text_is_read_aloud_or_sent_back() -> None:
    """Mistake 37."""
    (said,) = answer("text/plain", "余额 < 1 元".encode()).verbs
    assert isinstance(said, Say)
    assert said.text == "余额 < 1 元"
    (sent,) = answer("text/plain; charset=utf-8", b" YE ", messaging=True).verbs
    assert isinstance(sent, Message)
    assert sent.body == "YE"


def test_plain_text_that_is_not_utf8_is_read_as_far_as_it_can_be() -> None:
    (said,) = answer("text/plain", b"caf\xe9").verbs
    assert isinstance(said, Say)
    assert said.text == "caf\N{REPLACEMENT CHARACTER}"


@pytest.mark.verified
@pytest.mark.parametrize("kind", sorted(AUDIO))
def test_a_sound_is_played(kind: str) -> None:
    """Mistake 37."""
    (played,) = answer(kind, b"RIFF").verbs
    assert isinstance(played, Play)
    assert isinstance(played.sound, Reply)
    assert played.sound.body == b"RIFF"


@pytest.mark.parametrize("kind", ["application/json", "image/png", "", "audio/ogg", "text/css"])
def test_anything_else_is_an_invalid_content_type(kind: str) -> None:
    assert code(kind, b"x") == 12300
    assert code(kind, b"x", messaging=True) == 12300


def test_a_sound_is_no_answer_to_a_text() -> None:
    assert code("audio/wav", b"RIFF", messaging=True) == 12300


@pytest.mark.parametrize("kind", ["text/xml", "text/plain", "application/json", ""])
def test_an_empty_body_is_an_error_for_a_call_and_no_reply_for_a_text(kind: str) -> None:
    assert code(kind, b" \n") == 11770
    assert code(kind, b"", status=204) == 11770
    assert answer(kind, b" \n", messaging=True) == Document((), ())
    assert answer(kind, b"", status=204, messaging=True) == Document((), ())


@pytest.mark.verified
@pytest.mark.parametrize("status", [400, 403, 404, 500, 503, 304, 100])
def test_only_success_is_read(status: int) -> None:
    assert code("text/xml", HELLO, status=status) == 11200


@pytest.mark.parametrize("kind", ["text/xml", "text/plain"])
def test_what_is_too_large_is_too_large_as_plain_text_too(kind: str) -> None:
    assert code(kind, b"a" * (MAX_BYTES + 1)) == 11750
