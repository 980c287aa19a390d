"""Whatever is asked of Verify and Lookup, the answer is a resource as documented, or a coded refusal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twilio_emulator import Emulator, totp
from twilio_emulator.api import lookups, verify
from twilio_emulator.api.operation import Operation

BOB, ANN = "+15005550112", "ff483d1ff591898a9942916050d2ca3f"
HOME = "http://app.localhost"
VERIFY, LOOKUPS = "https://verify.twilio.com", "https://lookups.twilio.com"
ASKED = [*(("verify", one) for one in verify.OPERATIONS), *(("lookups", one) for one in lookups.OPERATIONS)]
NAMES = (
    "FriendlyName", "CodeLength", "LookupEnabled", "Psd2Enabled", "DtmfInputRequired", "CustomCodeEnabled",
    "Totp.TimeStep", "DefaultTemplateSid", "Passkeys.RelyingParty.Origins", "To", "Channel", "Locale", "CustomCode",
    "Code", "VerificationSid", "Amount", "Payee", "RateLimits", "ChannelConfiguration", "AppHash", "TemplateSid",
    "SendDigits", "DeviceIp", "Tags", "Status", "Country", "MessagingServiceSid", "EventTypes", "WebhookUrl",
    "Version", "Identity", "FactorType", "FactorSid", "AuthPayload", "Binding.Secret", "Binding.PublicKey",
    "Config.AppId", "Config.SdkVersion", "Config.TimeStep", "Config.Alg", "Metadata", "Details.Message",
    "Details.Fields", "HiddenDetails", "ExpirationDate", "Ttl", "UniqueName", "Max", "Interval", "PhoneNumber",
    "Fields", "CountryCode", "FirstName", "LastVerifiedDate", "DateCreatedAfter", "ChannelData.To", "Order",
    "DestinationPrefix", "Page", "PageSize", "PageToken", "line_type", "reason", "limit", "ttl", "phone_numbers",
    "identity", "friendly_name", "config", "factor_sid", "response",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [
            BOB, ANN, "+8613800138000", "ann@example.com", "sms", "call", "email", "whatsapp", "auto", "sna", "zh",
            "zh-TW", "en", "1234", "123456", "", "0", "-1", "5", "60", "1e9", "nan", "²", "true", "maybe", "{}", "[]",
            "[[[[", '{"ip": "x"}', '{"ip": {"a": [1]}}', '{"from": 1}', f"{HOME}/told", "http://[", "approved",
            "canceled", "pending", "enabled", "push", "totp", "*", "factor.created", "US", "all", "GB", "desc",
            "2026-03-02T02:30:00Z", "2026-13-40", "9999-12-31T23:59:59Z", "0001-01-01", "caller_name", "shoe_size",
            "caller_name,line_type_intelligence,sim_swap,identity_match,pre_fill", "landline", "MFRGGZDFMZTWQ2LK",
            "'; DROP TABLE codes; --", "<script>alert(1)</script>", "\x00", "\ud800", "１２３", "9" * 400,
            "VE" + "0" * 32, "HJ" + "0" * 31 + "1", "YF" + "1" * 32, "MG" + "2" * 32,
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip
ANY_JSON = st.recursive(
    st.one_of(VALUES, st.integers(-5, 100), st.booleans(), st.none(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)),
    max_leaves=5,
)
STRAY = st.sampled_from(["", "0", "XX" + "0" * 32, "%2F", BOB, ANN, "US", "<b>", "²", "Summary", "form-push"])
WELL = (200, 201, 204)
REFUSED = (400, 403, 404, 405, 409, 429)


class Account:
    """An account with one of everything, asked without a socket."""

    def __init__(self, emulator: Emulator, app: Callable[..., Any]) -> None:
        self.emulator, self._app = emulator, app
        self._client = emulator.http_client()

    def ask(self, method: str, url: str, values: dict[str, Any], *, as_json: bool = False) -> tuple[int, str]:
        """Return the status and the body of an answer."""
        auth = (self.emulator.account_sid, self.emulator.auth_token)
        if method in ("POST", "PUT"):
            headers = {"Content-Type": "application/json"} if as_json else {}
            answer = self._client.request(method, url, data=values, headers=headers, auth=auth)
        else:
            answer = self._client.request(method, url, params=values, auth=auth)
        return answer.status_code, answer.text

    def make(self, url: str, **form: str) -> dict[str, Any]:
        """Return what was made."""
        status, body = self.ask("POST", url, {name.replace("__", "."): value for name, value in form.items()})
        assert status == 201, body
        made: dict[str, Any] = json.loads(body)
        return made

    def furnish(self) -> dict[str, str]:
        """Make one of everything, and return what its place is called by the name of its list."""
        store = self.emulator.switchboard.desk.store
        store.clear()
        every: list[dict[str, Any]] = [store.shelves, store.entities, store.factors, store.line_types, store.services]
        for records in every:
            records.clear()
        self.emulator.add_number("+15005550100", voice_url="/voice", app=self._app)
        texts = self.emulator.add_messaging_service("Codes", senders=["+15005550100"])
        service = self.make(f"{VERIFY}/v2/Services", FriendlyName="Acme", Passkeys__RelyingParty__Id="acme.example")
        root = f"{VERIFY}/v2/Services/{service['sid']}"
        verification = self.make(f"{root}/Verifications", To=BOB, Channel="sms")
        limit = self.make(f"{root}/RateLimits", UniqueName="ip")
        bucket = self.make(f"{root}/RateLimits/{limit['sid']}/Buckets", Max="2", Interval="60")
        self.make(f"{root}/MessagingConfigurations", Country="US", MessagingServiceSid=texts.sid)
        webhook = self.make(f"{root}/Webhooks", FriendlyName="All", EventTypes="*", WebhookUrl=f"{HOME}/told")
        token = self.make(f"{root}/AccessTokens", Identity=ANN, FactorType="push")
        factor = self.make(f"{root}/Entities/{ANN}/Factors", FriendlyName="Ann", FactorType="totp")
        code = totp.code_at(factor["binding"]["secret"], self.emulator.clock.now())
        self.ask("POST", f"{root}/Entities/{ANN}/Factors/{factor['sid']}", {"AuthPayload": code})
        challenge = self.make(f"{root}/Entities/{ANN}/Challenges", FactorSid=factor["sid"])
        self.make(f"{VERIFY}/v2/SafeList/Numbers", PhoneNumber=BOB)
        override = f"{LOOKUPS}/v2/PhoneNumbers/{BOB}/Overrides/line_type"
        assert self.ask("POST", override, {"line_type": "landline"}, as_json=True)[0] == 201
        rule = f"{LOOKUPS}/v2/RateLimits/Fields/caller_name/Bucket/desk"
        assert self.ask("PUT", rule, {"limit": 3, "ttl": 60}, as_json=True)[0] == 200
        return {
            "Services": service["sid"],
            "Verifications": verification["sid"],
            "Attempts": verification["send_code_attempts"][0]["attempt_sid"],
            "RateLimits": limit["sid"],
            "Buckets": bucket["sid"],
            "MessagingConfigurations": "US",
            "Webhooks": webhook["sid"],
            "AccessTokens": token["sid"],
            "Entities": ANN,
            "Factors": factor["sid"],
            "Challenges": challenge["sid"],
            "Numbers": BOB,
            "PhoneNumbers": BOB,
            "Forms": "form-push",
            "Overrides": "line_type",
            "Fields": "caller_name",
            "Bucket": "desk",
        }


def where(product: str, operation: Operation, places: dict[str, str], strays: list[str]) -> str:
    """Return where to ask for an operation: for what there is, or for one of the strays."""
    parts = operation.path.split("/")
    for place, part in enumerate(parts):
        if re.fullmatch(r"\{\w+\}", part):
            stray = strays.pop() if strays else ""
            parts[place] = stray or places[parts[place - 1]]
    return (VERIFY if product == "verify" else LOOKUPS) + "/".join(parts)


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """Return an account with one of everything."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [b"<Response/>"]

    with Emulator() as emulator:
        yield Account(emulator, app)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.sampled_from(ASKED),
    strays=st.one_of(st.just([]), st.lists(STRAY, max_size=3)),
    form=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
    body=st.dictionaries(st.sampled_from(NAMES), ANY_JSON, max_size=4),
)
def test_whatever_is_asked_is_answered(
    asked: tuple[str, Operation],
    strays: list[str],
    form: dict[str, str],
    body: dict[str, Any],
    account: Account,
    differences: Callable[[str, str, int, str], list[str]],
) -> None:
    product, operation = asked
    method, url = str(operation.method.value), where(product, operation, account.furnish(), list(strays))
    sent = body if operation.takes_json else form
    status, answer = account.ask(method, url, sent, as_json=operation.takes_json)
    assert status in WELL + REFUSED
    assert differences(method, url, status, answer) == []


