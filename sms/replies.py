"""The words we send back: an answer key and its values in, a `Reply` that is ready to send out.

A reply is signed once, at its start, and shortened to stay in fewer segments: it first loses the name, then the hint
instead, then both; an amount or a date is never cut. The words themselves are in `sms.wordings`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from models.identity import SHANGHAI
from models.months import YearMonth
from sms.lines import CHINESE, ENGLISH, LINES, MEDICAL
from sms.segments import measure
from sms.wordings import WORDINGS

MORE, MORE_IN_ENGLISH = "回N看下一页。", "Reply N for more."
"""How a reply says that there is a next page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a short word means after a reply that offered it: a command to go on with.

    `place` says where a list goes on, or that something is confirmed; `rest` holds sentences that are written already,
    `closing` what each of their pages ends with.
    """

    keyword: str
    parameters: tuple[str, ...] = ()
    place: str = ""
    rest: tuple[str, ...] = ()
    closing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply as it is sent: its key in WORDINGS, the text with the signature, the segments it takes.

    `steps` is what may be answered to it: N, Y, or a number.
    """

    key: str
    text: str
    segments: int
    steps: Mapping[str, Step] = field(default_factory=dict)


def reply(
    key: str,
    line: str = MEDICAL,
    steps: Mapping[str, Step] | None = None,
    /,
    *,
    language: str = CHINESE,
    **values: str,
) -> Reply:
    """The reply for an answer key, in the fullest form among those that take the fewest segments.

    `values` fill the placeholders of its wording; an unknown key or a missing value raises KeyError. English is written
    where `language` asks for it and there are English words.
    """
    wording = WORDINGS[key]
    english = language == ENGLISH and bool(wording.english)
    forms = (
        (wording.english,)
        if english
        else (
            wording.name + wording.text + wording.hint,
            wording.text + wording.hint,
            wording.name + wording.text,
            wording.text,
        )
    )
    signature = LINES[line].signatures[ENGLISH if english else wording.language]
    texts = [signature + form.format_map({**values, "line": line}) for form in forms]
    text = min(texts, key=lambda text: measure(text).segments)  # of equals the first, which says most
    return Reply(key=key, text=text, segments=measure(text).segments, steps=steps or {})


def yuan(fen: int) -> str:
    """An amount in fen as figures in yuan, without the word: 123456 → 1234.56."""
    return f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def day(date: date) -> str:
    """A date in figures: 2026年03月01日."""
    return f"{date.year:04d}年{date.month:02d}月{date.day:02d}日"


def day_of(date: date, year: int) -> str:
    """A date of a list: 02-27, with its year where that is another one than `year`."""
    return f"{date:%m-%d}" if date.year == year else f"{date:%Y-%m-%d}"


def month(month: YearMonth) -> str:
    """A month in figures: 2026年03月."""
    return f"{month.year:04d}年{month.month:02d}月"


def months(number: int) -> str:
    """A number of months in years: 147 → 12年3个月."""
    years, rest = divmod(number, 12)
    return f"{years}年" * bool(years) + f"{rest}个月" * bool(rest or not years)


def moment(at: datetime) -> str:
    """An aware moment as it is in China: 03月02日10:00."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month:02d}月{local.day:02d}日{local:%H:%M}"


def listed(rows: Iterable[str]) -> str:
    """The rows of a list in one sentence."""
    return "；".join(rows)
