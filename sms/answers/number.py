"""Commands about the number itself: BD, YZ, JB, KT, TD.

A PIN by text is the weak spot of binding (domain 7.6): the body is kept nowhere, replies repeat nothing of it, and the
help recommends the telephone instead. Unknown ID numbers are answered, counted and timed like wrong PINs.
"""

import re
from dataclasses import replace
from datetime import timedelta

import structlog

from models import Channel, CodePurpose, Level, binding, codes, credentials, enquiry, notices
from models.proof import messages
from models.tables import audit
from sms.answers.question import Question
from sms.replies import Reply, Step, reply

MOST_REFUSED = 5
"""Bindings that one number may fail at in a day, whoever it claims to be (domain 7.11)."""

CONSENT = "text code, consent 1"
"""How a binding was verified, and which text of the consent was agreed to (domain 7.10): the hint of YZM."""

_CODE = re.compile(rf"[0-9]{{{codes.DIGITS}}}")
_log = structlog.get_logger("sms")


def bind(question: Question) -> Reply:
    """BD: ID number and PIN are checked like on the telephone; who knows both gets a code to send back."""
    if len(question.parameters) != 2:
        return reply("BDFORM", question.line)
    db, at = question.db, question.access.at
    if binding.holder(db, question.sender, at) is not None:
        return reply("BDHAS", question.line)
    if _refused(question) >= MOST_REFUSED:
        _log.warning("binding_refused_too_often", message_sid=question.access.reference)
        return reply("LOCK", question.line)
    id_number, pin = question.parameters
    result = credentials.verify_by_id(db, id_number, pin, at)
    if isinstance(result, credentials.Locked):
        return reply("LOCK", question.line)
    if isinstance(result, credentials.Refused):
        return reply("DENY", question.line)
    if result.must_change_pin:  # whoever has seen the ID number knows the initial PIN (domain 4.1.6)
        return reply("PIN0", question.line)
    code = codes.issue(db, question.sender, CodePurpose.BIND, result.person_id, at)
    return reply("YZM", question.line, code=code)


def _refused(question: Question) -> int:
    """Bindings that this number failed at in the last day; those still being judged count, so that none slips by."""
    a_day_ago = question.record.at - timedelta(days=1)
    return messages.count_of(question.db, question.record, "BD", ("DENY", ""), a_day_ago)


def confirm(question: Question) -> Reply:
    """YZ: the code that BD was answered with; a wrong one counts against the lock of the person it is for."""
    db, at, sender = question.db, question.access.at, question.sender
    code = question.parameters[0] if len(question.parameters) == 1 else ""
    result = codes.redeem(db, sender, CodePurpose.BIND, code if _CODE.fullmatch(code) else "", at)
    if isinstance(result, codes.Wrong):
        sent_for = result.person_id
        locks = sent_for is not None and isinstance(credentials.count_failure(db, sent_for, at), credentials.Locked)
        return reply("LOCK" if locks else "EXP", question.line)
    if credentials.locked_until(db, result.person_id, at) is not None:
        return reply("LOCK", question.line)
    outcome = binding.bind(db, sender, result.person_id, Channel.TEXT, CONSENT, at)
    if outcome is not binding.Binding.BOUND:
        return reply("BDMAX" if outcome is binding.Binding.TOO_MANY else "BDHAS", question.line)
    question.record.level = Level.CODE
    _audit(question, "bind", result.person_id, Level.CODE)
    caller = enquiry.caller_by_phone(db, sender, question.today)
    return reply("BDOK", question.line, name=caller.masked_name if caller else "您")


def unbind(question: Question) -> Reply:
    """JB: asks first; Y within ten minutes ends the binding."""
    caller = question.caller
    assert caller is not None  # level BOUND
    if question.step is None:
        return reply("JB", question.line, {"Y": Step(keyword="JB", place="0:0")}, name=caller.masked_name)
    binding.unbind(question.db, question.sender, caller.person_id, question.access.at)
    _audit(question, "unbind", caller.person_id, Level.BOUND)
    return reply("JBOK", question.line)


def _audit(question: Question, what: str, person_id: int, level: Level) -> None:
    access = replace(question.access, level=level)
    audit.write(question.db, access, required=level, question=what, answer="Done", person_id=person_id)


def remind(question: Question) -> Reply:
    """KT: notices are wanted."""
    notices.prefer(question.db, question.sender, wanted=True, at=question.access.at)
    return reply("KT", question.line)


def no_reminders(question: Question) -> Reply:
    """TD: notices are not wanted; holds at once (domain 7.10)."""
    notices.prefer(question.db, question.sender, wanted=False, at=question.access.at)
    return reply("TD", question.line)
