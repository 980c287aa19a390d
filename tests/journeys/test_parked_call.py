from collections.abc import Mapping
from datetime import UTC, datetime

from models import Database, credentials
from models.seed import DemoPerson
from twilio_emulator import Handset

LINE = "12393"


def test_a_parked_call_hears_nothing_once_the_owner_has_changed_the_pin(
    stranger: Handset, database: Database, demo: Mapping[str, DemoPerson]
) -> None:
    sun = demo["initial PIN"]
    parked = stranger.dial(LINE).press("1").press(f"{sun.id_number}#").press(f"{sun.pin}#").press("604713#")

    with database.session() as db:  # the owner, in another call meanwhile
        at = datetime(2026, 3, 2, 2, 1, tzinfo=UTC)
        credentials.change_pin(db, sun.person_id, "318472", at, confirm_id=sun.id_number, replaces_initial=True)
    parked.press("604713#").hears("输入的信息有误")

    assert "元" not in parked.transcript
    stranger.dial(LINE).press("1").press(f"{sun.id_number}#").press("318472#").press("1").hears("元")


def test_one_call_locks_at_most_three_people(stranger: Handset, demo: Mapping[str, DemoPerson]) -> None:
    people = [demo[name] for name in ("employed", "zero balance", "flexible worker", "ID ends in X")]
    for _ in range(4):
        for person in people:
            stranger.dial(LINE).press("1").press(_keyed(person)).press("000001#").hang_up()

    call = stranger.dial(LINE)
    for person in people[:3]:
        call.press("1").press(_keyed(person)).press("000001#").hears("暂停二十四小时").press("*")
    call.press("1")

    call.hears("不能继续查询")


def _keyed(person: DemoPerson) -> str:
    return person.id_number.replace("X", "*") + "#"
