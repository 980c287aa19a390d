"""Whatever an application answers and whatever a caller does: the session goes on, and ends in a legal status."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.errors import CODES
from twilio_emulator.engine.leg import FINAL
from twilio_emulator.engine.session import RESTRICTED, Entry, Limits, Role, Session
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS
from twilio_emulator.engine.verbs.ssml import TAGS

ALL = (*VERBS, *MESSAGE_VERBS)
NAMES = st.sampled_from(
    sorted(
        {verb.TAG for verb in ALL}
        | TAGS
        | {
            "Body",
            "Media",
            "Prompt",
            "Sip",
            "Dial",
            "Queue",
            "Conference",
            "Task",
            "Stream",
            "ConversationRelay",
            "say",
            "x:y",
            "名",
        }
    )
)
ATTRIBUTES = st.sampled_from(
    sorted({name for verb in ALL for name in verb.ATTRIBUTES} | {"time", "rate", "strength", "alias", "xml:lang", "Q"})
)
READABLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
WORDS = st.text(READABLE, max_size=8)
NUMBERS = st.sampled_from(["0", "1", "2", "5", "1000", "99999999999", "²", "-1", "5s", "nans", "inf%"])
CHOICES = st.sampled_from(
    ["true", "false", "auto", "dtmf", "speech dtmf", "GET", "POST", "#", "*", "##", "busy", "", " "]
)
ADDRESSES = st.sampled_from(["http://[", "../x", "?a=b", "//h", "http://a:b", "mailto:a", "1w2W#"])
VALUES = NUMBERS | CHOICES | ADDRESSES | WORDS
Tree = str


def element(name: str, attributes: dict[str, str], children: list[Tree]) -> Tree:
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{''.join(children)}</{name}>"


TREES = st.recursive(
    VALUES.map(escape),
    lambda children: st.builds(
        element, NAMES, st.dictionaries(ATTRIBUTES, VALUES, max_size=4), st.lists(children, max_size=3)
    ),
    max_leaves=8,
)
DOCUMENTS = st.lists(TREES, max_size=4).map(lambda trees: f"<Response>{''.join(trees)}</Response>".encode())
ENCODINGS = st.sampled_from(
    ["utf-8", "utf-16", "utf-7", "gb18030", "hex", "idna", "undefined", "cp037", "unicode_escape", "punycode", "x"]
)


def declared(encoding: str, body: bytes) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + body


DECLARED = st.builds(declared, ENCODINGS, DOCUMENTS | st.binary())
KINDS = st.sampled_from(["text/xml", "text/plain", "audio/wav", "application/json", ""]) | WORDS
REPLIES = st.one_of(
    st.builds(inputs.Reply, st.just(200), st.just("text/xml"), DOCUMENTS, st.just("http://a/menu/x?y=1")),
    st.builds(inputs.Reply, st.just(200), st.just("text/xml"), DOCUMENTS, st.just("http://a/menu/x?y=1")),
    st.builds(inputs.Reply, st.sampled_from([200, 200, 204, 302, 404, 500]), KINDS, st.binary(), st.just("http://a/")),
    st.builds(inputs.Reply, st.just(200), st.just("text/xml"), DECLARED, st.just("http://a/")),
    st.builds(inputs.FetchFailed, st.sampled_from(sorted(CODES)), st.just("no"), st.just("http://a/")),
)  # fmt: skip
SIDS = st.integers(1, 4).map(lambda number: f"CA{number:032x}")
RELAYED = st.sampled_from(
    [
        '{"type": "text", "token": "Hello", "last": true}',
        '{"type": "text", "token": "Wait", "last": false}',
        '{"type": "end", "handoffData": "{}"}',
        '{"type": "play", "source": "http://a/s.wav"}',
        "{",
        b"",
    ]
)
STRAY = st.one_of(
    st.builds(inputs.KeyPressed, st.sampled_from("0123456789*#ABCD")),
    st.builds(inputs.Spoke, WORDS),
    st.sampled_from([inputs.PlaybackEnded(), inputs.TimerExpired()]),
    st.builds(inputs.LegAnswered, SIDS),
    st.builds(inputs.LegReady, SIDS),
    st.builds(inputs.LegEnded, SIDS, st.sampled_from(sorted(FINAL)), st.booleans()),
    st.builds(inputs.Transferred, WORDS),
    st.builds(inputs.Dequeued, by=SIDS, queue_sid=st.just("QU1"), url=st.sampled_from(["", "http://a/whisper"])),
    st.sampled_from([inputs.NoSuchQueue(), inputs.QueueFull(max_size=1)]),
    st.sampled_from([inputs.ConferenceStarted(), inputs.ConferenceEntered(True), inputs.Removed()]),
    st.builds(inputs.ConferenceRefused, st.sampled_from([16020, 16025, 13240]), st.just("no")),
    st.builds(inputs.Held, st.sampled_from(["", "http://a/hold"])),
    st.builds(inputs.Resumed, st.booleans()),
    st.builds(inputs.WaitChanged, st.sampled_from([None, "", "http://a/wait"])),
    st.builds(inputs.StreamClosed, st.integers(1, 2).map(lambda number: f"MZ{number:032x}")),
    st.builds(inputs.RelayOpened, st.just((("sessionId", "VX1"),))),
    st.builds(inputs.RelayReceived, RELAYED),
    st.builds(inputs.RelayClosed, st.sampled_from([64102, 64105]), st.just("gone")),
    st.builds(inputs.SoundBegan, st.integers(1, 3), st.floats(0, 9)),
    st.builds(inputs.SoundEnded, st.integers(1, 3)),
    st.builds(inputs.Referred, st.sampled_from(["", "busy"]), st.sampled_from([0, 202]), st.sampled_from([0, 486])),
    st.builds(inputs.DateTold, st.integers(2000, 2099), st.integers(1, 12)),
    st.just(inputs.Prefetched((inputs.FetchFailed(11200, "none", "http://a/"),))),
    st.builds(inputs.Updated, url=ADDRESSES, twiml=st.none() | DOCUMENTS),
    REPLIES,
)
STANDING = inputs.Standing(queue_sid="QU1", position=1, size=1, max_size=1000, average=0)
NEXT: dict[type[effects.Effect], inputs.Input] = {
    effects.JoinQueue: STANDING,
    effects.AskStanding: STANDING,
    effects.Music: inputs.TimerExpired(),
    effects.EnterConference: inputs.ConferenceEntered(False),
    effects.Speak: inputs.PlaybackEnded(),
    effects.PlayAudio: inputs.FetchFailed(11200, "none", "http://a/"),
    effects.PlayDigits: inputs.PlaybackEnded(),
    effects.Wait: inputs.TimerExpired(),
    effects.Prefetch: inputs.Prefetched(()),
    effects.Refer: inputs.Referred("busy", 202, 486),
    effects.AskDate: inputs.DateTold(2026, 3),
    effects.Beep: inputs.PlaybackEnded(),
}
ENTRIES = st.builds(
    Entry,
    url=st.just("http://a/answer") | VALUES,
    fallback_url=st.sampled_from(["", "http://a/sorry", "http://["]),
)


ENDS = (effects.End, effects.Done)


def check(asked: list[effects.Effect], session: Session) -> None:
    """See that a sprint is well formed."""
    if asked:
        assert isinstance(asked[-1], ENDS) or asked[-1].ends_with
        assert not any(effect.ends_with or isinstance(effect, ENDS) for effect in asked[:-1])
        assert session.over is isinstance(asked[-1], ENDS)
    for effect in asked:
        if isinstance(effect, effects.Fetch | effects.PlayAudio):
            assert effect.url.startswith(("http://", "https://"))
        if isinstance(effect, effects.Wait):
            assert 0 <= effect.seconds <= 14_400
        if isinstance(effect, effects.Speak):
            assert 0.2 <= effect.rate <= 2.0
            assert 0 <= effect.pauses < 1e6
        if isinstance(effect, effects.Notify):
            assert effect.notice.code in CODES


@given(
    entry=ENTRIES,
    replies=st.lists(REPLIES, min_size=1, max_size=4),
    strays=st.lists(STRAY, max_size=12),
    role=st.sampled_from(Role),
)
def test_a_session_never_raises_never_hangs_and_ends_legally(
    entry: Entry, replies: list[inputs.Input], strays: list[inputs.Input], role: Role
) -> None:
    """First any inputs at all, then the answers in turn for as long as it takes, then the caller hangs up."""
    session = Session(entry, limits=Limits(documents=12, silent_documents=5, verbs=50), role=role)
    check(session.start(), session)
    for stray in strays:
        check(session.feed(stray), session)
    steps = 0
    while session.waiting is not None and steps < 400:
        wait = session.waiting
        got = NEXT.get(type(wait)) or replies[steps % len(replies)]
        asked = session.feed(got)
        assert asked, "what a session waits for moves it on"
        check(asked, session)
        steps += 1
    check(session.feed(inputs.HungUp()), session)
    assert session.over
    assert session.leg.status in FINAL or role in RESTRICTED
    assert session.feed(inputs.HungUp()) == []


@given(reply=REPLIES, strays=st.lists(STRAY, max_size=6))
def test_equal_inputs_have_equal_effects(reply: inputs.Input, strays: list[inputs.Input]) -> None:
    first, second = (Session(Entry(url="http://a/answer")) for _ in range(2))
    assert first.start() == second.start()
    for got in (reply, *strays, inputs.HungUp()):
        assert first.feed(got) == second.feed(got)
        assert first.leg.status is second.leg.status
