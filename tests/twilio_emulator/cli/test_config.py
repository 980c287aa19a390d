"""What a configuration file declares is there before anybody dials, and what it cannot mean is named with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.rest import Client

from twilio_emulator import Emulator
from twilio_emulator.config import ConfigError, load
from twilio_emulator.config.place import line_of
from twilio_emulator.config.sections import SECTIONS
from twilio_emulator.desk import IN_PROCESS
from twilio_emulator.store import WsgiApp

BUREAU, COUNTY = f"AC{'1' * 32}", f"AC{'2' * 32}"
MENU = f"AP{'3' * 32}"
LINE, ANN, BEN = "+15005550100", "+15005550111", "+15005550112"
WHOLE = f"""
[[accounts]]
sid = "{BUREAU}"
auth_token = "the bureau's"
friendly_name = "Bureau"

[[accounts]]
sid = "{COUNTY}"
auth_token = "the county's"

[[applications]]
sid = "{MENU}"
account_sid = "{COUNTY}"
voice_url = "/answer"

[[numbers]]
phone_number = "12393"
voice_url = "http://127.0.0.1:12394/voice/answer"
sms_method = "GET"

[[numbers]]
phone_number = "{LINE}"
account_sid = "{COUNTY}"
voice_application_sid = "{MENU}"

[[handsets]]
phone_number = "{ANN}"
name = "张"
hint = "PIN 135790"
on_ring = "busy"

[[handsets]]
phone_number = "{BEN}"
texts = "undelivered"
error_code = 30003

[[caller_ids]]
phone_number = "+15005550199"
"""
SERVICE = f"""
[[services]]
sid = "MG{"4" * 32}"
friendly_name = "Notices"
senders = ["12393", "Bureau"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "emulator.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with Emulator() as emulator, pytest.raises(ConfigError) as refused:
        load(write(folder, text)).declare(emulator)
    return str(refused.value).removeprefix(str(folder / "emulator.toml"))


@pytest.fixture
def declared(tmp_path: Path, app: WsgiApp) -> Emulator:
    config = load(write(tmp_path, WHOLE))
    account_sid, auth_token = config.own_account
    emulator = Emulator(account_sid=account_sid, auth_token=auth_token)
    config.declare(emulator, app)
    return emulator


def test_the_first_account_is_the_emulators_own(declared: Emulator) -> None:
    assert (declared.account_sid, declared.auth_token) == (BUREAU, "the bureau's")


def test_another_account_is_the_firsts_and_has_its_own_token(declared: Emulator) -> None:
    client = Client(COUNTY, "the county's", http_client=declared.http_client())

    assert client.api.account.fetch().owner_account_sid == BUREAU
    assert [one.phone_number for one in client.incoming_phone_numbers.list()] == [LINE]


def test_a_number_is_what_the_file_says_of_it(declared: Emulator) -> None:
    short = next(one for one in declared.numbers if one.phone_number == "12393")

    assert (short.voice_url, short.sms_method) == ("http://127.0.0.1:12394/voice/answer", "GET")
    assert short.account_sid == BUREAU


def test_a_number_is_answered_by_the_application_it_names(declared: Emulator) -> None:
    answering = declared.switchboard.desk.store.answering(LINE)

    assert answering is not None
    assert answering.voice_url == f"{IN_PROCESS}/answer"


def test_a_handset_is_in_the_contacts_and_meets_calls_as_it_says(declared: Emulator) -> None:
    call = declared.call_out("12393", ANN, twiml="<Response/>")

    assert next((one.phone_number, one.name) for one in declared.switchboard.desk.store.contacts) == (ANN, "张")
    assert call.status == "busy"


def test_texts_to_a_handset_end_as_it_says(declared: Emulator) -> None:
    client = Client(BUREAU, "the bureau's", http_client=declared.http_client())
    sent = client.messages.create(to=BEN, from_="12393", body="Hello")
    declared.clock.advance(10)

    assert client.messages(sent.sid or "").fetch().error_code == 30003


def test_a_foreign_number_may_be_shown_as_the_callers(declared: Emulator) -> None:
    assert declared.switchboard.desk.store.may_show(BUREAU, "+15005550199")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[numbers]", " is not TOML"),
        ("\n[[phones]]\n", ", line 2: phones is not known; there are accounts, "),
        ("[numbers]\nphone_number = '1'", ", line 1: write [[numbers]] before each of the numbers"),
        ("\n[[numbers]]\nvoice_url = 'http://x'", ", line 2: numbers: phone_number is missing"),
        ("[[numbers]]\nphone_number = '12393'\ncolour = 'red'", ", line 3: numbers: colour is not known; there are "),
        ("[[numbers]]\nphone_number = 12393", ", line 2: numbers: phone_number must be a number in E.164"),
        (
            "[[numbers]]\nphone_number = '12393'\nvoice_url = 'answer'",
            ", line 3: numbers: voice_url must be an absolute",
        ),
        ("[[numbers]]\nphone_number = '12393'\nvoice_method = 'PUT'", ", line 3: numbers: voice_method must be one of"),
        (
            "[[handsets]]\nphone_number = '12393'\n[[handsets]]\nname = 'x'",
            ", line 3: handsets: phone_number is missing",
        ),
        ("[[handsets]]\nphone_number = '12393'\n\nafter = 'soon'", ", line 4: handsets: after must be a number from"),
        (
            "[[handsets]]\nphone_number = '12393'\ntexts = 'failed'",
            ", line 1: handsets: a text that is not delivered has an error code, and no other has",
        ),
        (
            f"[[numbers]]\nphone_number = '12393'\naccount_sid = '{COUNTY}'",
            f", line 1: numbers: account_sid {COUNTY} is no account; write [[accounts]] for it",
        ),
        (
            f"[[numbers]]\nphone_number = '12393'\nvoice_application_sid = '{MENU}'",
            f", line 1: numbers: voice_application_sid {MENU} is no application; write [[applications]] for it",
        ),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    assert refusal(tmp_path, text).startswith(words)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml cannot be read"):
        load(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_refuses_a_key_it_does_not_have(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, f"[[{name}]]\nno_such_key = 1").startswith(f", line 2: {name}: no_such_key is not known")


@given(
    st.lists(st.sampled_from(["# word\n", "\n", "k = 1\n", "k = [\n  1,\n]\n", 'k = """\n[[wanted]]\nname = 1\n"""\n']))
)
def test_the_line_of_a_value_is_where_it_begins(before: list[str]) -> None:
    head = "".join(f"[[a]]\n{one}" for one in before)

    assert line_of(f"{head}[[wanted]]\nname = [\n  1,\n]\n", ("wanted", 0, "name")) == head.count("\n") + 2


def test_what_is_declared_at_every_start_is_the_same_where_state_is_kept(tmp_path: Path) -> None:
    config = load(write(tmp_path, WHOLE + SERVICE))
    sid, token = config.own_account
    seen = []
    for _ in range(3):
        with Emulator(state=tmp_path / "state", account_sid=sid, auth_token=token) as emulator:
            config.declare(emulator)
            seen.append(
                [
                    (row.table, row.key, re.sub(r'"updated_at":"[^"]*"', "", row.value))
                    for row in emulator.snapshot().rows
                ]
            )
            codes = [one.short_code_sid for one in emulator.numbers if not one.phone_number.startswith("+")]
            assert codes
            emulator.clock.advance(60)
    assert seen[0] == seen[1] == seen[2]
