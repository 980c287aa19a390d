"""One leg's progress through an application's documents: run to the next wait, hand back the effects.

``start`` and ``feed`` return the effects of one *sprint*: everything to be done at once, ending in the wait (or the
end) the session has come to. Nothing here blocks, and nothing here knows the time but what it is told with each input.

What happens outside the running verb (the phone is put down, the application sends the call elsewhere) reaches it as
:class:`~twilio_emulator.engine.verbs.verb.Interrupted`, raised where it waits, so that it can give back what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from twilio_emulator.engine.effects import (
    NOTHING,
    Answer,
    Begin,
    Done,
    Effect,
    End,
    Fetch,
    Listening,
    Notify,
    Purpose,
    Speak,
)
from twilio_emulator.engine.entry import MOST_REMARKS, PURPOSES, RESTRICTED, Entry, Limits, Role, counted_sids
from twilio_emulator.engine.errors import Notice, TwimlError, WrongInput
from twilio_emulator.engine.inputs import FetchFailed, HungUp, Input, Reply, Updated
from twilio_emulator.engine.interpret import Document, interpret
from twilio_emulator.engine.leg import CallStatus, Leg
from twilio_emulator.engine.recognition import Expectation
from twilio_emulator.engine.verbs import Goto, HangUp, Interrupted, Only, Outcome, Verb
from twilio_emulator.engine.verbs.verb import Leave

ANNOUNCEMENT = "We are sorry, an application error has occurred. Goodbye."
"""What a caller hears when neither the application nor its fallback can be understood."""


ALWAYS = frozenset({HungUp, Updated})
"""What interrupts every verb."""

Script = Generator[Effect, Input | None, None]


def shown(url: str) -> str:
    """Return an address as a remark names it: without what it carries, which may be private."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if url else "the document of an update"


