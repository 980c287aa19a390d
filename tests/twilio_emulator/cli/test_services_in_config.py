"""Messaging Services that a configuration file declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from twilio_emulator import Emulator
from twilio_emulator.config import ConfigError, load

FILE = """
[[numbers]]
phone_number = "+14155550100"

[[services]]
sid = "MG44444444444444444444444444444444"
friendly_name = "Notices"
senders = ["+14155550100", "Bureau"]
inbound_request_url = "http://127.0.0.1:5000/in"
inbound_method = "GET"
sticky_sender = false
advanced_opt_out = true
stop = ["BAJA"]
"""


def test_a_service_is_declared_with_its_senders_and_its_words(tmp_path: Path) -> None:
    file = tmp_path / "emulator.toml"
    file.write_text(FILE)
    with Emulator() as emulator:
        for _ in range(2):  # a second time it takes its own place, as where state is kept
            load(file).declare(emulator)
        (service,) = emulator.switchboard.desk.store.services.values()
    assert (service.friendly_name, service.inbound_method, service.sticky_sender) == ("Notices", "GET", False)
    assert [one.address for one in service.senders] == ["+14155550100", "Bureau"]
    assert service.opt_out is not None
    assert service.opt_out.stop == ("BAJA",)
    assert service.opt_out.start == ("START", "YES", "UNSTOP")


def test_a_sender_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "emulator.toml"
    file.write_text(FILE.replace('"Bureau"', '"12393"'))
    with Emulator() as emulator, pytest.raises(ConfigError, match=r"line 5: services: 12393 is no number"):
        load(file).declare(emulator)
