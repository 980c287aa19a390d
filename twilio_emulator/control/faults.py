"""Faults on demand: what is to go wrong, and what has."""

from __future__ import annotations

import math
from dataclasses import replace
from http import HTTPMethod
from typing import Any, TypedDict

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.fields import Field
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rendering import FaultJson, StrikeJson
from twilio_emulator.faults import KINDS, MATCHERS, PARAMETERS, Kind, Parameter, Rule, fault_from
from twilio_emulator.faults.kinds import HOW_OFTEN


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
    """A kind of fault: what it strikes, what it does, its own parameters, and the keys of all it may be told."""

    kind: str
    strikes: list[str]
    says: str
    parameters: list[DefaultJson]
    keys: list[str]


class KeyJson(TypedDict):
    """A key: ``type`` of its value (as in JSON Schema), ``least`` and ``most`` of a number, the only ``words``, if any.

    ``most`` is null where there is no end.
    """

    name: str
    type: str
    says: str
    least: float
    most: float | None
    words: list[str]


class MatchersJson(TypedDict):
    """By which keys the occasions of a target can be told apart."""

    target: str
    keys: list[str]


class KindsJson(TypedDict):
    """Every kind of fault, every key, and the keys of every target: what a form for a fault is made of."""

    kinds: list[KindJson]
    keys: list[KeyJson]
    matchers: list[MatchersJson]


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


def switch_fault(asked: Asked) -> FaultJson:
    """Let one strike no more, or again."""
    with asked.switchboard.desk.lock:
        rule = _rule(asked)
        rule.switch(asked.body["enabled"])
        return rendering.fault(rule)


def remove_fault(asked: Asked) -> LeftJson:
    """Take one rule away."""
    with asked.switchboard.desk.lock:
        _rule(asked).remove()
        return {"left": len(asked.switchboard.desk.faults.rules)}


def _rule(asked: Asked) -> Rule:
    """Return the rule that the path names; raises :class:`Refusal` 404 where there is none."""
    rule = asked.switchboard.desk.faults.find(asked.index("n"))
    if rule is None:
        raise Refusal(404, "unknown_fault", "there is no fault of this number, or no longer")
    return rule


def clear_faults(asked: Asked) -> LeftJson:
    """Take every rule away, and forget what was struck."""
    with asked.switchboard.desk.lock:
        asked.switchboard.desk.faults.clear()
    return {"left": 0}


def list_kinds(_asked: Asked) -> KindsJson:
    """Return every kind of fault, and what each may be told."""
    return {
        "kinds": [
            {
                "kind": row.name,
                "strikes": [str(one) for one in row.strikes],
                "says": row.says,
                "parameters": [{"name": name, "default": float(value)} for name, value in row.defaults.items()],
                "keys": _keys(row),
            }
            for row in KINDS.values()
        ],
        "keys": [
            {
                "name": name,
                "type": SCHEMAS[one.type],
                "says": one.says,
                "least": one.least,
                "most": one.most if math.isfinite(one.most) else None,
                "words": [str(word) for word in one.words],
            }
            for name, one in PARAMETERS.items()
        ],
        "matchers": [{"target": str(target), "keys": list(names)} for target, names in MATCHERS.items()],
    }


def _keys(row: Kind) -> list[str]:
    """Return what a fault of this kind may be told, beside the kind."""
    known = {"on", *row.defaults, *HOW_OFTEN, *(name for target in row.strikes for name in MATCHERS[target])}
    return [name for name in PARAMETERS if name in known]


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
    Operation(
        method=HTTPMethod.PUT,
        path="/faults/{n}/switch",
        summary="Switch one fault off, or on again: it keeps its place and its counts",
        handler=switch_fault,
        answer=FaultJson,
        body={"enabled": replace(fields.boolean(), required=True)},
        refusals=(404,),
    ),
)
