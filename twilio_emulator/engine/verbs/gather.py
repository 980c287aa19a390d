"""``<Gather>``: keys, or speech, from the caller (twilio-behaviour 3.4).

The rules, by their numbers there: input is accepted from the first moment and stops the prompt (1); the clock starts
after the prompts or at the first key and restarts at every key (2); ``numDigits``, ``finishOnKey`` or silence after at
least one key submit (3); nothing entered, or the finishing key alone, falls through to the next verb (4) unless
``actionOnEmptyResult`` (5); an empty ``finishOnKey`` makes ``#`` and ``*`` ordinary keys (6); without ``action`` the
document itself is asked again (8); the first kind of input decides, and speech disregards keys (9).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import KEYS, NOTHING, SPEECH, Effect, Purpose, Turn, Wait
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.inputs import Input, KeyPressed, Spoke
from twilio_emulator.engine.verbs.pause import Pause
from twilio_emulator.engine.verbs.play import Play
from twilio_emulator.engine.verbs.say import Say
from twilio_emulator.engine.verbs.verb import Goto, Line, Running, Verb

AUTO_SILENCE = 1.0
"""Seconds of silence that end speech where ``speechTimeout`` is ``auto``: the first pause."""


def _seconds_or_auto(code: int) -> attributes.Attribute:
    number = attributes.whole(default=None, least=1, most=14_400, code=code)
    return attributes.Attribute(
        lambda value: "auto" if value == "auto" else number.read(value), None, code, "seconds | auto"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather(Verb):
    """Collect what the caller keys or says while and after the nested prompts, and submit it to ``action``."""

    TAG = "Gather"
    ANSWERS = True
    CONTENT: ClassVar = (Say, Play, Pause)
    ATTRIBUTES: ClassVar = {
        "action": attributes.url(),
        "method": attributes.method(13312),
        "input": attributes.words("dtmf", "speech", default=("dtmf",), code=13326),
        "numDigits": attributes.whole(default=None, least=1, code=13314),
        "finishOnKey": attributes.key(default="#", code=13310),
        "timeout": attributes.whole(default=5, least=1, most=14_400, code=13313),
        "speechTimeout": _seconds_or_auto(13327),
        "actionOnEmptyResult": attributes.boolean(False, 13338),
        "bargeIn": attributes.boolean(True, 13332),
        "partialResultCallback": attributes.url(),
        "partialResultCallbackMethod": attributes.method(13329),
        "hints": attributes.text(),
        "language": attributes.text("en-US"),
        "speechModel": attributes.text("default"),
        "profanityFilter": attributes.boolean(True, 13333),
        "enhanced": attributes.boolean(False),
        "maxSpeechTime": attributes.whole(default=60, least=1, most=600, code=13328),
        "debug": attributes.boolean(False),
    }

    prompts: tuple[Say | Play | Pause, ...]
    action: str
    method: str
    input: tuple[str, ...]
    num_digits: int | None
    finish_on_key: str
    timeout: int
    speech_timeout: int | str | None
    action_on_empty_result: bool
    barge_in: bool

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read attributes and prompts; files 133xx and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        prompts: list[Say | Play | Pause] = []
        prompting = {verb.TAG: verb for verb in cls.CONTENT}
        for child in element.elements:
            verb = prompting.get(child.tag)
            if verb is None or (verb is Play and child.attributes.get("digits")):
                detail = f"{child.tag}{' with digits' if verb else ''} is not allowed within Gather"
                notices.append(child.remark(13320, detail))
            else:
                prompts.append(verb.read(child, notices))
        return cls(
            prompts=tuple(prompts),
            action=values["action"] or "",
            method=values["method"],
            input=values["input"],
            num_digits=values["numDigits"],
            finish_on_key=values["finishOnKey"],
            timeout=values["timeout"],
            speech_timeout=values["speechTimeout"],
            action_on_empty_result=values["actionOnEmptyResult"],
            barge_in=values["bargeIn"],
            line=element.line,
        )

    def run(self, call: Line) -> Running:
        """Prompt, collect, submit."""
        hears = (KEYS if "dtmf" in self.input else NOTHING) | (SPEECH if "speech" in self.input else NOTHING)
        got = yield from self._prompt(call, hears if self.barge_in else NOTHING)
        if got is None:
            got = yield Wait(seconds=self.timeout, hears=hears, turn=Turn.CALLER)
        if isinstance(got, Spoke):
            return (yield from self._collect_speech(got))
        return (yield from self._collect_keys(got))

    def _prompt(self, call: Line, hears: frozenset[type]) -> Generator[Effect, Input | None, Input | None]:
        for prompt in self.prompts:
            got = yield from prompt.perform(call, hears)
            if got is not None:
                return got
        return None

    def _collect_keys(self, got: Input | None) -> Running:
        entered, finished_on = "", ""
        while isinstance(got, KeyPressed):
            if got.key == self.finish_on_key:
                finished_on = got.key
                break
            entered += got.key
            if len(entered) == self.num_digits:
                break
            got = yield Wait(seconds=self.timeout, hears=KEYS, turn=Turn.CALLER)
        if entered or self.action_on_empty_result:
            return self._submit({"Digits": entered, "FinishedOnKey": finished_on, "msg": "Gather End"})
        return None

    def _collect_speech(self, got: Spoke) -> Running:
        said, confidence = [got.text], got.confidence
        silence = AUTO_SILENCE if self.speech_timeout == "auto" else float(self.speech_timeout or self.timeout)
        while isinstance(more := (yield Wait(seconds=silence, hears=SPEECH, turn=Turn.CALLER)), Spoke):
            said.append(more.text)
            confidence = min(confidence, more.confidence)
        return self._submit({"SpeechResult": " ".join(said), "Confidence": f"{confidence:.8f}"})

    def _submit(self, params: dict[str, str]) -> Goto:
        return Goto(url=self.action, method=self.method, purpose=Purpose.ACTION, params=params)
