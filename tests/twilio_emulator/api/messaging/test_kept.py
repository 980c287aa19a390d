"""Messaging Services outlive the emulator where its state is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from twilio.rest import Client

from twilio_emulator import Emulator
from twilio_emulator.opting import OptOut

LINE, OTHER_LINE, PERSON = "+14155550100", "+14155550101", "+14155550199"


def of(emulator: Emulator) -> Client:
    """Return the client of an emulator in this process."""
    return Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())


def test_a_service_its_senders_its_receivers_and_its_words_are_there_again(tmp_path: Path) -> None:
    with Emulator(state=tmp_path) as emulator:
        for number in (LINE, OTHER_LINE):
            emulator.add_number(number)
        words = OptOut(stop=("BAJA",), stopped="Adiós.")
        service = emulator.add_messaging_service("Ours", senders=[OTHER_LINE, LINE, "Bureau"], opt_out=words)
        for _ in range(3):
            of(emulator).messages.create(to=PERSON, messaging_service_sid=service.sid, body="Hello")
        emulator.clock.advance(5)
        before = service.sticky.copy()
    with Emulator(state=tmp_path) as emulator:
        (kept,) = emulator.switchboard.desk.store.services.values()
        assert (kept.sid, kept.friendly_name, kept.sticky) == (service.sid, "Ours", before)
        assert kept.opt_out == words
        assert [(one.address, one.chosen) for one in kept.senders] == [(OTHER_LINE, 3), (LINE, 0), ("Bureau", 0)]
        of(emulator).messaging.v1.services(kept.sid).update(friendly_name="Theirs")
        pool = of(emulator).messaging.v1.services(kept.sid).phone_numbers
        pool(str(pool.list()[-1].sid)).delete()
    with Emulator(state=tmp_path) as emulator:
        (kept,) = emulator.switchboard.desk.store.services.values()
        assert (kept.friendly_name, [one.address for one in kept.senders]) == ("Theirs", [LINE, "Bureau"])
        assert kept.sticky == {}, "what was sent from a sender that has gone is sent from another"


@pytest.mark.parametrize("gone", [False, True])
def test_a_scheduled_text_is_sent_by_its_service_after_a_restart(gone: bool, tmp_path: Path) -> None:
    with Emulator(state=tmp_path) as emulator:
        emulator.add_number(LINE)
        service = emulator.add_messaging_service("Ours", senders=[LINE])
        of(emulator).messages.create(
            to=PERSON, messaging_service_sid=service.sid, body="Hello", schedule_type="fixed",
            send_at=emulator.clock.now() + timedelta(hours=1),
        )  # fmt: skip
        if gone:
            of(emulator).messaging.v1.services(service.sid).delete()
    with Emulator(state=tmp_path) as emulator:
        emulator.clock.advance(7200)
        (message,) = emulator.messages
        expected = ("failed", 21703, "") if gone else ("delivered", 0, LINE)
        assert (message.status, message.error_code, message.from_) == expected
