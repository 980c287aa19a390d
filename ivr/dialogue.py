"""The rules of the telephone: what a key does in the place where the caller is (domain 4.1).

In every place `0` asks for a person, `#` repeats, `*` goes back, and the third silence or wrong key in a row
ends in a call back. Menus, entries, recordings, nodes and offers are data and functions in their own files; this file
only reads them.
"""

from __future__ import annotations

from ivr.conversation import Conversation, Words
from ivr.entries import ENTRIES, RECORDINGS
from ivr.hearing import hears, listen
from ivr.hours import is_open
from ivr.identity import begin_identity
from ivr.menus import IDENTITY, MAIN, MENUS, ROOT
from ivr.nodes import NODES
from ivr.nodes.tickets import file_recording
from ivr.offers import MORE, OFFERS, SEND
from ivr.people.waiting import QUEUE, can_wait
from ivr.steps import STEPS
from ivr.twiml import Listen
from voice_prompts import prompt

STRIKES = 3
"""How many silences or wrong keys in a row end the call in a call back (domain 4.1.4, S96)."""

HUMAN, REPEAT, BACK = "0", "#", "*"

GUANGDONG = "440000"
"""The province whose callers are offered Cantonese (domain 4.1.1)."""

_AFTER_HOURS = {
    "after_hours",
    "voicemail",
    "callback_number",
    "callback_phone",
    "callback_when",
    "callback_time",
}
"""Where whoever keeps silent, too, is called back: nobody is led round in a ring."""


def greet(call: Conversation) -> Words:
    """The first words of a call and its first menu."""
    hints = [prompt("language_hint", call.other_language)]
    if call.chosen_region is not None and call.chosen_region.province_code == GUANGDONG:
        hints.insert(0, prompt("cantonese_hint"))
    return (call.say(call.its_line.greeting), *hints, *enter(call, ROOT))


def answer(call: Conversation, keys: str, finished_on: str, recording: str = "", said: str = "") -> Words:
    """What the caller hears after keying `keys` (empty: silence), and where they are then.

    `finished_on` is `#` when it ended an entry; `recording` is the RecordingSid of what was recorded, where something
    was; `said` what was said where words are listened to.
    """
    if call.ended or call.place == QUEUE:
        return question(call)
    if keys == HUMAN:
        return enter(call, "agent")
    if said and not keys and hears(call):
        return _heard(call, said)
    if call.place in ENTRIES:
        return _entered(call, keys, finished_on)
    if call.place in RECORDINGS:
        return _recorded(call, keys, recording)
    return _chosen(call, keys)


def listening(call: Conversation) -> Listen:
    """What the line waits for in the place where the caller is."""
    if call.ended:
        return Listen.NOTHING
    if call.place == QUEUE:
        return Listen.ELSEWHERE
    if call.place in RECORDINGS:
        return Listen.RECORDING
    return Listen.ENTRY if call.place in ENTRIES else Listen.KEY


def enter(call: Conversation, target: str) -> Words:
    """Go to a menu, an entry, a recording or a node, or first to the proof of identity that it asks for."""
    if target == MAIN:
        target = call.main
    if target == ROOT:
        target = call.root
    if _is_private(target) and not call.identified:
        call.wants = target
        target = IDENTITY
    if target == IDENTITY:
        target = begin_identity(call)
    call.move(target)
    if target not in NODES:
        return question(call)
    words, onward = NODES[target].speak(call)
    if onward:
        return (*words, *enter(call, onward))
    if call.following is not None:
        call.offer(MORE)
    if call.can_be_texted:
        call.offer(SEND)
    return words if NODES[target].pick else (*words, *question(call))


def question(call: Conversation) -> Words:
    """The question of the place where the caller is, without anything it told before."""
    if call.ended:
        return (call.say("goodbye"),)
    if call.place == QUEUE:
        return ()
    if call.place in MENUS:
        return (call.say(MENUS[call.place].prompt),)
    if call.place in ENTRIES:
        return (call.say(ENTRIES[call.place].prompt),)
    if call.place in RECORDINGS:
        return (call.say(RECORDINGS[call.place].prompt),)
    if NODES[call.place].pick:
        return NODES[call.place].speak(call)[0]
    offers = sorted((OFFERS[name] for name in call.offers), key=lambda offer: offer.key)
    return (*(call.say(offer.prompt) for offer in offers), call.say("after_answer"))


