"""BD, YZ, JB: a number is bound by what its owner knows and what reaches his handset, and by nothing less."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import (
    BindingStatus,
    Channel,
    Database,
    MessageRecord,
    OneTimeCode,
    Person,
    PhoneBinding,
    PinHasher,
    codes,
    credentials,
)
from sms.answers.number import CONSENT
from sms.dialogue import answer
from sms.replies import reply
from sms.webhook import Incoming
from tests.conftest import SECRET_KEY

if TYPE_CHECKING:
    from models.seed import DemoPerson
    from tests.sms.conftest import Line

NEW = "+8612011110000"
OTHER = "+8612011110001"
NOBODY = "11010519491231002X"
"""The standard's own example: a good number that belongs to nobody here."""


@pytest.fixture
def owner(demo: Mapping[str, DemoPerson]) -> DemoPerson:
    """Somebody without a bound number, whose PIN is changed."""
    return demo["no bound phone"]


def ask(line: Line, person: DemoPerson, phone: str = NEW) -> str:
    """Send BD; the code that comes back."""
    given = line.text(f"BD#{person.id_number}#{person.pin}", phone)
    assert given is not None
    found = re.search("验证码([0-9]{6})，", given)
    assert found, given
    return found[1]


def bindings(line: Line, phone: str) -> list[PhoneBinding]:
    with line.database.session() as db:
        wanted = PhoneBinding.phone_hash == line.database.vault.phone_hash(phone)
        return list(db.scalars(select(PhoneBinding).where(wanted).order_by(PhoneBinding.id)))


def test_a_number_is_bound_by_id_number_pin_and_the_code_that_comes_back(line: Line, owner: DemoPerson) -> None:
    code = ask(line, owner)
    assert line.key("YE", NEW) == "NOB", "not before the code is back"
    assert line.text(f"YZ#{code}", NEW) == (
        "【12393医保】本机已绑定吴*燕的医保账户。发YE查余额，BZ看指令，JB解绑。如非本人操作请致电12393。"
    )
    (binding,) = bindings(line, NEW)
    assert (binding.person_id, binding.status, binding.channel) == (
        owner.person_id,
        BindingStatus.ACTIVE,
        Channel.TEXT,
    )
    assert line.key("YE", NEW) == "YE"


def test_what_a_binding_was_agreed_to_is_read_first_and_kept_with_it(line: Line, owner: DemoPerson) -> None:
    for number in ("12393", "12333"):
        asked = reply("YZM", number, code="628415")
        assert asked.text.endswith("回复即同意本机查询医保信息，发JB随时解除。"), "never left out to save a segment"
    line.text(f"YZ#{ask(line, owner)}", NEW)
    (binding,) = bindings(line, NEW)
    assert binding.verified_by == CONSENT == "text code, consent 1", "other words are another number"


@pytest.mark.parametrize("spelling", ["bd {id} {pin}", "ＢＤ＃{id}＃{pin}", "绑定*{id}*{pin}", "綁定，{id}，{pin}"])
def test_binding_is_written_as_people_write_it(line: Line, owner: DemoPerson, spelling: str) -> None:
    assert line.key(spelling.format(id=owner.id_number.lower(), pin=owner.pin), NEW) == "YZM"


@pytest.mark.parametrize(
    ("id_number", "pin"),
    [
        ("owner", "000000"),
        ("nobody", "000000"),
        ("owner", "123456"),
        ("110105194912310021", "492068"),
        ("123", "492068"),
        ("owner", ""),
    ],
    ids=["wrong PIN", "nobody's number", "weak PIN", "wrong check character", "no number at all", "no PIN"],
)
def test_what_does_not_fit_is_refused_alike_whatever_it_was(
    line: Line, owner: DemoPerson, id_number: str, pin: str
) -> None:
    number = {"owner": owner.id_number, "nobody": NOBODY}.get(id_number, id_number)
    given = line.text(f"BD#{number}#{pin}", NEW)
    if not pin:
        assert line.last().answer_key == "BDFORM"
        return
    assert given == "【12393医保】验证未通过，请核对后重发。连续5次错误将锁定24小时。"


