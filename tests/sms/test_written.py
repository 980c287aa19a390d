"""Every answer of the accounts has its words, and every page of them keeps to the rules of segments."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import (
    AuthorisationStatus,
    CardStatus,
    EntryKind,
    FailureReason,
    InjuryStatus,
    InsuranceStatus,
    InsuredClass,
    PensionStatus,
    Relation,
    Scheme,
    SharingKind,
    SharingScope,
    UnemploymentStatus,
    enquiry,
)
from models.enquiry import Which, policy
from models.months import YearMonth
from sms.pages import cut, in_pages, next_page
from sms.replies import MORE, Reply, Step, yuan
from sms.segments import measure
from sms.written import WRITERS, Occasion, reply_to

SIGNATURE = "【12393医保】"
PARTS = {
    "Authorised",
    "AllowanceState",
    "ClaimState",
    "Clause",
    "Counter",
    "FilingState",
    "KnownCaller",
    "Movement",
    "PaidMonth",
    "PolicyGroup",
    "Relative",
    "Scheduled",
    "Shared",
}
"""What answers consist of; nobody is answered with one alone."""

fen = st.integers(0, 10**11)
name = st.text(alphabet="张王李欧阳小*明", min_size=2, max_size=8)
day = st.dates(date(1990, 1, 1), date(2035, 12, 31))
relatives = st.builds(
    enquiry.Relative, masked_name=name, female=st.booleans(), relation=st.none() | st.sampled_from(Relation)
)
authorised = st.builds(
    enquiry.Authorised,
    relative=relatives,
    scope=st.sampled_from(SharingScope),
    status=st.sampled_from(AuthorisationStatus),
    begun_on=day,
    ended_on=st.none(),
    quota_fen=st.none() | fen,
    used_fen=st.just(0),
)
many = st.lists(authorised, min_size=1, max_size=20).map(tuple)
childs = st.builds(
    enquiry.Child, person_id=st.integers(1, 99), masked_name=name, female=st.booleans(), id_tail=st.just("123X")
)
answers = st.one_of(
    st.builds(enquiry.Children, masked_name=name, children=st.lists(childs, min_size=1, max_size=5).map(tuple)),
    st.builds(
        enquiry.OfChild,
        child=childs,
        answer=st.one_of(
            st.builds(
                enquiry.Balance,
                masked_name=name,
                as_of=day,
                total_fen=fen,
                current_year_fen=fen,
                carried_over_fen=fen,
                frozen=st.booleans(),
                activated=st.booleans(),
            ),
            st.builds(enquiry.NotInsured, masked_name=name, status=st.none()),
            st.builds(enquiry.NothingFound, masked_name=name, question=st.just(enquiry.Question.CONTRIBUTIONS)),
        ),
    ),
    st.builds(
        enquiry.Balance,
        masked_name=name,
        as_of=day,
        total_fen=fen,
        current_year_fen=fen,
        carried_over_fen=fen,
        frozen=st.booleans(),
        activated=st.booleans(),
    ),
    st.builds(
        enquiry.Movements,
        masked_name=name,
        which=st.sampled_from(Which),
        month=st.none() | st.just(YearMonth(2026, 2)),
        movements=st.lists(
            st.builds(
                enquiry.Movement,
                day=day,
                kind=st.sampled_from(EntryKind),
                amount_fen=st.integers(-(10**11), 10**11),
            ),
            min_size=1,
            max_size=5,
        ).map(tuple),
        after=st.none() | st.integers(1, 10**6),
        as_of=day,
        total_fen=fen,
    ),
    st.builds(
        enquiry.Family,
        masked_name=name,
        given=many,
        received=many,
        year=st.just(2026),
        payments=st.integers(0, 999),
        payments_fen=fen,
        premiums=st.integers(0, 99),
        premiums_fen=fen,
    ),
    st.builds(enquiry.FamilyAuthorisations, masked_name=name, given=many, received=many),
    st.builds(
        enquiry.FamilyQuota,
        masked_name=name,
        balance_fen=fen,
        free_fen=fen,
        reserved_fen=fen,
        given=many,
        received=many,
    ),
    st.builds(
        enquiry.FamilyPayments,
        masked_name=name,
        records=st.lists(
            st.builds(
                enquiry.Shared,
                day=day,
                kind=st.sampled_from(SharingKind),
                by_me=st.booleans(),
                relative=st.none() | relatives,
                amount_fen=fen,
                reason=st.none() | st.sampled_from(FailureReason),
                refunded_on=st.none() | day,
            ),
            min_size=1,
            max_size=5,
        ).map(tuple),
        after=st.none(),
        scheduled=st.just(()),
    ),
    st.builds(
        enquiry.Participation,
        masked_name=name,
        scheme=st.sampled_from(Scheme),
        tier=st.none(),
        insured_class=st.sampled_from(InsuredClass),
        region_code=st.just("110000"),
        region_name=st.sampled_from(["北京市", "巴音郭楞蒙古自治州"]),
        status=st.sampled_from(InsuranceStatus),
        since=day,
        ended_on=st.none() | day,
        designated=st.none(),
        has_account=st.booleans(),
        card_activated=st.none() | st.booleans(),
    ),
    st.builds(
        enquiry.PensionState,
        masked_name=name,
        status=st.sampled_from(PensionStatus),
        base_fen=st.none(),
        paid_months=st.integers(0, 600),
        deemed_months=st.integers(0, 100),
        account_fen=fen,
        account_as_of=day,
        monthly_fen=st.none() | fen,
        payment_day=st.just(15),
        divisor=st.none(),
        drawn_since=st.none(),
        last_paid_on=st.none(),
    ),
    st.builds(
        enquiry.UnemploymentState,
        masked_name=name,
        status=st.sampled_from(UnemploymentStatus),
        paid_months=st.integers(0, 600),
        monthly_fen=fen,
        months_granted=st.just(24),
        months_drawn=st.integers(0, 24),
        drawn_since=day,
    ),
    st.builds(
        enquiry.WorkInjuryState,
        masked_name=name,
        status=st.sampled_from(InjuryStatus),
        injured_on=st.none() | day,
        decided_on=st.none(),
        grade=st.none() | st.integers(1, 10),
        monthly_fen=st.none() | fen,
    ),
    st.builds(
        enquiry.CardState,
        masked_name=name,
        tail=st.none() | st.just("1234"),
        status=st.sampled_from(CardStatus),
        applied_on=day,
        ready_on=st.none(),
        pick_up=st.none() | st.just("海淀区社保服务大厅"),
        issued_on=st.none(),
        activated=st.booleans(),
        lost_at=st.none() | st.just(datetime(2026, 3, 1, tzinfo=UTC)),
    ),
)


def test_every_answer_of_the_accounts_has_its_words() -> None:
    found = {
        value
        for module in (enquiry, policy)
        for name, value in vars(module).items()
        if dataclasses.is_dataclass(value)
        and isinstance(value, type)
        and value.__module__.startswith("models.enquiry")
        and not name.startswith("_")
        and name not in PARTS
    }
    assert found - set(WRITERS) == set()
    assert set(WRITERS) - found == set()


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(KeyError):
        reply_to("balance")


@given(answers)
def test_a_text_is_signed_once_measured_and_never_longer_than_four_segments(answer: object) -> None:
    given = reply_to(answer, Occasion(asked=Step(keyword="MX")))
    assert given.text.startswith(SIGNATURE)
    assert given.text.count("【") == 1
    assert given.segments == measure(given.text).segments <= 4
    assert given.text.endswith("。")
    assert (MORE in given.text) == bool(given.steps)
    assert "None" not in given.text
    assert "{" not in given.text


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        pytest.param(FailureReason.INSUFFICIENT, "余额不足", marks=pytest.mark.requirement("S97")),
        pytest.param(FailureReason.WRONG_INFORMATION, "信息错误", marks=pytest.mark.requirement("S98")),
        pytest.param(FailureReason.SYSTEM_FAULT, "系统故障", marks=pytest.mark.requirement("S44")),
        pytest.param(FailureReason.IRREGULAR_STATUS, "状态异常", marks=pytest.mark.requirement("S44")),
    ],
)
def test_a_failed_payment_says_why(reason: FailureReason, words: str) -> None:
    spouse = enquiry.Relative(masked_name="王*", female=False, relation=Relation.SPOUSE)
    failed = enquiry.Shared(
        day=date(2026, 2, 3),
        kind=SharingKind.PHARMACY,
        by_me=True,
        relative=spouse,
        amount_fen=4500,
        reason=reason,
        refunded_on=None,
    )
    given = reply_to(enquiry.FamilyPayments(masked_name="张*明", records=(failed,), after=None))
    assert given.text == f"【12393医保】共济：02-03配偶王*药店45.00元失败，{words}。"


@given(answers)
def test_a_text_that_nobody_can_answer_offers_no_next_page(answer: object) -> None:
    given = reply_to(answer)
    assert MORE not in given.text
    assert given.steps == {}


amounts = st.builds(lambda fen: f"{yuan(fen)}元", fen)
dates = st.builds(lambda day: f"{day:%Y年%m月%d日}", day)
sentences = st.lists(
    st.lists(
        amounts | dates | st.text(alphabet="门诊住院报销药店，、；😀", min_size=1, max_size=30), min_size=1, max_size=12
    ).map("".join),
    min_size=1,
    max_size=30,
)


def turned(first: Reply) -> list[Reply]:
    """All pages, as they come on N."""
    pages = [first]
    while pages[-1].steps:
        assert len(pages) < 200
        pages.append(next_page(pages[-1].steps["N"], "12393"))
    return pages


@given(sentences, st.sampled_from(["", "以当地规定为准。"]))
def test_pages_hold_every_word_once_and_cut_no_amount_and_no_date(written: list[str], closing: str) -> None:
    pages = turned(in_pages("ZC", "policies", written, asked=Step(keyword="ZC"), closing=closing))
    bodies = []
    for page in pages:
        assert page.text.startswith(SIGNATURE)
        assert page.segments <= 4
        body = page.text.removeprefix(SIGNATURE)
        if page.steps:
            assert body.endswith(MORE)
            body = body.removesuffix(MORE)
        assert body.endswith(closing)
        bodies.append(body.removesuffix(closing))
    whole = "".join(written)
    assert "".join(bodies) == whole
    ends = {sum(map(len, bodies[:place])) for place in range(1, len(bodies))}
    for found in re.finditer(r"[0-9]+\.[0-9]{2}元|[0-9]{4}年[0-9]{2}月[0-9]{2}日", whole):
        assert not any(found.start() < end < found.end() for end in ends), found[0]


@given(st.text(min_size=1, max_size=600), st.integers(20, 200))
def test_pieces_of_a_sentence_are_the_sentence(sentence: str, longest: int) -> None:
    assert "".join(cut(sentence, longest)) == sentence


def test_without_anybody_to_turn_pages_the_first_is_all() -> None:
    given = in_pages("ZC", "policies", ["报销比例90%，" * 20, "封顶2万元。" * 20], closing="以当地规定为准。")
    assert given.steps == {}
    assert given.segments <= 4
    assert given.text.endswith("以当地规定为准。")
