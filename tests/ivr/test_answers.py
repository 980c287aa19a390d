"""Recorded answers as Twilio fetches them: one sound a turn, an address that tells nothing, and what gets a 404."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from ivr.answers import LASTS, MOST_SIGNS, Answer, Answers
from ivr.people import documents
from ivr.twiml import Listen, document
from models.tables.account import PersonalAccount
from voice_prompts import prompt
from voice_prompts.bands import BANDS, TELEPHONE, WIDE, Band
from voice_prompts.phrases import Piece, phrases
from voice_prompts.reading import MOST_MONEY
from voice_prompts.recorded import Recordings
from voice_prompts.wav import read_wav

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from models import Database
    from models.seed import DemoPerson
    from tests.ivr.conftest import Caller
    from twilio_emulator import Emulator

    Demo = Mapping[str, DemoPerson]

SECRET = b"a secret key for tests, 32 bytes"
BALANCE = "一千二百三十四元五角六分"


@pytest.fixture
def recorded_app(hotline_app: Flask, tones: Path) -> Flask:
    """The hotline with recordings of everything that prompts say."""
    hotline_app.extensions["answers"] = Answers(SECRET, Recordings(tones))
    return hotline_app


@pytest.fixture
def recorded_caller(recorded_app: Flask, caller: Caller) -> Caller:
    """A stranger who hears recordings."""
    return caller


def addresses(xml: str) -> list[str]:
    """What a document plays."""
    return re.findall(r"<Play>([^<]+)</Play>", xml)


def fetched(app: Flask, address: str) -> TestResponse:
    """What Twilio gets for an address: without parameters, without a signature."""
    return app.test_client().get(urlsplit(address).path)


def heard(app: Flask, xml: str) -> str:
    """The words in all sounds of a document."""
    return "".join(read_wav(fetched(app, address).data).words for address in addresses(xml))


def asks(caller: Caller, person: DemoPerson) -> str:
    """The document that tells somebody's balance."""
    caller.dials().keys("1", f"{person.id_number}#", f"{person.pin}#", "1", "#")
    return caller.delivers(caller.gather.get("action", ""), Digits="#", FinishedOnKey="", msg="Gather End").text


def test_a_turn_is_one_sound_whose_title_is_all_that_is_said(recorded_app: Flask, recorded_caller: Caller) -> None:
    xml = recorded_caller.delivers("/voice/answer", CallStatus="ringing").text
    assert "<Say" not in xml
    assert len(addresses(xml)) == 1
    said = (prompt("greeting"), prompt("language_hint", "en"), prompt("menu.main"))
    assert heard(recorded_app, xml) == f"{said[0].text}{said[1].text} {said[2].text}"


def test_what_everybody_hears_has_one_lasting_address(recorded_app: Flask, call_from: Callable[[str], Caller]) -> None:
    one, other = (
        addresses(call_from(phone).delivers("/voice/answer", CallStatus="ringing").text)
        for phone in ("+8612000000001", "+8612000000002")
    )
    assert one == other
    first = fetched(recorded_app, one[0])
    assert first.mimetype == "audio/wav"
    assert first.headers["Cache-Control"].startswith("public")
    again = recorded_app.test_client().get(one[0], headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_same_turn_is_heard_in_the_wide_band_where_that_is_wanted(
    recorded_app: Flask, recorded_caller: Caller, tones: Path
) -> None:
    xml = recorded_caller.delivers("/voice/answer", CallStatus="ringing").text
    (address,) = addresses(xml)
    narrow = read_wav(fetched(recorded_app, address).data)
    recorded_app.extensions["answers"] = Answers(SECRET, Recordings(tones, WIDE))
    wide = read_wav(fetched(recorded_app, address).data)
    assert (narrow.band, wide.band) == (TELEPHONE, WIDE)
    assert wide.words == narrow.words
    assert wide.seconds == pytest.approx(narrow.seconds)


def test_a_balance_is_heard_in_recordings_and_its_address_says_nothing_of_it(
    recorded_app: Flask, recorded_caller: Caller, demo: Demo
) -> None:
    xml = asks(recorded_caller, demo["employed"])
    assert "<Say" not in xml
    (address,) = addresses(xml)
    response = fetched(recorded_app, address)
    assert BALANCE in read_wav(response.data).words
    assert response.headers["Cache-Control"] == "private, no-store"
    token = address.rpartition("/")[2]
    content = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    told = (BALANCE.encode(), bytes.fromhex(recorded_caller.sid[2:]), recorded_caller.sid.encode(), b"1234")
    assert not any(one in content or one in address.encode() for one in told)
    assert len(address) < 1000


def test_an_answer_is_gone_when_its_time_is_over(recorded_app: Flask, recorded_caller: Caller, demo: Demo) -> None:
    (address,) = addresses(asks(recorded_caller, demo["employed"]))
    recorded_app.extensions["now"].moment += LASTS
    assert fetched(recorded_app, address).status_code == 200
    recorded_app.extensions["now"].moment += timedelta(seconds=1)
    assert fetched(recorded_app, address).status_code == 404


def test_an_answer_is_gone_when_its_call_is_over_and_nobody_elses_is(
    recorded_app: Flask, call_from: Callable[[str], Caller], demo: Demo
) -> None:
    mine, other = call_from("+8612000000001"), call_from("+8612000000002")
    (ended,), (going_on,) = addresses(asks(mine, demo["employed"])), addresses(asks(other, demo["employed"]))
    mine.hangs_up()
    assert fetched(recorded_app, ended).status_code == 404
    assert fetched(recorded_app, going_on).status_code == 200


def test_an_address_that_was_changed_anywhere_is_of_nothing(recorded_app: Flask, recorded_caller: Caller) -> None:
    (address,) = addresses(recorded_caller.delivers("/voice/answer", CallStatus="ringing").text)
    front, _, token = address.rpartition("/")
    # The last sign holds bits that no byte is made of.
    for place in range(len(token) - 1):
        forged = f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}"
        assert fetched(recorded_app, f"{front}/{forged}").status_code == 404