def _is_private(target: str) -> bool:
    if target in MENUS:
        return MENUS[target].identified
    return target in NODES and NODES[target].identified


def _chosen(call: Conversation, keys: str) -> Words:
    """One key where a menu, or what follows an answer, listens."""
    menu = MENUS.get(call.place)
    if keys == "":
        return _missed(call, "no_input")
    if menu is None:
        return _after_answer(call, keys)
    if keys == REPEAT:
        return enter(call, menu.told_by or call.place)
    if keys == BACK:
        return enter(call, menu.back)
    target = menu.target(keys)
    if target is None:
        return _missed(call, "wrong_key")
    # A question of ours is no place to come back to once it is answered.
    call.came_from = menu.back if menu.told_by else call.place
    return enter(call, target)


def _after_answer(call: Conversation, keys: str) -> Words:
    """One key after an answer: again, back, or what was offered."""
    node = NODES[call.place]
    if keys == REPEAT:
        return enter(call, call.place)
    if keys == BACK:
        return enter(call, call.came_from or node.back)
    if node.pick is not None:
        picked = node.pick(call, keys)
        return enter(call, picked) if picked else _missed(call, "wrong_key")
    name = next((name for name in call.offers if OFFERS[name].key == keys), None)
    if name is None:
        return _missed(call, "wrong_key")
    if name == MORE:
        call.cursor = call.following
        return enter(call, call.place)
    if name == SEND:
        return _sent(call)
    offer = OFFERS[name]
    if offer.chooses_region:
        call.heading = call.place
    return enter(call, offer.target)


def _sent(call: Conversation) -> Words:
    """The answer by text: asked for anew, because what it holds is nowhere kept."""
    call.misses = 0
    offers, following = call.offers, call.following
    NODES[call.place].speak(call)
    call.following = following
    call.offers = tuple(name for name in offers if name != SEND)
    sent = call.can_be_texted and call.send_text(call.answer)
    return (call.say("send.sent" if sent else "send.failed"), *question(call))


def _heard(call: Conversation, said: str) -> Words:
    """What was said where words are listened to."""
    heard = listen(call, said)
    if heard is None:
        return _missed(call, "hearing.unclear")
    words, target = heard
    if not target:
        return (*words, *question(call))
    if call.place in MENUS and not MENUS[call.place].told_by:
        call.came_from = call.place
    return (*words, *enter(call, target))


def _entered(call: Conversation, keys: str, finished_on: str) -> Words:
    """A whole entry, or what came in its place."""
    entry = ENTRIES[call.place]
    if keys == "":
        # `#` by itself asks to hear the question again; a pause without a key is silence.
        return question(call) if finished_on == REPEAT else _missed(call, "no_input")
    if keys == BACK:
        return enter(call, entry.back or call.came_from or ROOT)
    text = entry.read(keys)
    outcome = None if text is None else STEPS[entry.then](call, text)
    if outcome is None:
        return _missed(call, "wrong_entry" if text is None and not keys.isdigit() else entry.wrong)
    words, target = outcome
    return (*words, *enter(call, target))


def _recorded(call: Conversation, keys: str, recording: str) -> Words:
    """What was said after the tone, unless it was taken back."""
    if keys == BACK:
        return enter(call, call.came_from or ROOT)
    if not recording:
        return _missed(call, "nothing_recorded")
    words, target = file_recording(call, RECORDINGS[call.place].kind, recording)
    return (*words, *enter(call, target))


def _missed(call: Conversation, reason: str) -> Words:
    """Say what was wrong and ask again; the third time in a row, a person, or what there is instead of one."""
    call.misses += 1
    if call.misses >= STRIKES:
        if call.place in _AFTER_HOURS:
            return (call.say("give_up"), *enter(call, "call_back"))
        unheard = "people.unheard" if can_wait(call) else "give_up" if is_open(call) else "give_up_closed"
        return (call.say(unheard), *enter(call, "agent"))
    return (call.say(reason), *question(call))
