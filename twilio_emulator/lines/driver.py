"""Carries out what a session asks for on its leg: fetches documents, speaks, plays, keeps the time.

A wait ends in exactly one way: by its timer, by the person at the far end, by the application's answer, or because
something else interrupts it; the timer of a wait that is over is dropped, and an answer that comes for a wait that is
over is not handed on.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from twilio_emulator.clock import Timer
from twilio_emulator.engine import effects, inputs
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.interpret import AUDIO
from twilio_emulator.engine.leg import CallStatus, Leg
from twilio_emulator.engine.session import Entry, Role, Session
from twilio_emulator.feed import Topic
from twilio_emulator.lines import recordings
from twilio_emulator.sound import audio
from twilio_emulator.sound.speech import SpeechEngine, SpeechError, aloud, seconds_spoken
from twilio_emulator.store import Speaker, new_sid
from twilio_emulator.webhook import parameters
from twilio_emulator.webhook.client import Request

if TYPE_CHECKING:
    from twilio_emulator.lines.called_line import CalledLine
    from twilio_emulator.lines.line import Line

log = logging.getLogger(__name__)

AT_ONCE = 1000
"""How much may happen to a session while no time passes; two of them may answer each other for ever."""
ENDLESS = Notice(code=12400, detail=f"{AT_ONCE} things have happened to this call while no time has passed")
MAX_SOUND = 16 * 1024 * 1024
"""Bytes of a sound that are fetched."""
SHORTEST_SOUND = 0.1
"""Seconds that even an empty sound lasts, so that a loop of them comes to the call's end."""


