"""Campaigns that are registered with carriers in the United States (A2P 10DLC): on a desk there are none."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from twilio_emulator.api import paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.messaging import services
from twilio_emulator.api.operation import Operation

USECASES = {
    "2FA": ("Two-factor authentication", "One-time codes and new passwords", False),
    "ACCOUNT_NOTIFICATION": ("Account notification", "What has happened to somebody's account", False),
    "CUSTOMER_CARE": ("Customer care", "Talk between customers and those who help them", False),
    "DELIVERY_NOTIFICATION": ("Delivery notification", "Where a parcel or an order is", False),
    "EMERGENCY": ("Emergency", "Warnings for the safety and health of the public", True),
    "MARKETING": ("Marketing", "Offers and news of products", False),
    "MIXED": ("Mixed", "Several of the others at once", False),
    "PUBLIC_SERVICE_ANNOUNCEMENT": ("Public service announcement", "What an authority tells the public", False),
}
"""What a campaign may be for: its name, a description, and whether it needs the carriers' approval."""


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the campaigns of a service: none."""
    services.find(asked, "MessagingServiceSid")
    return paging.meta_page(asked, "compliance", (), lambda asked, record: {})


def fetch(asked: Asked) -> dict[str, Any]:
    """Raise 20404."""
    raise asked.missing()


def usecases(asked: Asked) -> dict[str, Any]:
    """Return what a campaign may be for."""
    services.find(asked, "MessagingServiceSid")
    rows = [
        {"code": code, "name": name, "description": what, "post_approval_required": approval}
        for code, (name, what, approval) in USECASES.items()
    ]
    return {"us_app_to_person_usecases": rows}


PATH = "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p"
OPERATIONS = (
    Operation(method=HTTPMethod.GET, path=PATH, handler=list_all),
    Operation(method=HTTPMethod.GET, path=f"{PATH}/Usecases", handler=usecases),
    Operation(method=HTTPMethod.GET, path=f"{PATH}/{{Sid}}", handler=fetch),
)
"""What may be asked of campaigns."""
