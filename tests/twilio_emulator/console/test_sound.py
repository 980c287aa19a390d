"""What the page makes audible, measured where it leaves the page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Console = Callable[..., Page]

# Looks at every frame until a condition has held for some milliseconds, and says false when it never did. (The
# browser driver's own waiting takes a promise for true, so the loop is here.)
HOLDS = """async ([least, most, milliseconds]) => {
  const { sound } = await import('/console/sound.js');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const began = performance.now();
  let since = null;
  while (performance.now() - began < 8000) {
    const level = sound.level();
    if (level < least || level > most) since = null;
    else if (performance.now() - (since ??= performance.now()) >= milliseconds) return true;
    await frame();
  }
  return false;
}"""


def is_loud(page: Page) -> bool:
    """Whether there comes to be a sound of a sixteenth of a second, more than an echo of the one before."""
    found: bool = page.evaluate(HOLDS, [0.01, 1, 60])
    return found


def is_quiet(page: Page) -> bool:
    """Whether half a second goes by without a sound: longer than any gap between words."""
    found: bool = page.evaluate(HOLDS, [0, 0.0005, 500])
    return found


SPECTRUM = """async (key) => {
  const { DTMF, tone } = await import('/console/sound.js');
  const rate = 8000;
  const context = new OfflineAudioContext(1, rate * 0.2, rate);
  tone(context, context.destination, DTMF[key], 0, 0.2);
  const samples = (await context.startRendering()).getChannelData(0);
  const energy = (frequency) => {
    let real = 0, imaginary = 0;
    samples.forEach((sample, place) => {
      const angle = 2 * Math.PI * frequency * place / rate;
      real += sample * Math.cos(angle);
      imaginary += sample * Math.sin(angle);
    });
    return real * real + imaginary * imaginary;
  };
  return Object.fromEntries([697, 770, 852, 941, 1209, 1336, 1477, 1633].map((one) => [one, energy(one)]));
}"""


def test_every_key_sounds_its_two_frequencies(console: Console) -> None:
    page = console()
    rows, columns = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
    for place, key in enumerate("123A456B789C*0#D"):
        energies: dict[str, Any] = page.evaluate(SPECTRUM, key)
        loudest = sorted(energies, key=lambda name: -energies[name])
        assert {int(name) for name in loudest[:2]} == {rows[place // 4], columns[place % 4]}, key
        assert energies[loudest[1]] > 50 * energies[loudest[2]], key


def test_spoken_words_sound_and_stop_when_the_phone_is_put_down(console: Console) -> None:
    page = console(to="12393")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#transcript .theirs")).to_be_visible()
    assert is_loud(page)
    page.get_by_role("button", name="Hang up").click()
    assert is_quiet(page)


def test_a_played_sound_is_heard_and_a_key_stops_a_prompt_at_once(console: Console) -> None:
    page = console(to="12333")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#transcript .theirs")).to_have_text(["[tone.wav]0:00"])
    assert is_loud(page)
    expect(page.locator("#transcript .theirs")).to_have_count(2)
    assert is_loud(page)
    page.keyboard.press("5")
    assert is_quiet(page)
    expect(page.locator("#transcript .theirs")).to_have_count(2)
    expect(page.locator("#call-state")).to_have_text("On the line")


LATE = """
const plain = window.fetch;
window.fetch = async (address, options) => {
  const answer = await plain(address, options);
  if (String(address).endsWith("/keys")) {
    const lines = () => document.querySelectorAll("#transcript .theirs").length;
    while (lines() < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return answer;
};
"""
"""The news that a key was heard comes after what it has led to."""


def test_what_answers_a_key_is_heard_even_where_it_is_there_before_the_news_that_the_key_was(
    console: Console, page: Page
) -> None:
    page.add_init_script(LATE)
    console(to="12393")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#transcript .theirs")).to_have_count(1)
    assert is_loud(page)
    page.keyboard.press("1")
    expect(page.locator("#transcript .theirs")).to_have_count(2)
    assert page.evaluate(HOLDS, [0.01, 1, 500])  # longer than the tone of the key


STOPPED = """async () => {
  const { sound } = await import('/console/sound.js');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  while (sound.level() < 0.01) await frame();
  const { stop } = AudioBufferSourceNode.prototype;
  const stopped = new Promise((resolve) => {
    AudioBufferSourceNode.prototype.stop = function (...given) {
      resolve(performance.now());
      return stop.apply(this, given);
    };
  });
  const pressed = new Promise((resolve) => {
    addEventListener("keydown", () => resolve(performance.now()), { once: true, capture: true });
  });
  window.took = Promise.all([pressed, stopped]).then(([from, to]) => to - from);
}"""


def test_a_key_that_is_heard_cuts_the_prompt_in_the_middle_of_a_word(console: Console) -> None:
    page = console(to="12333")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#transcript .theirs")).to_have_count(2)  # a prompt of half a minute begins
    page.evaluate(STOPPED)
    page.keyboard.press("5")
    assert page.evaluate("window.took") < 1000  # 30 ms on a machine that does nothing else
    assert is_quiet(page)
    expect(page.locator("#transcript .theirs")).to_have_count(2)


def test_a_ringing_handset_sounds_until_it_is_declined(console: Console, real: Any) -> None:
    page = console()
    page.locator("#dial").click()
    real.handset("+8612000000002").dial("+8612000000001", settle=False)
    assert is_loud(page)
    page.get_by_role("button", name="Decline").click()
    assert is_quiet(page)


def test_what_rings_at_the_far_end_is_heard_as_ringback_until_it_is_over(console: Console, real: Any) -> None:
    real.handset("+8612000000002").on_ring("ask")
    page = console(to="+8612000000002")
    page.get_by_role("button", name="Call", exact=True).click()
    assert is_loud(page)
    page.get_by_role("button", name="Cancel").click()
    assert is_quiet(page)
