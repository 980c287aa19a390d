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
    tones = api.get(httpx.URL(str(api.base_url)).join(lines[1]["audio"]))
    with wave.open(io.BytesIO(tones.content)) as sound:
        assert sound.getnframes() / sound.getframerate() == lines[1]["seconds"] == 0.5
        assert any(sound.readframes(sound.getnframes()))


def test_the_signals_of_a_telephone_sound_as_they_do_in_its_country(api: httpx.Client) -> None:
    seconds = {}
    for number in ("12393", "+16175550100"):
        answer = api.get("/signals/ringback", params={"number": number})
        assert answer.headers["content-type"] == "audio/wav"
        with wave.open(io.BytesIO(answer.content)) as sound:
            seconds[number] = sound.getnframes() / sound.getframerate()
    assert seconds == {"12393": 5.0, "+16175550100": 6.0}
    unknown = api.get("/signals/whistle")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_signal")


def test_what_makes_no_sound_is_not_found(api: httpx.Client, sid: str) -> None:
    quiet = {line["number"] for line in api.get(f"/calls/{sid}").json()["lines"] if line["audio"] is None}
    for number in (*quiet, 999, 10**14):
        answer = api.get(f"/calls/{sid}/lines/{number}/audio")
        assert answer.status_code == 404
        assert answer.json()["code"] in ("no_sound", "unknown_line")
