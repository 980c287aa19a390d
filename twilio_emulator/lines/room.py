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

    def join(self, line: Line) -> None:
        """Let ``line`` take part; it leaves the room it was in."""
        if line.room is not None:
            line.room.leave(line)
        self.members.append(line)
        line.room = self

    def leave(self, line: Line) -> None:
        """Let ``line`` take part no longer."""
        self.members.remove(line)
        line.room = None

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
        """Whether none of those ``line`` is connected with has anything under way."""
        return all(one.trunk is None or one.trunk.callers_turn for one in self.others(line))

    def relay(self, speaker: Line, what: Heard) -> None:
        """Let the others hear what ``speaker`` said or pressed."""
        for one in self.listeners(speaker):
            if isinstance(what, Spoke):
                one.sounds(what.text, seconds=what.seconds)
            else:
                one.tones(what.key)
