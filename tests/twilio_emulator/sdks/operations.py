"""Fifty operations of the official Python client on a running emulator; ``node/operations.mjs`` has them for Node's.

Run as a program by ``test_fifty_operations.py``, with the emulator's address and account in the environment. For each
operation of ``operations.toml``, in that order, one line of JSON tells which answers came and what the client makes of
them.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

URL = os.environ["EMULATOR_URL"]
HANDSETS = os.environ["HANDSETS"]
HANDSET, FRIEND, STRANGER = (HANDSETS + last for last in "123")
PATIENCE = 20.0
"""Seconds a thing may take that is under way."""
answers: list[str] = []
"""What the operation under way was answered; one answer that comes again and again is told once."""


class Heard(TwilioHttpClient):  # type: ignore[misc]  # the client has no types
    """The client's own HTTP client, which also tells what it was answered."""

    def request(self, method: str, *rest: Any, **words: Any) -> Response:
        """Ask, and note the answer's status."""
        answer = super().request(method, *rest, **words)
        told = f"{method.upper()} {answer.status_code}"
        if told not in answers[-1:]:
            answers.append(told)
        return answer


def client(user: str, password: str, account_sid: str = "") -> Client:
    """Return a client of the emulator."""
    pointed = Client(user, password, account_sid or user, http_client=Heard())
    pointed.api.base_url = URL
    for product in ("messaging", "verify", "lookups", "monitor"):
        getattr(pointed, product).base_url = f"{URL}/{product}"
    return pointed


def control(method: str, path: str, **body: Any) -> Any:
    """Ask something of the control API."""
    answer = httpx.request(method, f"{URL}/emulator/v1{path}", json=body if method != "GET" else None)
    answer.raise_for_status()
    return answer.json()


