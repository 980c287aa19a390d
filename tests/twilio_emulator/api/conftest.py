"""The official client, pointed at an emulator over HTTP, every answer it gets compared with the vendor's documents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from twilio.base.client_base import ClientBase
from twilio.rest import Client

from twilio_emulator import Emulator

DOCUMENTS = Path(__file__).parents[4] / "shared" / "twilio-oai"
"""The vendor's OpenAPI documents; where they are not there, nothing is compared."""
NULL_THERE = frozenset(
    {
        "reason_conference_ended",
        # Lookup: the packages, and what is within one
        *("validation_errors", "caller_name", "sim_swap", "call_forwarding", "line_type_intelligence", "line_status"),
        *("identity_match", "reassigned_number", "sms_pumping_risk", "error_code", "error_message"),
        *("last_sim_swap_date", "carrier_name", "mobile_country_code", "mobile_network_code", "last_verified_date"),
        *("first_name_match", "last_name_match", "address_lines_match", "city_match", "state_match"),
        *("postal_code_match", "address_country_match", "national_id_match", "date_of_birth_match"),
        *("number_blocked_date", "correlation_id", "twilio_error_code"),
        *("calling_country_code", "country_code", "national_format"),
    }
)
"""What the documents declare as never null, while their own examples have it so."""
MAY_LACK = "NON_NULL"
"""How an object is marked that leaves out what it has not."""
Schema = dict[str, Any]


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Client]:
    """The client of the emulator's own account."""
    client = Client(emulator.account_sid, emulator.auth_token)
    client.api.base_url = emulator.url
    for product in ("verify", "lookups", "messaging", "monitor"):
        getattr(client, product).base_url = f"{emulator.url}/{product}"
    yield client
    client.http_client.session.close()


@dataclass(frozen=True, slots=True)
class Documented:
    """One operation of a document: its path as a pattern, and what its answers look like, by status."""

    name: str
    method: str
    path: re.Pattern[str]
    answers: dict[str, Schema | None]
    schemas: dict[str, Schema]


def _operations(file: Path) -> Iterator[Documented]:
    document = json.loads(file.read_text(encoding="utf-8"))
    for path, item in document["paths"].items():
        pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))
        for method in ("get", "post", "delete", "put", "patch"):
            if method in item:
                answers = {
                    status: next((kind["schema"] for kind in answer.get("content", {}).values()), None)
                    for status, answer in item[method]["responses"].items()
                }
                schemas = document["components"]["schemas"]
                yield Documented(item[method]["operationId"], method.upper(), pattern, answers, schemas)


@cache
def _documented(product: str) -> tuple[Documented, ...]:
    """Every operation of a product, those with the fewest blanks in their paths first: Local.json is no SID."""
    found = [one for file in sorted(DOCUMENTS.glob(f"twilio_{product}_*.json")) for one in _operations(file)]
    return tuple(sorted(found, key=lambda one: one.path.pattern.count("[^/]+")))


def _is_date(value: str) -> bool:
    return parsedate_to_datetime(value).strftime("%a, %d %b %Y %H:%M:%S +0000") == value


def _is_place(value: str) -> bool:
    parts = urlsplit(value)
    return bool(parts.scheme and (parts.netloc or parts.path)) or value.startswith("/")


FORMATS: dict[str, Callable[[str], object]] = {
    "date-time-rfc-2822": _is_date,
    "date-time": lambda value: datetime.fromisoformat(value),
    "date": lambda value: date.fromisoformat(value),
    "uri": _is_place,
}
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


