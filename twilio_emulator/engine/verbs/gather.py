"""``<Gather>``: keys, or speech, from the caller (twilio-behaviour 3.4).

The rules, by their numbers there: input is accepted from the first moment and stops the prompt (1); the clock starts
after the prompts or at the first key and restarts at every key (2); ``numDigits``, ``finishOnKey`` or silence after at
least one key submit (3); nothing entered, or the finishing key alone, falls through to the next verb (4) unless
``actionOnEmptyResult`` (5); an empty ``finishOnKey`` makes ``#`` and ``*`` ordinary keys (6); without ``action`` the
document itself is asked again (8); the first kind of input decides, and speech disregards keys (9).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from twilio_emulator.engine import attributes, recognition
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import (
    KEYS,
    NOTHING,
    SPEECH,
    Effect,
    Notify,
    Prefetch,
    Purpose,
    Report,
    Turn,
    Wait,
)
from twilio_emulator.engine.errors import Notice, TwimlError
from twilio_emulator.engine.inputs import Input, KeyPressed, Prefetched, Spoke
from twilio_emulator.engine.verbs.pause import Pause
from twilio_emulator.engine.verbs.play import Play
from twilio_emulator.engine.verbs.say import Say
from twilio_emulator.engine.verbs.verb import Goto, Line, Running, Verb

AUTO_SILENCE = 1.0
"""Seconds of silence that end speech where ``speechTimeout`` is ``auto``: the first pause."""
DEFAULT_SILENCE = 5.0
RECOGNISED = "every word is heard as it was spoken"
WITHIN = {13511: 13321, 13510: 13322}
"""What a nested Say's remarks are filed under here."""
WRONG_TYPE = 13325
STABILITY = "0.9"
Prompting = Generator[Effect, Input | None, Input | None]


