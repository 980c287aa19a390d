"""Sends a code: as a text, in a call, by WhatsApp, or as an e-mail into the outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from twilio_emulator.api.asked import Asked
from twilio_emulator.api.verify import kept, words
from twilio_emulator.api.verify.kept import Kind
from twilio_emulator.api.verify.order import Order
from twilio_emulator.numbering import examine
from twilio_emulator.store import Number, Shelved, new_sid
from twilio_emulator.verification import Attempt, Email, Verification

SENDER = "+14157234000"
"""The number that codes come from, unless the service has a Messaging Service for the country; it calls for caller IDs
that are to be verified, too."""
EMAIL_SENDER = "verify@emulator.localhost"
EVERYWHERE = "all"
"""The country of a messaging configuration that is for every country without one."""


def send(asked: Asked, service: Shelved, verification: Verification, order: Order) -> Attempt:
    """Send a code once the request is answered, and note the attempt."""
    now = asked.now()
    attempt = Attempt(
        account_sid=verification.account_sid,
        service_sid=service.sid,
        verification_sid=verification.sid,
        to=order.to,
        channel=order.channel,
        locale=order.locale,
        code_length=len(verification.code),
        created_at=now,
        updated_at=now,
    )
    match order.channel:
        case "call":
            _call(asked, service, verification, order, attempt)
        case "email":
            _email(asked, verification, order)
        case _:
            _text(asked, service, verification, order, attempt)
    asked.store.attempts[attempt.sid] = attempt
    verification.attempts.append(attempt.sid)
    return attempt


def _text(asked: Asked, service: Shelved, verification: Verification, order: Order, attempt: Attempt) -> None:
    wording = words.WORDINGS[order.locale]
    body = words.filled(order.template.text(wording), order.name, verification.code)
    if order.app_hash and order.channel == "sms":
        body = f"<#> {body}\n{order.app_hash}"
    sender, to = _sender(asked, service, order.to), order.to
    if order.channel == "whatsapp":
        named = service.values["whatsapp.from"]
        number = named.removeprefix("whatsapp:") or SENDER
        sender, to = f"whatsapp:{number}", f"whatsapp:{to}"
    attempt.message_sid = new_sid("SM")
    asked.later.append(partial(asked.switchboard.texts.notify, attempt.message_sid, sender, to, body))


def _sender(asked: Asked, service: Shelved, to: str) -> str:
    """Return what a text comes from: the first sender of the country's Messaging Service, or Verify's own number."""
    by_country = {one.values["country"]: one for one in kept.every(asked, Kind.MESSAGING, service.sid)}
    configured = by_country.get(examine(to).country) or by_country.get(EVERYWHERE)
    if configured is None:
        return SENDER
    found = asked.store.services.get(configured.values["messaging_service_sid"])
    addresses = [one.address for one in found.senders] if found is not None else []
    return next((one for one in addresses if ":" not in one), SENDER)


def _call(asked: Asked, service: Shelved, verification: Verification, order: Order, attempt: Attempt) -> None:
    wording = words.WORDINGS[order.locale]
    text = order.template.text(wording) if "voice" in order.template.channels else wording.code
    told = words.heard(verification.code, order.name, text, wording)
    first = words.asks_for_a_key(order.name, wording) if service.values["dtmf_input_required"] else told
    number = Number(phone_number=SENDER, voice_url=words.KEY_URL, app=_telling(told))
    call = asked.switchboard.announce(SENDER, order.to, first, number, order.send_digits)
    attempt.call_sid = call.sid
    asked.later.append(partial(asked.switchboard.ring_out, call.sid))
    asked.later.append(partial(asked.switchboard.settle, call.sid, guest=True))


def _telling(document: bytes) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """Return an application that answers nothing but ``document``."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml; charset=utf-8")])
        return [document]

    return app


def _email(asked: Asked, verification: Verification, order: Order) -> None:
    wording = words.WORDINGS[order.locale]
    letter = Email(
        from_=order.email_from or EMAIL_SENDER,
        to=order.to,
        subject=words.filled(wording.subject, order.name, verification.code),
        body=words.filled(order.template.text(wording), order.name, verification.code),
        at=asked.now(),
    )
    asked.store.add_email(letter)
