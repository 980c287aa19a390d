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


def only_a_child_in(text: str) -> bool:
    """Whether a child is spoken of that may be the caller's own, and nobody else: 我孩子, but not 同事的孩子."""
    known = _people()
    elder = known.child.sub("的", known.spared.sub("", text))
    return known.child.search(text) is not None and not other_person_in(elder)


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
    child: re.Pattern[str]
    spared: re.Pattern[str]
    own: re.Pattern[str]
    owned_by_others: re.Pattern[str]
    owned: tuple[re.Pattern[str], ...]
    no_owner: re.Pattern[str]


@cache
def _people() -> _People:
    read = tomllib.loads((files("understanding") / "people.toml").read_text(encoding="utf-8"))
    child, roles, data, surnames = *("|".join(read[kind]) for kind in ("children", "roles", "data")), read["surnames"]
    others = "|".join([*read["others"], *read["children"], *read["many"], *_at_work(roles, read["places_of_work"])])
    latin, latin_child = (f"(?<![a-z])(?:{'|'.join(read[kind])})(?![a-z])" for kind in ("english", "english_children"))
    familiar = f"[小老阿][{surnames}{read['familiar_surnames']}](?![师板人家])"
    name = f"[{surnames}](?:先生|女士|[^{read['not_in_names']} ]{{1,2}})"
    owner, longer_owner = (f"(?P<owner>[\u4e00-\u9fff]{{1,{longest}}})" for longest in (4, 6))
    return _People(
        others=(
            re.compile(others),
            re.compile("(?<![其吉])他(?!们)|她"),
            re.compile(f"(?<!养){familiar}(?=的|这|那|他|她|本|上|今|最|现|{data}|交|缴|有|是)"),
            re.compile(f"(?:^|[查看问找的友居事工])(?:[小老阿][{surnames}]|{name})的?(?={data})"),
            re.compile(f"{latin}|{latin_child}"),
        ),
        child=re.compile(f"(?:{child})的?|{latin_child}"),
        spared=re.compile("|".join([*read["spared"], *_spared_beside(child, roles, read["places_of_work"])])),
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


def _at_work(roles: str, places: list[str]) -> tuple[str, ...]:
    """People who are spoken of by what they do or where they work: 我们公司的会计, 厂里的工人."""
    place = "|".join(places)
    return (
        f"我们?(?:{place}|[的这那里个位]|财务|人事)*(?:{roles})",
        f"(?:{place})(?:里|内|上|的|所有|全部|全体|其他|别的|那些|这些|几个|每个)+"
        "(?:人(?![事工力民]|社[局厅部])|工人|同志|职工(?!医保|社保|养老|保险|基本|门诊))",
    )


def _spared_beside(child: str, roles: str, places: list[str]) -> tuple[str, ...]:
    """Who has a child or a trade, and what is said or done for the caller at work: 生完孩子, 我是会计, 会计给我交了."""
    return (
        f"(?<![医学])生完?了?(?:{child})",
        f"我[就也]?(?:是|当|做)(?:{'|'.join(places)}|我们|[的里个名位一])*(?:{roles})",
        f"(?:{roles})(?:说|替我|(?:有没有?|没有?|是否)?给我(?![查看报念说听讲]))",
    )
