"""What the driver must do: everything a session can ask for.

An effect whose class says :attr:`Effect.ends_with` is a *wait*: the session does nothing more until one of those
inputs, or one of the inputs it ``hears``, is fed. The last effect of every sprint is a wait or an :class:`End`, and a
new wait makes the driver drop whatever it still did for the one before (sound, timer).
"""

from __future__ import annotations

from twilio_emulator.engine.effects.beside import (
    AskDate,
    Text,
)
from twilio_emulator.engine.effects.effect import (
    KEYS,
    NOTHING,
    SPEECH,
    Answer,
    Begin,
    Callbacks,
    Done,
    Effect,
    End,
    Fetch,
    Listening,
    Notify,
    Purpose,
    Report,
    Turn,
    Wait,
)
from twilio_emulator.engine.effects.heard import (
    Beep,
    Hush,
    Music,
    Perform,
    Phrase,
    PlayAudio,
    PlayDigits,
    Prefetch,
    Speak,
)
from twilio_emulator.engine.effects.legs import (
    Connect,
    Destination,
    DestinationKind,
    Detection,
    Refer,
    Release,
    Ring,
)
from twilio_emulator.engine.effects.places import (
    AskStanding,
    EnterConference,
    JoinQueue,
    LeaveConference,
    LeaveQueue,
    ReadyFor,
    TakeFromQueue,
)
from twilio_emulator.engine.effects.recording import (
    RecordingSource,
    StartRecording,
    StartTranscription,
    StopRecording,
    StopTranscription,
    Track,
)
from twilio_emulator.engine.effects.sockets import (
    CloseRelay,
    CloseStream,
    OpenRelay,
    OpenStream,
    SendToRelay,
)

__all__ = [
    "KEYS",
    "NOTHING",
    "SPEECH",
    "Answer",
    "AskDate",
    "AskStanding",
    "Beep",
    "Begin",
    "Callbacks",
    "CloseRelay",
    "CloseStream",
    "Connect",
    "Destination",
    "DestinationKind",
    "Detection",
    "Done",
    "Effect",
    "End",
    "EnterConference",
    "Fetch",
    "Hush",
    "JoinQueue",
    "LeaveConference",
    "LeaveQueue",
    "Listening",
    "Music",
    "Notify",
    "OpenRelay",
    "OpenStream",
    "Perform",
    "Phrase",
    "PlayAudio",
    "PlayDigits",
    "Prefetch",
    "Purpose",
    "ReadyFor",
    "RecordingSource",
    "Refer",
    "Release",
    "Report",
    "Ring",
    "SendToRelay",
    "Speak",
    "StartRecording",
    "StartTranscription",
    "StopRecording",
    "StopTranscription",
    "TakeFromQueue",
    "Text",
    "Track",
    "Turn",
    "Wait",
]
