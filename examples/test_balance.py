"""Dial 12393 and hear a balance; text YE and read it."""

from twilio_emulator import Emulator, Handset


def test_a_balance_is_heard_and_read(line: str, handset: Handset, emulator: Emulator) -> None:
    call = handset.dial(line).hears("个人医保查询，请按一")
    call.press("1").hears("身份证号码")
    call.press("990101198503120010#").hears("查询密码")
    call.press("739204#").hears("个人账户余额，请按一")
    call.press("1").hears("一千二百三十四元五角六分")

    phone = emulator.handset("+8612010000001")
    phone.text(line, "YE")
    assert "余额1234.56元" in phone.inbox[-1].body
