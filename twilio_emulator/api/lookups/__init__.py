"""Lookup: what is known of a telephone number.

One file a resource, each with its ``OPERATIONS``. Paths are written as the vendor's are.
"""

from __future__ import annotations

from twilio_emulator.api.lookups import limits, overrides, phone_numbers
from twilio_emulator.api.operation import Operation, Product

OPERATIONS: tuple[Operation, ...] = (
    *phone_numbers.OPERATIONS,
    *overrides.OPERATIONS,
    *limits.OPERATIONS,
)
"""What is answered."""

PRODUCT = Product(name="lookups", prefix="/lookups", operations=OPERATIONS)
