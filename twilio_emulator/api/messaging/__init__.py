"""Messaging Services: senders that texts are sent from, and what is asked and told about them.

One file a resource, each with its ``OPERATIONS``. Paths are written as the vendor's are.
"""

from __future__ import annotations

from twilio_emulator.api.messaging import campaigns, senders, services
from twilio_emulator.api.operation import Operation, Product

OPERATIONS: tuple[Operation, ...] = (*services.OPERATIONS, *senders.OPERATIONS, *campaigns.OPERATIONS)
"""What is answered."""

PRODUCT = Product(name="messaging", prefix="/messaging", operations=OPERATIONS)