@pytest.mark.parametrize("token", ["x", "0", "-", "A" * 5000, "%00", "..%2f..%2fetc", "余额"])
def test_what_is_no_address_of_ours_is_of_nothing(recorded_app: Flask, token: str) -> None:
    assert recorded_app.test_client().get(f"/voice/answer/{token}").status_code == 404


def test_an_address_made_with_another_key_is_of_nothing(recorded_app: Flask, tones: Path) -> None:
    foreign = Answers(b"another key altogether, 32 bytes", Recordings(tones))
    answer = Answer(pieces=(("zh-CN", Piece(words="一千")),), elder=False)
    path = f"/voice/answer/{foreign.token(answer)}"
    assert fetched(recorded_app, path).status_code == 404
    own: Answers = recorded_app.extensions["answers"]
    assert fetched(recorded_app, f"/voice/answer/{own.token(answer)}").status_code == 200


def test_a_hotline_that_says_its_prompts_has_no_answers_to_fetch(hotline_app: Flask, tones: Path) -> None:
    token = Answers(SECRET, Recordings(tones)).token(Answer(pieces=(("zh-CN", Piece(words="一千")),), elder=False))
    assert fetched(hotline_app, f"/voice/answer/{token}").status_code == 404


def test_words_without_a_recording_are_said_and_all_others_are_played(
    recorded_app: Flask, recorded_caller: Caller, demo: Demo
) -> None:
    person = demo["employed"]
    recorded_caller.dials().keys("1", f"{person.id_number}#", f"{person.pin}#", "3")
    xml = recorded_caller.delivers(
        recorded_caller.gather.get("action", ""), Digits="1", FinishedOnKey="", msg="Gather End"
    ).text
    said = re.findall(r"<Say[^>]*>([^<]+)</Say>", xml)
    assert said
    assert all(re.search("女士|先生", one) for one in said)
    assert prompt("family.payments").text in heard(recorded_app, xml)


def test_an_agent_is_told_of_a_caller_in_recordings_too(recorded_app: Flask) -> None:
    tail = prompt("people.agent.tail", tail="0017")
    with recorded_app.test_request_context("/voice/people/ring", method="POST", data={"CallSid": f"CA{'7' * 32}"}):
        xml = documents.key((tail, prompt("people.agent.take")), "/take")
    assert heard(recorded_app, xml) == f"{tail.text}{prompt('people.agent.take').text}"


def test_behind_a_proxy_an_address_begins_with_its_prefix(recorded_app: Flask) -> None:
    settings = recorded_app.extensions["settings"]
    recorded_app.extensions["settings"] = replace(settings, public_url="https://hotline.example.org/12393")
    with recorded_app.test_request_context("/voice/answer", method="POST", data={"CallSid": f"CA{'7' * 32}"}):
        (address,) = addresses(documents.spoken((prompt("goodbye"),)))
    assert address.startswith("/12393/voice/answer/")


@pytest.mark.parametrize("band", BANDS.values(), ids=BANDS)
def test_an_elder_hears_the_same_recordings_longer(tones: Path, band: Band) -> None:
    answers = Answers(SECRET, Recordings(tones, band))
    pieces = answers.recordings.cut("zh-CN", f"{prompt('menu.main').text}{BALANCE}。")
    assert pieces
    spoken = tuple(("zh-CN", piece) for piece in pieces)
    usual, elder = (read_wav(answers.file(Answer(pieces=spoken, elder=elder))) for elder in (False, True))
    assert usual.words == elder.words
    assert elder.seconds > usual.seconds / 0.8


