"""The inspector and the debugger: everything that goes over the wire, explained, replayed, copied."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from werkzeug import Request, Response

from twilio_emulator import Emulator
from twilio_emulator.engine.errors import CODES
from twilio_emulator.engine.leg import CallStatus
from twilio_emulator.outcomes import DELIVERY_ERRORS
from twilio_emulator.store import Call, new_sid

pytestmark = pytest.mark.browser
ME = "+8612000000001"
Console = Callable[..., Page]
STATIC = Path(__file__).parents[3] / "twilio_emulator" / "console" / "static"
HOSTILE = '"><img src=x onerror="document.title=1"><script>document.title=1</script>'


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def served(real: Emulator) -> Iterator[str]:
    """An application with an address, which answers the number 12300."""

    @Request.application
    def application(request: Request) -> Response:
        said = request.form.get("Digits", "")
        words = f"<Say>You pressed {said}.</Say><Pause length='30'/>" if said else "<Say>Press a key.</Say>"
        return Response(f"<Response><Gather>{words}</Gather></Response>", content_type="text/xml")

    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        home = f"http://127.0.0.1:{server.server_port}"
        real.add_number("12300", voice_url=f"{home}/keys")
        yield home
        server.shutdown()
        thread.join()


def call_and_press(page: Page, key: str) -> Locator:
    """Ring, press a key, and return the row of what the application was asked then."""
    page.get_by_role("button", name="Call", exact=True).click()
    row = page.locator("#exchanges button")
    expect(row).to_have_count(1)
    page.get_by_role("button", name=key, exact=True).click()
    page.get_by_role("button", name="#", exact=True).click()
    expect(row).to_have_count(2)
    return row.first


def ask_api(real: Emulator, path: str, **form: str) -> int:
    url = f"{real.url}/2010-04-01/Accounts/{real.account_sid}/{path}"
    return httpx.post(url, data=form, auth=(real.account_sid, real.auth_token), trust_env=False).status_code


def test_a_request_to_the_api_is_listed_as_it_happens_and_shown_in_full(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    ask_api(real, "Messages.json", From="12393", To=ME, Body="hello")
    ask_api(real, "Messages.json", From="12393", To="nobody", Body="hello")
    rows = page.locator("#exchanges button")
    expect(rows).to_have_text([re.compile("APIPOST …/Messages.json21211400"), re.compile("APIPOST …/Messages.json201")])
    rows.first.click()
    detail = page.locator("#detail")
    expect(detail.locator(".remark")).to_contain_text("21211")
    expect(detail.locator(".json")).to_contain_text('"code": 21211')
    expect(detail.get_by_role("row", name="Body hello")).to_be_visible()
    expect(detail.locator(".act")).to_have_text(["Copy as curl"])


def test_what_was_asked_while_the_page_was_cut_off_is_listed_when_it_is_back(
    context: BrowserContext, real: Emulator
) -> None:
    page = context.new_page()  # and not the strict one: a lost connection is complained of in the browser's console
    page.goto(f"{real.url}/?to=12393&from=%2B8612000000001")
    expect(page.locator("#status")).to_have_text("Connected")
    server = real._listen()
    real._address = ("127.0.0.1", server.port)
    server.stop()
    expect(page.locator("#status")).to_have_text("Connection lost, trying again…")
    real._server = None
    auth = (real.account_sid, real.auth_token)
    url = f"https://api.twilio.com/2010-04-01/Accounts/{real.account_sid}/Messages.json"
    real.http_client().request("POST", url, data={"From": "12393", "To": ME, "Body": "meanwhile"}, auth=auth)
    assert real.url == server.url
    expect(page.locator("#status")).to_have_text("Connected")
    expect(page.locator("#exchanges button")).to_have_text([re.compile("APIPOST …/Messages.json201")])


def test_the_signature_is_explained(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    call_and_press(page, "1").click()
    detail = page.locator("#detail")
    expect(detail).to_contain_text("What the signature was computed over")
    expect(detail).to_contain_text("HMAC-SHA1 with the account's token gives the signature that was sent.")
    detail.get_by_text("The whole text").click()
    text = detail.locator(".signed").inner_text()
    assert text.startswith("http://app.localhost/menuAccountSidAC")
    assert re.search(r"CallStatusin-progress.*Digits1.*From\+8612000000001", text)


def test_a_webhook_is_replayed_with_another_parameter_and_the_call_goes_on_undisturbed(
    console: Console, real: Emulator
) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_role("button", name="1", exact=True).click()
    page.get_by_role("button", name="action POST /menu").click()
    before = page.locator("#transcript").inner_text()

    page.get_by_role("button", name="Edit and replay").click()
    form = page.get_by_role("form", name="Ask again with changes")
    expect(form).to_contain_text("no call goes on by it")
    expect(form).to_contain_text("The call is still on")
    form.get_by_label("Value of Digits").fill("7")
    form.get_by_role("button", name="Ask again").click()

    replayed = page.locator("#detail .replayed")
    expect(replayed).to_contain_text("The answer is another than before.")
    expect(replayed.locator(".changed")).to_have_text(["Digits: 1 → 7"])
    then, now = replayed.locator(".side").all()
    expect(then).to_contain_text("You pressed 1.")
    expect(now).to_contain_text("You pressed 7.")
    expect(now).to_contain_text("12200")
    expect(replayed).to_be_focused()

    assert page.locator("#transcript").inner_text() == before
    expect(page.locator("#exchange-count")).to_have_text("2")
    assert len(real.calls[-1].exchanges) == 2
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.locator("#detail .replayed")).to_contain_text("The answer is the same as before.")


def test_a_parameter_is_added_and_another_removed(console: Console) -> None:
    page = console(**{"from": ME, "to": "12393"})
    call_and_press(page, "1").click()
    page.get_by_role("button", name="Edit and replay").click()
    form = page.get_by_role("form", name="Ask again with changes")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(page.get_by_role("button", name="Edit and replay")).to_be_focused()
    page.keyboard.press("Enter")
    form.get_by_role("button", name="Remove Digits").click()
    form.get_by_role("button", name="Add a parameter").click()
    page.keyboard.type("Digits")
    page.keyboard.press("Tab")
    page.keyboard.type(HOSTILE)
    form.get_by_role("button", name="Ask again").click()
    expect(page.locator("#detail .replayed .changed")).to_have_text([f"Digits: 1 → {HOSTILE}"])
    expect(page).not_to_have_title("1")


def test_what_is_copied_as_pytest_runs(console: Console, context: BrowserContext, served: str, tmp_path: Path) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = console(**{"from": ME, "to": "12300"})
    call_and_press(page, "5").click()
    page.get_by_role("button", name="Copy as pytest").click()
    expect(page.locator("#detail [role=status]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    (tmp_path / "test_copied.py").write_text(copied, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_copied.py"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, "1 passed" in ran.stdout) == (0, True), ran.stdout

    page.get_by_role("button", name="Copy as curl").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('curl '))")
    command = page.evaluate("navigator.clipboard.readText()").replace("curl ", "curl --silent --noproxy '*' ", 1)
    answered = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout
    assert "You pressed 5." in answered


def test_where_the_clipboard_is_closed_the_text_can_be_taken_by_hand(console: Console, served: str) -> None:
    page = console(**{"from": ME, "to": "12300"})
    call_and_press(page, "5").click()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy as curl").click()
    dialog = page.get_by_role("dialog", name="copy by hand")
    expect(dialog.get_by_role("textbox")).to_have_value(re.compile("^curl --request POST"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_call_is_looked_at_by_itself_and_exported(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_label("Text message").fill("before")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#exchange-count")).to_have_text("1")
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_role("button", name="1", exact=True).click()
    page.get_by_role("button", name="action POST /menu").click()
    expect(page.locator("#detail .waterfall li")).to_have_count(2)
    page.locator("#detail .waterfall button", has_text="/answer").click()
    expect(page.locator("#detail .request-line")).to_have_text("POST http://app.localhost/answer")
    page.get_by_role("button", name="Only this call").click()
    expect(page.locator("#exchanges li")).to_have_count(2)
    expect(page.locator("#exchange-count")).to_have_text("2")

    page.get_by_role("button", name="2", exact=True).click()
    page.get_by_role("button", name="2", exact=True).click()
    page.get_by_role("button", name="2", exact=True).click()
    expect(page.locator("#exchanges li")).to_have_count(3)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export HAR").click()
    sid = real.calls[-1].sid
    assert download.value.suggested_filename == f"{sid}.har"
    entries = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["log"]["entries"]
    assert [entry["request"]["url"].rpartition("/")[2] for entry in entries] == ["answer", "menu", "code"]

    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#exchanges li")).to_have_count(4)


def test_calls_of_one_moment_are_listed_with_the_latest_on_top(page: Page, emulator: Emulator) -> None:
    emulator.add_number("12393", voice_url="http://127.0.0.1:9/voice")
    numbers = [f"+861200000000{digit}" for digit in range(1, 6)]
    for number in numbers[:2]:
        emulator.handset(number).dial("12393")
    page.goto(emulator.url)
    page.get_by_role("tab", name="Calls").click()
    rows = page.locator("#calls .path")
    expect(rows).to_have_text([f"{number} → 12393" for number in numbers[1::-1]])
    for number in numbers[2:4]:
        emulator.handset(number).dial("12393")
    expect(rows).to_have_text([f"{number} → 12393" for number in numbers[3::-1]])
    page.get_by_role("searchbox", name="Search numbers").fill("12393")
    emulator.handset(numbers[4]).dial("12393")
    expect(rows).to_have_text([f"{number} → 12393" for number in numbers[::-1]])


def test_the_list_is_searched_and_filtered_and_what_comes_later_is_judged_too(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    phone = real.handset(ME)
    phone.text("12393", "needle")
    phone.text("12393", "hay")
    expect(page.locator("#exchange-count")).to_have_text("2")
    page.get_by_role("searchbox", name="Search addresses").fill("NEEDLE")
    expect(page.locator("#exchanges li")).to_have_count(1)
    phone.text("12393", "more hay")
    phone.text("12393", "another needle")
    expect(page.locator("#exchanges li")).to_have_count(2)
    page.get_by_label("Which are shown").select_option("With trouble")
    expect(page.locator("#exchanges-none")).to_be_visible()
    page.get_by_role("searchbox", name="Search addresses").fill("")
    real.add_number("12345", voice_url="http://127.0.0.1:9/voice")
    phone.dial("12345")
    expect(page.locator("#exchanges li")).to_have_text([re.compile("11205failed")])
    page.get_by_label("Which are shown").select_option("All")
    expect(page.locator("#exchanges li")).to_have_count(5)


def test_the_debugger_groups_alerts_says_what_to_do_and_leads_to_the_exchange(console: Console, real: Emulator) -> None:
    real.add_number("12345", voice_url="http://127.0.0.1:9/voice")
    real.handset(ME).dial("12345")
    page = console(**{"from": ME, "to": "12393"})
    tab = page.get_by_role("tab", name="Debugger")
    expect(tab).to_have_text("Debugger 1")
    tab.click()
    summary = page.locator("#alerts summary")
    expect(summary).to_contain_text("11205 HTTP connection failure 1× http://127.0.0.1:9/voice")
    summary.click()
    expect(page.locator("#alerts .remedy")).to_have_text(
        "What to do: Start the application, and look at host and port of the address."
    )
    real.handset(ME).dial("12345")
    expect(summary).to_contain_text("2×")
    real.handset(ME).dial("12393").press("1")
    expect(summary).to_have_count(2)
    expect(summary.first).to_contain_text("12200")
    expect(page.locator("#alerts details").nth(1)).to_have_attribute("open", "")

    page.locator("#alerts details").nth(1).locator(".occurrence").first.click()
    expect(page.locator("#detail .failure")).to_contain_text("no connection could be made")
    expect(page.get_by_role("tab", name="Exchanges")).to_have_attribute("aria-selected", "true")


def test_alerts_are_in_chinese_where_the_page_is(console: Console, real: Emulator) -> None:
    real.add_number("12345", voice_url="http://127.0.0.1:9/voice")
    real.handset(ME).dial("12345")
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_role("tab", name="Debugger").click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#alerts summary")).to_contain_text("HTTP 连接失败")
    page.locator("#alerts summary").click()
    expect(page.locator("#alerts .remedy")).to_have_text("怎么办： 启动应用，并检查地址里的主机和端口。")


def test_every_code_has_its_words_in_chinese() -> None:
    written = (STATIC / "remedies.js").read_text(encoding="utf-8")
    entries = dict(re.findall(r'^  (\d{5}): \["([^"]+)", .+\],$', written, re.MULTILINE))
    assert set(map(int, entries)) == set(CODES) | set(DELIVERY_ERRORS)


def test_the_inspector_has_the_same_words_in_both_languages() -> None:
    written = (STATIC / "inspector-words.js").read_text(encoding="utf-8")
    chinese, english = (set(re.findall(r"[ {](\w+): \"", part)) for part in written.split("  en: {"))
    assert chinese == english


def test_ten_thousand_calls_are_listed_at_once_and_only_what_is_seen_is_on_the_page(real: Emulator, page: Page) -> None:
    store, began = real.switchboard.desk.store, datetime(2026, 3, 1, 1, tzinfo=UTC)
    for number in range(10_000):
        call = Call(
            sid=new_sid("CA"),
            account_sid=real.account_sid,
            from_=f"+861201{number:07d}",
            to="12393",
            placed_at=began + timedelta(seconds=number),
            answered_at=began + timedelta(seconds=number),
            ended_at=began + timedelta(seconds=number + 7),
            status=CallStatus.COMPLETED,
        )
        store.add_call(call)
        made = store.add_exchange(
            call.placed_at, "answer", call, f"http://127.0.0.1/{number}", "POST", {"From": call.from_}
        )
        made.status = 200

    page.add_init_script(
        "new MutationObserver(() => { if (document.body?.dataset.ready) window.readyAt ??= performance.now(); })"
        ".observe(document, { subtree: true, attributes: true, childList: true });"
    )
    took = []
    for _ in range(3):
        page.goto(f"{real.url}/?from=%2B8612000000001&to=12393")
        page.wait_for_selector("body[data-ready]")
        took.append(page.evaluate("window.readyAt"))
    assert min(took) < 1000, took

    expect(page.locator("#exchange-count")).to_have_text("10000")
    page.get_by_role("tab", name="Calls").click()
    expect(page.locator("#call-count")).to_have_text("10000")
    rows = page.locator("#calls li")
    expect(rows.first).to_contain_text("+8612010009999 → 12393")
    expect(rows.first).to_have_attribute("aria-setsize", "10000")
    rows.first.locator("button").focus()
    for last in (100, 200, 300):
        page.wait_for_function("(count) => document.getElementById('calls').offsetHeight > count * 36", arg=last)
        page.keyboard.press("End")
        expect(page.locator("#calls li:has(:focus)")).to_have_attribute("aria-posinset", str(last))
        expect(page.locator("#calls button:focus")).to_be_in_viewport()
    assert rows.count() < 100

    page.get_by_role("searchbox", name="Search numbers").fill("+8612010000042")
    expect(rows).to_have_count(1)
    rows.first.locator("button").click()
    expect(page.locator("#exchanges li")).to_have_text([re.compile("answerPOST /42200")])


def test_the_oldest_of_ten_thousand_is_reached_by_scrolling(real: Emulator, page: Page) -> None:
    store, at = real.switchboard.desk.store, datetime(2026, 3, 1, 1, tzinfo=UTC)
    call = Call(sid=new_sid("CA"), account_sid=real.account_sid, from_=ME, to="12393", placed_at=at, ended_at=at)
    for number in range(10_000):
        store.add_exchange(at, "answer", call, f"http://127.0.0.1/{number}", "POST", {}).status = 200
    page.goto(f"{real.url}/?from=%2B8612000000001&to=12393")
    page.wait_for_selector("body[data-ready]")
    page.evaluate(
        """async () => {
          const box = document.getElementById("exchanges").parentElement;
          for (let turn = 0; turn < 2000 && !box.querySelector('[data-row="0"]'); turn += 1) {
            box.scrollTop = box.scrollHeight;
            await new Promise((after) => setTimeout(after, 5));
          }
        }"""
    )
    expect(page.locator('#exchanges [data-row="0"] button')).to_be_visible()
    assert page.locator("#exchanges li").count() < 100
    real.handset(ME).text("12393", "new at the top")
    expect(page.locator("#exchange-count")).to_have_text("10001")
    expect(page.locator('#exchanges [data-row="0"] button')).to_be_in_viewport()


def test_the_list_is_walked_by_keys_and_focus_comes_back(console: Console, real: Emulator) -> None:
    for number in range(60):
        real.handset(ME).text("12393", f"text {number}")
    page = console(**{"from": ME, "to": "12393"})
    expect(page.locator("#exchange-count")).to_have_text("60")
    page.get_by_label("Which are shown").focus()
    page.keyboard.press("Tab")
    place = page.locator("#exchanges li:has(:focus)")
    expect(place).to_have_attribute("aria-posinset", "1")
    page.keyboard.press("ArrowDown")
    expect(place).to_have_attribute("aria-posinset", "2")
    page.keyboard.press("End")
    expect(place).to_have_attribute("aria-posinset", "60")
    expect(page.locator("#exchanges button:focus")).to_be_in_viewport()
    page.keyboard.press("PageUp")
    page.keyboard.press("Home")
    expect(place).to_have_attribute("aria-posinset", "1")
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()
    expect(place).to_have_attribute("aria-posinset", "1")
    page.get_by_role("tab", name="Exchanges").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Calls")).to_be_focused()
    expect(page.locator("#panel-calls")).to_be_visible()


def test_whatever_is_hostile_is_shown_as_text_everywhere(console: Console, real: Emulator) -> None:
    page = console(**{"from": ME, "to": "12393"})
    page.get_by_label("Text message").fill(HOSTILE)
    page.get_by_role("button", name="Send").click()
    ask_api(real, "Messages.json", From="12393", To=ME, Body=HOSTILE)
    ask_api(real, f"{HOSTILE}.json", Name=HOSTILE)
    real.add_number("12345", voice_url=f"http://127.0.0.1:9/{HOSTILE}")
    real.handset(ME).dial("12345")
    rows = page.locator("#exchanges button")
    expect(rows).to_have_count(4)
    for number in range(4):
        rows.nth(number).click()
        expect(page.locator("#detail-body")).to_contain_text("onerror")
    page.locator("#detail-close").click()
    rows.nth(3).click()
    page.get_by_role("button", name="Edit and replay").click()
    expect(page.get_by_label("Value of Body")).to_have_value(HOSTILE)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("#detail .replayed")).to_contain_text(f"You wrote: {HOSTILE}")
    page.get_by_role("tab", name="Debugger").click()
    page.locator("#alerts summary").click()
    page.get_by_role("tab", name="Exchanges").click()
    page.get_by_role("searchbox", name="Search addresses").fill(HOSTILE)
    expect(rows).not_to_have_count(0)
    assert page.locator("main img, main script").count() == 0
    expect(page).not_to_have_title("1")
