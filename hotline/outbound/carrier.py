"""Twilio, as far as the hotline orders anything of it: texts and calls, through the official client.

What can go wrong is told apart by what is known of the order: `Refused` was not taken and never will be, `NotNow` was
not taken, `Unsure` may have been.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from twilio.base.exceptions import TwilioException, TwilioRestException

from hotline.settings import Settings

if TYPE_CHECKING:  # the client and what it sends with take long to load, and a web process orders nothing
    from twilio.http import HttpClient
    from twilio.rest import Client

TIMEOUT: Final = 15.0
"""Seconds an order may take."""
RING_SECONDS: Final = 40
"""How long a call-back rings."""
CALL_EVENTS: Final = ("answered", "completed")
"""What is reported of a call-back."""
NOT_THE_ORDERS_FAULT: Final = frozenset({401, 403, 408, 429, 503})
"""HTTP statuses of an order that was not taken for a reason outside of it: credentials, rate, outage."""


class OrderError(Exception):
    """An order to Twilio was not answered with what was ordered; `code` is Twilio's, or a word where it gave none."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(OrderError):
    """Not taken, and the same order never will be: a number that is none, or one that has opted out (21610)."""


class NotNow(OrderError):
    """Not taken; the same order may be later."""


class Unsure(OrderError):
    """Nobody knows whether it was taken."""


def twilio_client(settings: Settings, http_client: HttpClient | None = None) -> Client:
    """The official client for the settings' account, at `api_base` where one is set; connects to nothing yet."""
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    client = Client(
        settings.account_sid, settings.auth_token, http_client=http_client or TwilioHttpClient(timeout=TIMEOUT)
    )
    if settings.api_base:
        client.api.base_url = settings.api_base
    return client


class Carrier:
    """Sends texts and dials calls from the numbers of the lines.

    `public_url` is the address under which Twilio reaches the hotline, for its reports; `numbers` the number, as Twilio
    knows it, that each line sends and rings from, where that is not the line itself.
    """

    def __init__(self, client: Client, *, public_url: str, numbers: Mapping[str, str]) -> None:
        self._client = client
        self._public_url = public_url
        self._numbers = dict(numbers)

    def send(self, *, line: str, to: str, words: str, report_to: str) -> str:
        """Send a text; returns its MessageSid. `report_to` is a path of ours. Raises OrderError."""
        with _in_our_words():
            message = self._client.messages.create(
                to=to, from_=self._from(line), body=words, status_callback=self._public_url + report_to
            )
        return str(message.sid)

    def dial(self, *, line: str, to: str, answer_at: str, report_to: str) -> str:
        """Ring somebody; returns the CallSid. `answer_at` and `report_to` are paths of ours. Raises OrderError."""
        with _in_our_words():
            call = self._client.calls.create(
                to=to,
                from_=self._from(line),
                url=self._public_url + answer_at,
                timeout=RING_SECONDS,
                status_callback=self._public_url + report_to,
                status_callback_event=list(CALL_EVENTS),
            )
        return str(call.sid)

    def _from(self, line: str) -> str:
        return self._numbers.get(line, line)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Raise an OrderError for whatever the client raises."""
    from requests.exceptions import RequestException

    try:
        yield
    except (TwilioException, RequestException) as error:
        raise in_our_words(error) from error


def in_our_words(error: Exception) -> OrderError:
    """What an error of the client says about the order."""
    from requests.exceptions import ConnectionError as NoConnection
    from requests.exceptions import ConnectTimeout

    if isinstance(error, TwilioRestException):
        code = str(error.code or error.status)
        if error.status in NOT_THE_ORDERS_FAULT:
            return NotNow(code)
        return Unsure(code) if error.status >= 500 else Refused(code)
    never_left = isinstance(error, ConnectTimeout) or (isinstance(error, NoConnection) and _never_connected(error))
    return NotNow("unreachable") if never_left else Unsure("unanswered")


def _never_connected(error: Exception) -> bool:
    """Whether there was no connection that an order could have gone over."""
    from urllib3.exceptions import NewConnectionError

    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)