FORMS: dict[str, dict[str, Any]] = {
    "/v2/Services": {"FriendlyName": "Other"},
    "/v2/Services/{ServiceSid}/Verifications": {"To": BOB, "Channel": "sms"},
    "/v2/Services/{ServiceSid}/Verifications/{Sid}": {"Status": "approved"},
    "/v2/Services/{ServiceSid}/VerificationCheck": {"To": BOB, "Code": "none"},
    "/v2/Services/{ServiceSid}/RateLimits": {"UniqueName": "device"},
    "/v2/Services/{ServiceSid}/RateLimits/{RateLimitSid}/Buckets": {"Max": "1", "Interval": "5"},
    "/v2/Services/{ServiceSid}/MessagingConfigurations": {"Country": "CN"},
    "/v2/Services/{ServiceSid}/MessagingConfigurations/{Country}": {},
    "/v2/Services/{ServiceSid}/Webhooks": {"FriendlyName": "A", "EventTypes": "*", "WebhookUrl": HOME},
    "/v2/Services/{ServiceSid}/AccessTokens": {"Identity": ANN, "FactorType": "push"},
    "/v2/Services/{ServiceSid}/Entities": {"Identity": "somebody-else"},
    "/v2/Services/{ServiceSid}/Entities/{Identity}/Factors": {"FriendlyName": "A", "FactorType": "totp"},
    "/v2/Services/{ServiceSid}/Entities/{Identity}/Challenges": {},
    "/v2/SafeList/Numbers": {"PhoneNumber": BOB},
    "/v2/Services/{ServiceSid}/Passkeys/Factors": {"friendly_name": "Ann", "identity": ANN},
    "/v2/batch/query": {"phone_numbers": [{"phone_number": BOB}]},
    "/v2/PhoneNumbers/{PhoneNumber}/Overrides/{Field}": {"line_type": "pager"},
    "/v2/RateLimits/Fields/{Field}/Bucket/{Bucket}": {"limit": 1, "ttl": 1},
}


