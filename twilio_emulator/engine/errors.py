"""What can be wrong with an application's answer, in Twilio's own numbers.

    EngineError
    ├── TwimlError    the application's answer cannot be carried out: fatal, goes to the fallback URL
    └── WrongInput    whoever drives the engine fed it something impossible

A :class:`Notice` is one coded remark, fatal or not; warnings never stop a call
(https://www.twilio.com/docs/api/errors).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How a coded remark is filed: an error may end a call, a warning never does."""

    ERROR = "error"
    WARNING = "warning"


CODES: dict[int, tuple[Severity, str]] = {
    11100: (Severity.ERROR, "Invalid URL format"),
    11200: (Severity.ERROR, "HTTP retrieval failure"),
    11203: (Severity.ERROR, "Total timeout exceeded"),
    11205: (Severity.ERROR, "HTTP connection failure"),
    11206: (Severity.ERROR, "HTTP protocol violation"),
    11210: (Severity.ERROR, "HTTP bad host name"),
    11215: (Severity.ERROR, "HTTP too many redirects"),
    11216: (Severity.ERROR, "HTTP invalid redirect"),
    11220: (Severity.ERROR, "SSL/TLS handshake error"),
    11235: (Severity.ERROR, "Certificate invalid: domain mismatch"),
    11236: (Severity.ERROR, "Certificate invalid: certificate expired"),
    11237: (Severity.ERROR, "Certificate invalid"),
    11243: (Severity.WARNING, "HTTP retry policy is invalid"),
    11750: (Severity.ERROR, "TwiML response body too large"),
    11770: (Severity.ERROR, "Empty response body"),
    12100: (Severity.ERROR, "Document parse failure"),
    12101: (Severity.ERROR, "Invalid Twilio Markup XML version"),
    12102: (Severity.ERROR, "The root element must be Response"),
    12200: (Severity.WARNING, "Schema validation warning"),
    12300: (Severity.ERROR, "Invalid Content-Type"),
    12400: (Severity.ERROR, "Internal failure"),
    13000: (Severity.ERROR, "Dial: cannot dial several parties into a conference"),
    13201: (Severity.ERROR, "Dial: cannot dial out from a dialled call segment"),
    13210: (Severity.WARNING, "Dial: invalid method value"),
    13212: (Severity.WARNING, "Dial: invalid timeout value"),
    13213: (Severity.WARNING, "Dial: invalid hangupOnStar value"),
    13214: (Severity.WARNING, "Dial: invalid callerId value"),
    13215: (Severity.WARNING, "Dial: invalid nested element"),
    13216: (Severity.WARNING, "Dial: invalid timeLimit value"),
    13217: (Severity.WARNING, "Dial: invalid record value"),
    13218: (Severity.WARNING, "Dial: invalid sequential value"),
    13219: (Severity.WARNING, "Dial: invalid answerOnBridge value"),
    13220: (Severity.WARNING, "Dial: invalid ringTone value"),
    13221: (Severity.WARNING, "Dial->Number: invalid method value"),
    13222: (Severity.WARNING, "Dial->Number: invalid sendDigits value"),
    13223: (Severity.WARNING, "Dial: invalid phone number format"),
    13224: (Severity.ERROR, "Dial: the number cannot be called or is invalid"),
    13241: (Severity.WARNING, "Dial->Sip: invalid method value"),
    13243: (Severity.WARNING, "Dial->Sip: invalid SIP URI"),
    13310: (Severity.WARNING, "Gather: invalid finishOnKey value"),
    13312: (Severity.WARNING, "Gather: invalid method value"),
    13313: (Severity.WARNING, "Gather: invalid timeout value"),
    13314: (Severity.WARNING, "Gather: invalid numDigits value"),
    13320: (Severity.WARNING, "Gather: invalid nested verb"),
    13326: (Severity.WARNING, "Gather: invalid input value"),
    13327: (Severity.WARNING, "Gather: invalid speechTimeout value"),
    13328: (Severity.WARNING, "Gather: invalid maxSpeechTime value"),
    13329: (Severity.WARNING, "Gather: invalid partialResultCallbackMethod value"),
    13332: (Severity.WARNING, "Gather: invalid bargeIn value"),
    13333: (Severity.WARNING, "Gather: invalid profanityFilter value"),
    13338: (Severity.ERROR, "Gather: invalid actionOnEmptyResult value"),
    13410: (Severity.WARNING, "Play: invalid loop value"),
    13420: (Severity.ERROR, "Play: invalid Content-Type"),
    13430: (Severity.WARNING, "Play: invalid digits value"),
    13510: (Severity.WARNING, "Say: invalid loop value"),
    13520: (Severity.WARNING, "Say: invalid text"),
    13521: (Severity.WARNING, "Say: invalid length"),
    13710: (Severity.WARNING, "Redirect: invalid method value"),
    13810: (Severity.WARNING, "Reject: invalid cause"),
    13910: (Severity.WARNING, "Pause: invalid length value"),
    14101: (Severity.WARNING, "Message: invalid to attribute"),
    14103: (Severity.WARNING, "Message: invalid body"),
    14104: (Severity.WARNING, "Message: invalid method attribute"),
    14105: (Severity.WARNING, "Message: invalid statusCallback attribute"),
    14107: (Severity.ERROR, "Message: reply rate limit exceeded"),
    15003: (Severity.WARNING, "Call progress: warning response to callback URL"),
}
"""Every code the engine can report: its severity and the catalogue's title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One coded remark on what the application answered.

    ``line`` and ``column`` (from 1) point into the document; 0 where the remark is not about a place in it.
    """

    code: int
    detail: str
    line: int = 0
    column: int = 0

    @property
    def severity(self) -> Severity:
        """Error or warning, from the catalogue."""
        return CODES[self.code][0]

    @property
    def title(self) -> str:
        """The catalogue's title of the code."""
        return CODES[self.code][1]

    def __str__(self) -> str:
        place = f" (line {self.line}, column {self.column})" if self.line else ""
        return f"{self.severity} {self.code} {self.title}: {self.detail}{place}"


class EngineError(Exception):
    """The root of everything the engine raises."""


class TwimlError(EngineError):
    """The application's answer cannot be carried out; ``notice`` says why, with Twilio's code."""

    def __init__(self, code: int, detail: str, *, line: int = 0, column: int = 0) -> None:
        super().__init__(f"{code}: {detail}")
        self.notice = Notice(code=code, detail=detail, line=line, column=column)


class WrongInput(EngineError):
    """The driver broke the engine's contract, for example by starting a session twice."""
