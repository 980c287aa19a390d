"""What is refused as a document, with which code and where (twilio-behaviour 1.6)."""

from __future__ import annotations

import pytest

from twilio_emulator.engine.document import MAX_BYTES, MAX_DEPTH, read
from twilio_emulator.engine.errors import CODES, Notice, Severity, TwimlError
from twilio_emulator.engine.inputs import Reply
from twilio_emulator.engine.interpret import interpret

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE Response [
<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<Response><Say>&c;</Say></Response>"""
OUTSIDE = b'<!DOCTYPE Response [<!ENTITY x SYSTEM "file:///etc/hostname">]><Response><Say>&x;</Say></Response>'


def refusal(body: bytes) -> Notice:
    with pytest.raises(TwimlError) as refused:
        read(body)
    return refused.value.notice


@pytest.mark.parametrize(
    ("body", "code", "line", "column"),
    [
        (b"<Response>" + b" " * MAX_BYTES + b"</Response>", 11750, 0, 0),
        (b"", 11770, 0, 0),
        (b" \n\t ", 11770, 0, 0),
        (b'\n<?xml version="1.0"?><Response/>', 12100, 2, 1),
        (b' <?xml version="1.0"?><Response/>', 12100, 1, 2),
        (b"<Response>\n  <Say>Hi</Response>", 12100, 2, 12),
        (b"<Response><Say>Hi</Say>", 12100, 1, 24),
        (b"<Response><Say>Tom & Jerry</Say></Response>", 12100, 1, 21),
        (b"<Response><Say>1 < 2</Say></Response>", 12100, 1, 19),
        (b"<Response><Say voice=man>Hi</Say></Response>", 12100, 1, 22),
        (b'<Response><Say loop="1" loop="2">Hi</Say></Response>', 12100, 1, 25),
        (b"<Response/><Response/>", 12100, 1, 12),
        (b"Hello", 12100, 1, 1),
        (b'{"say": "hello"}', 12100, 1, 1),
        (b"<Response>&nbsp;</Response>", 12100, 1, 11),
        (b"<Response><Say>\xff\xfe</Say></Response>", 12100, 1, 16),
        (b"<Response>\x00</Response>", 12100, 1, 11),
        (BOMB, 12100, 3, 17),
        (OUTSIDE, 12100, 1, 62),
        (b'<?xml version="1.0" encoding="klingon"?><Response/>', 12100, 1, 31),
        (b'<?xml version="1.0" encoding="gb18030"?><Response/>', 12100, 1, 31),
        (b'<?xml version="1.0" encoding="hex"?><Response/>', 12100, 1, 31),
        (b'<Response version="2.0"/>', 12101, 1, 1),
        (b"\n<response/>", 12102, 2, 1),
        (b"<html><body>It works</body></html>", 12102, 1, 1),
    ],
)
def test_what_is_no_document_is_refused_with_its_code_and_place(body: bytes, code: int, line: int, column: int) -> None:
    """Mistakes 34 and 45."""
    notice = refusal(body)
    assert (notice.code, notice.severity) == (code, Severity.ERROR), notice
    assert (notice.line, notice.column > 0) == (line, column > 0), notice
    if notice.line and b"<!ENTITY" not in body and b"encoding" not in body:
        assert notice.column == column, notice


def test_elements_may_nest_only_so_deep() -> None:
    def nested(depth: int) -> bytes:
        return b"<Response>" + b"<p>" * depth + b"</p>" * depth + b"</Response>"

    assert read(nested(MAX_DEPTH - 1)).tag == "Response"
    assert refusal(nested(MAX_DEPTH)).code == 12100
    assert refusal(nested(8000)).code == 12100


@pytest.mark.parametrize(
    "body",
    [
        b"<Response/>",
        b'<?xml version="1.0" encoding="UTF-8"?>\n<Response/>\n\n',
        b'\xef\xbb\xbf<?xml version="1.0"?><Response/>',
        b"\n<Response/>",
        b'<Response version="2010-04-01"/>',
        b'<Response xmlns="http://www.example.com"/>',
        b"<!DOCTYPE Response><Response/>",
        b"<?pi on?><!-- c --><Response/>",
        '<?xml version="1.0" encoding="utf-16"?><Response/>'.encode("utf-16"),
        '<?xml version="1.0" encoding="windows-1252"?><Response>é</Response>'.encode("cp1252"),
        b"<Response>" + b" " * (MAX_BYTES - 21) + b"</Response>",
    ],
)
def test_what_is_a_document_is_read(body: bytes) -> None:
    assert read(body).tag == "Response"


@pytest.mark.verified
def test_a_warning_points_at_its_line_and_column() -> None:
    body = b'<Response>\n  <Say>Hi</Say>\n  <Sing/>\n\t<Say volume="1"><b/></Say>\n</Response>'
    document = interpret(Reply(200, "text/xml", body, "http://a/"))
    assert [(one.code, one.line, one.column) for one in document.notices] == [
        (12200, 3, 3),
        (12200, 4, 2),
        (12200, 4, 18),
        (13520, 4, 2),
    ]
    assert all(one.severity is Severity.WARNING for one in document.notices)
    assert "(line 3, column 3)" in str(document.notices[0])


def test_characters_split_by_comments_and_sections_are_one_text() -> None:
    (say,) = read(b"<Response><Say> a<!-- x -->b<![CDATA[ <c> ]]>&amp;&#100; </Say></Response>").elements
    assert say.text == "ab <c> &d"


def test_every_code_is_filed_as_an_error_or_a_warning_under_a_title() -> None:
    for code in CODES:
        notice = Notice(code=code, detail="why")
        assert str(notice).startswith(f"{notice.severity} {code} {notice.title}: why")
        assert notice.title
