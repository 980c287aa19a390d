"""Whatever is posted as a text gets a coded answer, and never a mistake of the emulator's."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from twilio_emulator import Emulator

LINE, SERVICE = "+15005550100", "MG" + "0" * 32
NAMES = (
    "To", "From", "Body", "MediaUrl", "MessagingServiceSid", "StatusCallback", "ApplicationSid", "ValidityPeriod",
    "SendAt", "ScheduleType", "SmartEncoded", "ContentSid", "ContentVariables", "ProvideFeedback", "Attempt",
    "MaxPrice", "Status", "PersistentAction",
)  # fmt: skip
FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>", "Page", "PageSize", "PageToken")
PLAUSIBLE = (
    LINE, "+15005550111", "12393", "BUREAU", f"whatsapp:{LINE}", SERVICE, "MG1", "AP" + "0" * 32, "true", "fixed",
    "2026-03-02T12:00:00Z", "2026-03-02", "60", "-1", "http://127.0.0.1/a", "http://[", "//", "canceled", "STOP", "",
)  # fmt: skip
values = st.one_of(st.sampled_from(PLAUSIBLE), st.text(max_size=20))
forms = st.dictionaries(st.sampled_from(NAMES), st.one_of(values, st.lists(values, max_size=3)), max_size=8)
queries = st.dictionaries(st.sampled_from(FILTERS), values, max_size=4)


@given(form=forms, change=forms, query=queries)
def test_any_form_and_any_query_get_a_coded_answer(
    form: dict[str, str], change: dict[str, str], query: dict[str, str]
) -> None:
    with Emulator() as emulator:
        emulator.add_number(LINE, sms_url="/sms", app=lambda environ, start_response: [b""])
        emulator.add_messaging_service("Ours", senders=[LINE, "BUREAU"], sid=SERVICE)
        client, auth = emulator.http_client(), (emulator.account_sid, emulator.auth_token)
        base = f"https://api.twilio.com/2010-04-01/Accounts/{emulator.account_sid}/Messages"
        before = len(emulator.messages)
        plain = {"To": "+15005550111", "From": LINE, "Body": "Hello"}
        answers = [
            client.request("POST", f"{base}.json", data=form, auth=auth),
            client.request("POST", f"{base}.json", data={**plain, **form}, auth=auth),
            client.request("GET", f"{base}.json", params=query, auth=auth),
        ]
        for answer in answers:
            code = json.loads(answer.text).get("code")
            assert answer.ok or (answer.status_code < 500 and code), answer.text
        made = [one for one in answers[:2] if one.ok]
        assert len(emulator.messages) >= before + len(made)
        for one in made:
            sid = json.loads(one.text)["sid"]
            answer = client.request("POST", f"{base}/{sid}.json", data=change, auth=auth)
            assert answer.status_code < 500, answer.text
        emulator.clock.advance(50_000)
        assert all(one.over for one in emulator.messages)
