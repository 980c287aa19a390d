"""Factors: a shared secret (``totp``), a telephone's key (``push``), a passkey; each is verified before its use."""

from __future__ import annotations

import base64
import secrets
from http import HTTPMethod
from typing import Any

from twilio_emulator import totp
from twilio_emulator.api import formats, paging
from twilio_emulator.api.asked import Asked
from twilio_emulator.api.errors import ApiError
from twilio_emulator.api.operation import Operation
from twilio_emulator.api.verify import entities, kept, push, webhooks
from twilio_emulator.api.verify.kept import INVALID
from twilio_emulator.store import Shelved
from twilio_emulator.verification import Entity, Factor

PLATFORMS = ("apn", "fcm", "none")
SECRET_BYTES = 20
LONGEST_NAME = 64


def described(asked: Asked, factor: Factor) -> dict[str, Any]:
    """Return the Factor resource; its secret is told at its creation only."""
    return {
        "sid": factor.sid,
        "account_sid": factor.account_sid,
        "service_sid": factor.service_sid,
        "entity_sid": factor.entity_sid,
        "identity": factor.identity,
        "date_created": formats.iso(factor.created_at),
        "date_updated": formats.iso(factor.updated_at),
        "friendly_name": factor.friendly_name,
        "status": "verified" if factor.verified else "unverified",
        "factor_type": factor.kind,
        "config": factor.config,
        "metadata": factor.metadata,
        "url": kept.place(asked, "Services", factor.service_sid, "Entities", factor.identity, "Factors", factor.sid),
    }


def create(asked: Asked) -> dict[str, Any]:
    """Give somebody a factor, who is made where there is nobody of that identity; raises 60200."""
    service, name = kept.service_of(asked), entities.identity(asked.sids["Identity"])
    kind = asked.choice("FactorType", ("totp", "push"), "", INVALID)
    if not kind:
        raise ApiError(INVALID, name="FactorType", value="")
    friendly_name = kept.needed(asked, "FriendlyName", LONGEST_NAME)
    metadata = kept.read_strings(asked, "Metadata")
    binding, config = _totp(asked, service, friendly_name) if kind == "totp" else _push(asked)
    entity = entities.find(asked, service, name) or entities.made(asked, service, name)
    factor = keep(asked, entity, kind, friendly_name, binding, config)
    factor.metadata = metadata
    return {**described(asked, factor), "binding": binding, "options": None}


def keep(
    asked: Asked, entity: Entity, kind: str, friendly_name: str, binding: dict[str, Any], config: dict[str, Any]
) -> Factor:
    """Return a new factor, and tell of it."""
    now = asked.now()
    factor = Factor(
        account_sid=entity.account_sid,
        service_sid=entity.service_sid,
        entity_sid=entity.sid,
        identity=entity.identity,
        kind=kind,
        friendly_name=friendly_name,
        binding=binding,
        config=config,
        created_at=now,
        updated_at=now,
    )
    asked.store.factors[factor.sid] = factor
    webhooks.tell(asked, "factor.created", factor)
    return factor


