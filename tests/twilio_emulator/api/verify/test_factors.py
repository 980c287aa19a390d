"""People, what they have, and the questions whether they have it: codes by the clock, signatures, webhooks."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from twilio.rest import Client
from twilio.rest.verify.v2.service import ServiceContext
from twilio.rest.verify.v2.service.approve_challenge import ApproveChallengeList
from twilio.rest.verify.v2.service.new_challenge import NewChallengeList
from twilio.rest.verify.v2.service.new_factor import NewFactorList
from twilio.rest.verify.v2.service.new_verify_factor import NewVerifyFactorList

from tests.twilio_emulator.api.verify.conftest import refused
from twilio_emulator import Emulator, totp

if TYPE_CHECKING:
    from tests.twilio_emulator.conftest import App

ANN = "ff483d1ff591898a9942916050d2ca3f"


class Telephone:
    """Signs with a key of its own, as the vendor's telephones do."""

    def __init__(self) -> None:
        self.key: EllipticCurvePrivateKey = generate_private_key(SECP256R1())

    @property
    def public_key(self) -> str:
        plain = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(plain).decode()

    def sign(self, text: str) -> str:
        return base64.b64encode(self.key.sign(text.encode(), ECDSA(SHA256()))).decode()

    def answer(self, **payload: str) -> str:
        def packed(data: bytes) -> str:
            return base64.urlsafe_b64encode(data).decode().rstrip("=")

        text = ".".join(packed(json.dumps(one).encode()) for one in ({"alg": "ES256"}, payload))
        r, s = decode_dss_signature(self.key.sign(text.encode(), ECDSA(SHA256())))
        return f"{text}.{packed(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def push_factor(service: ServiceContext, telephone: Telephone) -> Any:
    return service.entities(ANN).new_factors.create(
        friendly_name="Ann's telephone",
        factor_type="push",
        binding_public_key=telephone.public_key,
        config_app_id="com.example.app",
        config_sdk_version="1.0",
        config_notification_platform="fcm",
        config_notification_token="t" * 40,
        metadata='{"os": "Android"}',
    )


def verified_push_factor(service: ServiceContext, telephone: Telephone) -> str:
    factor = push_factor(service, telephone)
    service.entities(ANN).factors(factor.sid).update(auth_payload=telephone.sign(factor.sid))
    return str(factor.sid)


def test_a_secret_is_verified_by_the_code_it_shows_now(emulator: Emulator, service: ServiceContext) -> None:
    made = service.entities(ANN).new_factors.create(friendly_name="Ann", factor_type="totp", config_code_length=8)
    address = urlsplit(made.binding["uri"])
    asked = parse_qs(address.query)
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/Acme:Ann")
    assert (asked["secret"], asked["digits"], asked["period"]) == ([made.binding["secret"]], ["8"], ["30"])
    assert made.status == "unverified"
    factor = service.entities(ANN).factors(made.sid)

    def challenge(**more: str) -> Any:
        return service.entities(ANN).challenges.create(factor_sid=made.sid, **more)

    assert refused(challenge) == (403, 60318)
    secret, now = made.binding["secret"], emulator.clock.now()
    late = totp.code_at(secret, now - timedelta(minutes=2), digits=8)
    assert factor.update(auth_payload=late).status == "unverified"
    assert factor.update(auth_payload=totp.code_at(secret, now, digits=8)).status == "verified"
    right = challenge(auth_payload=totp.code_at(secret, now, digits=8))
    assert (right.status, right.factor_type) == ("approved", "totp")
    assert right.date_responded is not None
    wrong = challenge(auth_payload=late)
    assert (wrong.status, wrong.date_responded) == ("pending", None)
    emulator.clock.advance(90)
    one = service.entities(ANN).challenges(wrong.sid)
    assert one.update(auth_payload=late).status == "pending"
    assert one.update(auth_payload=totp.code_at(secret, emulator.clock.now(), digits=8)).status == "approved"
    assert refused(lambda: one.update(auth_payload=late)) == (409, 20409)


def test_a_challenge_expires(emulator: Emulator, service: ServiceContext) -> None:
    made = service.entities(ANN).new_factors.create(friendly_name="Ann", factor_type="totp")
    code = totp.code_at(made.binding["secret"], emulator.clock.now())
    service.entities(ANN).factors(made.sid).update(auth_payload=code)
    later = emulator.clock.now() + timedelta(minutes=30)
    short = service.entities(ANN).challenges.create(factor_sid=made.sid)
    long = service.entities(ANN).challenges.create(factor_sid=made.sid, expiration_date=later)
    emulator.clock.advance(300)
    assert service.entities(ANN).challenges(short.sid).fetch().status == "expired"
    assert refused(lambda: service.entities(ANN).challenges(short.sid).update(auth_payload=code)) == (403, 60323)
    listed = service.entities(ANN).challenges.list
    assert [one.sid for one in listed()] == [long.sid, short.sid]
    assert [one.sid for one in listed(order="asc")] == [short.sid, long.sid]
    assert [one.sid for one in listed(status="pending")] == [long.sid]
    assert [one.sid for one in listed(factor_sid="YF" + "0" * 32)] == []
    far = emulator.clock.now() + timedelta(hours=2)
    create = service.entities(ANN).challenges.create
    assert refused(lambda: create(factor_sid=made.sid, expiration_date=far)) == (400, 60200)