def test_somebody_elses_id_number_with_ones_own_pin_is_refused(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    assert line.key(f"BD#{demo['no bound phone'].id_number}#{demo['employed'].pin}", NEW) == "DENY"


def test_the_initial_pin_binds_nothing(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    person = demo["initial PIN"]
    assert line.text(f"BD#{person.id_number}#{person.pin}", NEW) == (
        "【12393医保】查询密码仍是初始密码，不能用短信绑定。请拨打12393按4修改密码后再绑定。"
    )
    with line.database.session() as db:
        assert db.scalars(select(OneTimeCode)).all() == []


def test_five_failures_lock_known_and_unknown_alike(line: Line, owner: DemoPerson) -> None:
    for place, number in enumerate((owner.id_number, NOBODY)):
        keys = [line.key(f"BD#{number}#000000", f"+861201112{place}{guess:03d}") for guess in range(6)]
        assert keys == ["DENY"] * 4 + ["LOCK"] * 2
    assert line.key(f"BD#{owner.id_number}#{owner.pin}", NEW) == "LOCK", "the right PIN, but too late"


def test_the_lock_holds_on_the_telephone_too_and_the_other_way_round(line: Line, owner: DemoPerson) -> None:
    for guess in range(2):
        line.text(f"BD#{owner.id_number}#000000", f"+86120111300{guess:02d}")
    with line.database.session() as db:
        for _ in range(2):
            credentials.verify_by_id(db, owner.id_number, "000000", line.clock())
    assert line.key(f"BD#{owner.id_number}#000000", NEW) == "LOCK", "the fifth over both channels"
    with line.database.session() as db:
        assert isinstance(credentials.verify_by_id(db, owner.id_number, owner.pin, line.clock()), credentials.Locked)


def test_a_number_that_tries_one_identity_after_another_is_stopped(line: Line, owner: DemoPerson) -> None:
    keys = [line.key(f"BD#9901011985031200{place:02d}#000000", NEW) for place in range(7)]
    assert keys == ["DENY"] * 5 + ["LOCK"] * 2
    assert line.key(f"BD#{owner.id_number}#{owner.pin}", NEW) == "LOCK"
    line.clock.advance(timedelta(hours=24, seconds=1))
    assert line.key(f"BD#{owner.id_number}#{owner.pin}", NEW) == "YZM"


class Counting(PinHasher):
    """Counts how many PINs are looked at."""

    def __init__(self) -> None:
        super().__init__(memory_kib=8, passes=1)
        self.evaluated = 0
        self._lock = threading.Lock()

    def verify(self, pin_hash: str | None, pin: str) -> bool:
        with self._lock:
            self.evaluated += 1
        return super().verify(pin_hash, pin)


@pytest.fixture
def counted(database_url: str) -> Iterator[tuple[Database, Counting]]:
    hasher = Counting()
    database = Database(database_url, SECRET_KEY, pin_hasher=hasher)
    yield database, hasher
    database.dispose()


@pytest.mark.parametrize("from_one_number", [False, True], ids=["fifty numbers", "one number"])
def test_fifty_guesses_at_once_are_looked_at_five_times_at_most(
    counted: tuple[Database, Counting], demo: Mapping[str, DemoPerson], from_one_number: bool
) -> None:
    database, hasher = counted
    owner = demo["no bound phone"]
    at = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)

    def guess(place: int) -> str:
        number = owner.id_number if not from_one_number else f"9901011985031{place:05d}"
        sender = NEW if from_one_number else f"+8612022{place:06d}"
        text = Incoming(sid=f"SM{place:032d}", sender=sender, body=f"BD#{number}#0000{place:02d}")
        return answer(database, text, at).key

    with ThreadPoolExecutor(16) as pool:
        keys = list(pool.map(guess, range(50)))
    assert hasher.evaluated <= credentials.MOST_FAILURES
    assert set(keys) <= {"DENY", "LOCK", "LIMIT", "SILENT"}
    assert keys.count("DENY") <= credentials.MOST_FAILURES


def test_thirty_tails_guessed_at_once_are_looked_at_five_times_at_most(
    counted: tuple[Database, Counting], demo: Mapping[str, DemoPerson]
) -> None:
    database, _ = counted
    person = demo["employed"]
    at = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)

    def guess(place: int) -> str:
        text = Incoming(sid=f"SM{place:032d}", sender=person.phone or "", body=f"MX#9{place:03d}")
        return answer(database, text, at).key

    with ThreadPoolExecutor(16) as pool:
        keys = list(pool.map(guess, range(30)))
    assert keys.count("DENY") == credentials.MOST_FAILURES - 1
    assert set(keys) <= {"DENY", "LOCK", "LIMIT", "SILENT"}
    late = Incoming(sid="SM99", sender=person.phone or "", body=f"MX#{person.id_number[-4:]}")
    assert answer(database, late, at + timedelta(hours=17)).key == "LOCK"


