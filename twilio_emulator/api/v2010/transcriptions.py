"""Transcriptions of recordings: all of the account's, or those of one recording (twilio-behaviour 3.5, 5.7)."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010 import recordings
from twilio_emulator.tape import Transcription, TranscriptionStatus


def described(_asked: Asked, one: Transcription) -> dict[str, Any]:
    """Return the Transcription resource."""
    return {
        "account_sid": one.account_sid,
        "api_version": formats.API_VERSION,
        "date_created": formats.date(one.created_at),
        "date_updated": formats.date(one.updated_at),
        "duration": str(round(one.seconds)),
        "price": None,
        "price_unit": "USD",
        "recording_sid": one.recording_sid,
        "sid": one.sid,
        "status": str(one.status),
        "transcription_text": None if one.status is TranscriptionStatus.IN_PROGRESS else one.text,
        "type": "fast",
        "uri": f"{formats.path(one.account_sid, 'Transcriptions', one.sid)}.json",
    }


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the transcriptions, newest first; those of one recording where the path names it."""
    recording = recordings.found(asked, asked.sids["RecordingSid"]).sid if "RecordingSid" in asked.sids else ""
    fitting = (
        one
        for one in reversed(asked.store.transcriptions.values())
        if one.account_sid == asked.account.sid and recording in ("", one.recording_sid)
    )
    return paging.page(asked, "transcriptions", fitting, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one transcription."""
    return described(asked, _transcription(asked))


def delete(asked: Asked) -> None:
    """Forget one transcription."""
    del asked.store.transcriptions[_transcription(asked).sid]


def _transcription(asked: Asked) -> Transcription:
    one = asked.own(asked.store.transcriptions.get(asked.sids["Sid"]))
    if asked.sids.get("RecordingSid", one.recording_sid) != one.recording_sid:
        raise asked.missing()
    return one


OF_RECORDING = "/{AccountSid}/Recordings/{RecordingSid}/Transcriptions"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Transcriptions.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path="/{AccountSid}/Transcriptions/{Sid}.json", handler=fetch),
    Operation(method=HTTPMethod.DELETE, path="/{AccountSid}/Transcriptions/{Sid}.json", handler=delete),
    Operation(method=HTTPMethod.GET, path=f"{OF_RECORDING}.json", handler=list_all),
    Operation(method=HTTPMethod.GET, path=OF_RECORDING + "/{Sid}.json", handler=fetch),
    Operation(method=HTTPMethod.DELETE, path=OF_RECORDING + "/{Sid}.json", handler=delete),
)
"""What may be asked of transcriptions."""
