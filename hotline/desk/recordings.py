"""Fetching what was said to the line from Twilio, so that the page asks nobody but us."""

from __future__ import annotations

import re
from typing import Final, Protocol

import httpx

from hotline.settings import Settings

TWILIO: Final = "https://api.twilio.com"
TIMEOUT: Final = 15.0
"""Seconds that Twilio may take."""
LARGEST: Final = 64 * 1024 * 1024
"""Bytes; an hour of a telephone is 57 MB."""
_SID: Final = re.compile("RE[0-9a-f]{32}")


class NoRecording(Exception):
    """Twilio has no such recording any more, or cannot be reached; the sentence says which."""


class Archive(Protocol):
    """Where recordings are kept."""

    def fetch(self, recording_sid: str) -> bytes:
        """A recording as WAV. Raises NoRecording."""
        ...


class TwilioArchive:
    """Twilio's own; connects to nothing before the first recording."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.api_base or TWILIO
        self._account = settings.account_sid
        self._credentials = (settings.account_sid, settings.auth_token)

    def fetch(self, recording_sid: str) -> bytes:
        """A recording as WAV, mono or dual as it was taken. Raises NoRecording."""
        if not _SID.fullmatch(recording_sid):
            raise NoRecording("There is no such recording.")
        url = f"{self._base}/2010-04-01/Accounts/{self._account}/Recordings/{recording_sid}.wav"
        try:
            # Twilio sends on to its media store, which gets no credentials: httpx keeps them to the one host.
            with (
                httpx.Client(auth=self._credentials, timeout=TIMEOUT, follow_redirects=True) as client,
                client.stream("GET", url) as answer,
            ):
                if answer.status_code == 404:
                    raise NoRecording("Twilio has no such recording.")
                answer.raise_for_status()
                sound = bytearray()
                for part in answer.iter_bytes():
                    sound += part
                    if len(sound) > LARGEST:
                        raise NoRecording("The recording is too long to be played here.")
        except httpx.HTTPError as error:
            raise NoRecording("Twilio cannot be reached.") from error
        return bytes(sound)
