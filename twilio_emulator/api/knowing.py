"""What is known of a telephone line, for the products that tell of it: the plan's word, or somebody else's."""

from __future__ import annotations

from dataclasses import dataclass

from twilio_emulator.numbering import KnownNumber, Plan
from twilio_emulator.store import Store

UNKNOWN = KnownNumber()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: its ``type`` is one of the numbering plan's words; what is not known is empty."""

    type: str
    carrier_name: str
    mobile_country_code: str
    mobile_network_code: str


def known(store: Store, phone_number: str) -> KnownNumber:
    """Return what somebody has said of a number."""
    return store.known_numbers.get(phone_number, UNKNOWN)


def line(store: Store, account_sid: str, plan: Plan) -> Line:
    """Return the line of a number as an account is told of it: its own override first, then what was said, the plan."""
    said = known(store, plan.phone_number)
    override = store.line_types.get(f"{account_sid}:{plan.phone_number}")
    return Line(
        type=override.line_type if override is not None else original_type(store, plan),
        carrier_name=said.carrier_name or plan.carrier_name,
        mobile_country_code=said.mobile_country_code,
        mobile_network_code=said.mobile_network_code,
    )


def is_landline(store: Store, account_sid: str, phone_number: str, *, otherwise: bool) -> bool:
    """Whether a number takes no texts: by an account's override or by what was said of it, else ``otherwise``."""
    if not (store.known_numbers or store.line_types):
        return otherwise
    override = store.line_types.get(f"{account_sid}:{phone_number}")
    said = override.line_type if override is not None else known(store, phone_number).line_type
    return said == "landline" if said else otherwise


def original_type(store: Store, plan: Plan) -> str:
    """Return the type of a line without any account's override."""
    return known(store, plan.phone_number).line_type or plan.line_type
