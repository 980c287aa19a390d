"""Which pages hold a telephone that is in a call, and whom each of them hears: for sound from browser to browser.

A page takes part under a name of its own making, at one end of one call. Whenever something may have changed who hears
whom, the lines say so (:meth:`Hearing.look_again`), and a page whose hearing is another is told. Sound itself never
comes here: the pages connect with one another, and only what they have to agree upon is passed on.

Everything here happens under the desk's lock. Where no page takes part, nothing is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twilio_emulator.engine.earshot import earshot
from twilio_emulator.feed import Agreement, Earshot, Feed, Topic
from twilio_emulator.records import Call

if TYPE_CHECKING:
    from twilio_emulator.lines.line import Line


@dataclass(frozen=True, slots=True)
class End:
    """A telephone at the end of a call: ``number`` tells the two ends of a call apart that has no application."""

    call_sid: str
    number: str


def telephone(call: Call) -> str:
    """Return the number of the telephone at the far end of a leg."""
    return call.to if call.direction.startswith("outbound") else call.from_


class Hearing:
    """The pages that take part, and what each was told last; ``lines`` are the calls that are not over, by SID.

    ``is_taped`` tells whether anything records what is said at the far end of a leg.
    """

    def __init__(self, feed: Feed, lines: Mapping[str, Line]) -> None:
        self.is_taped: Callable[[Line], bool] = lambda _: False
        self._feed = feed
        self._lines = lines
        self._pages: dict[str, End] = {}
        self._told: dict[str, Earshot] = {}

    def come(self, page: str, call_sid: str, number: str) -> Earshot | None:
        """Let a page take part, from now on at this end only; ``None`` where no such telephone is in that call now."""
        end = End(call_sid, number)
        if end not in self._ends(call_sid):
            return None
        self._pages[page] = end
        self._told.pop(page, None)
        self.look_again()
        return self._told.get(page)

    def go(self, page: str) -> None:
        """Let a page take part no longer; harmless where it does not."""
        self._pages.pop(page, None)
        self._told.pop(page, None)
        self.look_again()

    def agree(self, sender: str, to: str, description: str) -> bool:
        """Pass on how one page would be connected with another; False where neither is to hear the other."""
        told = self._told.get(sender)
        if told is None or to not in {*told.hears, *told.heard_by}:
            return False
        self._feed.publish(Topic.AGREEMENT, Agreement(sender=sender, to=to, description=description))
        return True

    def look_again(self) -> None:
        """See who hears whom now, and tell the pages for which that has changed; a page whose call is over is gone."""
        if not self._pages:
            return
        for page, end in list(self._pages.items()):
            if end.call_sid not in self._lines:
                del self._pages[page]
                self._told.pop(page, None)
        within = {page: earshot(end, self._hearers, self._wire) for page, end in self._pages.items()}
        for page, end in self._pages.items():
            now = Earshot(
                page=page,
                call_sid=end.call_sid,
                hears=tuple(one for one in within if one != page and end in within[one]),
                heard_by=tuple(one for one in within if one != page and self._pages[one] in within[page]),
                taped=self.is_taped(self._lines[end.call_sid]),
            )
            if self._told.get(page) != now:
                self._told[page] = now
                self._feed.publish(Topic.EARSHOT, now, end.call_sid)

    def _ends(self, call_sid: str) -> tuple[End, ...]:
        line = self._lines.get(call_sid)
        if line is None or not line.leg.answered or line.trunk is not None:
            return ()
        call = line.call
        numbers = (call.from_, call.to) if line.between_handsets else (telephone(call),)
        return tuple(End(call_sid, number) for number in numbers)

    def _hearers(self, speaker: End) -> list[End]:
        line = self._lines.get(speaker.call_sid)
        if line is None:
            return []
        if line.between_handsets:
            return [end for end in self._ends(speaker.call_sid) if end != speaker]
        if line.room is None:
            return []
        return [End(one.call.sid, telephone(one.call)) for one in line.room.listeners(line)]

    def _wire(self, end: End) -> End | None:
        line = self._lines.get(end.call_sid)
        trunk = line.trunk if line is not None else None
        return End(trunk.call.sid, telephone(trunk.call)) if trunk is not None else None
