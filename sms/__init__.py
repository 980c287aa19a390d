"""The text channel: a message comes in, a command is understood, one answer goes back (domain.md 4.3).

`bp` is the blueprint that the hotline registers: `/sms/incoming` and `/sms/status`.
"""

from sms.views import bp

__all__ = ["bp"]
