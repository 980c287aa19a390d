"""The protocol of ConversationRelay, and the session that holds it: one sound at a time, and always an end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.errors import CODES
from twilio_emulator.engine.leg import FINAL
from twilio_emulator.engine.relay import MOST_WAITING, Relay
from twilio_emulator.engine.session import Entry, Session
from twilio_emulator.engine.talk import Frame, Hush, Invalid, Means, Output, Over, Sound, Terms

TYPES = {"setup", "prompt", "dtmf", "interrupt", "error", "info"}


def message(kind: str, **content: Any) -> str:
    return json.dumps({"type": kind, **content})


def text(token: str, last: bool = True, **more: Any) -> str:
    return message("text", token=token, last=last, **more)


TOKENS = st.text(max_size=8)
RIGHT = st.one_of(
    st.builds(text, TOKENS, st.booleans()),
    st.builds(lambda token, flag: text(token, preemptible=flag, interruptible=flag), TOKENS, st.booleans()),
    st.sampled_from(
        [
            message("play", source="http://a/s.wav"),
            message("play", source="http://a/s.wav", loop=0),
            message("sendDigits", digits="12w"),
            message("language", ttsLanguage="zh-CN"),
        ]
    ),
)
WRONG = st.one_of(
    st.text(max_size=12),
    st.binary(max_size=3),
    st.dictionaries(
        st.sampled_from(["type", "token", "last", "source", "loop", "digits", "interruptible", "handoffData"]),
        st.none() | st.booleans() | st.integers(-1, 3) | st.sampled_from(["text", "play", "end", "language", "x"]),
        max_size=4,
    ).map(json.dumps),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), RIGHT | WRONG),
        st.tuples(st.just("spoke"), TOKENS),
        st.tuples(st.just("pressed"), st.sampled_from("0123456789*#")),
        st.tuples(st.sampled_from(["began", "ended"]), st.integers(-1, 1)),
        st.tuples(st.just("give up"), st.none()),
    ),
    max_size=25,
)
TERMS = st.builds(
    Terms,
    greeting=st.sampled_from(["", "Welcome to the bank"]),
    greeting_interruptible=st.sampled_from(Means),
    interruptible=st.sampled_from(Means),
    preemptible=st.booleans(),
    report=st.sampled_from(Means),
    dtmf=st.booleans(),
    partial_prompts=st.booleans(),
    events=st.sampled_from([frozenset(), frozenset({"speaker-events", "tokens-played"})]),
)


class Stage:
    """Keeps what can be heard, and checks that it is never two things at once."""

    def __init__(self, terms: Terms) -> None:
        self.relay = Relay(terms)
        self.now = 0.0
        self.sounding: Sound | None = None
        self.latest = 0
        self.said: list[str] = []
        self.over = False
        self.check(self.relay.open({"sessionId": "VX1"}))

    def check(self, outputs: list[Output]) -> None:
        for output in outputs:
            match output:
                case Frame(sent):
                    assert json.loads(sent)["type"] in TYPES
                case Sound():
                    assert self.sounding is None
                    assert output.number > self.latest
                    assert bool(output.text) + bool(output.url) + bool(output.digits) == 1
                    self.sounding, self.latest = output, output.number
                    self.said.append(output.text)
                case Hush():
                    assert self.sounding is not None
                    self.sounding = None
                case Over():
                    self.over = True
                case Invalid(detail):
                    assert detail
        assert self.relay.speaking is (self.sounding is not None)

    def step(self, what: str, value: Any) -> None:
        self.now += 0.3
        number = self.latest + value if isinstance(value, int) else 0
        match what:
            case "receive":
                self.check(self.relay.receive(value))
            case "spoke":
                self.check(self.relay.spoke(value, self.now))
            case "pressed":
                self.check(self.relay.pressed(value, self.now))
            case "began":
                self.check(self.relay.began(number, 2.0, self.now))
            case "ended":
                if self.sounding is not None and self.sounding.number == number:
                    self.sounding = None
                self.check(self.relay.ended(number))
            case _:
                self.check(self.relay.give_up())

    def listen(self) -> None:
        """Hear everything to its end."""
        for _ in range(3 * MOST_WAITING):
            if self.sounding is None:
                return
            self.step("ended", 0)
        raise AssertionError("it never ends")


@given(terms=TERMS, steps=STEPS)
def test_there_is_one_sound_at_a_time_and_silence_in_the_end(terms: Terms, steps: list[tuple[str, Any]]) -> None:
    stage = Stage(terms)
    for step in steps:
        stage.step(*step)
    stage.listen()
    assert not stage.relay.speaking


@given(sentences=st.lists(st.lists(st.sampled_from(["a", "b ", " c", ". "]), min_size=1, max_size=4), max_size=8))
def test_tokens_are_joined_until_the_last_and_said_in_their_order(sentences: list[list[str]]) -> None:
    stage = Stage(Terms())
    for tokens in sentences:
        for place, token in enumerate(tokens, start=1):
            stage.step("receive", text(token, last=place == len(tokens)))
    stage.listen()
    assert stage.said == [" ".join("".join(tokens).split()) for tokens in sentences]


@pytest.mark.parametrize(
    ("words", "after", "heard"),
    [
        ("one two three four", 0.0, ""),
        ("one two three four", 1.0, "one two"),
        ("one two three four", 1.1, "one two"),
        ("one two three four", 2.0, "one two three four"),
        ("one two three four", 9.0, "one two three four"),
        ("今天星期一", 1.0, "今天"),
    ],
)
def test_an_interrupt_tells_whole_words(words: str, after: float, heard: str) -> None:
    relay = Relay(Terms(greeting=words))
    relay.open({})
    relay.began(1, 2.0, 5.0)
    interrupt = json.loads(next(one.text for one in relay.spoke("Stop", 5.0 + after) if isinstance(one, Frame)))
    assert interrupt["utteranceUntilInterrupt"] == heard
    assert interrupt["durationUntilInterruptMs"] == round(after * 1000)


def test_who_speaks_drops_an_answer_that_is_not_complete() -> None:
    stage = Stage(Terms())
    stage.step("receive", text("Half an ", last=False))
    stage.step("spoke", "Never mind")
    stage.step("receive", text("Good"))
    assert stage.said == ["Good"]


def test_sounds_without_end_are_refused_and_nothing_is_lost() -> None:
    stage = Stage(Terms())
    stage.step("receive", message("play", source="http://a/s.wav", loop=0))
    outputs = stage.relay.receive(text("more")) + stage.relay.receive(text("and more"))
    assert [type(one) for one in outputs if isinstance(one, Invalid)] == [Invalid]
    stage.listen()
    assert stage.said[-1] == "more"


def test_a_talk_cycle_without_end_is_refused() -> None:
    relay = Relay(Terms())
    outputs = [output for _ in range(70) for output in relay.receive(text("x" * 1000, last=False))]
    assert any(isinstance(one, Invalid) for one in outputs)


# -- the session that holds it

DOCUMENT = b"""<Response><Connect action="/done">
<ConversationRelay url="ws://a/talk" welcomeGreeting="Welcome" dtmfDetection="true"/>
</Connect></Response>"""
STREAM = b"""<Response><Start><Stream url="/one"/></Start><Connect action="done"><Stream url="/two"/></Connect>
<Stop><Stream/></Stop></Response>"""
HAPPENINGS = st.lists(
    st.one_of(
        st.builds(inputs.RelayReceived, RIGHT | WRONG),
        st.just(inputs.RelayReceived(message("end", handoffData="x"))),
        st.builds(inputs.RelayClosed, st.sampled_from([64102, 64105]), st.just("gone")),
        st.builds(inputs.Spoke, TOKENS),
        st.builds(inputs.KeyPressed, st.sampled_from("0123456789*#")),
        st.builds(inputs.SoundBegan, st.integers(1, 4), st.floats(0, 9)),
        st.builds(inputs.SoundEnded, st.integers(1, 4)),
        st.just(inputs.RelayOpened((("sessionId", "VX1"),))),
        st.builds(inputs.StreamClosed, st.integers(1, 3).map(lambda number: f"MZ{number:032x}")),
        st.just(inputs.TimerExpired()),
    ),
    max_size=20,
)


@given(document=st.sampled_from([DOCUMENT, STREAM]), opens=st.booleans(), happenings=HAPPENINGS)
def test_a_session_with_a_partner_never_raises_and_gives_back_what_it_holds(
    document: bytes, opens: bool, happenings: list[inputs.Input]
) -> None:
    session = Session(Entry(url="http://a/answer"))
    session.start()
    asked = session.feed(inputs.Reply(200, "text/xml", document, "http://a/answer"))
    if opens:
        asked += session.feed(inputs.RelayOpened((("sessionId", "VX1"),)))
    for number, happening in enumerate(happenings):
        asked += session.feed(happening, now=float(number))
    asked += session.feed(inputs.HungUp(), now=99.0)
    assert session.over
    assert session.leg.status in FINAL
    assert all(one.notice.code in CODES for one in asked if isinstance(one, effects.Notify))
    opened = [one for one in asked if isinstance(one, effects.OpenRelay)]
    assert len(opened) <= len([one for one in asked if isinstance(one, effects.CloseRelay)])
    told = [one for one in asked if isinstance(one, effects.Report | effects.Fetch) and "done" in one.url]
    assert len(told) <= 1
    if opened:
        assert told[0].params["SessionStatus"] in ("ended", "completed", "failed")
