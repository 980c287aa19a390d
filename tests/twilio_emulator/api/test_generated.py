"""Requests generated from the vendor's documents: each is answered as documented, or refused with a code.

What is generated is what a document allows, and what lies just beside it. SIDs, telephone numbers and addresses are
mostly those of an account that has one of everything, so that the requests find something; addresses always are, for
nothing may leave this machine. The judge is the comparison in conftest.py: the generator's own would also take the
documents at their word where these contradict their own examples (see ``NULL_THERE``), and knows nothing of the codes
that a refusal carries, which are in no document.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
import schemathesis
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from twilio_emulator import Emulator

DOCUMENTS = Path(__file__).parents[4] / "shared" / "twilio-oai"
"""The vendor's OpenAPI documents; where they are not there, nothing is generated."""
PRODUCTS = {
    "api": ("api_v2010", "", 1500),
    "verify": ("verify_v2", "/verify", 500),
    "lookups": ("lookups_v2", "/lookups", 150),
}
"""The documents, where the products are served, and how many requests are made to each."""
LINE, ANN, BEN, SHORT = "+15005550100", "+15005550111", "+15005550112", "12345"
HOME = "http://app.localhost"
DOCUMENT = "<Response><Say>Hello</Say><Pause length='600'/></Response>"
ROOM = "<Response><Dial><Conference record='record-from-start'>team</Conference></Dial></Response>"
WAIT = "<Response><Enqueue waitUrl='/stay'>help</Enqueue></Response>"
SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
FRESH_EVERY = 40
"""Requests, after which the account is as it was."""
WORDS = (
    "'; DROP TABLE calls; --", "<script>alert(1)</script>", "\x00", "\ud800", "９", "9" * 400, "-1", "1e999", "NaN",
    "{}", "[]", "null", "%00", "../..", "Twilio.CURRENT", "Front", "0001-01-01", "9999-12-31T23:59:59Z",
)  # fmt: skip
"""Values that are hard to digest."""


class Asgi:
    """Asks an ASGI application, without a socket, on a thread of its own."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._portal = self._open.enter_context(start_blocking_portal())

    def close(self) -> None:
        self._open.close()

    def ask(
        self, app: Any, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> tuple[int, dict[bytes, bytes], bytes]:
        """Return the status, the headers and the body of an answer; whatever the application raises, this raises."""
        answer: list[MutableMapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: MutableMapping[str, Any]) -> None:
            answer.append(message)

        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "query_string": query,
            "path": unquote(path), "raw_path": path.encode(), "client": ("127.0.0.1", 1),
            "headers": [(b"host", b"localhost"), *headers],
        }  # fmt: skip
        self._portal.call(app, scope, receive, send)
        content = b"".join(one.get("body", b"") for one in answer[1:])
        return answer[0]["status"], dict(answer[0]["headers"]), content


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer everything, by path."""
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [{"/room": ROOM, "/wait": WAIT}.get(environ["PATH_INFO"], DOCUMENT).encode()]


