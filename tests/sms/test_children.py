"""HZ: a parent asks by text for a child under fourteen who was named on the telephone (domain 7.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from models import Access, AuditRow, Channel, Guardianship, GuardianshipEnd, Level, Person, guardians
from models.identity import with_check_character
from models.proof.callers import renew
from models.seed import demo_people
from models.vault import Sealed
from sms.lines import MEDICAL
from sms.replies import reply

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.sms.conftest import Line

NONE = "【12393医保】没有可查询的子女。父母可拨打12393按1、3、5绑定未满14周岁的子女。"
AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
ACCESS = Access(channel=Channel.VOICE, level=Level.VERIFIED, reference="CA1", at=AT)
PEOPLE: Mapping[str, DemoPerson] = {person.situation: person for person in demo_people()}
MOTHER, FATHER, CHILD = PEOPLE["new mother"], PEOPLE["employed"], PEOPLE["child in a family"]
PHONE = MOTHER.phone or ""


def second_child(line: Line) -> str:
    """Make the student a second child of the mother's; the last four of the ID number."""
    number = with_check_character("99011520190601017")
    with line.database.session() as db:
        vault = line.database.vault
        db.execute(
            update(Person)
            .where(Person.id == PEOPLE["student"].person_id)
            .values(id_number_hash=vault.id_hash(number), id_number_sealed=vault.seal(Sealed.ID_NUMBER, number))
        )
        guardians.tell_parentage(db, MOTHER.person_id, PEOPLE["student"].person_id, AT, holds=True)
        assert guardians.guard(db, MOTHER.person_id, number, ACCESS, "a test") is not None
    return number[-4:]


@pytest.mark.requirement("S16")
@pytest.mark.requirement("S17")
@pytest.mark.requirement("S26")
@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("HZ#余额", "女儿张**（尾号0183）参加的是城乡居民医保，不设个人账户，无余额可查，仍可按规定享受报销待遇。"),
        ("孩子 参保", "女儿张**（尾号0183）：城乡居民医保，参保地北京市，状态正常参保，社保卡未激活。"),
        ("hz＃缴费＃0183", "女儿张**（尾号0183）：城乡居民医保正常参保。最近缴费2026年度，个人405.00元"),
        ("查子女", "可查询的子女：女儿张**（尾号0183）。发HZ#余额、HZ#参保或HZ#缴费"),
    ],
)
def test_a_parent_asks_for_a_child_what_one_asks_for_oneself(line: Line, body: str, answer: str) -> None:
    assert f"【12393医保】{answer}" in (line.text(body, PHONE) or "")
    assert line.last().level == Level.BOUND
    with line.database.session() as db:
        row = db.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    alone = "查" in body
    assert (row.person_id, row.guardian_id) == (
        (MOTHER.person_id, None) if alone else (CHILD.person_id, MOTHER.person_id)
    )


@pytest.mark.requirement("S15")
def test_a_child_is_never_called_by_its_whole_name_or_number(line: Line) -> None:
    for body in ("HZ", "HZ#余额", "HZ#参保", "HZ#缴费", "HZ#解绑"):
        said = line.text(body, PHONE) or ""
        assert CHILD.name not in said
        assert CHILD.id_number not in said


@pytest.mark.parametrize("body", ["HZ", "HZ#余额", "HZ#参保", "HZ#缴费", "HZ#解绑", "HZ#余额#0183", "HZ#余额#9999"])
def test_who_has_bound_no_such_child_reads_the_same_whether_there_is_one(line: Line, body: str) -> None:
    assert line.text(body, FATHER.phone or "") == NONE, "his child, whom he has not bound"
    assert line.text(body, PEOPLE["resident"].phone or "") == NONE, "nobody"
    if body.endswith("9999"):
        assert line.text(body, PHONE) == NONE, "another child than hers"


@pytest.mark.parametrize("body", ["HZ#北京", "HZ#余额#参保", "HZ#共济"])
def test_what_cannot_be_asked_is_answered_with_how_it_is_written(line: Line, body: str) -> None:
    assert line.key(body, PHONE) in ("FORM", "ONE")
    assert line.audited() == 0


def test_a_whole_id_number_is_still_answered_about_nobody(line: Line) -> None:
    assert line.key(f"HZ#余额#{CHILD.id_number}", PHONE) == "OTHER"


def test_of_several_children_one_is_named_by_the_last_four(line: Line) -> None:
    tail = second_child(line)
    both = line.text("HZ#余额", PHONE) or ""
    assert "女儿张**（尾号0183）；" in both
    assert f"（尾号{tail}）" in both
    assert line.key(f"HZ#余额#{tail}", PHONE) == "HZYE0"
    assert f"（尾号{tail}）" in (line.text(f"HZ#参保#{tail}", PHONE) or "")


def test_ending_it_is_asked_about_first_and_holds_at_once(line: Line) -> None:
    assert line.text("HZ#解绑", PHONE) == "【12393医保】确认不再查询女儿张**（尾号0183），请在10分钟内回复Y。"
    assert line.key("HZ#余额", PHONE) == "HZYE0", "not yet"
    line.text("HZ#解绑", PHONE)
    assert line.key("Y", PHONE) == "HZOFF"
    assert line.text("HZ#余额", PHONE) == NONE
    with line.database.session() as db:
        row = db.scalars(select(Guardianship)).one()
        assert row.ended_how is GuardianshipEnd.RELEASED
        audited = db.scalars(select(AuditRow).where(AuditRow.question == "release_child")).one()
        assert (audited.person_id, audited.guardian_id) == (CHILD.person_id, MOTHER.person_id)


def test_a_y_that_comes_too_late_ends_nothing(line: Line) -> None:
    line.text("HZ#解绑", PHONE)
    line.clock.advance(timedelta(minutes=10, seconds=1))
    assert line.key("Y", PHONE) == "UNK"
    assert line.key("HZ#余额", PHONE) == "HZYE0"


def test_at_fourteen_nobody_asks_for_a_child_any_more(line: Line) -> None:
    line.clock.at = datetime(2032, 5, 21, 15, 59, tzinfo=UTC)
    with line.database.session() as db:
        renew(db, PHONE, MOTHER.person_id, line.clock.at.date())
    assert line.key("HZ#余额", PHONE) == "HZYE0"
    line.clock.advance(timedelta(minutes=1))
    assert line.text("HZ#余额", PHONE) == NONE


def test_every_childs_answer_names_the_child_in_its_shortest_form() -> None:
    for key in ("HZYE", "HZYE0", "HZINS", "HZDATA", "HZJB", "HZOFF"):
        values = {"as_of": "2026年03月01日", "total": "99999999.99", "scheme": "城乡居民医保"}
        said = reply(key, MEDICAL, child="女儿张**（尾号0183）", **values)
        assert "女儿张**（尾号0183）" in said.text
        assert said.segments <= 2


def test_who_is_locked_asks_for_nobody(line: Line) -> None:
    line.lock(PHONE)
    assert line.key("HZ#余额", PHONE) == "LOCK"
