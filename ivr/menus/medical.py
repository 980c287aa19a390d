"""The menus of 12393 (domain 4.2)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menus.menu import LANGUAGES, Menu, choices

MEDICAL_MENUS: Mapping[str, Menu] = {
    "main": Menu(
        prompt="menu.main", items=(*choices("personal", "policy_region", "guides", "phone", "tickets"), *LANGUAGES)
    ),
    # 2: policies, for anybody; the region is asked first
    "region": Menu(
        prompt="menu.region", items=choices("this_region", "area_code"), told_by="policy_region", back="main"
    ),
    "policies": Menu(
        prompt="menu.policies",
        items=choices("ratios", "policy.premium", "policy.account", "policy.sharing", "policy.claims"),
        back="policy_region",
    ),
    "ratios": Menu(
        prompt="menu.ratios",
        items=choices("policy.outpatient", "policy.inpatient", "policy.serious", "policy.maternity"),
        back="policies",
    ),
    # 3: how things are done
    "guides": Menu(
        prompt="menu.guides",
        items=choices("guide.query", "guide.filing", "guide.claim", "guide.sharing", "guide.card"),
        back="main",
    ),
    # 4: PIN and telephone
    "phone": Menu(
        prompt="menu.phone", items=choices("change_pin", "binding", "forgotten_pin", "reminders"), back="main"
    ),
    # 5: complaints, suggestions and their tickets
    "tickets": Menu(
        prompt="menu.tickets", items=choices("complaint", "suggestion", "progress", "callback_number"), back="main"
    ),
}
"""By name."""
