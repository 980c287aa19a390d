"""9: the other language, for the rest of the call (domain 4.1.1)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.conversation import Conversation
from ivr.menus import ROOT
from ivr.nodes.node import Node, Spoken


def other_language(call: Conversation) -> Spoken:
    """The other language."""
    call.language = call.other_language
    return (), ROOT


NODES: Mapping[str, Node] = {"other_language": Node(speak=other_language)}
