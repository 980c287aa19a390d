"""The files that come with texts, through the official client."""

from __future__ import annotations

import httpx
import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from twilio_emulator import Emulator

LINE, HANDSET = "+15005550100", "+15005550111"
PICTURE, OTHER = "http://127.0.0.1/a.png", "http://127.0.0.1/b"


@pytest.fixture(autouse=True)
def line(emulator: Emulator) -> None:
    """Give the account a number."""
    emulator.add_number(LINE)


def test_the_files_of_a_text_are_listed_fetched_and_deleted(client: Client) -> None:
    message = client.messages.create(to=HANDSET, from_=LINE, media_url=[PICTURE, OTHER])
    assert (str(message.sid)[:2], message.num_media, message.body) == ("MM", "2", "")
    files = client.messages(str(message.sid)).media.list()
    assert [one.content_type for one in files] == ["image/png", "application/octet-stream"]
    assert {one.parent_sid for one in files} == {message.sid}
    picture = files[0].fetch()
    assert picture.sid == files[0].sid
    assert picture.delete()
    assert [one.sid for one in client.messages(str(message.sid)).media.list()] == [files[1].sid]
    with pytest.raises(TwilioRestException) as refused:
        picture.fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_a_file_that_came_in_is_there_as_well(client: Client, emulator: Emulator) -> None:
    message = emulator.handset(HANDSET).text(LINE, "look", (PICTURE,))
    assert [one.content_type for one in client.messages(message.sid).media.list()] == ["image/png"]
    assert client.messages(message.sid).fetch().num_media == "1"


def test_whoever_asks_for_the_file_itself_is_sent_on_to_it(client: Client, emulator: Emulator) -> None:
    message = client.messages.create(to=HANDSET, from_=LINE, body="look", media_url=[PICTURE])
    (picture,) = client.messages(str(message.sid)).media.list()
    address = f"{emulator.url}{str(picture.uri).removesuffix('.json')}"
    answer = httpx.get(address)
    assert (answer.status_code, answer.headers["location"]) == (307, PICTURE)
    assert httpx.get(f"{address}0").json()["code"] == 20404


def test_the_files_of_a_day_are_found(client: Client, emulator: Emulator) -> None:
    message = client.messages.create(to=HANDSET, from_=LINE, media_url=[PICTURE])
    media = client.messages(str(message.sid)).media
    today = emulator.clock.now()
    assert len(media.list(date_created=today)) == 1
    with pytest.raises(TwilioException, match="20404"):
        client.messages("MM" + "0" * 32).media.list()
