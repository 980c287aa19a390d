"""The API's own description (OpenAPI 3.1), made from the table the routes are made from."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from twilio_emulator.control.fields import Field
from twilio_emulator.control.operation import Operation

PREFIX = "/emulator/v1"
PLAIN: dict[object, str] = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
REFUSALS = {
    400: "The body is not JSON",
    403: "A page of another origin asked",
    404: "There is no such thing",
    409: "Not in this state",
    413: "The body is too large",
    415: "The body is not declared as JSON",
    422: "A value is wrong, missing or unknown; the message names it",
}


def describe(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return the document for ``operations``."""
    schemas: dict[str, Any] = {
        "Refusal": {
            "type": "object",
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            "required": ["code", "message"],
        }
    }
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        entry = paths.setdefault(PREFIX + operation.path, {})
        entry[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Twilio emulator: control API",
            "version": "1",
            "description": "Everything a person can do with a handset, and everything there is to look at.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    in_query = [
        {"name": name, "in": "query", "required": field.required, "schema": dict(field.schema)}
        for name, field in operation.query.items()
    ]
    found: dict[str, Any] = {
        "operationId": operation.handler.__name__,
        "summary": operation.summary,
        "parameters": in_path + in_query,
        "responses": {
            str(operation.status): {"description": "Done", "content": _content(operation.answer, schemas)},
            **{str(status): _refusal(status) for status in _statuses(operation)},
        },
    }
    if operation.body is not None:
        found["requestBody"] = {
            "required": any(field.required for field in operation.body.values()),
            "content": {"application/json": {"schema": _body(operation.body)}},
        }
    return found


def _statuses(operation: Operation) -> list[int]:
    general = {422} if operation.query or operation.body else set()
    if operation.body is not None:
        general |= {400, 403, 413, 415, 422}
    return sorted(general | set(operation.refusals))


def _refusal(status: int) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    return {"description": REFUSALS[status], "content": content}


def _body(fields: Mapping[str, Field]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: dict(field.schema) for name, field in fields.items()},
        "additionalProperties": False,
    }
    required = [name for name, field in fields.items() if field.required]
    return {**schema, "required": required} if required else schema


def _content(answer: type | str, schemas: dict[str, Any]) -> dict[str, Any]:
    if isinstance(answer, str):
        return {answer: {"schema": {"type": "string"}}}
    return {"application/json": {"schema": _schema(answer, schemas)}}


def _schema(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a type made of typed dictionaries, lists, optional and plain types."""
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if get_origin(kind) is list:
        return {"type": "array", "items": _schema(get_args(kind)[0], schemas)}
    if get_origin(kind) in (Union, types.UnionType):
        return {"anyOf": [_schema(one, schemas) for one in get_args(kind)]}
    if is_typeddict(kind):
        name = kind.__name__.removesuffix("Json")
        if name not in schemas:
            hints = get_type_hints(kind)
            properties = {key: _schema(hint, schemas) for key, hint in hints.items()}
            schemas[name] = {"type": "object", "properties": properties, "required": list(hints)}
        return {"$ref": f"#/components/schemas/{name}"}
    return {"type": "object"}