def test_known_and_unknown_identities_cost_the_same_look(
    counted: tuple[Database, Counting], demo: Mapping[str, DemoPerson]
) -> None:
    database, hasher = counted
    at = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    for place, number in enumerate((demo["no bound phone"].id_number, NOBODY, "not a number")):
        before = hasher.evaluated
        text = Incoming(sid=f"SM{place:032d}", sender=NEW, body=f"BD#{number.replace(' ', '')}#000000")
        assert answer(database, text, at).key == "DENY"
        assert hasher.evaluated == before + 1


@pytest.mark.parametrize("wrong", ["000000", "12345", "abcdef", "", "6284155"])
def test_a_wrong_code_binds_nothing(line: Line, owner: DemoPerson, wrong: str) -> None:
    code = ask(line, owner)
    assert code != wrong
    assert line.text(f"YZ#{wrong}", NEW) == "【12393医保】验证码错误或已过期，请重新发送BD获取。"
    assert bindings(line, NEW) == []


def test_a_code_is_guessed_at_three_times_and_then_worth_nothing(line: Line, owner: DemoPerson) -> None:
    code = ask(line, owner)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [line.key(f"YZ#{wrong}", NEW) for _ in range(codes.MOST_TRIES)] == ["EXP"] * codes.MOST_TRIES
    assert line.key(f"YZ#{code}", NEW) == "EXP"


def test_guessed_codes_count_to_the_lock_of_the_person(line: Line, owner: DemoPerson) -> None:
    for guess in range(2):
        line.text(f"BD#{owner.id_number}#000000", f"+86120111400{guess:02d}")
    # Knowing the PIN forgives what failed before; three wrong codes and two wrong PINs are five again.
    code = ask(line, owner)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [line.key(f"YZ#{wrong}", NEW) for _ in range(3)] == ["EXP"] * 3
    assert line.key(f"BD#{owner.id_number}#000000", OTHER) == "DENY"
    assert line.key(f"BD#{owner.id_number}#000000", OTHER) == "LOCK"


def test_a_code_is_used_once(line: Line, owner: DemoPerson) -> None:
    code = ask(line, owner)
    assert line.key(f"YZ#{code}", NEW) == "BDOK"
    line.text("JB", NEW)
    assert line.key("Y", NEW) == "JBOK"
    assert line.key(f"YZ#{code}", NEW) == "EXP"


def test_a_code_is_good_for_ten_minutes(line: Line, owner: DemoPerson) -> None:
    code = ask(line, owner)
    line.clock.advance(timedelta(minutes=10))
    assert line.key(f"YZ#{code}", NEW) == "EXP"


def test_a_code_is_good_for_the_number_it_was_sent_to(line: Line, owner: DemoPerson) -> None:
    code = ask(line, owner)
    assert line.key(f"YZ#{code}", OTHER) == "EXP"
    assert line.key(f"YZ#{code}", NEW) == "BDOK"


def test_the_newest_code_replaces_the_one_before(line: Line, owner: DemoPerson) -> None:
    first, second = ask(line, owner), ask(line, owner)
    if first != second:
        assert line.key(f"YZ#{first}", NEW) == "EXP"
    assert line.key(f"YZ#{second}", NEW) == "BDOK"


def test_a_locked_person_is_not_bound_even_with_the_right_code(line: Line, owner: DemoPerson) -> None:
    code = ask(line, owner)
    with line.database.session() as db:
        for _ in range(credentials.MOST_FAILURES):
            credentials.verify_by_id(db, owner.id_number, "000000", line.clock())
    assert line.key(f"YZ#{code}", NEW) == "LOCK"
    assert bindings(line, NEW) == []


def test_a_bound_number_is_not_taken_over(line: Line, demo: Mapping[str, DemoPerson], owner: DemoPerson) -> None:
    phone = demo["employed"].phone or ""
    assert line.text(f"BD#{owner.id_number}#{owner.pin}", phone) == (
        "【12393医保】本机已绑定医保账户，如需更换请先发JB解绑。"
    )
    assert line.key(f"BD#{owner.id_number}#000000", phone) == "BDHAS", "nothing was looked at"


def test_a_person_has_three_numbers_at_most(line: Line, owner: DemoPerson) -> None:
    for place in range(3):
        phone = f"+861201115000{place}"
        assert line.key(f"YZ#{ask(line, owner, phone)}", phone) == "BDOK"
    assert line.key(f"YZ#{ask(line, owner)}", NEW) == "BDMAX"
    assert bindings(line, NEW) == []


def test_the_number_of_somebody_who_died_can_be_bound_anew(
    line: Line, demo: Mapping[str, DemoPerson], owner: DemoPerson
) -> None:
    phone = demo["employed"].phone or ""
    with line.database.session() as db:
        db.get_one(Person, demo["employed"].person_id).died_on = line.clock().date()
    assert line.key("YE", phone) == "NOB"
    assert line.key(f"YZ#{ask(line, owner, phone)}", phone) == "BDOK"
    assert [binding.status for binding in bindings(line, phone)] == [BindingStatus.REMOVED, BindingStatus.ACTIVE]