class Driver:
    """Runs the documents of one leg, beginning with ``entry``; ``on_done`` is called when a whisper has run out."""

    def __init__(
        self, line: Line, entry: Entry, role: Role = Role.CALL, on_done: Callable[[], None] = lambda: None
    ) -> None:
        self.line = line
        self.desk = line.desk
        self.children: dict[str, CalledLine] = {}
        """The legs that were dialled from here and are not over."""
        self.session = Session(entry, leg=line.leg, limits=line.desk.limits, role=role, new_sid=new_sid)
        self.since = 0.0
        """Seconds into the call when what is waited for began to be."""
        self.due: float | None = None
        """Seconds into the call when that is over by itself, where that is known."""
        self._on_done = on_done
        self._inbox: deque[inputs.Input | None] = deque()
        self._busy = False
        self._timer: Timer | None = None
        self._played: effects.PlayAudio | None = None
        self._at_hand: inputs.Reply | inputs.FetchFailed = inputs.FetchFailed(11200, "nothing was played", "")

    @property
    def callers_turn(self) -> bool:
        """Whether nothing more happens until somebody with a handset acts, or time passes."""
        session = self.session
        waiting = session.waiting
        if session.heard_out is not None and (session.heard_out or isinstance(waiting, effects.PlayAudio)):
            return True  # in a queue or a conference, where the music goes on for ever
        if not isinstance(waiting, effects.Wait):
            return False
        match waiting.turn:
            case effects.Turn.CALLER:
                return True
            case effects.Turn.CALLED:
                return any(child.callers_turn for child in self.children.values())
            case effects.Turn.TALKING:
                return self.line.peers_turn
            case _:
                return session.heard_out is not None

    def begin(self) -> None:
        """Ask the application for its first document."""
        self._inbox.append(None)
        self._work()

    def hears(self, kind: type) -> bool:
        """Whether the running verb listens for ``kind``."""
        return self.session.hears(kind)

    def feed(self, got: inputs.Input) -> None:
        """Tell the session what happened, and do what it asks; what happens on the way is told in turn."""
        self._inbox.append(got)
        if not self._busy:
            self._work()

    def hung_up(self, reason: str = "the caller hung up") -> None:
        """Tell the session that its leg is over."""
        self.feed(inputs.HungUp(reason))

    def stop(self) -> None:
        """Run nothing more: the leg goes on without this."""
        self._drop_timer()
        self.session.waiting = None

    def give_up(self, reason: str) -> None:
        """Give back what the session held, without asking it, and end its leg."""
        self.stop()
        self._inbox.clear()
        line = self.line
        if line.call.answered_at is None:  # the session may have picked up, and the line not yet
            line.leg = Leg(line.call.status)
        line.leg.finish(CallStatus.FAILED)
        held = (effects.Release(sids=tuple(self.children)), effects.LeaveQueue(), effects.End(reason=reason))
        for effect in held:
            try:
                self.desk.carry_out[type(effect)](self, effect)
            except Exception:
                log.exception("what a failed call held could not be given back")

    def _work(self) -> None:
        self._busy = True
        taken = 0
        try:
            while self._inbox:
                taken += 1
                if taken > AT_ONCE:
                    self.line.broken(ENDLESS)
                    break
                self.line.safely(partial(self._take, self._inbox.popleft()))
        finally:
            self._busy = False
        self.look_again()
        self.desk.feed.hint(Topic.LIVE, self.line.call.sid)

    def look_again(self) -> None:
        """See whose turn it is, and tell of it where that has changed; others may wait for just that."""
        call, listening = self.line.call, self.callers_turn
        if call.listening is not listening and not call.over and not self._busy:
            call.listening = listening
            self.line.news()
            for driver in self.line.waiting_for_it():
                driver.look_again()

    def _take(self, got: inputs.Input | None) -> None:
        """Tell the session one thing, and do what it asks."""
        now = self.line.elapsed()
        asked = self.session.start(now) if got is None else self.session.feed(got, now)
        if asked:
            self._drop_timer()
            self.since = now
            for effect in asked:
                self.desk.carry_out[type(effect)](self, effect)

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something after ``seconds``, unless the wait is over before."""
        self.due = self.line.elapsed() + seconds
        self._timer = self.line.later(seconds, do)

    def feed_later(self, seconds: float, got: inputs.Input) -> None:
        """Feed ``got`` after ``seconds``, unless the wait is over before."""
        self.later(seconds, partial(self.feed, got))

    def _drop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.due = None

    # -- documents

    def _params(self, own: Mapping[str, str]) -> dict[str, str]:
        """Return the standard parameters, with the status the leg has come to, and a request's ``own``."""
        standard = {**parameters.of_call(self.line.call), "CallStatus": str(self.line.leg.status)}
        return {**standard, **own, **recordings.told(self.desk, own)}

    def _fetch(self, effect: effects.Fetch) -> None:
        params = self._params(effect.params)
        self.line.work(partial(self._fetch_now, effect, params))

    def _fetch_now(self, effect: effects.Fetch, params: dict[str, str]) -> None:
        line = self.line
        then = partial(self._fetched, effect)
        self.desk.ask(
            line.call, line.number, effect.purpose, effect.url, effect.method, params, line.cookies, then=then
        )

    def _fetched(self, effect: effects.Fetch, got: inputs.Reply | inputs.FetchFailed) -> None:
        with self.desk.lock:
            if self.session.waiting is effect:
                self.feed(got)

    def _report(self, effect: effects.Report) -> None:
        line = self.line
        params = self._params(effect.params)
        self.desk.report(line.call, line.number, effect.url, effect.method, params, line.cookies, effect.purpose)

    # -- what is heard

    def _say(self, effect: effects.Speak) -> None:
        if self.desk.speech is None:
            self._said(effect, seconds_spoken(effect))
        else:
            self.line.work(partial(self._say_aloud, effect, self.desk.speech))

    def _say_aloud(self, effect: effects.Speak, engine: SpeechEngine) -> None:
        """Make the sound first: its real length is how long the caller listens."""
        seconds, trouble = seconds_aloud(effect, engine)
        with self.desk.lock:
            if self.session.waiting is effect:
                self.line.makes_no_sound(trouble)
                self._said(effect, seconds)

    def _said(self, effect: effects.Speak, seconds: float) -> None:
        self.line.sounds(
            effect.text,
            seconds=seconds,
            language=effect.language,
            voice=effect.voice,
            rate=effect.rate,
            phrases=effect.phrases,
        )
        self.feed_later(seconds, inputs.PlaybackEnded())

    def _play(self, effect: effects.PlayAudio) -> None:
        if effect is self._played:  # a loop: the sound is at hand
            self._sound(effect, self._at_hand)
        elif effect.sound is None:
            self.line.work(partial(self._play_now, effect))
        else:
            self._sound(effect, effect.sound)

    def _play_now(self, effect: effects.PlayAudio) -> None:
        """Fetch the sound first: its length is how long the caller listens."""
        got = self.sound_at(effect.url)
        with self.desk.lock:
            if self.session.waiting is effect:
                self._played, self._at_hand = effect, got
                self._sound(effect, got)

    def _prefetch(self, effect: effects.Prefetch) -> None:
        self.line.work(partial(self._prefetch_now, effect))

    def _prefetch_now(self, effect: effects.Prefetch) -> None:
        got = tuple(self.sound_at(url) for url in effect.urls)
        with self.desk.lock:
            if self.session.waiting is effect:
                self.feed(inputs.Prefetched(got))

    def _sound(self, effect: effects.PlayAudio, got: inputs.Reply | inputs.FetchFailed) -> None:
        """Let the sound take its time; one that cannot be had is noted and passed over."""
        problem = problem_with_sound(got, effect)
        if problem is not None:
            self.note(problem)
            self.feed_later(0.0, inputs.FetchFailed(problem.code, problem.detail, effect.url))
        elif isinstance(got, inputs.Reply):
            sound = audio.inspect(got.body, kind_of(got))
            words = sound.title or f"[{effect.url.rpartition('/')[2]}]"
            seconds = max(sound.seconds, SHORTEST_SOUND)
            self.line.sounds(words, seconds=seconds, audio_url=effect.url)
            self.feed_later(seconds, inputs.PlaybackEnded())

    def sound_at(self, url: str) -> inputs.Reply | inputs.FetchFailed:
        """GET a sound, with none of a webhook's parameters (twilio-behaviour 1.3)."""
        request = Request(
            url=url,
            method="GET",
            params={},
            token=self.desk.store.token_of(self.line.call.account_sid),
            app=self.desk.app_for(self.line.number, url),
            signed=False,
            max_bytes=MAX_SOUND,
        )
        return self.desk.webhooks.send(request).got

    def _play_digits(self, effect: effects.PlayDigits) -> None:
        self.line.tones(effect.digits)
        seconds = self.line.call.lines[-1].seconds
        self.feed_later(seconds, inputs.PlaybackEnded())

    # -- the rest

    @property
    def secret(self) -> bool:
        """Whether what the caller presses or says now is to be written down nowhere."""
        return getattr(self.session.waiting, "secret", False)

    def _ask_date(self, _effect: effects.AskDate) -> None:
        today = self.desk.clock.now()
        self.feed(inputs.DateTold(today.year, today.month))

    def _wait(self, effect: effects.Wait) -> None:
        self.feed_later(effect.seconds, inputs.TimerExpired())

    def _music(self, effect: effects.Music) -> None:
        """Let music be heard; nobody takes it for words."""
        self.line.write(Speaker.LINE, "[music]", seconds=effect.seconds, signal="music")
        self._wait(effect)

    def _answer(self, _effect: effects.Answer) -> None:
        self.line.answered()

    def _begin_verb(self, effect: effects.Begin) -> None:
        self.line.call.verb = effect.tag

    def _notify(self, effect: effects.Notify) -> None:
        self.note(effect.notice)

    def note(self, notice: Notice) -> None:
        """File a coded remark with the latest exchange, and in the transcript."""
        self.desk.remark(self.line.call, notice)
        self.line.write(Speaker.NOTE, str(notice), code=notice.code)

    def _done(self, _effect: effects.Done) -> None:
        self._on_done()

    def _over(self, effect: effects.End) -> None:
        self.line.end(effect.reason, CallStatus.COMPLETED)


