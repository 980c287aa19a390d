"""A message is spoken into the microphone, recorded, kept by the REST API, and heard again in the page."""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from flask import Flask, Response
from playwright.sync_api import Page, expect

from twilio_emulator import Emulator
from twilio_emulator.tape import Recording, RecordingStatus

pytestmark = pytest.mark.browser
Console = Callable[..., Page]
MAILBOX = "12305"
RATE = 8000
REFUSED = """navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException("no", "NotAllowedError"));"""
ABSENT = """navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException("none", "NotFoundError"));"""
HERTZ = 700.0
"""What stands in for a voice: a tone in the microphone whose frequency is found again at the far end."""
TONE = f"""navigator.mediaDevices.getUserMedia = async () => {{
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  const destination = context.createMediaStreamDestination();
  oscillator.frequency.value = {HERTZ};
  gain.gain.value = 0.3;
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  return destination.stream;
}};"""
ASKING = """
const opened = navigator.mediaDevices.getUserMedia;
const allowed = new Promise((resolve) => { window.allow = resolve; });
navigator.mediaDevices.getUserMedia = async () => { await allowed; return opened(); };
"""
"""Somebody reads the browser's question for as long as the test likes."""
SPEAKING = """async () => {
  const meter = document.getElementById("own-level");
  while (meter.value < 0.2) await new Promise((resolve) => requestAnimationFrame(resolve));
}"""
PLAYED = """async () => {
  const { sound } = await import("/console/sound.js");
  const player = document.querySelector("#recordings audio");
  const ended = new Promise((resolve) => player.addEventListener("ended", resolve, { once: true }));
  let loudest = 0;
  await player.play();
  const looking = setInterval(() => { loudest = Math.max(loudest, sound.level()); }, 20);
  await ended;
  clearInterval(looking);
  return { loudest, seconds: player.duration };
}"""


@pytest.fixture
def mailbox(real: Emulator) -> Emulator:
    """An emulator with a mailbox that ends on a key, or after two seconds of silence."""
    app = Flask("mailbox")

    @app.post("/answer")
    def answer() -> Response:
        verb = "<Record action='/done' timeout='2' finishOnKey='#'/>"
        return Response(f"<Response>{verb}</Response>", content_type="text/xml")

    @app.post("/done")
    def done() -> Response:
        return Response("<Response><Say>Thank you.</Say><Pause length='30'/></Response>", content_type="text/xml")

    real.add_number(MAILBOX, voice_url="/answer", app=app)
    return real


def call(page: Page) -> None:
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#voice-words")).not_to_be_empty()


def media(emulator: Emulator, recording: Recording) -> list[float]:
    """Return the samples of a recording as the REST API has it, from -1 to 1."""
    account, sid = emulator.account_sid, recording.sid
    address = f"{emulator.url}/2010-04-01/Accounts/{account}/Recordings/{sid}"
    described = httpx.get(f"{address}.json", auth=(account, emulator.auth_token), trust_env=False).json()
    assert (described["status"], described["source"]) == ("completed", "RecordVerb")
    answer = httpx.get(described["media_url"], trust_env=False)
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getframerate() == RATE
        frames = sound.readframes(sound.getnframes())
    return [level / 32_768 for (level,) in struct.iter_unpack("<h", frames)]


def power(samples: list[float], hertz: float) -> float:
    """Return how much of a frequency there is: 1 where there is nothing else."""
    angles = [place * hertz * math.tau / RATE for place in range(len(samples))]
    real = sum(level * math.cos(angle) for level, angle in zip(samples, angles, strict=True))
    imaginary = sum(level * math.sin(angle) for level, angle in zip(samples, angles, strict=True))
    total = sum(level * level for level in samples)
    return 2 * (real * real + imaginary * imaginary) / (len(samples) * total)


def ready(emulator: Emulator, page: Page) -> Recording:
    expect(page.locator("#recordings audio")).to_have_count(1, timeout=10_000)
    (recording,) = emulator.recordings
    assert recording.status is RecordingStatus.COMPLETED
    return recording


