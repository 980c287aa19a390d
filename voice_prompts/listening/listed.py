"""The prompts that were badly understood, what was heard, what a second voice changes, and so where the reason lies."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from voice_prompts.listening.results import Result, worst_first
from voice_prompts.listening.trials import Kind

SHORT: Final = 4
"""Syllables, in English words, up to which a prompt is short."""


class Reason(StrEnum):
    """Why a prompt is badly understood, as far as a second voice can tell."""

    VOICE = "voice"
    """The second voice is understood, so it is how the first one says it."""
    SHORT = "short"
    """Neither is, and it has no more than SHORT syllables: the recogniser has nothing around them to go by."""
    BOTH = "both"
    """Neither is, though it is longer: it is the words, or the recogniser."""
    UNTRIED = "not tried"
    """It was not said by a second voice."""


def reason(first: Result, second: Result | None) -> Reason:
    """Where it lies that a prompt is listed; `second` is the same prompt by another voice."""
    if second is None:
        return Reason.UNTRIED
    if not second.listed:
        return Reason.VOICE
    return Reason.SHORT if first.compared.sounds.of <= SHORT else Reason.BOTH


def table(language: str, results: Sequence[Result]) -> str:
    """The listed prompts of a language as a table in Markdown, the worst first; empty where none is listed."""
    of_language = [one for one in results if one.trial.language == language]
    seconds = {one.trial.words: one for one in of_language if one.trial.kind is Kind.SECOND}
    rows = [
        _row(one, seconds.get(one.trial.words))
        for one in worst_first(of_language)
        if one.trial.kind is Kind.PROMPT and one.listed
    ]
    heading = "| to be heard | heard | wrong | by the second voice | wrong | reason |\n|---|---|---|---|---|---|\n"
    return heading + "".join(rows) if rows else ""


def _row(first: Result, second: Result | None) -> str:
    again = (_cell(second.compared.heard), f"{second.compared.sounds.share:.0%}") if second else ("", "")
    shown = (_cell(first.trial.words), _cell(first.compared.heard), f"{first.compared.sounds.share:.0%}")
    return f"| {' | '.join((*shown, *again, reason(first, second)))} |\n"


def _cell(text: str) -> str:
    """Text that stays in its cell, and text."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
