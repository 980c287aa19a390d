"""Reads what a new text is to be: to whom, from whom, when, what (twilio-behaviour 4.4, 4.7).

``MaxPrice``, ``ProvideFeedback``, ``Attempt``, ``ForceDelivery``, ``ContentRetention``, ``AddressRetention``,
``PersistentAction``, ``TrafficType``, ``ShortenUrls``, ``SendAsMms``, ``RiskCheck`` and ``FallbackFrom`` are accepted,
and nothing comes of them on a desk.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.v2010.message_addresses import chosen_of, recipient_of, sender_of
from twilio_emulator.desk import IN_PROCESS
from twilio_emulator.engine.segments import segment, smart_encoded
from twilio_emulator.outcomes import MessageStatus
from twilio_emulator.placing import MOST_JOBS
from twilio_emulator.store import Message, MessagingService, Number, new_sid
from twilio_emulator.texts import opt_out, pool
from twilio_emulator.texts.delivery import LONGEST_VALIDITY, Sending

register(
    {
        21420: "ApplicationSid is not accessible: {value}",
        21602: "Message body is required.",
        21609: "The StatusCallback URL {value} is not a valid URL.",
        21610: "Attempt to send to unsubscribed recipient",
        21617: "The concatenated message body exceeds the 1600 character limit",
        21619: "A text message body or media urls must be specified.",
        21620: "Invalid media URL(s): {value}",
        21623: "Number of media files exceeds allowed limit: a message takes 10",
        21624: "ValidityPeriod {value} is not a whole number of seconds from 1 to 36000",
        21655: "The ContentSid is invalid: {value}",
        35111: "SendAt timestamp is missing",
        35114: "SendAt must be an ISO 8601 time between 300 seconds and 35 days in the future: {value}",
        35118: "MessagingServiceSid is required to schedule a message",
    }
)
LONGEST_BODY, MOST_MEDIA = 1600, 10
EARLIEST, LATEST = timedelta(minutes=5), timedelta(days=35)
"""How far ahead a text may be scheduled."""


def read(asked: Asked) -> Sending:
    """Read the form of a new text; raises :class:`ApiError` for what cannot be sent."""
    form = asked.form
    to = asked.text("To").strip()
    if not to:
        raise ApiError(21604)
    service, sender, pooled = sender_of(asked, to)
    to = recipient_of(asked, to, sender)
    if pooled and service is not None:
        sender = chosen_of(asked, service, to)
    home = pool.digits_of(sender)
    body, media = _content(asked, home, smart=service is not None and service.smart_encoding)
    if "ContentSid" in form:
        raise ApiError(21655, value=asked.text("ContentSid")[:60])
    if to == sender:
        raise ApiError(21266, value=to)
    if opt_out.refuses(asked.store, to, sender, service.sid if service is not None else ""):
        raise ApiError(21610)
    if asked.desk.jobs.waiting >= MOST_JOBS:
        raise ApiError(21611, value=sender)
    callback, owner = _callback(asked, home, service)
    send_at = _send_at(asked, service) if "ScheduleType" in form or "SendAt" in form else None
    status = MessageStatus.QUEUED
    if service is not None:
        status = MessageStatus.ACCEPTED if send_at is None else MessageStatus.SCHEDULED
    message = Message(
        sid=new_sid("MM" if media else "SM"),
        account_sid=asked.account.sid,
        from_=sender if send_at is None or not pooled else "",
        to=to,
        body=body,
        media=media,
        at=asked.now(),
        direction="outbound-api",
        status=status,
        segments=segment(body).segments if service is None else 0,
        service_sid=service.sid if service is not None else "",
        status_callback=callback,
    )
    validity = service.validity_period if service is not None else LONGEST_VALIDITY
    if "ValidityPeriod" in form:
        validity = asked.whole("ValidityPeriod", LONGEST_VALIDITY, least=1, most=LONGEST_VALIDITY, code=21624)
    return Sending(message=message, owner=owner, send_at=send_at, validity=validity, pooled=pooled)


def _content(asked: Asked, home: str, *, smart: bool) -> tuple[str, tuple[str, ...]]:
    """Return the words and the media; raises 21602, 21617, 21619, 21620 and 21623.

    ``smart`` is whether look-alikes of GSM-7 are replaced where the request says nothing of it.
    """
    body = asked.text("Body")
    if len(body) > LONGEST_BODY:
        raise ApiError(21617)
    media = tuple(_media(asked, url.strip(), home) for url in asked.form.get("MediaUrl", ()) if url.strip())
    if not (body or media) and "ContentSid" not in asked.form:
        raise ApiError(21602 if asked.has("Body") else 21619)
    if len(media) > MOST_MEDIA:
        raise ApiError(21623)
    if "SmartEncoded" in asked.form:
        smart = asked.boolean("SmartEncoded", default=smart)
    if smart and body:
        body = smart_encoded(body)
    return body, media


def _media(asked: Asked, url: str, home: str) -> str:
    number = asked.store.numbers.get(home)
    try:
        if number is not None and number.app is not None:
            url = urljoin(IN_PROCESS, url)
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        known = False
    if not known:
        raise ApiError(21620, value=url[:200])
    return url


def _callback(asked: Asked, home: str, service: MessagingService | None) -> tuple[str, Number | None]:
    """Return who is told what becomes of the text, and whose application object answers; raises 21420 and 21609.

    The message's own callback comes before the application's, and that before the service's (twilio-behaviour 4.3).
    """
    owner = asked.store.numbers.get(home)
    if "StatusCallback" in asked.form:
        url = asked.url("StatusCallback", 21609, home=home)
        if "_" in (urlsplit(url).hostname or ""):
            raise ApiError(21609, value=url[:200])
        if url:
            return url, owner
    application_sid = asked.text("ApplicationSid").strip()
    if application_sid:
        application = asked.store.applications.get(application_sid)
        if application is None or application.account_sid != asked.account.sid:
            raise ApiError(21420, value=application_sid[:60])
        if application.message_status_callback:
            return application.message_status_callback, application
    return service.status_callback if service is not None else "", owner


def _send_at(asked: Asked, service: MessagingService | None) -> datetime | None:
    """Return when a scheduled text is to be sent; raises 35111, 35114 and 35118."""
    if not asked.choice("ScheduleType", ("fixed",), ""):
        return None  # SendAt alone schedules nothing
    if service is None:
        raise ApiError(35118)
    value = asked.text("SendAt").strip()
    if not value:
        raise ApiError(35111)
    try:
        at = datetime.fromisoformat(value)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ApiError(35114, value=value[:60]) from None
    if not EARLIEST <= at - asked.now() <= LATEST:
        raise ApiError(35114, value=value[:60])
    return at
