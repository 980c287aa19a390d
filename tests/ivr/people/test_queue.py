"""Waiting for an agent: who is told what, whose telephone rings, who gets whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import SurveyAnswer, Ticket, TicketKind
from models.seed import DemoPerson
from models.tables.agent import AgentState


@pytest.mark.requirement("S1", "S3")
def test_nought_leads_to_an_agent_who_hears_who_waits_and_takes_the_caller_with_a_key(desk: Any) -> None:
    desk.agent("李雷")

    caller = desk.caller(1)
    caller.hears("您排在第一位").hears("很快为您接听").hears("预约回电请按一")
    agent = desk.ringing("李雷").pick_up()
    agent.hears("尾号零零零幺").hears("身份未核实").hears("接听请按一")
    agent.press("1")
    caller.hears("幺零幺号话务员为您服务")
    agent.speak("您好，请讲")
    caller.hears("您好，请讲")

    (entry,) = desk.entries(caller)
    assert (entry.status, entry.line, entry.verified) == ("talking", "12393", False)
    assert entry.waited_seconds is not None
    assert desk.listed("李雷").state is AgentState.TALKING


def test_an_agent_hears_that_the_caller_is_identified_and_no_number_or_name(desk: Any, demo: Any) -> None:
    zhang: DemoPerson = demo["employed"]
    assert zhang.phone is not None
    desk.agent("李雷")

    call = desk.emulator.handset(zhang.phone).dial("12393")
    call.press("1").press(f"{zhang.id_number[-4:]}#").press(f"{zhang.pin}#").press("0")

    heard = desk.ringing("李雷").pick_up()
    heard.hears("身份已核实")
    assert zhang.name not in heard.transcript
    assert zhang.name[0] not in heard.heard
    assert zhang.phone[-8:] not in heard.heard


def test_the_region_that_was_dialled_is_told_to_the_agent(desk: Any, hotline_app: Any) -> None:
    desk.emulator.add_number("01012393", voice_url="/voice/answer", status_callback="/voice/status", app=hotline_app)
    desk.agent("李雷")

    desk.caller(1, line="01012393")

    desk.ringing("李雷").pick_up().hears("参保地北京")


def test_the_position_and_the_expected_wait_are_told_every_half_minute(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    second = desk.caller(2).hears("您排在第一位").hears("预计等候约三分钟")
    third = desk.caller(3).hears("您排在第二位").hears("预计等候约六分钟")

    second.hang_up()
    third.wait(32).hears("您排在第一位").hears("预计等候约三分钟").hears("预约回电请按一")
    told = third.transcript.count("您排在")
    third.wait(60)

    assert third.transcript.count("您排在") - told == 2


def test_the_expected_wait_goes_by_what_talks_have_lasted(desk: Any) -> None:
    desk.agent("李雷")
    for last in range(3):
        caller = desk.caller(last)
        talk = desk.takes("李雷")
        desk.pass_by(580)
        talk.hang_up()
        caller.press("1")
    desk.caller(4)
    desk.takes("李雷")

    desk.caller(5).hears("预计等候约十分钟")


def test_one_or_two_talks_are_too_few_to_go_by(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    talk = desk.takes("李雷")
    desk.pass_by(5)
    talk.hang_up()
    caller.press("1")
    desk.caller(2)
    desk.takes("李雷")

    desk.caller(3).hears("预计等候约三分钟")


def test_callers_of_the_other_line_whom_the_same_agent_serves_first_are_counted(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    desk.caller(2, line="12333").hears("您排在第一位").hears("预计等候约三分钟")

    desk.caller(3).hears("您排在第二位").hears("预计等候约六分钟")


def test_callers_whom_other_agents_serve_are_not_counted(desk: Any) -> None:
    desk.agent("李雷", lines=["12393"])
    desk.agent("韩梅", lines=["12333"])
    for name, last, line in (("李雷", 1, "12393"), ("韩梅", 2, "12333")):
        desk.caller(last, line=line)
        desk.takes(name)
    desk.caller(3, line="12333").hears("您排在第一位")

    desk.caller(4).hears("您排在第一位").hears("预计等候约三分钟")


def test_who_waits_for_a_language_waits_for_those_who_have_it(desk: Any) -> None:
    desk.agent("李雷")
    desk.agent("韩梅", languages=["zh-CN", "en"])
    for name, last in (("李雷", 1), ("韩梅", 2)):
        desk.caller(last)
        desk.takes(name)
    english = desk.emulator.handset("+8612099990003").dial("12393").press("9").press("0")
    english.hears("three minutes")

    desk.caller(4).hears("您排在第二位").hears("预计等候约三分钟")


def test_music_is_heard_and_no_silence_lasts(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")

    waiting = desk.caller(2).wait(120)

    assert waiting.transcript.count("long.wav") >= 4
    assert waiting.status == "in-progress"


def test_the_agent_idle_longest_rings_first(desk: Any) -> None:
    desk.agent("李雷")
    desk.pass_by(60)
    desk.agent("韩梅")

    caller = desk.caller(1)
    desk.takes("李雷").hang_up()
    caller.press("1")
    desk.pass_by(60)
    desk.caller(2)

    assert len(desk.handsets["李雷"].calls) == 1
    assert desk.ringing("韩梅").status == "ringing"


@pytest.mark.parametrize(
    ("answers", "status"), [("busy", "busy"), ("no-answer", "no_answer"), ("unreachable", "failed")]
)
def test_where_one_agent_does_not_answer_the_next_one_rings(desk: Any, answers: str, status: str) -> None:
    desk.agent("李雷", answers)
    desk.pass_by(1)
    desk.agent("韩梅")

    caller = desk.caller(1)
    desk.takes("韩梅")

    caller.hears("幺零二号话务员为您服务")
    assert desk.statuses() == [status, "talking"]


def test_an_agents_own_voicemail_never_takes_a_caller(desk: Any) -> None:
    desk.agent("李雷", "machine")
    desk.pass_by(1)
    desk.agent("韩梅")

    caller = desk.caller(1)
    desk.takes("韩梅")

    caller.hears("幺零二号")
    assert desk.statuses() == ["declined", "talking"]


def test_an_agent_may_decline_and_is_left_in_peace_for_a_while(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)

    desk.ringing("李雷").pick_up().press("2")
    assert desk.listed("李雷").state is AgentState.FREE
    caller.wait(20)
    assert len(desk.handsets["李雷"].calls) == 1
    caller.wait(30)

    assert len(desk.handsets["李雷"].calls) == 2


def test_an_agent_who_has_not_answered_three_times_is_off_duty_and_the_caller_is_not_kept(desk: Any) -> None:
    desk.agent("李雷", "no-answer")

    caller = desk.caller(1).wait(300)

    assert desk.statuses() == ["no_answer"] * 3
    assert not desk.listed("李雷").on_duty
    caller.hears("让您久等了").hears("留言，请按一")
    assert desk.results(caller) == ["gave_up"]


def test_all_agents_talk_and_the_next_to_be_free_takes_who_came_first(desk: Any) -> None:
    for name in ("李雷", "韩梅"):
        desk.agent(name)
    desk.caller(1)
    desk.takes("李雷")
    desk.caller(2)
    desk.takes("韩梅")
    third, fourth = desk.caller(3), desk.caller(4)
    assert [len(desk.handsets[name].calls) for name in ("李雷", "韩梅")] == [1, 1]

    desk.ringing("韩梅").hang_up()
    desk.takes("韩梅")

    third.hears("幺零二号话务员")
    assert "话务员为您服务" not in fourth.transcript


def test_a_caller_who_hangs_up_while_an_agent_rings_stops_the_ringing(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    assert desk.ringing("李雷").status == "ringing"

    caller.hang_up()

    assert desk.ringing("李雷").status in {"completed", "canceled", "no-answer"}
    assert desk.results(caller) == ["abandoned"]
    assert desk.statuses() == ["canceled"]
    assert desk.listed("李雷").state is AgentState.FREE
    desk.caller(2)
    desk.takes("李雷")


def test_a_caller_who_hangs_up_while_the_agent_listens_is_told_to_the_agent(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    agent = desk.ringing("李雷").pick_up()
    caller.hang_up()

    agent.press("1")

    assert agent.status == "completed"
    assert desk.listed("李雷").state is AgentState.FREE


def test_one_key_leaves_the_queue_for_a_call_back_about_when_the_turn_would_have_come(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    caller = desk.caller(2).hears("预约回电请按一")

    caller.press("1").hears("已为您登记回电").hears("十点")

    assert caller.status == "completed"
    (entry,) = desk.entries(caller)
    assert (entry.result, entry.status) == ("callback", "ended")
    with desk.database.session() as db:
        ticket = db.scalars(select(Ticket).where(Ticket.number == entry.ticket)).one()
    assert ticket.kind is TicketKind.CALLBACK
    assert timedelta(minutes=4) < ticket.callback_at - desk.now() <= timedelta(minutes=6)


def test_a_call_back_arranged_in_the_menu_is_arranged_anew_by_who_waits_after_all(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    caller = desk.emulator.handset("+8612099990002").dial("12393").press("5").press("4").press("1").press("2")
    caller.hears("三月三日")

    caller.press("0").hears("您排在第一位").press("1").hears("已为您登记回电").hears("三月二日")

    with desk.database.session() as db:
        ticket = db.scalars(select(Ticket).where(Ticket.kind == TicketKind.CALLBACK)).one()
    assert timedelta(minutes=4) < ticket.callback_at - desk.now() <= timedelta(minutes=6)


def test_the_agent_who_rings_for_a_caller_who_chose_a_call_back_rings_no_more(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)

    caller.press("1").hears("已为您登记回电")

    assert desk.ringing("李雷").status != "ringing"
    assert desk.listed("李雷").state is AgentState.FREE


def test_any_other_key_while_waiting_keeps_the_place(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    caller = desk.caller(2)

    caller.press("7").hears("您排在第一位")

    assert desk.entries(caller)[0].status == "waiting"


def test_who_waits_a_quarter_of_an_hour_is_offered_voicemail_or_a_call_back(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    caller = desk.caller(2)

    caller.wait(15 * 60 + 40).hears("让您久等了").hears("留言，请按一。预约回电，请按二")
    assert desk.results(caller) == ["gave_up"]
    caller.press("2").press("1").press("1").hears("工单号")

    with desk.database.session() as db:
        kinds = list(db.scalars(select(Ticket.kind).where(Ticket.reference == caller.sid)))
    assert kinds == [TicketKind.CALLBACK]


def test_a_message_can_be_left_after_a_wait_in_vain(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    caller = desk.caller(2).wait(15 * 60 + 40).press("1")

    caller.speak("我的账户有问题").press("#").hears("工单号")

    with desk.database.session() as db:
        ticket = db.scalars(select(Ticket).where(Ticket.reference.startswith(caller.sid))).one()
    assert ticket.kind is TicketKind.VOICEMAIL
    assert ticket.recording is not None


def test_when_everybody_has_gone_home_nobody_is_kept_waiting(desk: Any) -> None:
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    caller = desk.caller(2)
    from models.people import agents

    with desk.database.session() as db:
        agents.sign_off(db, desk.listed("李雷").agent_id)

    caller.wait(35).hears("让您久等了")


def test_where_nobody_is_on_duty_nought_is_a_call_back_as_ever(desk: Any) -> None:
    desk.agent("李雷", on=False)

    caller = desk.caller(1).hears("已为您登记人工回电")

    assert desk.entries(caller) == []
    assert desk.rings() == []


def test_who_comes_when_too_many_wait_is_not_let_in(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.people.waiting.MOST_WAITING", 2)
    desk.agent("李雷")
    desk.caller(1)
    desk.takes("李雷")
    desk.caller(2)
    desk.caller(3)

    caller = desk.caller(4).hears("等候的人很多").hears("留言，请按一。预约回电，请按二")

    assert desk.entries(caller) == []


def test_agents_of_one_line_are_not_rung_for_the_other(desk: Any) -> None:
    desk.agent("李雷", lines=["12333"])
    assert "已为您登记人工回电" in desk.caller(1).transcript

    caller = desk.caller(2, line="12333").hears("您排在第一位")
    desk.takes("李雷")

    caller.hears("幺零幺号")


def test_a_caller_who_speaks_english_gets_an_agent_who_does(desk: Any) -> None:
    desk.agent("李雷")
    desk.pass_by(1)
    desk.agent("Kate", languages=["zh-CN", "en"])

    caller = desk.emulator.handset("+8612099990001").dial("12393").press("9").press("0")

    caller.hears("You are number one in line")
    assert desk.handsets["李雷"].calls == []
    desk.takes("Kate")
    caller.hears("Agent number one zero two")


def test_a_caller_without_a_number_waits_too_but_cannot_be_called_back(desk: Any) -> None:
    desk.agent("李雷")

    caller = desk.emulator.handset("anonymous").dial("12393").press("0")

    assert "预约回电" not in caller.transcript
    desk.ringing("李雷").pick_up().hears("来电没有显示号码").press("1")
    caller.hears("幺零幺号")


def test_the_survey_is_asked_when_the_agent_hangs_up_and_kept_with_the_agent(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    desk.takes("李雷").hang_up()

    caller.hears("很满意，请按一").press("2").hears("感谢您的评价")

    assert caller.status == "completed"
    with desk.database.session() as db:
        answer = db.scalars(select(SurveyAnswer)).one()
    assert (answer.call_sid, answer.score, answer.agent) == (caller.sid, 2, "李雷")
    assert desk.results(caller) == ["answered"]
    assert desk.listed("李雷").state is AgentState.FREE


def test_the_survey_is_repeated_once_and_silence_ends_in_thanks(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    desk.takes("李雷").hang_up()

    caller.press("9").hears("很满意，请按一")
    caller.wait(30).hears("感谢您的来电")

    assert caller.status == "completed"
    with desk.database.session() as db:
        assert db.scalars(select(SurveyAnswer)).all() == []


def test_a_caller_who_hangs_up_first_has_been_answered_and_the_agent_is_free(desk: Any) -> None:
    desk.agent("李雷")
    caller = desk.caller(1)
    agent = desk.takes("李雷")
    desk.pass_by(20)

    caller.hang_up()

    assert agent.status == "completed"
    assert desk.results(caller) == ["answered"]
    assert desk.statuses() == ["completed"]
    assert desk.listed("李雷").state is AgentState.FREE


def test_an_elder_is_spoken_to_slowly_while_waiting_and_in_the_survey(desk: Any, demo: Any) -> None:
    li: DemoPerson = demo["elder over 70"]
    assert li.phone is not None
    desk.agent("李雷")

    call = desk.emulator.handset(li.phone).dial("12393").press("0")
    desk.takes("李雷").hang_up()

    spoken = [one.text for one in call.exchanges if "<Say" in one.text]
    assert len(spoken) >= 4
    assert all('rate="80%"' in one for one in spoken)


def test_who_keys_nothing_three_times_is_put_through(desk: Any) -> None:
    desk.agent("李雷")

    caller = desk.emulator.handset("+8612099990001").dial("12393").wait(5).wait(5).wait(20)

    assert "现在为您转人工服务" in caller.transcript
    assert "您排在第一位" in caller.transcript


def test_nought_leads_to_an_agent_from_an_entry_and_after_an_answer_too(desk: Any, demo: Any) -> None:
    zhang: DemoPerson = demo["employed"]
    desk.agent("李雷", "busy")

    in_entry = desk.emulator.handset("+8612099990001").dial("12393").press("1").press("0#")
    in_entry.hears("您排在第一位")
    in_entry.hang_up()
    told = desk.emulator.handset("+8612099990002").dial("12393").press("1")
    told.press(f"{zhang.id_number}#").press(f"{zhang.pin}#").press("1").press("0").hears("您排在第一位")
