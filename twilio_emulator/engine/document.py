"""From the bytes an application answered to a tree of elements, or a coded error.

Strict where Twilio is strict: names are case-sensitive, white space before the XML declaration is an error, the root
must be ``Response`` (twilio-behaviour 1.6). Entities are never declared or expanded, so no document can grow.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from xml.parsers import expat

from twilio_emulator.engine.errors import Notice, TwimlError

MAX_BYTES = 64 * 1024
"""The largest document that is read (11750)."""
NO_CHARACTER_SETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs that Python knows and expat would ask it for, and no document is written in."""
MAX_DEPTH = 32
"""How deep elements may nest; TwiML needs three, SSML a few more."""


@dataclass(slots=True)
class Element:
    """One element with its place in the text (line and column from 1)."""

    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list[Element | str] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if not isinstance(child, str)]

    @property
    def text(self) -> str:
        """The element's own text, trimmed: URLs and numbers are commonly indented (twilio-behaviour 2, rule 6)."""
        return "".join(child for child in self.children if isinstance(child, str)).strip()

    def remark(self, code: int, detail: str) -> Notice:
        """Return a coded remark that points at this element."""
        return Notice(code=code, detail=detail, line=self.line, column=self.column)


class _Builder:
    """Collects expat's callbacks into a tree."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        self.parser = parser

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        try:
            codec = codecs.lookup(encoding or "utf-8").name
        except LookupError:
            return  # expat says so itself
        if codec in NO_CHARACTER_SETS:
            raise TwimlError(12100, f"{encoding} is not a character set", line=1, column=1)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        element = Element(tag, attributes, line, column)
        if self._open:
            if len(self._open) >= MAX_DEPTH:
                raise TwimlError(12100, f"elements nest deeper than {MAX_DEPTH}", line=line, column=column)
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].children.append(text)

    def _entity(self, name: str, *_: object) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        raise TwimlError(12100, f"the document declares an entity ({name})", line=line, column=column)


def parse(body: bytes) -> Element:
    """Parse any XML document and return its root; raises :class:`TwimlError` 12100 with the place of the fault."""
    builder = _Builder()
    try:
        builder.parser.Parse(body, True)
    except expat.ExpatError as error:
        raise TwimlError(12100, expat.ErrorString(error.code), line=error.lineno, column=error.offset + 1) from None
    except (ValueError, LookupError) as error:
        # expat asks Python for encodings it does not know itself; a multi-byte or unknown one ends here.
        raise TwimlError(12100, str(error), line=1, column=1) from None
    assert builder.root is not None  # expat refuses a document without an element
    return builder.root


def read(body: bytes) -> Element:
    """Read a document and return its ``Response`` element; raises :class:`TwimlError` (11750, 11770, 12100–12102)."""
    if len(body) > MAX_BYTES:
        raise TwimlError(11750, f"the document is larger than {MAX_BYTES // 1024} KB")
    if not body.strip():
        raise TwimlError(11770, "the answer has no body")
    root = parse(body)
    if root.tag != "Response":
        raise TwimlError(12102, f"the root element is {root.tag}", line=root.line, column=root.column)
    version = root.attributes.get("version", "")
    if version not in ("", "1.0", "2010-04-01"):
        raise TwimlError(12101, f"version {version!r} is not known", line=root.line, column=root.column)
    return root
