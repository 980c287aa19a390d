"""Why a document does not parse, and what to do about it, in plain words.

Expat names a place and a rule of XML; the person who wrote the template wants to know which ``&`` it was. What is told
here is a guess from the text around the place, and the catalogue's remedy where nothing fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import name2codepoint
from xml.parsers.expat import errors

from twilio_emulator.engine.errors import Notice
from twilio_emulator.engine.remedies import REMEDIES

NAME = r"[\w:.-]+"
# A name in TAG is matched as a whole or not at all ("++"): a tag without end may be as long as the document.
REFERENCE = re.compile(rf"&(?:#\d+|#x[0-9a-fA-F]+|{NAME});")
TAG = re.compile(rf"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(/?)({NAME}+)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*?)(/?)>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Fault:
    """A document cut in two at the place of its fault."""

    before: str
    rest: str

    @property
    def tag(self) -> str:
        """The tag that is open at the place, from its ``<`` on; empty outside of tags."""
        begun = self.before.rfind("<")
        return self.before[begun:] if begun > self.before.rfind(">") else ""

    @property
    def open(self) -> list[tuple[str, int]]:
        """The elements that are open at the place, outermost first, each with its line."""
        found: list[tuple[str, int]] = []
        for match in TAG.finditer(self.before):
            closing, name, _, empty = match.groups()
            if closing and found:
                found.pop()
            elif name and not closing and not empty:
                found.append((name, self.before.count("\n", 0, match.start()) + 1))
        return found

    @property
    def name(self) -> str:
        """The name that stands at the place."""
        match = re.match(NAME, self.rest)
        return match[0] if match else ""


def remedy(body: bytes, notice: Notice) -> str:
    """Return one sentence on what to do about ``notice``, a 12100 that was filed of ``body``."""
    text = body.decode("utf-8", "replace")
    if text.lstrip("\ufeff \t\r\n")[:14].lower().startswith(("<!doctype html", "<html")):
        return "this is a web page, perhaps a framework's error page; answer <Response> … </Response>"
    lines = text.splitlines(keepends=True)
    before = "".join(lines[: notice.line - 1]) + "".join(lines[notice.line - 1 : notice.line])[: notice.column - 1]
    fault = _Fault(before, text[len(before) :])
    for words, sentence in OTHERWISE.items():
        if words in notice.detail:
            return sentence
    tell = TOLD.get(notice.detail)
    if notice.detail == errors.XML_ERROR_INVALID_TOKEN and not re.search(rb"<\?xml[^>]*encoding", body[:200]):
        try:
            body.decode("utf-8")
        except UnicodeDecodeError as error:
            return f"byte 0x{body[error.start]:02X} is not UTF-8; send the document as UTF-8"
    return (tell(fault) if tell else "") or REMEDIES[12100]


def _declaration(fault: _Fault) -> str:
    if fault.before.strip("\ufeff \t\r\n"):
        return "the XML declaration stands once, at the very beginning; remove this one"
    return "nothing may stand before <?xml: remove the white space, often a line break that begins a template or string"


def _beginning(fault: _Fault) -> str:
    """The first thing in the document is no element."""
    if fault.rest[:1] in ("{", "["):
        return "this looks like JSON; answer a document, with the type text/xml"
    return "text stands before the first element, perhaps something printed; begin with <?xml or <Response>"


def _token(fault: _Fault) -> str:
    """Something stands where it cannot: by far the most common fault, with many causes."""
    if not fault.before.strip("\ufeff \t\r\n"):
        return _beginning(fault)
    at = fault.rest[:1]
    if at and at < " " and at not in "\t\r\n":
        return f"the character U+{ord(at):04X} cannot stand in XML; remove it"
    whole = fault.before + fault.rest
    ampersand = whole.rfind("&", 0, len(fault.before) + 1)
    between = whole[ampersand + 1 : len(fault.before)]
    if ampersand >= 0 and not re.search("[<>;]", between) and not REFERENCE.match(whole, ampersand):
        return "write &amp; for &, within URLs too: ?a=1&amp;b=2"
    if fault.before.rfind("<!--") > fault.before.rfind("-->"):
        return "two hyphens cannot stand within a comment; write one"
    return _within_tag(fault, at)


def _within_tag(fault: _Fault, at: str) -> str:
    tag = fault.tag
    begun = fault.before[fault.before.rfind("<") :]
    if at == "<" and (begun.count('"') % 2 or begun.count("'") % 2):
        return "a value ends with the quote it began with, and < within a value is written &lt;"
    if not tag:
        return ""
    if tag == "<":
        return "write &lt; for < in text; the name of an element follows its < without a space"
    if at and at in "“”„‘’":
        return "use straight quotes around the value of an attribute"
    if match := re.search(rf"({NAME})\s*=\s*$", tag[-200:]):
        value = re.match(r"[^\s<>\"'/]*", fault.rest)
        return f'put the value in quotes: {match[1]}="{value[0] if value else ""}"'
    if re.search(r"[\"']$", tag):
        return "put a space between two attributes, and &quot; for a quote within a value"
    if match := re.search(rf"\s({NAME})\s*$", tag[-200:]):
        return f'an attribute has a value: {match[1]}="…"'
    return ""


def _entity(fault: _Fault) -> str:
    match = re.match(rf"&({NAME});", fault.rest)
    if match is None:
        return ""
    code = name2codepoint.get(match[1])
    instead = (
        f"; write &#{code}; for {match[0]}" if code else f"; write &amp;{match[1]}; if {match[0]} is meant as text"
    )
    return f"XML knows only &amp; &lt; &gt; &quot; and &apos;{instead}"


def _mismatch(fault: _Fault) -> str:
    """A closing tag that does not close the element that is open."""
    opened = fault.open
    if not opened:
        return ""
    name, line = opened[-1]
    if name.lower() == fault.name.lower():
        return f"write </{name}>, as in line {line}; names are case-sensitive"
    if fault.name not in [one for one, _ in opened]:
        return f"</{fault.name}> closes nothing; <{name}> of line {line} is open and is closed by </{name}>"
    return f"close <{name}> of line {line} with </{name}> before </{fault.name}>"


def _unfinished(fault: _Fault) -> str:
    opened = fault.open
    if not opened:
        return ""
    name, line = opened[-1]
    return f"<{name}> of line {line} is never closed; add </{name}>"


def _junk(fault: _Fault) -> str:
    if fault.rest.startswith("<"):
        return "a document has one root; put every verb within one <Response>"
    return "text stands after the end of the document, perhaps something printed; remove it"


TOLD: dict[str, Callable[[_Fault], str]] = {
    errors.XML_ERROR_MISPLACED_XML_PI: _declaration,
    errors.XML_ERROR_SYNTAX: _beginning,
    errors.XML_ERROR_INVALID_TOKEN: _token,
    errors.XML_ERROR_UNDEFINED_ENTITY: _entity,
    errors.XML_ERROR_TAG_MISMATCH: _mismatch,
    errors.XML_ERROR_NO_ELEMENTS: _unfinished,
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: _junk,
    errors.XML_ERROR_UNCLOSED_TOKEN: lambda _: "what begins here has no end; add the missing >",
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION: lambda _: "the CDATA section that begins here has no end; add ]]>",
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: lambda _: "an attribute stands once in an element; remove one",
}
"""By expat's words for a fault: what to say of it; empty words where the text around it shows no cause."""
OTHERWISE = {
    "encoding": "write the document in UTF-8, and name that or nothing in the XML declaration",
    "character set": "write the document in UTF-8, and name that or nothing in the XML declaration",
    "declares an entity": "leave the DOCTYPE away and write the characters themselves",
    "nest deeper": "put verbs one after the other; what nests are prompts, nouns and speech markup",
}
"""By a part of the reader's own words."""