class Session:
    """The interpreter of one leg, or of one text: what ``role`` it has decides what it may say and how it ends."""

    __slots__ = (
        "_asked",
        "_base",
        "_cut_short",
        "_documents",
        "_entry",
        "_interrupts",
        "_limits",
        "_looped",
        "_quiet",
        "_script",
        "document",
        "heard_out",
        "leg",
        "new_sid",
        "now",
        "role",
        "running",
        "waiting",
    )

    def __init__(
        self,
        entry: Entry,
        *,
        leg: Leg | None = None,
        limits: Limits | None = None,
        role: Role = Role.CALL,
        new_sid: Callable[[str], str] | None = None,
    ) -> None:
        self.leg = leg or Leg()
        self.role = role
        self.new_sid = new_sid or counted_sids()
        self.waiting: Effect | None = None
        self.now = 0.0
        self.running: Verb | None = None
        """The verb that is being carried out."""
        self.document: Reply | None = None
        """The answer that is being carried out; of one that stands still for another the other one."""
        self.heard_out: bool | None = None
        """During an interlude, whether its document has been heard to its end once; ``None`` outside of one."""
        self._entry = entry
        self._limits = limits or Limits()
        self._interrupts: list[frozenset[type]] = [ALWAYS]
        self._cut_short: Input | None = None
        self._base = ""
        self._asked = ""
        self._documents = 0
        self._quiet = 0
        self._looped = False
        self._script: Script | None = None

    @property
    def over(self) -> bool:
        """Whether the session has ended."""
        return self._script is not None and self.waiting is None

    def fall_back_to(self, url: str, method: str) -> None:
        """Change whom the application's errors are told to from now on (``url`` absolute, empty: nobody)."""
        self._entry = replace(self._entry, fallback_url=url, fallback_method=method)

    def hears(self, kind: type) -> bool:
        """Whether an input of ``kind`` would be noticed now."""
        waiting = self.waiting
        return waiting is not None and kind in getattr(waiting, "hears", NOTHING)

    @property
    def expects(self) -> Expectation:
        """What the running verb has told of the speech it listens for."""
        found = getattr(self.running, "expects", None)
        return found if isinstance(found, Expectation) else Expectation()

    def start(self, now: float = 0.0) -> list[Effect]:
        """Begin: the first sprint. Raises :class:`WrongInput` on a second start."""
        if self._script is not None:
            raise WrongInput("the session has been started before")
        self.now = now
        self._script = self._run()
        return self._sprint(None)

    def feed(self, got: Input, now: float | None = None) -> list[Effect]:
        """Tell the session what happened, ``now`` seconds after the call was placed.

        An input nobody waits for, and that interrupts nothing, changes nothing and returns no effects.
        """
        waiting = self.waiting
        if waiting is None:
            return []
        if now is not None:
            self.now = now
        kind = type(got)
        if kind in waiting.ends_with or kind in getattr(waiting, "hears", NOTHING):
            return self._sprint(got)
        if any(kind in kinds for kinds in self._interrupts):
            if kind in ALWAYS:
                self._cut_short = got
            return self._sprint(Interrupted(got))
        return []

    @contextmanager
    def interruptible(self, *kinds: type) -> Iterator[None]:
        """While it is open, an input of one of ``kinds`` that nobody waits for raises :class:`Interrupted`."""
        self._interrupts.append(frozenset(kinds))
        try:
            yield
        finally:
            self._interrupts.pop()

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

    def answer(self) -> Script:
        """Pick up, where that has not been done."""
        if not self.leg.answered:
            yield Answer()

    def interlude(
        self, goto: Goto, only: Only, *, again: bool = False, heard: bool | None = False
    ) -> Generator[Effect, Input | None, Outcome]:
        """Run another document, and those it leads to, while this one stands still; it counts to no limit but silence.

        With ``again`` it is asked for anew whenever it has run out. ``heard`` tells whether it has been heard before;
        ``None`` is for what is heard once while somebody waits for its end, and may not go on for ever. Raises
        TwimlError where one cannot be carried out.
        """
        base, asked, documents, since = self._base, self._asked, self._documents, self.now
        document = self.document
        outer = self.heard_out
        self.heard_out = None if heard is None else heard or bool(outer)
        step: Outcome = goto
        try:
            while isinstance(step, Goto):
                if heard is not None and self.now > since:  # documents that take no time are a loop like any other
                    self._documents, since = documents, self.now
                step = yield from self._visit(step, only)
                if heard is not None:  # what somebody has asked for by a key is to be heard out in its turn
                    self.heard_out = not (isinstance(step, Goto) and step.purpose is Purpose.ACTION)
                if step is None and again:
                    step = goto
        finally:
            self._base, self._asked, self._documents = base, asked, documents
            self.document = document
            self.heard_out = outer
        return step

    def _sprint(self, got: Input | Interrupted | None) -> list[Effect]:
        """Run to the next wait."""
        script = self._script
        assert script is not None
        effects: list[Effect] = []
        try:
            effect = script.throw(got) if isinstance(got, Interrupted) else script.send(got)
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

    def _run(self) -> Script:
        """The whole life of the session, from document to document."""
        entry = self._entry
        purpose = PURPOSES[self.role]
        step: Outcome = Goto(
            url=entry.url, method=entry.method, purpose=purpose, params=entry.params, twiml=entry.twiml
        )
        while isinstance(step, Goto):
            here = step
            try:
                step = yield from self._visit(here, RESTRICTED.get(self.role))
            except TwimlError as error:
                yield Notify(notice=error.notice)
                if self._cut_short is not None:  # what went wrong while a verb gave back what it held changes nothing
                    step = self._elsewhere(self._cut_short)
                    continue
                if not self._may_fall_back(error.notice, here):
                    saved = yield from self._announce(error.notice)
                    if saved is None:
                        return
                    step = saved
                else:
                    step = self._fallback(error.notice)
            except Interrupted as interrupted:
                step = self._elsewhere(interrupted.got)
        yield from self._close(step)

    def _elsewhere(self, got: Input) -> Goto | HangUp:
        """What an interruption that no verb has kept for itself leads to."""
        self._cut_short = None
        if isinstance(got, Updated):
            self.role = Role.CALL
            return Goto(url=got.url, method=got.method, purpose=Purpose.UPDATE, twiml=got.twiml)
        assert isinstance(got, HungUp)
        self.leg.finish(CallStatus.CANCELED)
        return HangUp(got.reason)

    def _close(self, step: Outcome) -> Script:
        """End the session: with its leg, unless it was a whisper that has run out."""
        if step is None and self.role in RESTRICTED:
            yield Done()
            return
        if not (self.leg.answered or self.leg.over) and step is None and self.role is Role.CALL:
            # Documents that came to their end without a verb that picks up: answered, then hung up (1.6).
            yield from self.answer()
        self.leg.finish(CallStatus.NO_ANSWER)
        yield End(reason=step.reason if isinstance(step, HangUp) else "the document came to its end")

    def _may_fall_back(self, notice: Notice, failed: Goto) -> bool:
        """A failed fallback has none of its own; a loop gets one chance, and the count starts anew."""
        if not self._entry.fallback_url or failed.purpose is Purpose.FALLBACK:
            return False
        if notice.code != 12400:
            return True
        first, self._looped = not self._looped, True
        self._documents = self._quiet = 0
        return first

    def _fallback(self, notice: Notice) -> Goto:
        """Return where the application is told of an error, and of the document it is about (1.8)."""
        params: Mapping[str, str] = {"ErrorCode": str(notice.code), "ErrorUrl": self._asked}
        entry = self._entry
        return Goto(url=entry.fallback_url, method=entry.fallback_method, purpose=Purpose.FALLBACK, params=params)

    def _announce(self, notice: Notice) -> Generator[Effect, Input | None, Goto | HangUp | None]:
        """The last words of a call whose application cannot be understood (1.8); an update may still save it."""
        reason = f"application error {notice.code}"
        if self.role not in (Role.MESSAGE, Role.ANNOUNCEMENT):
            try:
                yield Speak(text=ANNOUNCEMENT, language="en-US", voice="woman")
            except Interrupted as interrupted:
                if isinstance(interrupted.got, Updated):
                    return self._elsewhere(interrupted.got)
                if isinstance(interrupted.got, HungUp):
                    reason = interrupted.got.reason
        self.leg.finish(CallStatus.FAILED)
        yield End(reason=reason)
        return None

    def _visit(self, goto: Goto, only: Only | None) -> Generator[Effect, Input | None, Outcome]:
        """Fetch one document and run its verbs."""
        document = yield from self._fetch(goto)
        for notice in document.notices[:MOST_REMARKS]:
            yield Notify(notice=notice)
        more = len(document.notices) - MOST_REMARKS
        if more > 0:
            yield Notify(notice=Notice(code=12200, detail=f"{more} more remarks on this document"))
        for verb in document.verbs:
            if only is not None and verb.TAG not in only.verbs:
                yield Notify(notice=Notice(code=only.code, detail=f"{verb.TAG} has no place here", line=verb.line))
                continue
            outcome = yield from self._carry_out(verb)
            if isinstance(outcome, Leave) and only is None:
                yield Notify(notice=Notice(code=12200, detail="there is no queue to leave here", line=verb.line))
            elif outcome is not None:
                return outcome
        return None

    def _fetch(self, goto: Goto) -> Generator[Effect, Input | None, Document]:
        try:
            self._asked = urljoin(self._base, goto.url)
        except ValueError:  # what is no URL is reported as it was written
            self._asked = goto.url
        self._documents += 1
        self._quiet += 1
        limits = self._limits
        url = "" if goto.twiml is not None else self.absolute(goto.url)
        if self._documents > limits.documents:
            detail = f"a loop: {limits.documents} documents in one call, and the next is {shown(url)}"
            raise TwimlError(12400, detail)
        if self._quiet > limits.silent_documents:
            detail = f"a loop: {limits.silent_documents} documents in a row in which nothing was heard, and the next is"
            raise TwimlError(12400, f"{detail} {shown(url)}")
        got: Input | None
        if goto.twiml is None:
            got = yield Fetch(url=url, method=goto.method, purpose=goto.purpose, params=goto.params)
        else:
            got = Reply(200, "text/xml", goto.twiml, "")
        if isinstance(got, FetchFailed):
            raise TwimlError(got.code, got.detail)
        assert isinstance(got, Reply)
        self._base, self.document = got.url, got
        document = interpret(got, messaging=self.role is Role.MESSAGE)
        if len(document.verbs) > self._limits.verbs:
            raise TwimlError(12400, f"the document has more than {self._limits.verbs} verbs")
        return document

    def _carry_out(self, verb: Verb) -> Generator[Effect, Input | None, Outcome]:
        yield Begin(tag=verb.TAG, line=verb.line, column=verb.column)
        if verb.ANSWERS and not self.leg.answered:
            yield Answer()
        outer, self.running = self.running, verb
        try:
            return (yield from verb.run(self))
        finally:
            self.running = outer


__all__ = ["ANNOUNCEMENT", "RESTRICTED", "Entry", "Limits", "Role", "Session", "counted_sids"]
