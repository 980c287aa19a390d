"""Web sockets to the application: media streams and conversation relays."""

from __future__ import annotations

from dataclasses import dataclass, field

from twilio_emulator.engine.effects.effect import Callbacks, Effect
from twilio_emulator.engine.effects.recording import Track


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStream(Effect):
    """Stream what is heard on this leg to the websocket at ``url`` (absolute), beside everything else.

    One that is ``bidirectional`` takes the application's sound as well, and its end is told to the session
    (:class:`~twilio_emulator.engine.inputs.StreamClosed`).
    """

    sid: str
    url: str
    name: str = ""
    track: Track = Track.INBOUND
    bidirectional: bool = False
    parameters: tuple[tuple[str, str], ...] = ()
    callbacks: Callbacks = field(default_factory=Callbacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseStream(Effect):
    """End the stream ``sid`` of this leg, or the one called ``name``, or the only one there is."""

    sid: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRelay(Effect):
    """Open the websocket at ``url`` (absolute) for the session ``sid``.

    Answered for by :class:`~twilio_emulator.engine.inputs.RelayOpened`, ``RelayReceived`` and ``RelayClosed``.
    """

    sid: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendToRelay(Effect):
    """Send a message through the relay's websocket; after a ``prompt`` the application is given time to answer."""

    text: str
    prompt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRelay(Effect):
    """Close the relay's websocket, and stop what is being said; harmless where there is none."""
