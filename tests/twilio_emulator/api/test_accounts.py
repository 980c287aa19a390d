"""Accounts, subaccounts, keys and tokens through the official client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from twilio_emulator import Emulator

LINE, ANN = "+15005550100", "+14155550111"
As = Callable[[Any, Any], Client]


@pytest.fixture
def as_(emulator: Emulator) -> Iterator[As]:
    """Return how to ask as somebody else."""
    with ExitStack() as stack:

        def other(user: Any, secret: Any) -> Client:
            client = Client(str(user), str(secret), account_sid=None)
            client.api.base_url = emulator.url
            stack.callback(client.http_client.session.close)
            return client

        yield other


def test_a_subaccount_is_made_renamed_and_listed(emulator: Emulator, client: Client) -> None:
    sub = client.api.accounts.create(friendly_name="Branch")
    assert (sub.friendly_name, sub.status, sub.type) == ("Branch", "active", "Full")
    assert sub.owner_account_sid == emulator.account_sid
    assert client.api.accounts(str(sub.sid)).update(friendly_name="Office").friendly_name == "Office"
    assert [one.sid for one in client.api.accounts.list()] == [sub.sid, emulator.account_sid]
    assert [one.sid for one in client.api.accounts.list(friendly_name="Office", status="active")] == [sub.sid]
    own = client.api.accounts(emulator.account_sid).fetch()
    assert (own.auth_token, own.owner_account_sid) == (emulator.auth_token, emulator.account_sid)
    assert own.date_created is not None


def test_what_a_subaccount_has_is_its_own(emulator: Emulator, client: Client, as_: As) -> None:
    sub = client.api.accounts.create(friendly_name="Branch")
    branch = as_(sub.sid, sub.auth_token)
    branch.incoming_phone_numbers.create(phone_number=LINE, voice_url="https://example.org/")
    branch.queues.create(friendly_name="help")
    branch.applications.create(friendly_name="app")

    assert client.incoming_phone_numbers.list() == []
    assert client.applications.list() == []
    assert [one.phone_number for one in branch.incoming_phone_numbers.list()] == [LINE]
    # the parent may act for it
    for_it = client.api.accounts(str(sub.sid))
    assert [one.phone_number for one in for_it.incoming_phone_numbers.list()] == [LINE]
    # and it may not act for the parent, nor have subaccounts
    for refused_by in (branch.api.accounts(emulator.account_sid).fetch, branch.api.accounts.create):
        with pytest.raises(TwilioRestException) as refused:
            refused_by()
        assert refused.value.status in (403, 404)
    assert [one.sid for one in branch.api.accounts.list()] == [sub.sid]


def test_a_webhook_of_a_subaccounts_number_is_signed_with_its_token(
    app: Any, serve: Any, emulator: Emulator, client: Client, as_: As
) -> None:
    app.answers["/voice"] = "<Response><Say>The branch</Say></Response>"
    sub = client.api.accounts.create(friendly_name="Branch")
    as_(sub.sid, sub.auth_token).incoming_phone_numbers.create(phone_number=LINE, voice_url=f"{serve(app)}/voice")

    call = emulator.handset(ANN).dial(LINE).hears("The branch")

    (asked,) = app.asked
    assert asked.params["AccountSid"] == sub.sid
    signature = asked.headers["x-twilio-signature"]
    assert RequestValidator(sub.auth_token).validate(asked.url, asked.params, signature)
    assert not RequestValidator(emulator.auth_token).validate(asked.url, asked.params, signature)
    assert [one.account_sid for one in emulator.calls if one.sid == call.sid] == [sub.sid]


def test_a_suspended_subaccount_is_shut_out_and_its_numbers_are_silent(
    app: Any, serve: Any, emulator: Emulator, client: Client, as_: As
) -> None:
    app.answers["/voice"] = "<Response><Say>The branch</Say></Response>"
    sub = client.api.accounts.create(friendly_name="Branch")
    branch = as_(sub.sid, sub.auth_token)
    branch.incoming_phone_numbers.create(phone_number=LINE, voice_url=f"{serve(app)}/voice")

    assert client.api.accounts(str(sub.sid)).update(status="suspended").status == "suspended"

    with pytest.raises(TwilioRestException) as refused:
        branch.queues.create(friendly_name="help")
    assert refused.value.code == 20005
    emulator.handset(ANN).dial(LINE)
    assert app.asked == []
    client.api.accounts(str(sub.sid)).update(status="active")
    emulator.handset(ANN).dial(LINE).hears("The branch")


def test_a_closed_subaccount_has_no_numbers_and_stays_closed(emulator: Emulator, client: Client) -> None:
    sub = client.api.accounts.create(friendly_name="Branch")
    for_it = client.api.accounts(str(sub.sid))
    for_it.incoming_phone_numbers.create(phone_number=LINE)
    assert for_it.update(status="closed").status == "closed"
    assert emulator.numbers == []
    with pytest.raises(TwilioRestException) as refused:
        for_it.update(status="active")
    assert refused.value.code == 20010
    with pytest.raises(TwilioRestException) as own:
        client.api.accounts(emulator.account_sid).update(status="closed")
    assert own.value.status == 403


def test_a_number_moves_from_one_account_to_another(emulator: Emulator, client: Client) -> None:
    emulator.add_number(LINE, voice_url="https://example.org/")
    sub = client.api.accounts.create(friendly_name="Branch")
    (number,) = client.incoming_phone_numbers.list()
    moved = client.incoming_phone_numbers(str(number.sid)).update(account_sid=sub.sid)
    assert moved.account_sid == sub.sid
    assert client.incoming_phone_numbers.list() == []
    assert [one.sid for one in client.api.accounts(str(sub.sid)).incoming_phone_numbers.list()] == [number.sid]


@pytest.mark.parametrize("kind", ["keys", "signing_keys"])
def test_a_key_opens_the_account_until_it_is_deleted(kind: str, emulator: Emulator, client: Client, as_: As) -> None:
    made = client.new_keys if kind == "keys" else client.new_signing_keys
    key = made.create(friendly_name="Script")
    assert len(key.secret) == 32
    keys = getattr(client, kind)
    assert [one.friendly_name for one in keys.list()] == ["Script"]
    assert keys(key.sid).update(friendly_name="Robot").friendly_name == "Robot"
    assert keys(key.sid).fetch().sid == key.sid

    robot = Client(str(key.sid), str(key.secret), emulator.account_sid)
    robot.api.base_url = emulator.url
    assert robot.queues.create(friendly_name="help").account_sid == emulator.account_sid
    assert keys(key.sid).delete()
    with pytest.raises(TwilioRestException) as refused:
        robot.queues.create(friendly_name="again")
    assert (refused.value.status, refused.value.code) == (401, 20003)
    robot.http_client.session.close()


def test_a_token_names_servers(client: Client) -> None:
    token = client.tokens.create(ttl=3600)
    assert token.ttl == "3600"
    assert len(token.ice_servers) == 4
    with pytest.raises(TwilioRestException) as refused:
        client.tokens.create(ttl=0)
    assert refused.value.status == 400


def test_queues_and_conferences_of_the_same_name_are_each_accounts_own(
    app: Any, serve: Any, emulator: Emulator, client: Client
) -> None:
    app.answers["/queue"] = '<Response><Enqueue waitUrl="">help</Enqueue></Response>'
    app.answers["/room"] = "<Response><Dial><Conference>team</Conference></Dial></Response>"
    sub = client.api.accounts.create(friendly_name="Branch")
    branch, url = client.api.accounts(str(sub.sid)), serve(app)
    for place, (own, theirs) in {"queue": (LINE, "+15005550101"), "room": ("+15005550102", "+15005550103")}.items():
        client.incoming_phone_numbers.create(phone_number=own, voice_url=f"{url}/{place}")
        branch.incoming_phone_numbers.create(phone_number=theirs, voice_url=f"{url}/{place}")
        for number in (own, theirs):
            emulator.handset(ANN).dial(number)

    for account in (client, branch):
        assert [(one.friendly_name, one.current_size) for one in account.queues.list()] == [("help", 1)]
        assert [(one.friendly_name, one.status) for one in account.conferences.list()] == [("team", "init")]


def test_a_call_from_one_account_to_another_is_of_both(
    app: Any, serve: Any, emulator: Emulator, client: Client
) -> None:
    app.answers["/out"] = "<Response><Dial>+15005550101</Dial></Response>"
    app.answers["/in"] = "<Response><Say>The branch</Say></Response>"
    sub = client.api.accounts.create(friendly_name="Branch")
    url = serve(app)
    client.incoming_phone_numbers.create(phone_number=LINE, voice_url=f"{url}/out")
    client.api.accounts(str(sub.sid)).incoming_phone_numbers.create(phone_number="+15005550101", voice_url=f"{url}/in")

    emulator.handset(ANN).dial(LINE).hears("The branch")

    assert [(one.path, one.params["AccountSid"]) for one in app.asked] == [
        ("/out", emulator.account_sid),
        ("/in", sub.sid),
    ]
    assert [one.direction for one in client.api.accounts(str(sub.sid)).calls.list()] == ["inbound"]
    assert {one.direction for one in client.calls.list()} == {"inbound", "outbound-dial"}


def test_another_accounts_application_is_dialled_only_where_it_is_public(
    app: Any, serve: Any, emulator: Emulator, client: Client
) -> None:
    sub = client.api.accounts.create(friendly_name="Branch")
    url = serve(app)
    applications = client.api.accounts(str(sub.sid)).applications
    application = applications.create(friendly_name="Its own", voice_url=f"{url}/in")
    app.answers["/in"] = "<Response><Say>The application</Say></Response>"
    app.answers["/out"] = (
        f"<Response><Dial><Application><ApplicationSid>{application.sid}</ApplicationSid></Application></Dial></Response>"
    )
    client.incoming_phone_numbers.create(phone_number=LINE, voice_url=f"{url}/out")

    emulator.handset(ANN).dial(LINE)
    assert "/in" not in [one.path for one in app.asked]
    applications(str(application.sid)).update(public_application_connect_enabled=True)
    emulator.handset(ANN).dial(LINE).hears("The application")


def test_a_number_of_another_account_may_not_be_shown(app: Any, serve: Any, emulator: Emulator, client: Client) -> None:
    sub = client.api.accounts.create(friendly_name="Branch")
    client.api.accounts(str(sub.sid)).incoming_phone_numbers.create(phone_number="+15005550101")
    app.answers["/out"] = '<Response><Dial callerId="+15005550101">+14155550112</Dial></Response>'
    client.incoming_phone_numbers.create(phone_number=LINE, voice_url=f"{serve(app)}/out")
    emulator.handset(ANN).dial(LINE)
    assert [one.status for one in emulator.calls if one.direction == "outbound-dial"] == []
    assert 13214 in [notice.code for one in emulator.exchanges for notice in one.notices]
