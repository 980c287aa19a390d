"""Which lists a SIP domain lets in: credential lists and access control lists, mapped to calls or to registrations.

A mapping has no SID of its own: it is called by that of the list. The older paths, without ``Auth``, are those for
calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError, register
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.v2010.shelf import Shelf
from twilio_emulator.api.v2010.shelves import CREDENTIAL_LISTS, DOMAINS, IP_ACCESS_CONTROL_LISTS
from twilio_emulator.store import Shelved

register({21280: "The list is mapped to the domain already"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One kind of mapping: ``path`` ends its path, ``lists`` is what is mapped, to ``purpose``.

    ``array`` is what its list is called; a ``full`` answer names the domain and where the mapping is.
    """

    path: str
    lists: Shelf
    purpose: str = "calls"
    array: str = "contents"
    full: bool = False

    @property
    def parameter(self) -> str:
        """The form's name of the list's SID."""
        return f"{self.lists.name.removesuffix('s')}Sid"

    def of(self, domain: Shelved) -> dict[str, datetime]:
        """Return what is mapped, by SID, with the time since when."""
        every: dict[str, dict[str, datetime]] = domain.values.setdefault("mappings", {})
        return every.setdefault(f"{self.purpose} {self.lists.prefix}", {})


MAPPINGS = (
    Mapping(path="CredentialListMappings", lists=CREDENTIAL_LISTS, array="credential_list_mappings", full=True),
    Mapping(
        path="IpAccessControlListMappings",
        lists=IP_ACCESS_CONTROL_LISTS,
        array="ip_access_control_list_mappings",
        full=True,
    ),
    Mapping(path="Auth/Calls/CredentialListMappings", lists=CREDENTIAL_LISTS),
    Mapping(path="Auth/Calls/IpAccessControlListMappings", lists=IP_ACCESS_CONTROL_LISTS),
    Mapping(path="Auth/Registrations/CredentialListMappings", lists=CREDENTIAL_LISTS, purpose="registrations"),
)


def described(mapping: Mapping, domain: Shelved, asked: Asked, sid: str) -> dict[str, Any]:
    """Return the resource."""
    at = formats.date(mapping.of(domain)[sid])
    answer = {
        "account_sid": asked.account.sid,
        "date_created": at,
        "date_updated": at,
        "friendly_name": mapping.lists.find(asked, sid).values["friendly_name"],
        "sid": sid,
    }
    if mapping.full:
        path = f"{DOMAINS.where(asked, domain)}/{mapping.path}/{sid}.json"
        answer |= {"domain_sid": domain.sid, "uri": path}
    return answer


def create(mapping: Mapping, asked: Asked) -> dict[str, Any]:
    """Map a list to the domain; raises 20404 for one that is not there, 21280 for one that is mapped."""
    domain = _domain(asked)
    if not asked.text(mapping.parameter):
        raise ApiError(20001, name=mapping.parameter)
    sid = mapping.lists.find(asked, asked.text(mapping.parameter)).sid
    if sid in mapping.of(domain):
        raise ApiError(21280)
    mapping.of(domain)[sid] = asked.now()
    return described(mapping, domain, asked, sid)


def list_all(mapping: Mapping, asked: Asked) -> dict[str, Any]:
    """Return what is mapped, newest first."""
    domain = _domain(asked)
    sids = reversed(list(mapping.of(domain)))
    return paging.page(asked, mapping.array, sids, partial(described, mapping, domain), sid_of=str)


def fetch(mapping: Mapping, asked: Asked) -> dict[str, Any]:
    """Return one."""
    domain = _domain(asked)
    return described(mapping, domain, asked, _mapped(mapping, domain, asked))


def delete(mapping: Mapping, asked: Asked) -> None:
    """Let a list be mapped no longer."""
    domain = _domain(asked)
    del mapping.of(domain)[_mapped(mapping, domain, asked)]


def _domain(asked: Asked) -> Shelved:
    return DOMAINS.find(asked, asked.sids["DomainSid"])


def _mapped(mapping: Mapping, domain: Shelved, asked: Asked) -> str:
    sid = asked.sids["Sid"]
    if sid not in mapping.of(domain):
        raise asked.missing()
    return sid


def _operations(mapping: Mapping) -> tuple[Operation, ...]:
    path = f"{DOMAINS.path}/{{DomainSid}}/{mapping.path}"
    many, one = f"{path}.json", f"{path}/{{Sid}}.json"
    return (
        Operation(method=HTTPMethod.POST, path=many, handler=partial(create, mapping), status=201),
        Operation(method=HTTPMethod.GET, path=many, handler=partial(list_all, mapping)),
        Operation(method=HTTPMethod.GET, path=one, handler=partial(fetch, mapping)),
        Operation(method=HTTPMethod.DELETE, path=one, handler=partial(delete, mapping), status=204),
    )


OPERATIONS = tuple(operation for mapping in MAPPINGS for operation in _operations(mapping))
"""What may be asked of mappings."""
