"""Somebody else, as far as family hears of one (domain 7.2)."""

from dataclasses import dataclass
from typing import Any, Final

from models.identity import is_female, masked_relative
from models.tables.family import Relation
from models.vault import Sealed, Vault

MOST_AUTHORISATIONS: Final = 20
"""Of each kind, newest first; nobody has more relatives with an account."""

INVERSE: Final = {
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.PARENT: Relation.CHILD,
    Relation.CHILD: Relation.PARENT,
    Relation.SIBLING: Relation.SIBLING,
    Relation.GRANDPARENT: Relation.GRANDCHILD,
    Relation.GRANDCHILD: Relation.GRANDPARENT,
}
"""What the authoriser is to the member, by what the member is to the authoriser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Somebody else, and what that person is to the asker; without an authorisation the relation is not known."""

    masked_name: str
    """Surname and stars: 李**."""
    female: bool
    relation: Relation | None


def relative_in(vault: Vault, row: Any, relation: Relation | None) -> Relative:
    """The relative whose sealed name and ID number are in a row."""
    return Relative(
        masked_name=masked_relative(vault.unseal(Sealed.NAME, row.name_sealed)),
        female=is_female(vault.unseal(Sealed.ID_NUMBER, row.id_number_sealed)),
        relation=relation,
    )