def _seconds_or_auto(code: int, default: int | None) -> attributes.Attribute:
    number = attributes.whole(default=None, least=1, most=14_400, code=code)
    return attributes.Attribute(
        lambda value: "auto" if value == "auto" else number.read(value), default, code, "seconds | auto"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather(Verb):
    """Collect what the caller keys or says while and after the nested prompts, and submit it to ``action``.

    Times are in seconds; ``None`` stands for the first pause.
    """

    TAG = "Gather"
    ANSWERS = True
    CONTENT: ClassVar = (Say, Play, Pause)
    ATTRIBUTES: ClassVar = {
        "action": attributes.url(),
        "method": attributes.method(13312),
        "input": attributes.words("dtmf", "speech", default=("dtmf",), code=13326),
        "numDigits": attributes.whole(default=None, least=1, code=13314),
        "finishOnKey": attributes.key(default="#", code=13310),
        "timeout": _seconds_or_auto(13313, 5),
        "speechTimeout": _seconds_or_auto(13327, None),
        "actionOnEmptyResult": attributes.boolean(False, 13338),
        "bargeIn": attributes.boolean(True, 13332),
        "partialResultCallback": attributes.url(),
        "partialResultCallbackMethod": attributes.method(13329),
        "hints": attributes.Attribute(recognition.hints, (), 13330, "up to 500 phrases, with commas"),
        "language": attributes.Attribute(recognition.language, "en-US", 13331, "language tag"),
        "speechModel": attributes.Attribute(recognition.model, "default", 13334, "model"),
        "profanityFilter": attributes.boolean(True, 13333),
        "enhanced": attributes.noted(attributes.boolean(False), RECOGNISED),
        "maxSpeechTime": attributes.whole(default=60, least=1, most=600, code=13328),
        "debug": attributes.noted(attributes.boolean(False), "the official client has it and the manual does not"),
    }

    prompts: tuple[Say | Play | Pause, ...]
    action: str
    method: str
    input: tuple[str, ...]
    num_digits: int | None
    finish_on_key: str
    timeout: float
    speech_timeout: float
    action_on_empty_result: bool
    barge_in: bool
    partial: str | None
    partial_method: str
    language: str
    hints: tuple[str, ...]
    model: str
    filters: bool
    longest: float

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read attributes and prompts; files 133xx and 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        patience = DEFAULT_SILENCE if values["timeout"] == "auto" else float(values["timeout"])
        silence = values["speechTimeout"] or values["timeout"]
        if values["speechTimeout"] == "auto" and "speechModel" in element.attributes:
            notices.append(element.remark(13335, "a model is given; speechTimeout is to be a number of seconds"))
        return cls(
            prompts=_prompts(element, notices),
            action=values["action"] or "",
            method=values["method"],
            input=values["input"],
            num_digits=values["numDigits"],
            finish_on_key=values["finishOnKey"],
            timeout=patience,
            speech_timeout=AUTO_SILENCE if silence == "auto" else float(silence),
            action_on_empty_result=values["actionOnEmptyResult"],
            barge_in=values["bargeIn"],
            partial=values["partialResultCallback"],
            partial_method=values["partialResultCallbackMethod"],
            language=values["language"],
            hints=values["hints"],
            model=values["speechModel"],
            filters=values["profanityFilter"] and values["speechModel"] != recognition.UNFILTERED,
            longest=min(float(values["maxSpeechTime"]), recognition.LONGEST_SPEECH),
            line=element.line,
            column=element.column,
        )

    @property
    def expects(self) -> recognition.Expectation:
        """What a recogniser of sound is told beforehand."""
        return recognition.Expectation(language=self.language, hints=self.hints, model=self.model)

    def run(self, call: Line) -> Running:
        """Prompt, collect, submit."""
        hears = (KEYS if "dtmf" in self.input else NOTHING) | (SPEECH if "speech" in self.input else NOTHING)
        got = yield from self._prompt(call, hears if self.barge_in else NOTHING)
        if got is None:
            got = yield Wait(seconds=self.timeout, hears=hears, turn=Turn.CALLER)
        if isinstance(got, Spoke):
            return (yield from self._collect_speech(call, got))
        return (yield from self._collect_keys(got))

    def _prompt(self, call: Line, hears: frozenset[type]) -> Prompting:
        got, prompts = yield from self._at_hand(call, hears)
        if got is not None:
            return got
        for prompt in prompts:
            got = yield from prompt.perform(call, hears)
            if got is not None:
                return got
        return None

    def _at_hand(
        self, call: Line, hears: frozenset[type]
    ) -> Generator[Effect, Input | None, tuple[Input | None, tuple[Say | Play | Pause, ...]]]:
        """Fetch all sounds before the first of several is played (rule 1)."""
        wanted = [prompt for prompt in self.prompts if isinstance(prompt, Play) and prompt.url]
        if len(wanted) < 2:
            return None, self.prompts
        try:
            urls = tuple(call.absolute(prompt.url) for prompt in wanted)
        except TwimlError:  # the prompt that it is about says so itself
            return None, self.prompts
        got = yield Prefetch(urls=urls, hears=hears)
        if not isinstance(got, Prefetched):
            return got, ()
        sounds = iter(got.sounds)
        loaded = (replace(one, sound=next(sounds, None)) if one in wanted else one for one in self.prompts)
        return None, tuple(loaded)

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

    def _collect_speech(self, call: Line, got: Input | None) -> Running:
        """Listen until there is silence, or the longest speech is over; the keys count no more."""
        said: list[str] = []
        confidence, left = 1.0, self.longest
        while isinstance(got, Spoke):
            text = recognition.cut(got, left)
            yield from self._report(call, len(said), " ".join(said), self._clean(text))
            said.append(self._clean(text))
            confidence = min(confidence, got.confidence)
            left -= got.seconds
            if left <= 0:
                break
            got = yield Wait(seconds=self.speech_timeout, hears=SPEECH, turn=Turn.CALLER)
        result = {"SpeechResult": " ".join(said), "Confidence": f"{confidence:.8f}"}
        return self._submit({**result, "Language": self.language, "SpeechModel": self.model})

    def _clean(self, text: str) -> str:
        return recognition.filtered(text) if self.filters else text

    def _report(self, call: Line, number: int, stable: str, unstable: str) -> Generator[Effect, Input | None, None]:
        """Tell the application what has been understood so far (rule 10)."""
        if not self.partial:
            return
        try:
            url = call.absolute(self.partial)
        except TwimlError as error:
            yield Notify(notice=error.notice)
            return
        params = {
            "SequenceNumber": str(number),
            "StableSpeechResult": stable,
            "UnstableSpeechResult": unstable,
            "Stability": STABILITY,
        }
        yield Report(url=url, method=self.partial_method, purpose=Purpose.STATUS, params=params)

    def _submit(self, params: dict[str, str]) -> Goto:
        return Goto(url=self.action, method=self.method, purpose=Purpose.ACTION, params=params)


def _prompts(element: Element, notices: list[Notice]) -> tuple[Say | Play | Pause, ...]:
    """Read what is heard first; what is wrong with it has codes of its own here."""
    found: list[Say | Play | Pause] = []
    words = {verb.TAG: verb for verb in Gather.CONTENT}
    for child in element.elements:
        verb = words.get(child.tag)
        if verb is None or (verb is Play and child.attributes.get("digits")):
            detail = f"{child.tag}{' with digits' if verb else ''} is not allowed within Gather"
            notices.append(child.remark(13320, detail))
            continue
        filed: list[Notice] = []
        prompt = verb.read(child, filed)
        notices += (replace(one, code=WITHIN.get(one.code, one.code)) for one in filed)
        found.append(replace(prompt, wrong_type=WRONG_TYPE) if isinstance(prompt, Play) else prompt)
    return tuple(found)
