"""Texts on the page: threads, segments while typing, what became of each, files, hostile words; and keys alone."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from flask import Flask, Response, request
from playwright.sync_api import BrowserContext, Page, Route, expect

from twilio_emulator import Emulator

pytestmark = pytest.mark.browser
ME = "+8612000000001"
FRIEND = "+8612000000002"
Console = Callable[..., Page]
STATIC = Path(__file__).parents[3] / "twilio_emulator" / "console" / "static"
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>&amp;\u202egnp.exe'


def png(width: int = 8, height: int = 8) -> bytes:
    """A picture that is all one colour."""
    rows = b"".join(b"\0" + b"\x0a\x70\x62" * width for _ in range(height))
    parts = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def make_album() -> Flask:
    """An application that answers with a picture, a page, and a drawing with a program in it."""
    app = Flask("album")

    @app.post("/text")
    def text() -> Response:
        media = "".join(f"<Media>/{name}</Media>" for name in ("view.png", "page.html", "drawing.svg"))
        body = f"<Response><Message><Body>{escape(request.form['Body'])}</Body>{media}</Message></Response>"
        return Response(body, content_type="text/xml")

    @app.get("/view.png")
    def view() -> Response:
        return Response(png(), content_type="image/png")

    @app.get("/page.html")
    def page() -> Response:
        return Response("<script>parent.document.title=1</script>", content_type="text/html")

    @app.get("/drawing.svg")
    def drawing() -> Response:
        return Response("<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml")

    return app


def send(real: Emulator, body: str, from_: str = "12393", to: str = ME) -> None:
    """Send a text as an application does, by the API."""
    url = f"{real.url}/2010-04-01/Accounts/{real.account_sid}/Messages.json"
    auth = (real.account_sid, real.auth_token)
    data = {"From": from_, "To": to, "Body": body}
    assert httpx.post(url, data=data, auth=auth, trust_env=False).status_code == 201


def test_segments_are_counted_while_a_text_is_typed(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    field, count = page.get_by_label("Text message"), page.locator("#segments")
    expect(count).to_have_text("")
    for written, shown in (
        ("a" * 160, "GSM-7 · segments: 1 · 0 left"),
        ("a" * 161, "GSM-7 · segments: 2 · 145 left"),
        ("€", "GSM-7 · segments: 1 · 158 left"),
        ("It is “here”", "UCS-2 · segments: 1 · 58 left · because of “ ”"),
        ("查询养老保险个人账户余额", "UCS-2 · segments: 1 · 58 left"),
        ("保" * 71, "UCS-2 · segments: 2 · 63 left · because of 保"),
    ):
        field.fill(written)
        expect(count).to_have_text(shown)
    field.fill("")
    field.press_sequentially("YE 2025")
    expect(count).to_have_text("GSM-7 · segments: 1 · 153 left")
    field.press("Enter")
    expect(page.locator("#texts .mine .bubble")).to_have_text(["YE 2025"])
    expect(count).to_have_text("")


def test_a_text_may_have_lines_and_a_draft_waits_for_its_thread(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    field = page.get_by_label("Text message")
    field.press_sequentially("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    page.get_by_label("Number to dial").fill("12333")
    expect(field).to_have_value("")
    page.get_by_label("Number to dial").fill("12393")
    expect(field).to_have_value("one\ntwo")
    field.press("Enter")
    expect(page.locator("#texts .theirs .bubble")).to_have_text(["You wrote: one two"])
    assert real.handset(ME).inbox[-1].body == "You wrote: one\ntwo"


def test_what_is_written_while_a_text_is_under_way_is_the_next_one(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    held: list[Route] = []
    page.route("**/emulator/v1/messages", lambda route: held.append(route))
    field = page.locator("#body")
    field.fill("YE")
    with page.expect_request("**/emulator/v1/messages"):
        field.press("Enter")
    field.fill("and more")
    with page.expect_response("**/emulator/v1/messages"):
        held.pop().continue_()
    expect(page.locator("#send")).to_be_enabled()
    expect(field).to_have_value("and more")


def test_a_text_that_could_not_be_sent_stands_where_it_was_written(context: BrowserContext, real: Emulator) -> None:
    page = context.new_page()  # which may complain of the refusal
    page.goto(f"{real.url}/?from={quote(ME)}&to=12393")
    held: list[Route] = []
    page.route("**/emulator/v1/messages", lambda route: held.append(route))
    field = page.locator("#body")
    field.fill("YE")
    with page.expect_request("**/emulator/v1/messages"):
        field.press("Enter")
    field.fill("and more")
    held.pop().fulfill(status=422, json={"code": "invalid_value", "message": "not now"})
    expect(field).to_have_value("YE\nand more")


def test_the_ticks_follow_what_becomes_of_a_text(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    send(real, "on its way")
    tick = page.locator("#texts .turn").filter(has_text="on its way").locator(".tick")
    seen = page.evaluate(
        """async () => {
          const seen = [];
          const box = document.getElementById('texts');
          const look = () => {
            const status = box.querySelector('.turn')?.dataset.status;
            if (status && status !== seen.at(-1)) seen.push(status);
            return status === 'delivered';
          };
          while (!look()) await new Promise((resolve) => requestAnimationFrame(resolve));
          return seen;
        }"""
    )
    assert seen[-2:] == ["sent", "delivered"]
    assert set(seen) <= {"queued", "sending", "sent", "delivered"}
    expect(tick).to_have_text("✓✓Delivered")


def test_a_text_that_failed_says_by_which_code_and_why(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    address = f"{real.url}/emulator/v1/handsets/{ME}/delivery"
    httpx.put(address, json={"status": "failed", "error_code": 30003}, trust_env=False).raise_for_status()
    send(real, "are you there?")
    expect(page.locator("#texts .why .code")).to_have_text("30003")
    expect(page.locator("#texts .why")).to_contain_text("Failed · Unreachable destination handset")
    expect(page.locator("#texts .turn")).to_have_attribute("data-arrived", "false")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#texts .why")).to_contain_text("发送失败 · 对方手机联系不上")
    page.get_by_role("button", name="English").click()


def test_threads_are_listed_with_the_latest_first_and_what_is_unread(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    send(real, "from the line")
    expect(page.locator("#texts .bubble")).to_have_text(["from the line"])
    real.handset(FRIEND).text(ME, "晚上一起吃饭吗？")
    expect(page.locator("#texts-unread")).to_have_text("1 unread")
    page.get_by_role("button", name="All texts").click()
    rows = page.locator("#threads .thread")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("王建国")
    expect(rows.first).to_contain_text("晚上一起吃饭吗？")
    expect(rows.first.locator(".unread")).to_have_text("1 unread")
    rows.first.click()
    expect(page.locator("#texts .bubble")).to_have_text(["晚上一起吃饭吗？"])
    expect(page.locator("#texts-unread")).to_be_hidden()
    page.get_by_label("Text message").fill("好")
    page.get_by_label("Text message").press("Enter")
    expect(page.locator("#texts .mine .tick")).to_have_text("✓✓Delivered")
    assert real.handset(FRIEND).inbox[-1].body == "好"
    page.get_by_role("button", name="All texts").click()
    expect(rows.nth(1)).to_contain_text("from the line")
    rows.nth(1).press("Enter")
    expect(page.locator("#texts .bubble")).to_have_text(["from the line"])


def test_a_thread_shows_its_end_while_nobody_reads_further_up(console: Console, real: Emulator) -> None:
    real.add_number("12345", sms_url="/text", app=make_album())
    page = console(**{"from": ME, "to": "12345"})
    at_end = "(box) => box.scrollHeight - box.scrollTop - box.clientHeight < 2"
    box = page.locator("#texts")
    for count in range(1, 4):
        page.get_by_label("Text message").fill(f"line\n{count}")
        page.get_by_label("Text message").press("Enter")
        expect(page.locator("#texts .picture")).to_have_count(count)
        expect(page.locator("#texts .picture").last).to_have_js_property("naturalWidth", 8)
        expect(page.locator("#texts .tick.done")).to_have_count(2 * count)
        assert box.evaluate(at_end)
    box.evaluate("(box) => { box.scrollTop = 0; }")
    send(real, "one more", from_="12345")
    expect(page.locator("#texts .bubble")).to_have_count(7)
    assert box.evaluate("(box) => box.scrollTop") == 0


def test_a_small_screen_tells_of_a_text_that_waits_elsewhere(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.set_viewport_size({"width": 390, "height": 844})
    real.handset(FRIEND).text(ME, "hello")
    tab = page.locator(".tabs").get_by_role("button", name="Conversation 1 unread")
    tab.click()
    page.get_by_role("button", name="All texts").click()
    page.locator(".thread", has_text="hello").click()
    expect(page.locator("#talk-unread")).to_be_hidden()
    expect(page.locator("#texts .bubble")).to_have_text(["hello"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_pages_write_to_each_other(context: BrowserContext, real: Emulator) -> None:
    mine, theirs = context.new_page(), context.new_page()
    mine.goto(f"{real.url}/?from=%2B8612000000001&to=%2B8612000000002")
    theirs.goto(f"{real.url}/?from=%2B8612000000002&to=%2B8612000000001")
    for page, body in ((mine, "ping"), (theirs, "pong")):
        page.get_by_label("Text message").fill(body)
        page.get_by_label("Text message").press("Enter")
        for each in (mine, theirs):
            expect(each.locator("#texts .bubble").filter(has_text=body)).to_be_visible()
    expect(mine.locator("#texts .theirs .bubble")).to_have_text(["pong"])
    expect(theirs.locator("#texts .mine .bubble")).to_have_text(["pong"])


def test_a_picture_is_shown_and_every_other_file_is_only_a_link(console: Console, real: Emulator) -> None:
    real.add_number("12345", sms_url="/text", app=make_album())
    page = console(**{"from": ME, "to": "12345"})
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.get_by_label("Text message").fill("look")
    page.get_by_label("Text message").press("Enter")
    picture = page.locator("#texts .picture")
    expect(picture).to_have_count(1)
    expect(picture).to_have_attribute("alt", "Picture view.png")
    expect(picture).to_have_js_property("naturalWidth", 8)
    expect(page.locator("#texts .media a")).to_have_text(["page.html", "drawing.svg"])
    with page.expect_download() as saving:
        page.get_by_role("link", name="page.html").click()
    assert saving.value.suggested_filename == "page.html"
    assert all(url.startswith(real.url) for url in asked)
    expect(page).not_to_have_title("1")


def test_a_picture_is_chosen_and_goes_out_with_a_text(console: Console, real: Emulator, tmp_path: Path) -> None:
    page = console(**{"from": ME, "to": "12393"})
    view, notes, large = (tmp_path / name for name in ("view.png", "notes.txt", "large.png"))
    view.write_bytes(png())
    notes.write_text("first")
    large.write_bytes(bytes(5 * 1024 * 1024 + 1))
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Attach a picture or a file").click()
    choosing.value.set_files([view, notes])
    page.locator("#attach-file").set_input_files(large)
    expect(page.locator("#text-complaint")).to_have_text("large.png has more than 5 MB and cannot go with a text.")
    page.get_by_role("button", name="Remove notes.txt").click()
    expect(page.get_by_label("Attachments").get_by_role("listitem")).to_have_text(["view.png"])
    page.get_by_label("Text message").press("Enter")
    expect(page.locator("#texts .mine .picture")).to_have_js_property("naturalWidth", 8)
    expect(page.get_by_label("Attachments")).to_be_hidden()
    asked = dict(real.exchanges[-1].params)
    assert (asked["NumMedia"], asked["Body"], asked["MediaContentType0"]) == ("1", "", "image/png")
    assert httpx.get(asked["MediaUrl0"], trust_env=False).content == png()


def test_hostile_words_names_and_addresses_are_shown_as_they_are(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    send(real, HOSTILE)
    expect(page.locator("#texts .theirs .bubble")).to_have_text([HOSTILE])
    page.get_by_role("button", name="All texts").click()
    expect(page.locator("#threads .last")).to_have_text([HOSTILE])
    real.add_number("12345", friendly_name=HOSTILE, voice_url="/x", app=make_album())
    body = {
        "from": FRIEND,
        "to": ME,
        "body": "see",
        "media": ["http://127.0.0.1:9/%3Cscript%3E.html?<img src=x>".replace(" ", "%20")],
    }
    httpx.post(f"{real.url}/emulator/v1/messages", json=body, trust_env=False).raise_for_status()
    page.locator("#threads .thread").first.click()
    expect(page.locator("#texts .media a")).to_have_count(1)
    page.get_by_role("button", name="Contacts").click()
    expect(page.locator("#book-list b").nth(2)).to_have_text(HOSTILE)
    assert page.locator("#texts :is(img, script), #threads :is(img, script), #book :is(img, script)").count() == 0
    expect(page).not_to_have_title("1")


def test_keys_alone_dial_talk_hang_up_and_write(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME})
    keys = page.keyboard

    def tab_to(selector: str, most: int = 60, step: str = "Tab") -> None:
        for _ in range(most):
            keys.press(step)
            if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is not reached with {step}")

    tab_to("#dial")
    keys.press("Control+a")
    keys.type("12393")
    keys.press("Enter")
    expect(page.locator("#transcript")).to_contain_text("Press one for hostility.")
    keys.type("1")
    expect(page.locator("#transcript")).to_contain_text("You pressed 1.")
    tab_to("#hang-up")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    keys.press("Enter")
    expect(page.locator("#complaint")).to_contain_text("Call ended")
    expect(page.locator("#call")).to_be_focused()
    tab_to('[data-book="recents"]')
    keys.press("Enter")
    tab_to(".entry", step="Shift+Tab")
    keys.press("Space")
    expect(page.locator("#call-state")).to_have_text("On the line")
    tab_to("#hang-up")
    keys.press("Space")
    expect(page.locator("#complaint")).to_contain_text("Call ended")
    tab_to("#body")
    keys.type("YE")
    keys.press("Enter")
    expect(page.locator("#texts .theirs .bubble")).to_have_text(["You wrote: YE"])
    assert outline == "solid"
    assert [(one.from_, one.to) for one in real.calls] == [(ME, "12393")] * 2


def test_a_call_that_comes_in_is_answered_by_keys_alone(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME})
    real.handset(FRIEND).dial(ME, settle=False)
    expect(page.locator("#phone-news")).to_have_text("王建国 is calling")
    expect(page.locator("#screen-call")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "answer":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#call-state")).to_have_text("On the line")
    expect(page.locator("#timer")).to_have_text(re.compile("0:0[0-9]"))


def test_the_handset_has_the_same_words_in_both_languages() -> None:
    written = (STATIC / "phone-words.js").read_text(encoding="utf-8")
    chinese, english = (set(re.findall(r'[ {]"?([\w-]+)"?: "', part)) for part in written.split("  en: {"))
    assert chinese == english
