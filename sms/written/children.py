"""What a parent reads about a child under fourteen: HZ (domain 7.7)."""

from models import InsuranceStatus
from models.enquiry import Balance, Child, Children, Contributions, NoAccount, NotInsured, OfChild, Participation
from sms.replies import Reply, day, listed, reply, yuan
from sms.written.insured import contribution_values, participation_values
from sms.written.occasion import Occasion
from sms.written.words import SCHEMES


def named(child: Child) -> str:
    """A child as its parent reads of it: 女儿张**（尾号0183）."""
    return f"{'女儿' if child.female else '儿子'}{child.masked_name}（尾号{child.id_tail}）"


def children(answer: Children, on: Occasion) -> Reply:
    """HZ: the children, and what can be asked."""
    return reply("HZ", on.line, children=listed(named(child) for child in answer.children))


def of_child(answer: OfChild, on: Occasion) -> Reply:
    """HZYE, HZYE0, HZZT and HZJF, and where there is nothing of those HZINS or HZDATA."""
    child, told = named(answer.child), answer.answer
    match told:
        case Balance():
            return reply("HZYE", on.line, child=child, as_of=day(told.as_of), total=yuan(told.total_fen))
        case NoAccount():
            return reply("HZYE0", on.line, child=child, scheme=SCHEMES[told.scheme])
        case NotInsured():
            return reply("HZINS", on.line, child=child)
        case Participation():
            irregular = told.status is not InsuranceStatus.ACTIVE
            advice = "请向参保地医保局核实，渠道发QD。" if irregular else ""
            return reply("HZZT", on.line, child=child, advice=advice, **participation_values(told))
        case Contributions():
            return reply("HZJF", on.line, child=child, **contribution_values(told))
        case _:
            return reply("HZDATA", on.line, child=child)
