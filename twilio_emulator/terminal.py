"""A handset in the terminal, at the far end of the control API."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

import httpx

from twilio_emulator.engine.leg import FINAL
from twilio_emulator.store import Speaker, TranscriptLine
from twilio_emulator.transcript import joined, render_line

KEYS = frozenset("0123456789*#ABCDabcd")
ANSWER_SECONDS = 16
"""How long to wait for the answer to a text: an application has fifteen seconds."""
MOST_WORDS = 1000
"""Characters of what is spoken at once."""
MOST_KEYS = 100
"""Keys that are sent at once."""
PATIENCE = 120.0
"""Seconds without any news after which the line is given up."""


class NoEmulator(Exception):
    """Nobody listens at the address, or it refused; the words say which."""


@dataclass(frozen=True, slots=True)
class _News:
    topic: str
    data: dict[str, Any]


class TerminalHandset:
    """Dials and texts from ``phone_number`` through the emulator at ``url``."""

    def __init__(self, url: str, phone_number: str) -> None:
        self._number = phone_number
        self._http = httpx.Client(base_url=f"{url.rstrip('/')}/emulator/v1", timeout=30, trust_env=False)

    def call(self, to: str, typed: TextIO, show: Callable[[str], None]) -> str:
        """Ring ``to``, show every line as it comes, send what is ``typed``; return the call's final status."""
        with self._news() as news:
            sid: str = self._post("/calls", {"from": self._number, "to": to})["sid"]
            turns: queue.Queue[bool] = queue.Queue()
            threading.Thread(target=self._type, args=(sid, typed, turns), daemon=True).start()
            ended: list[str] = []
            for line in joined(self._lines(sid, news, turns, ended)):
                show(render_line(line))
        return ended[0] if ended else "lost"

    def _lines(
        self, sid: str, news: Iterator[_News], turns: queue.Queue[bool], ended: list[str]
    ) -> Iterator[TranscriptLine]:
        """Yield the call's lines as they come, give the word to whoever types, and note how the call ended."""
        for one in news:
            if one.topic == "line" and one.data["call_sid"] == sid:
                yield _line(one.data)
            elif one.topic == "call" and one.data["sid"] == sid:
                if one.data["status"] in FINAL:
                    ended.append(str(one.data["status"]))
                    return
                if one.data["listening"]:
                    turns.put(True)

    def text(self, to: str, body: str) -> list[str]:
        """Send ``body`` and return everything the application answers."""
        sent = self._post("/messages", {"from": self._number, "to": to, "body": body, "wait": ANSWER_SECONDS})
        thread = self._get("/messages", {"number": self._number})["messages"]
        return [one["body"] for one in thread if one["answers"] == sent["sid"]]

    def _type(self, sid: str, typed: TextIO, turns: queue.Queue[bool]) -> None:
        """Send each typed line; from a pipe only when the line waits for its caller."""
        patient = not typed.isatty()
        while True:
            if patient:
                turns.get()
            line = typed.readline().strip()
            if not line:
                self._post(f"/calls/{sid}/hang-up", {})
                return
            if set(line) <= KEYS:
                for first in range(0, len(line), MOST_KEYS):
                    self._post(f"/calls/{sid}/keys", {"keys": line[first : first + MOST_KEYS].upper()})
            else:
                self._post(f"/calls/{sid}/speech", {"text": line[:MOST_WORDS]})

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._ask("POST", path, json=body)

    def _get(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        return self._ask("GET", path, params=query)

    def _ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, path, **content)
        except httpx.TransportError as error:
            raise NoEmulator(self._unreachable()) from error
        if answer.status_code == 404 and path.startswith("/calls/"):
            return {}
        if answer.is_error:
            raise NoEmulator(_refusal(answer))
        found: dict[str, Any] = answer.json()
        return found

    def _news(self) -> _Listening:
        return _Listening(self._http, PATIENCE, self._unreachable())

    def _unreachable(self) -> str:
        where = str(self._http.base_url).removesuffix("/emulator/v1/")
        return f"no emulator answers at {where}; start one with `twilio-emulator run`, or name it with --url."


class _Listening:
    """The emulator's live news, while somebody listens."""

    def __init__(self, http: httpx.Client, seconds: float, unreachable: str) -> None:
        self._http = http
        self._unreachable = unreachable
        self._timeout = httpx.Timeout(30, read=seconds)

    def __enter__(self) -> Iterator[_News]:
        self._stream = self._http.stream("GET", "/events", timeout=self._timeout)
        try:
            self._answer = self._stream.__enter__()
        except httpx.TransportError as error:
            raise NoEmulator(self._unreachable) from error
        if self._answer.is_error:
            self._answer.read()
            raise NoEmulator(_refusal(self._answer))
        return self._read()

    def __exit__(self, *_: object) -> None:
        self._answer.close()

    def _read(self) -> Iterator[_News]:
        topic = ""
        try:
            for line in self._answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    topic = value
                elif name == "data":
                    yield _News(topic, json.loads(value))
        except httpx.TransportError:
            return


def _line(data: dict[str, Any]) -> TranscriptLine:
    return TranscriptLine(number=data["number"], at=data["at"], speaker=Speaker(data["speaker"]), text=data["text"])


def _refusal(answer: httpx.Response) -> str:
    try:
        return f"the emulator refused: {answer.json()['message']}"
    except (ValueError, KeyError):
        return f"the emulator answered with status {answer.status_code}"
