"""What a telephone signs: with its own key (P-256), whose public half the push factor has.

A factor is verified by a signature over its SID, in DER and Base64. A challenge is answered by a compact JWT (ES256)
whose payload names it (``sid``) and says ``status``.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

LONGEST = 5456
"""Characters of what a telephone sends."""


def public_key(text: str) -> EllipticCurvePublicKey:
    """Return the key of a factor, PKIX in DER and Base64; raises ``ValueError`` for what is none on P-256."""
    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (binascii.Error, UnsupportedAlgorithm) as error:
        raise ValueError(str(error)) from None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("the key is not on P-256")
    return key


def signs(key: EllipticCurvePublicKey, signature: str, text: str) -> bool:
    """Whether ``signature``, DER in Base64, is that of ``text``."""
    try:
        key.verify(base64.b64decode(signature, validate=True), text.encode(), ECDSA(SHA256()))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def answer(key: EllipticCurvePublicKey, token: str) -> dict[str, Any]:
    """Return what a signed answer says; empty where it was not signed with that key."""
    try:
        head, payload, signature = token.split(".")
        raw = _unpacked(signature)
        if json.loads(_unpacked(head)).get("alg") != "ES256" or len(raw) != 64:
            return {}
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key.verify(der, f"{head}.{payload}".encode(), ECDSA(SHA256()))
        found = json.loads(_unpacked(payload))
    except (InvalidSignature, ValueError, AttributeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
