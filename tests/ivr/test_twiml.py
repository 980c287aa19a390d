"""The documents themselves: what Twilio is told to do (twilio-behaviour 3.1, 3.4, 3.9)."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from ivr.twiml import Listen, document, empty_document
from voice_prompts import prompt


def _xml(listen: Listen, *, elder: bool = False) -> ElementTree.Element:
    words = [prompt("menu.main"), prompt("language_hint", "en")]
    return ElementTree.fromstring(document(words, listen=listen, action="/voice/turn/7", elder=elder))


def test_every_language_has_its_own_voice() -> None:
    says = [(say.get("language"), say.get("voice")) for say in _xml(Listen.KEY).iter("Say")]
    assert says == [("zh-CN", "Polly.Zhiyu"), ("en-US", "Polly.Joanna")]


@pytest.mark.verified
def test_a_menu_takes_one_key_of_any_kind() -> None:
    """An empty finishOnKey lets # and * arrive as input."""
    gather = _xml(Listen.KEY).find("Gather")
    assert gather is not None
    assert gather.attrib == {
        "input": "dtmf",
        "action": "/voice/turn/7",
        "method": "POST",
        "timeout": "5",
        "numDigits": "1",
        "finishOnKey": "",
        "actionOnEmptyResult": "true",
    }


@pytest.mark.verified
def test_an_entry_ends_with_pound_and_has_no_fixed_length() -> None:
    """With numDigits a caller's closing # would arrive at the next question."""
    gather = _xml(Listen.ENTRY).find("Gather")
    assert gather is not None
    assert gather.get("finishOnKey") == "#"
    assert gather.get("numDigits") is None
    assert gather.get("actionOnEmptyResult") == "true"


def test_what_falls_through_a_gather_is_caught_by_a_redirect() -> None:
    verbs = list(_xml(Listen.KEY))
    assert [verb.tag for verb in verbs] == ["Gather", "Redirect"]
    assert verbs[1].text == "/voice/turn/7"


def test_the_last_words_of_a_call_are_followed_by_a_hangup() -> None:
    assert [verb.tag for verb in _xml(Listen.NOTHING)] == ["Say", "Say", "Hangup"]


def test_a_status_callback_is_answered_with_an_empty_response() -> None:
    response = ElementTree.fromstring(empty_document())
    assert (response.tag, len(response)) == ("Response", 0)
