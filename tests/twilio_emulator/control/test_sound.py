"""The lines of a call, made audible."""

import io
import wave

import httpx

ME = "+15005550111"


def test_a_spoken_line_is_a_sound_with_something_in_it(api: httpx.Client, sid: str) -> None:
    (line,) = (one for one in api.get(f"/calls/{sid}").json()["lines"] if one["speaker"] == "line")
    answer = api.get(httpx.URL(str(api.base_url)).join(line["audio"]))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnframes() / sound.getframerate() > 0.3
        assert any(sound.readframes(sound.getnframes()))


def test_a_played_sound_is_passed_on(api: httpx.Client) -> None:
    sid = api.post("/calls", json={"from": ME, "to": "12333"}).json()["sid"]
    lines = [one for one in api.get(f"/calls/{sid}").json()["lines"] if one["speaker"] == "line"]
    assert [line["text"] for line in lines] == ["[sound.wav]", "[tones 12]"]
    answer = api.get(httpx.URL(str(api.base_url)).join(lines[0]["audio"]))
    assert (answer.headers["content-type"], answer.content[:4]) == ("audio/wav", b"RIFF")
    assert lines[1]["audio"] is None


def test_what_makes_no_sound_is_not_found(api: httpx.Client, sid: str) -> None:
    quiet = {line["number"] for line in api.get(f"/calls/{sid}").json()["lines"] if line["audio"] is None}
    for number in (*quiet, 999, 10**14):
        answer = api.get(f"/calls/{sid}/lines/{number}/audio")
        assert answer.status_code == 404
        assert answer.json()["code"] in ("no_sound", "unknown_line")
