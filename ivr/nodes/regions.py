"""The region is announced and may be changed before policies are told (domain 4.2, 12393>2)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.conversation import Conversation
from ivr.nodes.node import Node, Spoken
from ivr.region import chosen, current_region
from models.policies.gazetteer import region_by_code


def policy_region(call: Conversation) -> Spoken:
    """Name the current region, or ask for one where none is known."""
    call.heading = "policies"
    place = current_region(call)
    if place is None:
        return (call.say("region.ask"),), "area_code"
    return (call.say("region.current", region=call.place_name(place)),), "region"


def this_region(call: Conversation) -> Spoken:
    """The current region is the one that is meant."""
    place = current_region(call)
    return chosen(call, place) if place else ((), "area_code")


def which_region(call: Conversation) -> Spoken:
    """The places that share the area code, each with its key."""
    places = [place for code in call.regions if (place := region_by_code(code)) is not None]
    return tuple(
        call.say("region.choice", region=call.place_name(place), key=key) for key, place in enumerate(places, 1)
    ), None


def pick_region(call: Conversation, key: str) -> str | None:
    """Where the key of a place leads; None for a key that has none."""
    if not key.isdigit() or not 1 <= int(key) <= len(call.regions):
        return None
    call.region = call.regions[int(key) - 1]
    target, call.heading = call.heading or "policies", None
    return target


NODES: Mapping[str, Node] = {
    "policy_region": Node(speak=policy_region),
    "this_region": Node(speak=this_region),
    "which_region": Node(speak=which_region, pick=pick_region, back="area_code"),
}
