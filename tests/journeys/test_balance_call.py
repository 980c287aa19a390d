"""Whole calls, as a person rings them."""

from collections.abc import Mapping

from models.seed import DemoPerson
from twilio_emulator import Emulator, Handset

LINE = "12393"


def test_a_stranger_keys_number_and_pin_and_hears_the_balance(
    stranger: Handset, demo: Mapping[str, DemoPerson]
) -> None:
    zhang = demo["employed"]

    call = stranger.dial(LINE)
    call.hears("欢迎致电").hears("请按一")
    call.press("1").hears("身份证号码")
    call.press(f"{zhang.id_number}#").hears("查询密码")
    call.press(f"{zhang.pin}#").hears("余额")
    call.press("1").hears("一千二百三十四元五角六分")
    call.hang_up()

    assert call.status == "completed"
    assert all(exchange.status == 200 for exchange in call.exchanges)


def test_a_known_caller_keys_four_digits_and_the_pin(line: Emulator, demo: Mapping[str, DemoPerson]) -> None:
    zhang = demo["employed"]
    assert zhang.phone is not None

    call = line.handset(zhang.phone).dial(LINE)
    call.press("1").press(f"{zhang.id_number[-4:]}#").press(f"{zhang.pin}#").press("1")

    call.hears("一千二百三十四元五角六分")


def test_an_elder_hears_a_shorter_menu_at_a_slower_pace(line: Emulator, demo: Mapping[str, DemoPerson]) -> None:
    li = demo["elder over 70"]
    assert li.phone is not None

    call = line.handset(li.phone).dial(LINE)

    call.hears("人工服务请按零")
    assert 'rate="80%"' in call.exchanges[0].text


def test_an_id_that_ends_in_x_is_keyed_with_a_star(stranger: Handset, demo: Mapping[str, DemoPerson]) -> None:
    zheng = demo["ID ends in X"]

    call = stranger.dial(LINE).press("1").press(zheng.id_number.replace("X", "*") + "#").press(f"{zheng.pin}#")

    call.press("1").hears("元")


def test_an_initial_pin_is_replaced_before_anything_is_read(stranger: Handset, demo: Mapping[str, DemoPerson]) -> None:
    sun = demo["initial PIN"]

    call = stranger.dial(LINE).press("1").press(f"{sun.id_number}#").press(f"{sun.pin}#")
    assert "元" not in call.transcript
    call.press("318472#").press("318472#").press("1").hears("元")
    call.hang_up()

    again = stranger.dial(LINE).press("1").press(f"{sun.id_number}#").press("318472#").press("1")
    again.hears("元")


def test_silence_is_asked_again_twice_and_then_taken_care_of(line: Emulator, stranger: Handset) -> None:
    call = stranger.dial(LINE)

    call.wait(5).wait(5).wait(5)

    assert call.status == "completed"
    assert "再见" in call.transcript


def test_nought_leaves_a_number_to_be_called_back(stranger: Handset) -> None:
    call = stranger.dial(LINE).press("0")

    call.hears("回电")
    assert call.status == "completed"


def test_a_text_from_a_bound_phone_is_answered_with_the_balance(line: Emulator, demo: Mapping[str, DemoPerson]) -> None:
    zhang = demo["employed"]
    assert zhang.phone is not None
    handset = line.handset(zhang.phone)

    handset.text(LINE, "查余额")

    answer = handset.inbox[-1]
    assert answer.body.startswith("【12393医保】张*明")
    assert "余额1234.56元" in answer.body
    assert answer.segments == 1


def test_no_exchange_says_who_is_insured_to_whom_is_not_bound(line: Emulator, stranger: Handset) -> None:
    stranger.text(LINE, "YE")

    assert "未绑定" in stranger.inbox[-1].body
