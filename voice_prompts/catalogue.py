"""The prompts: words from the TOML files of each language, values said by `reading`.

`zh-CN.toml` has what callers hear, `people.zh-CN.toml` what they and agents hear around a talk. A file maps an id to
its words; tables give dotted ids. The words hold placeholders `{name}`, `{name:kind}` or `{name:kind:argument}` with
the kinds of `reading.KINDS`. Files are read at first use and kept.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

from voice_prompts.errors import Fault, PromptError
from voice_prompts.reading import KINDS, read

LANGUAGES = ("zh-CN", "en")
"""The languages prompts exist in, the first one the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What the caller hears: the words of `id` in `language`, with every value said."""

    id: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A place in the words for a value: its name, its kind in `reading.KINDS`, the kind's argument."""

    name: str
    kind: str
    argument: str


Template = tuple[str | Placeholder, ...]
"""The words of one prompt, cut at its placeholders."""


def prompt(id: str, language: str = "zh-CN", **values: object) -> Prompt:
    """The words of a prompt with its values said.

    Values are passed by the names of its placeholders, each of the type `reading.KINDS` gives (money is int
    fen). Raises PromptError for an unknown id or language, a missing or an extra value, and a value that
    cannot be read.
    """
    template = _template(id, language)
    names = {part.name for part in template if isinstance(part, Placeholder)}
    if missing := names - values.keys():
        raise PromptError(f"{id} ({language}) lacks {', '.join(sorted(missing))}", Fault.MISSING_VALUE)
    if extra := values.keys() - names:
        raise PromptError(f"{id} ({language}) takes no {', '.join(sorted(extra))}", Fault.EXTRA_VALUE)
    text = "".join(
        part if isinstance(part, str) else read(values[part.name], part.kind, language, part.argument)
        for part in template
    )
    return Prompt(id=id, language=language, text=text)


def prompt_ids(language: str = LANGUAGES[0]) -> tuple[str, ...]:
    """Every prompt id of a language, in the order of its file. Raises PromptError for an unknown language."""
    return tuple(templates(language))


def placeholders(id: str, language: str = LANGUAGES[0]) -> Mapping[str, str]:
    """The values a prompt takes: name → kind. Raises PromptError for an unknown id or language."""
    return {part.name: part.kind for part in _template(id, language) if isinstance(part, Placeholder)}


def _template(id: str, language: str) -> Template:
    try:
        return templates(language)[id]
    except KeyError:
        raise PromptError(f"there is no prompt {id!r} in {language}", Fault.UNKNOWN_PROMPT) from None


@cache
def templates(language: str) -> Mapping[str, Template]:
    """The words of every prompt of a language, cut at their placeholders, parsed once. Raises PromptError."""
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise PromptError(f"there are no prompts in {language!r}, only in {known}", Fault.UNKNOWN_LANGUAGE)
    return {
        id: _parse(id, text)
        for name in (f"{language}.toml", f"people.{language}.toml")
        for id, text in _flat(tomllib.loads((files("voice_prompts") / name).read_text(encoding="utf-8")), "").items()
    }


def _flat(table: Mapping[str, object], prefix: str) -> dict[str, str]:
    """Nested tables as dotted ids."""
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            flat[prefix + key] = value
        else:
            raise PromptError(f"the words of {prefix}{key} are not text")
    return flat


def _parse(id: str, text: str) -> Template:
    """Cut words at their placeholders. Raises PromptError where one is malformed or of an unknown kind."""
    parts: list[str | Placeholder] = []
    try:
        for literal, name, spec, conversion in Formatter().parse(text):
            if literal:
                parts.append(literal)
            if name is None:
                continue
            kind, _, argument = (spec or "text").partition(":")
            usable = name.isidentifier() and name not in ("id", "language")  # these are prompt()'s own
            if not usable or conversion or kind not in KINDS:
                raise PromptError(f"the words of {id} hold a placeholder that is not known: {name}:{spec}")
            parts.append(Placeholder(name=name, kind=kind, argument=argument))
    except PromptError:
        raise
    except ValueError as error:
        raise PromptError(f"the words of {id} are malformed: {error}") from error
    return tuple(parts)
