"""A session, fed by hand: what it asks for, what it hears, how it ends."""

from __future__ import annotations

import pytest

from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.errors import WrongInput
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.session import ANNOUNCEMENT, Entry, Limits, Role, Session

ENTRY = Entry(url="http://a/answer")


def reply(content: str, url: str = "http://a/answer", status: int = 200, kind: str = "text/xml") -> inputs.Reply:
    return inputs.Reply(status, kind, content.encode(), url)


def kinds(asked: list[effects.Effect]) -> list[str]:
    return [type(effect).__name__ for effect in asked]


def test_a_sprint_ends_in_a_wait_or_in_the_end() -> None:
    session = Session(ENTRY)
    assert kinds(session.start()) == ["Fetch"]
    assert kinds(session.feed(reply("<Response><Say>Hi</Say><Sing/></Response>"))) == [
        "Notify", "Begin", "Answer", "Speak",
    ]  # fmt: skip
    assert session.leg.answered
    assert kinds(session.feed(inputs.PlaybackEnded())) == ["End"]
    assert session.over
    assert session.leg.status is CallStatus.COMPLETED


def test_a_session_starts_only_once() -> None:
    session = Session(ENTRY)
    session.start()
    with pytest.raises(WrongInput, match="started before"):
        session.start()


def test_an_input_nobody_waits_for_changes_nothing() -> None:
    session = Session(ENTRY)
    assert session.feed(inputs.HungUp()) == [], "nor before the start"
    session.start()
    for stray in (inputs.PlaybackEnded(), inputs.TimerExpired(), inputs.KeyPressed("1"), inputs.Spoke("hello")):
        assert session.feed(stray) == []
    session.feed(reply("<Response><Say>Hi</Say></Response>"))
    assert session.feed(reply("<Response/>")) == []
    assert session.feed(inputs.KeyPressed("1")) == []
    assert not session.hears(inputs.KeyPressed)
    session.feed(inputs.HungUp())
    assert session.feed(inputs.PlaybackEnded()) == session.feed(inputs.HungUp()) == []


def test_hanging_up_ends_the_session_at_once_in_any_wait() -> None:
    ringing = Session(ENTRY)
    ringing.start()
    assert kinds(ringing.feed(inputs.HungUp())) == ["End"]
    assert ringing.leg.status is CallStatus.CANCELED
    talking = Session(ENTRY)
    talking.start()
    talking.feed(reply("<Response><Gather/></Response>"))
    assert talking.hears(inputs.KeyPressed)
    assert kinds(talking.feed(inputs.HungUp())) == ["End"]
    assert talking.leg.status is CallStatus.COMPLETED


def failed_at(first: str) -> tuple[Session, list[effects.Effect]]:
    session = Session(ENTRY)
    session.start()
    asked = session.feed(reply(first))
    return session, asked


def test_the_announcement_ends_as_failed_where_the_call_was_never_answered() -> None:
    session, asked = failed_at("nonsense")
    notify, speak = asked
    assert isinstance(notify, effects.Notify)
    assert isinstance(speak, effects.Speak)
    assert (notify.notice.code, speak.text) == (12100, ANNOUNCEMENT)
    (end,) = session.feed(inputs.PlaybackEnded())
    assert isinstance(end, effects.End)
    assert "12100" in end.reason
    assert session.leg.status is CallStatus.FAILED


def test_a_text_is_never_announced_to() -> None:
    session = Session(ENTRY, role=Role.MESSAGE)
    session.start()
    assert kinds(session.feed(reply("nonsense"))) == ["Notify", "End"]


def test_a_failed_fetch_keeps_the_code_of_its_reason() -> None:
    session = Session(Entry(url="http://a/x", fallback_url="http://b/sorry", fallback_method="GET"))
    session.start()
    notify, fetch = session.feed(inputs.FetchFailed(11210, "the host name is not known", "http://a/x"))
    assert isinstance(notify, effects.Notify)
    assert isinstance(fetch, effects.Fetch)
    assert notify.notice.code == 11210
    assert (fetch.url, fetch.method, fetch.purpose) == ("http://b/sorry", "GET", effects.Purpose.FALLBACK)
    assert dict(fetch.params) == {"ErrorCode": "11210", "ErrorUrl": "http://a/x"}
    assert kinds(session.feed(inputs.FetchFailed(11205, "no", "http://b/sorry"))) == ["Notify", "Speak"]


