"""Monitor: every coded error and warning, as alerts.

One file a resource, each with its ``OPERATIONS``. Paths are written as the vendor's are.
"""

from __future__ import annotations

from twilio_emulator.api.monitor import alerts
from twilio_emulator.api.operation import Operation, Product

OPERATIONS: tuple[Operation, ...] = alerts.OPERATIONS
"""What is answered."""

PRODUCT = Product(name="monitor", prefix="/monitor", operations=OPERATIONS)
