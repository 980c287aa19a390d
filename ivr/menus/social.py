"""The menus of 12333 (domain 4.2); its key 1 is the medical account that 12393 has, too (S2)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menus.menu import LANGUAGES, Menu, choices

SOCIAL_MENUS: Mapping[str, Menu] = {
    "social_main": Menu(
        prompt="menu.social_main",
        items=(*choices("personal", "social", "card", "social_policies", "social_tickets"), *LANGUAGES),
    ),
    "social": Menu(
        prompt="menu.social",
        identified=True,
        items=choices("pension", "unemployment", "work_injury", "social_contributions"),
        back="social_main",
    ),
    "card": Menu(
        prompt="menu.card", items=choices("card_loss", "card_production", "password", "guide.card"), back="social_main"
    ),
    "card_loss_confirm": Menu(
        hears=False,
        prompt="menu.card_loss_confirm",
        identified=True,
        items=choices("report_card_lost"),
        told_by="card_loss",
        back="card",
    ),
    "password": Menu(prompt="menu.password", items=choices("change_pin", "forgotten_pin"), back="card"),
    "social_policies": Menu(
        prompt="menu.social_policies",
        items=choices("policy.social_insurance", "policy.employment", "policy.labour", "policy.personnel"),
        back="social_main",
    ),
    "social_tickets": Menu(
        prompt="menu.social_tickets",
        items=choices("complaint", "suggestion", "voicemail", "callback_number", "progress"),
        back="social_main",
    ),
}
"""By name."""
