"""The rules of the telephone: what a key does in the place where the caller is (domain 4.1).

In every place `0` asks for a person, `#` repeats, `*` goes back, and the third silence or wrong key in a row
ends in a call back. Menus, entries and nodes are data and functions in their own files; this file only reads
them.
"""

from __future__ import annotations

from ivr.conversation import Conversation, Words
from ivr.entries import ENTRIES
from ivr.identity import STEPS, begin_identity
from ivr.menus import IDENTITY, MENUS, ROOT
from ivr.nodes import NODES
from ivr.twiml import Listen
from voice_prompts import prompt

STRIKES = 3
"""How many silences or wrong keys in a row end the call in a call back (domain 4.1.4, S96)."""

HUMAN, REPEAT, BACK = "0", "#", "*"


def greet(call: Conversation) -> Words:
    """The first words of a call and its first menu."""
    hint = prompt("language_hint", call.other_language)
    return (call.say("greeting"), hint, *enter(call, ROOT))


def answer(call: Conversation, keys: str, finished_on: str) -> Words:
    """What the caller hears after keying `keys` (empty: silence), and where they are then.

    `finished_on` is `#` when it ended an entry.
    """
    if call.ended:
        return question(call)
    if keys == HUMAN:
        return enter(call, "agent")
    if call.place in ENTRIES:
        return _entered(call, keys, finished_on)
    return _chosen(call, keys)


def listening(call: Conversation) -> Listen:
    """What the line waits for in the place where the caller is."""
    if call.ended:
        return Listen.NOTHING
    return Listen.ENTRY if call.place in ENTRIES else Listen.KEY


def enter(call: Conversation, target: str) -> Words:
    """Go to a menu, an entry or a node, or first to the proof of identity that it asks for."""
    if target == ROOT:
        target = call.root
    if _is_private(target) and not call.identified:
        call.wants = target
        target = IDENTITY
    if target == IDENTITY:
        target = begin_identity(call)
    call.move(target)
    if target in NODES:
        words, onward = NODES[target].speak(call)
        return (*words, *(enter(call, onward) if onward else question(call)))
    return question(call)


def question(call: Conversation) -> Words:
    """The question of the place where the caller is, without anything it told before."""
    if call.ended:
        return (call.say("goodbye"),)
    if call.place in MENUS:
        return (call.say(MENUS[call.place].prompt),)
    if call.place in ENTRIES:
        return (call.say(ENTRIES[call.place].prompt),)
    return (call.say("after_answer"),)


def _is_private(target: str) -> bool:
    if target in MENUS:
        return MENUS[target].identified
    return target in NODES and NODES[target].identified


def _chosen(call: Conversation, keys: str) -> Words:
    """One key where a menu, or what follows an answer, listens."""
    menu = MENUS.get(call.place)
    if keys == "":
        return _missed(call, "no_input")
    if keys == REPEAT:
        return enter(call, call.place)
    if keys == BACK:
        return enter(call, menu.back if menu else NODES[call.place].back)
    target = menu.target(keys) if menu else None
    return enter(call, target) if target else _missed(call, "wrong_key")


def _entered(call: Conversation, keys: str, finished_on: str) -> Words:
    """A whole entry, or what came in its place."""
    entry = ENTRIES[call.place]
    if keys == "":
        # `#` by itself asks to hear the question again; a pause without a key is silence.
        return question(call) if finished_on == REPEAT else _missed(call, "no_input")
    if keys == BACK:
        return enter(call, entry.back)
    text = entry.read(keys)
    if text is None:
        return _missed(call, "wrong_entry")
    words, target = STEPS[entry.then](call, text)
    return (*words, *enter(call, target))


def _missed(call: Conversation, reason: str) -> Words:
    """Say what was wrong and ask again; the third time in a row, arrange a call back."""
    call.misses += 1
    if call.misses >= STRIKES:
        return (call.say("give_up"), *enter(call, "agent"))
    return (call.say(reason), *question(call))