def until(find: Callable[[], Any]) -> Any:
    """Return what is found at last."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = find()
        if found:
            return found
        threading.Event().wait(0.02)
    raise TimeoutError(find.__qualname__)


def of_status(fetch: Callable[[], Any], *statuses: str) -> Any:
    """Return a resource once it has one of these statuses."""
    return until(lambda: next((one for one in (fetch(),) if one.status in statuses), None))


def speaks(*texts: str) -> str:
    """Return TwiML that says something and then stays on the line."""
    said = "".join(f"<Say>{text}</Say>" for text in texts)
    return f'<Response>{said}<Pause length="60"/></Response>'


@dataclass(kw_only=True)
class Desk:
    """What one operation leaves to the next."""

    main: Client = field(default_factory=lambda: client(os.environ["ACCOUNT_SID"], os.environ["AUTH_TOKEN"]))
    own: Client = field(init=False)
    kept: dict[str, Any] = field(default_factory=dict)
    number: str = ""


def create_a_subaccount(desk: Desk) -> Any:
    account = desk.main.api.accounts.create(friendly_name="Fifty")
    desk.own = client(account.sid, account.auth_token)
    return account


def refuse_a_wrong_token(desk: Desk) -> Any:
    return client(desk.own.account_sid, "wrong").api.accounts(desk.own.account_sid).fetch()


def create_a_key(desk: Desk) -> Any:
    desk.kept["key"] = desk.own.new_keys.create(friendly_name="Deploy")
    return desk.kept["key"]


def act_by_the_key(desk: Desk) -> Any:
    key = desk.kept["key"]
    return client(key.sid, key.secret, desk.own.account_sid).api.accounts(desk.own.account_sid).fetch()


def search_numbers(desk: Desk) -> Any:
    found = desk.own.available_phone_numbers("US").local.list(area_code=415, limit=3)
    desk.number = found[int(HANDSETS[-1])].phone_number  # of several suites at once, each takes another
    return found


def buy_a_number(desk: Desk) -> Any:
    desk.kept["number"] = desk.own.incoming_phone_numbers.create(phone_number=desk.number, friendly_name="Front desk")
    return desk.kept["number"]


def update_the_number(desk: Desk) -> Any:
    return desk.own.incoming_phone_numbers(desk.kept["number"].sid).update(friendly_name="Reception", sms_method="GET")


def verify_a_caller_id(desk: Desk) -> Any:
    control("PUT", f"/handsets/{STRANGER}/on-ring", how="answer")
    asked = desk.own.validation_requests.create(phone_number=STRANGER, friendly_name="Stranger")
    call = asked.call_sid
    until(lambda: control("GET", f"/calls/{call}")["listening"])
    control("POST", f"/calls/{call}/keys", keys=asked.validation_code)
    return until(lambda: desk.own.outgoing_caller_ids.list(phone_number=STRANGER))


def send_a_text(desk: Desk) -> Any:
    desk.kept["text"] = desk.own.messages.create(to=HANDSET, from_=desk.number, body="Your parcel is here")
    return desk.kept["text"]


def fetch_it_delivered(desk: Desk) -> Any:
    return of_status(lambda: desk.own.messages(desk.kept["text"].sid).fetch(), "delivered")


def list_texts_to_a_handset(desk: Desk) -> Any:
    desk.own.messages.create(to=FRIEND, from_=desk.number, body="您的包裹到了")
    return desk.own.messages.list(to=HANDSET)


def iterate_over_pages_of_one(desk: Desk) -> Any:
    return list(desk.own.messages.stream(page_size=1))


def list_texts_from_a_handset(desk: Desk) -> Any:
    control("POST", "/messages", **{"from": HANDSET, "to": desk.number, "body": "When?"})
    return desk.own.messages.list(from_=HANDSET)


def redact_a_text(desk: Desk) -> Any:
    return desk.own.messages(desk.kept["text"].sid).update(body="")


def delete_a_text(desk: Desk) -> Any:
    return desk.own.messages(desk.kept["text"].sid).delete()


def fetch_what_was_deleted(desk: Desk) -> Any:
    return desk.own.messages(desk.kept["text"].sid).fetch()


def send_a_text_to_nobody(desk: Desk) -> Any:
    return desk.own.messages.create(to="", from_=desk.number, body="Hello")


def send_a_text_to_no_number(desk: Desk) -> Any:
    return desk.own.messages.create(to="+1", from_=desk.number, body="Hello")


def send_a_text_from_a_number_of_others(desk: Desk) -> Any:
    return desk.own.messages.create(to=HANDSET, from_=FRIEND, body="Hello")


def send_a_text_to_somebody_who_said_stop(desk: Desk) -> Any:
    control("POST", "/messages", **{"from": FRIEND, "to": desk.number, "body": "STOP"})
    return desk.own.messages.create(to=FRIEND, from_=desk.number, body="Hello")


def place_a_call(desk: Desk) -> Any:
    control("PUT", f"/handsets/{HANDSET}/on-ring", how="answer")
    desk.kept["call"] = desk.own.calls.create(to=HANDSET, from_=desk.number, twiml=speaks())
    return desk.kept["call"]


def fetch_it_in_progress(desk: Desk) -> Any:
    return of_status(desk.own.calls(desk.kept["call"].sid).fetch, "in-progress")


def record_it(desk: Desk) -> Any:
    desk.kept["recording"] = desk.own.calls(desk.kept["call"].sid).recordings.create(recording_channels="dual")
    return desk.kept["recording"]


def send_it_elsewhere(desk: Desk) -> Any:
    sid = desk.kept["call"].sid
    moved = desk.own.calls(sid).update(twiml=speaks("Please hold."))
    until(lambda: any(line["text"] == "Please hold." for line in control("GET", f"/calls/{sid}")["lines"]))
    return moved


def end_it(desk: Desk) -> Any:
    return desk.own.calls(desk.kept["call"].sid).update(status="completed")


def move_what_is_over(desk: Desk) -> Any:
    sid = desk.kept["call"].sid
    of_status(desk.own.calls(sid).fetch, "completed")
    return desk.own.calls(sid).update(twiml=speaks())


def list_calls_to_a_handset(desk: Desk) -> Any:
    return desk.own.calls.list(to=HANDSET, status="completed")


def fetch_the_recording(desk: Desk) -> Any:
    return of_status(desk.own.recordings(desk.kept["recording"].sid).fetch, "completed")


def download_the_recording(desk: Desk) -> Any:
    path = f"/2010-04-01/Accounts/{desk.own.account_sid}/Recordings/{desk.kept['recording'].sid}.wav"
    answer = httpx.get(URL + path, auth=(desk.own.username, desk.own.password))
    answers.append(f"GET {answer.status_code}")
    return {"content_type": answer.headers["content-type"], "begins": answer.content[:4].decode()}


def read_why_a_call_failed(desk: Desk) -> Any:
    call = desk.own.calls.create(to=HANDSET, from_=desk.number, twiml="<Response><Sing/></Response>")
    of_status(desk.own.calls(call.sid).fetch, "completed", "failed")
    return desk.own.calls(call.sid).notifications.list()


def read_the_alert(desk: Desk) -> Any:
    return desk.own.monitor.v1.alerts.list(log_level="warning")


def create_a_queue(desk: Desk) -> Any:
    desk.kept["queue"] = desk.own.queues.create(friendly_name="support", max_size=5)
    return desk.kept["queue"]


def list_who_waits(desk: Desk) -> Any:
    document = "<Response><Enqueue>support</Enqueue></Response>"
    call = desk.own.calls.create(to=HANDSET, from_=desk.number, twiml=document)
    waiting = until(lambda: desk.own.queues(desk.kept["queue"].sid).members.list())
    desk.own.calls(call.sid).update(status="completed")
    return waiting


def list_conferences(desk: Desk) -> Any:
    document = "<Response><Dial><Conference>Monday</Conference></Dial></Response>"
    for to in (HANDSET, STRANGER):
        desk.own.calls.create(to=to, from_=desk.number, twiml=document)
    (desk.kept["conference"],) = until(lambda: desk.own.conferences.list(status="in-progress"))
    return desk.kept["conference"]


def invite_a_third(desk: Desk) -> Any:
    control("PUT", f"/handsets/{FRIEND}/on-ring", how="answer")
    room = desk.own.conferences(desk.kept["conference"].sid)
    invited = room.participants.create(from_=desk.number, to=FRIEND, label="friend")
    until(lambda: len(room.participants.list()) == 3)
    return invited


def mute_the_third(desk: Desk) -> Any:
    return desk.own.conferences(desk.kept["conference"].sid).participants("friend").update(muted=True)


def end_the_conference(desk: Desk) -> Any:
    return desk.own.conferences(desk.kept["conference"].sid).update(status="completed")


def create_an_application(desk: Desk) -> Any:
    return desk.own.applications.create(friendly_name="Menu", voice_url="http://127.0.0.1:5000/answer")


def read_what_was_used(desk: Desk) -> Any:
    return desk.own.usage.records.list(category="sms-outbound")


def create_an_address(desk: Desk) -> Any:
    return desk.own.addresses.create(
        customer_name="Ada", street="1 Main Street", city="Springfield", region="IL", postal_code="62701",
        iso_country="US",
    )  # fmt: skip


def create_a_sip_domain(desk: Desk) -> Any:
    return desk.own.sip.domains.create(domain_name=f"fifty-{desk.number[-4:]}.sip.twilio.com", friendly_name="Desk")


def create_a_messaging_service(desk: Desk) -> Any:
    desk.kept["service"] = desk.own.messaging.v1.services.create(friendly_name="Parcels")
    return desk.kept["service"]


def add_a_sender(desk: Desk) -> Any:
    return desk.kept["service"].phone_numbers.create(phone_number_sid=desk.kept["number"].sid)


def schedule_a_text(desk: Desk) -> Any:
    desk.kept["later"] = desk.own.messages.create(
        to=HANDSET, messaging_service_sid=desk.kept["service"].sid, body="Tomorrow", schedule_type="fixed",
        send_at=datetime.now(UTC) + timedelta(hours=1),
    )  # fmt: skip
    return desk.kept["later"]


def cancel_it(desk: Desk) -> Any:
    return desk.own.messages(desk.kept["later"].sid).update(status="canceled")


def create_a_verify_service(desk: Desk) -> Any:
    desk.kept["verify"] = desk.own.verify.v2.services.create(friendly_name="Parcels")
    return desk.kept["verify"]


def send_a_code(desk: Desk) -> Any:
    return desk.kept["verify"].verifications.create(to=HANDSET, channel="sms")


def check_the_code(desk: Desk) -> Any:
    texts = control("GET", f"/messages?number={HANDSET.replace('+', '%2B')}")["messages"]
    body = next(text["body"] for text in reversed(texts) if "verification code" in text["body"])
    code = "".join(filter(str.isdigit, body))
    return desk.kept["verify"].verification_checks.create(to=HANDSET, code=code)


def look_a_number_up(desk: Desk) -> Any:
    return desk.own.lookups.v2.phone_numbers("(213) 373-4253").fetch(country_code="US", fields="line_type_intelligence")


def release_the_number(desk: Desk) -> Any:
    return desk.kept["number"].delete()


OPERATIONS: tuple[Callable[[Desk], Any], ...] = (
    create_a_subaccount,
    refuse_a_wrong_token,
    create_a_key,
    act_by_the_key,
    search_numbers,
    buy_a_number,
    update_the_number,
    verify_a_caller_id,
    send_a_text,
    fetch_it_delivered,
    list_texts_to_a_handset,
    iterate_over_pages_of_one,
    list_texts_from_a_handset,
    redact_a_text,
    delete_a_text,
    fetch_what_was_deleted,
    send_a_text_to_nobody,
    send_a_text_to_no_number,
    send_a_text_from_a_number_of_others,
    send_a_text_to_somebody_who_said_stop,
    place_a_call,
    fetch_it_in_progress,
    record_it,
    send_it_elsewhere,
    end_it,
    move_what_is_over,
    list_calls_to_a_handset,
    fetch_the_recording,
    download_the_recording,
    read_why_a_call_failed,
    read_the_alert,
    create_a_queue,
    list_who_waits,
    list_conferences,
    invite_a_third,
    mute_the_third,
    end_the_conference,
    create_an_application,
    read_what_was_used,
    create_an_address,
    create_a_sip_domain,
    create_a_messaging_service,
    add_a_sender,
    schedule_a_text,
    cancel_it,
    create_a_verify_service,
    send_a_code,
    check_the_code,
    look_a_number_up,
    release_the_number,
)


def plain(resource: Any) -> dict[str, Any]:
    """Return the properties a resource has for whoever uses the client."""
    if isinstance(resource, dict):
        return resource
    own = vars(resource).items()
    shown = {name.rstrip("_"): value for name, value in own if not name.startswith("_")}
    return shown | ({"from": resource._from} if hasattr(resource, "_from") else {})  # no other is named so


def carry_out(operation: Callable[[Desk], Any], desk: Desk) -> dict[str, Any]:
    """Return what came of an operation."""
    answers.clear()
    try:
        got = operation(desk)
    except TwilioRestException as refusal:
        return {"answers": answers, "refused": refusal.code, "words": refusal.msg}
    resources: Iterable[Any] = got if isinstance(got, list) else () if got is True else (got,)
    return {"answers": answers, "resources": [plain(one) for one in resources]}


if __name__ == "__main__":
    desk = Desk()
    for one in OPERATIONS:
        result = {"name": one.__name__.replace("_", " "), **carry_out(one, desk)}
        sys.stdout.write(json.dumps(result, default=str) + "\n")
        sys.stdout.flush()
