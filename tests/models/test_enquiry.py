"""The questions of both channels: who calls, what is in the account, and the audit row of every answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from models import (
    Access,
    AuditRow,
    Channel,
    Database,
    InsuranceStatus,
    Level,
    NotAllowed,
    Scheme,
    Tier,
    enquiry,
)
from models.enquiry import Balance, NoAccount, NotInsured
from models.seed import DemoPerson

ACCESS = Access(
    channel=Channel.VOICE,
    level=Level.VERIFIED,
    reference="CA" + "0" * 32,
    at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
)


def ask(database: Database, person_id: int, access: Access = ACCESS) -> Balance | NoAccount | NotInsured:
    with database.session() as db:
        return enquiry.balance(db, person_id, access)


def audit(database: Database) -> list[AuditRow]:
    with database.session() as db:
        return list(db.scalars(select(AuditRow).order_by(AuditRow.id)))


def test_the_balance_is_told_in_both_parts_with_its_day(database: Database) -> None:
    assert ask(database, 1) == Balance(
        masked_name="张*明",
        as_of=date(2026, 3, 1),
        total_fen=123456,
        current_year_fen=30000,
        carried_over_fen=93456,
        frozen=False,
        activated=True,
    )


def test_every_demo_person_has_the_balance_that_is_promised(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    for person in demo.values():
        answer = ask(database, person.person_id)
        if person.has_account:
            assert isinstance(answer, Balance)
            assert (answer.current_year_fen, answer.carried_over_fen) == (
                person.current_year_fen,
                person.carried_over_fen,
            )
            assert answer.frozen is person.frozen
        else:
            assert isinstance(answer, NoAccount)


def test_schemes_without_an_account_are_told_apart(database: Database) -> None:
    assert ask(database, 3) == NoAccount(masked_name="王*国", scheme=Scheme.RESIDENT, tier=None, region_name="宁波市")
    assert ask(database, 4) == NoAccount(
        masked_name="陈*玲", scheme=Scheme.EMPLOYEE, tier=Tier.SECOND, region_name="深圳市"
    )
    assert ask(database, 5) == NoAccount(
        masked_name="刘*", scheme=Scheme.EMPLOYEE, tier=Tier.THIRD, region_name="深圳市"
    )
    assert ask(database, 12).masked_name == "欧**雨"


def test_who_is_not_insured_is_told_so_with_the_last_state(database: Database) -> None:
    with database.session() as db:
        db.execute(text("UPDATE insurance SET status = 'paused' WHERE person_id = 3"))
        db.execute(text("DELETE FROM insurance WHERE person_id = 4"))
    assert ask(database, 3) == NotInsured(masked_name="王*国", status=InsuranceStatus.PAUSED)
    assert ask(database, 4) == NotInsured(masked_name="陈*玲", status=None)


def test_who_stopped_paying_still_hears_the_balance(database: Database) -> None:
    with database.session() as db:
        db.execute(text("UPDATE insurance SET status = 'ended', ended_on = '2026-02-01' WHERE person_id = 1"))
    assert isinstance(ask(database, 1), Balance)


def test_every_answer_leaves_one_audit_row_without_its_content(database: Database) -> None:
    ask(database, 1)
    ask(database, 3, replace(ACCESS, channel=Channel.TEXT, level=Level.BOUND, reference="SM1"))
    first, second = audit(database)
    assert (first.person_id, first.channel, first.level, first.required) == (1, Channel.VOICE, 2, 1)
    assert (first.question, first.answer, first.at) == ("balance", "Balance", ACCESS.at)
    assert first.reference == ACCESS.reference
    assert (second.person_id, second.channel, second.level, second.answer) == (
        3,
        Channel.TEXT,
        1,
        "NoAccount",
    )


def test_an_unknown_caller_is_told_nothing_and_leaves_no_row(database: Database) -> None:
    with pytest.raises(NotAllowed):
        ask(database, 1, replace(ACCESS, level=Level.NONE))
    with pytest.raises(NotAllowed):
        ask(database, 99999)
    assert audit(database) == []


def test_an_answer_that_is_not_kept_leaves_no_row(database: Database) -> None:
    def ask_and_fail() -> None:
        with database.session() as db:
            enquiry.balance(db, 1, ACCESS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fail()
    assert audit(database) == []


def test_the_database_refuses_an_audit_row_below_the_required_level(database: Database) -> None:
    with pytest.raises(Exception, match="ck_audit_row_level_suffices"), database.session() as db:
        db.execute(
            text(
                "INSERT INTO audit_row (at, channel, level, required, question, answer, person_id, reference)"
                " VALUES ('2026-03-02 00:00:00', 'voice', 0, 1, 'balance', 'Balance', 1, 'CA1')"
            )
        )


def test_an_access_needs_a_moment_with_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(ACCESS, at=datetime(2026, 3, 2))  # noqa: DTZ001


def test_a_bound_number_knows_its_person(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    with database.session() as db:
        for person in demo.values():
            if person.phone:
                caller = enquiry.caller_by_phone(db, person.phone, ACCESS.at.date())
                assert caller is not None
                assert caller.person_id == person.person_id
                assert caller.birth == date.fromisoformat(
                    f"{person.id_number[6:10]}-{person.id_number[10:12]}-{person.id_number[12:14]}"
                )
                assert caller.language == "zh-CN"
                assert person.name not in repr(caller)
        assert enquiry.caller_by_phone(db, "+8613800138000", ACCESS.at.date()) is None
        assert enquiry.caller_by_phone(db, "", ACCESS.at.date()) is None


@pytest.mark.parametrize("change", ["status = 'removed'", "status = 'pending'"])
def test_only_an_active_binding_counts(database: Database, demo: Mapping[str, DemoPerson], change: str) -> None:
    with database.session() as db:
        db.execute(text(f"UPDATE phone_binding SET {change} WHERE person_id = 1"))
    with database.session() as db:
        assert enquiry.caller_by_phone(db, str(demo["employed"].phone), ACCESS.at.date()) is None


def test_the_number_of_somebody_who_died_is_a_strangers(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    with database.session() as db:
        db.execute(text("UPDATE person SET died_on = '2026-01-01' WHERE id = 1"))
        assert enquiry.caller_by_phone(db, str(demo["employed"].phone), ACCESS.at.date()) is None


def test_an_elder_is_65_on_the_birthday(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    with database.session() as db:
        caller = enquiry.caller_by_phone(db, str(demo["elder over 70"].phone), ACCESS.at.date())
    assert caller is not None
    assert caller.birth == date(1950, 8, 17)
    assert not caller.is_elder(date(2015, 8, 16))
    assert caller.is_elder(date(2015, 8, 17))
