"""The live news as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).

The first event is ``hello``: which emulator this is and how its time runs. Each later one has the topic as its name,
the number of the news as its id, and the record as JSON. A listener who comes back with ``Last-Event-ID``, or names
that number as ``after``, gets what it has missed; ``missed`` in ``hello`` says that some of it is no longer kept.

Two topics have no number, and are kept for nobody: ``live`` and ``clock`` say that what runs on a call, or the pace of
time, is to be read anew.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from http import HTTPMethod

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from twilio_emulator.clock import ManualClock
from twilio_emulator.control import fields, rendering
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.feed import KEPT, Feed, News

KEEP_ALIVE_SECONDS = 15.0
"""After this long without news a comment goes out, so that nobody in between closes the connection."""
RETRY_MILLISECONDS = 1000


class EventStream(Response):
    """An answer that goes on for as long as somebody listens."""

    media_type = "text/event-stream"

    def __init__(self, feed: Feed, hello: dict[str, object], after: int) -> None:
        super().__init__()
        del self.headers["content-length"]
        self.headers["Cache-Control"] = "no-store"
        self._feed = feed
        self._hello = hello
        self._after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the news as they come, until the listener has gone."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[bytes] = asyncio.Queue()

        def told(news: News) -> None:
            # Rendered at once: the record is a living thing and may be another by the time it is sent.
            event = _event(news.topic, rendering.news(news), news.number or None)
            with suppress(RuntimeError):  # the server may close between one item and the next
                loop.call_soon_threadsafe(queue.put_nowait, event)

        stop = self._feed.subscribe(told, self._after)
        gone = asyncio.create_task(_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            piece = f"retry: {RETRY_MILLISECONDS}\n".encode() + _event("hello", self._hello, self._after)
            while not gone.done():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await _next(queue, gone)
        except asyncio.CancelledError:
            # The server stops with the line still open: an end of the stream, and no fault of anybody's.
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            stop()
            gone.cancel()


async def _next(queue: asyncio.Queue[bytes], gone: asyncio.Task[None]) -> bytes:
    """Wait for news, for the listener to go, or for the time to say that the line is still there."""
    waiting = asyncio.create_task(queue.get())
    try:
        await asyncio.wait((waiting, gone), timeout=KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not waiting.done():
            waiting.cancel()
    if not waiting.done():
        return b": still here\n\n"
    pieces = [waiting.result()]
    while not queue.empty():
        pieces.append(queue.get_nowait())
    return b"".join(pieces)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(name: str, data: object, number: int | None = None) -> bytes:
    """Return one event; JSON has no line break in it, so it is a single line of data."""
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def listen(asked: Asked) -> EventStream:
    """Begin to listen, after the news named by ``Last-Event-ID`` where there is one."""
    desk = asked.switchboard.desk
    last = asked.headers.get("last-event-id", "")
    after = int(last) if last.isascii() and last.isdigit() and len(last) <= 15 else asked.query["after"]
    kept = desk.feed.latest(KEPT) if after is not None else []
    hello: dict[str, object] = {
        "instance": asked.state.instance,
        "clock": "manual" if isinstance(desk.clock, ManualClock) else "real",
        "recogniser": desk.recogniser.name if desk.recogniser is not None else "",
        "missed": bool(kept and after is not None and kept[0].number > after + 1),
    }
    count = desk.feed.count
    if after is None or after > count:  # nothing was heard yet, or it was another emulator's
        hello["missed"] = after is not None
        after = count
    return EventStream(desk.feed, hello, after)


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/events",
        summary="Listen to the live news as server-sent events; Last-Event-ID resumes",
        handler=listen,
        answer="text/event-stream",
        query={"after": fields.whole(least=0, most=10**15)},
    ),
)
