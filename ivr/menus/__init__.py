"""MENUS: both telephone trees as data (domain 4.2). Add a menu in `medical.py` (12393) or `social.py` (12333)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menus.medical import MEDICAL_MENUS
from ivr.menus.menu import IDENTITY, MAIN, ROOT, Item, Menu
from ivr.menus.shared import SHARED_MENUS
from ivr.menus.social import SOCIAL_MENUS

__all__ = ["IDENTITY", "MAIN", "MENUS", "ROOT", "Item", "Menu"]

MENUS: Mapping[str, Menu] = {**SHARED_MENUS, **MEDICAL_MENUS, **SOCIAL_MENUS}
"""By name."""
