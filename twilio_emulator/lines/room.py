"""Legs that hear each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_emulator.engine.inputs import KeyPressed, Spoke

if TYPE_CHECKING:
    from twilio_emulator.lines.line import Line

Heard = KeyPressed | Spoke
"""What comes from a person with a handset."""


class Room:
    """Two legs that are connected, or more; what one says the others hear."""

    def __init__(self) -> None:
        self.members: list[Line] = []
        self._speaking: list[Line] = []
        self._asking = False

    def join(self, line: Line) -> None:
        """Let ``line`` take part; it leaves the room it was in."""
        if line.room is not None:
            line.room.leave(line)
        self.members.append(line)
        line.room = self
        self._look_again(line)
        line.desk.hearing.look_again()

    def leave(self, line: Line) -> None:
        """Let ``line`` take part no longer."""
        self.members.remove(line)
        line.room = None
        self._look_again(line)
        line.desk.hearing.look_again()

    def _look_again(self, line: Line) -> None:
        """Let those at both ends of a wire that has come or gone see whose turn it is: they wait for one another."""
        if line.trunk is not None:
            drivers = [one.driver for one in self.members if one.driver is not None]
            for driver in (*drivers, *line.waiting_for_it()):
                driver.look_again()

    def others(self, line: Line) -> list[Line]:
        """Return everybody in the room but ``line``."""
        return [one for one in self.members if one is not line]

    def listeners(self, speaker: Line) -> list[Line]:
        """Return who hears ``speaker``."""
        return self.others(speaker)

    def takes(self, speaker: Line, _kind: type) -> bool:
        """Whether it makes a difference what ``speaker`` says or presses."""
        return bool(self.listeners(speaker))

    def is_quiet(self, line: Line) -> bool:
        """Whether none of those ``line`` is connected with has anything under way; wires may lead here again."""
        if self._asking:
            return True
        self._asking = True
        try:
            return all(one.trunk is None or one.trunk.callers_turn for one in self.others(line))
        finally:
            self._asking = False

    def relay(self, speaker: Line, what: Heard) -> None:
        """Let the others hear what ``speaker`` said or pressed; what comes back by a ring of wires goes no further."""
        if speaker in self._speaking:
            return
        self._speaking.append(speaker)
        try:
            self._relay(speaker, what)
        finally:
            self._speaking.remove(speaker)

    def _relay(self, speaker: Line, what: Heard) -> None:
        for one in self.listeners(speaker):
            if isinstance(what, Spoke):
                one.sounds(what.text, seconds=what.seconds)
            else:
                one.tones(what.key)