def seconds_aloud(effect: effects.Speak, engine: SpeechEngine) -> tuple[float, str]:
    """Make the sound of what is said, and return its length and nothing; takes its time.

    Where it cannot be made, return an estimate, and why.
    """
    try:
        sound = aloud(effect.text, effect.phrases, effect.language, effect.voice, effect.rate, engine)
        return max(audio.inspect(sound).seconds, SHORTEST_SOUND), ""
    except SpeechError as error:
        log.warning("no speech: %s", error)
        return seconds_spoken(effect), str(error)


def kind_of(got: inputs.Reply) -> str:
    """Return the type of an answer, without what is said beside it."""
    return got.content_type.partition(";")[0].strip().lower()


def problem_with_sound(got: inputs.Reply | inputs.FetchFailed, effect: effects.PlayAudio) -> Notice | None:
    """Return the coded remark on a sound that cannot be played, if it cannot."""
    url = effect.url
    if isinstance(got, inputs.FetchFailed):
        return Notice(code=got.code, detail=f"{url}: {got.detail}")
    if not 200 <= got.status < 300:
        return Notice(code=11200, detail=f"{url}: the application answered with status {got.status}")
    kind = kind_of(got)
    if kind not in AUDIO:
        return Notice(code=effect.wrong_type, detail=f"{url} is {kind or 'of no stated type'}")
    return None


CARRY_OUT: dict[type[effects.Effect], Callable[[Driver, Any], None]] = {
    effects.Fetch: Driver._fetch,
    effects.Report: Driver._report,
    effects.Speak: Driver._say,
    effects.PlayAudio: Driver._play,
    effects.Prefetch: Driver._prefetch,
    effects.PlayDigits: Driver._play_digits,
    effects.Wait: Driver._wait,
    effects.Music: Driver._music,
    effects.AskDate: Driver._ask_date,
    effects.Answer: Driver._answer,
    effects.Begin: Driver._begin_verb,
    effects.Notify: Driver._notify,
    effects.Done: Driver._done,
    effects.End: Driver._over,
}
"""How each effect is carried out that concerns this leg alone."""