class Comparison:
    """Compares one answer with what its operation is declared to give; ``wrong`` collects what differs."""

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self._schemas = schemas
        self.wrong: list[str] = []

    def value(self, schema: Schema, value: Any, at: str) -> None:
        """Compare a value and all that is in it."""
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        if value is None:
            if not schema.get("nullable") and schema.get("type") and at.rpartition("/")[2] not in NULL_THERE:
                self.wrong.append(f"{at} is null")
            return
        kind = schema.get("type", "")
        if kind and (not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
            self.wrong.append(f"{at} is {value!r}, no {kind}")
        elif kind == "object" and "properties" in schema:
            self._object(schema, value, at)
        elif kind == "array":
            for place, one in enumerate(value):
                self.value(schema["items"], one, f"{at}/{place}")
        elif kind == "string":
            self._text(schema, value, at)

    def _object(self, schema: Schema, value: dict[str, Any], at: str) -> None:
        properties = schema["properties"]
        if MAY_LACK not in schema.get("x-class-extra-annotation", ""):
            self.wrong += [f"{at}/{name} is missing" for name in properties.keys() - value.keys()]
        self.wrong += [f"{at}/{name} is not declared" for name in value.keys() - properties.keys()]
        for name in properties.keys() & value.keys():
            self.value(properties[name], value[name], f"{at}/{name}")

    def _text(self, schema: Schema, value: str, at: str) -> None:
        if "enum" in schema and value not in schema["enum"]:
            self.wrong.append(f"{at} is {value!r}, none of {schema['enum']}")
        if "pattern" in schema and not re.search(schema["pattern"], value):
            self.wrong.append(f"{at} is {value!r}, not like {schema['pattern']}")
        written = FORMATS.get(schema.get("format", ""))
        try:
            fits = written is None or written(value)
        except ValueError:
            fits = False
        if not fits:
            self.wrong.append(f"{at} is {value!r}, no {schema['format']}")


def _place(url: str) -> tuple[str, str]:
    """Return the product that a URL asks something of, and the path there."""
    parts = urlsplit(url)
    first, _, rest = parts.path.lstrip("/").partition("/")
    if first in ("verify", "lookups", "messaging", "monitor"):
        return first, f"/{rest}"
    host = parts.hostname or ""
    return (host.partition(".")[0] if host.endswith(".twilio.com") else "api"), parts.path


def compare(method: str, url: str, status: int, body: str) -> list[str]:
    """Return what is wrong with an answer: the operation and the path of each wrong value."""
    if status >= 400:
        refusal = json.loads(body)
        names = {"code", "message", "more_info", "status"}
        right = names <= refusal.keys() and refusal["status"] == status and isinstance(refusal["code"], int)
        return [] if right else [f"{method} {url}: no refusal as Twilio has them: {body}"]
    product, path = _place(url)
    operation = next((one for one in _documented(product) if one.method == method and one.path.fullmatch(path)), None)
    if operation is None:
        return []
    if str(status) not in operation.answers:
        return [f"{operation.name}: the status is {status}, not {' or '.join(operation.answers)}"]
    schema = operation.answers[str(status)]
    if schema is None:
        return [f"{operation.name}: there is a body"] if body else []
    comparison = Comparison(operation.schemas)
    comparison.value(schema, json.loads(body), "")
    return [f"{operation.name}: {one}" for one in comparison.wrong]


@pytest.fixture(scope="session")
def differences() -> Callable[[str, str, int, str], list[str]]:
    """Return how an answer is compared that was had without the client: by method, address, status and body."""
    return compare if DOCUMENTS.is_dir() else lambda method, url, status, body: []


@pytest.fixture(autouse=True)
def oai(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Compare every answer that any client gets with the vendor's documents; the test fails where one differs."""
    wrong: list[str] = []
    request = ClientBase.request

    def compared(self: ClientBase, method: str, uri: str, *args: Any, **words: Any) -> Any:
        answer = request(self, method, uri, *args, **words)
        wrong.extend(compare(method.upper(), uri, answer.status_code, answer.text or ""))
        return answer

    if DOCUMENTS.is_dir():
        monkeypatch.setattr(ClientBase, "request", compared)
    yield wrong
    assert not wrong, "\n".join(wrong)
