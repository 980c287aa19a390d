"""Whatever is asked of Messaging Services and alerts gets a coded answer, and never a mistake of the emulator's."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator import Emulator

LINE, SHORT = "+15005550100", "12393"
NAMES = (
    "FriendlyName", "InboundRequestUrl", "InboundMethod", "FallbackUrl", "StatusCallback", "StickySender",
    "ScanMessageContent", "ValidityPeriod", "Usecase", "UseInboundWebhookOnNumber", "PhoneNumberSid", "ShortCodeSid",
    "AlphaSender", "IsoCountryCode", "Sid",
)  # fmt: skip
FILTERS = ("LogLevel", "StartDate", "EndDate", "IsoCountryCode", "Page", "PageSize", "PageToken")
LISTS = ("PhoneNumbers", "ShortCodes", "AlphaSenders", "DestinationAlphaSenders", "ChannelSenders")
KIND = "0" * 31 + "1"
PLAUSIBLE = (
    f"PN{KIND}", f"SC{KIND}", f"XE{KIND}", "Bureau", "FR", "true", "POST", "60", "-1", "marketing", "inherit", "error",
    "http://127.0.0.1/a", "http://[", "2026-03-02", "2026-03-02T12:00:00Z", "'; DROP TABLE x; --", "\0", "\ud83d",
    "",
)  # fmt: skip
values = st.one_of(st.sampled_from(PLAUSIBLE), st.text(max_size=20))
forms = st.dictionaries(st.sampled_from(NAMES), st.one_of(values, st.lists(values, max_size=2)), max_size=6)
queries = st.dictionaries(st.sampled_from(FILTERS), values, max_size=3)


@given(form=forms, kind=st.sampled_from(LISTS), query=queries, sid=values)
def test_any_form_and_any_query_get_a_coded_answer(
    form: dict[str, str], kind: str, query: dict[str, str], sid: str
) -> None:
    with Emulator() as emulator:
        emulator.add_number(LINE, sid=f"PN{KIND}")
        emulator.add_number(SHORT, sid=f"PN{KIND[::-1]}")
        service = emulator.add_messaging_service("Ours")
        client, auth = emulator.http_client(), (emulator.account_sid, emulator.auth_token)
        services = "https://messaging.twilio.com/v1/Services"
        path = "".join(one for one in sid if one.isalnum()) or "x"
        for method, url in (
            ("POST", services),
            ("POST", f"{services}/{service.sid}"),
            ("POST", f"{services}/{service.sid}/{kind}"),
            ("GET", f"{services}/{service.sid}/{kind}"),
            ("GET", f"{services}/{service.sid}/{kind}/{path}"),
            ("DELETE", f"{services}/{service.sid}/{kind}/{path}"),
            ("GET", "https://monitor.twilio.com/v1/Alerts"),
        ):
            data = form if method == "POST" else None
            answer = client.request(method, url, params=query if method == "GET" else None, data=data, auth=auth)
            assert answer.ok or (answer.status_code < 500 and json.loads(answer.text)["code"]), answer.text
        emulator.handset("+15005550111").text(LINE, "Hello")
        message = client.request(
            "POST",
            f"https://api.twilio.com/2010-04-01/Accounts/{emulator.account_sid}/Messages.json",
            data={"To": "+15005550111", "MessagingServiceSid": service.sid, "Body": "Hello"},
            auth=auth,
        )
        assert message.status_code in (201, 400), message.text
        emulator.clock.advance(60)
