"""What a parent asks for a child under fourteen (domain 7.7): no more than of oneself, and nothing of anybody else.

The audit row of such an answer is the child's, and names the parent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from models.access import Access
from models.database import Db
from models.enquiry.asking import Asking, NoAccount, NothingFound, NotInsured, Question
from models.enquiry.balances import Balance, balance
from models.enquiry.contributions import Contributions, contributions
from models.enquiry.insured import Participation, participation
from models.proof.guardians import Child, child_of, children_of

ChildsAnswer: TypeAlias = Balance | NoAccount | NotInsured | Participation | Contributions | NothingFound
"""What can be the answer about a child."""

_ASK: Final[Mapping[Question, Callable[[Db, int, Access], ChildsAnswer]]] = {
    Question.BALANCE: balance,
    Question.PARTICIPATION: participation,
    Question.CONTRIBUTIONS: contributions,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Children:
    """The children whom a parent may ask for, in the order in which they were named."""

    masked_name: str
    """The parent's."""
    children: tuple[Child, ...]
    """Not empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfChild:
    """An answer about a child, as the child itself would get it."""

    child: Child
    answer: ChildsAnswer


def children(db: Db, person_id: int, access: Access) -> Children | NothingFound:
    """The children whom a parent may ask for (12393>1>3>5; HZ).

    Audited. Raises NotAllowed below level L1, and for a person there is not.
    """
    asking = Asking(db, person_id, access, Question.CHILDREN)
    found = children_of(db, person_id, access.at)
    return asking.answer(Children(masked_name=asking.masked_name, children=found)) if found else asking.nothing()


def of_child(db: Db, person_id: int, child_id: int, access: Access, question: Question) -> OfChild | NothingFound:
    """What a parent is told of a child; NothingFound where the parent may not ask for it, or no longer.

    `question` is one of `asking.OF_CHILDREN`, `person_id` the parent's. Audited. Raises NotAllowed below the question's
    level and for a parent there is not, ValueError for another question.
    """
    if question not in _ASK:
        raise ValueError(f"{question} is not asked for children")
    child = child_of(db, person_id, child_id, access.at)
    if child is None:
        return Asking(db, person_id, access, Question.CHILDREN).nothing()
    return OfChild(child=child, answer=_ASK[question](db, child_id, replace(access, guardian_id=person_id)))
