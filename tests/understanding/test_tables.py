"""The tables can be read, are spelled as texts are, and name what the rest of the hotline knows."""

import pytest

from models.policies.topics import topic_by_word
from sms.commands import COMMANDS
from understanding import Intent, Reason, TableError, Understood, understand
from understanding.plain import plain
from understanding.table import Row, rows, words
from understanding.terms import read_term

REGIONS = {"北京": "110000", "深圳": "440300"}
VOICE_ONLY = {
    Intent.REPEAT, Intent.BACK, Intent.GOODBYE, Intent.CHANGE_PIN, Intent.FORGOTTEN_PIN, Intent.LOST_CARD,
    Intent.YES, Intent.NO, Intent.REGION, Intent.MONTH,
}  # fmt: skip


def test_every_intent_and_reason_that_words_can_mean_has_one_row() -> None:
    meant = [row.means for row in rows()]
    assert len(meant) == len(set(meant))
    assert {*Intent} - {*meant} == {Intent.REGION, Intent.MONTH}
    assert {*Reason} - {*meant} == {Reason.OTHER_PERSON, Reason.CHILD, Reason.NOTHING_SAID, Reason.UNKNOWN}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.means)
def test_the_examples_of_a_row_are_understood(row: Row) -> None:
    for example in row.examples:
        answer = understand(example, regions=REGIONS)
        assert (answer.intent if isinstance(answer, Understood) else getattr(answer, "reason", None)) == row.means


def test_every_word_of_the_tables_is_spelled_as_a_plain_text_is() -> None:
    parts = {part for row in rows() for cue in row.cues for term in cue.terms for part in term.parts}
    parts |= {part for one in (*words().topics, *words().guides) for term in one.terms for part in term.parts}
    assert [part for part in sorted(parts) if len(part) > 1 and plain(part) != part] == []


def test_every_topic_is_one_that_policies_are_kept_under() -> None:
    for subject in (*words().topics, *words().guides):
        assert topic_by_word(subject.topic) is not None, subject.topic


def test_every_intent_has_its_text_command_or_is_asked_by_voice_only() -> None:
    keywords = {command.keyword for command in COMMANDS}
    for intent in Intent:
        assert (intent.command in keywords) != (intent in VOICE_ONLY), intent
        assert bool(intent.command) != (intent in VOICE_ONLY), intent


def test_every_command_that_plain_words_can_ask_for_is_an_intent() -> None:
    spoken = {intent.command for intent in Intent}
    assert {command.keyword for command in COMMANDS} - spoken == {
        "YZ",
        "HZ",
    }  # a code is sent; whoever speaks of a child is told of HZ


def test_a_set_that_is_not_there_is_named() -> None:
    with pytest.raises(TableError, match="<nowhere>"):
        read_term("<nowhere>", {})