def _totp(asked: Asked, service: Shelved, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the secret and the settings of a factor whose codes follow from the time."""
    drawn = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    secret = asked.text("Binding.Secret").strip() or drawn
    try:
        totp.key_of(secret)
    except ValueError:
        raise ApiError(INVALID, name="Binding.Secret", value="") from None
    config: dict[str, Any] = {
        "alg": asked.choice("Config.Alg", totp.ALGORITHMS, "sha1", INVALID),
        "skew": asked.whole("Config.Skew", service.values["totp.skew"], least=0, most=2, code=INVALID),
        "code_length": asked.whole(
            "Config.CodeLength", service.values["totp.code_length"], least=3, most=8, code=INVALID
        ),
        "time_step": asked.whole("Config.TimeStep", service.values["totp.time_step"], least=20, most=60, code=INVALID),
    }
    address = totp.address(
        secret,
        issuer=service.values["totp.issuer"] or service.values["friendly_name"],
        name=name,
        step=config["time_step"],
        digits=config["code_length"],
        algorithm=config["alg"],
    )
    return {"secret": secret, "uri": address}, config


def _push(asked: Asked) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the key and the settings of a telephone."""
    alg = asked.choice("Binding.Alg", ("ES256",), "ES256", INVALID)
    key = kept.needed(asked, "Binding.PublicKey")
    try:
        push.public_key(key)
    except ValueError:
        raise ApiError(INVALID, name="Binding.PublicKey", value=key[:60]) from None
    config = {
        "sdk_version": kept.needed(asked, "Config.SdkVersion", 100),
        "app_id": kept.needed(asked, "Config.AppId", 100),
        "notification_platform": asked.choice("Config.NotificationPlatform", PLATFORMS, "none", INVALID),
        "notification_token": asked.text("Config.NotificationToken")[:255] or None,
    }
    if config["notification_platform"] != "none" and not config["notification_token"]:
        raise ApiError(INVALID, name="Config.NotificationToken", value="")
    return {"alg": alg, "public_key": key}, config


def list_all(asked: Asked) -> dict[str, Any]:
    """Return somebody's factors, newest first."""
    entity = entities.entity_of(asked)
    found = [one for one in reversed(asked.store.factors.values()) if one.entity_sid == entity.sid]
    return paging.meta_page(asked, "factors", found, described)


def fetch(asked: Asked) -> dict[str, Any]:
    """Return one factor."""
    return described(asked, factor_of(asked, asked.sids["Sid"]))


def update(asked: Asked) -> dict[str, Any]:
    """Verify a factor, or change it; a proof that is wrong leaves it unverified. Raises 60200."""
    factor = factor_of(asked, asked.sids["Sid"])
    config = _changed(asked, factor)
    factor.config.update(config)
    factor.friendly_name = asked.text("FriendlyName").strip()[:LONGEST_NAME] or factor.friendly_name
    factor.updated_at = asked.now()
    proof = asked.text("AuthPayload")
    if proof and not factor.verified and _proves(asked, factor, proof):
        factor.verified = True
        webhooks.tell(asked, "factor.verified", factor)
    return described(asked, factor)


def _changed(asked: Asked, factor: Factor) -> dict[str, Any]:
    """Return the settings that were sent; those of another kind of factor are passed over."""
    if factor.kind == "totp":
        bounds = {"Config.TimeStep": (20, 60), "Config.Skew": (0, 2), "Config.CodeLength": (3, 8)}
        names = {"Config.TimeStep": "time_step", "Config.Skew": "skew", "Config.CodeLength": "code_length"}
        config: dict[str, Any] = {
            names[name]: asked.whole(name, factor.config[names[name]], least=least, most=most, code=INVALID)
            for name, (least, most) in bounds.items()
        }
        return {**config, "alg": asked.choice("Config.Alg", totp.ALGORITHMS, factor.config["alg"], INVALID)}
    if factor.kind == "push":
        platform = factor.config["notification_platform"]
        return {
            "notification_token": asked.text("Config.NotificationToken")[:255] or factor.config["notification_token"],
            "sdk_version": asked.text("Config.SdkVersion")[:100] or factor.config["sdk_version"],
            "notification_platform": asked.choice("Config.NotificationPlatform", PLATFORMS, platform, INVALID),
        }
    return {}


def _proves(asked: Asked, factor: Factor, proof: str) -> bool:
    if factor.kind == "totp":
        return fits(asked, factor, proof)
    return factor.kind == "push" and push.signs(push.public_key(factor.binding["public_key"]), proof, factor.sid)


def fits(asked: Asked, factor: Factor, code: str) -> bool:
    """Whether ``code`` is what a ``totp`` factor shows now; raises 60200 for what is no code."""
    if not 3 <= len(code) <= 8:
        raise ApiError(INVALID, name="AuthPayload", value=code[:60])
    config = factor.config
    return totp.fits(
        code,
        factor.binding["secret"],
        asked.now(),
        step=config["time_step"],
        digits=config["code_length"],
        algorithm=config["alg"],
        skew=config["skew"],
    )


def delete(asked: Asked) -> None:
    """Take a factor away, with its challenges."""
    factor = factor_of(asked, asked.sids["Sid"])
    for sid in [one.sid for one in asked.store.challenges.values() if one.factor_sid == factor.sid]:
        del asked.store.challenges[sid]
    webhooks.tell(asked, "factor.deleted", factor)
    del asked.store.factors[factor.sid]


def factor_of(asked: Asked, sid: str) -> Factor:
    """Return a factor of the entity in the path; raises 20404."""
    factor = asked.own(asked.store.factors.get(sid))
    if factor.entity_sid != entities.entity_of(asked).sid:
        raise asked.missing()
    return factor


MANY = "/v2/Services/{ServiceSid}/Entities/{Identity}/Factors"
OPERATIONS = (
    Operation(method=HTTPMethod.POST, path=MANY, handler=create, status=201),
    Operation(method=HTTPMethod.GET, path=MANY, handler=list_all),
    Operation(method=HTTPMethod.GET, path=MANY + "/{Sid}", handler=fetch),
    Operation(method=HTTPMethod.POST, path=MANY + "/{Sid}", handler=update),
    Operation(method=HTTPMethod.DELETE, path=MANY + "/{Sid}", handler=delete),
)
"""What may be asked of factors."""
