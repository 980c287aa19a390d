"""Any documents, any telephones, anything people and applications do to each other: every call comes to a legal end."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from twilio_emulator import Emulator
from twilio_emulator.engine.leg import FINAL

LINE, OTHER_LINE = "+15005550100", "+15005550101"
CALLERS = ("+15005550111", "+15005550112", "client:alice")
MEETINGS: tuple[dict[str, Any], ...] = (
    {"answer": True},
    {"answer": True, "after": 4},
    {"answer": "busy"},
    {"answer": "reject"},
    {"answer": "ask"},
    {"answer": "no-answer"},
    {"answer": "machine", "greeting": "This is Bob's machine."},
)


def documents() -> Iterator[str]:
    """Every document that the cases of the verbs serve, and some that lead from one to the next."""
    for path in sorted(Path(__file__).parents[1].joinpath("verbs").glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            for served in case["documents"].values():
                if isinstance(served, str):
                    yield served
    yield f"<Response><Dial action='/done'><Number url='/whisper'>{OTHER_LINE}</Number></Dial></Response>"
    yield f"<Response><Dial timeout='5'><Number>{CALLERS[1]}</Number><Client>alice</Client></Dial></Response>"


POOL = sorted(set(documents()))


class Application:
    """Answers one document after the other, whatever it is asked."""

    def __init__(self, served: list[str]) -> None:
        self._served = served
        self._asked = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        body = self._served[self._asked % len(self._served)]
        self._asked += 1
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [body.strip().encode()]


WHO = st.integers(0, 7)
ACTS = st.one_of(
    st.tuples(st.just("dial"), st.sampled_from(CALLERS), st.sampled_from([LINE, OTHER_LINE])),
    st.tuples(st.just("press"), WHO, st.sampled_from(["1", "12#", "*", "#"])),
    st.tuples(st.just("speak"), WHO, st.sampled_from(["sales", "yes please"])),
    st.tuples(st.just("hang_up"), WHO, st.none()),
    st.tuples(st.just("pick_up"), WHO, st.none()),
    st.tuples(st.just("refuse"), WHO, st.none()),
    st.tuples(st.just("update"), WHO, st.sampled_from(POOL)),
    st.tuples(st.just("end"), WHO, st.none()),
    st.tuples(st.just("advance"), st.sampled_from([0.5, 3, 40]), st.none()),
)


def carry_out(emulator: Emulator, what: str, whom: Any, how: Any) -> None:
    """Do one thing; on a call that is over, or is not there, it does nothing."""
    board = emulator.switchboard
    if what == "dial":
        board.place_call(whom, how)
    elif what == "advance":
        emulator.clock.advance(whom)
    elif emulator.calls:
        sid = emulator.calls[-1 - whom % len(emulator.calls)].sid
        match what:
            case "press":
                for key in how:
                    board.press(sid, key)
            case "speak":
                board.speak(sid, how)
            case "hang_up":
                board.hang_up(sid)
            case "pick_up":
                board.pick_up(sid)
            case "refuse":
                board.refuse(sid)
            case "update":
                board.update(sid, twiml=how.encode())
            case _:
                board.end_call(sid)
    board.work()


@settings(max_examples=60, deadline=None)
@given(
    served=st.lists(st.sampled_from(POOL), min_size=1, max_size=4),
    meetings=st.tuples(*(st.sampled_from(MEETINGS) for _ in CALLERS)),
    acts=st.lists(ACTS, min_size=1, max_size=15),
)
def test_every_call_of_any_scene_comes_to_a_legal_end(
    served: list[str], meetings: tuple[dict[str, Any], ...], acts: list[tuple[str, Any, Any]]
) -> None:
    app = Application(served)
    with Emulator() as emulator:
        for number in (LINE, OTHER_LINE):
            emulator.add_number(number, voice_url="/answer", sms_url="/text", status_callback="/over", app=app)
        for number, meeting in zip(CALLERS, meetings, strict=True):
            emulator.handset(number).on_ring(**meeting)

        for act in (("dial", CALLERS[0], LINE), *acts):
            carry_out(emulator, *act)
        for call in emulator.calls:
            emulator.switchboard.hang_up(call.sid)
            emulator.switchboard.work()

        desk = emulator.switchboard.desk
        assert desk.lines == {}, [call.exchanges for call in emulator.calls if not call.over]
        for call in emulator.calls:
            assert call.status in FINAL
            assert call.ended_at is not None
            assert not call.listening
            assert (call.answered_at is None) == (str(call.status) != "completed")
