"""YE: every answer it has, word for word as in domain.md 4.3, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models import Scheme, Tier, credentials, enquiry
from models.identity import start_of_shanghai_day

if TYPE_CHECKING:
    from tests.sms.conftest import Enrol, Line

NONE = {"current_year_fen": None}
EMPTY = {"current_year_fen": 0, "carried_over_fen": 0}


@pytest.mark.parametrize(
    ("insured", "key", "text", "length"),
    [
        (
            {},
            "YE",
            "【12393医保】张*明，截至2026年03月01日您的医保个人账户余额1234.56元（本年300.00元，历年934.56元）。",
            66,
        ),
        (
            {"scheme": Scheme.RESIDENT, **NONE},
            "YE0",
            "【12393医保】张*明，您参加的是城乡居民医保，不设个人账户，无余额可查，仍可按规定享受报销待遇。",
            50,
        ),
        (
            {"tier": Tier.SECOND, **NONE},
            "YESZ",
            "【12393医保】张*明，您参加的是深圳二档医保，不设个人账户，余额为0，请持卡在绑定社康就医报销。",
            50,
        ),
        (
            {"tier": Tier.THIRD, **NONE},
            "YESZ",
            "【12393医保】张*明，您参加的是深圳三档医保，不设个人账户，余额为0，请持卡在绑定社康就医报销。",
            50,
        ),
        (
            EMPTY,
            "YEZ",
            "【12393医保】张*明，截至2026年03月01日您的医保个人账户余额0.00元，住院和门诊统筹报销待遇不受影响。",
            58,
        ),
        (
            {"frozen": True},
            "YEF",
            "【12393医保】张*明，截至2026年03月01日您的医保个人账户余额1234.56元，账户已冻结，暂不能使用。",
            57,
        ),
        (
            {"scheme": None, **NONE},
            "NOINS",
            "【12393医保】张*明，没有查到您正常参保的记录，请向当地医保经办机构核实。人工请拨12393按0。",
            51,
        ),
        # One too many for a segment: the name goes first.
        (
            {"activated": False},
            "YE",
            "【12393医保】截至2026年03月01日您的医保个人账户余额1234.56元（本年300.00元，历年934.56元）。社保卡未激活。",
            69,
        ),
    ],
)
def test_a_bound_number_reads_what_its_owner_has(
    line: Line, enrol: Enrol, insured: dict[str, object], key: str, text: str, length: int
) -> None:
    assert line.text("YE", enrol(**insured)) == text
    assert len(text) == length
    (record,) = line.records()
    assert (record.command, record.answer_key, record.segments, record.level) == ("YE", key, 1, 1)
    assert line.audited() == 1


def test_an_answer_too_long_for_one_segment_keeps_everything_and_counts_two(line: Line, enrol: Enrol) -> None:
    rich = enrol(current_year_fen=123456789, carried_over_fen=9876543210, activated=False)
    assert line.text("YE", rich) == (
        "【12393医保】张*明，截至2026年03月01日您的医保个人账户余额99999999.99元"
        "（本年1234567.89元，历年98765432.10元）。社保卡未激活。"
    )
    assert line.records()[0].segments == 2


def test_a_stranger_and_an_unbound_number_read_the_same(line: Line) -> None:
    first, second = line.text("YE", "+8612000000077"), line.text("YE", "10086")
    assert first == second
    assert first is not None
    assert first == "【12393医保】本机未绑定医保账户。请发BD#身份证号#查询密码绑定，或拨打12393按4办理。"
    assert line.audited() == 0


def test_five_wrong_pins_on_the_telephone_lock_the_text_channel_for_a_day(line: Line, enrol: Enrol) -> None:
    phone = enrol()
    with line.database.session() as db:
        caller = enquiry.caller_by_phone(db, phone, line.clock().date())
        assert caller is not None
        for _ in range(credentials.MOST_FAILURES):
            credentials.verify_person(db, caller.person_id, "0000", "000000", line.clock())
    locked = "【12393医保】验证错误已达5次，查询服务锁定24小时。请稍后再试或致电12393按0转人工。"
    assert line.text("YE", phone) == locked
    assert len(locked) == 48
    assert line.audited() == 0
    line.clock.advance(timedelta(hours=24))
    assert "1234.56元" in (line.text("YE", phone) or "")


def test_a_number_may_send_twenty_commands_in_a_day_of_shanghai(line: Line, enrol: Enrol) -> None:
    phone = enrol()
    line.clock.at = start_of_shanghai_day(line.clock.at) + timedelta(hours=23)
    for _ in range(20):
        assert "1234.56元" in (line.text("YE", phone) or "")
    limit = "【12393医保】您的号码今日查询已达20次上限，请明日再查或拨打12393。"
    assert line.text("YE", phone) == limit
    assert len(limit) == 39
    assert line.text("BZ", phone) == limit
    assert line.audited() == 20
    line.clock.advance(timedelta(minutes=59, seconds=59))
    assert line.text("YE", phone) == limit
    line.clock.advance(timedelta(seconds=1))
    assert "1234.56元" in (line.text("YE", phone) or "")


def test_the_day_limit_is_each_numbers_own(line: Line, enrol: Enrol) -> None:
    one, other = enrol(), enrol("王伟")
    for _ in range(21):
        line.text("YE", one)
    assert "王*" in (line.text("YE", other) or "")


def test_an_automaton_that_answers_the_limit_is_not_answered_for_ever(line: Line, enrol: Enrol) -> None:
    phone = enrol()
    answers = [line.text("1", phone) for _ in range(40)]
    assert [answer is None for answer in answers] == [False] * 23 + [True] * 17
