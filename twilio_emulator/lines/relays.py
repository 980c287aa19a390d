"""The websocket of a ConversationRelay, and the sounds that are made while its session goes on listening.

What is said to whom is the session's business (:mod:`twilio_emulator.engine.verbs.relay`). In virtual time the clock
stands still after a prompt until the application has answered, a few seconds of real time at most.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from twilio_emulator.clock import Timer
from twilio_emulator.engine import effects, inputs
from twilio_emulator.lines.driver import SHORTEST_SOUND, Driver, kind_of, problem_with_sound, seconds_aloud
from twilio_emulator.lines.intake import opened
from twilio_emulator.lines.line import Line, seconds_of_tones
from twilio_emulator.lines.room import Heard
from twilio_emulator.sound import audio
from twilio_emulator.sound.speech import seconds_spoken
from twilio_emulator.store import Speaker
from twilio_emulator.webhook.sockets import Arrival, Link, Loss, Lost, Opened, Received

CALL_TYPES = {"client:": "CLIENT", "sip:": "SIP", "whatsapp:": "WHATSAPP"}


class Relaying:
    """One session's websocket, a tap of its leg so that it ends with it."""

    def __init__(self, driver: Driver, effect: effects.OpenRelay) -> None:
        self._effect = effect
        self._driver = driver
        self._line: Line = driver.line
        self._link: Link | None = None
        self._timer: Timer | None = None
        self._number = 0
        self._prompted = False

    def begin(self) -> None:
        """Open the websocket."""
        self._line.taps.append(self)
        link = opened(self._line, self._effect.url, self._take)
        if isinstance(link, Link):
            self._link = link
        else:
            self._take(link)

    def send(self, text: str, *, prompt: bool) -> None:
        """Send a message; after a ``prompt`` an answer is due."""
        limits = self._line.desk.sockets.limits
        if self._link is not None:
            self._prompted = self._prompted or prompt
            self._link.send(text)
            self._link.expect(limits.answer if self._prompted else limits.moment)

    def close(self) -> None:
        """Close the websocket, and be silent."""
        self.hush()
        if self in self._line.taps:
            self._line.taps.remove(self)
            self._line.write(Speaker.NOTE, "the conversation relay ends")
        if self._link is not None:
            self._link.close()

    # -- a tap that takes nothing: the session is told itself

    def hears(self, _kind: type) -> bool:
        """Whether an input of a kind would be noticed: by the session, not here."""
        return False

    def said(self, what: Heard) -> None:
        """Take what the person presses or says."""

    def sounded(self, text: str, seconds: float) -> None:
        """Take what is heard at the far end."""

    def over(self) -> None:
        """Take it that the leg is over."""
        self.close()

    # -- sounds

    def perform(self, number: int, sound: effects.Speak | effects.PlayAudio | effects.PlayDigits) -> None:
        """Let ``sound`` be heard; it begins when it is at hand."""
        self.hush()
        self._number = number
        desk = self._line.desk
        match sound:
            case effects.PlayDigits():
                self._line.tones(sound.digits)
                self._began(number, seconds_of_tones(sound.digits))
            case effects.PlayAudio():
                self._line.work(partial(self._play, number, sound))
            case effects.Speak():
                if desk.speech is None:
                    self._say(number, sound, seconds_spoken(sound))
                else:
                    self._line.work(partial(self._say_aloud, number, sound))

    def hush(self) -> None:
        """Stop the sound that is being made."""
        self._number = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _say_aloud(self, number: int, sound: effects.Speak) -> None:
        engine = self._line.desk.speech
        assert engine is not None
        seconds, trouble = seconds_aloud(sound, engine)
        with self._line.desk.lock:
            if self._number == number:
                self._line.makes_no_sound(trouble)
                self._say(number, sound, seconds)

    def _say(self, number: int, sound: effects.Speak, seconds: float) -> None:
        self._line.sounds(sound.text, seconds=seconds, language=sound.language, voice=sound.voice, rate=sound.rate)
        self._began(number, seconds)

    def _play(self, number: int, sound: effects.PlayAudio) -> None:
        got = self._driver.sound_at(sound.url)
        with self._line.desk.lock:
            if self._number != number:
                return
            problem = problem_with_sound(got, sound)
            if problem is not None:
                self._driver.note(problem)
                self._ended(number)
            elif isinstance(got, inputs.Reply):
                content = audio.inspect(got.body, kind_of(got))
                seconds = max(content.seconds, SHORTEST_SOUND)
                words = content.title or f"[{sound.url.rpartition('/')[2]}]"
                self._line.sounds(words, seconds=seconds, audio_url=sound.url)
                self._began(number, seconds)

    def _began(self, number: int, seconds: float) -> None:
        self._timer = self._line.later(seconds, partial(self._ended, number))
        self._driver.feed(inputs.SoundBegan(number, seconds))

    def _ended(self, number: int) -> None:
        self.hush()
        self._driver.feed(inputs.SoundEnded(number))

    # -- the websocket

    def _take(self, arrival: Arrival) -> None:
        if self not in self._line.taps:
            return
        match arrival:
            case Opened():
                self._line.write(Speaker.NOTE, "the conversation relay begins")
                self._driver.feed(inputs.RelayOpened(self._setup()))
            case Received(text):
                self._driver.feed(inputs.RelayReceived(text))
                self._after_message()
            case Lost(loss, detail):
                ended = loss in (Loss.CLOSED, Loss.BROKEN, Loss.PROTOCOL)
                self.close()
                self._driver.feed(inputs.RelayClosed(64105 if ended else 64102, detail))

    def _after_message(self) -> None:
        """Wait on for an answer that is not complete; one that is may be followed by more."""
        waiting = self._driver.session.waiting
        thinking = isinstance(waiting, effects.Wait) and waiting.turn is effects.Turn.NOBODY and not self._number
        if self._prompted and thinking:
            return
        self._prompted = False
        if self._link is not None:
            self._link.more()

    def _setup(self) -> tuple[tuple[str, str], ...]:
        """Say whose call it is, in the words of the first message (twilio-behaviour 7.2)."""
        call = self._line.call
        kinds = (kind for prefix, kind in CALL_TYPES.items() if call.from_.startswith(prefix))
        return (
            ("sessionId", self._effect.sid),
            ("accountSid", call.account_sid),
            ("parentCallSid", call.parent_sid),
            ("callSid", call.sid),
            ("from", call.from_),
            ("to", call.to),
            ("forwardedFrom", call.forwarded_from),
            ("callType", next(kinds, "PSTN")),
            ("callerName", call.caller_name or ""),
            ("direction", call.direction),
            ("callStatus", "RINGING" if call.direction == "inbound" else str(call.status).upper()),
        )


