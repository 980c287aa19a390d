"""Two telephones that are connected hear each other: two tabs, fake microphones, measured where the sound arrives."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, BrowserContext, Page, expect

from twilio_emulator import Emulator
from twilio_emulator.sound import pcm

pytestmark = pytest.mark.browser
ANN, BOB, EVE = "+8612000000001", "+8612000000002", "+8612000000003"
DIAL, MEET, WAIT, TAKE, TAPE = "12301", "12302", "12303", "12304", "12307"
DOCUMENTS = {
    "/dial": f"<Dial>{BOB}</Dial>",
    "/meet": "<Dial><Conference beep='false' waitUrl=''>room</Conference></Dial>",
    "/wait": "<Enqueue>desk</Enqueue>",
    "/take": "<Dial><Queue>desk</Queue></Dial>",
    "/tape": f"<Dial record='record-from-answer-dual'>{BOB}</Dial>",
}
SAYING = """async () => {
  const { sound } = await import("/console/sound.js");
  return sound.saying !== null;
}"""
"""Whether anything else than the other is heard."""
REFUSE = """() => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
}"""

# Looks at the meters that the page shows until one has been above, or has stayed below, a bound for some milliseconds.
METER = """async ([id, least, most, milliseconds, patience]) => {
  const meter = document.getElementById(id);
  const began = performance.now();
  let since = null;
  while (performance.now() - began < patience) {
    const fits = meter.value >= least && meter.value <= most;
    if (!fits) since = null;
    else if (performance.now() - (since ??= performance.now()) >= milliseconds) return true;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return false;
}"""


def hears_other(page: Page) -> bool:
    """Whether the other's beeps come to be heard here."""
    found: bool = page.evaluate(METER, ["other-level", 0.05, 1, 0, 8000])
    return found


def hears_nothing(page: Page) -> bool:
    """Whether nothing is heard for a second and a half: three beeps' time."""
    found: bool = page.evaluate(METER, ["other-level", 0, 0.02, 1500, 8000])
    return found


@pytest.fixture
def line(real: Emulator) -> Emulator:
    """An emulator whose numbers dial Bob, confer, wait in a queue, and take out of it."""
    app = Flask("two-handsets")

    @app.post("/<path:name>")
    def document(name: str) -> Response:
        return Response(f"<Response>{DOCUMENTS['/' + name]}</Response>", content_type="text/xml")

    for number, path in ((DIAL, "/dial"), (MEET, "/meet"), (WAIT, "/wait"), (TAKE, "/take"), (TAPE, "/tape")):
        real.add_number(number, voice_url=path, app=app)
    return real


Tab = Callable[..., Page]


@pytest.fixture
def tab(browser: Browser, line: Emulator) -> Iterator[Tab]:
    """Open the telephone of a number in a tab of its own; what goes wrong in it fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_tab(number: str, to: str = "") -> Page:
        context = browser.new_context(locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(f"{line.url}/?from={number.replace('+', '%2B')}&to={to}")
        page.wait_for_selector("body[data-ready]", timeout=8000)
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert errors == []


def call(page: Page) -> None:
    page.get_by_role("button", name="Call", exact=True).click()


def answer(page: Page) -> None:
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#call-state")).to_have_text("On the line")


def test_both_ends_of_a_dial_hear_each_other_until_one_is_muted_or_hangs_up(tab: Tab) -> None:
    ann, bob = tab(ANN, DIAL), tab(BOB)
    call(ann)
    answer(bob)
    assert hears_other(ann)
    assert hears_other(bob)
    expect(ann.locator("#voice")).to_have_attribute("data-sound", "connected")
    ann.keyboard.press("m")
    expect(ann.get_by_role("button", name="Unmute")).to_have_attribute("aria-pressed", "true")
    assert hears_nothing(bob)
    assert hears_other(ann)
    ann.get_by_role("button", name="Unmute").click()
    assert hears_other(bob)
    bob.get_by_role("button", name="Hang up").click()
    expect(ann.locator("#voice")).to_be_hidden()


def test_who_waits_in_a_queue_and_who_takes_hear_each_other(tab: Tab) -> None:
    ann, bob = tab(ANN, WAIT), tab(BOB, TAKE)
    call(ann)
    expect(ann.locator("#call-state")).to_have_text("On the line")
    expect(ann.get_by_role("button", name="Mute")).to_be_hidden()
    expect(ann.locator("#transcript .theirs").last).to_contain_text("[music]")
    assert ann.evaluate(SAYING)
    call(bob)
    assert hears_other(ann)
    assert hears_other(bob)
    assert not ann.evaluate(SAYING)  # the music has stopped


def test_a_conference_is_a_mesh_that_follows_who_is_muted_on_hold_and_coached(tab: Tab, line: Emulator) -> None:
    pages = [tab(number, MEET) for number in (ANN, BOB, EVE)]
    ann, _, eve = pages
    for page in pages:
        call(page)
    for page in pages:
        assert hears_other(page)
    room = line.conference("room")
    sids = {one.from_: one.sid for one in line.calls}
    room.participant(sids[ANN]).mute()
    room.participant(sids[BOB]).mute()
    assert hears_nothing(eve)
    assert hears_other(ann)
    room.participant(sids[BOB]).mute(False)
    assert hears_other(eve)
    room.participant(sids[EVE]).hold()
    assert hears_nothing(eve)
    room.participant(sids[EVE]).hold(False)
    room.participant(sids[ANN]).mute(False)
    room.participant(sids[BOB]).coach(sids[ANN])
    eve.keyboard.press("m")
    assert hears_other(eve)  # Ann
    room.participant(sids[ANN]).mute()
    assert hears_nothing(eve)  # Bob whispers to Ann alone
    assert hears_other(ann)


def test_two_telephones_without_an_application_hear_each_other(tab: Tab) -> None:
    ann, bob = tab(ANN, BOB), tab(BOB)
    call(ann)
    answer(bob)
    assert hears_other(ann)
    assert hears_other(bob)
    ann.close()
    expect(bob.locator("#voice")).to_be_hidden()


def test_one_who_refuses_the_microphone_hears_the_other_all_the_same(tab: Tab) -> None:
    ann, bob = tab(ANN, DIAL), tab(BOB)
    bob.evaluate(REFUSE)
    call(ann)
    answer(bob)
    expect(bob.locator("#voice-words")).to_contain_text("does not let this page use the microphone: type what you")
    assert hears_other(bob)
    assert hears_nothing(ann)
    bob.get_by_placeholder("Say something…").fill("Hello, Ann.")
    bob.get_by_placeholder("Say something…").press("Enter")
    expect(ann.locator("#transcript .theirs").last).to_contain_text("Hello, Ann.")


def test_a_recorded_talk_is_played_back_with_both_voices(tab: Tab, line: Emulator) -> None:
    ann, bob = tab(ANN, TAPE), tab(BOB)
    call(ann)
    answer(bob)
    assert hears_other(ann)
    assert hears_other(bob)
    expect(ann.locator("#timer")).to_have_text("0:04")
    ann.get_by_role("button", name="Hang up").click()
    expect(ann.locator("#recordings audio")).to_have_count(1, timeout=10_000)
    (recording,) = line.recordings
    voices = line.switchboard.desk.store.sounds_of(recording)
    assert set(voices) == {one.sid for one in line.calls}
    assert all(pcm.loudness(pcm.Pcm(8000, pcm.from_mu_law(sound))) > 0.005 for sound in voices.values())
