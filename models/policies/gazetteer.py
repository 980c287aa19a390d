"""Which regions there are: by code, by name as people say it, by telephone area code; and their hotline numbers.

The whole of mainland China from `regions.toml`, read at first use and kept; the table `region` holds only those
regions that somebody is insured in. ← add a name people use, or a number, in `regions.toml`
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

NATION: Final = "000000"
"""The code under which what holds in the whole country is kept."""

_NO_LETTER: Final = re.compile(r"[\s'’‘`-]")
_LAST_WORD: Final = re.compile("(维吾尔自治区|壮族自治区|回族自治区|自治区|地区|林区|[省市盟州县])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region of GB/T 2260: the country, a province, or a place under one."""

    code: str
    name: str
    """What answers call it: 北京市, 宁夏, 甘孜州."""
    short_name: str
    """The name without its last word: 北京, 甘孜."""
    english: str
    """The name in Latin letters without accents: Inner Mongolia, Xi'an, Urumqi, Liangshan."""
    area_codes: tuple[str, ...]
    """With their leading zero; none for a province that has several places."""
    spellings: tuple[str, ...]
    """Every Chinese name it is known by."""

    @property
    def province_code(self) -> str:
        """The code of the province it lies in, or is."""
        return f"{self.code[:2]}0000"

    @property
    def reaches(self) -> tuple[str, ...]:
        """The codes of the regions whose rules hold here, nearest first: its own, its province's, the country's."""
        return tuple(dict.fromkeys((self.code, self.province_code, NATION)))

    @property
    def local_hotline(self) -> str:
        """12393 as it is dialled from elsewhere, `0774-12393`; without an area code where there is none or several."""
        return f"{self.area_codes[0]}-12393" if len(self.area_codes) == 1 else "12393"


@dataclass(frozen=True, slots=True, kw_only=True)
class HotlineNumber:
    """A telephone number that a caller can be told, as it is written: 0951-5166023 (S90 to S95)."""

    number: str
    name: str
    english: str
    """Whose it is, in English."""
    region_code: str
    sources: tuple[str, ...]


CHINA: Final = Place(
    code=NATION, name="全国", short_name="全国", english="China", area_codes=(), spellings=("全国", "国家")
)
"""The country as a region, for rules that hold everywhere."""


def places() -> tuple[Place, ...]:
    """Every province and every place under one, in the order of their codes."""
    return _directory().places


def region_by_code(code: str) -> Place | None:
    """The region of a GB/T 2260 code; NATION is the country."""
    return _directory().by_code.get(code)


def regions_by_area_code(area_code: str) -> tuple[Place, ...]:
    """All places that a telephone area code covers, the one it is named after first: 0774 → 梧州市, 贺州市."""
    return _directory().by_area_code.get(area_code, ())


def region_by_area_code(area_code: str) -> Place | None:
    """The place that an area code is named after: 0755 → 深圳市. Who may mean another asks `regions_by_area_code`."""
    found = regions_by_area_code(area_code)
    return found[0] if found else None


def region_by_name(name: str) -> Place | None:
    """The region of a name, with or without its last word: 北京, 北京市, 甘孜藏族自治州; None for what is none (S104).

    In English it may have accents or lack its apostrophe: Xian, Ürümqi. A province goes before a place of the same
    short name: 吉林 is the province, 吉林市 the city.
    """
    wanted = "".join(name.split())
    known = _directory().by_name
    return known.get(wanted) or known.get(_LAST_WORD.sub("", wanted)) or known.get(_latin(name))


def region_in(text: str) -> tuple[Place, str] | None:
    """The region that a sentence names, and the spelling it uses; of several, the most closely named one.

    广西贺州 is 贺州市: a place goes before its province, else the name that comes first.
    """
    found = list(regions_named(text))
    if not found:
        return None
    first = found[0]
    inner = (one for one in found if one[0].code != one[0].province_code)
    return next((one for one in inner if one[0].province_code == first[0].code), first)


