"""The page an agent works at: the queue, the caller at hand, passing on, wrapping up."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import func, select

from models import AuditRow, TicketKind, WrapUp, tickets
from models.people import agent_queue, agents, board, wrapping_up
from models.people.board import Gone
from models.tables.agent import AgentState
from models.vault import Sealed

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>'


def test_the_queue_shows_where_callers_stand_and_no_more_than_four_digits_of_them(office: Any) -> None:
    office.agent()
    office.caller(1)
    office.takes()
    office.caller(2)
    office.caller(3)

    page = office.browser().sign_in(101).text("/live")

    assert page.index("****0002") < page.index("****0003")
    assert "+8612" not in page
    assert "99990002" not in page


def test_the_caller_of_a_ring_is_shown_masked_with_level_path_and_tickets_and_audited_once(
    office: Any, demo: Any
) -> None:
    zhang = demo["employed"]
    office.agent()
    call = office.emulator.handset(zhang.phone).dial("12393")
    call.press("1").press(f"{zhang.id_number[-4:]}#").press(f"{zhang.pin}#")
    with office.database.session() as db:
        number = tickets.open(db, TicketKind.COMPLAINT, zhang.phone, None, "CA1", office.now(), text="…")
    call.press("0")
    browser = office.browser().sign_in(101)

    page = browser.text()
    browser.get()
    browser.get("/live")

    assert "张*明" in page
    assert zhang.name not in page
    assert zhang.id_number not in page
    assert zhang.id_number[-4:] not in page.replace(zhang.phone[-4:], "")
    assert zhang.pin not in page
    assert "已核实 · L2" in page
    assert "个人医保查询" in page
    assert number in page
    with office.database.session() as db:
        rows = db.scalars(select(AuditRow).where(AuditRow.question == "screen_pop")).all()
    assert [(row.person_id, row.reference.split(":")[:2]) for row in rows] == [(zhang.person_id, ["desk", "101"])]


def test_a_number_alone_names_its_person_masked_and_shows_no_tickets_of_theirs(office: Any, demo: Any) -> None:
    zhang = demo["employed"]
    office.agent()
    with office.database.session() as db:
        number = tickets.open(db, TicketKind.COMPLAINT, None, zhang.person_id, "CA1", office.now(), text="…")
    office.emulator.handset(zhang.phone).dial("12393").press("0")

    page = office.browser().sign_in(101).text()

    assert "张*明" in page
    assert "未核实" in page
    assert number not in page


def test_a_stranger_is_shown_by_four_digits_and_nobody_is_audited(office: Any) -> None:
    office.agent()
    with office.database.session() as db:
        before = db.scalar(select(func.count()).select_from(AuditRow))
    office.caller(1)

    assert "0001" in office.browser().sign_in(101).text()

    with office.database.session() as db:
        assert db.scalar(select(func.count()).select_from(AuditRow)) == before


def test_a_caller_whom_nobody_was_rung_for_is_picked_up_from_the_queue(office: Any) -> None:
    office.agent()
    caller = office.caller(1)
    office.ringing().pick_up().press("2")  # declined: the telephone is left in peace for half a minute
    browser = office.browser().sign_in(101)
    with office.database.session() as db:
        (waiting,) = board.waiting(db)

    answer = browser.post(f"/pick-up/{waiting.entry_id}")

    assert answer.headers["Location"].endswith("said=picked")
    office.takes()
    caller.hears("幺零幺号话务员为您服务")
    assert "正在通话" in browser.text()


def test_nobody_is_picked_up_by_who_is_off_duty_or_has_a_call_nor_twice(office: Any) -> None:
    office.agent("李雷")
    caller = office.caller(1)
    with office.database.session() as db:
        entry = agent_queue.open_entry(db, caller.sid)
    assert entry is not None
    place = f"/pick-up/{entry.entry_id}"
    busy = office.browser().sign_in(101)
    office.agent("韩梅")
    free = office.browser().sign_in(102)

    assert busy.post(place).headers["Location"].endswith("said=busy")
    assert free.post(place).headers["Location"].endswith("said=gone")
    assert free.post("/pick-up/999").headers["Location"].endswith("said=gone")


def test_of_agents_who_pick_the_same_caller_up_at_once_one_gets_the_caller(office: Any) -> None:
    office.agent("李雷")
    caller = office.caller(1)
    office.ringing("李雷").pick_up().press("2")
    ids = [1, *(office.agent(name).agent_id for name in ("韩梅", "林涛", "魏华"))]
    with office.database.session() as db:
        entry = agent_queue.open_entry(db, caller.sid)
    assert entry is not None
    ready = Barrier(len(ids))

    def pick_up(agent_id: int) -> bool:
        ready.wait()
        try:
            with office.database.connection() as db:
                board.pick_up(db, entry.entry_id, agent_id, office.now())
        except Gone:
            return False
        return True

    with ThreadPoolExecutor(len(ids)) as pool:
        assert sorted(pool.map(pick_up, ids)) == [False, False, False, True]
    with office.database.session() as db:
        assert [one.state for one in agents.everybody(db)].count(AgentState.RINGING) == 1


def test_a_caller_is_passed_on_to_a_colleague_who_is_free(office: Any) -> None:
    office.agent("李雷")
    caller = office.caller(1)
    office.takes("李雷")
    office.agent("韩梅")
    browser = office.browser().sign_in(101)
    with office.database.session() as db:
        ring = board.ring_of(db, 1)

    assert browser.post(f"/pass-on/{ring}", to="102").headers["Location"].endswith("said=passed")

    office.takes("韩梅")
    caller.hears("幺零二号话务员为您服务")
    assert office.ringing("李雷").status == "completed"


def test_nobody_is_passed_on_to_who_is_busy_or_by_who_does_not_talk_to_them(office: Any) -> None:
    office.agent("李雷")
    caller = office.caller(1)
    office.takes("李雷")
    with office.database.session() as db:
        ring = board.ring_of(db, 1)
    mine, other = office.browser().sign_in(101), None
    office.agent("韩梅")
    other = office.browser().sign_in(102)

    for browser, to in ((mine, "101"), (mine, "999"), (mine, ""), (other, "102")):
        assert browser.post(f"/pass-on/{ring}", to=to).headers["Location"].endswith("said=not_passed")
    assert caller.status == "in-progress"


def test_a_talk_is_wrapped_up_with_a_code_and_a_sealed_note(office: Any) -> None:
    office.agent()
    office.caller(1)
    office.takes().hang_up()
    browser = office.browser().sign_in(101)
    with office.database.session() as db:
        (talk,) = wrapping_up.to_wrap_up(db, 1, office.now())

    answer = browser.post(f"/wrap-up/{talk.ring_id}", code="claim", note=HOSTILE)

    assert answer.headers["Location"].endswith("said=wrapped")
    assert "没有待整理的通话" in browser.text()
    with office.database.session() as db:
        row = db.scalars(select(WrapUp)).one()
        assert row.code == "claim"
        assert row.note_sealed is not None
        assert b"onerror" not in row.note_sealed
        assert office.database.vault.unseal(Sealed.WRAP_UP, row.note_sealed) == HOSTILE
        assert wrapping_up.note_of(db, talk.ring_id) == HOSTILE


def test_only_the_agent_who_talked_wraps_up_and_only_with_a_code_there_is(office: Any) -> None:
    office.agent("李雷")
    office.caller(1)
    office.takes("李雷").hang_up()
    office.agent("韩梅")

    for number, code in ((102, "claim"), (101, "nonsense"), (101, "")):
        answer = office.browser().sign_in(number).post("/wrap-up/1", code=code)
        assert answer.headers["Location"].endswith("said=not_wrapped")


def test_going_on_duty_rings_at_once_for_who_waits_and_going_off_keeps_the_call(office: Any) -> None:
    office.agent("李雷")
    office.caller(1)
    office.takes("李雷")
    office.agent("韩梅", on=False)
    office.caller(2)
    browser = office.browser().sign_in(102)

    browser.post("/duty", on="1")
    assert office.ringing("韩梅").status == "ringing"

    office.takes("韩梅")
    browser.post("/duty", on="0")
    assert office.ringing("韩梅").status == "in-progress"
    with office.database.session() as db:
        (han,) = [one for one in agents.everybody(db) if one.name == "韩梅"]
    assert (han.on_duty, han.state) == (False, AgentState.TALKING)


def test_what_has_not_changed_is_not_sent_again(office: Any) -> None:
    office.agent()
    browser = office.browser().sign_in(101)
    tag = browser.get("/live").headers["ETag"]

    assert browser.get("/live", **{"If-None-Match": tag}).status_code == 304
    office.emulator.clock.advance(5)
    assert browser.get("/live", **{"If-None-Match": tag}).status_code == 304
    office.caller(1)
    assert browser.get("/live", **{"If-None-Match": tag}).status_code == 200


def test_an_agent_declines_at_the_page_and_the_next_one_is_rung(office: Any) -> None:
    office.agent("李雷")
    office.emulator.clock.advance(1)
    office.agent("韩梅")
    browser, other = office.browser().sign_in(101), office.browser().sign_in(102)
    caller = office.caller(1)
    ring = re.search(r"/decline/(\d+)", browser.text())
    assert ring is not None
    assert other.post(f"/decline/{ring[1]}").headers["Location"].endswith("said=not_declined")

    assert browser.post(f"/decline/{ring[1]}").headers["Location"].endswith("said=declined")

    assert office.ringing("李雷").status in {"completed", "canceled"}
    assert office.ringing("韩梅").status == "ringing"
    assert "连续第 1 次，满 3 次将离班" in browser.text()
    assert "101 不接" in other.text()
    assert browser.post(f"/decline/{ring[1]}").headers["Location"].endswith("said=not_declined")
    office.takes("韩梅")
    caller.hears("幺零二号")
    office.emulator.clock.advance(31)
    assert 'id="rests"' not in browser.text()


def test_an_agent_whom_the_hotline_put_off_duty_reads_why_until_they_are_back(office: Any) -> None:
    office.agent("李雷")
    browser = office.browser().sign_in(101)
    office.handsets["李雷"].on_ring("no-answer")
    office.caller(1).wait(200)

    assert "连续 3 次没有接，系统已让您离班" in browser.text()
    assert "上班" in browser.text()
    browser.post("/duty", on="1")
    assert 'id="rests"' not in browser.text()


def test_the_operations_page_tells_who_waits_and_who_is_on_duty_now(office: Any) -> None:
    office.agent("李雷", supervisor=True)
    office.agent("韩梅")
    browser = office.browser().sign_in(101)
    office.caller(1)
    office.takes("李雷")
    office.caller(2)
    office.caller(3)

    now = browser.text("/operations").split('id="now-part"')[1].split("</section>")[0]

    assert re.findall(r"<dd[^>]*>(\d+)</dd>", now)[0] == "2"
    assert 'id="now-on-duty">2</dd>' in now
    other = browser.text("/operations?line=12333").split('id="now-part"')[1].split("</section>")[0]
    assert 'id="now-waiting">0</dd>' in other
