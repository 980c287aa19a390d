"""Wrong PINs at the agents' pages: guesses stay few, whoever makes them, and lock nobody else out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import Database
from models.people import agents, desk_guesses, supervisors
from models.people.agents import Listed
from models.tables.desk import DeskGuess

PIN, WRONG = "481516", "161718"
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OFFICE, STRANGER = "192.0.2.10", "203.0.113.7"
Try = Callable[..., bool]


@pytest.fixture
def agent(database: Database) -> Listed:
    """An agent who has never been at the page."""
    with database.session() as db:
        return agents.add(db, "李雷", "+8612088880000", PIN, NOW)


@pytest.fixture
def colleague(database: Database, agent: Listed) -> Listed:
    """Another one."""
    with database.session() as db:
        return agents.add(db, "韩梅", "+8612088880001", PIN, NOW)


@pytest.fixture
def signs_in(database: Database) -> Try:
    """Tries a PIN from an address; whether it lets in."""

    def tried(pin: str, address: str, number: int | str = 101, after: timedelta = timedelta()) -> bool:
        with database.connection() as db:
            return supervisors.sign_in(db, str(number), pin, address, NOW + after) is not None

    return tried


def strangers(count: int) -> list[str]:
    """Addresses that nobody has signed in from."""
    return [f"203.0.{place // 250}.{place % 250}" for place in range(count)]


@pytest.mark.usefixtures("agent")
def test_after_five_wrong_pins_from_an_address_that_agent_is_refused_there_for_a_day(signs_in: Try) -> None:
    for _ in range(desk_guesses.OF_AN_AGENT_FROM_AN_ADDRESS):
        assert not signs_in(WRONG, STRANGER)

    assert not signs_in(PIN, STRANGER)
    assert not signs_in(PIN, STRANGER, after=timedelta(hours=23, minutes=59))
    assert signs_in(PIN, STRANGER, after=timedelta(hours=24))


@pytest.mark.usefixtures("agent")
def test_a_number_written_in_another_way_is_counted_as_the_same(signs_in: Try) -> None:
    for number in ("101", "0101", "101", "0101", "101"):
        assert not signs_in(WRONG, STRANGER, number)

    assert not signs_in(PIN, STRANGER, "0101")


def test_a_number_that_nobody_has_is_counted_too_and_by_the_same_steps(signs_in: Try, database: Database) -> None:
    for _ in range(7):
        assert not signs_in(WRONG, STRANGER, 999)

    with database.connection() as db:
        assert sorted(db.scalars(select(DeskGuess.failures))) == [5, 5, 5]


@pytest.mark.usefixtures("agent")
def test_a_stranger_who_guesses_does_not_lock_the_agent_out(signs_in: Try) -> None:
    for _ in range(50):
        signs_in(WRONG, STRANGER)

    assert signs_in(PIN, OFFICE)


def test_wrong_pins_at_the_page_do_not_lock_the_telephone(signs_in: Try, database: Database, agent: Listed) -> None:
    for _ in range(50):
        signs_in(WRONG, STRANGER)

    with database.connection() as db:
        assert agents.prove(db, agent.agent_id, PIN) is True


def test_a_locked_telephone_does_not_lock_the_page(signs_in: Try, database: Database, agent: Listed) -> None:
    for _ in range(agents.PIN_TRIES):
        with database.connection() as db:
            agents.prove(db, agent.agent_id, WRONG)

    assert signs_in(PIN, OFFICE)
    with database.connection() as db:
        assert agents.prove(db, agent.agent_id, PIN) is None


@pytest.mark.usefixtures("agent")
def test_a_thousand_addresses_get_thirty_guesses_a_day_between_them(signs_in: Try) -> None:
    addresses = strangers(desk_guesses.OF_AN_AGENT)
    for address in addresses:
        assert not signs_in(WRONG, address)

    assert not signs_in(PIN, "198.51.100.1")
    assert signs_in(PIN, "198.51.100.1", after=timedelta(hours=24))


@pytest.mark.usefixtures("agent")
def test_where_the_agent_has_signed_in_lately_guesses_from_elsewhere_do_not_count(signs_in: Try) -> None:
    assert signs_in(PIN, OFFICE)
    for address in strangers(200):
        signs_in(WRONG, address)

    assert signs_in(PIN, OFFICE)
    assert signs_in(PIN, OFFICE, after=timedelta(hours=20))


@pytest.mark.usefixtures("agent")
def test_after_a_month_an_address_is_strange_again(signs_in: Try) -> None:
    assert signs_in(PIN, OFFICE)
    later = desk_guesses.KNOWN_FOR
    for address in strangers(desk_guesses.OF_AN_AGENT):
        signs_in(WRONG, address, after=later)

    assert not signs_in(PIN, OFFICE, after=later)


@pytest.mark.usefixtures("agent")
def test_also_where_the_agent_is_known_five_in_a_row_are_the_most(signs_in: Try) -> None:
    assert signs_in(PIN, OFFICE)
    for _ in range(4):
        assert not signs_in(WRONG, OFFICE)
    assert signs_in(PIN, OFFICE)

    for _ in range(5):
        assert not signs_in(WRONG, OFFICE)
    assert not signs_in(PIN, OFFICE)


@pytest.mark.usefixtures("agent", "colleague")
def test_an_address_that_tries_one_agent_after_another_is_stopped(signs_in: Try) -> None:
    for number in range(101, 101 + desk_guesses.FROM_AN_ADDRESS):
        assert not signs_in(WRONG, STRANGER, number)  # most of them are nobody's

    assert not signs_in(PIN, STRANGER, 102)
    assert signs_in(PIN, OFFICE, 102)


@pytest.mark.usefixtures("agent", "colleague")
def test_an_office_whose_agents_mistype_all_day_is_not_stopped(signs_in: Try) -> None:
    assert signs_in(PIN, OFFICE, 101)
    for _ in range(10):
        for number in (101, 102):
            for _ in range(3):
                assert not signs_in(WRONG, OFFICE, number)
            assert signs_in(PIN, OFFICE, number)


def test_a_new_pin_ends_every_lock_of_its_agent_and_of_nobody_else(
    signs_in: Try, database: Database, agent: Listed, colleague: Listed
) -> None:
    for number in (agent.number, colleague.number):
        for address in strangers(desk_guesses.OF_AN_AGENT):
            signs_in(WRONG, address, number)

    with database.session() as db:
        agents.set_pin(db, agent.agent_id, "271828")

    assert signs_in("271828", OFFICE, agent.number)
    assert not signs_in(PIN, STRANGER, colleague.number)


@pytest.mark.usefixtures("agent")
def test_guesses_made_at_once_are_counted_apart(signs_in: Try, database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: signs_in(WRONG, STRANGER), range(12)))

    with database.connection() as db:
        assert max(db.scalars(select(DeskGuess.failures))) == desk_guesses.OF_AN_AGENT_FROM_AN_ADDRESS


@pytest.mark.usefixtures("agent")
def test_what_counts_no_more_is_dropped_and_no_address_is_kept(signs_in: Try, database: Database) -> None:
    for address in strangers(20):
        signs_in(WRONG, address)
    signs_in(PIN, OFFICE, after=timedelta(days=2))

    with database.connection() as db:
        kept = db.execute(select(DeskGuess)).all()

    assert len(kept) == 3  # of the agent, of the agent there, of there
    assert not any(OFFICE.encode() in bytes(row.key) for row in kept)


def asks_from(office: Any, address: str, pin: str = PIN, forwarded: str = "") -> int:
    """The status that a browser at an address gets."""
    answer = office.app.test_client().post(
        "/desk/sign-in",
        base_url="http://app.localhost",
        data={"number": "101", "pin": pin},
        headers={"Origin": "http://app.localhost", **({"X-Forwarded-For": forwarded} if forwarded else {})},
        environ_base={"REMOTE_ADDR": address},
    )
    return int(answer.status_code)


def test_the_page_locks_by_the_address_that_asks(office: Any) -> None:
    office.agent()
    for _ in range(6):
        assert asks_from(office, STRANGER, WRONG) == 403

    assert asks_from(office, STRANGER) == 403
    assert asks_from(office, OFFICE) == 303


def test_without_a_proxy_nobody_chooses_the_own_address(office: Any) -> None:
    office.agent()
    for place in range(5):
        asks_from(office, STRANGER, WRONG, forwarded=f"198.51.100.{place}")

    assert asks_from(office, STRANGER, forwarded="198.51.100.99") == 403


def test_behind_a_proxy_the_address_it_names_counts_and_what_a_caller_wrote_does_not(
    office: Any, hotline_settings: Any
) -> None:
    office.agent()
    office.app.extensions["settings"] = dataclasses.replace(hotline_settings, proxies=1)
    for place in range(5):
        asks_from(office, "127.0.0.1", WRONG, forwarded=f"198.51.100.{place}, {STRANGER}:{4000 + place}")

    assert asks_from(office, "127.0.0.1", forwarded=f"198.51.100.99, {STRANGER}") == 403
    assert asks_from(office, "127.0.0.1", forwarded=OFFICE) == 303


def test_all_the_addresses_of_one_ipv6_customer_count_as_one(office: Any) -> None:
    office.agent()
    for place in range(5):
        asks_from(office, f"2001:db8:1:2::{place + 1}", WRONG)

    assert asks_from(office, "2001:db8:1:2:ffff::1") == 403
    assert asks_from(office, "2001:db8:1:3::1") == 303