def regions_named(text: str) -> Iterator[tuple[Place, str]]:
    """The regions a text names and their spellings in it, in the order they stand; Latin letters in whole words."""
    directory = _directory()
    position = 0
    while position < len(text):
        for length in range(min(directory.longest, len(text) - position), 1, -1):
            spelling = text[position : position + length]
            if spelling[0].isascii():
                found = _is_whole(text, position, length) and directory.by_name.get(_latin(spelling))
            else:
                found = directory.by_name.get(spelling)
            if place := found or None:
                yield place, spelling
                position += length
                break
        else:
            position += 1


def numbers(region: Place | None = None) -> tuple[HotlineNumber, ...]:
    """The hotline numbers that serve a region: its own, its province's, then the whole country's (S90 to S95)."""
    reached = region.reaches if region else (NATION,)
    return tuple(one for code in reached for one in _directory().numbers if one.region_code == code)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Directory:
    """`regions.toml`, read."""

    places: tuple[Place, ...]
    by_code: Mapping[str, Place]
    by_name: Mapping[str, Place]
    by_area_code: Mapping[str, tuple[Place, ...]]
    numbers: tuple[HotlineNumber, ...]
    longest: int


@cache
def _directory() -> _Directory:
    read = tomllib.loads((files("models.policies") / "regions.toml").read_text(encoding="utf-8"))
    provinces = [_place(row) for row in read["province"]]
    inner = [_place(row) for province in read["province"] for row in province.get("places", ())]
    shared = {row["code"] for province in read["province"] for row in province.get("places", ()) if row.get("shared")}
    by_name: dict[str, Place] = {}
    for place in (CHINA, *provinces, *inner):
        for spelling in place.spellings:
            by_name.setdefault(spelling, place)
    # In Latin letters 苏州 and 宿州 are one name: what names several places names none.
    english = Counter(place.english for place in (*provinces, *inner))
    by_name |= {_latin(place.english): place for place in (*provinces, *inner) if english[place.english] == 1}
    by_name |= {_latin(place.english): place for place in (CHINA, *provinces)}
    by_area_code: dict[str, tuple[Place, ...]] = {}
    for place in sorted((*provinces, *inner), key=lambda place: place.code in shared):
        for area_code in place.area_codes:
            by_area_code[area_code] = (*by_area_code.get(area_code, ()), place)
    everywhere = tuple(sorted((*provinces, *inner), key=lambda place: place.code))
    return _Directory(
        places=everywhere,
        by_code={place.code: place for place in (CHINA, *everywhere)},
        by_name=by_name,
        by_area_code=by_area_code,
        numbers=tuple(_number(row) for row in read["number"]),
        longest=max(map(len, (*by_name, *(place.english for place in (*provinces, *inner))))),
    )


def _is_whole(text: str, position: int, length: int) -> bool:
    """Whether a piece of a text begins and ends where a word in Latin letters does: Ili, but not in Wuxi or filing."""
    edges = (text[position], text[position + length - 1])
    around = (text[position - 1 : position], text[position + length : position + length + 1])
    return all(map(str.isalpha, edges)) and not any(one.isascii() and one.isalpha() for one in around)


def _latin(name: str) -> str:
    """A name as it is looked up in Latin letters: Xi'an, Xi’an and XIAN → xian."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(sign))
    return _NO_LETTER.sub("", bare)


def _place(row: Mapping[str, Any]) -> Place:
    name, full = row["name"], row.get("full", row["name"])
    short = row.get("short") or (_LAST_WORD.sub("", name) if len(name) > 2 else name)
    english = row["english"]
    return Place(
        code=row["code"],
        name=name,
        short_name=short,
        english=english,
        area_codes=tuple(row.get("area", ())),
        spellings=tuple(dict.fromkeys((name, full, short, *row.get("also", ())))),
    )


def _number(row: Mapping[str, Any]) -> HotlineNumber:
    return HotlineNumber(
        number=row["number"],
        name=row["name"],
        english=row["english"],
        region_code=row.get("region", NATION),
        sources=tuple(row["sources"]),
    )
