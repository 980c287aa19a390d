"""HZ: what a parent asks for a child under fourteen, and how that ends (domain 7.7). It begins on the telephone."""

from collections.abc import Mapping
from typing import Final

from models import enquiry, guardians
from sms.answers.question import Question
from sms.parameters import Malformed, split_tail
from sms.replies import Reply, Step, reply
from sms.written import reply_to
from sms.written.children import named

SUBJECTS: Final[Mapping[str, enquiry.Question]] = {
    "余额": enquiry.Question.BALANCE,
    "参保": enquiry.Question.PARTICIPATION,
    "状态": enquiry.Question.PARTICIPATION,
    "缴费": enquiry.Question.CONTRIBUTIONS,
}
"""What HZ can be followed by, and what that asks."""
RELEASE: Final = "解绑"
"""What HZ ends with that the child can be asked for."""


def child(question: Question) -> Reply:
    """HZ: the children, an answer about one of them, or the end of it; nobody else's child is any other than none."""
    tail, words = split_tail(question.parameters)
    if len(words) > 1 or (words and words[0] not in (*SUBJECTS, RELEASE)):
        raise Malformed
    found = enquiry.children(question.db, question.person_id, question.access)
    children = found.children if isinstance(found, enquiry.Children) else ()
    meant = [one for one in children if tail in (None, one.id_tail)]
    if not meant:
        return reply("HZNONE", question.line)
    if not words or len(meant) > 1:
        return reply_to(found, question.on)
    return _release(question, meant[0]) if words[0] == RELEASE else _told(question, meant[0], SUBJECTS[words[0]])


def _told(question: Question, child: enquiry.Child, subject: enquiry.Question) -> Reply:
    answer = enquiry.of_child(question.db, question.person_id, child.person_id, question.access, subject)
    return reply_to(answer, question.on)


def _release(question: Question, child: enquiry.Child) -> Reply:
    """Asks first; Y within ten minutes ends it."""
    if question.step is None:
        ending = Step(keyword="HZ", parameters=(RELEASE, child.id_tail), place="0:0")
        return reply("HZJB", question.line, {"Y": ending}, child=named(child))
    guardians.release(question.db, question.person_id, child.person_id, question.access)
    return reply("HZOFF", question.line, child=named(child))
