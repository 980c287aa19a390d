"""One leg's stay in a conference, told anything in any order: it never raises, never hangs, and ends legally."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.leg import FINAL
from twilio_emulator.engine.session import Entry, Session

WAITING = "<Response><Say>Wait</Say><Play>x.mp3</Play><Gather/><Redirect/></Response>"
ROOM = "<Conference {}>room</Conference>"
DOCUMENT = '<Response><Dial action="{action}">{room}</Dial><Pause/><Dial>{room}</Dial></Response>'
ATTRIBUTES = st.sampled_from(["", 'waitUrl=""', 'waitUrl="/wait"', 'coach="CA1" muted="true"', 'waitUrl="http://["'])
MOVES = st.one_of(
    st.sampled_from([inputs.ConferenceStarted(), inputs.Removed(), inputs.PlaybackEnded(), inputs.TimerExpired()]),
    st.builds(inputs.ConferenceEntered, st.booleans()),
    st.builds(inputs.ConferenceRefused, st.just(16025), st.just("no")),
    st.builds(inputs.Held, st.sampled_from(["", "http://a/hold"])),
    st.builds(inputs.Resumed, st.booleans()),
    st.builds(inputs.WaitChanged, st.sampled_from([None, "", "http://a/wait"])),
    st.builds(inputs.Reply, st.just(200), st.just("text/xml"), st.just(WAITING.encode()), st.just("http://a/wait")),
    st.builds(inputs.Reply, st.just(500), st.just(""), st.just(b""), st.just("http://a/wait")),
    st.builds(inputs.FetchFailed, st.just(11205), st.just("no"), st.just("http://a/wait")),
    st.sampled_from([inputs.KeyPressed("*"), inputs.Spoke("hello")]),
    st.builds(inputs.Updated, twiml=st.just(b"<Response><Pause/></Response>")),
)


@given(
    attributes=ATTRIBUTES,
    action=st.sampled_from(["/after", "http://["]),
    moves=st.lists(MOVES, max_size=30),
)
def test_a_leg_in_a_conference_always_ends_legally(attributes: str, action: str, moves: list[inputs.Input]) -> None:
    document = DOCUMENT.format(action=action, room=ROOM.format(attributes))
    session = Session(Entry(url="http://a/answer"))
    session.start()
    asked = session.feed(inputs.Reply(200, "text/xml", document.encode(), "http://a/answer"))
    inside = isinstance(asked[-1], effects.EnterConference)
    for move in moves:
        held = inside
        asked = session.feed(move)
        for effect in asked:
            inside = (inside or isinstance(effect, effects.EnterConference)) and not isinstance(
                effect, effects.LeaveConference
            )
        inside = inside and not isinstance(move, inputs.Removed | inputs.ConferenceRefused)
        if isinstance(move, inputs.Updated) and held and asked:
            assert any(isinstance(effect, effects.LeaveConference) for effect in asked)
    last = session.feed(inputs.HungUp())
    assert session.over
    assert session.leg.status in FINAL
    if inside:
        assert any(isinstance(effect, effects.LeaveConference) for effect in last), "nobody stays in the room"
