"""The words that callers hear and `voice_prompts` does not hold: policies and guides, regions, names.

`make prompts` renders them with the catalogue's; what has no recording here or there is spoken by `<Say>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from models.policies.figures import parsed, values_of
from models.policies.files import read_policies
from models.policies.gazetteer import CHINA, HotlineNumber, numbers, places
from models.policies.policy import PolicyStatus
from voice_prompts import LANGUAGES, prompt, reading
from voice_prompts.phrases import sentences

_CHINESE = LANGUAGES[0]

SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
"""The fifty commonest, which three of four people bear; a relative of another name is spoken by `<Say>`."""


class Source(StrEnum):
    """Where words come from."""

    POLICY = "policy"
    """A row of the policy table, the title of a group of rows, or a telephone number's owner."""
    REGION = "region"
    """A region's name."""
    NAME = "name"
    """A surname and its title, as relatives are told: 李女士."""


def recorded_words(language: str) -> Mapping[str, Source]:
    """Every phrase of a language that is to be recorded beside `voice_prompts.phrases`, and where it comes from.

    Regions and names first, which many answers need. Raises PromptError for a language without prompts.
    """
    found: dict[str, Source] = {}
    for source, words in _words(language):
        for phrase in sentences(words):
            found.setdefault(phrase, source)
    return found


def _words(language: str) -> Iterator[tuple[Source, str]]:
    chinese = language == _CHINESE
    for place in (CHINA, *places()):
        yield Source.REGION, place.name if chinese else place.english
    for surname in SURNAMES if chinese else "":  # in English relatives are told without their names
        for sex in "fm":
            yield Source.NAME, surname + prompt(f"word.title.{sex}", language).text
    for number in numbers_told():
        yield Source.POLICY, number.name if chinese else number.english
    for row in policies_told():
        yield Source.POLICY, row["spoken_title" if chinese else "title_en"]
        yield Source.POLICY, told(row, language)


def numbers_told() -> tuple[HotlineNumber, ...]:
    """Every telephone number that callers are told, each once."""
    return tuple(dict.fromkeys(number for place in (None, *places()) for number in numbers(place)))


def policies_told() -> list[dict[str, Any]]:
    """The rows of the policy files that callers are told: the current ones."""
    return [row for row in read_policies() if row["status"] is PolicyStatus.CURRENT]


def told(row: Mapping[str, Any], language: str) -> str:
    """The words of one row of the policy files, its figures read aloud, as `ivr.nodes.policy` tells them."""
    values = values_of(**{name: row[name] for name in ("unit", "low", "high", "band_low_fen", "band_high_fen")})
    template = row["spoken" if language == _CHINESE else "spoken_en"]
    return "".join(
        part if isinstance(part, str) else reading.read(values[part.name], part.kind, language, part.measure)
        for part in parsed(template)
    )
