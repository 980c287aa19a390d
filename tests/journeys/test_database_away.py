"""The database goes away in the middle, and comes back."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hotline import PinCost, Settings, create_app
from models.seed import DemoPerson
from twilio_emulator import Emulator


@pytest.mark.postgresql
@pytest.mark.requirement("S99")
def test_a_caller_hears_that_the_system_is_busy_and_goes_on_when_it_is_not(
    postgres_server: Any, new_postgresql: Callable[[], str], demo: Mapping[str, DemoPerson]
) -> None:
    zhang = demo["employed"]
    assert zhang.phone is not None
    settings = Settings(
        database_url=new_postgresql(),
        secret_key=b"a secret key for tests, 32 bytes",
        account_sid="AC" + "0" * 32,
        auth_token="a token for tests",
        pin_cost=PinCost.CHEAP,
    )
    app = create_app(settings)
    with Emulator(account_sid=settings.account_sid, auth_token=settings.auth_token) as emulator:
        emulator.add_number("12393", voice_url="/voice/answer", sms_url="/sms/incoming", app=app)
        handset = emulator.handset(zhang.phone)
        call = handset.dial("12393").press("1").hears("后四位")

        postgres_server.stop("immediate")
        try:
            call.press(f"{zhang.id_number[-4:]}#").hears("系统繁忙")
            handset.text("12393", "YE")
            assert "系统繁忙" in handset.inbox[-1].body
        finally:
            postgres_server.start()

        call.hang_up()
        again = handset.dial("12393").press("1").press(f"{zhang.id_number[-4:]}#").press(f"{zhang.pin}#")
        again.press("1").hears("一千二百三十四元五角六分")
        handset.text("12393", "YE")
        assert "余额1234.56元" in handset.inbox[-1].body
    app.extensions["database"].dispose()
