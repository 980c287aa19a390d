"""Whether an answer may be given at all: whose data it would be, and whether only one thing is asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from understanding.answers import PERSONAL, Evidence, Intent, NotOurs, Reason
from understanding.heard import Heard
from understanding.persons import id_number_in, only_a_child_in, only_mentioned, other_person_in, unknown_owner_in
from understanding.vocabulary import unknown_in

UNKNOWN_SHARE = 0.2
"""The share of a text that must consist of unknown words before its sender is asked what it means."""

_ASKED_FOR: Final = "(?:余额|明细|缴费|报销|备案|年限|利息|参保|共济|养老金?|津贴|工单)"
_TWO_AT_ONCE: Final = re.compile(
    f"{_ASKED_FOR}(?:情况|记录|进度|状态)?(?:和|跟|与|还有|以及|加上?|或者?|还是)(?:我的?|查|看|问)*{_ASKED_FOR}"
)
_SHARED: Final = re.compile(
    "我的?(?:家庭)?共济|我[跟和].*共济|用我|家里?人.{0,2}共济|我授权|我(?:绑|加|开)了?|我给|我的?医保|我的?亲情|给孩子|给家|开共济"
    "|用(?:家庭|我的?)?共济|共济.{0,4}(?:有|绑|给|里|加)|家里?人.{0,4}用我"
)
_MINE: Final = re.compile("我[给跟和绑开]|我授权")
_THEIRS: Final = re.compile("[^我下庭]的(?:家庭)?共济")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why data may not be told without asking; all empty and False where there is nothing against it."""

    other: str = ""
    """The word for somebody else whose data it would be."""
    owner: str = ""
    """What stands where an owner stands, and is not known."""
    words: str = ""
    """Words that no table knows."""
    abroad: bool = False
    """A region is named and the caller is not: its rules may be meant."""
    several: bool = False
    """Two things are asked for at once, or an ID number is named."""

    @property
    def must_ask(self) -> bool:
        """Whether something other than unknown words is in the way."""
        return bool(self.other or self.owner or self.abroad or self.several)


def doubt_about(meant: Iterable[Intent | Reason], heard: Heard) -> Doubt:
    """What speaks against telling what may be meant; nothing where none of it is anybody's data."""
    close = [one for one in meant if isinstance(one, Intent) and one in PERSONAL]
    if not close:
        return Doubt()
    owner, words = _unexplained(heard)
    return Doubt(
        other="" if _about_the_caller(close, heard.said) else other_person_in(heard.said),
        owner=owner,
        words=words,
        abroad=bool(heard.code) and "我" not in heard.said and any(one is not Intent.FILING for one in close),
        several=id_number_in(heard.said) or _TWO_AT_ONCE.search(heard.asked) is not None,
    )


def refusal(doubt: Doubt, heard: Heard, evidence: Iterable[Evidence] = ()) -> NotOurs | None:
    """The refusal where it is somebody else's data that is asked for; None where that person is merely spoken of."""
    if not doubt.other or only_mentioned(heard.said):
        return None
    reason = Reason.CHILD if only_a_child_in(heard.said) else Reason.OTHER_PERSON
    return NotOurs(reason=reason, evidence=(*evidence, Evidence(words=doubt.other, weight=0)))


def _unexplained(heard: Heard) -> tuple[str, str]:
    """An owner that is not known to be none, and words that are not known, where there are enough of them."""
    unknown = unknown_in(heard.rest)
    return unknown_owner_in(heard.unplaced), unknown if len(unknown) >= UNKNOWN_SHARE * len(heard.asked) else ""


def _about_the_caller(close: Iterable[Intent], said: str) -> bool:
    """Whether the other person is only mentioned as somebody the caller shares the own account with."""
    sharing = {Intent.SHARING, Intent.SHARING_RECORDS}
    return all(one in sharing for one in close) and bool(
        _MINE.search(said) or (_SHARED.search(said) and not _THEIRS.search(said))
    )
