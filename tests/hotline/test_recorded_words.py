"""What is recorded beside the prompts: policies, regions and names, so that whole answers can be played."""

import pytest

from hotline.recorded_words import Source, recorded_words
from models.policies.figures import parsed, values_of
from models.policies.files import read_policies
from models.policies.gazetteer import CHINA, numbers, places
from models.policies.policy import PolicyStatus
from voice_prompts import LANGUAGES, PromptError, prompt, reading
from voice_prompts.phrases import Lexicon, cut, phrases

LEXICONS = {language: Lexicon((*phrases(language), *recorded_words(language))) for language in LANGUAGES}


def assert_recorded(id: str, language: str, **values: object) -> None:
    """The prompt with these values can be played whole."""
    words = prompt(id, language, **values).text
    assert cut(language, words, LEXICONS[language]), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_policy_can_be_played_with_its_region_and_year(language: str) -> None:
    chinese = language == "zh-CN"
    for row in read_policies():
        if row["status"] is not PolicyStatus.CURRENT:
            continue
        values = values_of(**{name: row[name] for name in ("unit", "low", "high", "band_low_fen", "band_high_fen")})
        words = "".join(
            part if isinstance(part, str) else reading.read(values[part.name], part.kind, language, part.measure)
            for part in parsed(row["spoken" if chinese else "spoken_en"])
        )
        title = row["spoken_title" if chinese else "title_en"]
        region = places()[5].name if chinese else places()[5].english
        both = f"{words}，{words}" if chinese else f"{words}; {words}"
        assert_recorded("policy.figures", language, region=region, year=2026, title=title, words=both)
        assert_recorded("policy.rule", language, title=title, words=words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_can_be_named_and_its_hotline_told(language: str) -> None:
    for place in (CHINA, *places()):
        region = place.name if language == "zh-CN" else place.english
        assert_recorded("region.choice", language, region=region, key=3)
        assert_recorded("policy.none", language, region=region, hotline=place.local_hotline)
        for number in numbers(place):
            name = number.name if language == "zh-CN" else number.english
            assert_recorded("policy.number", language, name=name, number=number.number)


def test_a_relative_with_a_common_surname_is_told_in_recordings() -> None:
    who = prompt("word.relation.parent_f").text + "李" + prompt("word.title.f").text
    assert_recorded("family.unlimited_given", "zh-CN", who=who)


def test_of_everything_it_is_known_where_it_comes_from() -> None:
    assert set(recorded_words("zh-CN").values()) == set(Source)
    assert recorded_words("zh-CN")["北京市"] is Source.REGION
    with pytest.raises(PromptError):
        recorded_words("fr")