def test_an_elder_is_said_the_same_words_slower_and_with_longer_pauses() -> None:
    words = [prompt("menu.elder"), prompt("goodbye"), prompt("nothing", "en")]
    usual, elder = (
        ElementTree.fromstring(document(words, listen=Listen.NOTHING, action="", elder=elder))
        for elder in (False, True)
    )
    assert "".join(usual.itertext()) == "".join(elder.itertext())
    assert [one.get("rate") for one in elder.iter("prosody")] == ["80%"] * 3
    assert [len(list(one.iter("break"))) for one in elder.iter("Say")] == [0, 0, 1]
    assert usual.find(".//break") is None


def test_a_recording_that_is_lost_later_is_a_404_and_not_a_crash(recorded_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    file = tmp_path / "en" / "7692c3ad3540bb80.mp3"
    file.write_bytes(b"no sound at all")
    (tmp_path / "manifest.en.json").write_text(
        '[{"slug": "7692c3ad3540bb80", "words": "three", "seconds": 1}]', encoding="utf-8"
    )
    answers = recorded_app.extensions["answers"] = Answers(SECRET, Recordings(tmp_path))
    path = f"/voice/answer/{answers.token(Answer(pieces=(('en', Piece(words='three')),), elder=False))}"
    assert fetched(recorded_app, path).status_code == 404


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["zh-CN", "en"]),
            st.integers(0, 500),
            st.one_of(st.sampled_from(["", "，", "。", ". ", ", "]), st.text(max_size=MOST_SIGNS)),
        ),
        min_size=1,
        max_size=60,
    ),
    st.booleans(),
    st.one_of(st.none(), st.integers(1_800_000_000, 2**32 - 1).map(lambda second: datetime.fromtimestamp(second, UTC))),
    st.from_regex(r"CA[0-9A-Za-z]{1,32}", fullmatch=True),
)
def test_an_answer_comes_back_from_its_token_whole(
    tones: Path, chosen: list[tuple[str, int, str]], elder: bool, until: datetime | None, sid: str
) -> None:
    answers = Answers(SECRET, Recordings(tones))
    answer = Answer(
        pieces=tuple(
            (language, Piece(words=phrases(language)[place], after=after)) for language, place, after in chosen
        ),
        elder=elder,
        call_sid="" if until is None else sid,
        until=until,
    )
    token = answers.token(answer)
    assert re.fullmatch("[A-Za-z0-9_-]+", token)
    assert answers.opened(token) == answer


@pytest.mark.parametrize("elder", [False, True])
def test_a_call_reads_the_same_whether_it_is_recorded_or_said(
    line: Emulator, hotline_app: Flask, tones: Path, demo: Demo, elder: bool
) -> None:
    person = demo["elder over 70" if elder else "employed"]
    spoken = []
    for answers in (None, Answers(SECRET, Recordings(tones))):
        hotline_app.extensions["answers"] = answers
        call = line.handset("+8612099990000" if not elder else person.phone or "").dial("12393")
        if elder:
            call.press("1").press(f"{person.id_number[-4:]}#").press(f"{person.pin}#").hang_up()
        else:
            call.press("1").press(f"{person.id_number}#").press(f"{person.pin}#").press("1").hang_up()
        spoken.append(re.sub(r"[0-9]{2}:[0-9]{2}\.[0-9]|[« \n]", "", call.transcript))  # without times and line ends
    said, recorded = spoken
    assert "元" in said
    assert recorded == said


def test_an_amount_that_cannot_be_read_gets_the_recorded_apology_and_the_call_goes_on(
    recorded_app: Flask, recorded_caller: Caller, demo: Demo, database: Database
) -> None:
    person = demo["employed"]
    absurd = MOST_MONEY + 1
    with database.session() as db:
        account = update(PersonalAccount).where(PersonalAccount.person_id == person.person_id)
        db.execute(account.values(current_year_fen=absurd, carried_over_fen=0))
    recorded_caller.dials().keys("1", f"{person.id_number}#", f"{person.pin}#")
    action = recorded_caller.gather.get("action", "")
    xml = recorded_caller.delivers(action, Digits="1", FinishedOnKey="", msg="Gather End").text
    assert "<Say" not in xml
    assert heard(recorded_app, xml) == f"{prompt('busy').text}{prompt('busy', 'en').text}"
    assert "<Gather" in xml
