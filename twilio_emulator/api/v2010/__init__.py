"""The API 2010-04-01: calls, texts, numbers, recordings, and all that an account has.

One file a resource, each with its ``OPERATIONS``. To add one: its file here, its operations in the table below, its
tests beside those of the others.
"""

from __future__ import annotations

from twilio_emulator.api.formats import BASE
from twilio_emulator.api.operation import Operation, Product
from twilio_emulator.api.v2010 import (
    accounts,
    add_ons,
    applications,
    available_phone_numbers,
    call_events,
    call_recordings,
    calls,
    conference_recordings,
    conferences,
    incoming_phone_numbers,
    keys,
    mappings,
    media,
    message_feedback,
    messages,
    notifications,
    outgoing_caller_ids,
    participants,
    payments,
    queues,
    realtime_transcriptions,
    recording_add_ons,
    recordings,
    shelves,
    short_codes,
    siprec,
    streams,
    tokens,
    transcriptions,
    usage_records,
    usage_triggers,
    user_defined_messages,
)

OPERATIONS: tuple[Operation, ...] = (
    *messages.OPERATIONS,
    *calls.OPERATIONS,
    *call_recordings.OPERATIONS,
    *call_events.OPERATIONS,
    *notifications.OPERATIONS,
    *recordings.OPERATIONS,
    *transcriptions.OPERATIONS,
    *streams.OPERATIONS,
    *siprec.OPERATIONS,
    *user_defined_messages.OPERATIONS,
    *payments.OPERATIONS,
    *realtime_transcriptions.OPERATIONS,
    *queues.OPERATIONS,
    *media.OPERATIONS,
    *message_feedback.OPERATIONS,
    *short_codes.OPERATIONS,
    *conferences.OPERATIONS,
    *participants.OPERATIONS,
    *accounts.OPERATIONS,
    *keys.OPERATIONS,
    *tokens.OPERATIONS,
    *shelves.OPERATIONS,
    *mappings.OPERATIONS,
    *available_phone_numbers.OPERATIONS,
    *incoming_phone_numbers.OPERATIONS,
    *add_ons.OPERATIONS,
    *outgoing_caller_ids.OPERATIONS,
    *applications.OPERATIONS,
    *conference_recordings.OPERATIONS,
    *usage_records.OPERATIONS,
    *usage_triggers.OPERATIONS,
    *recording_add_ons.OPERATIONS,
)
"""Everything the API offers; what is asked most stands first."""

PRODUCT = Product(name="api", prefix="", stem=BASE, operations=OPERATIONS, more=(*recordings.ROUTES, *media.ROUTES))
"""With the files that are fetched by a browser as well as by a client."""
