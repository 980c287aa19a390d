"""Faults on demand: what goes wrong, with what, how often, and what has gone wrong so.

Rules and draws only: nothing here knows the time, asks anybody or has a thread. Whoever is at the point where a fault
would strike asks :class:`Faults` whether one does, and carries it out there: ``webhook/meddling.py`` what befalls a
webhook, ``striking.py`` what befalls a callback and a text, ``api/outage.py`` what befalls a request to the API.
"""

from twilio_emulator.faults.fault import Fault, Occasion, fault_from
from twilio_emulator.faults.kinds import KINDS, MATCHERS, PARAMETERS, Kind, Parameter, Target
from twilio_emulator.faults.rules import Faults, Rule, Strike

__all__ = [
    "KINDS",
    "MATCHERS",
    "PARAMETERS",
    "Fault",
    "Faults",
    "Kind",
    "Occasion",
    "Parameter",
    "Rule",
    "Strike",
    "Target",
    "fault_from",
]
