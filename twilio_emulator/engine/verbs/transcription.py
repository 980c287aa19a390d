"""``<Transcription>``: the application is told in writing what is said on the call, while it is said.

Nobody has to recognise anything here: the words of a handset, and those an application has said, are words already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from twilio_emulator.engine import attributes
from twilio_emulator.engine.document import Element
from twilio_emulator.engine.effects import StartTranscription, StopTranscription
from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.verbs.callee import Parameter
from twilio_emulator.engine.verbs.partner import Service, callbacks_of
from twilio_emulator.engine.verbs.stream import TRACKS
from twilio_emulator.engine.verbs.verb import Acting, Line, Word, read_content, refuse_children

RECOGNISER = "words are not recognised here, they come as words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config(Word):
    """One setting of a service, by name and value."""

    TAG = "Config"
    ATTRIBUTES: ClassVar = {
        "name": attributes.noted(attributes.text(), "it configures a service that no desk has"),
        "value": attributes.noted(attributes.text(), "it configures a service that no desk has"),
    }

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read it; files 12200."""
        attributes.read_all(element, cls.ATTRIBUTES, notices)
        refuse_children(element, notices)
        return cls(line=element.line, column=element.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcription(Service):
    """One transcription; ``values`` are its attributes as they were read."""

    TAG = "Transcription"
    ATTRIBUTES: ClassVar = {
        "name": attributes.text(),
        "track": attributes.choice(*TRACKS, default="both_tracks"),
        "statusCallbackUrl": attributes.url(),
        "statusCallbackMethod": attributes.method(),
        "inboundTrackLabel": attributes.text(),
        "outboundTrackLabel": attributes.text(),
        "partialResults": attributes.boolean(False),
        "languageCode": attributes.text("en-US"),
        "transcriptionEngine": attributes.text("google"),
        "profanityFilter": attributes.boolean(True),
        "speechModel": attributes.noted(attributes.text("telephony"), RECOGNISER),
        "hints": attributes.noted(attributes.text(), RECOGNISER),
        "enableAutomaticPunctuation": attributes.noted(attributes.boolean(True), RECOGNISER),
        "intelligenceService": attributes.noted(attributes.text(), "no transcript is stored at Twilio"),
    }
    CONTENT: ClassVar = (Config, Parameter)

    values: Mapping[str, Any]

    @classmethod
    def read(cls, element: Element, notices: list[Notice]) -> Self:
        """Read what is to be written down; files 12200."""
        values = attributes.read_all(element, cls.ATTRIBUTES, notices)
        read_content(element, cls.CONTENT, notices)
        return cls(values=values, line=element.line, column=element.column)

    def start(self, call: Line) -> Acting:
        """Begin to write down."""
        values = self.values
        yield StartTranscription(
            sid=call.new_sid("GT"),
            name=values["name"],
            track=TRACKS[values["track"]],
            labels=(values["inboundTrackLabel"], values["outboundTrackLabel"]),
            partial=values["partialResults"],
            language=values["languageCode"],
            engine=values["transcriptionEngine"],
            filters=values["profanityFilter"],
            callbacks=callbacks_of(call, values, "statusCallbackUrl"),
        )

    def stop(self, call: Line) -> Acting:
        """End the transcription of this name."""
        yield StopTranscription(name=self.values["name"])
