"""What somebody means who writes or says it in plain words: `understand("我的医保还有多少钱")` is a balance.

Pure: no clock, no database, no network, nothing learned; the words it goes by are `intents.toml` and `words.toml`.
Whoever asks keeps the rules of who may know what; this only tells what is wanted, and refuses to guess.
"""

from understanding.answers import (
    COMMONLY_ASKED,
    PERSONAL,
    Evidence,
    Intent,
    NotOurs,
    Reason,
    Understood,
    Unsure,
)
from understanding.errors import TableError
from understanding.matcher import understand
from understanding.periods import Period

__all__ = [
    "COMMONLY_ASKED",
    "PERSONAL",
    "Evidence",
    "Intent",
    "NotOurs",
    "Period",
    "Reason",
    "TableError",
    "Understood",
    "Unsure",
    "understand",
]
