"""ConversationRelay without its socket: what a person says becomes messages, what the application sends becomes speech.

Times are seconds since the call was placed. Every method returns, in order, what is to be done: messages to be sent,
sounds to be made one at a time, the end. The rules (twilio-behaviour 7.2, and where it is silent a choice):

* tokens are joined until ``last``; what was joined is said as one, after what is being said;
* a person who speaks, or presses a key, while something interruptible is said cuts it off, with all that waits behind
  it; the application is told how far it was heard, and then what the person said;
* while something else is said, a person is heard where ``reportMeansDuringAgentSpeech`` says so;
* a new talk cycle cuts off what is preemptible;
* ``end`` ends at once, in mid-word.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from twilio_emulator.engine.json_frames import flag_of, read, shown, text_of
from twilio_emulator.engine.recognition import filtered
from twilio_emulator.engine.talk import (
    Cycle,
    Frame,
    Hush,
    Invalid,
    Means,
    Output,
    Over,
    Sound,
    Speaking,
    Terms,
    check_address,
    interruptible_of,
)  # fmt: skip

MOST_WAITING = 1000
"""Sounds that wait to be made."""
LONGEST_TEXT = 64 * 1024
"""Characters of one talk cycle."""
MOST_LOOPS = 1000
"""How often something is played that is played without end."""
DIGITS = frozenset("0123456789ABCDabcd#*wW")


class Relay:
    """One session, from its setup to its end."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._spoken = terms.tts_language or terms.language
        self._heard = terms.transcription_language or terms.language
        self._numbers = 0
        self._speaking: Speaking | None = None
        self._waiting: deque[Sound] = deque()
        self._cycle: Cycle | None = None
        self.awaiting = False
        """Whether the person has said something and the application has not answered in full."""

    @property
    def speaking(self) -> bool:
        """Whether something is being said or played."""
        return self._speaking is not None

    def hears(self, kind: Means) -> bool:
        """Whether the person would be heard now; ``kind`` is speech or dtmf."""
        if kind is Means.DTMF and not self._terms.dtmf:
            return False
        speaking = self._speaking
        return speaking is None or speaking.sound.interruptible.counts(kind) or self._terms.report.counts(kind)

    def open(self, setup: Mapping[str, Any]) -> list[Output]:
        """Send the first message, ``setup`` with the noun's parameters, and begin the greeting."""
        terms = self._terms
        message = {"type": "setup", **setup, "customParameters": dict(terms.parameters)}
        outputs: list[Output] = [Frame(json.dumps(message))]
        if terms.greeting:
            greeting = self._sound(text=terms.greeting, interruptible=terms.greeting_interruptible)
            outputs += self._enqueue(greeting)
        return outputs

    # -- what the person does

    def spoke(self, text: str, now: float) -> list[Output]:
        """Take it that the person said ``text``."""
        if not self.hears(Means.SPEECH):
            return []
        outputs = self._interrupt(Means.SPEECH, now)
        outputs += self._event("speaker-events", "clientSpeaking", "on")
        text = filtered(text) if self._terms.filters else text
        words = text.split()
        if self._terms.partial_prompts and len(words) > 1:
            outputs.append(self._prompt(" ".join(words[: len(words) // 2]), last=False))
        outputs += self._event("speaker-events", "clientSpeaking", "off")
        outputs.append(self._prompt(text, last=True))
        self.awaiting = True
        return outputs

    def pressed(self, key: str, now: float) -> list[Output]:
        """Take it that the person pressed ``key``."""
        if not self.hears(Means.DTMF):
            return []
        return [*self._interrupt(Means.DTMF, now), Frame(json.dumps({"type": "dtmf", "digit": key}))]

    def _prompt(self, text: str, *, last: bool) -> Frame:
        return Frame(json.dumps({"type": "prompt", "voicePrompt": text, "lang": self._heard, "last": last}))

    def _interrupt(self, kind: Means, now: float) -> list[Output]:
        """Cut off what is being said, if that may be done, and all that waits behind it."""
        speaking, cycle = self._speaking, self._cycle
        if speaking is not None:
            words, milliseconds = speaking.heard(now)
            by = speaking.sound.interruptible
        else:
            words, milliseconds = "", 0
            by = cycle.interruptible if cycle is not None else Means.NONE
        if not by.counts(kind):
            return []
        self._waiting.clear()
        self._cycle = None
        message = {
            "type": "interrupt",
            "utteranceUntilInterrupt": words,
            "durationUntilInterruptMs": milliseconds,
        }
        return [*self._hush(words), Frame(json.dumps(message))]

    # -- what is heard

    def began(self, number: int, seconds: float, now: float) -> list[Output]:
        """Take it that the sound ``number`` can be heard, and will take ``seconds``."""
        speaking = self._speaking
        if speaking is None or speaking.sound.number != number or speaking.since is not None:
            return []
        speaking.since, speaking.seconds = now, seconds
        return self._event("speaker-events", "agentSpeaking", "on")

    def ended(self, number: int) -> list[Output]:
        """Take it that the sound ``number`` was heard to its end."""
        speaking = self._speaking
        if speaking is None or speaking.sound.number != number:
            return []
        self._speaking = None
        return [*self._silent(speaking, speaking.sound.text), *self._next()]

    def give_up(self) -> list[Output]:
        """The person has waited long enough: say what has come of the answer."""
        self.awaiting = False
        return self._complete()

    def _hush(self, words: str) -> list[Output]:
        speaking, self._speaking = self._speaking, None
        return [Hush(), *self._silent(speaking, words)] if speaking is not None else []

    def _silent(self, speaking: Speaking, words: str) -> list[Output]:
        if speaking.since is None:
            return []
        played = self._event("tokens-played", "tokensPlayed", words) if words else []
        return [*played, *self._event("speaker-events", "agentSpeaking", "off")]

    def _event(self, kind: str, name: str, value: str) -> list[Output]:
        if kind not in self._terms.events:
            return []
        return [Frame(json.dumps({"type": "info", "name": name, "value": value}))]

    # -- what the application sends

    def receive(self, text: str | bytes) -> list[Output]:
        """Take a message from the application."""
        try:
            message = read(text)
            return self._take(text_of(message, "type"), message)
        except ValueError as error:
            detail = str(error)
            return [Invalid(detail), Frame(json.dumps({"type": "error", "description": f"Invalid message: {detail}"}))]

    def _take(self, kind: str, message: dict[str, Any]) -> list[Output]:
        """Do what a message asks for; raises ValueError with what is wrong with it."""
        match kind:
            case "text":
                return self._token(message)
            case "play":
                return self._play(message)
            case "sendDigits":
                return self._digits(message)
            case "language":
                self._spoken = text_of(message, "ttsLanguage", self._spoken)
                self._heard = text_of(message, "transcriptionLanguage", self._heard)
                return []
            case "end":
                handoff = text_of(message, "handoffData") if message.get("handoffData") is not None else None
                return [*self._hush(""), Over(handoff)]
            case _:
                raise ValueError(f"type {shown(kind)} is none of text, play, sendDigits, language, end")

    def _token(self, message: dict[str, Any]) -> list[Output]:
        token = text_of(message, "token")
        last = flag_of(message, "last", False)
        interruptible = interruptible_of(message, self._terms.interruptible)
        preemptible = flag_of(message, "preemptible", self._terms.preemptible)
        language = text_of(message, "lang", "")
        cycle = self._cycle or Cycle(interruptible=interruptible, preemptible=preemptible)
        if cycle.length + len(token) > LONGEST_TEXT:
            raise ValueError(f"a talk cycle of more than {LONGEST_TEXT} characters")
        self._check_room()
        outputs = self._preempt() if self._cycle is None else []
        cycle.tokens.append(token)
        cycle.length += len(token)
        self._cycle = cycle
        return [*outputs, *self._complete(language)] if last else outputs

    def _play(self, message: dict[str, Any]) -> list[Output]:
        url = text_of(message, "source")
        loops = message.get("loop", 1)
        if isinstance(loops, bool) or not isinstance(loops, int) or loops < 0:
            raise ValueError(f"loop is to be a whole number from 0, and is {shown(loops)}")
        check_address(url)
        self._check_room()
        interruptible = interruptible_of(message, self._terms.interruptible)
        preemptible = flag_of(message, "preemptible", self._terms.preemptible)
        outputs = [*self._complete(), *self._preempt()]
        self.awaiting = False
        for _ in range(min(loops or MOST_LOOPS, max(MOST_WAITING - len(self._waiting), 1))):
            outputs += self._enqueue(self._sound(url=url, interruptible=interruptible, preemptible=preemptible))
        return outputs

    def _digits(self, message: dict[str, Any]) -> list[Output]:
        digits = text_of(message, "digits")
        if not digits or not set(digits) <= DIGITS or len(digits) > LONGEST_TEXT:
            raise ValueError(f"digits is to be made of 0-9 A-D # * w W, and is {shown(digits)}")
        self._check_room()
        self.awaiting = False
        return [*self._complete(), *self._enqueue(self._sound(digits=digits, interruptible=Means.NONE))]

    # -- the queue

    def _complete(self, language: str = "") -> list[Output]:
        """Say the tokens that have come."""
        cycle, self._cycle = self._cycle, None
        if cycle is None:
            return []
        self.awaiting = False
        text = " ".join("".join(cycle.tokens).split())
        if not text:
            return []
        return self._enqueue(
            self._sound(text=text, interruptible=cycle.interruptible, preemptible=cycle.preemptible, language=language)
        )

    def _sound(self, *, language: str = "", **what: Any) -> Sound:
        self._numbers += 1
        spoken = language or self._spoken
        named = next((one.voice for one in self._terms.voices if one.language == spoken), "")
        own = self._terms.voice if spoken == (self._terms.tts_language or self._terms.language) else ""
        return Sound(number=self._numbers, language=spoken, voice=named or own, **what)

    def _preempt(self) -> list[Output]:
        """Cut off what may be cut off by a new talk cycle."""
        self._waiting = deque(sound for sound in self._waiting if not sound.preemptible)
        if self._speaking is None or not self._speaking.sound.preemptible:
            return []
        return [*self._hush(""), *self._next()]

    def _check_room(self) -> None:
        """Raise ValueError where too much waits already; nothing has been changed by then."""
        if len(self._waiting) >= MOST_WAITING:
            raise ValueError(f"{MOST_WAITING} sounds wait already")

    def _enqueue(self, sound: Sound) -> list[Output]:
        self._waiting.append(sound)
        return self._next()

    def _next(self) -> list[Output]:
        if self._speaking is not None or not self._waiting:
            return []
        sound = self._waiting.popleft()
        self._speaking = Speaking(sound)
        return [sound]
