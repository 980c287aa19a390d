"""What the database refuses about people, whoever writes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import Database

BINDING = """
    INSERT INTO phone_binding (person_id, phone_hash, phone_sealed, status, channel, verified_by, bound_at)
    SELECT 2, phone_hash, phone_sealed, '{status}', 'text', 'code', bound_at FROM phone_binding WHERE person_id = 1
"""
INSURANCE = """
    INSERT INTO insurance (person_id, region_code, scheme, insured_class, status, started_on, ended_on)
    VALUES (1, '110000', 'resident', 'working_age', '{status}', '2020-01-01', {ended})
"""


def refused(database: Database, statement: str) -> None:
    with pytest.raises(IntegrityError), database.session() as db:
        db.execute(text(statement))


def test_a_number_answers_for_one_person_at_a_time(database: Database) -> None:
    refused(database, BINDING.format(status="active"))
    with database.session() as db:
        db.execute(text(BINDING.format(status="pending")))
        db.execute(text("UPDATE phone_binding SET status = 'removed' WHERE person_id = 1"))
        db.execute(text("UPDATE phone_binding SET status = 'active' WHERE person_id = 2 AND channel = 'text'"))


def test_a_person_has_one_active_insurance(database: Database) -> None:
    refused(database, INSURANCE.format(status="active", ended="NULL"))
    with database.session() as db:
        db.execute(text(INSURANCE.format(status="ended", ended="'2021-01-01'")))


@pytest.mark.parametrize(
    "statement",
    [
        INSURANCE.format(status="ended", ended="NULL"),
        INSURANCE.format(status="paused", ended="'2021-01-01'"),
        INSURANCE.format(status="ended", ended="'2019-01-01'"),
        INSURANCE.format(status="asleep", ended="NULL"),
        "UPDATE insurance SET region_code = '000000'",
        "UPDATE insurance SET scheme = 'military'",
        "UPDATE person SET id_number_hash = (SELECT id_number_hash FROM person WHERE id = 2) WHERE id = 1",
        "UPDATE personal_account SET person_id = 1 WHERE person_id = 2",
        "UPDATE personal_account SET status = 'lost'",
        "UPDATE credential SET person_id = 99999 WHERE person_id = 1",
        "UPDATE region SET interest_rate_ppm = -1",
        "DELETE FROM person WHERE id = 1",
        "INSERT INTO lockout (identity_hash, failures, counted_at) SELECT phone_hash, 6, bound_at FROM phone_binding",
    ],
)
def test_what_cannot_be_is_refused(unchanged_database: Database, statement: str) -> None:
    refused(unchanged_database, statement)
