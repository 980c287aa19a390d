"""The words of notices, from the facts that the accounts put down, and the hours in which they go out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from models import NoticeKind
from models.identity import SHANGHAI
from sms import notices
from sms.notices import (
    call_back_arranged,
    call_back_closed,
    call_back_impossible,
    call_back_missed,
    may_send,
    next_sending,
    notice,
)

CREDIT = {"kind": "employer_credit", "amount_fen": 6358, "total_fen": 123456, "day": "2026-02-10"}


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        (
            NoticeKind.CREDIT,
            CREDIT,
            "2026年02月10日您的医保个人账户划入63.58元，余额1234.56元。退订发TD。",
        ),
        (
            NoticeKind.PAYMENT,
            {"service": "pharmacy", "own_fen": 4520, "shared_fen": 0, "day": "2026-02-27"},
            "2026年02月27日您的医保个人账户药店支出45.20元。明细发MX。退订发TD。",
        ),
        (
            NoticeKind.PAYMENT,
            {"service": "outpatient", "shared_fen": 8800, "day": "2026-02-15"},
            "2026年02月15日家人使用您的共济账户门诊支付88.00元。明细发GJMX。退订发TD。",
        ),
        (
            NoticeKind.CLAIM,
            {"number_tail": "0381", "status": "paid", "reason": None, "paid_fen": 50000, "due_on": "2026-04-03"},
            "报销单尾号0381：已打款500.00元，请留意到账。进度发BX。退订发TD。",
        ),
        (
            NoticeKind.CLAIM,
            {
                "number_tail": "0290",
                "status": "refused",
                "reason": "deadline",
                "paid_fen": None,
                "due_on": "2026-04-03",
            },
            "报销单尾号0290：不予支付，原因：超过报销时限。进度发BX。退订发TD。",
        ),
        (
            NoticeKind.CLAIM,
            {"number_tail": "0381", "status": "approved", "reason": None, "paid_fen": None, "due_on": "2026-04-03"},
            "报销单尾号0381：已通过，最迟2026年04月03日前打款。进度发BX。退订发TD。",
        ),
        (
            NoticeKind.CLAIM,
            {"number_tail": "0402", "status": "documents", "reason": None, "paid_fen": None, "due_on": "2026-04-03"},
            "报销单尾号0402：需补材料，请尽快到受理窗口补交。进度发BX。退订发TD。",
        ),
        (
            NoticeKind.MATERNITY,
            {"days": 158, "status": "paid", "amount_fen": 3000000, "day": "2026-02-28", "payee": "employer"},
            "生育津贴：2026年02月28日已发放，158天，金额以单位或本人账户到账为准。退订发TD。",
        ),
        (
            NoticeKind.PREMIUM,
            {"amount_fen": 40500, "for_year": 2026, "failure": None, "day": "2026-01-31"},
            "2026年01月31日共济代缴2026年居民医保费405.00元成功，次月起享受待遇。退订发TD。",
        ),
        (
            NoticeKind.PREMIUM,
            {"amount_fen": 40500, "for_year": 2026, "failure": "insufficient", "day": "2026-01-31"},
            "2026年01月31日共济代缴2026年居民医保费405.00元失败，余额不足。请查本人和共济账户余额。退订发TD。",
        ),
        (
            NoticeKind.PREMIUM,
            {"amount_fen": 40500, "for_year": 2026, "failure": "wrong_information", "day": "2026-01-31"},
            "2026年01月31日共济代缴2026年居民医保费405.00元失败，信息错误。请核对后重新缴费。退订发TD。",
        ),
        (
            NoticeKind.TICKET,
            {"number": "2603010017", "answer": "已退还多收费用。"},
            "您的工单2603010017已答复：已退还多收费用。详情发GD#2603010017。",
        ),
    ],
)
@pytest.mark.requirement("S47")
@pytest.mark.requirement("S89")
def test_a_notice_is_worded_from_its_facts_in_one_segment(
    kind: NoticeKind, facts: Mapping[str, str | int | None], words: str
) -> None:
    given = notice(kind, facts)
    assert given.text == f"【12393医保】{words}"
    assert given.segments == 1


def test_every_kind_of_notice_has_its_words() -> None:
    assert set(notices.WRITERS) == set(NoticeKind)


def test_a_long_answer_to_a_ticket_is_begun_and_read_on_with_gd() -> None:
    given = notice(NoticeKind.TICKET, {"number": "2603010017", "answer": "经核实，费用1234.56元已退还。" * 40})
    assert given.segments <= 4
    assert given.text.endswith("。详情发GD#2603010017。")


def test_a_missing_fact_is_an_error_not_a_wrong_text() -> None:
    with pytest.raises(KeyError):
        notice(NoticeKind.CREDIT, {"kind": "interest", "amount_fen": 1})


@pytest.mark.parametrize(
    ("hour", "minute", "may", "then"),
    [
        (7, 59, False, "2026-03-02 08:00"),
        (8, 0, True, "2026-03-02 08:00"),
        (19, 59, True, "2026-03-02 19:59"),
        (20, 0, False, "2026-03-03 08:00"),
        (0, 0, False, "2026-03-02 08:00"),
    ],
)
def test_notices_go_out_between_eight_and_twenty(hour: int, minute: int, may: bool, then: str) -> None:
    at = datetime(2026, 3, 2, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)
    assert may_send(at) is may
    assert f"{next_sending(at).astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == then
    assert may_send(next_sending(at))


def test_calls_back_are_told_with_their_moment() -> None:
    at = datetime(2026, 3, 3, 7, 30, tzinfo=UTC)
    assert call_back_arranged(at).text == ("【12393医保】已约定03月03日15:30由人工回电，请保持畅通。取消发RG#取消。")
    assert call_back_missed(at, "12333").text.startswith("【12333人社】03月03日15:30回电未接通")
    assert call_back_closed("2603030001", "12333", calls=3).text == (
        "【12333人社】我们3次回电均未接通，工单2603030001已关闭。重新预约发RG，或拨打12333按0。"
    )
    assert call_back_impossible("2603030001").text == (
        "【12393医保】您的号码无法拨通，未能回电，工单2603030001已关闭。请拨打12393按0。"
    )
