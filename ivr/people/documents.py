"""The TwiML of waiting, talking and passing on, written by the official classes. Every word is a prompt's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from twilio.twiml.voice_response import Dial, Enqueue, Gather, VoiceResponse

from ivr.speaking import of_this_call, speak
from ivr.twiml import ELDER_TIMEOUT, TIMEOUT
from voice_prompts import Prompt

NO_CALLER_SECONDS: Final = 5
"""How long an agent who has taken a caller waits for them; less makes no difference to Twilio."""

Words = Iterable[Prompt]


def queued(words: Words, queue: str, *, wait_at: str, after_at: str, elder: bool = False) -> str:
    """Let the caller wait in `queue`."""
    response = VoiceResponse()
    _say(response, words, elder)
    enqueue = Enqueue(queue, action=after_at, method="POST", wait_url=wait_at, wait_url_method="POST")
    response.append(enqueue)
    return str(response)


def waiting(words: Words, music_at: str, *, key_to: str = "", elder: bool = False) -> str:
    """What is heard while waiting, until it is asked for again; one key is taken where there is a `key_to`."""
    response = VoiceResponse()
    if not key_to:
        _say(response, words, elder)
        response.play(music_at)
        return str(response)
    gather = Gather(input="dtmf", num_digits=1, finish_on_key="", action=key_to, method="POST", timeout=1)
    _say(gather, words, elder)
    gather.play(music_at)
    response.append(gather)
    return str(response)


def leave() -> str:
    """Out of the queue: the Enqueue's action says what follows."""
    response = VoiceResponse()
    response.leave()
    return str(response)


def spoken(words: Words, *, elder: bool = False) -> str:
    """Words, and nothing after them."""
    response = VoiceResponse()
    _say(response, words, elder)
    return str(response)


def goodbye(words: Words, *, elder: bool = False) -> str:
    """Words, and the call ends."""
    response = VoiceResponse()
    _say(response, words, elder)
    response.hangup()
    return str(response)


def key(words: Words, key_to: str, *, elder: bool = False) -> str:
    """A question that waits for one key; silence goes there as well, as empty Digits."""
    return _asked(words, key_to, elder, num_digits=1, finish_on_key="")


def entry(words: Words, keys_to: str) -> str:
    """A question that waits for keys ended by `#`; silence goes there as well."""
    return _asked(words, keys_to, False, finish_on_key="#")


def connect(words: Words, queue: str, *, before_at: str, after_at: str, recorded_at: str) -> str:
    """Put the agent together with the one caller of `queue`; `*` ends that and leads to `after_at`.

    The talk is recorded, each of the two on a channel of their own, and nothing but the talk: what both of them key
    into menus comes before it or after it (domain 7.8).
    """
    response = VoiceResponse()
    _say(response, words)
    dial = Dial(
        action=after_at,
        method="POST",
        hangup_on_star=True,
        timeout=NO_CALLER_SECONDS,
        record="record-from-answer-dual",
        recording_status_callback=recorded_at,
        recording_status_callback_method="POST",
        recording_status_callback_event="completed absent",
    )
    dial.queue(queue, url=before_at, method="POST")
    response.append(dial)
    return str(response)


def redirect(address: str) -> str:
    """Another document takes over."""
    response = VoiceResponse()
    response.redirect(address, method="POST")
    return str(response)


def _asked(words: Words, keys_to: str, elder: bool, **how: object) -> str:
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        action=keys_to,
        method="POST",
        timeout=ELDER_TIMEOUT if elder else TIMEOUT,
        action_on_empty_result=True,
        **how,
    )
    _say(gather, words, elder)
    response.append(gather)
    response.redirect(keys_to, method="POST")
    return str(response)


def _say(parent: VoiceResponse | Gather, words: Words, elder: bool = False) -> None:
    speak(parent, words, of_this_call(), elder=elder)
