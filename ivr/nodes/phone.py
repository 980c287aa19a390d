"""12393>4: the PIN, the binding of this telephone, and reminders (domain 4.1.6, 7.4, 7.10)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr import changes
from ivr.conversation import Conversation
from ivr.nodes.node import Node, Spoken, private, public
from models.proof.binding import Bound


def change_pin(call: Conversation) -> Spoken:
    """A caller who has proved who they are chooses a new PIN."""
    call.changing, call.candidate = call.person, None
    return (), "new_pin"


def pin_changed(call: Conversation) -> Spoken:
    """The new PIN holds."""
    return (call.say("pin.changed"),), None


def forgotten_pin(call: Conversation) -> Spoken:
    """Where a forgotten PIN is reset: never by telephone alone, never by text (domain 7.4)."""
    return (call.say("pin.forgotten"),), None


def binding(call: Conversation) -> Spoken:
    """Whether this telephone is bound to the caller, with the question what shall be done about it."""
    if not call.caller:
        return (call.say("phone.no_number"),), None
    match changes.binding_of(call):
        case Bound.MINE:
            return (call.say("phone.bound"),), "unbind"
        case Bound.ANOTHERS:
            return (call.say("phone.anothers"),), None
        case Bound.FULL:
            return (call.say("phone.full"),), None
        case _:
            return (call.say("phone.consent"),), "bind"


def do_bind(call: Conversation) -> Spoken:
    """Bind this telephone, once the caller has agreed."""
    if changes.bind(call):
        return (call.say("phone.bound_now"),), None
    return (call.say("phone.not_bound"),), None


def do_unbind(call: Conversation) -> Spoken:
    """Remove the binding, at once."""
    changes.unbind(call)
    return (call.say("phone.unbound_now"),), None


def reminders(call: Conversation) -> Spoken:
    """Reminders go to bound telephones only; who has one may switch them on or off."""
    if not call.on_own_phone:
        return (call.say("reminders.not_bound"),), None
    wanted = changes.wants_reminders(call)
    return (call.say("reminders.on" if wanted else "reminders.off"),), "reminder_choice"


def reminders_on(call: Conversation) -> Spoken:
    """KT."""
    changes.set_reminders(call, wanted=True)
    return (call.say("reminders.switched_on"),), None


def reminders_off(call: Conversation) -> Spoken:
    """TD."""
    changes.set_reminders(call, wanted=False)
    return (call.say("reminders.switched_off"),), None


NODES: Mapping[str, Node] = private(
    {
        "change_pin": change_pin,
        "pin_changed": pin_changed,
        "binding": binding,
        "do_bind": do_bind,
        "do_unbind": do_unbind,
        "reminders": reminders,
        "reminders_on": reminders_on,
        "reminders_off": reminders_off,
    },
    back="phone",
) | public({"forgotten_pin": forgotten_pin}, back="phone")