class Account:
    """An account with one of everything, made anew again and again."""

    def __init__(self) -> None:
        self._asgi = Asgi()
        self._emulator: Emulator | None = None
        self._asked = 0
        self.sids: dict[str, list[str]] = {}

    def close(self) -> None:
        self._asgi.close()
        if self._emulator is not None:
            self._emulator.close()

    def freshen(self) -> None:
        """Begin again once enough has been asked."""
        self._asked += 1
        if self._emulator is None or self._asked % FRESH_EVERY == 0:
            if self._emulator is not None:
                self._emulator.close()
            self._emulator = Emulator()
            self._app = self._emulator.asgi()
            self._furnish(self._emulator)

    def _furnish(self, emulator: Emulator) -> None:
        number = emulator.add_number(LINE, voice_url="/stay", sms_url="/stay", app=application)
        emulator.add_number(SHORT, sms_url="/stay", app=application)
        emulator.add_caller_id(BEN)
        emulator.handset(ANN).text(LINE, "Hello", media=("http://app.localhost/cat.png",))
        for path in ("wait", "room", "stay"):
            number.voice_url = f"{HOME}/{path}"
            emulator.handset(ANN).dial(LINE, settle=path == "room")
        emulator.clock.advance(2)
        live = emulator.calls[-1].sid
        account = f"/2010-04-01/Accounts/{emulator.account_sid}"
        self.sids = {"AC": [emulator.account_sid]}
        for path, form in (
            (
                f"{account}/Addresses.json",
                {"CustomerName": "A", "Street": "B", "City": "C", "Region": "D", "PostalCode": "E", "IsoCountry": "US"},
            ),
            (f"{account}/Applications.json", {}),
            (f"{account}/Keys.json", {}),
            (f"{account}/SIP/Domains.json", {"DomainName": "desk.sip.twilio.com"}),
            (f"{account}/SIP/CredentialLists.json", {"FriendlyName": "People"}),
            (f"{account}/SIP/IpAccessControlLists.json", {"FriendlyName": "Office"}),
            (
                f"{account}/Usage/Triggers.json",
                {"CallbackUrl": f"{HOME}/told", "TriggerValue": "+9", "UsageCategory": "calls"},
            ),
            (f"{account}/Messages.json", {"From": LINE, "To": ANN, "Body": "Hi"}),
            (f"{account}/Calls/{live}/Recordings.json", {}),
            (f"{account}/Calls/{live}/Streams.json", {"Url": "wss://127.0.0.1:9/media"}),
            (f"{account}/Calls/{live}/Siprec.json", {}),
            (f"{account}/Calls/{live}/Transcriptions.json", {}),
            (f"{account}/Calls/{live}/UserDefinedMessageSubscriptions.json", {"Callback": f"{HOME}/told"}),
            (f"{account}.json".replace(f"/{emulator.account_sid}", ""), {"FriendlyName": "Sub"}),
            ("/verify/v2/Services", {"FriendlyName": "Desk"}),
        ):
            self._make(path, form)
        service, domain = self.sids["VA"][0], self.sids["SD"][0]
        people, office = self.sids["CL"][0], self.sids["AL"][0]
        for path, form in (
            (f"/verify/v2/Services/{service}/Verifications", {"To": ANN, "Channel": "sms"}),
            (f"/verify/v2/Services/{service}/RateLimits", {"UniqueName": "all"}),
            (
                f"/verify/v2/Services/{service}/Webhooks",
                {"FriendlyName": "w", "EventTypes": "*", "WebhookUrl": f"{HOME}/told"},
            ),
            (
                f"{account}/SIP/CredentialLists/{people}/Credentials.json",
                {"Username": "a", "Password": "Long-enough-2"},
            ),
            (
                f"{account}/SIP/IpAccessControlLists/{office}/IpAddresses.json",
                {"FriendlyName": "Gate", "IpAddress": "192.0.2.7"},
            ),
            (f"{account}/SIP/Domains/{domain}/Auth/Calls/CredentialListMappings.json", {"CredentialListSid": people}),
            (f"{account}/SIP/Domains/{domain}/IpAccessControlListMappings.json", {"IpAccessControlListSid": office}),
        ):
            self._make(path, form)
        self._make(
            f"/verify/v2/Services/{service}/RateLimits/{self.sids['RK'][0]}/Buckets", {"Max": "5", "Interval": "60"}
        )
        store = emulator.switchboard.desk.store
        for records in (
            store.numbers, store.caller_ids, store.calls, store.messages, store.conferences, store.queues,
            store.recordings, store.services, store.keys, store.accounts,
        ):  # fmt: skip
            for one in records.values():
                self.sids.setdefault(one.sid[:2], []).append(one.sid)

    def _make(self, path: str, form: dict[str, str]) -> None:
        status, _, body = self.ask("POST", path, {}, form, "application/x-www-form-urlencoded")
        assert status < 300, body
        sid = json.loads(body).get("sid", "")
        self.sids.setdefault(sid[:2], []).append(sid)

    def ask(
        self, method: str, path: str, query: dict[str, Any], body: Any, media_type: str
    ) -> tuple[int, dict[bytes, bytes], bytes]:
        """Return the status, the headers and the body of an answer."""
        emulator = self._emulator
        assert emulator is not None
        user = base64.b64encode(f"{emulator.account_sid}:{emulator.auth_token}".encode())
        headers = [(b"authorization", b"Basic " + user), (b"content-type", media_type.encode())]
        sent = b""
        if isinstance(body, bytes):
            sent = body
        elif media_type == "application/json":
            sent = json.dumps(body).encode()
        elif isinstance(body, dict):
            sent = encoded(body)
        return self._asgi.ask(self._app, method, path, encoded(query), headers, sent)


def encoded(values: dict[str, Any]) -> bytes:
    """Return names and values as a form carries them; a list is its name again and again."""
    pairs = []
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            text = str(one).lower() if isinstance(one, bool) else json.dumps(one) if isinstance(one, dict) else str(one)
            pairs.append((name.encode("utf-8", "surrogatepass"), text.encode("utf-8", "surrogatepass")))
    return urlencode(pairs).encode()


