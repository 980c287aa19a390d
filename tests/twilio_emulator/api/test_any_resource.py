"""Whatever is asked of what an account has, the answer is a resource as documented, or a coded refusal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twilio_emulator import Emulator
from twilio_emulator.api import v2010
from twilio_emulator.api.operation import Operation

LINE, ANN, BEN, HOME = "+15005550100", "+15005550111", "+15005550112", "http://app.localhost"
ROOM = "<Response><Dial><Conference record='record-from-start'>team</Conference></Dial></Response>"
PARTS = (
    ".json", "/{Sid}", "Addresses", "Applications", "AuthorizedConnectApps", "AvailablePhoneNumbers", "Balance",
    "Conferences", "ConnectApps", "IncomingPhoneNumbers", "Keys", "OutgoingCallerIds", "SigningKeys", "SIP", "Tokens",
    "Usage", "Queues",
)  # fmt: skip
OPERATIONS = [one for one in v2010.OPERATIONS if one.path.removeprefix("/{AccountSid}/").startswith(PARTS)]
MADE: dict[str, tuple[str, dict[str, str]]] = {
    "Addresses": (
        "Addresses",
        {"CustomerName": "A", "Street": "B", "City": "C", "Region": "D", "PostalCode": "E", "IsoCountry": "US"},
    ),
    "Applications": ("Applications", {}),
    "Keys": ("Keys", {}),
    "SigningKeys": ("SigningKeys", {}),
    "Queues": ("Queues", {"FriendlyName": "help"}),
    "Domains": ("SIP/Domains", {"DomainName": "desk.sip.twilio.com"}),
    "CredentialLists": ("SIP/CredentialLists", {"FriendlyName": "People"}),
    "Credentials": (
        "SIP/CredentialLists/{CredentialLists}/Credentials",
        {"Username": "a", "Password": "Long-enough-2"},
    ),
    "IpAccessControlLists": ("SIP/IpAccessControlLists", {"FriendlyName": "Office"}),
    "IpAddresses": (
        "SIP/IpAccessControlLists/{IpAccessControlLists}/IpAddresses",
        {"FriendlyName": "Gate", "IpAddress": "192.0.2.7"},
    ),
    "CredentialListMappings": (
        "SIP/Domains/{Domains}/Auth/Calls/CredentialListMappings",
        {"CredentialListSid": "{CredentialLists}"},
    ),
    "IpAccessControlListMappings": (
        "SIP/Domains/{Domains}/IpAccessControlListMappings",
        {"IpAccessControlListSid": "{IpAccessControlLists}"},
    ),
    "Triggers": ("Usage/Triggers", {"CallbackUrl": f"{HOME}/told", "TriggerValue": "+9", "UsageCategory": "calls"}),
}
"""What there is to be asked for, and how it is made, by the name of its list."""
NAMES = (
    "FriendlyName", "Status", "VoiceUrl", "VoiceMethod", "VoiceFallbackUrl", "SmsUrl", "SmsFallbackUrl", "AccountSid",
    "VoiceApplicationSid", "VoiceCallerIdLookup", "AddressSid", "VoiceReceiveMode", "EmergencyStatus", "PhoneNumber",
    "AreaCode", "Contains", "InRegion", "NearNumber", "NearLatLong", "Distance", "FaxEnabled", "Beta", "CallDelay",
    "Extension", "StatusCallback", "StatusCallbackMethod", "CustomerName", "Street", "City", "Region", "PostalCode",
    "IsoCountry", "EmergencyEnabled", "DomainName", "ByocTrunkSid", "Username", "Password", "IpAddress",
    "CidrPrefixLength", "CredentialListSid", "IpAccessControlListSid", "InstalledAddOnSid", "Permissions", "Ttl",
    "Category", "StartDate", "EndDate", "IncludeSubaccounts", "CallbackUrl", "TriggerValue", "UsageCategory",
    "TriggerBy", "Recurring", "AnnounceUrl", "AnnounceMethod", "Muted", "Hold", "HoldUrl", "HoldMethod", "WaitUrl",
    "BeepOnExit", "EndConferenceOnExit", "Coaching", "CallSidToCoach", "From", "To", "Label", "Beep",
    "MaxParticipants", "ConferenceRecord", "ConferenceStatusCallback", "ConferenceStatusCallbackEvent", "Timeout",
    "DateCreated", "DateCreated<", "DateUpdated>", "Page", "PageSize", "PageToken", "PauseBehavior", "MaxSize", "Url",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [
            LINE, ANN, "+4930110230", "12", "", "0", "-1", "15", "250", "1e9", "nan", "inf", "²", "true", "false",
            "maybe", f"{HOME}/told", "https://example.org/x", "http://[", "ftp://x/y", "GET", "PUT", "completed",
            "closed", "suspended", "active", "paused", "stopped", "in-progress", "US", "GB", "415", "510", "*",
            "37.7,-122.4", "inf,inf", "nan,nan", "1,2,3", "+1415*******", "STORM", "a.sip.twilio.com", "192.0.2.1",
            "32", "Long-enough-2", "calls", "totalprice", "+5", "1e-9999999", "count", "price", "daily", "2026-03-02",
            "2026-13-40", "0001-01-01", "9999-12-31", "-30days", "+99999days", "team", "record-from-start", "onEnter",
            "start end", "'; DROP TABLE calls; --", "<script>alert(1)</script>", "\x00", "\ud800", "１２３", "9" * 400,
            "AP" + "0" * 32, "AD" + "1" * 32, "CF" + "2" * 32, "CA" + "3" * 32, "PN" + "4" * 32,
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip
STRAY = st.sampled_from(["", "0", "XX" + "0" * 32, "%2F", "team", "Front", "Twilio.CURRENT", "US", "GB", "<b>", "²"])
Form = dict[str, str]


class Account:
    """An account with one of everything, asked without a socket."""

    def __init__(self, emulator: Emulator, app: Callable[..., Any]) -> None:
        self._emulator, self._app = emulator, app
        self._client = emulator.http_client()
        self.base = f"{emulator.url}/2010-04-01/Accounts"

    def ask(self, method: str, url: str, form: Form) -> tuple[int, str]:
        """Return the status and the body of an answer."""
        auth = (self._emulator.account_sid, self._emulator.auth_token)
        if method == "POST":
            answer = self._client.request(method, url, data=form, auth=auth)
        else:
            answer = self._client.request(method, url, params=form, auth=auth)
        return answer.status_code, answer.text

    def furnish(self) -> dict[str, str]:
        """Make one of everything, and return their SIDs by the names of their lists."""
        emulator, store = self._emulator, self._emulator.switchboard.desk.store
        for call in emulator.calls:
            emulator.end_call(call.sid)
        store.clear()
        every: list[dict[str, Any]] = [store.numbers, store.applications, store.caller_ids, store.keys, store.shelves]
        for records in (*every, store.usage_triggers):
            records.clear()
        for sid in [sid for sid, one in store.accounts.items() if one.owner_sid]:
            del store.accounts[sid]
        number = emulator.add_number(LINE, voice_url="/room", app=self._app)
        emulator.add_caller_id(BEN)
        calls = [emulator.handset(one).dial(LINE) for one in (ANN, BEN)]
        sids = {
            "IncomingPhoneNumbers": number.sid,
            "OutgoingCallerIds": store.caller_ids[BEN].sid,
            "Conferences": emulator.conferences[-1].sid,
            "Participants": calls[0].sid,
            "Recordings": emulator.recordings[-1].sid,
            "Members": calls[0].sid,
            "AvailablePhoneNumbers": "US",
        }
        for name, (part, form) in MADE.items():
            url = f"{self.base}/{emulator.account_sid}/{part.format(**sids)}.json"
            status, body = self.ask("POST", url, {key: value.format(**sids) for key, value in form.items()})
            assert status == 201, body
            sids[name] = json.loads(body)["sid"]
        return sids

    def path(self, operation: Operation, sids: dict[str, str], strays: list[str]) -> str:
        """Return where to ask for an operation: for what there is, or for one of the strays."""
        parts = operation.path.removesuffix(".json").split("/")
        for place, part in enumerate(parts):
            if re.fullmatch(r"\{\w+\}", part):
                stray = strays.pop() if strays else ""
                own = sids.get(parts[place - 1], self._emulator.account_sid)
                parts[place] = stray if stray and place > 1 else own
        return f"{self.base}{'/'.join(parts)}.json"


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """Return an account in whose conference two are."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [ROOM.encode() if environ["PATH_INFO"] == "/room" else b"<Response/>"]

    with Emulator() as emulator:
        yield Account(emulator, app)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    operation=st.sampled_from(OPERATIONS),
    strays=st.one_of(st.just([]), st.lists(STRAY, max_size=3)),
    form=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
)
def test_whatever_is_asked_is_answered(
    operation: Operation,
    strays: list[str],
    form: Form,
    account: Account,
    differences: Callable[[str, str, int, str], list[str]],
) -> None:
    sids = account.furnish()
    method, url = str(operation.method.value), account.path(operation, sids, list(strays))
    status, body = account.ask(method, url, form)
    assert status in (200, 201, 204, 400, 403, 404, 405, 409)
    assert differences(method, url, status, body) == []


def test_everything_there_is_can_be_had_as_it_is_documented(
    account: Account, differences: Callable[[str, str, int, str], list[str]]
) -> None:
    found = {}
    for operation in OPERATIONS:
        if operation.method == "GET" and "AddOns" not in operation.path and "ConnectAppSid" not in operation.path:
            sids = account.furnish()
            url = account.path(operation, sids, [])
            status, body = account.ask("GET", url, {})
            assert differences("GET", url, status, body) == []
            found[operation.path] = status
    nothing = {path for path, status in found.items() if status != 200}
    kinds = ("MachineToMachine", "Mobile", "National", "SharedCost", "Voip")
    assert nothing == {
        *(f"/{{AccountSid}}/AvailablePhoneNumbers/{{CountryCode}}/{kind}.json" for kind in kinds),
        "/{AccountSid}/ConnectApps/{Sid}.json",
        "/{AccountSid}/Queues/{QueueSid}/Members/{CallSid}.json",
        "/{AccountSid}/SIP/Domains/{DomainSid}/Auth/Registrations/CredentialListMappings/{Sid}.json",
    }
