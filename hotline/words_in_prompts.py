"""Which words stand in the places that prompts keep for them: what a relative, a region, a policy is told as.

`make listen` hears every one of them in a sentence that callers hear. Dates, amounts and figures are not in here.
"""

from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Final

from hotline.recorded_words import SURNAMES, numbers_told, policies_told, told
from models.policies.gazetteer import CHINA, places, region_by_code
from voice_prompts import LANGUAGES, placeholders, prompt, prompt_ids
from voice_prompts.listening.trials import Words

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "movements.kind": ("movement", "gain", "loss"),
    "family.kind": ("sharing",),
    "family.reason": ("failure",),
    "family.status": ("authorisation",),
    "child.scheme": ("scheme",),
    "child.status": ("insurance",),
    "insured.scheme": ("scheme",),
    "insured.status": ("insurance",),
    "insured.service": ("service",),
    "claims.status": ("claim",),
    "filings.kind": ("filing",),
    "filings.status": ("holds",),
    "maternity.status": ("maternity",),
    "maternity.payee": ("payee",),
    "ticket.kind": ("ticket",),
    "ticket.status": ("ticket_status",),
    "pension.status": ("pension",),
    "unemployment.status": ("unemployment",),
    "injury.status": ("injury",),
    "social.branch": ("branch",),
    "card.status": ("card",),
    "hearing.what": ("intent",),
}
"""By the first part of a prompt's id and the name of the place, the tables under `word` whose members stand there."""
_CHINESE = LANGUAGES[0]


def words_in_prompts(language: str) -> Iterator[Words]:
    """Every prompt with a place for words as often as it takes until each word that may stand there has stood there.

    Raises PromptError for a language without prompts.
    """
    policies = list(_policies(language))
    yield from policies
    yield "policy.further", {"words": policies[0][1]["words"]}
    yield from _numbers(language)
    sections: dict[str, dict[str, list[str]]] = {}
    for id in prompt_ids(language):
        names = [name for name, kind in placeholders(id, language).items() if kind == "text"]
        if names and not id.startswith("policy."):
            sections.setdefault(id.partition(".")[0], {})[id] = names
    for section, prompts in sections.items():
        yield from _section(language, section, prompts)


def _section(language: str, section: str, prompts: Mapping[str, list[str]]) -> Iterator[Words]:
    """Round after round through the prompts of a section, until no word of TABLES is left that has not been told.

    Relatives and regions, which go on for long and differ in a name, stand once in every prompt that tells them.
    """
    every = [name for names in prompts.values() for name in names]
    choices = {name: _choices(language, f"{section}.{name}") for name in dict.fromkeys(every)}
    next_one = {name: cycle(words) for name, words in choices.items()}
    left = {name: len(words) if f"{section}.{name}" in TABLES else every.count(name) for name, words in choices.items()}
    while any(count > 0 for count in left.values()):
        for id, names in prompts.items():
            if any(left[name] > 0 for name in names):
                yield id, {name: next(next_one[name]) for name in names}
                for name in names:
                    left[name] -= 1


def _choices(language: str, key: str) -> list[str]:
    """The words that may stand in a place, each once."""
    chinese = language == _CHINESE
    if key in TABLES:
        tables = tuple(f"word.{table}." for table in TABLES[key])
        found = [prompt(id, language).text for id in prompt_ids(language) if id.startswith(tables)]
    elif key.endswith(".who"):
        found = _relatives(language, "word.relation.child" if key.startswith("child.") else "word.relation.")
    else:  # a region: a dozen out of some three hundred and sixty, which differ in their names alone
        every = places()
        found = [one.name if chinese else one.english for one in every[:: len(every) // 12]]
    return list(dict.fromkeys(found))


def _relatives(language: str, which: str) -> list[str]:
    """As `ivr` tells them: 母亲李女士; the relation alone in English."""
    relations = [id for id in prompt_ids(language) if id.startswith(which)]
    named = zip(relations, cycle(SURNAMES), strict=False)
    return [
        prompt(id, language).text
        + (surname + prompt(f"word.title.{id[-1]}", language).text if language == _CHINESE and id[-2] == "_" else "")
        for id, surname in named
    ]


def _policies(language: str) -> Iterator[Words]:
    """Each current row of the policy table in a sentence of its own."""
    chinese = language == _CHINESE
    for row in policies_told():
        words = {"title": row["spoken_title" if chinese else "title_en"], "words": told(row, language)}
        where = region_by_code(row["region_code"]) or CHINA
        region = where.name if chinese else where.english
        if row["year"]:
            yield "policy.figures", words | {"region": region, "year": row["year"]}
        elif where == CHINA:
            yield "policy.rule", words
        else:
            yield "policy.rule_here", words | {"region": region}


def _numbers(language: str) -> Iterator[Words]:
    """Every telephone number that is told, and what is said where nothing is known."""
    for number in numbers_told():
        yield (
            "policy.number",
            {"name": number.name if language == _CHINESE else number.english, "number": number.number},
        )
    somewhere = next(one for one in places() if len(one.area_codes) == 1)
    region = somewhere.name if language == _CHINESE else somewhere.english
    for id in ("policy.none", "policy.disputed"):
        yield id, {"region": region, "hotline": somewhere.local_hotline}
