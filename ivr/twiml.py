"""TwiML: prompts and a way of listening in, one document out, written by the official classes.

Says nothing of its own: every word comes from `voice_prompts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from twilio.twiml.voice_response import Gather, Say, VoiceResponse

from voice_prompts import Prompt, placeholders

CONTENT_TYPE = "text/xml"
"""What Twilio parses as TwiML (twilio-behaviour 1.6)."""
TIMEOUT, ELDER_TIMEOUT = 5, 8
"""Seconds of silence before a caller, and an elder caller, is asked again (domain 4.1.2)."""
ELDER_RATE = "80%"
"""Speech rate for an elder caller (domain 4.1.2)."""


class Listen(StrEnum):
    """What the line waits for once the prompts are spoken."""

    KEY = "key"
    """One key of any kind; `#` and `*` arrive as input."""
    ENTRY = "entry"
    """Several keys ended by `#`."""
    NOTHING = "nothing"
    """Nothing: the call ends."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """Who speaks a language: the attributes of `<Say>`."""

    language: str
    voice: str


SPEAKERS: Mapping[str, Speaker] = {
    "zh-CN": Speaker(language="zh-CN", voice="Polly.Zhiyu"),
    "en": Speaker(language="en-US", voice="Polly.Joanna"),
}
"""By prompt language."""


def document(prompts: Iterable[Prompt], *, listen: Listen, action: str, elder: bool) -> str:
    """The TwiML that speaks `prompts` and then listens; `action` is where the keys go, a URL.

    Keys are taken while the prompts still play. Silence goes to `action` as well, with empty Digits
    (`actionOnEmptyResult`, twilio-behaviour 3.4.5); the Redirect behind it catches whatever falls through.
    """
    words = tuple(prompts)
    # What says nobody's values is said to every caller alike; what does is never kept.
    write = _kept if all(_is_constant(one.id, one.language) for one in words) else _written
    return write(words, listen, action, elder)


@cache
def _is_constant(id: str, language: str) -> bool:
    return not placeholders(id, language)


def _written(prompts: tuple[Prompt, ...], listen: Listen, action: str, elder: bool) -> str:
    response = VoiceResponse()
    if listen is Listen.NOTHING:
        for prompt in prompts:
            response.append(_say(prompt, elder))
        response.hangup()
        return str(response)
    gather = Gather(
        input="dtmf",
        action=action,
        method="POST",
        timeout=ELDER_TIMEOUT if elder else TIMEOUT,
        num_digits=1 if listen is Listen.KEY else None,
        finish_on_key="" if listen is Listen.KEY else "#",
        action_on_empty_result=True,
    )
    for prompt in prompts:
        gather.append(_say(prompt, elder))
    response.append(gather)
    response.redirect(action, method="POST")
    return str(response)


_kept = lru_cache(maxsize=512)(_written)


@cache
def empty_document() -> str:
    """The TwiML that does nothing: what a status callback is answered with (twilio-behaviour 1.8)."""
    return str(VoiceResponse())


def _say(prompt: Prompt, elder: bool) -> Say:
    speaker = SPEAKERS[prompt.language]
    if not elder:
        return Say(prompt.text, language=speaker.language, voice=speaker.voice)
    say = Say(language=speaker.language, voice=speaker.voice)
    say.prosody(prompt.text, rate=ELDER_RATE)
    return say
