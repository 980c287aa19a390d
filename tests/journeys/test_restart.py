"""A call outlives the process that answers it."""

from collections.abc import Mapping
from typing import Any

from hotline import Settings
from models.seed import DemoPerson
from twilio_emulator import Emulator


def test_a_call_goes_on_though_the_hotline_is_killed_at_every_turn(
    hotline_process: Any, hotline_settings: Settings, demo: Mapping[str, DemoPerson]
) -> None:
    zhang = demo["employed"]
    with Emulator(account_sid=hotline_settings.account_sid, auth_token=hotline_settings.auth_token) as emulator:
        emulator.add_number("12393", voice_url=f"{hotline_process.url}/voice/answer")
        call = emulator.handset("+8612099990000").dial("12393").hears("请按一")

        for keys in ("1", f"{zhang.id_number}#", f"{zhang.pin}#", "1"):
            hotline_process.kill()
            hotline_process.start()
            call.press(keys)

        call.hears("一千二百三十四元五角六分")
        assert [exchange.failure for exchange in call.exchanges] == [""] * 5
