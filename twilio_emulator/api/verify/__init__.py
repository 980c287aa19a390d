"""Verify: a code that is sent by text or told by telephone, and is checked.

One file a resource, each with its ``OPERATIONS``. Paths are written as the vendor's are.
"""

from __future__ import annotations

from twilio_emulator.api.operation import Operation, Product
from twilio_emulator.api.verify import (
    access_tokens,
    attempts,
    challenges,
    entities,
    factors,
    forms,
    messaging_configurations,
    passkeys,
    rate_limits,
    safe_list,
    services,
    templates,
    verifications,
    webhooks,
)

OPERATIONS: tuple[Operation, ...] = (
    *verifications.OPERATIONS,
    *services.OPERATIONS,
    *attempts.OPERATIONS,
    *rate_limits.OPERATIONS,
    *messaging_configurations.OPERATIONS,
    *webhooks.OPERATIONS,
    *templates.OPERATIONS,
    *safe_list.OPERATIONS,
    *entities.OPERATIONS,
    *factors.OPERATIONS,
    *challenges.OPERATIONS,
    *passkeys.OPERATIONS,
    *access_tokens.OPERATIONS,
    *forms.OPERATIONS,
)
"""What is answered."""

PRODUCT = Product(name="verify", prefix="/verify", operations=OPERATIONS)
