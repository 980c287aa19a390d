"""The protocol of media streams: whatever is done, its numbers count, its frames are whole, its marks come back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twilio_emulator.engine.effects import Track
from twilio_emulator.engine.media_stream import (
    FRAME,
    GAP,
    RATE,
    TONE,
    Frame,
    Heard,
    Identity,
    Invalid,
    MediaStream,
    Output,
)

SID = "MZ" + "0" * 32
IDENTITY = Identity(stream_sid=SID, account_sid="AC1", call_sid="CA1")
SILENCE = b"\xff" * FRAME


def message(event: str, **content: Any) -> str:
    return json.dumps({"event": event, "streamSid": SID, **content})


def media(samples: int) -> str:
    return message("media", media={"payload": base64.b64encode(b"\0" * samples).decode()})


def mark(name: str) -> str:
    return message("mark", mark={"name": name})


CLEAR = message("clear")


@dataclass(frozen=True)
class Step:
    """Something done ``after`` so many samples."""

    after: int
    what: str
    value: Any = None

    def do(self, stream: MediaStream, at: float) -> list[Output]:
        match self.what:
            case "receive":
                return stream.receive(self.value, at)
            case "press":
                return stream.press(self.value, at)
            case "hear":
                track, seconds, sound = self.value
                return stream.hear(track, seconds, at, sound)
            case _:
                return stream.advance(at)


TEXTS = st.one_of(
    st.integers(0, 4000).map(media),
    st.text(max_size=3).map(mark),
    st.just(CLEAR),
    st.text(max_size=20),
    st.binary(max_size=4),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["event", "streamSid", "media", "mark", "payload", "name"]), inner, max_size=4
            )
        ),
    ).map(json.dumps),
)
TRACKS = st.sampled_from(Track)
WHATS = st.one_of(
    st.tuples(st.just("receive"), TEXTS),
    st.tuples(st.just("press"), st.sampled_from("0123456789*#")),
    st.tuples(st.just("hear"), st.tuples(TRACKS, st.floats(0, 1), st.binary(max_size=500))),
    st.tuples(st.just("advance"), st.none()),
)
STEPS = st.lists(st.builds(lambda after, what: Step(after, *what), st.integers(0, 6000), WHATS), max_size=20)


def run(
    stream: MediaStream, steps: list[Step], between: Callable[[int], int] = lambda samples: samples
) -> list[Output]:
    """Do the steps, telling the time in pieces of ``between`` samples on the way; return everything that came of it."""
    outputs, now = stream.open(), 0
    for step in steps:
        until = now + step.after
        while now + between(step.after) < until:
            now += between(step.after)
            outputs += stream.advance(now / RATE)
        now = until
        outputs += step.do(stream, now / RATE)
    return [*outputs, *stream.stop(now / RATE)]


def frames(outputs: list[Output]) -> list[dict[str, Any]]:
    return [json.loads(one.text) for one in outputs if isinstance(one, Frame)]


@pytest.mark.mistake(42)
@given(steps=STEPS, track=TRACKS, bidirectional=st.booleans())
def test_numbers_are_texts_that_count_and_frames_are_whole(
    steps: list[Step], track: Track, bidirectional: bool
) -> None:
    stream = MediaStream(IDENTITY, track=track, bidirectional=bidirectional)
    connected, start, *rest = frames(run(stream, steps))
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["event"] == "start"
    assert rest[-1]["event"] == "stop"
    assert [one["sequenceNumber"] for one in (start, *rest)] == [str(number) for number in range(1, len(rest) + 2)]
    assert {one["streamSid"] for one in rest} == {SID}
    due = sum(step.after for step in steps) // FRAME
    for name in start["start"]["tracks"]:
        own = [one["media"] for one in rest if one["event"] == "media" and one["media"]["track"] == name]
        assert [one["chunk"] for one in own] == [str(number + 1) for number in range(due)]
        assert [one["timestamp"] for one in own] == [str(number * 20) for number in range(due)]
        assert all(len(base64.b64decode(one["payload"])) == FRAME for one in own)
    if not bidirectional:
        assert not [one for one in rest if one["event"] in ("mark", "dtmf")]


@example(steps=[Step(0, "receive", media(1)), Step(0, "receive", mark("a")), Step(160, "advance")], size=1)
@given(steps=STEPS, size=st.integers(1, 3000))
def test_how_often_the_time_is_told_changes_nothing(steps: list[Step], size: int) -> None:
    whole = run(MediaStream(IDENTITY, track=Track.BOTH, bidirectional=True), steps)
    pieces = run(MediaStream(IDENTITY, track=Track.BOTH, bidirectional=True), steps, lambda _: size)
    assert frames(whole) == frames(pieces)
    for kind in (Heard, Invalid):
        assert [one for one in whole if isinstance(one, kind)] == [one for one in pieces if isinstance(one, kind)]


SOUNDS = st.one_of(
    st.tuples(st.just("receive"), st.integers(1, 4000).map(media) | st.sampled_from("abc").map(mark)),
)


@given(steps=st.lists(st.builds(lambda after, what: Step(after, *what), st.integers(0, 6000), SOUNDS), max_size=12))
def test_everything_sent_is_heard_and_every_mark_comes_back_in_its_order(steps: list[Step]) -> None:
    stream = MediaStream(IDENTITY, bidirectional=True)
    outputs = run(stream, [*steps, Step(60_000, "advance")])
    sent = [json.loads(step.value) for step in steps]
    marks = [one["mark"]["name"] for one in sent if one["event"] == "mark"]
    assert [one["mark"]["name"] for one in frames(outputs) if one["event"] == "mark"] == marks
    samples = sum(len(base64.b64decode(one["media"]["payload"])) for one in sent if one["event"] == "media")
    assert sum(round(one.seconds * RATE) for one in outputs if isinstance(one, Heard)) == samples
    assert stream.marks == 0


@pytest.mark.mistake(42)
def test_a_mark_waits_for_the_sound_before_it_and_not_for_the_sound_behind_it() -> None:
    stream = MediaStream(IDENTITY, bidirectional=True)
    stream.open()
    stream.receive(media(RATE), 0.0)
    assert not stream.receive(mark("one"), 0.0)
    stream.receive(media(RATE), 0.5)
    assert not [one for one in frames(stream.advance(0.99)) if one["event"] == "mark"]
    assert [one["mark"] for one in frames(stream.advance(1.0)) if one["event"] == "mark"] == [{"name": "one"}]
    assert stream.playing_until == 2.0


def test_a_mark_with_nothing_before_it_comes_back_at_once() -> None:
    stream = MediaStream(IDENTITY, bidirectional=True)
    stream.open()
    (echo,) = frames(stream.receive(mark("now"), 0.0))
    assert echo["mark"] == {"name": "now"}


def test_a_clear_drops_what_was_not_heard_and_brings_every_mark_back() -> None:
    stream = MediaStream(IDENTITY, bidirectional=True)
    stream.open()
    for text in (media(RATE), mark("one"), media(RATE), mark("two")):
        stream.receive(text, 0.0)
    outputs = stream.receive(CLEAR, 0.5)
    assert [one["mark"]["name"] for one in frames(outputs) if one["event"] == "mark"] == ["one", "two"]
    assert [one for one in outputs if isinstance(one, Heard)] == [Heard(0.5)]
    assert stream.playing_until == 0.5


def test_pieces_with_a_pause_between_them_are_two_and_jitter_makes_no_pause() -> None:
    stream = MediaStream(IDENTITY, bidirectional=True)
    stream.open()
    stream.receive(media(FRAME), 0.0)
    stream.receive(media(FRAME), 0.1)
    later = 0.12 + GAP / RATE
    assert [one for one in stream.receive(media(FRAME), later) if isinstance(one, Heard)] == [Heard(0.04)]


def test_who_speaks_is_a_tone_and_sound_that_is_supplied_is_itself() -> None:
    stream = MediaStream(IDENTITY, track=Track.BOTH)
    stream.open()
    stream.hear(Track.INBOUND, 0.04, 0.02)
    stream.hear(Track.OUTBOUND, 0.0, 0.03, b"\x01" * 100)
    found: dict[str, list[bytes]] = {"inbound": [], "outbound": []}
    for one in frames(stream.advance(0.1)):
        found[one["media"]["track"]].append(base64.b64decode(one["media"]["payload"]))
    assert found["inbound"] == [TONE, TONE, SILENCE, SILENCE]
    assert found["outbound"][0] == b"\xff" * 80 + b"\x01" * 80
    assert found["outbound"][1] == b"\x01" * 20 + b"\xff" * 140


def test_marks_without_end_are_refused() -> None:
    stream = MediaStream(IDENTITY, bidirectional=True)
    stream.receive(media(RATE), 0.0)
    outputs = [output for number in range(1001) for output in stream.receive(mark(str(number)), 0.0)]
    assert outputs == [Invalid("1000 marks wait already")]
    assert isinstance(stream.receive(mark("x" * 257), 0.0)[0], Invalid)
