"""Entities: the people that factors belong to, by the identity an application gives them."""

from __future__ import annotations

import re
from http import HTTPMethod
from typing import Any

from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import kept
from twilio_emulator.api.verify.kept import INVALID
from twilio_emulator.store import Shelved
from twilio_emulator.verification import Entity

_IDENTITY = re.compile(r"(?=.{8,64}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


def identity(value: str) -> str:
    """Return an identity: 8 to 64 letters and digits, with dashes between them; raises 60200 for any other."""
    if not _IDENTITY.fullmatch(value):
        raise ApiError(INVALID, name="Identity", value=value[:60])
    return value


def described(asked: Asked, entity: Entity) -> dict[str, Any]:
    """Return the Entity resource."""
    url = kept.place(asked, "Services", entity.service_sid, "Entities", entity.identity)
    below = {"factors": "Factors", "new_factors": "Factors", "challenges": "Challenges"}
    return {
        "sid": entity.sid,
        "identity": entity.identity,
        "account_sid": entity.account_sid,
        "service_sid": entity.service_sid,
        "date_created": formats.iso(entity.created_at),
        "date_updated": formats.iso(entity.updated_at),
        "url": url,
        "links": {name: f"{url}/{path}" for name, path in below.items()},
    }


def create(asked: Asked) -> dict[str, Any]:
    """Make an entity; raises 60200, and 20409 where there is one of that identity."""
    service, name = kept.service_of(asked), identity(asked.text("Identity"))
    if find(asked, service, name) is not None:
        raise ApiError(20409)
    return described(asked, made(asked, service, name))


def list_all(asked: Asked) -> dict[str, Any]:
    """Return the entities of a service, newest first."""
    service = kept.service_of(asked)
    found = [one for one in reversed(asked.store.entities.values()) if one.service_sid == service.sid]
    return paging.meta_page(asked, "entities", found, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one entity."""
    return described(asked, entity_of(asked))


def delete(asked: Asked) -> None:
    """Forget somebody, with their factors and challenges."""
    entity, store = entity_of(asked), asked.store
    for records in (store.factors, store.challenges):
        for sid in [one.sid for one in records.values() if one.entity_sid == entity.sid]:
            del records[sid]
    del store.entities[entity.sid]


def made(asked: Asked, service: Shelved, name: str) -> Entity:
    """Return a new entity."""
    now = asked.now()
    entity = Entity(
        account_sid=asked.account.sid, service_sid=service.sid, identity=name, created_at=now, updated_at=now
    )
    asked.store.entities[entity.sid] = entity
    return entity


def find(asked: Asked, service: Shelved, name: str) -> Entity | None:
    """Return the entity of that identity, or of that SID; ``None`` where there is none."""
    for one in asked.store.entities.values():
        if one.service_sid == service.sid and name in (one.identity, one.sid):
            return one
    return None


def entity_of(asked: Asked) -> Entity:
    """Return the entity that the path names; raises 20404."""
    found = find(asked, kept.service_of(asked), asked.sids["Identity"])
    if found is None:
        raise asked.missing()
    return found


MANY = "/v2/Services/{ServiceSid}/Entities"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=MANY, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=MANY, handler=list_all),
    Operation(method=HTTPMethod.GET, path=MANY + "/{Identity}", handler=fetch),
    Operation(method=HTTPMethod.DELETE, path=MANY + "/{Identity}", handler=delete),
)
"""What may be asked of entities."""