def test_a_telephone_is_verified_by_its_signature(service: ServiceContext) -> None:
    telephone, thief = Telephone(), Telephone()
    made = push_factor(service, telephone)
    assert (made.binding["public_key"], made.metadata) == (telephone.public_key, {"os": "Android"})
    factor = service.entities(ANN).factors(made.sid)
    for proof in (thief.sign(made.sid), telephone.sign("something else"), "no signature"):
        assert factor.update(auth_payload=proof).status == "unverified"
    assert factor.update(auth_payload=telephone.sign(made.sid)).status == "verified"
    assert factor.update(friendly_name="New", config_sdk_version="2.0").config["sdk_version"] == "2.0"
    assert factor.fetch().friendly_name == "New"


@pytest.mark.parametrize("status", ["approved", "denied"])
def test_a_telephone_answers_a_challenge_with_its_signature(service: ServiceContext, status: str) -> None:
    telephone, thief = Telephone(), Telephone()
    sid = verified_push_factor(service, telephone)
    made = service.entities(ANN).challenges.create(
        factor_sid=sid,
        details_message="Sign in?",
        details_fields=['{"label": "Where", "value": "Shanghai"}'],
        hidden_details='{"ip": "192.0.2.1"}',
    )
    assert made.details == {"message": "Sign in?", "fields": [{"label": "Where", "value": "Shanghai"}]}
    one = service.entities(ANN).challenges(made.sid)
    for proof in (
        thief.answer(sid=made.sid, status=status),
        telephone.answer(sid="YC" + "0" * 32, status=status),
        telephone.answer(sid=made.sid, status="perhaps"),
        "a.b.c",
        "no token",
    ):
        assert one.update(auth_payload=proof).status == "pending"
    assert one.notifications.create(ttl=150).ttl == 150
    answered = one.update(auth_payload=telephone.answer(sid=made.sid, status=status), metadata='{"os": "iOS"}')
    assert (answered.status, answered.metadata) == (status, {"os": "iOS"})
    assert one.fetch().status == status


def test_applications_are_told_of_factors_and_challenges(
    emulator: Emulator, client: Client, service: ServiceContext, app: App
) -> None:
    emulator.add_number("+15005550100", voice_url="/voice", app=app)
    app.answers = {"/events": "", "/approvals": ""}
    telephone = Telephone()
    everything = service.webhooks.create(friendly_name="All", event_types=["*"], webhook_url="/events")
    service.webhooks.create(friendly_name="Some", event_types=["challenge.approved"], webhook_url="/approvals")
    sid = push_factor(service, telephone).sid
    emulator.switchboard.rest()
    service.entities(ANN).factors(sid).update(auth_payload=telephone.sign(sid))
    emulator.switchboard.rest()
    made = service.entities(ANN).challenges.create(factor_sid=sid, details_message="Sign in?")
    service.entities(ANN).challenges(made.sid).update(auth_payload=telephone.answer(sid=made.sid, status="approved"))
    emulator.switchboard.rest()
    service.webhooks(everything.sid).update(status="disabled")
    service.entities(ANN).factors(sid).delete()
    emulator.switchboard.rest()
    told = [one.params for one in app.asked if one.path == "/events"]
    assert [one["type"] for one in told] == ["factor.created", "factor.verified", "challenge.approved"]
    assert {one["factor_sid"] for one in told} == {sid}
    assert {one["entity_identity"] for one in told} == {ANN}
    assert told[-1]["challenge_sid"] == made.sid
    assert [one.params["type"] for one in app.asked if one.path == "/approvals"] == ["challenge.approved"]
    assert all("x-twilio-signature" in one.headers for one in app.asked)
    assert next(one.subject_sid for one in emulator.exchanges) == everything.sid