@cache
def operations(product: str) -> list[Any]:
    """Return every operation of a document."""
    file = DOCUMENTS / f"twilio_{PRODUCTS[product][0]}.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    found = schemathesis.openapi.from_dict(document).get_all_operations()
    return [one.ok() for one in found if isinstance(one, Ok)]


@cache
def required(operation: Any) -> frozenset[str]:
    """Return the names of the fields without which an operation's body is refused."""
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    return frozenset(name for kind in content.values() for name in kind["schema"].get("required", ()))


NUMBERS = ("To", "From", "PhoneNumber", "FallbackFrom", "CallerId", "Identity")
"""Fields that name a telephone."""
PLACES = {"CountryCode": ("US", "GB"), "Country": ("US", "CN"), "Field": ("line_type_intelligence",)}
"""Parts of a path that are neither SIDs nor numbers."""


@st.composite
def requests(draw: st.DrawFn, product: str, account: Account) -> tuple[str, str, dict[str, Any], Any, str]:
    """Draw a request: its method, its path, its query, its body and what that is.

    Most are what the document allows, about what there is, with few fields beside those that must be.
    """
    operation = draw(st.sampled_from(operations(product)))

    def rarely() -> bool:
        return draw(st.integers(0, 12)) == 7  # the ends of a range are drawn more often than what is within

    wild, stray = rarely(), rarely()
    case = draw(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE if rarely() else GenerationMode.POSITIVE))

    def known(value: Any, name: str = "") -> Any:
        """Return what is asked instead of a generated value: mostly something that is there."""
        if isinstance(value, dict):
            return {str(key): known(one, str(key)) for key, one in value.items()}
        if isinstance(value, list):
            return [known(one, name) for one in value]
        if not isinstance(value, str):
            return value
        if wild and draw(st.booleans()):
            return draw(st.sampled_from(WORDS))
        if SID.fullmatch(value) and not (stray and draw(st.booleans())):
            return draw(st.sampled_from(account.sids.get(value[:2]) or [value]))
        if name in NUMBERS and not rarely():
            return draw(st.sampled_from([LINE, ANN, BEN, SHORT, "+8613800138000", "client:ann", "sip:ann@127.0.0.1:9"]))
        return re.sub(r"(?i)(https?|wss?)\s*:.*", f"{HOME}/told", value, flags=re.DOTALL)

    path = PRODUCTS[product][1] + operation.path
    for name, value in (case.path_parameters or {}).items():
        found = known(value, name)
        if name in PLACES and not stray:
            found = draw(st.sampled_from(PLACES[name]))
        elif name == "CallSid" and not wild:
            found = draw(st.sampled_from(account.sids["CA"]))
        path = path.replace(f"{{{name}}}", quote(str(found).encode("utf-8", "replace"), safe=""))
    query = {name: known(value, name) for name, value in dict(case.query or {}).items()}
    body = case.body if isinstance(case.body, dict | list | str) else b""
    if isinstance(body, dict) and draw(st.booleans()):
        spare = sorted(str(name) for name in body if name not in required(operation))
        kept = draw(st.sets(st.sampled_from(spare), max_size=3)) if spare else set()
        body = {name: value for name, value in body.items() if name in required(operation) or name in kept}
    media_type = case.media_type or "application/x-www-form-urlencoded"
    return operation.method.upper(), path, query, body if isinstance(body, bytes) else known(body), media_type


@pytest.fixture
def account() -> Iterator[Account]:
    """Return an account."""
    one = Account()
    yield one
    one.close()


@pytest.mark.endurance
@pytest.mark.parametrize("product", PRODUCTS)
def test_whatever_is_generated_is_answered_as_documented_or_refused_with_a_code(
    product: str, account: Account, differences: Callable[[str, str, int, str], list[str]]
) -> None:
    if not DOCUMENTS.is_dir():
        return
    account.freshen()
    answered = {"well": 0, "refused": 0}

    @settings(max_examples=PRODUCTS[product][2], database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        account.freshen()
        method, path, query, body, media_type = data.draw(requests(product, account))
        note(f"{method} {path} {query!r} {body!r}")
        status, headers, content = account.ask(method, path, query, body, media_type)
        text = content.decode("utf-8")
        assert status < 500, f"{method} {path}: {text}"
        answered["well" if status < 300 else "refused"] += 1
        if headers.get(b"content-type", b"").startswith(b"application/json") or status == 204:
            assert differences(method, path, status, text) == []

    ask()
    assert min(answered.values()) > PRODUCTS[product][2] / 25, answered
