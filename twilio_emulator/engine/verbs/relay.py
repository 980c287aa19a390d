"""``<ConversationRelay>``: the application talks with the person in text, over a websocket (twilio-behaviour 7.2).

What is said and who may interrupt whom is decided in :mod:`twilio_emulator.engine.relay`; here its messages, sounds and
ends become effects. The action is told (1.3) ``ended`` where the application ended it, ``completed`` where the person
hung up, ``failed``, with a code, where the websocket was lost or never there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes, talk
from twilio_emulator.engine.attributes import Attribute
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import (
    CloseRelay,
    Hush,
    Notify,
    OpenRelay,
    Perform,
    PlayAudio,
    PlayDigits,
    SendToRelay,
    Speak,
    Turn,
    Wait,
)
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import (
    Input,
    KeyPressed,
    RelayClosed,
    RelayOpened,
    RelayReceived,
    SoundBegan,
    SoundEnded,
    Spoke,
    TimerExpired,
)
from twilio_emulator.engine.relay import Relay
from twilio_emulator.engine.talk import Means, Terms, Voice
from twilio_emulator.engine.verbs.callee import Parameter
from twilio_emulator.engine.verbs.partner import LONGEST, Partner, parameters_of, resolved, socket_address
from twilio_emulator.engine.verbs.verb import Acting, Interrupted, Line, Word, read_content, refuse_children

OPENING = 15.0
"""Seconds a person waits for the websocket to be opened; it is opened, or lost, before."""
PATIENCE = 5.0
"""Seconds a person waits for an answer before it is their turn again."""
MOST_REMARKS = 10
"""Remarks on wrong messages that are filed in one session."""
EVENTS = frozenset({"speaker-events", "tokens-played"})
OPENED = frozenset({RelayOpened, RelayClosed})
ALWAYS = frozenset({RelayReceived, RelayClosed, SoundBegan, SoundEnded})
NO_RECOGNISER = "a handset's words need no recogniser"
NO_VOICE = "the emulator has one voice a language"
NO_NOISE = "a handset's line has no noise"


def _means(default: Means) -> Attribute:
    """Read none, dtmf, speech or any; the words true and false are older names of the last and the first."""

    def read(value: str) -> Means:
        try:
            return Means({"true": "any", "false": "none"}.get(value, value))
        except ValueError:
            raise ValueError("is none of none, dtmf, speech, any") from None

    return Attribute(read, default, 12200, "none | dtmf | speech | any")


def _noted(reason: str, *names: str) -> dict[str, Attribute]:
    return {name: attributes.noted(attributes.text(), reason) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Word):
    """How one language of a relay is spoken and understood."""

    TAG = "Language"
    ATTRIBUTES: ClassVar = {
        "code": attributes.text(),
        "voice": attributes.text(),
        **_noted(NO_VOICE, "ttsProvider", "ttsTextNormalization", "ttsLanguageTextNormalization"),
        **_noted(NO_RECOGNISER, "transcriptionProvider", "speechModel", "hints", "asrSmartFormat"),
    }

    voice: Voice

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read it; files 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(
            voice=Voice(language=values["code"], voice=values["voice"]), line=element.line, column=element.column
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRelay(Partner):
    """A relay to the websocket at ``url``."""

    TAG = "ConversationRelay"
    ATTRIBUTES: ClassVar = {
        "url": attributes.text(),
        "language": attributes.text(talk.DEFAULT_LANGUAGE),
        "ttsLanguage": attributes.text(),
        "transcriptionLanguage": attributes.text(),
        "voice": attributes.text(),
        "welcomeGreeting": attributes.text(),
        "welcomeGreetingInterruptible": _means(Means.ANY),
        "interruptible": _means(Means.ANY),
        "preemptible": attributes.boolean(False),
        "reportInputDuringAgentSpeech": _means(Means.NONE),
        "dtmfDetection": attributes.boolean(False),
        "partialPrompts": attributes.boolean(False),
        "profanityFilter": attributes.boolean(False),
        "debug": attributes.text(),
        "events": attributes.text(),
        **_noted(
            NO_VOICE,
            "ttsProvider",
            "elevenlabsTextNormalization",
            "elevenlabsLanguageTextNormalization",
            "ttsTextNormalization",
            "ttsLanguageTextNormalization",
        ),
        **_noted(
            NO_RECOGNISER,
            "transcriptionProvider",
            "speechModel",
            "hints",
            "speechTimeout",
            "deepgramSmartFormat",
            "asrSmartFormat",
            "eagerEotThreshold",
            "turnDetection",
            "partialPromptOnHangup",
        ),
        **_noted(
            NO_NOISE, "interruptSensitivity", "ignoreBackchannel", "backgroundNoiseReduction", "echoPromptFiltering"
        ),
        **_noted("no transcript is stored at Twilio", "intelligenceService"),
        **_noted("it is in the client and not in the manual", "includeInPrompt", "customerName"),
        **_noted("a socket that is lost stays lost", "applicationReconnect"),
    }
    CONTENT: ClassVar = (Language, Parameter)

    url: str
    terms: Terms

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read how it speaks and listens; files 64102 and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        content = read_content(element, cls.CONTENT, notices)
        return cls(
            url=socket_address(element, notices, malformed=64102, scheme=64102),
            terms=_terms(values, content),
            line=element.line,
            column=element.column,
        )

    def converse(self, call: Line, told: dict[str, str]) -> Acting:
        """Relay until the application ends it, the socket is lost or the person hangs up."""
        sid = call.new_sid("VX")
        begun = call.now
        told |= {"SessionId": sid, "SessionStatus": "completed", "SessionDuration": "0"}
        try:
            if self.url:
                yield OpenRelay(sid=sid, url=resolved(call, self.url))
                yield from self._talk(call, told)
            else:
                told |= _failed(64102, "there is no address of a websocket")
        except TwimlError as error:
            yield Notify(notice=Notice(code=64102, detail=error.notice.detail, line=self.line))
            told |= _failed(64102, error.notice.detail)
        except Interrupted:
            yield CloseRelay()
            raise
        finally:
            told["SessionDuration"] = str(int(call.now - begun))

    def _talk(self, call: Line, told: dict[str, str]) -> Acting:
        """Hand messages and words to and fro."""
        state = Relay(self.terms)
        got = yield Wait(seconds=OPENING, hears=OPENED)
        over = call.now + LONGEST
        due: float | None = None
        remarks = MOST_REMARKS
        while True:
            if isinstance(got, RelayClosed) or (isinstance(got, TimerExpired) and due is None):
                yield from self._lost(got, told)
                return
            outputs = _told_to(state, got, call.now)
            yield from _effects(outputs, prompt=isinstance(got, Spoke))
            for output in outputs:
                if isinstance(output, talk.Invalid) and remarks:
                    remarks -= 1
                    yield Notify(notice=Notice(code=64107, detail=output.detail, line=self.line))
                elif isinstance(output, talk.Over):
                    yield CloseRelay()
                    told |= {"SessionStatus": "ended"} | (
                        {} if output.handoff is None else {"HandoffData": output.handoff}
                    )
                    return
            if not state.awaiting or state.speaking:
                due = None
            elif due is None or isinstance(got, Spoke):
                due = call.now + PATIENCE
            turn = Turn.CALLER if due is None and not state.speaking else Turn.NOBODY
            got = yield Wait(seconds=max((due or over) - call.now, 0.0), hears=_heard(state), turn=turn)

    def _lost(self, got: Input | None, told: dict[str, str]) -> Acting:
        """There is no websocket, or none any more."""
        lost = got if isinstance(got, RelayClosed) else RelayClosed(64102, "the websocket was not opened in time")
        yield CloseRelay()
        yield Notify(notice=Notice(code=lost.code, detail=lost.detail, line=self.line))
        told |= _failed(lost.code, lost.detail)


def _terms(values: Mapping[str, Any], content: list[Word]) -> Terms:
    return Terms(
        language=values["language"],
        tts_language=values["ttsLanguage"],
        transcription_language=values["transcriptionLanguage"],
        voice=values["voice"],
        voices=tuple(one.voice for one in content if isinstance(one, Language)),
        greeting=values["welcomeGreeting"],
        greeting_interruptible=values["welcomeGreetingInterruptible"],
        interruptible=values["interruptible"],
        preemptible=values["preemptible"],
        report=values["reportInputDuringAgentSpeech"],
        dtmf=values["dtmfDetection"],
        partial_prompts=values["partialPrompts"],
        filters=values["profanityFilter"],
        events=frozenset((values["events"] + " " + values["debug"]).replace(",", " ").split()) & EVENTS,
        parameters=parameters_of(content),
    )


def _failed(code: int, detail: str) -> dict[str, str]:
    return {"SessionStatus": "failed", "ErrorCode": str(code), "ErrorMessage": detail}


def _heard(state: Relay) -> frozenset[type]:
    """Return the kinds of input that are noticed now."""
    persons = {kind for kind, means in ((KeyPressed, Means.DTMF), (Spoke, Means.SPEECH)) if state.hears(means)}
    return ALWAYS | persons


def _told_to(state: Relay, got: Input | None, now: float) -> list[talk.Output]:
    """Tell the protocol what happened."""
    match got:
        case RelayOpened(setup):
            return state.open(dict(setup))
        case RelayReceived(text):
            return state.receive(text)
        case Spoke(text):
            return state.spoke(text, now)
        case KeyPressed(key):
            return state.pressed(key, now)
        case SoundBegan(number, seconds):
            return state.began(number, seconds, now)
        case SoundEnded(number):
            return state.ended(number)
        case _:
            return state.give_up()


def _effects(outputs: Iterable[talk.Output], *, prompt: bool) -> Acting:
    """Ask the driver for what the protocol wants; ``prompt`` where one is among the messages."""
    for output in outputs:
        match output:
            case talk.Frame(text):
                yield SendToRelay(text=text, prompt=prompt)
            case talk.Hush():
                yield Hush()
            case talk.Sound():
                yield Perform(number=output.number, sound=_sound(output))


def _sound(sound: talk.Sound) -> Speak | PlayAudio | PlayDigits:
    if sound.url:
        return PlayAudio(url=sound.url)
    if sound.digits:
        return PlayDigits(digits=sound.digits)
    return Speak(text=sound.text, language=sound.language, voice=sound.voice)
