"""STOP, START and HELP: who wants no more texts of a number (twilio-behaviour 4.6).

The number's application is told of the text all the same. Short codes have no such handling of their own, unless their
Messaging Service has Advanced Opt-Out. Toll-free numbers are answered by the network itself, which heeds ``START`` and
``UNSTOP`` only, and is silent to somebody who has said STOP and asks for help. What is said by text holds for RCS too,
and the other way round; WhatsApp is apart, and heeds nothing without Advanced Opt-Out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from twilio_emulator.opting import BY_DEFAULT, OptOutType
from twilio_emulator.store import Store
from twilio_emulator.texts import pool

TOLL_FREE = re.compile(r"\+18(?:00|33|44|55|66|77|88)\d{7}")
NETWORK_START = frozenset({"START", "UNSTOP"})
"""What a toll-free number takes a person back on."""
NETWORK_STOPPED = (
    'NETWORK MSG: You replied with the word "{word}" which blocks all texts sent from this number. '
    'Text back "unstop" to receive messages again.'
)
NETWORK_STARTED = 'NETWORK MSG: You have replied "{word}" and will begin receiving messages again from this number.'


@dataclass(frozen=True, slots=True, kw_only=True)
class Heeded:
    """What somebody has asked for, if anything, and the ``words`` they are answered automatically, if any.

    ``advanced`` tells whether a Messaging Service with Advanced Opt-Out has read it.
    """

    kind: OptOutType | None = None
    words: str = ""
    advanced: bool = False


def refuses(store: Store, person: str, sender: str, service_sid: str = "") -> bool:
    """Whether ``person`` has said that nothing more shall come from ``sender``, or from its Messaging Service."""
    if not store.opted_out:
        return False
    person, sender = _plain(person), _plain(sender)
    return any((person, one) in store.opted_out for one in (sender, service_sid, home_of(store, sender)) if one)


def heed(store: Store, person: str, number: str, body: str) -> Heeded:
    """Take what ``person`` has written to ``number``; return what is to be answered."""
    person, number = _plain(person), _plain(number)
    service = pool.service_of(store, number)
    own = service.opt_out if service is not None else None
    kind = (own or BY_DEFAULT).kind_of(body)
    if kind is None or (own is None and not number.startswith("+")):
        return Heeded()
    words = (own or BY_DEFAULT).answer_to(kind)
    pairs = {(person, number), (person, home_of(store, number))}
    out = bool(pairs & store.opted_out)
    word, network = body.strip(), TOLL_FREE.fullmatch(number) is not None
    match kind:
        case OptOutType.STOP:
            store.opted_out.add((person, home_of(store, number)))
            words = NETWORK_STOPPED.format(word=word.lower()) if network else words
        case OptOutType.START if not out or (network and word.upper() not in NETWORK_START):
            words = ""
        case OptOutType.START:
            store.opted_out.difference_update(pairs)
            words = NETWORK_STARTED.format(word=word.lower()) if network else words
        case OptOutType.HELP if network and out:
            words = ""
    return Heeded(kind=kind, words=words, advanced=own is not None)


def _plain(address: str) -> str:
    """Return the number of an address of RCS, which shares its opt-outs with texts; others as they are."""
    return address.removeprefix("rcs:")


def home_of(store: Store, sender: str) -> str:
    """Return the Messaging Service that ``sender`` is in, by its SID, or ``sender`` itself where it is in none."""
    service = pool.service_of(store, sender)
    return service.sid if service is not None else sender
