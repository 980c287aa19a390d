"""A call that an application answers: the session's effects, carried out.

A wait ends in exactly one way: by its timer, by the caller, by the application's answer, or because the phone was put
down; the timer of a wait that something else has ended is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx

from twilio_emulator import audio, parameters
from twilio_emulator.desk import Desk
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.interpret import AUDIO
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.engine.session import Entry, Session
from twilio_emulator.line import Heard, Line
from twilio_emulator.speech import SpeechEngine, SpeechError, seconds_of
from twilio_emulator.store import Call, Number, Speaker
from twilio_emulator.webhook import Request

log = logging.getLogger(__name__)

MAX_SOUND = 16 * 1024 * 1024
"""Bytes of a sound that are fetched."""
SHORTEST_SOUND = 0.1
"""Seconds that even an empty sound lasts, so that a loop of them comes to the call's end."""
TONE_SECONDS = {"w": 0.5, "W": 1.0}
"""What the letters in a string of tones mean; every other tone lasts a quarter of a second."""


class AppLine(Line):
    """One call through the application of ``number``; ``speech`` is set where somebody really listens."""

    def __init__(
        self, desk: Desk, call: Call, on_over: Callable[[Line], None], number: Number, speech: SpeechEngine | None
    ) -> None:
        super().__init__(desk, call, on_over)
        self._number = number
        self._speech = speech
        self._cookies = httpx.Cookies()
        self._played: effects.PlayAudio | None = None
        self._at_hand: inputs.Reply | inputs.FetchFailed = inputs.FetchFailed(11200, "nothing was played", "")
        entry = Entry(
            url=number.voice_url,
            method=number.voice_method,
            fallback_url=number.voice_fallback_url,
            fallback_method=number.voice_fallback_method,
        )
        self._session = Session(entry, leg=self.leg, limits=desk.limits)

    @property
    def callers_turn(self) -> bool:
        """Whether the session waits for its caller and nothing is being played."""
        waiting = self._session.waiting
        return isinstance(waiting, effects.Wait) and waiting.for_caller

    def begin(self) -> None:
        """Ask the application for its first document."""
        self._carry_out(self._session.start())

    def listens(self, kind: type) -> bool:
        """Whether the running verb listens for ``kind``."""
        return self._session.hears(kind)

    def heard(self, what: Heard) -> None:
        """Hand on what the caller pressed or said."""
        self._feed(what)

    def hung_up(self) -> None:
        """Hand on that the phone was put down."""
        self._feed(inputs.HungUp())

    def end(self, reason: str, unanswered: CallStatus) -> None:
        """Close the record, then tell the number's own status callback, once."""
        super().end(reason, unanswered)
        if self._number.status_callback:
            params = parameters.of_status(self.call, self.desk.clock.now())
            self.desk.jobs.submit(partial(self._report, params))

    def _feed(self, got: inputs.Input) -> None:
        """Tell the session what happened, and do what it asks."""
        if self._session.waiting is None:
            return
        asked = self._session.feed(got)
        if asked:
            self.drop_timer()
            self._carry_out(asked)

    def _carry_out(self, asked: list[effects.Effect]) -> None:
        for effect in asked:
            CARRY_OUT[type(effect)](self, effect)
        call, listening = self.call, self.callers_turn
        if call.listening is not listening:
            call.listening = listening
            self.news()

    def _fetch(self, effect: effects.Fetch) -> None:
        params = {**parameters.of_call(self.call), **effect.params}
        self.desk.jobs.submit(partial(self._fetch_now, effect, params))

    def _fetch_now(self, effect: effects.Fetch, params: dict[str, str]) -> None:
        url, method = effect.url, effect.method
        got, _ = self.desk.ask(self.call, self._number, effect.purpose, url, method, params, self._cookies)
        with self.desk.lock:
            self._feed(got)

    def _say(self, effect: effects.Speak) -> None:
        if self._speech is None:
            self._said(effect, seconds_of(effect.text, effect.rate, effect.pauses))
        else:
            self.desk.jobs.submit(partial(self._say_aloud, effect, self._speech))

    def _say_aloud(self, effect: effects.Speak, engine: SpeechEngine) -> None:
        """Make the sound first: its real length is how long the caller listens."""
        try:
            sound = engine.speak(effect.text, effect.language, effect.voice, effect.rate)
            seconds = audio.inspect(sound).seconds + effect.pauses
        except SpeechError as error:
            log.warning("no speech: %s", error)
            seconds = seconds_of(effect.text, effect.rate, effect.pauses)
        with self.desk.lock:
            if self._session.waiting is effect:
                self._said(effect, seconds)

    def _said(self, effect: effects.Speak, seconds: float) -> None:
        self.write(
            Speaker.LINE,
            effect.text,
            seconds=seconds,
            language=effect.language,
            voice=effect.voice,
            rate=effect.rate,
        )
        self.later(seconds, partial(self._feed, inputs.PlaybackEnded()))

    def _play(self, effect: effects.PlayAudio) -> None:
        if effect is self._played:  # a loop: the sound is at hand
            self._sound(effect, self._at_hand)
        elif effect.sound is None:
            self.desk.jobs.submit(partial(self._play_now, effect))
        else:
            self._sound(effect, effect.sound)

    def _play_now(self, effect: effects.PlayAudio) -> None:
        """Fetch the sound first: its length is how long the caller listens."""
        got = self.desk.webhooks.send(self._request_for_sound(effect.url)).got
        with self.desk.lock:
            if self._session.waiting is effect:
                self._played, self._at_hand = effect, got
                self._sound(effect, got)

    def _sound(self, effect: effects.PlayAudio, got: inputs.Reply | inputs.FetchFailed) -> None:
        """Let the sound take its time; one that cannot be had is noted and passed over."""
        problem = _problem_with_sound(got, effect.url)
        if problem is not None:
            self._note(problem)
            self.later(0.0, partial(self._feed, inputs.FetchFailed(problem.code, problem.detail, effect.url)))
        elif isinstance(got, inputs.Reply):
            sound = audio.inspect(got.body)
            words = sound.title or f"[{effect.url.rpartition('/')[2]}]"
            seconds = max(sound.seconds, SHORTEST_SOUND)
            self.write(Speaker.LINE, words, seconds=seconds, audio_url=effect.url)
            self.later(seconds, partial(self._feed, inputs.PlaybackEnded()))

    def _request_for_sound(self, url: str) -> Request:
        """Return a GET with none of a webhook's parameters (twilio-behaviour 1.3)."""
        return Request(
            url=url,
            method="GET",
            params={},
            token=self.desk.store.account.auth_token,
            app=self.desk.app_for(self._number, url),
            signed=False,
            max_bytes=MAX_SOUND,
        )

    def _play_digits(self, effect: effects.PlayDigits) -> None:
        seconds = sum(TONE_SECONDS.get(digit, 0.25) for digit in effect.digits)
        self.write(Speaker.LINE, f"[tones {effect.digits}]", seconds=seconds)
        self.later(seconds, partial(self._feed, inputs.PlaybackEnded()))

    def _wait(self, effect: effects.Wait) -> None:
        self.later(effect.seconds, partial(self._feed, inputs.TimerExpired()))

    def _answer(self, _effect: effects.Answer) -> None:
        self.answered()

    def _begin_verb(self, effect: effects.Begin) -> None:
        self.call.verb = effect.tag

    def _notify(self, effect: effects.Notify) -> None:
        self._note(effect.notice)

    def _note(self, notice: Notice) -> None:
        self.desk.remark(self.call, notice)
        self.write(Speaker.NOTE, str(notice), code=notice.code)

    def _over(self, effect: effects.End) -> None:
        self.end(effect.reason, CallStatus.COMPLETED)

    def _report(self, params: dict[str, str]) -> None:
        """Tell the application its call is over; whatever it answers, the call is not touched (1.8)."""
        url, method = self._number.status_callback, self._number.status_callback_method
        got, _ = self.desk.ask(self.call, self._number, "status", url, method, params, self._cookies)
        with self.desk.lock:
            if isinstance(got, inputs.FetchFailed):
                self.desk.remark(self.call, Notice(code=15003, detail=got.detail))
            elif got.status >= 400:
                self.desk.remark(self.call, Notice(code=15003, detail=f"the callback answered {got.status}"))


def _problem_with_sound(got: inputs.Reply | inputs.FetchFailed, url: str) -> Notice | None:
    """Return the coded remark on a sound that cannot be played, if it cannot."""
    if isinstance(got, inputs.FetchFailed):
        return Notice(code=got.code, detail=f"{url}: {got.detail}")
    if not 200 <= got.status < 300:
        return Notice(code=11200, detail=f"{url}: the application answered with status {got.status}")
    kind = got.content_type.partition(";")[0].strip().lower()
    if kind not in AUDIO:
        return Notice(code=13420, detail=f"{url} is {kind or 'of no stated type'}")
    return None


CARRY_OUT: dict[type[effects.Effect], Callable[[AppLine, Any], None]] = {
    effects.Fetch: AppLine._fetch,
    effects.Speak: AppLine._say,
    effects.PlayAudio: AppLine._play,
    effects.PlayDigits: AppLine._play_digits,
    effects.Wait: AppLine._wait,
    effects.Answer: AppLine._answer,
    effects.Begin: AppLine._begin_verb,
    effects.Notify: AppLine._notify,
    effects.End: AppLine._over,
}
"""How each effect of a call is carried out."""
