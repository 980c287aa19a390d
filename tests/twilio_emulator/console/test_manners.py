"""How the page behaves on every tab: it asks nobody else, keeps to its policy, fits, and comes back."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import twilio_emulator.console
from twilio_emulator import Emulator

browser = pytest.mark.browser
STATIC = Path(twilio_emulator.console.__file__).parent / "static"
ME = "+8612000000001"
Console = Callable[..., Page]
TABS = ("exchanges", "calls", "alerts", "faults", "figures")
WATCH = """window.violated = [];
document.addEventListener("securitypolicyviolation", (event) => violated.push(event.violatedDirective));"""
BEYOND = """() => {
  const scrolls = (node) => {
    for (let at = node; at && at !== document.body; at = at.parentElement) {
      if (at.matches("main, .column, .card, .handset")) continue;
      if (getComputedStyle(at).overflowX !== "visible") return true;
    }
    return false;
  };
  const found = [...document.body.querySelectorAll("*")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width && box.height && (box.right > innerWidth + 1 || box.left < -1) && !scrolls(node.parentElement);
  });
  if (document.documentElement.scrollWidth > innerWidth) found.push(document.documentElement);
  return found.map((node) => `${node.tagName} ${node.id} ${node.className.baseVal ?? node.className}`);
}"""


def walk(page: Page, real: Emulator, look: Callable[[], None]) -> None:
    """Go to every part of the page with something in each, a call among it; ``look`` in each."""
    real.faults.add("status", status=503, url="*/voice", times=1)
    real.add_number("12345", voice_url="http://127.0.0.1:9/voice", friendly_name="A line that nobody answers")
    real.handset(ME).dial("12345")
    page.goto(f"{real.url}/?from=%2B8612000000001&to=12393")
    page.wait_for_selector("body[data-ready]")

    def view(name: str) -> None:
        if (tab := page.locator(f'.tabs [data-view="{name}"]')).is_visible():
            tab.click()
        look()

    look()
    page.locator("#call").click()
    page.locator('#pad [data-key="1"]').click()
    expect(page.locator("#exchange-count")).to_have_text("3")
    look()
    view("talk")
    view("look")
    page.locator("#exchanges button", has_text="/menu").click()
    expect(page.locator("#detail-body pre").first).to_be_visible()
    look()
    page.locator("#detail-close").click()
    for name in TABS:
        page.locator(f"#tab-{name}").click()
        look()
        if name == "alerts":
            page.locator("#alerts summary").first.click()
        if name == "faults":
            page.locator("#fault-add").click()
            page.locator("#fault-form summary").last.click()
            page.locator("#fault-form summary").first.click()
        if name == "figures":
            page.locator("#figures summary").first.click()
        look()
    view("phone")
    page.locator("#hang-up").click()
    expect(page.locator("#call")).to_be_visible()
    look()


@browser
def test_the_page_asks_nobody_but_the_emulator(real: Emulator, context: BrowserContext) -> None:
    page, asked = context.new_page(), set()
    context.on("request", lambda request: asked.add(urlsplit(request.url)[:2]))
    page.on("websocket", lambda one: asked.add(urlsplit(one.url)[:2]))
    walk(page, real, lambda: None)
    assert asked == {urlsplit(real.url)[:2]}


@browser
def test_the_page_never_does_what_its_policy_forbids(real: Emulator, page: Page) -> None:
    page.add_init_script(WATCH)
    walk(page, real, lambda: None)
    assert page.evaluate("violated") == []


@browser
def test_the_policy_holds_what_somebody_might_write_into_the_page(context: BrowserContext, real: Emulator) -> None:
    page = context.new_page()  # and not the strict one: the browser complains
    page.add_init_script(WATCH)
    page.goto(real.url)
    page.wait_for_selector("body[data-ready]")
    page.evaluate(
        """() => {
          const inline = document.createElement("script");
          inline.textContent = "document.title = 'run'";
          const image = new Image();
          image.src = "https://example.com/x.png";
          const box = document.createElement("div");
          box.innerHTML = '<b style="color: red" onclick="document.title = 1"></b><iframe src="https://example.com/"></iframe>';
          document.body.append(inline, image, box);
          box.firstChild.click();
        }"""
    )
    page.wait_for_function("() => violated.length >= 5")
    kept = set(page.evaluate("violated"))
    assert {"script-src-elem", "script-src-attr", "style-src-attr", "img-src", "frame-src"} <= kept
    expect(page).to_have_title("Console · the Twilio on your desk")


@browser
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_every_part_fits_the_screen_of_a_phone(browser: Browser, real: Emulator, locale: str) -> None:
    context = browser.new_context(locale=locale, viewport={"width": 390, "height": 844}, has_touch=True)
    page, beyond = context.new_page(), []
    walk(page, real, lambda: beyond.extend(page.evaluate(BEYOND)))
    assert beyond == []
    context.close()


@browser
@pytest.mark.parametrize(("width", "height"), [(390, 844), (375, 667), (1366, 768)])
def test_a_call_can_be_hung_up_without_scrolling(browser: Browser, real: Emulator, width: int, height: int) -> None:
    context = browser.new_context(locale="en-US", viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(f"{real.url}/?from=%2B8612000000001&to=12333")
    page.wait_for_selector("body[data-ready]")
    expect(page.locator("#call")).to_be_in_viewport(ratio=1)
    page.locator("#call").click()
    expect(page.locator("#transcript .theirs .bubble")).not_to_have_count(0)
    expect(page.locator("#hang-up")).to_be_in_viewport(ratio=1)
    box = page.locator("#hang-up").bounding_box()
    assert box is not None
    centre = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    assert page.evaluate("({ x, y }) => document.elementFromPoint(x, y).closest('button')?.id", centre) == "hang-up"
    context.close()


@browser
def test_the_parts_of_the_inspector_are_walked_by_arrows(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_role("tab", name="Exchanges").focus()
    for key, names in (("ArrowRight", [*TABS[1:], TABS[0]]), ("ArrowLeft", TABS[::-1])):
        for name in names:
            page.keyboard.press(key)
            expect(page.locator(f"#tab-{name}")).to_be_focused()
            expect(page.locator(f"#panel-{name}")).to_be_visible()
    expect(page.locator("[role=tabpanel]:visible")).to_have_count(1)


@browser
def test_what_is_open_changes_its_language(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_role("tab", name="Faults").click()
    page.get_by_role("button", name="Add a fault…").click()
    expect(page.locator("#fault-says")).to_contain_text("something before the application")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#fault-says")).to_contain_text("应用前面的设备")
    page.get_by_role("tab", name="统计").click()
    expect(page.get_by_role("heading", name="通话时长")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="How long calls last")).to_be_visible()


def test_every_word_the_page_asks_for_is_there_in_both_languages() -> None:
    chinese, english, asked = set[str](), set[str](), set[str]()
    for path in STATIC.glob("*.js"):
        written = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'(?<![#\w])(?:words|section)\("(\w+)"', written))
        if path.stem == "words" or path.stem.endswith("-words"):
            table = written[written.index("  zh: {") :].partition("\n  },\n}")[0]
            zh, en = table.split("  en: {")
            chinese |= set(KEY.findall(zh))
            english |= set(KEY.findall(en))
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    asked |= set(re.findall(r'data-words(?:-label|-placeholder)?="(\w+)"', page))
    assert chinese == english
    assert asked - english == set()


KEY = re.compile(r"""[ {]"?([\w-]+)"?: ["`]""")


class Cable:
    """Between page and emulator: can be cut, and laid again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: set[socket.socket] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.asked: list[bytes] = []
        self.broken = False
        self._threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near = self._server.accept()[0]
                if self.broken:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._port))
                self._open |= {near, far}
                for pair in ((near, far), (far, near)):
                    self._threads.append(threading.Thread(target=self._pump, args=pair))
                    self._threads[-1].start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self.asked.append(data)
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Break every connection, and let none come about."""
        self.broken = True
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Cut it for good."""
        self.cut()
        self._server.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for one in (*self._open, self._server):
            one.close()


@pytest.fixture
def cable(real: Emulator) -> Iterator[Cable]:
    port = urlsplit(real.url).port
    assert port
    laid = Cable(port)
    yield laid
    laid.close()


@browser
def test_news_that_were_missed_while_the_line_was_cut_come_when_it_is_back(
    context: BrowserContext, real: Emulator, cable: Cable
) -> None:
    page = context.new_page()  # and not the strict one: a lost connection is complained of in the browser's console
    reads: list[str] = []
    page.goto(f"{cable.url}/?from=%2B8612000000001&to=12393")
    page.wait_for_selector("body[data-ready]")
    page.get_by_role("tab", name="Figures").click()
    real.handset(ME).text("12393", "before")
    expect(page.locator("#exchanges li")).to_have_count(1)
    page.on("request", lambda request: reads.append(urlsplit(request.url).path))

    cable.cut()
    expect(page.locator("#status")).to_have_text("Connection lost, trying again…")
    real.handset(ME).text("12393", "meanwhile")
    real.faults.add("lost")
    cable.broken = False
    expect(page.locator("#status")).to_have_text("Connected")
    expect(page.locator("#exchanges li")).to_have_count(2)
    expect(page.locator("#rules li")).to_have_count(1)
    expect(page.locator("#figures .tile", has_text="Texts").locator("dd")).to_have_text("4")
    assert any(b"last-event-id:" in piece.lower() for piece in cable.asked)
    assert "/emulator/v1/handsets" not in reads, "it went on where it was, and did not begin anew"
