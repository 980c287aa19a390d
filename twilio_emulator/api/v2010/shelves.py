"""What is kept and given back, kind by kind: addresses, connect apps, and all that a SIP domain has (5.7).

Connect apps are made in the vendor's console, which there is none of here: their lists are empty unless somebody puts
one there (:func:`twilio_emulator.api.v2010.shelf.put`).
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from twilio_emulator.api import formats
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.form import Kind, Parameter
from twilio_emulator.api.v2010.shelf import Shelf, operations
from twilio_emulator.store import Shelved

register(
    {
        21231: "The SIP domain is not valid, or its name is taken",
        21232: "'{value}' is no name of a SIP domain",
        21235: "The access control list is not valid",
        21236: "A SIP domain needs the access control list",
        21238: "The IP address is not valid",
        21240: "The credential list is not valid",
        21241: "A SIP domain needs the credential list",
        21243: "The credential is not valid, or its Username is taken",
        21628: "The address is not valid",
    }
)
PERMISSIONS = ("get-all", "post-all")
DOMAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*\.sip(\.[a-z0-9-]+)*\.twilio\.com")
SHORTEST_PASSWORD = 12


def _needed(asked: Asked, address: Shelved) -> int:
    used = any(address.sid in (one.address_sid, one.emergency_address_sid) for one in asked.store.numbers.values())
    return 20409 if used else 0


def _country(_asked: Asked, values: dict[str, Any]) -> None:
    if not re.fullmatch("[A-Za-z]{2}", values["iso_country"]):
        raise ApiError(21628)
    values["iso_country"] = values["iso_country"].upper()


def _domain(_asked: Asked, values: dict[str, Any]) -> None:
    if not DOMAIN.fullmatch(values["domain_name"]):
        raise ApiError(21232, value=values["domain_name"][:60])


def _auth_type(_asked: Asked, domain: Shelved) -> dict[str, Any]:
    """Return how the domain tells who calls, as far as that is set up."""
    mapped = domain.values.get("mappings", {})
    ways = {"IP_ACL": mapped.get("calls AL"), "CREDENTIAL_LIST": mapped.get("calls CL")}
    return {"auth_type": ",".join(way for way, lists in ways.items() if lists), "api_version": formats.API_VERSION}


def _mapped(code: int) -> Any:
    """Return how a list is found to be needed by a domain, which is refused with ``code``."""

    def in_use(asked: Asked, record: Shelved) -> int:
        domains = asked.store.shelves.get(DOMAINS.name, {}).values()
        needed = any(record.sid in lists for one in domains for lists in one.values.get("mappings", {}).values())
        return code if needed else 0

    return in_use


def _password(asked: Asked, values: dict[str, Any]) -> None:
    """Refuse a password that the vendor would: too short, or without a digit, a small and a capital letter."""
    password = values["password"]
    kinds = (str.isdigit, str.islower, str.isupper)
    if len(password) < SHORTEST_PASSWORD or not all(any(map(kind, password)) for kind in kinds):
        raise ApiError(21243)


def _ip_address(_asked: Asked, values: dict[str, Any]) -> None:
    try:
        ipaddress.IPv4Address(values["ip_address"])
    except ValueError:
        raise ApiError(21238) from None


ADDRESSES = Shelf(
    name="Addresses",
    prefix="AD",
    array="addresses",
    table=(
        Parameter("CustomerName", required=True, code=21628),
        Parameter("Street", required=True, code=21628),
        Parameter("StreetSecondary", code=21628),
        Parameter("City", required=True, code=21628),
        Parameter("Region", required=True, code=21628),
        Parameter("PostalCode", required=True, code=21628),
        Parameter("IsoCountry", required=True, code=21628, fixed=True),
        Parameter("FriendlyName"),
        Parameter("EmergencyEnabled", Kind.BOOLEAN, default=False),
        Parameter("AutoCorrectAddress", Kind.BOOLEAN, default=True, hidden=True),
    ),
    filters=("CustomerName", "FriendlyName", "EmergencyEnabled", "IsoCountry"),
    own=lambda asked, record: {"validated": False, "verified": False},
    prepared=_country,
    in_use=_needed,
)
CONNECT_APPS = Shelf(
    name="ConnectApps",
    prefix="CN",
    array="connect_apps",
    table=(
        Parameter("AuthorizeRedirectUrl", Kind.URL),
        Parameter("CompanyName"),
        Parameter("DeauthorizeCallbackMethod", Kind.METHOD, default="POST"),
        Parameter("DeauthorizeCallbackUrl", Kind.URL),
        Parameter("Description"),
        Parameter("FriendlyName"),
        Parameter("HomepageUrl", Kind.URL),
        Parameter("Permissions", Kind.CHOICES, allowed=PERMISSIONS),
    ),
    can=("list", "fetch", "update", "delete"),
    dated=False,
)
AUTHORIZED_CONNECT_APPS = Shelf(
    name="AuthorizedConnectApps",
    prefix="CN",
    array="authorized_connect_apps",
    key="ConnectAppSid",
    table=(
        Parameter("ConnectAppCompanyName"),
        Parameter("ConnectAppDescription"),
        Parameter("ConnectAppFriendlyName"),
        Parameter("ConnectAppHomepageUrl", Kind.URL),
        Parameter("Permissions", Kind.CHOICES, allowed=PERMISSIONS),
    ),
    can=("list", "fetch"),
    dated=False,
)
DOMAINS = Shelf(
    name="Domains",
    place="/SIP",
    prefix="SD",
    array="domains",
    table=(
        Parameter("DomainName", required=True, code=21231),
        Parameter("FriendlyName", longest=64, code=21231),
        Parameter("VoiceUrl", Kind.URL, code=21402),
        Parameter("VoiceMethod", Kind.METHOD, default="POST", code=21403),
        Parameter("VoiceFallbackUrl", Kind.URL, code=21402),
        Parameter("VoiceFallbackMethod", Kind.METHOD, default="POST", code=21403),
        Parameter("VoiceStatusCallbackUrl", Kind.URL, code=21402),
        Parameter("VoiceStatusCallbackMethod", Kind.METHOD, default="POST", code=21403),
        Parameter("SipRegistration", Kind.BOOLEAN, default=False),
        Parameter("EmergencyCallingEnabled", Kind.BOOLEAN, default=False),
        Parameter("Secure", Kind.BOOLEAN, default=False),
        Parameter("ByocTrunkSid", Kind.SID, prefix="BY"),
        Parameter("EmergencyCallerSid", Kind.SID, prefix="PN"),
    ),
    below={
        "credential_list_mappings": "CredentialListMappings",
        "ip_access_control_list_mappings": "IpAccessControlListMappings",
    },
    own=_auth_type,
    prepared=_domain,
    unique="domain_name",
    taken=21231,
)
CREDENTIAL_LISTS = Shelf(
    name="CredentialLists",
    place="/SIP",
    prefix="CL",
    array="credential_lists",
    table=(Parameter("FriendlyName", required=True, longest=64, code=21240),),
    below={"credentials": "Credentials"},
    in_use=_mapped(21241),
)
CREDENTIALS = Shelf(
    name="Credentials",
    within=CREDENTIAL_LISTS,
    owner="CredentialListSid",
    prefix="CR",
    array="credentials",
    table=(
        Parameter("Username", required=True, longest=32, code=21243, fixed=True),
        Parameter("Password", required=True, code=21243, hidden=True),
    ),
    prepared=_password,
    unique="username",
    taken=21243,
)
IP_ACCESS_CONTROL_LISTS = Shelf(
    name="IpAccessControlLists",
    place="/SIP",
    prefix="AL",
    array="ip_access_control_lists",
    table=(Parameter("FriendlyName", required=True, longest=255, code=21235),),
    below={"ip_addresses": "IpAddresses"},
    in_use=_mapped(21236),
)
IP_ADDRESSES = Shelf(
    name="IpAddresses",
    within=IP_ACCESS_CONTROL_LISTS,
    owner="IpAccessControlListSid",
    prefix="IP",
    array="ip_addresses",
    table=(
        Parameter("FriendlyName", required=True, longest=255, code=21238),
        Parameter("IpAddress", required=True, code=21238),
        Parameter("CidrPrefixLength", Kind.WHOLE, default=32, least=1, most=32, code=21238),
    ),
    prepared=_ip_address,
)
SHELVES = (
    ADDRESSES,
    CONNECT_APPS,
    AUTHORIZED_CONNECT_APPS,
    DOMAINS,
    CREDENTIAL_LISTS,
    CREDENTIALS,
    IP_ACCESS_CONTROL_LISTS,
    IP_ADDRESSES,
)
OPERATIONS = tuple(operation for shelf in SHELVES for operation in operations(shelf))
"""What may be asked of them."""
