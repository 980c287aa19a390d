"""An answer of a call, sent to the caller's telephone."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from hotline import Settings
from hotline.jobs import Bell, open_queue
from hotline.outbound import Carrier, send_due
from models.policies.loading import load_policies
from models.seed import DemoPerson
from tests.hotline.conftest import Post
from tests.hotline.test_outbox import NIGHT
from twilio_emulator import Handset


@pytest.mark.requirement("S1")
def test_a_caller_who_presses_2_has_the_balance_on_the_telephone_as_well(
    post: Post, carrier: Carrier, zhang: Handset, demo: Mapping[str, DemoPerson], hotline_settings: Settings
) -> None:
    post.now.moment = NIGHT  # it was asked for, so it comes at any hour
    person = demo["employed"]
    call = zhang.dial("12393").press("1").press(f"{person.id_number[-4:]}#").press(f"{person.pin}#")
    call.press("1").hears("发送短信到您的手机")
    call.press("2").hang_up()
    for _ in range(2):
        send_due(post.database, carrier, post.at)
        post.later(60)
    (message,) = zhang.inbox
    assert "余额1234.56元" in message.body
    assert message.body.startswith("【12393医保】")
    queue = open_queue(hotline_settings)  # and the worker was called, so that nobody waits for the minute
    assert queue.pending_count() == 1
    queue.storage.close()


def test_a_queue_that_cannot_be_opened_costs_a_caller_nothing(
    hotline_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Bell(replace(hotline_settings, jobs=f"sqlite:///{tmp_path / 'no such folder' / 'jobs.sqlite3'}")).ring()
    assert "bell_unheard" in capsys.readouterr().out


def test_a_policy_sent_from_a_call_in_english_is_written_in_english(
    post: Post, carrier: Carrier, zhang: Handset
) -> None:
    with post.database.session() as db:
        load_policies(db)
    zhang.dial("12393").press("9").press("2").press("1").press("1").press("1").press("2").hang_up()
    send_due(post.database, carrier, post.at)
    (message,) = zhang.inbox
    assert message.body.startswith("[12393] ")
    assert "Beijing 2025. Outpatient care of working employees: threshold 1,800 yuan;" in message.body
