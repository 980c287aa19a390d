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
    10004: (Severity.ERROR, "Call concurrency limit exceeded"),
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
    13230: (Severity.WARNING, "Dial->Conference: invalid muted value"),
    13231: (Severity.ERROR, "Dial->Conference: invalid endConferenceOnExit value"),
    13232: (Severity.WARNING, "Dial->Conference: invalid startConferenceOnEnter value"),
    13234: (Severity.WARNING, "Dial->Conference: invalid waitMethod value"),
    13235: (Severity.WARNING, "Dial->Conference: invalid beep value"),
    13237: (Severity.WARNING, "Dial->Conference: invalid conference name"),
    13238: (Severity.ERROR, "Dial->Conference: invalid verb in what is heard in waiting, on hold or announced"),
    13239: (Severity.ERROR, "Dial->Conference: invalid trim value"),
    13240: (Severity.ERROR, "Dial->Conference: invalid SID to coach"),
    13241: (Severity.WARNING, "Dial->Sip: invalid method value"),
    13243: (Severity.WARNING, "Dial->Sip: invalid SIP URI"),
    13252: (Severity.WARNING, "Dial->Sip: invalid header name"),
    13253: (Severity.WARNING, "Dial->Sip: header is too long"),
    13256: (Severity.WARNING, "Invalid recordingStatusCallback URL"),
    13257: (Severity.ERROR, "Invalid transcribeCallback URL"),
    13310: (Severity.WARNING, "Gather: invalid finishOnKey value"),
    13312: (Severity.WARNING, "Gather: invalid method value"),
    13313: (Severity.WARNING, "Gather: invalid timeout value"),
    13314: (Severity.WARNING, "Gather: invalid numDigits value"),
    13320: (Severity.WARNING, "Gather: invalid nested verb"),
    13321: (Severity.WARNING, "Gather->Say: invalid voice value"),
    13322: (Severity.WARNING, "Gather->Say: invalid loop value"),
    13325: (Severity.ERROR, "Gather->Play: invalid Content-Type"),
    13326: (Severity.WARNING, "Gather: invalid input value"),
    13327: (Severity.WARNING, "Gather: invalid speechTimeout value"),
    13328: (Severity.WARNING, "Gather: invalid maxSpeechTime value"),
    13329: (Severity.WARNING, "Gather: invalid partialResultCallbackMethod value"),
    13330: (Severity.WARNING, "Gather: invalid hints value"),
    13331: (Severity.WARNING, "Gather: invalid language value"),
    13332: (Severity.WARNING, "Gather: invalid bargeIn value"),
    13333: (Severity.WARNING, "Gather: invalid profanityFilter value"),
    13334: (Severity.WARNING, "Gather: invalid speechModel value"),
    13335: (Severity.WARNING, "Gather: speechTimeout auto cannot be used with a model"),
    13338: (Severity.ERROR, "Gather: invalid actionOnEmptyResult value"),
    13410: (Severity.WARNING, "Play: invalid loop value"),
    13420: (Severity.ERROR, "Play: invalid Content-Type"),
    13430: (Severity.WARNING, "Play: invalid digits value"),
    13510: (Severity.WARNING, "Say: invalid loop value"),
    13511: (Severity.WARNING, "Say: invalid voice value"),
    13512: (Severity.WARNING, "Say: invalid language value"),
    13520: (Severity.WARNING, "Say: invalid text"),
    13521: (Severity.WARNING, "Say: invalid length"),
    13610: (Severity.WARNING, "Record: invalid method value"),
    13611: (Severity.WARNING, "Record: invalid timeout value"),
    13612: (Severity.WARNING, "Record: invalid maxLength value"),
    13613: (Severity.WARNING, "Record: invalid finishOnKey value"),
    13614: (Severity.WARNING, "Record: invalid transcribe value"),
    13615: (Severity.WARNING, "Record: maxLength too high for transcription"),
    13616: (Severity.WARNING, "Record: invalid playBeep value"),
    13617: (Severity.WARNING, "Record: the recording's length is out of range for transcription"),
    13618: (Severity.WARNING, "Record: no recording is available for transcription"),
    13621: (Severity.ERROR, "Invalid recordingStatusCallbackEvent"),
    13622: (Severity.WARNING, "Record: invalid recordingTrack value"),
    13699: (Severity.WARNING, "Record: invalid trim value"),
    13710: (Severity.WARNING, "Redirect: invalid method value"),
    13801: (Severity.ERROR, "Refer is not allowed on a call leg that is not SIP"),
    13810: (Severity.WARNING, "Reject: invalid cause"),
    13910: (Severity.WARNING, "Pause: invalid length value"),
    14101: (Severity.WARNING, "Message: invalid to attribute"),
    14102: (Severity.WARNING, "Message: invalid from attribute"),
    14103: (Severity.WARNING, "Message: invalid body"),
    14104: (Severity.WARNING, "Message: invalid method attribute"),
    14105: (Severity.WARNING, "Message: invalid statusCallback attribute"),
    14107: (Severity.ERROR, "Message: reply rate limit exceeded"),
    14108: (Severity.WARNING, "Message: the number it is from cannot send texts"),
    14201: (Severity.ERROR, "Enqueue: invalid method value"),
    14202: (Severity.ERROR, "Enqueue: invalid waitUrl"),
    14203: (Severity.ERROR, "Enqueue: invalid action URL"),
    14204: (Severity.ERROR, "Enqueue: queue name too short"),
    14205: (Severity.ERROR, "Enqueue: queue name too long"),
    14206: (Severity.ERROR, "Enqueue: invalid waitUrlMethod value"),
    14207: (Severity.WARNING, "Enqueue: the queue has reached its largest size"),
    14210: (Severity.ERROR, "Dial->Queue: invalid method value"),
    14211: (Severity.ERROR, "Dial->Queue: invalid URL"),
    14212: (Severity.ERROR, "Dial->Queue: queue name too short"),
    14213: (Severity.ERROR, "Dial->Queue: queue name too long"),
    14221: (Severity.ERROR, "Enqueue: the attributes of its Task are not valid JSON"),
    14300: (Severity.ERROR, "Start: invalid nested noun"),
    15003: (Severity.WARNING, "Call progress: warning response to callback URL"),
    16020: (Severity.ERROR, "The conference is full"),
    16022: (Severity.ERROR, "The conference does not exist or is completed"),
    16023: (Severity.ERROR, "Conference: invalid participantLabel"),
    16025: (Severity.ERROR, "Dial->Conference: the participantLabel is in use by another participant"),
    16027: (Severity.ERROR, "Conference: the participant to be coached is on hold"),
    16028: (Severity.ERROR, "Conference: the participant to be coached is not in it"),
    21610: (Severity.ERROR, "Message: attempt to send to an unsubscribed recipient"),
    31900: (Severity.ERROR, "Stream: unknown error"),
    31901: (Severity.ERROR, "Stream: the websocket's server does not answer"),
    31902: (Severity.ERROR, "Stream: the websocket's connection was refused"),
    31904: (Severity.ERROR, "Stream: the websocket's host cannot be reached"),
    31910: (Severity.ERROR, "Stream: the websocket's TLS could not be agreed on"),
    31920: (Severity.ERROR, "Stream: the websocket's handshake failed"),
    31921: (Severity.ERROR, "Stream: the websocket was not closed in order"),
    31922: (Severity.ERROR, "Stream: URL scheme is not supported"),
    31923: (Severity.ERROR, "Stream: malformed URL"),
    31924: (Severity.ERROR, "Stream: websocket protocol error"),
    31941: (Severity.ERROR, "Stream: invalid track configuration"),
    31951: (Severity.WARNING, "Stream: invalid message"),
    31960: (Severity.ERROR, "Stream: quota exceeded"),
    64102: (Severity.ERROR, "ConversationRelay: unable to connect to the websocket"),
    64105: (Severity.ERROR, "ConversationRelay: the websocket ended"),
    64107: (Severity.ERROR, "ConversationRelay: invalid message received"),
}
"""Every code the engine can report: its severity and the catalogue's title."""

LONGEST_DETAIL = 500
"""Characters of a remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One coded remark on what the application answered.

    ``line`` and ``column`` (from 1) point into the document; 0 where the remark is not about a place in it.
    """

    code: int
    detail: str
    line: int = 0
    column: int = 0

    def __post_init__(self) -> None:
        """Cut the words where they repeat too much of what somebody else has written."""
        if len(self.detail) > LONGEST_DETAIL:
            object.__setattr__(self, "detail", f"{self.detail[: LONGEST_DETAIL - 1]}…")

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