def test_a_message_is_spoken_kept_and_heard_again(console: Console, mailbox: Emulator, page: Page) -> None:
    page.add_init_script(TONE)
    console(to=MAILBOX)
    call(page)
    expect(page.locator("#voice-words")).to_have_text("This is being recorded: speak, then press a key or fall silent.")
    page.evaluate(SPEAKING)
    expect(page.locator("#timer")).to_have_text("0:04")
    page.keyboard.press("#")
    expect(page.locator("#transcript .theirs").last).to_contain_text("Thank you.")
    expect(page.locator("#transcript .note", has_text="speaks into the microphone")).to_have_count(1)
    recording = ready(mailbox, page)
    samples = media(mailbox, recording)
    assert 2 < len(samples) / RATE < 8
    spoken = samples[-2 * RATE : -RATE // 4]
    assert power(spoken, HERTZ) > 0.9
    assert max(abs(level) for level in spoken) == pytest.approx(0.3, rel=0.2)
    played = page.evaluate(PLAYED)
    assert played["seconds"] == pytest.approx(len(samples) / RATE, abs=0.1)
    assert played["loudest"] > 0.05


def test_a_voice_keeps_the_recording_going_and_silence_ends_it(console: Console, mailbox: Emulator, page: Page) -> None:
    page.add_init_script(TONE)
    console(to=MAILBOX)
    call(page)
    page.evaluate(SPEAKING)
    expect(page.locator("#timer")).to_have_text("0:05")  # far longer than the silence that would end it
    assert mailbox.recordings[0].running
    page.keyboard.press("m")
    recording = ready(mailbox, page)
    assert recording.seconds > 3.5


def test_a_question_that_is_answered_late_costs_no_message(console: Console, mailbox: Emulator, page: Page) -> None:
    page.add_init_script(TONE + ASKING)
    console(to=MAILBOX)
    call(page)
    expect(page.locator("#timer")).to_have_text("0:05")  # far longer than the silence that would end it
    assert mailbox.recordings[0].running
    page.evaluate("window.allow()")
    page.evaluate(SPEAKING)
    expect(page.locator("#transcript .note", has_text="speaks into the microphone")).to_have_count(1)
    page.keyboard.press("#")
    samples = media(mailbox, ready(mailbox, page))
    begins = next(place for place, level in enumerate(samples) if abs(level) > 0.1)
    assert power(samples[begins + 100 : begins + 1400], HERTZ) > 0.9


def test_without_a_microphone_a_file_is_spoken(console: Console, mailbox: Emulator, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "message.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        levels = (round(9000 * math.sin(place * HERTZ * math.tau / 16_000)) for place in range(24_000))
        sound.writeframes(b"".join(struct.pack("<h", level) for level in levels))
    page.add_init_script(ABSENT)
    console(to=MAILBOX)
    call(page)
    expect(page.locator("#voice-words")).to_contain_text("There is no microphone to be used: type")
    page.get_by_label("Choose a sound file").set_input_files(file)
    recording = ready(mailbox, page)
    samples = media(mailbox, recording)
    begins = next(place for place, level in enumerate(samples) if abs(level) > 0.1)
    assert power(samples[begins + 800 : begins + 9600], HERTZ) > 0.9
    assert not any(abs(level) > 0.1 for level in samples[begins + 13_000 :])


def test_a_refused_microphone_leaves_typed_words(console: Console, mailbox: Emulator, page: Page) -> None:
    page.add_init_script(REFUSED)
    console(to=MAILBOX)
    call(page)
    expect(page.locator("#voice-words")).to_contain_text("does not let this page use the microphone: type what you")
    page.get_by_placeholder("Say something…").fill("Call me back.")
    page.get_by_placeholder("Say something…").press("Enter")
    page.keyboard.press("Tab")
    page.locator('#pad [data-key="#"]').click()
    assert ready(mailbox, page).text == "Call me back."
