"""Ringing agents: what this package orders of Twilio, and the official client that carries it out."""

from __future__ import annotations

from typing import Final, Protocol

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

RING_SECONDS: Final = 20
"""How long an agent's telephone rings before the next one does (domain 8: an answer within 15 seconds)."""
FINAL: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The CallStatus values after which nothing more happens (twilio-behaviour 1.4)."""
NOT_FOUND: Final = 404


class TelephoneError(Exception):
    """Twilio did not take the order, or did not say whether it did."""


class Telephone(Protocol):
    """What is ordered of Twilio."""

    def ring(self, *, to: str, from_: str, answer_at: str, report_to: str) -> str:
        """Ring `to`; returns the CallSid. Both addresses are whole URLs of ours. Raises TelephoneError."""
        ...

    def end(self, call_sid: str) -> None:
        """End a call, ringing or not; one that is over stays so. Raises TelephoneError."""
        ...

    def status(self, call_sid: str) -> str:
        """The CallStatus of a call. Raises TelephoneError."""
        ...

    def remove_queue(self, queue_sid: str) -> None:
        """Remove a queue in which nobody waits. Raises TelephoneError."""
        ...


class TwilioTelephone:
    """The official client; connects to nothing before the first order."""

    def __init__(self, client: Client, *, ring_seconds: int = RING_SECONDS) -> None:
        self._client = client
        self._ring_seconds = ring_seconds

    def ring(self, *, to: str, from_: str, answer_at: str, report_to: str) -> str:
        """Ring `to`; only the end of the call is reported, once, whatever it is (twilio-behaviour 5.5)."""
        try:
            call = self._client.calls.create(
                to=to,
                from_=from_,
                url=answer_at,
                timeout=self._ring_seconds,
                status_callback=report_to,
                status_callback_event=["completed"],
            )
        except (TwilioException, RequestException) as error:
            raise TelephoneError(type(error).__name__) from error
        return str(call.sid)

    def end(self, call_sid: str) -> None:
        """End a call: `completed` ends ringing ones and answered ones alike (twilio-behaviour 5.4)."""
        try:
            self._client.calls(call_sid).update(status="completed")
        except (TwilioException, RequestException) as error:
            raise TelephoneError(type(error).__name__) from error

    def status(self, call_sid: str) -> str:
        """The CallStatus of a call."""
        try:
            return str(self._client.calls(call_sid).fetch().status)
        except (TwilioException, RequestException) as error:
            raise TelephoneError(type(error).__name__) from error

    def remove_queue(self, queue_sid: str) -> None:
        """Remove an empty queue; Twilio keeps them for ever otherwise."""
        try:
            self._client.queues(queue_sid).delete()
        except TwilioRestException as error:
            if error.status != NOT_FOUND:
                raise TelephoneError(str(error.code)) from error
        except (TwilioException, RequestException) as error:
            raise TelephoneError(type(error).__name__) from error