def circle(session: Session, content: str) -> tuple[int, list[int]]:
    """Answer everything with the same document; count the documents and collect the codes."""
    documents, codes = 0, []
    asked = session.start()
    for _ in range(100_000):
        codes += [one.notice.code for one in asked if isinstance(one, effects.Notify)]
        match asked[-1]:
            case effects.Fetch():
                documents += 1
                asked = session.feed(reply(content))
            case effects.Wait():
                asked = session.feed(inputs.TimerExpired())
            case effects.Speak() | effects.PlayAudio() | effects.PlayDigits():
                asked = session.feed(inputs.PlaybackEnded())
            case _:
                return documents, codes
    raise AssertionError("the session does not come to its end")


@pytest.mark.parametrize(
    ("content", "documents"),
    [
        ("<Response><Redirect/></Response>", 50),
        ('<Response><Gather timeout="1" actionOnEmptyResult="true"/></Response>', 1000),
        ("<Response><Say>Round</Say><Redirect/></Response>", 1000),
    ],
    ids=["redirects in which nothing is heard", "an endless Gather", "an endless announcement"],
)
def test_a_loop_is_cut_with_a_code(content: str, documents: int) -> None:
    assert circle(Session(ENTRY), content) == (documents, [12400])


def test_a_loop_gets_one_chance_of_the_fallback_and_not_two() -> None:
    entry = Entry(url="http://a/answer", fallback_url="http://a/sorry")
    assert circle(Session(entry), "<Response><Redirect/></Response>") == (100, [12400, 12400])


def test_a_fallback_that_leads_back_to_the_error_is_cut_too() -> None:
    entry = Entry(url="http://a/answer", fallback_url="http://a/sorry")
    documents, codes = circle(Session(entry), "<Response><Redirect>ftp://a</Redirect></Response>")
    assert documents <= 100
    assert codes[-1] == 12400
    assert set(codes) == {11100, 12400}


def test_a_document_of_too_many_verbs_is_refused() -> None:
    session = Session(ENTRY, limits=Limits(verbs=3))
    session.start()
    notify, _ = session.feed(reply("<Response><Say>a</Say><Say>b</Say><Say>c</Say><Say>d</Say></Response>"))
    assert isinstance(notify, effects.Notify)
    assert notify.notice.code == 12400


def test_speech_markup_slows_down_and_pauses() -> None:
    session = Session(ENTRY)
    session.start()
    markup = (
        '<Response><Say voice="Polly.Zhiyu"><prosody rate="50%">a</prosody><break strength="strong"/><break/>'
        '<break time="250ms"/><prosody rate="x-fast">b</prosody><break time="99s"/></Say></Response>'
    )
    speak = session.feed(reply(markup))[-1]
    assert isinstance(speak, effects.Speak)
    assert (speak.text, speak.rate, speak.pauses) == ("a b", 0.5, 11.75)
    assert (speak.language, speak.voice) == ("cmn-CN", "Polly.Zhiyu")


@pytest.mark.parametrize(
    ("attributes", "language"),
    [
        ("", "en-US"),
        ('voice="alice"', "en-US"),
        ('voice="Google.yue-HK-Standard-A"', "yue-HK"),
        ('voice="Polly.Hiujin-Neural"', "yue-CN"),
        ('voice="Polly.Zhiyu" language="zh-CN"', "zh-CN"),
    ],
)
def test_the_language_is_the_one_named_or_the_voice_s_own(attributes: str, language: str) -> None:
    session = Session(ENTRY)
    session.start()
    speak = session.feed(reply(f"<Response><Say {attributes}>Hi</Say></Response>"))[-1]
    assert isinstance(speak, effects.Speak)
    assert speak.language == language