def test_webhooks_are_kept(service: ServiceContext) -> None:
    create = service.webhooks.create
    made = create(friendly_name="All", event_types=["*"], webhook_url="https://app.example/events")
    assert (made.status, made.version, made.webhook_method) == ("enabled", "v2", "POST")
    changed = service.webhooks(made.sid).update(event_types=["factor.created", "factor.deleted"], resource_version="v1")
    assert (changed.event_types, changed.version) == (["factor.created", "factor.deleted"], "v1")
    assert [one.sid for one in service.webhooks.list()] == [made.sid]
    assert service.webhooks(made.sid).delete()
    assert refused(service.webhooks(made.sid).fetch) == (404, 20404)
    for words in (
        {"friendly_name": "All", "event_types": ["nothing"], "webhook_url": "https://app.example/"},
        {"friendly_name": "All", "event_types": ["*"], "webhook_url": "ftp://app.example/"},
        {"friendly_name": "All", "event_types": ["*"], "webhook_url": ""},
        {"friendly_name": "", "event_types": ["*"], "webhook_url": "https://app.example/"},
    ):
        assert refused(lambda words=words: create(**words)) == (400, 60200)  # type: ignore[misc]


def test_people_are_kept_with_what_they_have(service: ServiceContext) -> None:
    made = service.entities.create(identity=ANN)
    assert refused(lambda: service.entities.create(identity=ANN)) == (409, 20409)
    assert service.entities(made.sid).fetch().identity == ANN
    factor = push_factor(service, Telephone())
    assert factor.entity_sid == made.sid
    assert [one.sid for one in service.entities(ANN).factors.list()] == [factor.sid]
    assert service.entities.list()[0].sid == made.sid
    assert service.entities(ANN).delete()
    assert refused(service.entities(ANN).fetch) == (404, 20404)
    assert refused(service.entities(ANN).factors(factor.sid).fetch) == (404, 20404)
    for identity in ("short", "x" * 65, "an identity with spaces", "-dashes-", "名字名字名字名字"):
        assert refused(lambda identity=identity: service.entities.create(identity=identity)) == (400, 60200)  # type: ignore[misc]


@pytest.mark.parametrize(
    "words",
    [
        {"friendly_name": "", "factor_type": "totp"},
        {"friendly_name": "Ann", "factor_type": "fingerprint"},
        {"friendly_name": "Ann", "factor_type": "totp", "binding_secret": "1"},
        {"friendly_name": "Ann", "factor_type": "totp", "config_time_step": 5},
        {"friendly_name": "Ann", "factor_type": "totp", "metadata": '{"os": 1}'},
        {"friendly_name": "Ann", "factor_type": "push"},
        {"friendly_name": "Ann", "factor_type": "push", "binding_public_key": "bm8ga2V5"},
    ],
)
def test_what_nobody_can_have_is_refused_and_nobody_is_made(service: ServiceContext, words: dict[str, Any]) -> None:
    assert refused(lambda: service.entities(ANN).new_factors.create(**words)) == (400, 60200)
    assert service.entities.list() == []


@pytest.mark.parametrize(
    "words",
    [{}, {"details_message": "x" * 257}, {"details_message": "Hi", "details_fields": ['{"label": 1}']}],
)
def test_a_telephone_needs_words_to_show(service: ServiceContext, words: dict[str, Any]) -> None:
    sid = verified_push_factor(service, Telephone())
    assert refused(lambda: service.entities(ANN).challenges.create(factor_sid=sid, **words)) == (400, 60368)


def test_a_passkey_gets_what_a_browser_needs_and_what_it_answers_is_refused(service: ServiceContext) -> None:
    config = {"relying_party": {"id": "acme.example", "name": "Acme", "origins": ["https://acme.example"]}}
    request = NewFactorList.CreateNewPasskeysFactorRequest(
        {"friendly_name": "Ann", "identity": ANN, "config": {**config, "authenticator_attachment": "platform"}}
    )
    made = service.new_factors.create(request)
    assert (made.status, made.factor_type) == ("unverified", "passkeys")
    asked = made.options["publicKey"]
    assert base64.urlsafe_b64decode(asked["challenge"] + "==").decode() == made.sid
    assert asked["rp"] == {"id": "acme.example", "name": "Acme"}
    empty = NewChallengeList.CreatePasskeysChallengeRequest({})
    assert refused(lambda: service.new_challenge().create(empty)) == (400, 60200)
    service.update(passkeys_relying_party_id="acme.example")
    challenge = service.new_challenge().create(empty)
    assert (challenge.status, challenge.identity) == ("pending", None)
    of_ann = NewChallengeList.CreatePasskeysChallengeRequest({"identity": ANN})
    assert refused(lambda: service.new_challenge().create(of_ann)) == (403, 60318)
    registered = NewVerifyFactorList.VerifyPasskeysFactorRequest({"response": {}})
    assert refused(lambda: service.new_verify_factors.update(registered)) == (400, 60204)
    asserted = ApproveChallengeList.ApprovePasskeysChallengeRequest({"id": "a", "rawId": "b", "response": {}})
    assert refused(lambda: service.approve_challenge.update(asserted)) == (400, 60204)
