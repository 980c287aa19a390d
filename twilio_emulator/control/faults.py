"""Faults on demand: what is to go wrong, and what has."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any, TypedDict

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.fields import Field
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rendering import FaultJson, StrikeJson
from twilio_emulator.faults import KINDS, PARAMETERS, Parameter, fault_from


class FaultsJson(TypedDict):
    """The rules in force, in the order in which they are asked."""

    faults: list[FaultJson]


class StruckJson(TypedDict):
    """What was struck, newest first; ``more`` where there is older."""

    struck: list[StrikeJson]
    more: bool


class DefaultJson(TypedDict):
    """A parameter of a kind, and what it is where nothing is said."""

    name: str
    default: float


class KindJson(TypedDict):
    """A kind of fault: what it strikes, what it does, and its own parameters."""

    kind: str
    strikes: list[str]
    says: str
    parameters: list[DefaultJson]


class KindsJson(TypedDict):
    """Every kind of fault."""

    kinds: list[KindJson]


class LeftJson(TypedDict):
    """How many rules are in force."""

    left: int


SCHEMAS = {str: "string", int: "integer", float: "number"}


def _field(name: str, parameter: Parameter) -> Field:
    """Return how a request carries a parameter."""
    schema: dict[str, Any] = {"type": SCHEMAS[parameter.type], "description": parameter.says}
    if parameter.words:
        schema["enum"] = list(parameter.words)
    elif parameter.type is not str:
        schema |= {"minimum": parameter.least, "maximum": parameter.most}
    return fields.judged(schema, name, parameter.checked, required=name == "kind")


NEW_FAULT = {name: _field(name, parameter) for name, parameter in PARAMETERS.items()}


def list_faults(asked: Asked) -> FaultsJson:
    """Return the rules in force."""
    with asked.switchboard.desk.lock:
        return {"faults": [rendering.fault(one) for one in asked.switchboard.desk.faults.rules]}


def add_fault(asked: Asked) -> FaultJson:
    """Let a fault strike from now on."""
    told = {name: value for name, value in asked.body.items() if value is not None}
    desk = asked.switchboard.desk
    with desk.lock:
        try:
            return rendering.fault(desk.faults.add(fault_from(told)))
        except ValueError as error:
            raise Refusal(422, "wrong_field", str(error)) from None


def remove_fault(asked: Asked) -> LeftJson:
    """Take one rule away."""
    faults = asked.switchboard.desk.faults
    number = asked.index("n")
    with asked.switchboard.desk.lock:
        if not faults.remove(number):
            raise Refusal(404, "unknown_fault", "there is no fault of this number, or no longer")
        return {"left": len(faults.rules)}


def clear_faults(asked: Asked) -> LeftJson:
    """Take every rule away, and forget what was struck."""
    with asked.switchboard.desk.lock:
        asked.switchboard.desk.faults.clear()
    return {"left": 0}


def list_kinds(_asked: Asked) -> KindsJson:
    """Return every kind of fault."""
    return {
        "kinds": [
            {
                "kind": row.name,
                "strikes": [str(one) for one in row.strikes],
                "says": row.says,
                "parameters": [{"name": name, "default": float(value)} for name, value in row.defaults.items()],
            }
            for row in KINDS.values()
        ]
    }


def list_struck(asked: Asked) -> StruckJson:
    """Return what was struck last, or before number ``before``; by one rule where it is named."""
    rule, before, limit = asked.query["fault"], asked.query["before"], asked.query["limit"]
    found = []
    with asked.switchboard.desk.lock:
        for one in reversed(asked.switchboard.desk.faults.struck):
            if (before is None or one.number < before) and rule in (None, one.rule):
                found.append(rendering.strike(one))
                if len(found) > limit:
                    break
    return {"struck": found[:limit], "more": len(found) > limit}


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/faults",
        summary="List the faults in force",
        handler=list_faults,
        answer=FaultsJson,
    ),
    Operation(
        method=HTTPMethod.POST,
        path="/faults",
        summary="Let something go wrong from now on: a webhook, a callback, a text, a request to the API",
        handler=add_fault,
        answer=FaultJson,
        status=201,
        body=NEW_FAULT,
    ),
    Operation(
        method=HTTPMethod.DELETE,
        path="/faults",
        summary="Let nothing go wrong any more, and forget what was struck",
        handler=clear_faults,
        answer=LeftJson,
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/faults/kinds",
        summary="List the kinds of faults",
        handler=list_kinds,
        answer=KindsJson,
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/faults/struck",
        summary="List what was struck, newest first",
        handler=list_struck,
        answer=StruckJson,
        query={
            "fault": fields.whole(least=0, most=10**15),
            "limit": fields.whole(least=1, most=500, default=100),
            "before": fields.whole(least=0, most=10**15),
        },
    ),
    Operation(
        method=HTTPMethod.DELETE,
        path="/faults/{n}",
        summary="Take one fault away",
        handler=remove_fault,
        answer=LeftJson,
        refusals=(404,),
    ),
)
