"""Every prompt in every language: same ids, same values, words for the ear; and what a wrong call of it gets."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from voice_prompts import LANGUAGES, Fault, Prompt, PromptError, ReadingError, placeholders, prompt, prompt_ids, reading

# What every call needs, whatever its caller is after (domain.md 4.1).
NEEDED = """
    greeting greeting_social language_hint menu.main menu.social_main menu.elder menu.personal nothing
    entry.id_number entry.id_tail entry.pin entry.new_pin entry.new_pin_again
    pin.must_change pin.changed pin.mismatch pin.confirm_id
    refused refused.final locked no_input wrong_key wrong_entry give_up
    balance.amount balance.zero balance.none_resident balance.none_shenzhen
    balance.frozen balance.not_activated balance.not_insured
    after_answer agent.ticket agent.no_number goodbye busy apology
"""

SAMPLES: dict[str, object] = {
    "text": "张某明",
    "money": 123456,
    "number": 2,
    "count": 2,
    "ordinal": 2,
    "date": date(2026, 3, 1),
    "month": date(2026, 3, 1),
    "months": 146,
    "year": 2026,
    "time": time(9, 5),
    "hours": (time(9), time(12, 30)),
    "digits": "2603010017",
    "phone": "12393",
    "percent": Decimal("0.35"),
}

FRAGMENT = "word."
"""How the ids of words begin that are put into prompts and are no sentences."""

EVERY = [(id, language) for language in LANGUAGES for id in prompt_ids(language)]


def spoken(id: str, language: str) -> str:
    """The words of a prompt, every placeholder given a sample of its kind."""
    values = {name: SAMPLES[kind] for name, kind in placeholders(id, language).items()}
    return prompt(id, language, **values).text


def test_the_first_language_has_every_prompt_a_call_needs() -> None:
    assert set(NEEDED.split()) <= set(prompt_ids())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_prompts_in_the_same_order(language: str) -> None:
    assert prompt_ids(language) == prompt_ids()


@pytest.mark.parametrize(("id", "language"), EVERY)
def test_a_prompt_takes_the_same_values_in_every_language(id: str, language: str) -> None:
    assert placeholders(id, language) == placeholders(id)


@pytest.mark.parametrize(("id", "language"), [one for one in EVERY if one[0].startswith(FRAGMENT)])
def test_a_fragment_is_words_only_and_no_sentence(id: str, language: str) -> None:
    assert not placeholders(id, language)
    text = prompt(id, language).text
    assert not re.search(r"[0-9０-９#*＃＊{}%。，.;:]", text)
    assert text == text.strip() != ""


@pytest.mark.parametrize(("id", "language"), [one for one in EVERY if not one[0].startswith(FRAGMENT)])
def test_a_prompt_is_words_only_and_a_sentence(id: str, language: str) -> None:
    text = spoken(id, language)
    assert not re.search(r"[0-9０-９#*＃＊{}%]", text)
    assert text.endswith("。" if language == "zh-CN" else ".")
    assert text == text.strip()
    assert "  " not in text


@pytest.mark.parametrize("id", prompt_ids())
def test_a_chinese_prompt_is_said_in_twenty_seconds(id: str) -> None:
    # About four and a half characters a second; instructions are at most twenty seconds (domain.md 2.3).
    assert len(spoken(id, "zh-CN")) <= 90


@pytest.mark.parametrize("id", prompt_ids())
def test_an_english_prompt_is_said_in_thirty_seconds(id: str) -> None:
    assert len(spoken(id, "en").split()) <= 75  # two and a half words a second


def test_the_greeting_is_said_in_twelve_seconds_and_tells_of_the_recording() -> None:
    text = prompt("greeting").text  # domain.md 4.1.1
    assert len(text) <= 54
    assert "录音" in text
    assert "按零" in text
    assert "幺二三九三" in text
    social = prompt("greeting_social").text
    assert len(social) <= 56
    assert "录音" in social
    assert "按零" in social
    assert "幺二三三三" in social


def test_the_hint_for_another_language_is_said_in_that_language() -> None:
    assert prompt("language_hint", "en").text == "For English, press nine."


@pytest.mark.parametrize("id", [id for id in prompt_ids() if id.startswith("menu.")])
def test_a_chinese_menu_names_the_function_before_its_key(id: str) -> None:
    for sentence in prompt(id).text.removesuffix("。").split("。"):
        for choice in sentence.split("，"):
            assert not re.match("(请)?按[零一二三四五六七八九星井]", choice) or "，" in sentence
        assert not re.match("(请)?按[零一二三四五六七八九星井]", sentence)


@pytest.mark.parametrize("id", [id for id in prompt_ids() if id.startswith("menu.") and id != "menu.elder"])
def test_a_menu_names_its_keys_in_order_without_a_gap(id: str) -> None:
    keys = re.findall("请按([零一二三四五六七八九])。", prompt(id).text)
    numbered = [key for key in keys if key != "零"]
    assert numbered == list("一二三四五六七八九")[: len(numbered)]
    assert keys in (numbered, [*numbered, "零"])


def test_an_elder_is_offered_a_person_first() -> None:
    assert prompt("menu.elder").text.startswith("人工服务请按零")


def test_the_balance_is_said_in_words() -> None:
    heard = prompt("balance.amount", as_of=date(2026, 3, 1), total=123456, current_year=30000, carried_over=93456)
    assert heard == Prompt(
        id="balance.amount",
        language="zh-CN",
        text="截至二零二六年三月一日，您的医保个人账户余额一千二百三十四元五角六分，"
        "其中本年账户三百元，历年账户九百三十四元五角六分。",
    )


def test_a_shenzhen_tier_is_named() -> None:
    assert "深圳二档医保" in prompt("balance.none_shenzhen", tier=2).text
    assert "深圳三档医保" in prompt("balance.none_shenzhen", tier=3).text


def test_a_ticket_number_is_read_digit_by_digit() -> None:
    assert "二六零三零幺，零零幺七" in prompt("agent.ticket", number="2603010017").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_refusal_tells_which_item_was_wrong(language: str) -> None:
    for id in ("refused", "refused.final", "locked"):
        assert not re.search("密码|身份证|password|ID|PIN", prompt(id, language).text)


@pytest.mark.parametrize(
    ("id", "language", "values", "fault"),
    [
        ("no.such.prompt", "zh-CN", {}, Fault.UNKNOWN_PROMPT),
        ("menu", "zh-CN", {}, Fault.UNKNOWN_PROMPT),
        ("greeting", "fr", {}, Fault.UNKNOWN_LANGUAGE),
        ("balance.zero", "zh-CN", {}, Fault.MISSING_VALUE),
        ("goodbye", "zh-CN", {"name": "张某明"}, Fault.EXTRA_VALUE),
        ("balance.zero", "zh-CN", {"as_of": "2026-03-01"}, Fault.WRONG_TYPE),
        ("balance.zero", "zh-CN", {"as_of": None}, Fault.WRONG_TYPE),
        ("balance.zero", "en", {"as_of": datetime(2026, 3, 1, tzinfo=UTC)}, Fault.WRONG_TYPE),
        ("balance.none_shenzhen", "en", {"tier": True}, Fault.WRONG_TYPE),
        ("balance.none_shenzhen", "en", {"tier": -1}, Fault.UNREADABLE_VALUE),
        ("agent.ticket", "zh-CN", {"number": "26-03"}, Fault.UNREADABLE_VALUE),
        ("insured.limit_left", "zh-CN", {"left": 100_000_000_00}, Fault.UNREADABLE_VALUE),
        ("insured.limit_left", "en", {"left": 100_000_000_00}, Fault.UNREADABLE_VALUE),
        ("insured.limit_left", "zh-CN", {"left": -1}, Fault.UNREADABLE_VALUE),
        ("insured.limit_left", "zh-CN", {"left": 12.5}, Fault.WRONG_TYPE),
    ],
)
def test_a_wrong_call_of_a_prompt_is_refused_and_the_fault_is_told(
    id: str, language: str, values: dict[str, object], fault: Fault
) -> None:
    with pytest.raises(PromptError) as refusal:
        prompt(id, language, **values)
    assert refusal.value.fault is fault


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_amount_is_read(language: str) -> None:
    assert prompt("insured.limit_left", language, left=reading.MOST_MONEY).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", reading.KINDS)
def test_every_kind_is_read_in_every_language(kind: str, language: str) -> None:
    assert reading.read(SAMPLES[kind], kind, language)


@pytest.mark.parametrize(
    ("value", "kind", "language", "argument"),
    [(1, "colour", "en", ""), (1, "number", "fr", ""), ("12", "digits", "en", "4,4"), (1.5, "number", "en", "")],
)
def test_an_unknown_kind_language_or_argument_is_refused(
    value: object, kind: str, language: str, argument: str
) -> None:
    with pytest.raises(ReadingError):
        reading.read(value, kind, language, argument)
