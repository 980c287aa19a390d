"""One leg's progress through an application's documents: run to the next wait, hand back the effects.

``start`` and ``feed`` return the effects of one *sprint*: everything to be done at once, ending in the wait (or the
end) the session has come to. Nothing here blocks, and nothing here knows the time.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from twilio_emulator.engine.effects import NOTHING, Answer, Begin, Effect, End, Fetch, Listening, Notify, Purpose, Speak
from twilio_emulator.engine.errors import Notice, TwimlError, WrongInput
from twilio_emulator.engine.inputs import FetchFailed, HungUp, Input, Reply
from twilio_emulator.engine.interpret import Document, interpret
from twilio_emulator.engine.leg import CallStatus, Leg
from twilio_emulator.engine.verbs import Goto, HangUp, Verb

ANNOUNCEMENT = "We are sorry, an application error has occurred. Goodbye."
"""What a caller hears when neither the application nor its fallback can be understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a session goes before it calls a loop a loop; a breach is a coded error (12400)."""

    documents: int = 1000
    silent_documents: int = 50
    verbs: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where the application is first asked, and whom to ask when it fails."""

    url: str
    method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"


Script = Generator[Effect, Input | None, None]


class Session:
    """The interpreter of one leg, or of one text (``messaging``)."""

    __slots__ = (
        "_base",
        "_documents",
        "_entry",
        "_limits",
        "_looped",
        "_messaging",
        "_quiet",
        "_script",
        "leg",
        "waiting",
    )

    def __init__(
        self, entry: Entry, *, leg: Leg | None = None, limits: Limits | None = None, messaging: bool = False
    ) -> None:
        self.leg = leg or Leg()
        self.waiting: Effect | None = None
        self._entry = entry
        self._limits = limits or Limits()
        self._messaging = messaging
        self._base = ""
        self._documents = 0
        self._quiet = 0
        self._looped = False
        self._script: Script | None = None

    @property
    def over(self) -> bool:
        """Whether the session has ended."""
        return self._script is not None and self.waiting is None

    def hears(self, kind: type) -> bool:
        """Whether an input of ``kind`` would be noticed now."""
        waiting = self.waiting
        return waiting is not None and kind in getattr(waiting, "hears", NOTHING)

    def start(self) -> list[Effect]:
        """Begin: the first sprint. Raises :class:`WrongInput` on a second start."""
        if self._script is not None:
            raise WrongInput("the session has been started before")
        self._script = self._run()
        return self._sprint(None)

    def feed(self, got: Input) -> list[Effect]:
        """Tell the session what happened; an input nobody waits for changes nothing and returns no effects."""
        if self.waiting is None:
            return []
        if isinstance(got, HungUp):
            return self._hung_up()
        kind = type(got)
        if kind not in self.waiting.ends_with and kind not in getattr(self.waiting, "hears", NOTHING):
            return []
        return self._sprint(got)

    def absolute(self, url: str) -> str:
        """Resolve ``url`` against the current document; raises TwimlError 11100 where that gives no address."""
        try:
            resolved = urljoin(self._base, url) if url else self._base
            parts = urlsplit(resolved)
            _ = parts.port
        except ValueError as error:
            raise TwimlError(11100, f"{url[:200]!r} is not a URL: {error}") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise TwimlError(11100, f"{resolved[:200]!r} is not an absolute http address")
        return resolved

    def _sprint(self, got: Input | None) -> list[Effect]:
        """Run to the next wait."""
        script = self._script
        assert script is not None
        effects: list[Effect] = []
        try:
            effect = script.send(got)
            while not effect.ends_with:
                effects.append(effect)
                if isinstance(effect, Answer):
                    self.leg.move(CallStatus.IN_PROGRESS)
                effect = script.send(None)
        except StopIteration:
            self.waiting = None
            return effects
        effects.append(effect)
        self.waiting = effect
        if isinstance(effect, Listening):
            self._quiet = 0
        return effects

    def _hung_up(self) -> list[Effect]:
        assert self._script is not None
        self._script.close()
        self.waiting = None
        self.leg.finish(CallStatus.CANCELED)
        return [End(reason="the caller hung up")]

    def _run(self) -> Script:
        """The whole life of the session."""
        entry = self._entry
        purpose = Purpose.MESSAGE if self._messaging else Purpose.ANSWER
        step: Goto | HangUp | None = Goto(url=entry.url, method=entry.method, purpose=purpose)
        while isinstance(step, Goto):
            here = step
            try:
                step = yield from self._visit(here)
            except TwimlError as error:
                yield Notify(notice=error.notice)
                if not self._may_fall_back(error.notice, here):
                    yield from self._announce(error.notice)
                    return
                step = self._fallback(error.notice, here)
        if not self.leg.answered and step is None and not self._messaging:
            # Documents that came to their end without a verb that picks up: answered, then hung up (1.6).
            yield from self._answer()
        self.leg.finish(CallStatus.NO_ANSWER)
        yield End(reason=step.reason if step else "the document came to its end")

    def _may_fall_back(self, notice: Notice, failed: Goto) -> bool:
        """A failed fallback has none of its own; a loop gets one chance, and the count starts anew."""
        if not self._entry.fallback_url or failed.purpose is Purpose.FALLBACK:
            return False
        if notice.code != 12400:
            return True
        first, self._looped = not self._looped, True
        self._documents = self._quiet = 0
        return first

    def _fallback(self, notice: Notice, failed: Goto) -> Goto:
        try:
            where = urljoin(self._base, failed.url)
        except ValueError:  # what is no URL is reported as it was written
            where = failed.url
        params: Mapping[str, str] = {"ErrorCode": str(notice.code), "ErrorUrl": where}
        entry = self._entry
        return Goto(url=entry.fallback_url, method=entry.fallback_method, purpose=Purpose.FALLBACK, params=params)

    def _announce(self, notice: Notice) -> Script:
        """The last words of a call whose application cannot be understood (1.8)."""
        if not self._messaging:
            yield Speak(text=ANNOUNCEMENT, language="en-US", voice="woman")
        self.leg.finish(CallStatus.FAILED)
        yield End(reason=f"application error {notice.code}")

    def _visit(self, goto: Goto) -> Generator[Effect, Input | None, Goto | HangUp | None]:
        """Fetch one document and run its verbs."""
        document = yield from self._fetch(goto)
        for notice in document.notices:
            yield Notify(notice=notice)
        for verb in document.verbs:
            outcome = yield from self._carry_out(verb)
            if outcome is not None:
                return outcome
        return None

    def _fetch(self, goto: Goto) -> Generator[Effect, Input | None, Document]:
        self._documents += 1
        self._quiet += 1
        if self._documents > self._limits.documents:
            raise TwimlError(12400, f"this call has asked for more than {self._limits.documents} documents")
        if self._quiet > self._limits.silent_documents:
            detail = f"{self._limits.silent_documents} documents one after the other, and nothing was heard"
            raise TwimlError(12400, detail)
        url = self.absolute(goto.url)
        got = yield Fetch(url=url, method=goto.method, purpose=goto.purpose, params=goto.params)
        if isinstance(got, FetchFailed):
            raise TwimlError(got.code, got.detail)
        assert isinstance(got, Reply)
        self._base = got.url
        document = interpret(got, messaging=self._messaging)
        if len(document.verbs) > self._limits.verbs:
            raise TwimlError(12400, f"the document has more than {self._limits.verbs} verbs")
        return document

    def _carry_out(self, verb: Verb) -> Generator[Effect, Input | None, Goto | HangUp | None]:
        yield Begin(tag=verb.TAG, line=verb.line)
        if verb.ANSWERS:
            yield from self._answer()
        return (yield from verb.run(self))

    def _answer(self) -> Script:
        if not self.leg.answered:
            yield Answer()


__all__ = ["ANNOUNCEMENT", "Entry", "Limits", "Session"]
