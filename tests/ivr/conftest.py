"""Somebody on the telephone: dials, keys, listens, hangs up, by webhooks signed as Twilio signs them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from flask import Flask
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

ORIGIN = "http://localhost"
LINE = "+15005550100"


class Caller:
    """One call of one person. What the caller heard last is `heard`; `xml` is the document behind it."""

    def __init__(self, app: Flask, phone: str) -> None:
        self.app = app
        self.phone = phone
        self.sid = f"CA{uuid.uuid4().hex}"
        self.heard = ""
        self.xml = ElementTree.Element("Response")
        self.status = 0

    def dials(self) -> Caller:
        """Ring the hotline and listen."""
        return self.sends("/voice/answer", CallStatus="ringing")

    def keys(self, *entries: str) -> Caller:
        """Key each of `entries` where the line listens; a closing `#` ends an entry and is a key in a menu."""
        for entry in entries:
            gather = self.gather
            if gather.get("numDigits") == "1":
                assert len(entry) == 1, f"the line takes one key, not {entry}: {self.heard}"
                self.sends(gather.get("action", ""), Digits=entry, FinishedOnKey="", msg="Gather End")
            else:
                ended = entry.endswith("#")
                digits = entry[:-1] if ended else entry
                finished = "#" if ended else ""
                self.sends(gather.get("action", ""), Digits=digits, FinishedOnKey=finished, msg="Gather End")
        return self

    def waits(self) -> Caller:
        """Key nothing until the line asks again."""
        return self.sends(self.gather.get("action", ""), Digits="", FinishedOnKey="", msg="Gather End")

    def hangs_up(self) -> Caller:
        """End the call."""
        return self.sends("/voice/status", CallStatus="completed", CallDuration="12")

    def hears(self, *words: str) -> Caller:
        """All of `words` were in what was said last, in this order."""
        rest = self.heard
        for word in words:
            assert word in rest, f"not heard: {word}\nheard: {self.heard}"
            rest = rest.split(word, 1)[1]
        return self

    def does_not_hear(self, *words: str) -> Caller:
        """None of `words` were in what was said last."""
        for word in words:
            assert word not in self.heard, f"heard {word}: {self.heard}"
        return self

    def is_hung_up_on(self) -> Caller:
        """The document ends the call."""
        assert self.xml.find("Gather") is None
        assert self.xml.find("Hangup") is not None
        return self

    @property
    def gather(self) -> ElementTree.Element:
        """Where the line listens."""
        gather = self.xml.find("Gather")
        assert gather is not None, f"the line does not listen: {self.heard}"
        return gather

    @property
    def turn(self) -> int:
        """The number of the question that is open."""
        return int(re.sub(r"\?.*", "", self.gather.get("action", "")).rpartition("/")[2])

    def sends(self, path: str, *, method: str = "POST", **parameters: str) -> Caller:
        """Have Twilio deliver a webhook of this call, and listen to the answer."""
        response = self.delivers(path, method=method, **parameters)
        self.status = response.status_code
        assert response.status_code == 200, response.text
        assert response.mimetype == "text/xml"
        self.xml = ElementTree.fromstring(response.data)
        assert self.xml.tag == "Response"
        self.heard = " ".join(self.xml.itertext())
        return self

    def delivers(self, path: str, *, method: str = "POST", **parameters: str) -> TestResponse:
        """One signed webhook and its raw answer."""
        usual = {
            "CallSid": self.sid,
            "AccountSid": "AC" + "0" * 32,
            "From": self.phone,
            "Caller": self.phone,
            "To": LINE,
            "Called": LINE,
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
            "FromCity": "",
        }
        given = usual | parameters
        token = self.app.extensions["settings"].auth_token
        client = self.app.test_client()
        if method == "GET":
            url = f"{path}{'&' if '?' in path else '?'}{urlencode(given)}"
            signature = RequestValidator(token).compute_signature(ORIGIN + url, {})
            return client.get(url, headers={"X-Twilio-Signature": signature})
        signature = RequestValidator(token).compute_signature(ORIGIN + path, given)
        return client.post(path, data=given, headers={"X-Twilio-Signature": signature})


@pytest.fixture
def call_from(hotline_app: Flask) -> Callable[[str], Caller]:
    """Somebody who calls from a given number; empty withholds it."""
    return lambda phone: Caller(hotline_app, phone)


@pytest.fixture
def caller(hotline_app: Flask) -> Caller:
    """A stranger: their number is bound to nobody."""
    return Caller(hotline_app, "+8612099999999")
