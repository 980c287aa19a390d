"""A call as a page of text: what was heard, pressed and noted, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from twilio_emulator.store import Call, Speaker, TranscriptLine, shown

MARKS = {Speaker.LINE: "«", Speaker.CALLER: "»", Speaker.NOTE: "·"}
"""``«`` comes out of the handset, ``»`` goes in, ``·`` is a note."""
PRESSES = "presses "


def render_line(line: TranscriptLine) -> str:
    """Return one line: minutes and seconds since the call was placed, a mark, the words."""
    minutes, seconds = divmod(line.at, 60)
    return f"{int(minutes):02d}:{seconds:04.1f} {MARKS[line.speaker]} {line.text}"


def render(call: Call) -> str:
    """Return the whole call. It holds no SID and no date, so that two equal calls read the same."""
    head = f"{call.from_} calls {shown(call.to)}"
    return "\n".join([head, *map(render_line, joined(call.lines))])


def joined(lines: Iterable[TranscriptLine]) -> Iterator[TranscriptLine]:
    """Join keys pressed one after the other into one line, at the time of the first; it comes with the next line."""
    keys: TranscriptLine | None = None
    for line in lines:
        pressed = is_key(line)
        if keys is not None:
            if pressed:
                keys = replace(keys, text=keys.text + line.text.removeprefix(PRESSES))
                continue
            yield keys
            keys = None
        if pressed:
            keys = line
        else:
            yield line
    if keys is not None:
        yield keys


def is_key(line: TranscriptLine) -> bool:
    """Whether the line is one key that somebody listened for."""
    return line.speaker is Speaker.CALLER and line.text.startswith(PRESSES) and len(line.text) == len(PRESSES) + 1
