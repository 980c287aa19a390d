"""Where sounds and models are kept that can be made again: with the user, where nobody else can put anything."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

HOME = "XDG_CACHE_HOME"
"""The variable that names the folder for such things; ``~/.cache`` where it is not set."""


def kept(name: str) -> Path:
    """Return the folder ``name`` among what can be made again; it need not exist."""
    try:
        home = Path(os.environ.get(HOME) or Path.home() / ".cache")
    except RuntimeError:  # a user without a home
        home = Path(tempfile.mkdtemp(prefix="twilio-emulator-"))
    return home / "twilio-emulator" / name
