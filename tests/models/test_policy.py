"""The policy table on both databases: loading, one current row a key, and what an answer is made of."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from models import Database, InsuredClass, Scheme
from models.enquiry.policy import channels, policies
from models.enquiry.policy_answers import Lack, NoPolicy, Policies
from models.policies.files import read_policies
from models.policies.gazetteer import NATION, region_by_name
from models.policies.loading import load_policies
from models.policies.policy import Policy, PolicyStatus
from models.policies.topics import GUIDES, LOCAL_SERVICES, TOPICS, Topic, topic_by_word

BEIJING = region_by_name("北京")


@pytest.fixture
def loaded(database: Database) -> Database:
    """The demo database with the policies of the files."""
    with database.session() as db:
        load_policies(db)
    return database


def numbers_of_rows(database: Database) -> list[int]:
    with database.session() as db:
        return list(db.scalars(select(Policy.id).order_by(Policy.id)))


def test_a_second_load_changes_nothing(loaded: Database) -> None:
    before = numbers_of_rows(loaded)
    with loaded.session() as db:
        again = load_policies(db)
    assert (again.added, again.removed) == (0, 0)
    assert again.rows == len(before) == len(read_policies())
    assert numbers_of_rows(loaded) == before


def test_a_load_brings_the_table_to_what_the_files_say(loaded: Database) -> None:
    with loaded.session() as db:
        db.execute(text("UPDATE policy SET low = 170000 WHERE region_code = '110000' AND low = 180000"))
        db.execute(text("DELETE FROM policy WHERE region_code = '500000'"))
        mended = load_policies(db)
    assert mended.removed == 1
    assert mended.added == 1 + sum(row["region_code"] == "500000" for row in read_policies())
    with loaded.session() as db:
        assert load_policies(db).added == 0


def test_loads_at_the_same_time_wait_for_each_other(database: Database) -> None:
    failures: list[BaseException] = []

    def load() -> None:
        try:
            with database.session() as db:
                load_policies(db)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(numbers_of_rows(database)) == len(read_policies())


def test_one_row_of_a_key_is_current(loaded: Database) -> None:
    """Invariant 18: the database refuses a second one, and takes any number of others."""
    columns = ", ".join(column.name for column in Policy.__table__.columns if column.name != "id")
    copied = columns.replace("status", "'{}'").replace("note", "'why'")
    again = f"INSERT INTO policy ({columns}) SELECT {copied} FROM policy WHERE status = 'current'"
    with pytest.raises(IntegrityError), loaded.session() as db:
        db.execute(text(again.format("current")))
    with loaded.session() as db:
        db.execute(text(again.format("superseded")))
        db.execute(text(again.format("disputed")))
    with pytest.raises(IntegrityError), loaded.session() as db:
        db.execute(text("UPDATE policy SET status = 'current' WHERE status = 'superseded'"))


@pytest.mark.parametrize(
    "change",
    [
        "spoken = ''",
        "sms = ''",
        "status = 'believed'",
        "status = 'disputed'",
        "year = 25",
        "visit = 3",
        "unit = 'none'",
        "unit = 'yen'",
        "low = NULL",
        "low = -1",
        "high = 1",
        "band_low_fen = 3, band_high_fen = 2",
        "unit = 'percent', low = 10001",
        "item = 'note'",
    ],
)
def test_what_cannot_be_is_refused(loaded: Database, change: str) -> None:
    with pytest.raises(IntegrityError), loaded.session() as db:
        db.execute(
            text(f"UPDATE policy SET {change} WHERE region_code = '110000' AND low = 180000 AND status = 'current'")
        )


@pytest.mark.requirement("S106")
def test_only_current_rows_are_told(loaded: Database) -> None:
    with loaded.session() as db:
        db.execute(
            text("UPDATE policy SET status = 'disputed', note = 'a doubt' WHERE region_code = '110000' AND year = 2024")
        )
        found = policies(db, BEIJING, Topic.PREMIUM)
        assert isinstance(found, Policies)
        assert [group.year for group in found.groups] == [2025]
        nothing = policies(db, BEIJING, Topic.PREMIUM, scheme=Scheme.EMPLOYEE)
    assert isinstance(nothing, NoPolicy)
    assert nothing.lack is Lack.DISPUTED


@pytest.mark.requirement("S105")
def test_the_latest_year_is_told_where_the_year_asked_has_none(loaded: Database) -> None:
    with loaded.session() as db:
        db.execute(
            text(
                "INSERT INTO policy (region_code, year, scheme, tier, insured_class, service, hospital_level, visit,"
                " item, detail, band_low_fen, band_high_fen, low, high, unit, status, sources, page, checked_on,"
                " title, spoken_title, keywords, spoken, sms, note, position)"
                " SELECT region_code, 2023, scheme, tier, insured_class, service, hospital_level, visit, item, detail,"
                " band_low_fen, band_high_fen, 160000, high, unit, status, sources, page, checked_on, title,"
                " spoken_title, keywords, spoken, sms, note, position FROM policy"
                " WHERE region_code = '110000' AND low = 180000 AND status = 'current'"
            )
        )

        def threshold(year: int | None) -> tuple[int | None, int | None, bool]:
            found = policies(db, BEIJING, Topic.OUTPATIENT, year=year, klass=InsuredClass.WORKING)
            assert isinstance(found, Policies)
            return found.groups[0].year, found.groups[0].clauses[0].low, found.other_year

        assert threshold(None) == (2025, 180000, False)
        assert threshold(2025) == (2025, 180000, False)
        assert threshold(2023) == (2023, 160000, True)  # the residents' row is of 2025
        assert threshold(2031) == (2025, 180000, True)


@pytest.mark.requirement("S104")
@pytest.mark.parametrize("region", [None, "990000"])
def test_an_unknown_region_gets_numbers_to_ring_and_what_is_usual(loaded: Database, region: str | None) -> None:
    with loaded.session() as db:
        nothing = policies(db, region, Topic.OUTPATIENT)
        rules = policies(db, region, Topic.ACCOUNT)
    assert isinstance(nothing, NoPolicy)
    assert isinstance(rules, NoPolicy)
    assert nothing.lack is rules.lack is Lack.UNKNOWN_REGION
    assert [one.number for one in nothing.numbers] == ["12393", "12333"]
    assert nothing.general
    assert rules.general


@pytest.mark.requirement("S104")
def test_a_region_without_figures_names_its_own_hotline(loaded: Database) -> None:
    with loaded.session() as db:
        nothing = policies(db, region_by_name("桂林"), Topic.INPATIENT)
    assert isinstance(nothing, NoPolicy)
    assert nothing.lack is Lack.NO_FIGURES
    assert nothing.region is not None
    assert nothing.region.local_hotline == "0773-12393"


def test_people_hear_what_is_for_them(loaded: Database) -> None:
    with loaded.session() as db:

        def titles(scheme: Scheme, klass: InsuredClass) -> list[str]:
            found = policies(db, "110000", Topic.OUTPATIENT, scheme=scheme, klass=klass)
            assert isinstance(found, Policies)
            return [group.title for group in found.groups]

        assert titles(Scheme.EMPLOYEE, InsuredClass.WORKING) == ["在职职工门诊"]
        assert titles(Scheme.EMPLOYEE, InsuredClass.RETIRED) == ["退休人员门诊"]
        assert titles(Scheme.FLEXIBLE, InsuredClass.WORKING) == ["在职职工门诊"]
        assert titles(Scheme.RESIDENT, InsuredClass.STUDENT) == ["城乡居民门诊"]


def test_no_answer_mixes_in_what_is_kept_from_being_told(loaded: Database) -> None:
    with loaded.session() as db:
        rows = db.execute(select(Policy.region_code, Policy.title, Policy.status)).all()
        doubtful = [(code, title) for code, title, status in rows if status is not PolicyStatus.CURRENT]
        told = {(code, title) for code, title, status in rows if status is PolicyStatus.CURRENT}
        assert len(doubtful) == 23
        for code in {code for code, _ in doubtful}:
            for topic in Topic:
                found = policies(db, code, topic)
                groups = (*getattr(found, "groups", ()), *found.general)
                assert {(group.region.code, group.title) for group in groups} <= told


def test_a_guide_is_found_from_the_topic_it_belongs_to(loaded: Database) -> None:
    with loaded.session() as db:
        assert channels(db, BEIJING, Topic.SHARING).topic is Topic.SHARING_GUIDE
        assert channels(db, BEIJING, Topic.REIMBURSEMENT).topic is Topic.CLAIM_GUIDE
        assert channels(db, BEIJING, Topic.LABOUR).topic is Topic.QUERY_GUIDE
        assert [one.number for one in channels(db, "640000").numbers][:1] == ["0951-5112345"]


def test_every_word_of_the_command_table_is_a_topic() -> None:
    for word in ("账户", "共济", "门诊", "住院", "缴费", "年限", "报销", "材料", "时限", "生育"):
        assert topic_by_word(word) is not None
    assert topic_by_word("人口") is None


def test_every_topic_has_its_row_and_no_word_names_two() -> None:
    assert set(TOPICS) == set(Topic)
    words = [word for row in TOPICS.values() for word in row.words]
    assert len(words) == len(set(words))
    assert set(GUIDES.values()) <= set(TOPICS)
    assert all(set(row.services) & LOCAL_SERVICES for row in TOPICS.values() if row.local)


def test_a_file_of_nobody_s_business_is_not_read(loaded: Database, tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(
        'region = "110000"\n[[group]]\ntitle = "门诊"\ntitle_en = "Outpatient care"\nservice = "outpatient"\n'
        'sources = ["S50"]\npage = "000"\n'
        '[[group.row]]\nitem = "rule"\nspoken = "照旧"\nspoken_en = "as before"\n',
        encoding="utf-8",
    )
    (tmp_path / "notes.txt").write_text("no policy", encoding="utf-8")
    with loaded.session() as db:
        assert load_policies(db, tmp_path).rows == 1
        assert db.scalar(select(func.count()).select_from(Policy)) == 1
        assert db.scalar(select(Policy.region_code)) != NATION
