"""Live transcriptions of a call, begun and ended from outside (twilio-behaviour 3.10).

``SpeechModel``, ``Hints``, ``EnableAutomaticPunctuation``, ``EnableProviderData`` and what names an intelligence
service or a conversation are accepted: words come as words here, and nobody has to recognise them.
"""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import live, services
from twilio_emulator.engine.effects import StartTranscription
from twilio_emulator.lines import transcribing
from twilio_emulator.store import new_sid

PART = "Transcriptions"


def create(asked: Asked) -> dict[str, Any]:
    """Begin to write down what is said; raises 21220."""
    line = live.answered_line_of(asked)
    wanted = StartTranscription(
        sid=new_sid("GT"),
        name=asked.text("Name"),
        track=services.track(asked, "both_tracks"),
        labels=(asked.text("InboundTrackLabel"), asked.text("OutboundTrackLabel")),
        partial=asked.boolean("PartialResults", False),
        language=asked.text("LanguageCode", "en-US"),
        engine=asked.text("TranscriptionEngine", "google"),
        filters=asked.boolean("ProfanityFilter", True),
        callbacks=services.callbacks(asked, live.home_of(line), "StatusCallbackUrl"),
    )
    transcribing.start(live.driver_of(line), wanted)
    asked.later.append(asked.switchboard.work)
    return services.described(asked, line.call, PART, wanted.sid, wanted.name, running=True)


def update(asked: Asked) -> dict[str, Any]:
    """End a transcription, by its SID or its name; raises 20404 where it does not run."""
    services.must_stop(asked)
    line = live.line_of(asked)
    sid = asked.sids["Sid"]
    running = [tap for tap in line.taps if isinstance(tap, transcribing.Transcribing)]
    one = asked.own(next((tap for tap in running if sid in (tap.effect.sid, tap.effect.name)), None))
    one.stop()
    asked.later.append(asked.switchboard.work)
    return services.described(asked, line.call, PART, one.effect.sid, one.effect.name, running=False)


OPERATIONS = (
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Calls/{CallSid}/Transcriptions.json", handler=create),
    Operation(method=HTTPMethod.POST, path="/{AccountSid}/Calls/{CallSid}/Transcriptions/{Sid}.json", handler=update),
)
"""What may be asked of live transcriptions."""
