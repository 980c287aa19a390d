"""Whether somebody else is spoken of: only their own data is told to those who ask (domain.md 7.7).

Rather too often than too seldom: who is taken for another person is asked to let that person ask. ← words: people.toml
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_ID_NUMBER = re.compile("(?<![0-9])[0-9]{17}[0-9x](?![0-9])|(?<![0-9])[0-9]{15}(?![0-9])")


def other_person_in(text: str) -> str:
    """The word of a plain text that speaks of somebody else, empty where none does."""
    known = _people()
    spared = known.spared.sub("", text)
    return next((found[0] for pattern in known.others if (found := pattern.search(spared))), "")


def only_mentioned(text: str) -> bool:
    """Whether data is called the caller's own in so many words, and nobody else's: 我老婆让我查我的余额."""
    known = _people()
    return known.own.search(text) is not None and known.owned_by_others.search(text) is None


def unknown_owner_in(text: str) -> str:
    """What stands where an owner stands, and is not known to be none: 这个病人 in 这个病人的余额, 饭 in 饭卡."""
    known = _people()
    owners = (str(found["owner"]) for pattern in known.owned for found in pattern.finditer(text))
    return next((owner for owner in owners if not known.no_owner.search(owner)), "")


def id_number_in(text: str) -> bool:
    """Whether an ID number is in the text: nobody can tell whose."""
    return _ID_NUMBER.search(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """`people.toml` as regular expressions."""

    others: tuple[re.Pattern[str], ...]
    spared: re.Pattern[str]
    own: re.Pattern[str]
    owned_by_others: re.Pattern[str]
    owned: tuple[re.Pattern[str], ...]
    no_owner: re.Pattern[str]


@cache
def _people() -> _People:
    read = tomllib.loads((files("understanding") / "people.toml").read_text(encoding="utf-8"))
    others, data, surnames = "|".join(read["others"]), "|".join(read["data"]), read["surnames"]
    familiar = f"[小老阿][{surnames}{read['familiar_surnames']}](?![师板人家])"
    name = f"[{surnames}](?:先生|女士|[^{read['not_in_names']} ]{{1,2}})"
    owner, longer_owner = (f"(?P<owner>[\u4e00-\u9fff]{{1,{longest}}})" for longest in (4, 6))
    return _People(
        others=(
            re.compile(others),
            re.compile("(?<![其吉])他(?!们)|她"),
            re.compile(f"(?<!养){familiar}(?=的|这|那|他|她|本|上|今|最|现|{data}|交|缴|有|是)"),
            re.compile(f"(?:^|[查看问找的友居事工])(?:[小老阿][{surnames}]|{name})的?(?={data})"),
            re.compile(f"(?<![a-z])(?:{'|'.join(read['english'])})(?![a-z])"),
        ),
        spared=re.compile("|".join(read["spared"])),
        own=re.compile(f"我(?:自己|本人)?的(?:{data})"),
        owned_by_others=re.compile(f"(?:{others})的?(?:{data})"),
        owned=(
            re.compile(f"{longer_owner}的(?={data})"),
            re.compile(f"{owner}(?=余额|账单|流水)"),
            re.compile(f"{owner}卡"),
            re.compile(f"{owner}账[户号]"),
        ),
        no_owner=re.compile(f"(?:{'|'.join(read['no_owner'])})$"),
    )
