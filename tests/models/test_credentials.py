"""Proving who one is: the same answer and the same work for every refusal, five tries in all, and PINs that hold."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from models import Credential, Database, Lockout, Person, PinHasher, credentials
from models.errors import AccountsError
from models.identity import with_check_character
from models.pin import PIN_FAULTS, PinOwner, fault_in
from models.proof.credentials import Locked, PinChanged, PinFault, PinRefused, Refused, Verified
from models.seed import DemoPerson

KEY = b"a secret key for tests, 32 bytes"
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


class CountingHasher(PinHasher):
    """The real thing, that counts how often it is asked to verify."""

    def __init__(self) -> None:
        super().__init__(memory_kib=8, passes=1)
        self.evaluated = 0
        self._lock = threading.Lock()

    def verify(self, pin_hash: str | None, pin: str) -> bool:
        with self._lock:
            self.evaluated += 1
        return super().verify(pin_hash, pin)


def by_id(database: Database, id_number: str, pin: str, at: datetime = NOW) -> Verified | Refused | Locked:
    with database.session() as db:
        return credentials.verify_by_id(db, id_number, pin, at)


def by_tail(database: Database, person: int, tail: str, pin: str, at: datetime = NOW) -> object:
    with database.session() as db:
        return credentials.verify_person(db, person, tail, pin, at)


def test_the_right_id_number_and_pin_prove_the_person(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    for person in demo.values():
        assert by_id(database, person.id_number, person.pin) == Verified(
            person_id=person.person_id, must_change_pin=person.new_pin is None
        )


def test_a_lower_case_x_is_an_x(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["ID ends in X"]
    assert isinstance(by_id(database, person.id_number.lower(), person.pin), Verified)
    assert isinstance(by_tail(database, person.person_id, "018x", person.pin), Verified)


def test_a_known_caller_proves_it_with_the_tail_and_the_pin(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    assert isinstance(by_tail(database, person.person_id, person.id_number[-4:], person.pin), Verified)
    assert by_tail(database, person.person_id, "0000", person.pin) == Refused(tries_left=4)
    assert by_tail(database, person.person_id, person.id_number[-4:], "000000") == Refused(tries_left=3)


def test_the_initial_pin_is_the_tail_of_the_id_number_and_must_be_changed(
    database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    person = demo["initial PIN"]
    assert person.pin == person.id_number[-6:]
    answer = by_id(database, person.id_number, person.pin)
    assert answer == Verified(person_id=person.person_id, must_change_pin=True)


UNKNOWN = with_check_character("99010119900101001")
REFUSED = {
    "a wrong PIN": ("990101198503120010", "000000"),
    "a wrong check character": ("990101198503120011", "739204"),
    "an unknown person": (UNKNOWN, "739204"),
    "too few digits": ("9901", "739204"),
    "no digits at all": ("", ""),
    "far too many digits": ("9" * 10_000, "7" * 10_000),
    "a PIN that is not text of digits": ("990101198503120010", "七三九二零四"),
}


@pytest.mark.parametrize("entered", REFUSED.values(), ids=REFUSED)
def test_every_refusal_is_the_same_answer_for_the_same_work(database_url: str, entered: tuple[str, str]) -> None:
    hasher = CountingHasher()
    database = Database(database_url, KEY, pin_hasher=hasher)
    answers = [by_id(database, *entered) for _ in range(7)]
    assert answers == [
        *(Refused(tries_left=left) for left in (4, 3, 2, 1)),
        *(Locked(until=NOW + DAY) for _ in range(3)),
    ]
    assert hasher.evaluated == 5
    database.dispose()


def test_what_stands_in_for_a_missing_hash_costs_what_a_real_one_costs() -> None:
    hasher = PinHasher(memory_kib=64, passes=2)
    assert hasher._nobody.split("$")[:4] == hasher.hash("739204").split("$")[:4]
    assert len(hasher._nobody) == len(hasher.hash("739204"))
    assert not hasher.verify(None, "739204")


def test_a_stored_hash_has_the_parameters_that_were_chosen() -> None:
    assert PinHasher().hash("739204").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_success_starts_the_count_again(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    for _ in range(4):
        by_id(database, person.id_number, "000000")
    assert isinstance(by_id(database, person.id_number, person.pin), Verified)
    assert by_id(database, person.id_number, "000000") == Refused(tries_left=4)


def test_failures_count_over_both_ways_of_proving(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    tail = person.id_number[-4:]
    for left in (4, 2):
        assert by_id(database, person.id_number, "000000") == Refused(tries_left=left)
        assert by_tail(database, person.person_id, tail, "000000") == Refused(tries_left=left - 1)
    assert by_id(database, person.id_number, "000000") == Locked(until=NOW + DAY)
    assert by_tail(database, person.person_id, tail, person.pin) == Locked(until=NOW + DAY)


def test_a_lock_ends_after_a_day_and_five_more_tries_lock_again(
    database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    person = demo["employed"]
    for _ in range(5):
        by_id(database, person.id_number, "000000")
    with database.session() as db:
        assert credentials.locked_until(db, person.person_id, NOW) == NOW + DAY
        assert credentials.locked_until(db, person.person_id, NOW + DAY) is None
        assert credentials.locked_until(db, 2, NOW) is None
        assert credentials.locked_until(db, 99999, NOW) is None
    almost = NOW + DAY - timedelta(seconds=1)
    assert by_id(database, person.id_number, person.pin, almost) == Locked(until=NOW + DAY)
    assert by_id(database, person.id_number, "000000", NOW + DAY) == Refused(tries_left=4)
    for _ in range(4):
        by_id(database, person.id_number, "000000", NOW + DAY)
    assert by_id(database, person.id_number, person.pin, NOW + DAY) == Locked(until=NOW + 2 * DAY)


def test_fifty_guesses_at_once_evaluate_five(database_url: str, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    hasher = CountingHasher()
    database = Database(database_url, KEY, pin_hasher=hasher)
    start = threading.Barrier(50)
    answers: list[object] = []

    def guess(number: int) -> None:
        start.wait()
        if number % 2:
            answers.append(by_id(database, person.id_number, f"{number:06d}"))
        else:
            answers.append(by_tail(database, person.person_id, person.id_number[-4:], f"{number:06d}"))

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.dispose()
    assert hasher.evaluated == 5
    assert len(answers) == 50
    assert sum(isinstance(answer, Locked) for answer in answers) == 46
    assert {answer.tries_left for answer in answers if isinstance(answer, Refused)} == {1, 2, 3, 4}


def test_a_guess_is_counted_even_if_the_process_dies_while_it_is_evaluated(
    database_url: str, demo: Mapping[str, DemoPerson]
) -> None:
    class DyingHasher(PinHasher):
        def verify(self, pin_hash: str | None, pin: str) -> bool:
            raise SystemExit

    person = demo["employed"]
    dying = Database(database_url, KEY, pin_hasher=DyingHasher())
    for _ in range(2):
        with pytest.raises(SystemExit):
            by_id(dying, person.id_number, "000000")
    dying.dispose()
    database = Database(database_url, KEY, pin_hasher=PinHasher.cheap())
    assert by_id(database, person.id_number, "000000") == Refused(tries_left=2)
    database.dispose()


def test_the_dead_are_refused_like_strangers(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    with database.session() as db:
        db.execute(text("UPDATE person SET died_on = '2026-01-01' WHERE id = 1"))
    assert by_id(database, person.id_number, person.pin) == Refused(tries_left=4)
    assert by_tail(database, 1, person.id_number[-4:], person.pin) == Refused(tries_left=3)
    assert by_tail(database, 99999, "0010", person.pin) == Refused(tries_left=4)


def test_a_person_without_a_pin_is_refused_like_a_stranger(database: Database) -> None:
    with database.session() as db:
        db.execute(text("DELETE FROM credential WHERE person_id = 1"))
    assert by_id(database, "990101198503120010", "739204") == Refused(tries_left=4)


def test_the_lockout_table_names_nobody(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    by_id(database, demo["employed"].id_number, "000000")
    with database.session() as db:
        (row,) = db.scalars(select(Lockout)).all()
        known = db.scalar(select(Person.id).where(Person.id_number_hash == row.identity_hash))
    assert known == 1
    assert demo["employed"].id_number.encode() not in row.identity_hash


# Changing the PIN


def change(database: Database, person_id: int, pin: str, confirm: str | None = None) -> object:
    with database.session() as db:
        return credentials.change_pin(db, person_id, pin, NOW, confirm_id=confirm)


def test_a_new_pin_holds_and_the_old_one_no_longer(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    assert change(database, person.person_id, "264819") == PinChanged()
    assert by_id(database, person.id_number, person.pin) == Refused(tries_left=4)
    assert by_id(database, person.id_number, "264819") == Verified(person_id=1, must_change_pin=False)


def test_leaving_the_initial_pin_needs_the_full_id_number(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["initial PIN"]
    not_confirmed = PinRefused(reason=PinFault.ID_NOT_CONFIRMED)
    assert change(database, person.person_id, "264819") == not_confirmed
    assert change(database, person.person_id, "264819", demo["employed"].id_number) == not_confirmed
    assert change(database, person.person_id, "264819", person.id_number) == PinChanged()
    assert by_id(database, person.id_number, "264819") == Verified(person_id=7, must_change_pin=False)
    assert by_id(database, person.id_number, person.pin) == Refused(tries_left=4)


def test_the_old_pin_is_no_new_pin(database: Database, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["employed"]
    assert change(database, 1, person.pin) == PinRefused(reason=PinFault.SAME_AS_OLD)
    assert change(database, 1, person.phone[-6:] if person.phone else "") == PinRefused(reason=PinFault.PHONE_TAIL)


def test_nobody_has_no_pin_to_change(database: Database) -> None:
    with pytest.raises(AccountsError):
        change(database, 99999, "264819")


OWNER = PinOwner(id_number="990101198503120010", phones=("+8612010738264",))
FAULTY = {
    "": PinFault.NOT_SIX_DIGITS,
    "12345": PinFault.NOT_SIX_DIGITS,
    "1234567": PinFault.NOT_SIX_DIGITS,
    "12345a": PinFault.NOT_SIX_DIGITS,
    "１２３４５６": PinFault.NOT_SIX_DIGITS,
    "*12345": PinFault.NOT_SIX_DIGITS,
    "000000": PinFault.SAME_DIGITS,
    "888888": PinFault.SAME_DIGITS,
    "123456": PinFault.STRAIGHT_RUN,
    "654321": PinFault.STRAIGHT_RUN,
    "456789": PinFault.STRAIGHT_RUN,
    "890123": PinFault.STRAIGHT_RUN,
    "210987": PinFault.STRAIGHT_RUN,
    "123123": PinFault.COMMON,
    "121212": PinFault.COMMON,
    "112233": PinFault.COMMON,
    "123321": PinFault.COMMON,
    "111222": PinFault.COMMON,
    "120010": PinFault.INITIAL,
    "850312": PinFault.BIRTHDAY,
    "120385": PinFault.BIRTHDAY,
    "031285": PinFault.BIRTHDAY,
    "198503": PinFault.BIRTHDAY,
    "031985": PinFault.BIRTHDAY,
    "738264": PinFault.PHONE_TAIL,
}


@pytest.mark.parametrize(("pin", "fault"), FAULTY.items())
def test_a_pin_that_is_easy_to_guess_is_refused_with_its_fault(pin: str, fault: PinFault) -> None:
    assert fault_in(pin, OWNER) is fault


@pytest.mark.parametrize("pin", ["739204", "100200", "135791", "246802", "850313"])
def test_an_ordinary_pin_is_taken(pin: str) -> None:
    assert fault_in(pin, OWNER) is None


def test_the_initial_pin_of_an_id_ending_in_x_reads_it_as_zero() -> None:
    assert fault_in("050180", PinOwner(id_number="99011019910205018X")) is PinFault.INITIAL


def test_every_fault_can_happen() -> None:
    assert {*FAULTY.values(), PinFault.SAME_AS_OLD, PinFault.ID_NOT_CONFIRMED} == set(PIN_FAULTS)


def test_the_pins_of_the_demo_people_would_be_taken(demo: Mapping[str, DemoPerson]) -> None:
    for person in demo.values():
        if person.new_pin:
            owner = PinOwner(id_number=person.id_number, phones=(person.phone,) if person.phone else ())
            assert fault_in(person.new_pin, owner) is None


def test_a_credential_is_initial_or_hashed_and_never_both(database: Database) -> None:
    with database.session() as db:
        for credential in db.scalars(select(Credential)):
            assert credential.initial is (credential.pin_hash is None)
    for change_of in ("initial = true", "pin_hash = NULL"):
        with pytest.raises(Exception, match="ck_credential_initial"), database.session() as db:
            db.execute(text(f"UPDATE credential SET {change_of} WHERE person_id = 1"))


def test_the_tail_alone_proves_enough_for_a_text_and_forgives_only_itself(
    database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    person = demo["ID ends in X"]
    with database.session() as db:
        assert credentials.verify_tail(db, person.person_id, "0000", NOW) == Refused(tries_left=4)
        assert credentials.verify_tail(db, person.person_id, "018x", NOW) is True
        assert credentials.verify_tail(db, person.person_id, "0000", NOW) == Refused(tries_left=3)
        assert credentials.count_failure(db, person.person_id, NOW) == Refused(tries_left=2)
    assert by_tail(database, person.person_id, "018X", "000000") == Refused(tries_left=1), "over all channels alike"
    with database.session() as db:
        assert credentials.count_failure(db, person.person_id, NOW) == Locked(until=NOW + DAY)
        assert credentials.verify_tail(db, person.person_id, "018X", NOW) == Locked(until=NOW + DAY)
        assert credentials.verify_tail(db, person.person_id, "018X", NOW + DAY) is True


def test_nobody_has_no_tail_and_no_failures(database: Database) -> None:
    with database.session() as db:
        with pytest.raises(AccountsError):
            credentials.verify_tail(db, 0, "0000", NOW)
        with pytest.raises(AccountsError):
            credentials.count_failure(db, 0, NOW)
