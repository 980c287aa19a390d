"""ConversationRelay over real websockets on the loopback interface, in virtual time and in real time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from twilio_emulator import Emulator, LiveCall
from twilio_emulator.webhook.signature import sign
from twilio_emulator.webhook.sockets import SocketLimits

if TYPE_CHECKING:
    from websockets.sync.server import ServerConnection

    from tests.twilio_emulator.conftest import App, Bot, Script, Talks

LINE, CALLER = "+15005550100", "+15005550111"
SENTENCE = "The bank opens at nine in the morning and closes at five in the afternoon"


def relay(bot: Bot, attributes: str = "", content: str = "") -> str:
    noun = f'<ConversationRelay url="{bot.url}" {attributes}>{content}</ConversationRelay>'
    return f'<Connect action="/done">{noun}</Connect><Say>never said</Say>'


def dial(emulator: Emulator, app: App, document: str, **options: Any) -> LiveCall:
    """Call an application that answers with ``document``."""
    app.answers["/answer"] = f"<Response>{document}</Response>"
    app.answers.setdefault("/done", "<Response><Say>Done</Say></Response>")
    emulator.add_number(LINE, voice_url="/answer", app=app)
    return emulator.handset(CALLER).dial(LINE, **options)


def done(app: App) -> dict[str, str]:
    """Return what the action was told."""
    return next(one.params for one in app.asked if one.path == "/done")


def codes(call: LiveCall) -> list[int]:
    return [notice.code for exchange in call.exchanges for notice in exchange.notices]


def text(token: str, last: bool = True, **more: Any) -> str:
    return json.dumps({"type": "text", "token": token, "last": last, **more})


def answers(*messages: str | bytes, to: str = "prompt") -> Script:
    """Return a script that sends these after each message of one kind."""

    def script(_bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
        if message["type"] == to:
            for one in messages:
                connection.send(one)

    return script


def clerk(_bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
    """Answer a question in tokens, and hand the call over when asked to."""
    if message["type"] != "prompt":
        return
    if message["voicePrompt"] == "A person please":
        connection.send(json.dumps({"type": "end", "handoffData": json.dumps({"reason": "person"})}))
        return
    for token in ("You ", "said: ", message["voicePrompt"]):
        connection.send(text(token, last=False))
    connection.send(text(".", last=True))


@pytest.fixture
def hasty() -> Iterator[Emulator]:
    """Return an emulator that waits for no application for long."""
    with Emulator(socket_limits=SocketLimits(handshake=0.3, answer=0.3, moment=0.1)) as running:
        yield running


@pytest.mark.verified
def test_the_application_answers_in_text_what_was_said(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(clerk)
    call = dial(emulator, app, relay(bot, 'welcomeGreeting="Welcome"')).hears("Welcome")
    call.speak("Is it open?").hears("You said: Is it open?.")
    call.speak("And tomorrow?").hears("You said: And tomorrow?.")
    call.speak("A person please").hears("Done")
    assert bot.over().events == ["setup", "prompt"]
    assert bot.of("prompt")[0] == {"type": "prompt", "voicePrompt": "Is it open?", "lang": "en-US", "last": True}
    assert call.status == "completed"
    assert codes(call) == []


@pytest.mark.verified
def test_the_setup_says_whose_call_it_is(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    call = dial(emulator, app, relay(bot, content='<Parameter name="who" value="Ann"/>')).hang_up()
    (setup,) = bot.over().messages
    session = setup.pop("sessionId")
    assert session.startswith("VX")
    assert len(session) == 34
    assert setup == {
        "type": "setup",
        "accountSid": emulator.account_sid,
        "parentCallSid": "",
        "callSid": call.sid,
        "from": CALLER,
        "to": LINE,
        "forwardedFrom": "",
        "callType": "PSTN",
        "callerName": "",
        "direction": "inbound",
        "callStatus": "RINGING",
        "customParameters": {"who": "Ann"},
    }
    assert bot.headers["x-twilio-signature"] == sign(emulator.auth_token, bot.url)


def test_the_action_is_told_how_it_ended_and_what_is_handed_over(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(clerk)
    dial(emulator, app, relay(bot)).wait(7).speak("A person please")
    setup = bot.over().messages[0]
    params = done(app)
    assert params["SessionId"] == setup["sessionId"]
    assert params["SessionStatus"] == "ended"
    assert params["SessionDuration"] == "7"
    assert json.loads(params["HandoffData"]) == {"reason": "person"}
    assert params["CallStatus"] == "in-progress"


def test_the_action_is_told_when_the_person_hangs_up(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(clerk)
    call = dial(emulator, app, relay(bot)).wait(3).hang_up()
    bot.over()
    assert done(app)["SessionStatus"] == "completed"
    assert done(app)["SessionDuration"] == "3"
    assert "HandoffData" not in done(app)
    assert "Done" not in call.transcript


def test_speech_takes_its_time_and_then_it_is_the_callers_turn(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(answers(text(SENTENCE)))
    call = dial(emulator, app, relay(bot))
    before = emulator.clock.now()
    call.speak("When?").hears("closes at five")
    assert (emulator.clock.now() - before).total_seconds() == pytest.approx(15 / 2.7, abs=0.01)


@pytest.mark.verified
def test_who_speaks_while_something_is_said_interrupts_it(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(answers(text("Yes")))
    call = dial(emulator, app, relay(bot, f'welcomeGreeting="{SENTENCE}"'), settle=False)
    emulator.clock.advance(2)
    call.speak("Stop").hears("Yes")
    call.hang_up()
    assert bot.over().events == ["setup", "interrupt", "prompt"]
    (interrupt,) = bot.of("interrupt")
    assert interrupt["utteranceUntilInterrupt"] == "The bank opens at nine in"
    assert interrupt["durationUntilInterruptMs"] == 2000


def test_what_may_not_be_interrupted_is_heard_to_its_end(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    attributes = f'welcomeGreeting="{SENTENCE}" welcomeGreetingInterruptible="none"'
    call = dial(emulator, app, relay(bot, attributes), settle=False)
    emulator.clock.advance(2)
    call.speak("Stop")
    call.hang_up()
    assert bot.over().events == ["setup"]
    assert "says: Stop (nobody is listening)" in call.transcript
    assert call.duration == int(15 / 2.7)


def test_words_under_what_may_not_be_interrupted_are_reported_where_that_is_asked(
    hasty: Emulator, app: App, talks: Talks
) -> None:
    bot = talks()
    attributes = (
        f'welcomeGreeting="{SENTENCE}" welcomeGreetingInterruptible="false" reportInputDuringAgentSpeech="speech"'
    )
    call = dial(hasty, app, relay(bot, attributes), settle=False)
    hasty.clock.advance(2)
    hasty.switchboard.speak(call.sid, "Stop")
    hasty.clock.advance(1)
    call.hang_up()
    assert bot.over().events == ["setup", "prompt"]


@pytest.mark.verified
def test_keys_are_told_where_they_are_asked_for(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(answers(text("Thank you"), to="dtmf"))
    call = dial(emulator, app, relay(bot, 'dtmfDetection="true"')).press("12").hears("Thank you")
    call.hang_up()
    assert [one["digit"] for one in bot.over().of("dtmf")] == ["1", "2"]


def test_without_dtmf_detection_keys_are_not_noticed(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    call = dial(emulator, app, relay(bot)).press("1").hang_up()
    assert bot.over().events == ["setup"]
    assert "nobody is listening" in call.transcript


def test_a_key_interrupts_as_well(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    attributes = f'dtmfDetection="true" interruptible="dtmf" welcomeGreeting="{SENTENCE}"'
    call = dial(emulator, app, relay(bot, attributes), settle=False)
    emulator.clock.advance(1)
    call.press("5").hang_up()
    assert bot.over().events == ["setup", "interrupt", "dtmf"]


@pytest.mark.verified
def test_sound_is_played_and_digits_are_sent(emulator: Emulator, app: App, talks: Talks) -> None:
    app.answers["/jingle.wav"] = (200, {"Content-Type": "audio/mpeg"}, b"x" * 8000)
    play = {"type": "play", "source": "http://app.localhost/jingle.wav", "loop": 2}
    digits = {"type": "sendDigits", "digits": "12w3"}
    bot = talks(answers(json.dumps(play), json.dumps(digits), text("So")))
    call = dial(emulator, app, relay(bot)).speak("Please")
    assert call.heard == "[jingle.wav]\n[jingle.wav]\n[tones 12w3]\nSo"
    call.hang_up()
    bot.over()


def test_sound_that_cannot_be_had_is_noted_and_the_talk_goes_on(emulator: Emulator, app: App, talks: Talks) -> None:
    play = {"type": "play", "source": "http://app.localhost/none.wav"}
    bot = talks(answers(json.dumps(play), text("So")))
    call = dial(emulator, app, relay(bot)).speak("Please").hears("So")
    assert codes(call) == [11200]


@pytest.mark.verified
def test_the_language_can_be_changed_on_the_way(emulator: Emulator, app: App, talks: Talks) -> None:
    change = json.dumps({"type": "language", "ttsLanguage": "zh-CN", "transcriptionLanguage": "zh-CN"})
    bot = talks(answers(text("Hello"), change, text("你好")))
    content = '<Language code="zh-CN" voice="cmn-A"/>'
    call = dial(emulator, app, relay(bot, 'language="en-GB" voice="en-B"', content)).speak("Hi").speak("你好")
    call.hang_up()
    spoken = [(one.text, one.language, one.voice) for one in emulator.calls[0].lines if one.language]
    assert spoken[:2] == [("Hello", "en-GB", "en-B"), ("你好", "zh-CN", "cmn-A")]
    assert [one["lang"] for one in bot.over().of("prompt")] == ["en-GB", "zh-CN"]


def test_a_new_talk_cycle_cuts_off_what_is_preemptible(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(answers(text(SENTENCE, preemptible=True), text("Wait"), to="prompt"))
    call = dial(emulator, app, relay(bot))
    before = emulator.clock.now()
    call.speak("When?").hears("Wait")
    assert (emulator.clock.now() - before).total_seconds() < 1


def test_parts_of_a_prompt_and_events_are_told_where_they_are_asked_for(
    emulator: Emulator, app: App, talks: Talks
) -> None:
    bot = talks(answers(text("Fine")))
    attributes = 'partialPrompts="true" events="speaker-events tokens-played"'
    dial(emulator, app, relay(bot, attributes)).speak("How are you today").hang_up()
    prompts = [(one["voicePrompt"], one["last"]) for one in bot.over().of("prompt")]
    assert prompts[0] == ("How are", False)
    assert ("How are you today", True) in prompts
    told = [(one["name"], one["value"]) for one in bot.of("info")]
    assert told[:2] == [("clientSpeaking", "on"), ("clientSpeaking", "off")]
    assert [one for one in told if one[0] != "clientSpeaking"][-3:] == [
        ("agentSpeaking", "on"),
        ("tokensPlayed", "Fine"),
        ("agentSpeaking", "off"),
    ]


def test_foul_words_keep_their_first_letter_where_that_is_asked(emulator: Emulator, app: App, talks: Talks) -> None:
    for attributes, told in (('profanityFilter="true"', "It is b*******"), ("", "It is bullshit")):
        bot = talks(answers(text("Fine")))
        dial(emulator, app, relay(bot, attributes)).speak("It is bullshit").hang_up()
        assert [one["voicePrompt"] for one in bot.over().of("prompt")] == [told]


def test_ending_in_mid_sentence_ends_at_once(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(answers(text(SENTENCE), json.dumps({"type": "end"})))
    call = dial(emulator, app, relay(bot)).speak("Bye").hears("Done")
    assert call.duration == 0
    assert "HandoffData" not in done(app)


def test_without_an_action_the_next_verb_runs(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(answers(json.dumps({"type": "end", "handoffData": "x"})))
    document = f'<Connect><ConversationRelay url="{bot.url}"/></Connect><Say>On we go</Say>'
    dial(emulator, app, document).speak("Bye").hears("On we go")


def test_an_update_takes_the_call_away(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks()
    call = dial(emulator, app, relay(bot, f'welcomeGreeting="{SENTENCE}"'), settle=False)
    emulator.clock.advance(1)
    assert emulator.update_call(call.sid, twiml="<Response><Say>Elsewhere</Say></Response>")
    assert bot.over().events == ["setup"]
    assert call.status == "completed"
    assert "/done" not in [one.path for one in app.asked]


# -- what goes wrong


@pytest.mark.verified
@pytest.mark.parametrize(
    "message",
    ["not JSON", "[]", b"\x00", '{"type": "sing"}', '{"token": "x"}', '{"type": "text"}', '{"type": "play"}',
     '{"type": "play", "source": "file:///etc/passwd"}', '{"type": "sendDigits", "digits": "x"}',
     '{"type": "text", "token": "x", "last": "yes"}', '{"type": "end", "handoffData": {"a": 1}}'],
    ids=range(11),
)  # fmt: skip
def test_a_wrong_message_is_64107_and_told_as_an_error(
    hasty: Emulator, app: App, talks: Talks, message: str | bytes
) -> None:
    bot = talks(answers(message, text("So")))
    call = dial(hasty, app, relay(bot)).speak("Please").hears("So")
    assert codes(call) == [64107]
    call.hang_up()
    (error,) = bot.over().of("error")
    assert error["description"].startswith("Invalid message: ")


@pytest.mark.verified
def test_a_websocket_that_is_closed_without_an_end_is_64105(emulator: Emulator, app: App, talks: Talks) -> None:
    def leaves(_bot: Bot, connection: ServerConnection, message: dict[str, Any]) -> None:
        if message["type"] == "prompt":
            connection.close()

    call = dial(emulator, app, relay(talks(leaves))).speak("Hello?").hears("Done")
    assert codes(call) == [64105]
    assert done(app)["SessionStatus"] == "failed"
    assert done(app)["ErrorCode"] == "64105"


def test_a_message_of_ten_megabytes_ends_the_session(emulator: Emulator, app: App, talks: Talks) -> None:
    bot = talks(answers("x" * 10_000_000))
    call = dial(emulator, app, relay(bot)).speak("Hello?").hears("Done")
    bot.over()
    assert codes(call) == [64105]


def test_an_application_that_does_not_answer_costs_patience_and_no_more(
    hasty: Emulator, app: App, talks: Talks
) -> None:
    bot = talks()
    call = dial(hasty, app, relay(bot))
    before = hasty.clock.now()
    call.speak("Hello?")
    assert (hasty.clock.now() - before).total_seconds() == 5
    assert call.status == "in-progress"
    call.hang_up()
    bot.over()


def test_an_answer_without_its_last_token_is_said_in_the_end(hasty: Emulator, app: App, talks: Talks) -> None:
    bot = talks(answers(text("Half an ", last=False), text("answer", last=False)))
    dial(hasty, app, relay(bot)).speak("Hello?").hears("Half an answer")


# -- time


def test_two_equal_calls_have_equal_transcripts(app: App, talks: Talks) -> None:
    pages = []
    for _ in range(2):
        with Emulator() as emulator:
            call = dial(emulator, app, relay(talks(clerk), 'welcomeGreeting="Welcome"'))
            call.speak("Is it open?").speak("A person please")
            pages.append(call.transcript)
    assert pages[0] == pages[1]


def test_in_real_time_a_talk_goes_as_it_does_in_virtual_time(app: App, talks: Talks) -> None:
    bot = talks(clerk)
    with Emulator(clock="real") as emulator:
        call = dial(emulator, app, relay(bot, 'welcomeGreeting="Hi"')).hears("Hi")
        call.speak("Open?").hears("You said: Open?.")
        call.speak("A person please").hears("Done")
    assert bot.over().events == ["setup", "prompt"]
