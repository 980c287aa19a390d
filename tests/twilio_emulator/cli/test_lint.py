"""Documents looked at before anybody rings: what is found, where, and what to do about it."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl
from xml.parsers.expat import errors

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from twilio_emulator import lint
from twilio_emulator.cli import main
from twilio_emulator.engine import faults
from twilio_emulator.engine.document import MAX_BYTES
from twilio_emulator.engine.errors import CODES, Notice
from twilio_emulator.engine.inputs import Reply
from twilio_emulator.engine.remedies import REMEDIES
from twilio_emulator.engine.verbs import MESSAGE_VERBS, VERBS
from twilio_emulator.webhook.client import MAX_DOCUMENT

SID, TOKEN = "AC" + "1" * 32, "a token for tests"


def found(document: str | bytes, *, messaging: bool = False, kind: str = "text/xml") -> list[str]:
    """Return what is found in a document, as a person reads it."""
    body = document if isinstance(document, bytes) else document.encode()
    findings = lint.check(Reply(200, kind, body, lint.INLINE), messaging=messaging)
    return [line.removeprefix("x:") for line in lint.as_lines([lint.Report(place="x", findings=tuple(findings))])][:-1]


@pytest.mark.parametrize(
    "document",
    [
        "<Response/>",
        '<?xml version="1.0" encoding="UTF-8"?><Response><Say voice="alice">Hello</Say></Response>',
        '<Response><Gather action="menu" numDigits="1"><Say>x</Say></Gather><Redirect>/answer</Redirect></Response>',
        '<Response><Gather action=""/><Redirect></Redirect></Response>',
        "<Response><!-- a note --><Pause/><Play>../a.wav</Play><Hangup/></Response>",
    ],
)
def test_nothing_is_found_in_a_sound_document(document: str) -> None:
    assert found(document) == []


def test_a_relative_address_is_taken_for_granted_and_one_that_is_none_is_an_error() -> None:
    (line,) = found('<Response>\n  <Gather action="localhost:5000/keyed"/>\n</Response>')
    assert line.startswith("2:3: error 11100 Invalid URL format: Gather: 'localhost:5000/keyed' is not an absolute")
    (line,) = found("<Response><Play>ftp://127.0.0.1/a.wav</Play></Response>")
    assert "error 11100" in line


def test_what_an_address_asks_for_behind_its_hash_is_checked() -> None:
    assert found("<Response><Redirect>/a#rc=2&amp;rp=5xx</Redirect></Response>") == []
    lines = found("<Response><Redirect>/a#rp=7xx&amp;tt=99999</Redirect></Response>")
    assert f"warning 11243 {CODES[11243][1]}: Redirect: rp=7xx is not" in lines[0]
    assert "hint: Redirect: tt=99999 is not from 100 to 15000" in lines[1]


@pytest.mark.parametrize(
    ("element", "remark", "remedy"),
    [
        ('<Say colour="red">x</Say>', "Say has no attribute colour", "Say has voice, language, loop"),
        ('<Say Voice="man">x</Say>', "Say has no attribute Voice", "did you mean voice? Names are case-sensitive"),
        ('<Gather num_digits="1"/>', "Gather has no attribute num_digits", "did you mean numDigits?"),
        ('<Gather numDigit="1"/>', "Gather has no attribute numDigit", "did you mean numDigits?"),
        ('<Say numDigits="1">x</Say>', "Say has no attribute numDigits", "numDigits is an attribute of Gather"),
        ('<Hangup now="1"/>', "Hangup has no attribute now", "Hangup has no attributes"),
        ("<say>x</say>", "say is not known", "did you mean Say? Names are case-sensitive"),
        ("<Gathr/>", "Gathr is not known", "did you mean Gather?"),
        ("<Announce/>", "Announce is not known", "within Response may stand Say, Play, "),
        ("<Message>x</Message>", "Message is not known", "Message belongs in a document that answers a text"),
        ("<Pause><Say>x</Say></Pause>", "Say is not allowed within Pause", "Say belongs within Gather, "),
        (
            "<Pause><say>x</say></Pause>",
            "say is not allowed within Pause",
            "did you mean Say? It belongs within Gather, ",
        ),
        ("<Pause><Xyzzy/></Pause>", "Xyzzy is not allowed within Pause", "nothing may stand within Pause"),
    ],
)
def test_a_name_that_is_wrong_is_a_warning_with_what_was_meant(element: str, remark: str, remedy: str) -> None:
    (line,) = found(f"<Response>\n    {element}\n</Response>")
    assert line.startswith("2:")
    assert f"warning 12200 Schema validation warning: {remark}" in line
    assert f"; {remedy}" in line


def test_what_has_no_place_within_a_gather_is_told_where_it_belongs() -> None:
    (line,) = found("<Response><Gather><Redirect>/a</Redirect></Gather></Response>")
    assert line.startswith("1:19: warning 13320 Gather: invalid nested verb: Redirect is not allowed within Gather")
    assert line.endswith("Redirect belongs within Response")
    (line,) = found('<Response><Gather><Play digits="1"/></Gather></Response>')
    assert line.endswith(REMEDIES[13320])


def test_a_value_that_cannot_be_read_has_the_number_of_its_attribute_and_all_are_reported() -> None:
    lines = found('<Response><Say loop="x">a</Say><Gather timeout="0" method="PUT" extra="1"/></Response>')
    assert [line.split()[2] for line in lines] == ["13510", "13313", "13312", "12200"]
    assert lines[0].endswith(REMEDIES[13510])


def test_a_verb_for_calls_has_no_place_in_the_answer_to_a_text() -> None:
    assert found("<Response><Message>x</Message></Response>", messaging=True) == []
    assert found("", messaging=True) == []
    (line,) = found("<Response><Say>x</Say></Response>", messaging=True)
    assert line.endswith("Say belongs in a document that answers a call")


@pytest.mark.parametrize(
    ("verbs", "reason"),
    [
        ("<Redirect>/a</Redirect><Say>x</Say>", "Redirect in line 1 leads to another document"),
        ("<Hangup/><Say>x</Say><Say>y</Say>", "Hangup in line 1 ends the call"),
        ("<Reject/><Xyzzy/><Say>x</Say>", "Reject in line 1 ends the call"),
        ('<Gather actionOnEmptyResult="true"/><Say>x</Say>', "Gather in line 1 asks its action on silence too"),
    ],
)
def test_a_verb_that_is_never_reached_is_a_hint(verbs: str, reason: str) -> None:
    hints = [line for line in found(f"<Response>{verbs}</Response>") if ": hint: " in line]
    assert len(hints) == 1
    assert f"hint: Say is never reached: {reason}" in hints[0]


def test_what_comes_after_a_gather_or_a_text_without_an_action_is_reached() -> None:
    assert found("<Response><Gather/><Say>x</Say></Response>") == []
    assert found("<Response><Message>a</Message><Message>b</Message></Response>", messaging=True) == []
    (hint,) = found('<Response><Message action="/a">a</Message><Message>b</Message></Response>', messaging=True)
    assert "hint: Message is never reached: Message in line 1 has an action" in hint


@pytest.mark.parametrize("tag", [*lint.LEAVING, *sorted(lint.LEAVING_WITH_ACTION)])
def test_every_verb_a_document_ends_with_is_a_verb(tag: str) -> None:
    assert tag in {verb.TAG for verb in (*VERBS, *MESSAGE_VERBS)}


def test_text_that_nobody_hears_is_a_hint() -> None:
    (line,) = found("<Response>Hello<Pause/></Response>")
    assert "hint: the text 'Hello' stands within Response itself" in line


@pytest.mark.parametrize(
    ("document", "code", "remedy"),
    [
        ("", 11770, REMEDIES[11770]),
        ('<Response version="9"/>', 12101, REMEDIES[12101]),
        ("<Say>x</Say>", 12102, REMEDIES[12102]),
        ("<response/>", 12102, "did you mean Response? Names are case-sensitive"),
        ("<html><body/></html>", 12102, "this is a web page, perhaps an error page; answer <Response> … </Response>"),
    ],
)
def test_a_document_that_is_none_is_an_error(document: str, code: int, remedy: str) -> None:
    (line,) = found(document)
    assert f"error {code} {CODES[code][1]}: " in line
    assert line.endswith(f"; {remedy}")


def test_after_an_error_reading_goes_on_as_far_as_it_can() -> None:
    lines = found('<response version="9"><Say colour="red">x</Say></response>')
    assert [line.split()[2] for line in lines] == ["12102", "12200"]
    lines = found(f"<Response><!--{'x' * MAX_BYTES}--><Speak/></Response>")
    assert [line.split("error ")[-1].split("warning ")[-1][:5] for line in lines] == ["11750", "12200"]
    (line,) = found(b"<Response>" + b" " * MAX_DOCUMENT)
    assert "error 11750" in line


@pytest.mark.parametrize(
    ("document", "place", "remedy"),
    [
        ('\n<?xml version="1.0"?><Response/>', "2:1", "nothing may stand before <?xml: remove the white space"),
        ('<?xml version="1.0"?><?xml version="1.0"?><Response/>', "1:22", "the XML declaration stands once"),
        ("<Response><Say>a & b</Say></Response>", "1:19", "write &amp; for &, within URLs too"),
        ("<Response>\n<Redirect>/a?x=1&y=2</Redirect></Response>", "2:19", "write &amp; for &, within URLs too"),
        ("<Response><Say>你好 & x</Say></Response>", "1:20", "write &amp; for &"),
        ("<Response><Say>5 < 6</Say></Response>", "1:19", "write &lt; for < in text"),
        ("<Response><Say>x&nbsp;y</Say></Response>", "1:17", "XML knows only &amp; &lt; &gt; &quot; and &apos;; write"),
        ("<Response><Say>x&foo;y</Say></Response>", "1:17", "XML knows only &amp;"),
        ("<Response><Gather timeout=5/></Response>", "1:27", 'put the value in quotes: timeout="5"'),
        ('<Response><Gather timeout="5>\n</Gather></Response>', "2:1", "a value ends with the quote it began with"),
        ('<Response><Gather a="1"b="2"/></Response>', "1:24", "put a space between two attributes"),
        ("<Response><Gather debug/></Response>", "1:24", 'an attribute has a value: debug="…"'),
        ("<Response><Say loop=“2”>x</Say></Response>", "1:21", "use straight quotes"),
        ('<Response><Say loop="1" loop="2"/></Response>', "1:25", "an attribute stands once"),
        ("<Response><Say>\x07</Say></Response>", "1:16", "the character U+0007 cannot stand in XML"),
        ("<Response><!-- a -- b --></Response>", "1:20", "two hyphens cannot stand within a comment"),
        ("<Response>\n<Gather><Say>x</Gather></Response>", "2:17", "close <Say> of line 2 with </Say> before"),
        ("<Response><Say>x</say></Response>", "1:19", "write </Say>, as in line 1; names are case-sensitive"),
        ("<Response><Say>x</Pause></Say></Response>", "1:19", "</Pause> closes nothing; <Say> of line 1 is open"),
        ("<Response><Say>x</Say>", "1:23", "<Response> of line 1 is never closed; add </Response>"),
        ("<Response><Say>x</Say></Response", "1:23", "what begins here has no end; add the missing >"),
        ("<Response><Say><![CDATA[x</Say></Response>", "1:43", "the CDATA section that begins here has no end"),
        ("<Response/><Response/>", "1:12", "a document has one root"),
        ("<Response/>done", "1:12", "text stands after the end of the document"),
        ("Hello", "1:1", "text stands before the first element"),
        ('{"say": "x"}', "1:1", "this looks like JSON"),
        ("<!DOCTYPE html><html><br></html>", "1:28", "this is a web page"),
        (b"<Response><Say>caf\xe9</Say></Response>", "1:19", "byte 0xE9 is not UTF-8"),
        ('<?xml version="1.0" encoding="nope"?><Response/>', "1:1", "write the document in UTF-8"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><Response/>', "1:25", "leave the DOCTYPE away"),
        ("<Response>" * 40 + "</Response>" * 40, "1:321", "put verbs one after the other"),
    ],
)  # fmt: skip
def test_what_does_not_parse_has_a_place_and_a_plain_remedy(document: str | bytes, place: str, remedy: str) -> None:
    (line,) = found(document)
    assert line.startswith(f"{place}: error 12100 Document parse failure: ")
    assert f"; {remedy}" in line


PIECES = st.lists(
    st.sampled_from(
        ["<", ">", "&", '"', "'", "=", " ", "\n", "</", "/>", "Say", "<Say>", "</Say>", "<Response>", "</Response>",
         "<!--", "-->", "<![CDATA[", "]]>", "<?xml", "?>", "\ufeff", "\x00", "\x85", "你", "&amp;", "&x;",
         'a="1"', "\u2028"]
    )
)  # fmt: skip


@settings(deadline=None)
@given(PIECES, st.booleans())
def test_any_text_at_all_is_checked_and_has_remedies(pieces: list[str], messaging: bool) -> None:
    body = "".join(pieces).encode()
    assert all(finding.remedy for finding in lint.check(Reply(200, "text/xml", body, lint.INLINE), messaging=messaging))
    notice = Notice(
        code=12100, detail=errors.XML_ERROR_INVALID_TOKEN, line=len(pieces) // 9 + 1, column=len(pieces) + 1
    )
    for detail in faults.TOLD:
        assert faults.remedy(body, replace(notice, detail=detail))


def test_every_code_has_a_remedy() -> None:
    unknown, without = sorted(REMEDIES.keys() - CODES.keys()), sorted(CODES.keys() - REMEDIES.keys())
    assert not unknown
    assert not without, f"say in engine/remedies.py what to do about {without}"


def test_a_remedy_is_one_sentence_that_goes_on_from_the_remark() -> None:
    for code, remedy in REMEDIES.items():
        assert remedy == remedy.strip(" ."), code
        assert "\n" not in remedy, code


def test_of_a_type_that_is_not_executed_the_type_is_the_error() -> None:
    (line,) = found('{"say": "x"}', kind="application/json")
    assert line.startswith(" error 12300 Invalid Content-Type: the answer is application/json")
    lines = found("<Response><Speak/></Response>", kind="application/octet-stream")
    assert [word in line for word, line in zip(("12300", "12200"), lines, strict=True)] == [True, True]


def test_plain_text_is_a_document_where_it_can_be_and_else_a_hint() -> None:
    assert found("<Response/>", kind="text/plain") == []
    (line,) = found("Welcome", kind="text/plain")
    assert "hint: the answer is text/plain and no document, so it is read aloud; answer a document" in line
    (line,) = found("<Response><Say>a & b</Say></Response>", kind="text/plain")
    assert "as a document it has a fault at line 1: write &amp; for &" in line


def test_a_sound_is_an_answer_to_a_call_and_none_to_a_text() -> None:
    assert found(b"RIFF", kind="audio/wav") == []
    (line,) = found(b"RIFF", kind="audio/wav", messaging=True)
    assert "error 12300" in line


def run(*words: str, stdin: str = "") -> tuple[int, str]:
    """Run the command; returns its exit code and what it printed."""
    result = CliRunner().invoke(main, ["lint", *words], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_files_are_checked_one_line_a_finding_with_a_count_at_the_end(tmp_path: Path) -> None:
    sound, answer = tmp_path / "sound.xml", tmp_path / "answer.xml"
    sound.write_text("<Response/>", encoding="utf-8")
    answer.write_text('<Response>\n    <Say colour="red">x</Say>\n</Response>', encoding="utf-8")
    code, output = run(str(sound), str(answer))
    remark = "Say has no attribute colour; Say has voice, language, loop"
    assert output.splitlines() == [
        f"{answer}:2:5: warning 12200 Schema validation warning: {remark}",
        "2 documents: 1 warning",
    ]
    assert code == 1
    assert run(str(sound)) == (0, "1 document: nothing found\n")


def test_the_page_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[3] / "docs" / "lint.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^```(xml|console)\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    (tmp_path / "answer.xml").write_text(shown["xml"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert shown["console"] == f"$ twilio-emulator lint answer.xml\n{run('answer.xml')[1]}"


def test_a_hint_alone_is_no_failure_and_standard_input_is_a_dash() -> None:
    code, output = run("-", stdin="<Response><Hangup/><Say>x</Say></Response>")
    assert output.startswith("-:1:20: hint: Say is never reached")
    assert output.endswith("1 document: 1 hint\n")
    assert code == 0


def test_json_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "answer.xml"
    path.write_text("<Response><say/></Response>", encoding="utf-8")
    code, output = run("--json", str(path))
    said = json.loads(output)
    (document,) = said["documents"]
    (finding,) = document["findings"]
    assert (document["place"], document["read"]) == (str(path), True)
    assert (finding["level"], finding["code"], finding["line"], finding["column"]) == ("warning", 12200, 1, 11)
    assert said["counts"] == {"error": 0, "warning": 1, "hint": 0}
    assert code == 1


@dataclass
class Shop:
    """An application that refuses unsigned requests; ``asked`` holds method, path and parameters of the others."""

    url: str = ""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def shop() -> Iterator[Shop]:
    """Return the shop, open."""
    opened = Shop()
    validator = RequestValidator(TOKEN)

    class Handler(BaseHTTPRequestHandler):
        def answer(self, body: str) -> None:
            path, _, query = self.path.partition("?")
            form = dict(parse_qsl(body, keep_blank_values=True))
            signed = self.headers.get("X-Twilio-Signature", "")
            if not validator.validate(opened.url + self.path, form, signed):
                return self.send_error(403)
            opened.asked.append((self.command, path, form or dict(parse_qsl(query, keep_blank_values=True))))
            kind, content = {
                "/answer": ("text/xml", '<Response>\n<Say voise="man">x</Say></Response>'),
                "/page": ("application/json", "{}"),
            }.get(path, ("", ""))
            if not kind:
                return self.send_error(404)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(content.encode())

        def do_GET(self) -> None:
            self.answer("")

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    opened.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield opened
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_url_is_asked_as_a_call_would_ask_it_and_signed(shop: Shop) -> None:
    words = ["--account-sid", SID, "--auth-token", TOKEN, f"{shop.url}/answer"]
    code, output = run(*words)
    assert output.startswith(f"{shop.url}/answer:2:1: warning 12200 ")
    assert "did you mean voice?" in output
    assert code == 1
    assert run("--post", *words)[0] == 1
    (got, posted) = shop.asked
    assert [got[:2], posted[:2]] == [("GET", "/answer"), ("POST", "/answer")]
    assert got[2]["AccountSid"] == posted[2]["AccountSid"] == SID
    assert got[2]["CallStatus"] == "ringing"


def test_a_url_that_answers_texts_is_asked_as_a_text_would_ask_it(shop: Shop) -> None:
    code, output = run("--messaging", "--auth-token", TOKEN, f"{shop.url}/answer")
    assert "Say belongs in a document that answers a call" in output
    assert code == 1
    assert "MessageSid" in shop.asked[0][2]


def test_what_a_url_answers_with_the_wrong_type_is_an_error(shop: Shop) -> None:
    code, output = run("--auth-token", TOKEN, f"{shop.url}/page")
    assert (
        f"{shop.url}/page: error 12300 Invalid Content-Type: the answer is application/json; {REMEDIES[12300]}"
        in output
    )
    assert code == 1


def test_where_no_document_can_be_had_the_reason_is_told_and_the_others_are_checked(shop: Shop, tmp_path: Path) -> None:
    nowhere, sound = tmp_path / "nowhere.xml", tmp_path / "sound.xml"
    sound.write_text("<Response/>", encoding="utf-8")
    code, output = run(str(nowhere), f"{shop.url}/lost", "http://127.0.0.1:1/", str(sound), "--auth-token", TOKEN)
    lines = output.splitlines()
    assert lines[0].startswith(f"{nowhere}: error: it cannot be read: No such file or directory")
    assert lines[1].startswith(
        f"{shop.url}/lost: error 11200 HTTP retrieval failure: the application answered with status 404"
    )
    assert lines[2].startswith("http://127.0.0.1:1/: error 11205 HTTP connection failure")
    assert lines[3] == "4 documents: 3 errors; 3 could not be read"
    assert code == 2
