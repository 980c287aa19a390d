"""The words that the text channel has none of, and what of it the telephone may ask for."""

from __future__ import annotations

from sms.lines import LINES
from sms.replies import Reply
from sms.segments import measure
from sms.written import WRITERS, Occasion, reply_to


def call_back_closed(number: str, line: str) -> Reply:
    """The text that says that nobody was reached three times, and that the ticket is closed."""
    text = f"{LINES[line].signatures['zh-CN']}我们三次回电均未接通，工单{number}已关闭。重新预约发RG，或拨打{line}按0。"
    return Reply(key="T-CLOSED", text=text, segments=measure(text).segments)


def can_be_written(answer: object) -> bool:
    """Whether there is a text for this answer of an enquiry."""
    return type(answer) in WRITERS


def answer_words(answer: object, line: str) -> Reply:
    """The text of an answer, without a next page; raises KeyError where there is none."""
    return reply_to(answer, Occasion(line=line))