def open_relay(driver: Driver, effect: effects.OpenRelay) -> None:
    """Begin a session's websocket."""
    Relaying(driver, effect).begin()


def send_to_relay(driver: Driver, effect: effects.SendToRelay) -> None:
    """Send a message."""
    for relay in relays_of(driver.line):
        relay.send(effect.text, prompt=effect.prompt)


def close_relay(driver: Driver, _effect: effects.CloseRelay) -> None:
    """Close it."""
    for relay in relays_of(driver.line):
        relay.close()


def perform(driver: Driver, effect: effects.Perform) -> None:
    """Let something be heard."""
    for relay in relays_of(driver.line):
        relay.perform(effect.number, effect.sound)


def hush(driver: Driver, _effect: effects.Hush) -> None:
    """Let nothing be heard."""
    for relay in relays_of(driver.line):
        relay.hush()


def relays_of(line: Line) -> list[Relaying]:
    """Return the relay of a leg, if it has one."""
    return [tap for tap in line.taps if isinstance(tap, Relaying)]


CARRY_OUT: dict[type[effects.Effect], Callable[[Driver, Any], None]] = {
    effects.OpenRelay: open_relay,
    effects.SendToRelay: send_to_relay,
    effects.CloseRelay: close_relay,
    effects.Perform: perform,
    effects.Hush: hush,
}
"""How each effect of a relay is carried out."""
