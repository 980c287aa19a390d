"""The menus that both lines have: the medical account, what follows a question of ours, and the ways to a person."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menus.menu import LANGUAGES, MAIN, ROOT, Menu, choices

SHARED_MENUS: Mapping[str, Menu] = {
    "elder": Menu(prompt="menu.elder", items=(*choices("balance", MAIN), *LANGUAGES)),  # domain 4.1.2, S13
    # 12393>1 and 12333>1
    "personal": Menu(
        prompt="menu.personal",
        identified=True,
        items=choices("balance", "movements", "family", "insured", "cases"),
    ),
    "movements": Menu(
        prompt="menu.movements",
        identified=True,
        items=choices("payments", "credits", "yearly", "year_month"),
        back="personal",
    ),
    "family": Menu(
        prompt="menu.family",
        identified=True,
        items=choices("family_payments", "family_premiums", "family_authorisations", "family_quota", "children"),
        back="personal",
    ),
    # a child under fourteen; what is said here is not listened to, lest it be taken for the caller's own
    "children": Menu(
        hears=False,
        prompt="menu.children",
        identified=True,
        items=choices("child_query", "child_id", "child_release"),
        back="family",
    ),
    "child_answers": Menu(
        hears=False,
        prompt="menu.child_answers",
        identified=True,
        items=choices("child_balance", "child_participation", "child_contributions"),
        back="children",
    ),
    "insured": Menu(
        prompt="menu.insured",
        identified=True,
        items=choices("participation", "contributions", "contributed_months", "counters"),
        back="personal",
    ),
    "cases": Menu(
        prompt="menu.cases", identified=True, items=choices("claims", "filings", "maternity"), back="personal"
    ),
    # what follows a question of ours
    "bind": Menu(
        hears=False, prompt="menu.bind", identified=True, items=choices("do_bind"), told_by="binding", back="phone"
    ),
    "unbind": Menu(
        hears=False, prompt="menu.unbind", identified=True, items=choices("do_unbind"), told_by="binding", back="phone"
    ),
    "child_consent": Menu(
        hears=False,
        prompt="menu.child_consent",
        identified=True,
        items=choices("child_bound"),
        keeps_candidate=True,
        back="children",
    ),
    "child_release_choice": Menu(
        hears=False,
        prompt="menu.unbind",
        identified=True,
        items=choices("child_released"),
        told_by="child_release",
        back="children",
    ),
    "reminder_choice": Menu(
        prompt="menu.reminder_choice",
        identified=True,
        items=choices("reminders_on", "reminders_off"),
        told_by="reminders",
        back="phone",
    ),
    "dispute_choice": Menu(
        prompt="menu.dispute_choice", items=choices("dispute"), told_by="missing_money", back="movements"
    ),
    # the ways to a person
    "callback_number": Menu(prompt="menu.callback_number", items=choices("callback_here", "callback_phone"), back=ROOT),
    "callback_when": Menu(
        hears=False,
        prompt="menu.callback_when",
        items=choices("callback_soon", "callback_morning", "callback_afternoon", "callback_time"),
        keeps_candidate=True,
        back="callback_number",
    ),
    "after_hours": Menu(
        prompt="menu.after_hours", items=choices("voicemail", "callback_number"), told_by="agent", back=ROOT
    ),
    "cantonese": Menu(prompt="cantonese"),
    "locked": Menu(prompt="locked"),
    "closed": Menu(prompt="refused.final"),
}
"""By name."""