def test_unbinding_is_asked_about_first(line: Line, demo: Mapping[str, DemoPerson]) -> None:
    phone = demo["employed"].phone or ""
    assert line.text("JB", phone) == "【12393医保】确认解除本机与张*明医保账户的绑定，请在10分钟内回复Y。"
    assert line.key("YE", phone) == "YE"
    assert line.text("y", phone) == "【12393医保】已解除绑定，本机不再能查询。重新绑定请拨12393按4。"
    assert line.key("YE", phone) == "NOB"
    (binding,) = bindings(line, phone)
    assert (binding.status, binding.removed_at) == (BindingStatus.REMOVED, line.clock())


def test_a_y_that_nobody_asked_for_or_that_comes_too_late_unbinds_nothing(
    line: Line, demo: Mapping[str, DemoPerson]
) -> None:
    phone = demo["employed"].phone or ""
    assert line.key("Y", phone) == "UNK"
    line.text("JB", phone)
    line.clock.advance(timedelta(minutes=10))
    assert line.key("Y", phone) == "UNK"
    assert line.key("YE", phone) == "YE"


def test_proof_does_not_outlive_the_binding(line: Line, demo: Mapping[str, DemoPerson], owner: DemoPerson) -> None:
    person = demo["employed"]
    phone = person.phone or ""
    assert line.key(f"MX#{person.id_number[-4:]}", phone) == "MX"
    line.text("JB", phone)
    line.text("Y", phone)
    assert line.key("N", phone) == "NOMORE"
    assert line.key(f"YZ#{ask(line, owner, phone)}", phone) == "BDOK"
    assert line.key("MX", phone) == "NEEDID"
    assert line.key("Y", phone) == "NOMORE", "it was somebody else who was asked"
    assert line.key("YE", phone) == "YE"


def test_a_pin_is_kept_nowhere(line: Line, owner: DemoPerson) -> None:
    ask(line, owner)
    line.text(f"BD#{owner.id_number}#738291", OTHER)
    with line.database.session() as db:
        vault = line.database.vault
        for record in db.scalars(select(MessageRecord)):
            kept = f"{vars(record)} {record.read_answer(vault)}"
            for secret in (owner.pin, "738291", owner.id_number):
                assert secret not in kept
    text = Incoming(sid=None, sender=NEW, body=f"BD#{owner.id_number}#{owner.pin}")
    assert owner.pin not in repr(text)


def test_neither_pin_nor_code_is_logged(line: Line, owner: DemoPerson, capsys: pytest.CaptureFixture[str]) -> None:
    code = ask(line, owner)
    line.text(f"YZ#{code}", NEW)
    said = "".join(capsys.readouterr())
    assert "text_answered" in said
    for secret in (owner.pin, owner.id_number, code):
        assert secret not in said


def test_a_message_delivered_twice_is_judged_once(line: Line, owner: DemoPerson) -> None:
    first = line.text(f"BD#{owner.id_number}#{owner.pin}", NEW, "SM77")
    assert line.text(f"BD#{owner.id_number}#{owner.pin}", NEW, "SM77") == first
    wrong = [line.text(f"BD#{NOBODY}#000000", OTHER, "SM78") for _ in range(8)]
    assert len(set(wrong)) == 1
    assert line.key(f"BD#{NOBODY}#000000", OTHER) == "DENY", "eight deliveries were one try"


def test_a_message_whose_worker_was_lost_is_judged_again_when_it_is_delivered_again(
    line: Line, owner: DemoPerson
) -> None:
    text = Incoming(sid="SM79", sender=NEW, body=f"BD#{owner.id_number}#{owner.pin}")
    with line.database.session() as db:
        db.add(
            MessageRecord(
                message_sid="SM79",
                direction="incoming",
                line="12393",
                sender_hash=line.database.vault.phone_hash(NEW),
                sender_masked="",
                command="BD",
                status="received",
                at=line.clock(),
            )
        )
    assert answer(line.database, text, line.clock() + timedelta(seconds=5)).text is None, "the other delivery answers"
    assert answer(line.database, text, line.clock() + timedelta(seconds=31)).key == "YZM"


def test_binding_and_unbinding_are_audited(line: Line, owner: DemoPerson) -> None:
    before = line.audited()
    line.text(f"YZ#{ask(line, owner)}", NEW)
    line.text("JB", NEW)
    line.text("Y", NEW)
    assert line.audited() == before + 2