@pytest.mark.parametrize("asked", ASKED, ids=lambda one: f"{one[1].method.value} {one[1].path}")
def test_every_operation_does_its_work(
    asked: tuple[str, Operation], account: Account, differences: Callable[[str, str, int, str], list[str]]
) -> None:
    product, operation = asked
    places = account.furnish()
    method, url = str(operation.method.value), where(product, operation, places, [])
    form = dict(FORMS.get(operation.path, {})) if method in ("POST", "PUT") else {}
    if "MessagingConfigurations" in url and method == "POST":
        form["MessagingServiceSid"] = next(iter(account.emulator.switchboard.desk.store.services))
    if url.endswith("/Challenges"):
        form["FactorSid"] = places["Factors"]
    status, answer = account.ask(method, url, form, as_json=operation.takes_json)
    assert differences(method, url, status, answer) == []
    if operation.path.endswith(("/VerifyFactor", "/ApproveChallenge")):  # what a browser answers is not examined
        assert (status, json.loads(answer)["code"]) == (400, 60204)
    elif operation.path.endswith("Passkeys/Challenges"):
        assert status == 201, answer
    else:
        assert status == (204 if method == "DELETE" else operation.status), answer


def test_there_is_an_operation_for_every_one_of_the_documents() -> None:
    assert (len(verify.OPERATIONS), len(lookups.OPERATIONS)) == (57, 10)
