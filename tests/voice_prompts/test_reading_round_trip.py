"""What is read can be understood again, and agrees with a second, differently built, reading.

The listeners below turn words back into values. The second readings are built from written-out digit places and
text replacement, nothing like the recursive readers they judge.
"""

import re
from datetime import date, time
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from voice_prompts.reading import chinese, english

HANZI = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"两": 2, "幺": 1}
UNITS = {"十": 10, "百": 100, "千": 1000}

sums_of_fen = st.one_of(st.integers(0, 10**6), st.integers(0, 10**14))
cardinals = st.one_of(st.integers(0, 10**5), st.integers(0, chinese.LIMIT - 1))
dates = st.dates(date(1900, 1, 1), date(2199, 12, 31))
codes = st.from_regex(r"[0-9]{1,18}X?", fullmatch=True)


def heard_number(words: str) -> int:
    """A Mandarin cardinal as a listener understands it."""
    for name, unit in (("亿", 10**8), ("万", 10**4)):
        high, found, low = words.rpartition(name)
        if found:
            return heard_number(high) * unit + (heard_number(low) if low else 0)
    total, digit = 0, 0
    for word in words:
        if word in UNITS:
            total += (digit or 1) * UNITS[word]  # 十二: the 一 is not said
            digit = 0
        else:
            digit = HANZI[word]
    return total + digit


def heard_money(words: str) -> int:
    """A Mandarin amount as a listener understands it, in fen."""
    match = re.fullmatch(r"(?:(.+)元)?(?:(.)角)?(?:零?(.)分)?", words)
    assert match
    assert any(match.groups())
    yuan, jiao, fen = match.groups()
    return (heard_number(yuan) if yuan else 0) * 100 + HANZI[jiao or "零"] * 10 + HANZI[fen or "零"]


def written_out(number: int) -> str:
    """A second reading of a cardinal: name every digit's place, then tidy the zeros."""
    figures = str(number)
    words = ""
    for index, figure in enumerate(figures):
        place = len(figures) - 1 - index
        words += "零一二三四五六七八九"[int(figure)] + ("", "十", "百", "千")[place % 4] * (figure != "0")
        group = figures[max(0, index - 3) : index + 1]
        if place % 8 == 4 and set(group) != {"0"}:
            words += "万"
        elif place == 8:
            words += "亿"
    words = re.sub("零+", "零", words)
    words = re.sub("零(?=[万亿])", "", words)
    words = words.rstrip("零") or "零"
    words = re.sub("^一十", "十", words)
    return re.sub("^二(?=[千万亿])", "两", words)


@given(cardinals)
@example(10**15)
@example(2 * 10**8)
@example(10**8 + 10**3)
def test_a_cardinal_is_understood_again_and_agrees_with_the_second_reading(number: int) -> None:
    words = chinese.cardinal(number)
    assert heard_number(words) == number
    assert words == written_out(number)
    assert "零零" not in words
    assert not re.search("[0-9]", words)


@given(sums_of_fen)
def test_an_amount_is_understood_again_and_agrees_with_the_second_reading(fen: int) -> None:
    words = chinese.money(fen)
    assert heard_money(words) == fen
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    second = ("两元" if yuan == 2 else f"{written_out(yuan)}元") + f"{written_out(jiao)}角{written_out(cents)}分"
    second = second.removesuffix("零分").removesuffix("零角").replace("零角", "零")
    assert words == re.sub("^零元(?!$)零?", "", second)


@given(st.integers(0, 10**6), st.sampled_from(["笔", "次", "个月", "年"]))
def test_a_count_is_understood_again_and_two_is_said_as_a_quantity(number: int, measure: str) -> None:
    words = chinese.count(number, measure)
    assert words.endswith(measure)
    assert heard_number(words.removesuffix(measure)) == number
    assert not words.startswith(f"二{measure}")


@given(dates)
def test_a_date_is_understood_again(day: date) -> None:
    match = re.fullmatch("(.{4})年(.+)月(.+)日", chinese.calendar_date(day))
    assert match
    year = int("".join(str(HANZI[word]) for word in match[1]))
    assert date(year, heard_number(match[2]), heard_number(match[3])) == day
    assert "幺" not in match[0]
    assert "两" not in match[0]


@given(st.times())
def test_a_time_is_understood_again_to_the_minute(moment: time) -> None:
    hour, _, rest = chinese.clock_time(moment).partition("点")
    minute = 0 if rest == "整" else heard_number(rest.removesuffix("分"))
    assert (heard_number(hour), minute) == (moment.hour, moment.minute)


@given(codes, st.lists(st.integers(1, 6), max_size=3))
def test_a_code_is_understood_again_whatever_its_pauses(code: str, groups: list[int]) -> None:
    words = chinese.digits(code, groups)
    assert "".join("X" if word == "X" else str(HANZI[word]) for word in words.replace("，", "")) == code
    assert "一" not in words
    spoken = english.digits(code, groups)
    figures = ["X" if word == "X" else str(heard_english(word)) for word in spoken.replace(",", "").split()]
    assert "".join(figures) == code


@given(st.decimals(0, 10**6, places=4))
def test_a_percentage_is_understood_again(value: Decimal) -> None:
    whole, _, places = chinese.percent(value).removeprefix("百分之").partition("点")
    assert Decimal(f"{heard_number(whole)}.{''.join(str(HANZI[word]) for word in places) or '0'}") == value


SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: value for value, word in enumerate(SMALL.split())}
ENGLISH |= {word: 20 + 10 * index for index, word in enumerate(TENS.split())}
ENGLISH_UNITS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def heard_english(words: str) -> int:
    """An English cardinal as a listener understands it."""
    total, group = 0, 0
    for word in words.replace("-", " ").split():
        if word in ENGLISH_UNITS:
            total, group = total + group * ENGLISH_UNITS[word], 0
        elif word == "hundred":
            group *= 100
        else:
            group += ENGLISH[word]
    return total + group


def english_by_thousands(number: int) -> str:
    """A second reading of an English cardinal, from its figures in groups of three."""
    small = {value: word for word, value in ENGLISH.items()}
    words = []
    for name, group in zip(
        ("trillion", "billion", "million", "thousand", ""), re.findall("...", f"{number:015d}"), strict=True
    ):
        hundreds, rest = int(group[0]), int(group[1:])
        said = [f"{small[hundreds]} hundred"] if hundreds else []
        if rest in small and rest:
            said.append(small[rest])
        elif rest:
            said.append(f"{small[rest - rest % 10]}-{small[rest % 10]}")
        if said:
            words += [*said, name]
    return " ".join(words).strip() or "zero"


@given(st.one_of(st.integers(0, 10**5), st.integers(0, english.LIMIT - 1)))
def test_an_english_cardinal_is_understood_again_and_agrees_with_the_second_reading(number: int) -> None:
    assert heard_english(english.cardinal(number)) == number
    assert english.cardinal(number) == english_by_thousands(number)


@given(sums_of_fen)
def test_an_english_amount_is_understood_again(fen: int) -> None:
    match = re.fullmatch("(?:(.+) yuan)?(?: and )?(?:(.+) fen)?", english.money(fen))
    assert match
    assert any(match.groups())
    assert heard_english(match[1] or "zero") * 100 + heard_english(match[2] or "zero") == fen
