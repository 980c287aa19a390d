"""Webhooks with their answers: the list, and each in full."""

from __future__ import annotations

from http import HTTPMethod
from typing import TypedDict

from twilio_emulator.control import fields, rendering
from twilio_emulator.control.operation import Asked, Operation
from twilio_emulator.control.refusal import Refusal
from twilio_emulator.control.rendering import ExchangeInFullJson, ExchangeJson


class ExchangesJson(TypedDict):
    """Exchanges, newest first; ``more`` where there are older ones."""

    exchanges: list[ExchangeJson]
    more: bool


def list_exchanges(asked: Asked) -> ExchangesJson:
    """Return the latest exchanges, or those before number ``before``, of one call or text where it is named.

    They may be of one ``purpose``, or have one ``code`` among their remarks, or ask one ``url``.
    """
    subject, limit, before = asked.query["call"], asked.query["limit"], asked.query["before"]
    purpose, code, url = asked.query["purpose"], asked.query["code"], asked.query["url"]
    found = []
    with asked.switchboard.desk.lock:
        for one in reversed(asked.store.exchanges):
            fits = (
                (before is None or one.number < before)
                and subject in ("", one.subject_sid)
                and purpose in ("", one.purpose)
                and url in ("", one.url)
                and (code is None or code in [notice.code for notice in one.notices])
            )
            if fits:
                found.append(rendering.exchange(one))
                if len(found) > limit:
                    break
    return {"exchanges": found[:limit], "more": len(found) > limit}


def get_exchange(asked: Asked) -> ExchangeInFullJson:
    """Return one exchange with parameters, signature and answer."""
    number = asked.index("n")
    with asked.switchboard.desk.lock:
        kept = asked.store.exchanges
        place = number - kept[0].number if kept else -1
        if not 0 <= place < len(kept):
            raise Refusal(404, "unknown_exchange", "there is no exchange of this number, or no longer")
        return rendering.exchange_in_full(kept[place])


OPERATIONS = (
    Operation(
        method=HTTPMethod.GET,
        path="/exchanges",
        summary="List webhooks and their answers, newest first",
        handler=list_exchanges,
        answer=ExchangesJson,
        query={
            "call": fields.sid(required=False),
            "limit": fields.whole(least=1, most=500, default=100),
            "before": fields.whole(least=0, most=10**15),
            "purpose": fields.text(most=40, required=False),
            "code": fields.whole(least=1, most=99_999),
            "url": fields.text(most=2048, required=False),
        },
    ),
    Operation(
        method=HTTPMethod.GET,
        path="/exchanges/{n}",
        summary="Read one exchange in full",
        handler=get_exchange,
        answer=ExchangeInFullJson,
        refusals=(404,),
    ),
)
