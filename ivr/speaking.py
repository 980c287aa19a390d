"""How prompts reach the caller's ear: recordings joined into one sound that is played, or words that Twilio says.

A turn's prompts become one `<Play>`. Words that have no recording (a name, a place) are said by `<Say>`, and nothing
else is: those before and behind them are still played.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from flask import current_app, request
from twilio.twiml.voice_response import Gather, Say, VoiceResponse

from ivr.answers import LASTS, Answer, Answers
from ivr.turn import call_sid_in
from voice_prompts import Prompt, placeholders
from voice_prompts.phrases import Pause, Piece
from voice_prompts.splicing import ELDER_PAUSES, PAUSES

ELDER_RATE: Final = "80%"
"""Speech rate for an elder caller (domain 4.1.2), the one that recordings are stretched to as well."""
ELDER_BREAK: Final = f"{round(1000 * (ELDER_PAUSES[Pause.LONG] - PAUSES[Pause.LONG]))}ms"
"""What is waited for an elder caller between two sentences, besides the pause that everybody hears."""
_SENTENCE_END: Final = re.compile("(?<=[。！？])(?=.)|(?<=[.!?])(?= )")
ANSWERS: Final = "/voice/answer/"
"""Where joined sounds are fetched."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """Who speaks a language: the attributes of `<Say>`."""

    language: str
    voice: str


SPEAKERS: Final[Mapping[str, Speaker]] = {
    "zh-CN": Speaker(language="zh-CN", voice="Polly.Zhiyu"),
    "en": Speaker(language="en-US", voice="Polly.Joanna"),
}
"""By prompt language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaking:
    """How the prompts of one document are spoken. Without `answers`, everything is said."""

    answers: Answers | None = None
    at: str = ""
    """What addresses of sounds begin with."""
    call_sid: str = ""
    """Whose call it is; empty for what is said to everybody alike."""
    until: datetime | None = None
    """When a sound of this call can no longer be fetched."""

    @property
    def to_everybody(self) -> Speaking:
        """The same for prompts without values, whose document and sound serve every call."""
        return Speaking(answers=self.answers, at=self.at)


SAYING: Final = Speaking()
"""All of it by `<Say>`."""


def of_this_call() -> Speaking:
    """As the app is set to speak, in the call of the webhook that is being answered."""
    answers: Answers | None = current_app.extensions.get("answers")
    if answers is None:
        return SAYING
    prefix: str = current_app.extensions["settings"].path_prefix
    return Speaking(
        answers=answers,
        at=f"{prefix}{request.root_path if not prefix else ''}{ANSWERS}",
        call_sid=call_sid_in(request.form or request.args),
        until=current_app.extensions["now"]() + LASTS,
    )


@cache
def is_constant(id: str, language: str) -> bool:
    """Whether a prompt says the same to everybody."""
    return not placeholders(id, language)


def speak(parent: VoiceResponse | Gather, prompts: Iterable[Prompt], speaking: Speaking, *, elder: bool) -> None:
    """Let `prompts` be heard where `parent` ends."""
    together: list[tuple[Prompt, tuple[Piece, ...]]] = []
    for prompt in prompts:
        pieces = speaking.answers.recordings.cut(prompt.language, prompt.text) if speaking.answers else None
        if pieces:
            together.append((prompt, pieces))
            continue
        _play(parent, together, speaking, elder)
        together = []
        parent.append(_say(prompt, elder))
    _play(parent, together, speaking, elder)


def _play(
    parent: VoiceResponse | Gather, together: list[tuple[Prompt, tuple[Piece, ...]]], speaking: Speaking, elder: bool
) -> None:
    if not together or speaking.answers is None:
        return
    constant = all(is_constant(prompt.id, prompt.language) for prompt, _ in together)
    how = speaking.to_everybody if constant else speaking
    answer = Answer(
        pieces=tuple((prompt.language, piece) for prompt, pieces in together for piece in _apart(prompt, pieces)),
        elder=elder,
        call_sid=how.call_sid,
        until=how.until,
    )
    parent.play(how.at + speaking.answers.token(answer))


def _apart(prompt: Prompt, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces of a prompt, with the blank behind them that parts sentences where a language has blanks."""
    if prompt.language == "zh-CN":
        return pieces
    return (*pieces[:-1], Piece(words=pieces[-1].words, after=f"{pieces[-1].after} "))


def _say(prompt: Prompt, elder: bool) -> Say:
    speaker = SPEAKERS[prompt.language]
    if not elder:
        return Say(prompt.text, language=speaker.language, voice=speaker.voice)
    say = Say(language=speaker.language, voice=speaker.voice)
    slowly = say.prosody(rate=ELDER_RATE)
    first, *others = _SENTENCE_END.split(prompt.text)
    slowly.nest(first)
    for sentence in others:
        slowly.break_(time=ELDER_BREAK)
        slowly.nest(sentence)
    return say
