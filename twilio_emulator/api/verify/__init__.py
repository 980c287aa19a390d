"""Verify: a code that is sent by text or told by telephone, and is checked.

One file a resource, each with its ``OPERATIONS``. Paths are written as the vendor's are.
"""

from __future__ import annotations

from twilio_emulator.api.operation import Operation, Product

OPERATIONS: tuple[Operation, ...] = ()
"""What is answered."""

PRODUCT = Product(name="verify", prefix="/verify", operations=OPERATIONS)
