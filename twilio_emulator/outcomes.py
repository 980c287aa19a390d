"""What becomes of a text: its statuses, how it may end, and the codes that say why (twilio-behaviour 4.3, 4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from mimetypes import guess_type
from urllib.parse import urlsplit


class MessageStatus(StrEnum):
    """The statuses of a text, as its resource has them."""

    ACCEPTED = "accepted"
    """Taken by a Messaging Service, which has not chosen the sender yet."""
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    """The carrier could not deliver it."""
    FAILED = "failed"
    """It has never left."""
    RECEIVING = "receiving"
    RECEIVED = "received"
    READ = "read"
    CANCELED = "canceled"


FINAL_STATUSES: frozenset[str] = frozenset(
    {
        MessageStatus.DELIVERED,
        MessageStatus.UNDELIVERED,
        MessageStatus.FAILED,
        MessageStatus.RECEIVED,
        MessageStatus.READ,
        MessageStatus.CANCELED,
    }
)
"""Those that stay."""

DELIVERY_ERRORS: dict[int, str] = {
    21610: "Attempt to send to unsubscribed recipient",
    21703: "The Messaging Service does not have a phone number available to send a message",
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered by the carrier",
    30008: "Unknown error",
    30034: "Message from a number that is not registered",
    30036: "Validity period expired",
}
"""Why a text was not delivered, by ``error_code``; the words are its ``error_message``."""
DELIVERY_REMEDIES: dict[int, str] = {
    21610: "send nothing more to whoever has sent STOP, until they send START",
    21703: "put a number into the pool of the Messaging Service that can send to this receiver",
    30001: "send more slowly, or let the texts wait for their turn in the application",
    30002: "set the account active again",
    30003: "send it again later: the telephone is off or out of reach",
    30004: "ask the receiver whether texts are blocked, or send from another number",
    30005: "look at the number: nobody seems to have it",
    30006: "send to a mobile number: this one cannot receive texts",
    30007: "write it otherwise: links, capitals and repeated texts look like unwanted ones to a carrier",
    30008: "send it again; where it stays away, try another number to see whether it is the receiver",
    30034: "register the number it is sent from, or send from one that is",
    30036: "give it a longer ValidityPeriod, or fewer texts at a time, so that it leaves in time",
}
"""What to do about each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of every text to a number; it waits ``after`` seconds in the queue first.

    One that stays ``sent`` is lost at the carrier's: nobody gets it, and nobody hears of it again.

    Raises ``ValueError`` for a status that is no end, or for an error without one.
    """

    status: MessageStatus = MessageStatus.DELIVERED
    error_code: int = 0
    after: float = 0.0

    def __post_init__(self) -> None:
        ends = (MessageStatus.DELIVERED, MessageStatus.UNDELIVERED, MessageStatus.FAILED, MessageStatus.SENT)
        if self.status not in ends:
            raise ValueError(f"a text ends as {', '.join(ends)}, not as {self.status}")
        if (self.status in (MessageStatus.DELIVERED, MessageStatus.SENT)) != (self.error_code == 0):
            raise ValueError("a text that is not delivered has an error code, and no other has")
        if self.error_code and self.error_code not in DELIVERY_ERRORS:
            raise ValueError(f"{self.error_code} is none of {', '.join(map(str, DELIVERY_ERRORS))}")
        if self.after < 0:
            raise ValueError("a text cannot leave before it was sent")


DELIVERED = Outcome()
"""What becomes of a text unless somebody said otherwise."""


@lru_cache(maxsize=1024)
def media_type(url: str) -> str:
    """Return what the end of an address says the file is."""
    return guess_type(urlsplit(url).path)[0] or "application/octet-stream"
