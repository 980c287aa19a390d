"""A call as a page of text: what was heard, pressed and noted, and when."""

from __future__ import annotations

from twilio_emulator.store import Call, Speaker, TranscriptLine

MARKS = {Speaker.LINE: "«", Speaker.CALLER: "»", Speaker.NOTE: "·"}
"""``«`` comes out of the handset, ``»`` goes in, ``·`` is a note."""


def render_line(line: TranscriptLine) -> str:
    """Return one line: minutes and seconds since the call was placed, a mark, the words."""
    minutes, seconds = divmod(line.at, 60)
    return f"{int(minutes):02d}:{seconds:04.1f} {MARKS[line.speaker]} {line.text}"


def render(call: Call) -> str:
    """Return the whole call. It holds no SID and no date, so that two equal calls read the same."""
    head = f"{call.from_} calls {call.to}"
    return "\n".join([head, *map(render_line, call.lines)])
