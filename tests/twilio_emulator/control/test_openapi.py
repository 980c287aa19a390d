"""The API's own description says what there is, and nothing else."""

import json
import re
from typing import Any

import httpx
from starlette.routing import Mount, Route

from twilio_emulator import control

ME = "+15005550111"
LINE = "+15005550100"
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def routes() -> set[tuple[str, str]]:
    (mount,) = control.ROUTES
    assert isinstance(mount, Mount)
    return {
        (mount.path + route.path, method.lower())
        for route in control._router.routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }


def conforms(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> None:
    if "$ref" in schema:
        return conforms(value, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    if "anyOf" in schema:
        plain = tuple(kind for one in schema["anyOf"] if "type" in one for kind in TYPES[one["type"]])
        if not isinstance(value, plain):
            conforms(value, next(one for one in schema["anyOf"] if "$ref" in one), document)
    elif schema["type"] == "array":
        for each in value:
            conforms(each, schema["items"], document)
    elif schema["type"] == "object":
        assert set(value) == set(schema["required"]) == set(schema["properties"])
        for name, part in schema["properties"].items():
            conforms(value[name], part, document)
    else:
        assert isinstance(value, TYPES[schema["type"]])
    return None


def test_every_route_is_described_and_every_description_is_a_route(api: httpx.Client) -> None:
    document = api.get("/openapi.json").json()
    described = {(path, method) for path, entry in document["paths"].items() for method in entry}
    assert described == routes()
    assert len(described) == len(control.OPERATIONS)


def test_every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own(api: httpx.Client) -> None:
    document = api.get("/openapi.json").json()
    names = [one["operationId"] for entry in document["paths"].values() for one in entry.values()]
    assert len(names) == len(set(names))
    for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)):
        assert name in document["components"]["schemas"]


def test_answers_are_what_the_description_says(api: httpx.Client, sid: str) -> None:
    document = api.get("/openapi.json").json()
    api.post("/faults", json={"kind": "lost", "times": 1})
    api.post("/messages", json={"from": ME, "to": LINE, "body": "YE"})
    api.post("/applications", json={})
    api.post("/caller-ids", json={"phone_number": ME})
    addresses = {
        "/accounts": "/accounts",
        "/applications": "/applications",
        "/caller-ids": "/caller-ids",
        "/clock": "/clock",
        "/faults": "/faults",
        "/faults/kinds": "/faults/kinds",
        "/faults/struck": "/faults/struck",
        "/figures": "/figures",
        "/handsets/{number}/on-ring": f"/handsets/{ME}/on-ring",
        "/handsets/{number}/delivery": f"/handsets/{ME}/delivery",
        "/handsets/{number}/inbox": f"/handsets/{ME}/inbox",
        "/numbers": "/numbers",
        "/contacts": "/contacts",
        "/handsets": "/handsets",
        "/emails": "/emails",
        "/lookup/{number}": f"/lookup/{ME}",
        "/calls": "/calls",
        "/calls/{sid}": f"/calls/{sid}",
        "/calls/{sid}/live": f"/calls/{sid}/live",
        "/messages": "/messages",
        "/exchanges": "/exchanges",
        "/exchanges/{n}": "/exchanges/0",
    }
    for path, address in addresses.items():
        answer = document["paths"][f"/emulator/v1{path}"]["get"]["responses"]["200"]
        conforms(api.get(address).json(), answer["content"]["application/json"]["schema"], document)
