"""Reads how somebody who is called comes into a conference: the form's words for the attributes of ``<Conference>``."""

from __future__ import annotations

from collections.abc import Mapping

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.engine.conference import FEWEST, LONGEST_LABEL, MOST, WORDS, Participant
from twilio_emulator.engine.verbs.conference import RECORDED, REGIONS

register(
    {
        16023: "The label is not valid: at most 128 characters, no /, and no CallSid",
        16024: "MaxParticipants must be a whole number from 2 to 250: {value}",
    }
)
FLAGS = {
    "Muted": "muted",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
}
URLS = {
    "WaitUrl": "waitUrl",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceRecordingStatusCallback": "recordingStatusCallback",
}
METHODS = {
    "WaitMethod": "waitMethod",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
    "ConferenceRecordingStatusCallbackMethod": "recordingStatusCallbackMethod",
}
CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Beep": ("beep", ("true", "false", "onEnter", "onExit")),
    "ConferenceTrim": ("trim", ("trim-silence", "do-not-trim")),
    "Region": ("region", REGIONS),
    "JitterBufferSize": ("jitterBufferSize", ("small", "medium", "large", "off")),
}
EVENTS = {
    "ConferenceStatusCallbackEvent": ("statusCallbackEvent", WORDS),
    "ConferenceRecordingStatusCallbackEvent": ("recordingStatusCallbackEvent", RECORDED),
}
RECORD = {"true": "record-from-start", "record-from-start": "record-from-start"}
NO_RECORD = ("", "false", "do-not-record")


def attributes(asked: Asked, home: str) -> dict[str, str]:
    """Return the attributes of ``<Conference>`` that were sent; raises 16023, 16024, 20001, 21205 and 21209."""
    found = {name: str(asked.boolean(sent, False)).lower() for sent, name in FLAGS.items() if asked.text(sent)}
    found |= {name: asked.url(sent, 21205, home) for sent, name in URLS.items() if asked.has(sent)}
    found |= {name: asked.method(sent) for sent, name in METHODS.items() if asked.text(sent)}
    for sent, (name, allowed) in CHOICES.items():
        if asked.text(sent):
            found[name] = asked.choice(sent, allowed, "")
    for sent, (name, words) in EVENTS.items():
        if asked.texts(sent):
            if not set(asked.texts(sent)) <= set(words):
                raise ApiError(20001, name=sent)
            found[name] = " ".join(asked.texts(sent))
    if found.get("statusCallback"):
        found.setdefault("statusCallbackEvent", "start end")
    if asked.text("MaxParticipants"):
        found["maxParticipants"] = str(asked.whole("MaxParticipants", MOST, least=FEWEST, most=MOST, code=16024))
    record = asked.text("ConferenceRecord")
    if record not in NO_RECORD:
        found["record"] = RECORD.get(record, "")
        if not found["record"]:
            raise ApiError(20001, name="ConferenceRecord")
    return found | _label(asked) | _coached(asked)


def _label(asked: Asked) -> dict[str, str]:
    label = asked.text("Label").strip()
    if len(label) > LONGEST_LABEL or "/" in label or (len(label) == 34 and label.startswith("CA")):
        raise ApiError(16023)
    return {"participantLabel": label} if label else {}


def _coached(asked: Asked) -> dict[str, str]:
    whom = asked.text("CallSidToCoach")
    return {"coach": whom} if whom and asked.boolean("Coaching", True) else {}


def participant_of(wanted: Mapping[str, str]) -> Participant:
    """Return who is going to come in, for as long as nobody has."""
    return Participant(
        label=wanted.get("participantLabel", ""),
        muted=wanted.get("muted") == "true",
        coaches=wanted.get("coach", ""),
        start_on_enter=wanted.get("startConferenceOnEnter", "true") == "true",
        end_on_exit=wanted.get("endConferenceOnExit") == "true",
    )
