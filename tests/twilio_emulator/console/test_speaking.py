"""Held to be spoken into: what the microphone picks up goes to the recogniser, and counts as words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from flask import Flask, Response, request
from playwright.sync_api import Locator, Page, expect

from twilio_emulator import Emulator
from twilio_emulator.engine.recognition import Expectation
from twilio_emulator.sound import pcm
from twilio_emulator.sound.recognition import Understood

pytestmark = pytest.mark.browser
ME, LINE = "+8612000000001", "12306"
LEVEL = """async () => {
  const meter = document.getElementById("own-level");
  const { microphone } = await import("/console/microphone.js");
  const until = async (fits) => { while (!fits()) await new Promise((resolve) => requestAnimationFrame(resolve)); };
  for (const beep of [1, 2]) {
    await until(() => microphone.open && microphone.level() > 0.01);
    await until(() => microphone.level() < 0.005);
  }
}"""
"""Waits until the fake device has beeped twice."""
REFUSED = """navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException("no", "NotAllowedError"));"""


class Ear:
    """Understands the first of the hints in whatever sounds, and nothing in silence; remembers what it was given."""

    name = "ear"

    def __init__(self) -> None:
        self.heard: list[pcm.Pcm] = []

    def recognise(self, sound: bytes, expected: Expectation) -> Sequence[Understood]:
        heard = pcm.read(sound)
        self.heard.append(heard)
        if pcm.loudness(heard) < 0.001:
            return []
        return [Understood(text=expected.hints[0], confidence=0.9, seconds=heard.seconds)]


def serve(emulator: Emulator) -> None:
    app = Flask("speaking")

    @app.post("/answer")
    def answer() -> Response:
        listening = "input='speech' hints='balance, agent' timeout='30' speechTimeout='1'"
        verb = f"<Gather {listening} action='/said'><Say>What is it?</Say></Gather>"
        return Response(f"<Response>{verb}</Response>", content_type="text/xml")

    @app.post("/said")
    def said() -> Response:
        words = f"<Say>You said {request.form['SpeechResult']}.</Say><Pause length='30'/>"
        return Response(f"<Response>{words}</Response>", content_type="text/xml")

    emulator.add_number(LINE, voice_url="/answer", app=app)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def listening(ear: Ear) -> Iterator[Emulator]:
    with Emulator(clock="real", recogniser=ear) as emulator:
        serve(emulator)
        yield emulator


def in_a_call(page: Page, emulator: Emulator) -> Locator:
    """Dial, hear the question, and return the button to be held."""
    page.goto(f"{emulator.url}/?from={ME.replace('+', '%2B')}&to={LINE}")
    page.wait_for_selector("body[data-ready]")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#transcript .theirs").first).to_contain_text("What is it?")
    return page.locator("#hold")


def test_what_is_said_while_the_button_is_held_is_understood(page: Page, listening: Emulator, ear: Ear) -> None:
    button = in_a_call(page, listening)
    expect(button).to_have_text("Hold to speak")
    button.hover()
    page.mouse.down()
    expect(button).to_have_text("Listening… release to send")
    page.evaluate(LEVEL)
    page.mouse.up()
    expect(page.locator("#transcript .mine")).to_contain_text("balance")
    expect(page.locator("#transcript .theirs").last).to_contain_text("You said balance.")
    expect(button).to_have_text("Hold to speak")
    (heard,) = ear.heard
    assert heard.rate == 16_000
    assert 0.2 <= heard.seconds < 10


def test_the_button_is_held_by_a_key_too(page: Page, listening: Emulator, ear: Ear) -> None:
    button = in_a_call(page, listening)
    button.focus()
    page.keyboard.down(" ")
    expect(button).to_have_text("Listening… release to send")
    page.evaluate(LEVEL)
    page.keyboard.up(" ")
    expect(page.locator("#transcript .theirs").last).to_contain_text("You said balance.")


def test_what_cannot_be_understood_is_said_in_a_sentence(page: Page, listening: Emulator, ear: Ear) -> None:
    button = in_a_call(page, listening)
    page.keyboard.press("m")
    button.hover()
    page.mouse.down()
    page.evaluate("""async () => {
      const { microphone } = await import("/console/microphone.js");
      while (!microphone.open) await new Promise((resolve) => requestAnimationFrame(resolve));
      for (let frames = 0; frames < 40; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    }""")
    page.mouse.up()
    expect(page.locator("#voice-words")).to_have_text("That was not understood: say it again, or type it.")
    assert len(ear.heard) == 1


def test_a_refused_microphone_is_said_in_a_sentence_and_typing_does(page: Page, listening: Emulator) -> None:
    page.add_init_script(REFUSED)
    button = in_a_call(page, listening)
    button.click()
    expect(page.locator("#voice-words")).to_contain_text("does not let this page use the microphone: type what you")
    page.get_by_placeholder("Say something…").fill("agent")
    page.get_by_placeholder("Say something…").press("Enter")
    expect(page.locator("#transcript .theirs").last).to_contain_text("You said agent.")


def test_without_a_recogniser_the_page_says_that_typing_is_the_way(page: Page, real: Emulator) -> None:
    serve(real)
    button = in_a_call(page, real)
    button.click()
    expect(page.locator("#voice-words")).to_have_text("Nothing here understands speech: type what you would say.")


RESAMPLED = """async ([hertz, from, to]) => {
  const { Resampler } = await import("/console/samples.js");
  const resampler = new Resampler(from, to);
  const made = [];
  for (let begins = 0; begins < from; begins += 2048) {
    const levels = Array.from({ length: 2048 }, (_, place) => Math.sin(2 * Math.PI * hertz * (begins + place) / from));
    made.push(...resampler.push(Float32Array.from(levels)));
  }
  const inner = made.slice(200, -200);
  const difference = inner.map((level, place) => level - Math.sin(2 * Math.PI * hertz * (place + 200) / to));
  const loudness = (levels) => Math.sqrt(levels.reduce((sum, level) => sum + level * level, 0) / levels.length);
  return { seconds: made.length / to, loudness: loudness(inner), difference: loudness(difference) };
}"""


@pytest.mark.parametrize(("hertz", "start", "to"), [(440, 48_000, 8000), (2500, 44_100, 8000), (3000, 48_000, 16_000)])
def test_a_sound_is_the_same_at_a_telephones_rate(page: Page, real: Emulator, hertz: int, start: int, to: int) -> None:
    page.goto(f"{real.url}/")
    made = page.evaluate(RESAMPLED, [hertz, start, to])
    assert made["seconds"] == pytest.approx(1, abs=0.05)
    assert made["loudness"] == pytest.approx(0.707, rel=0.03)
    assert made["difference"] < 0.03


def test_what_a_telephone_cannot_carry_does_not_come_back_as_noise(page: Page, real: Emulator) -> None:
    page.goto(f"{real.url}/")
    assert page.evaluate(RESAMPLED, [6000, 48_000, 8000])["loudness"] < 0.01
