"""12393>1>5: what the bureau is working on for the caller (S72, S83, S86, S87, S89)."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.conversation import Conversation, Words
from ivr.nodes.node import Node, Spoken, page_of, private
from models import ClaimStatus, MaternityStatus, enquiry
from models.policies.gazetteer import region_by_name
from voice_prompts import Prompt


def claims(call: Conversation) -> Spoken:
    """How far the claims have come, one sentence or two each (S86, S87)."""
    found = call.answer = enquiry.claims(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    words: list[Prompt] = []
    for claim in page_of(call, found.claims):
        words.append(
            call.say(
                "claims.one",
                number=claim.number_tail,
                day=claim.received_on,
                amount=claim.amount_fen,
                status=call.word("claim", claim.status),
            )
        )
        words += _outcome(call, claim)
    return tuple(words), None


def filings(call: Conversation) -> Spoken:
    """The filings for treatment elsewhere (S83)."""
    found = call.answer = enquiry.filings(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("filings.none"),), None
    words: list[Prompt] = []
    for filing in page_of(call, found.filings):
        place = region_by_name(filing.place)
        values = {
            "place": call.place_name(place) if place else filing.place,
            "kind": call.word("filing", filing.kind),
            "status": call.word("holds", "yes" if filing.holds else "no"),
            "since": filing.since,
        }
        if filing.until is None:
            words.append(call.say("filings.open", **values))
        else:
            words.append(call.say("filings.until", **values, until=filing.until))
    return tuple(words), None


def maternity(call: Conversation) -> Spoken:
    """The maternity allowances (S72, S89)."""
    found = call.answer = enquiry.maternity(call.db, call.person, call.access)
    if isinstance(found, enquiry.NothingFound):
        return (call.say("nothing"),), None
    return tuple(_allowance(call, one) for one in page_of(call, found.allowances)), None


NODES: Mapping[str, Node] = private({"claims": claims, "filings": filings, "maternity": maternity}, back="cases")


def _outcome(call: Conversation, claim: enquiry.ClaimState) -> Words:
    if claim.status is ClaimStatus.REFUSED and claim.reason is not None:
        return (call.say(f"claims.refused.{claim.reason}"),)
    if claim.status is ClaimStatus.PAID and claim.paid_fen is not None and claim.paid_on is not None:
        if claim.bank_tail is None:
            return (call.say("claims.paid", amount=claim.paid_fen, day=claim.paid_on),)
        return (call.say("claims.paid_to", amount=claim.paid_fen, day=claim.paid_on, tail=claim.bank_tail),)
    if claim.status is ClaimStatus.DOCUMENTS:
        return (call.say("claims.documents"),)
    if claim.status is ClaimStatus.REFUSED:
        return ()
    return (call.say("claims.due", day=claim.due_on),)


def _allowance(call: Conversation, one: enquiry.AllowanceState) -> Prompt:
    payee = call.word("payee", one.payee)
    if one.status is not MaternityStatus.PAID or one.paid_on is None:
        return call.say("maternity.state", day=one.received_on, status=call.word("maternity", one.status))
    if one.amount_fen is None:
        return call.say("maternity.paid", day=one.paid_on, days=one.days, payee=payee)
    return call.say("maternity.paid_amount", day=one.paid_on, days=one.days, amount=one.amount_fen, payee=payee)
