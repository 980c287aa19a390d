"""Sending what is due: each text is claimed, the claim is kept, then it goes to Twilio, then its fate is noted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from hotline.outbound import outbox
from hotline.outbound.carrier import Carrier, NotNow, Refused, Unsure
from hotline.outbound.notices import confirm_call_backs, word_notices
from hotline.outbound.outbox import Claimed
from models import Database
from sms.notices import may_send

MOST: Final = 300
"""Texts a run hands over, so that a run ends within about a minute and other jobs have their turn."""
HANDING_OVER: Final = timedelta(minutes=10)
"""Longer than any worker takes to hand over a text: one claimed before that has lost its worker."""

_log = structlog.get_logger("hotline.outbound")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """What a run did, in texts; `worded` are the notices that were due."""

    worded: int
    sent: int
    put_off: int
    refused: int
    unsure: int
    """Whether they were sent is not known; they are not sent again."""


def send_due(database: Database, carrier: Carrier, at: datetime, *, most: int = MOST) -> SendReport:
    """Send what is due at an aware moment, at most `most` texts. Safe at the same time on any number of machines.

    Raises DatabaseUnavailable and NotMigrated as a db session does.
    """
    with database.session() as db:
        abandoned = outbox.abandoned(db, at - HANDING_OVER)
        confirm_call_backs(db, at)
    quiet = not may_send(at)
    worded = 0 if quiet else word_notices(database, at)
    fates: Counter[str] = Counter(unsure=abandoned)
    for _ in range(most):
        with database.session() as db:
            text = outbox.claim(db, at, quiet=quiet)
        if text is None:
            break
        fates[_hand_over(database, carrier, text, at)] += 1
    if fates.total():
        _log.info("texts_handed_over", **fates)
    return SendReport(
        worded=worded,
        sent=fates["sent"],
        put_off=fates["put_off"],
        refused=fates["refused"],
        unsure=fates["unsure"],
    )


def _hand_over(database: Database, carrier: Carrier, text: Claimed, at: datetime) -> str:
    """Order one text and note how that went; returns a word for it."""
    mark = (text.text_id, text.attempt)
    try:
        sid = carrier.send(
            line=text.line, to=text.phone, words=text.words, report_to=f"/sms/status/{text.text_id}/{text.attempt}"
        )
    except NotNow as error:
        with database.session() as db:
            outbox.put_off(db, *mark, error.code, at)
        return "put_off"
    except Refused as error:
        with database.session() as db:
            outbox.refused(db, *mark, error.code)
        return "refused"
    except Unsure as error:
        with database.session() as db:
            outbox.unsure(db, *mark, error.code)
        return "unsure"
    with database.session() as db:
        outbox.handed_over(db, *mark, sid)
    return "sent"
