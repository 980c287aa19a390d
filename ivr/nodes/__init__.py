"""NODES: what a choice does, by name. Add the function of a new menu item in the module of its subject.

A node says what it has to say and either names the place to go on to, or stays: then `#` tells it again, `*`
goes back, `0` asks for a person, and what it offered has its keys. Questions to the accounts are asked through
`models.enquiry`, never here.
"""

from __future__ import annotations

from collections.abc import Mapping

from ivr.nodes import (
    agent,
    balance,
    cases,
    children,
    family,
    insured,
    languages,
    meanings,
    movements,
    phone,
    policy,
    regions,
    social,
)
from ivr.nodes import tickets as ticket_nodes
from ivr.nodes.node import Node

__all__ = ["NODES", "Node"]

NODES: Mapping[str, Node] = {
    **balance.NODES,
    **movements.NODES,
    **family.NODES,
    **children.NODES,
    **insured.NODES,
    **cases.NODES,
    **regions.NODES,
    **policy.NODES,
    **phone.NODES,
    **ticket_nodes.NODES,
    **social.NODES,
    **agent.NODES,
    **languages.NODES,
    **meanings.NODES,
}
"""By name."""
